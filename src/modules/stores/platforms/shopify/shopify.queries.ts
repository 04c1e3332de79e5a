/**
 * Every GraphQL document that KSAP sends to Shopify (Admin API 2026-10, shopify.dev/docs/api/admin-graphql/2026-10).
 * They are whole texts, without GraphQL fragments and variables where a bulk operation runs them: a bulk query takes
 * neither variables nor `first`, and refuses a connection inside a list (an order's refunds and fulfillments), more than
 * five connections, and connections nested more than two deep.
 */

const MONEY = '{ shopMoney { amount currencyCode } }';

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

const ADDRESS = '{ firstName lastName company address1 address2 city province provinceCode zip countryCodeV2 phone }';

/** `index` stands for the application within its order; only code applications have a code. */
const ALLOCATIONS = `discountAllocations { allocatedAmountSet ${MONEY} discountApplication { index ... on DiscountCodeApplication { code } } }`;

const TAX_LINES = `taxLines { title rate priceSet ${MONEY} }`;

const SHIPPING_LINE = `id title code originalPriceSet ${MONEY} discountedPriceSet ${MONEY} ${TAX_LINES} ${ALLOCATIONS}`;

const LINE_ITEM = `id title variantTitle sku quantity currentQuantity
  product { id }
  variant { id }
  originalUnitPriceSet ${MONEY}
  ${ALLOCATIONS}
  ${TAX_LINES}
  customAttributes { key value }`;

const ORDER = `id name createdAt updatedAt cancelledAt cancelReason taxesIncluded
  displayFinancialStatus displayFulfillmentStatus
  email phone note tags discountCodes paymentGatewayNames
  customer { id firstName lastName }
  billingAddress ${ADDRESS}
  shippingAddress ${ADDRESS}
  subtotalPriceSet ${MONEY}
  totalDiscountsSet ${MONEY}
  totalTaxSet ${MONEY}
  totalShippingPriceSet ${MONEY}
  totalPriceSet ${MONEY}
  totalRefundedSet ${MONEY}
  totalTipReceivedSet ${MONEY}
  originalTotalDutiesSet ${MONEY}
  originalTotalAdditionalFeesSet ${MONEY}
  ${TAX_LINES}
  shippingLine { ${SHIPPING_LINE} }
  transactions { id kind status paymentId processedAt }
  fulfillments { id status displayStatus createdAt inTransitAt deliveredAt totalQuantity trackingInfo { company number url } }
  refunds { id createdAt processedAt note totalRefundedSet ${MONEY} }`;

const INVENTORY_LEVEL = 'id updatedAt location { id name } quantities(names: ["available"]) { name quantity }';

const MEDIA = 'id alt mediaContentType ... on MediaImage { image { url } }';

const VARIANT = `id title sku barcode price compareAtPrice position inventoryQuantity
  selectedOptions { name value }`;

const INVENTORY_ITEM = 'id tracked unitCost { amount } measurement { weight { unit value } }';

const PRODUCT = `id title descriptionHtml handle onlineStoreUrl vendor productType status tags createdAt updatedAt
  hasOnlyDefaultVariant`;

const PAGED_VARIANT = `${VARIANT}
  media(first: 1) { nodes { ${MEDIA} } }
  inventoryItem { ${INVENTORY_ITEM} inventoryLevels(first: $nested) { nodes { ${INVENTORY_LEVEL} } ${PAGE_INFO} } }`;

const PAGED_PRODUCT = `${PRODUCT}
  media(first: $nested) { nodes { ${MEDIA} } ${PAGE_INFO} }
  variants(first: $nested) { nodes { ${PAGED_VARIANT} } ${PAGE_INFO} }`;

const PAGED_ORDER = `${ORDER} lineItems(first: $nested) { nodes { ${LINE_ITEM} } ${PAGE_INFO} }`;

const STOCK = `id tracked updatedAt
  variants(first: 5) { nodes { id inventoryQuantity product { id } } }
  inventoryLevels(first: $nested) { nodes { ${INVENTORY_LEVEL} } ${PAGE_INFO} }`;

const CUSTOMER = `id firstName lastName tags numberOfOrders createdAt updatedAt
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  amountSpent { amount currencyCode }
  defaultAddress ${ADDRESS}`;

export const SHOP_QUERY = `query KsapShop {
  shop { id name myshopifyDomain currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
}`;

export const BULK_RUN_MUTATION = `mutation KsapBulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id status }
    userErrors { code field message }
  }
}`;

export const BULK_STATUS_QUERY = `query KsapBulkStatus($id: ID!) {
  bulkOperation(id: $id) { id status errorCode rootObjectCount fileSize url }
}`;

export const BULK_PRODUCTS_QUERY = `{
  products { edges { node {
    ${PRODUCT}
    media { edges { node { ${MEDIA} } } }
    variants { edges { node {
      ${VARIANT}
      media { edges { node { ${MEDIA} } } }
      inventoryItem { ${INVENTORY_ITEM} inventoryLevels { edges { node { ${INVENTORY_LEVEL} } } } }
    } } }
  } } }
}`;

/** The same for those changed at or after the time (ISO, UTC, whole seconds). */
export function changedProductsQuery(since: string): string {
  return BULK_PRODUCTS_QUERY.replace('products {', `products(query: "updated_at:>='${since}'") {`);
}

/** The same for those that a search finds, in Shopify's words for it; without quotes in them. */
export function foundProductsQuery(search: string): string {
  return BULK_PRODUCTS_QUERY.replace('products {', `products(query: "${search}") {`);
}

export const BULK_ORDERS_QUERY = `{
  orders { edges { node {
    ${ORDER}
    lineItems { edges { node { ${LINE_ITEM} } } }
  } } }
}`;

export const BULK_CUSTOMERS_QUERY = `{
  customers { edges { node { ${CUSTOMER} } } }
}`;

export const BULK_INVENTORY_QUERY = `{
  inventoryItems { edges { node {
    id tracked updatedAt
    variants { edges { node { id inventoryQuantity product { id } } } }
    inventoryLevels { edges { node { ${INVENTORY_LEVEL} } } }
  } } }
}`;

export const PRODUCTS_QUERY = `query KsapProducts($first: Int!, $nested: Int!, $after: String, $query: String) {
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ${PAGED_PRODUCT} }
    ${PAGE_INFO}
  }
}`;

export const ORDERS_QUERY = `query KsapOrders($first: Int!, $nested: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ${PAGED_ORDER} }
    ${PAGE_INFO}
  }
}`;

export const CUSTOMERS_QUERY = `query KsapCustomers($first: Int!, $after: String, $query: String) {
  customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ${CUSTOMER} }
    ${PAGE_INFO}
  }
}`;

/** Ordered by id: inventory items have no sort key. */
export const INVENTORY_QUERY = `query KsapInventory($first: Int!, $nested: Int!, $after: String, $query: String) {
  inventoryItems(first: $first, after: $after, query: $query) {
    nodes { ${STOCK} }
    ${PAGE_INFO}
  }
}`;

export const LOCATIONS_QUERY = `query KsapLocations($first: Int!, $after: String) {
  locations(first: $first, after: $after, includeInactive: true) {
    nodes { id }
    ${PAGE_INFO}
  }
}`;

/** A sale changes an inventory level, not its inventory item: changed stock is found location by location. */
export const CHANGED_LEVELS_QUERY = `query KsapChangedLevels($id: ID!, $first: Int!, $after: String, $query: String) {
  location(id: $id) {
    inventoryLevels(first: $first, after: $after, query: $query) {
      nodes { id item { id } }
      ${PAGE_INFO}
    }
  }
}`;

export const PRODUCT_QUERY = `query KsapProduct($id: ID!, $nested: Int!) {
  product(id: $id) { ${PAGED_PRODUCT} }
}`;

export const ORDER_QUERY = `query KsapOrder($id: ID!, $nested: Int!) {
  order(id: $id) { ${PAGED_ORDER} }
}`;

export const CUSTOMER_QUERY = `query KsapCustomer($id: ID!) {
  customer(id: $id) { ${CUSTOMER} }
}`;

export const VARIANT_STOCK_QUERY = `query KsapVariantStock($id: ID!, $nested: Int!) {
  productVariant(id: $id) { id inventoryItem { ${STOCK} } }
}`;

export const ITEMS_STOCK_QUERY = `query KsapItemsStock($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on InventoryItem { ${STOCK} } }
}`;

export const SOME_PRODUCTS_QUERY = `query KsapSomeProducts($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on Product { ${PAGED_PRODUCT} } }
}`;

export const SOME_ORDERS_QUERY = `query KsapSomeOrders($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on Order { ${PAGED_ORDER} } }
}`;

export const SOME_CUSTOMERS_QUERY = `query KsapSomeCustomers($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Customer { ${CUSTOMER} } }
}`;

export const ORDERS_REFUND_ITEMS_QUERY = `query KsapOrdersRefundItems($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on Order { id refunds { id refundLineItems(first: $nested) {
    nodes { quantity subtotalSet ${MONEY} totalTaxSet ${MONEY} lineItem { id } }
    ${PAGE_INFO}
  } } } }
}`;

export const ORDERS_FULFILLMENT_ITEMS_QUERY = `query KsapOrdersFulfillmentItems($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on Order { id fulfillments { id fulfillmentLineItems(first: $nested) {
    nodes { quantity lineItem { id } }
    ${PAGE_INFO}
  } } } }
}`;

export const ORDERS_SHIPPING_LINES_QUERY = `query KsapOrdersShippingLines($ids: [ID!]!, $nested: Int!) {
  nodes(ids: $ids) { ... on Order { id shippingLines(first: $nested) { nodes { ${SHIPPING_LINE} } ${PAGE_INFO} } } }
}`;

/** The rest of a connection whose first page came with its parent. */
export const MORE_LINE_ITEMS_QUERY = `query KsapMoreLineItems($id: ID!, $first: Int!, $after: String) {
  order(id: $id) { lineItems(first: $first, after: $after) { nodes { ${LINE_ITEM} } ${PAGE_INFO} } }
}`;

export const MORE_SHIPPING_LINES_QUERY = `query KsapMoreShippingLines($id: ID!, $first: Int!, $after: String) {
  order(id: $id) { shippingLines(first: $first, after: $after) { nodes { ${SHIPPING_LINE} } ${PAGE_INFO} } }
}`;

export const MORE_REFUND_ITEMS_QUERY = `query KsapMoreRefundItems($id: ID!, $first: Int!, $after: String) {
  refund(id: $id) { refundLineItems(first: $first, after: $after) {
    nodes { quantity subtotalSet ${MONEY} totalTaxSet ${MONEY} lineItem { id } }
    ${PAGE_INFO}
  } }
}`;

export const MORE_FULFILLMENT_ITEMS_QUERY = `query KsapMoreFulfillmentItems($id: ID!, $first: Int!, $after: String) {
  fulfillment(id: $id) { fulfillmentLineItems(first: $first, after: $after) {
    nodes { quantity lineItem { id } }
    ${PAGE_INFO}
  } }
}`;

export const MORE_VARIANTS_QUERY = `query KsapMoreVariants($id: ID!, $first: Int!, $nested: Int!, $after: String) {
  product(id: $id) { variants(first: $first, after: $after) { nodes { ${PAGED_VARIANT} } ${PAGE_INFO} } }
}`;

export const MORE_MEDIA_QUERY = `query KsapMoreMedia($id: ID!, $first: Int!, $after: String) {
  product(id: $id) { media(first: $first, after: $after) { nodes { ${MEDIA} } ${PAGE_INFO} } }
}`;

export const MORE_LEVELS_QUERY = `query KsapMoreLevels($id: ID!, $first: Int!, $after: String) {
  inventoryItem(id: $id) { inventoryLevels(first: $first, after: $after) { nodes { ${INVENTORY_LEVEL} } ${PAGE_INFO} } }
}`;

export const WEBHOOKS_QUERY = `query KsapWebhooks($first: Int!, $after: String) {
  webhookSubscriptions(first: $first, after: $after) {
    nodes { id topic uri }
    ${PAGE_INFO}
  }
}`;

export const WEBHOOK_CREATE_MUTATION = `mutation KsapWebhookCreate($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}`;

export const WEBHOOK_DELETE_MUTATION = `mutation KsapWebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`;
