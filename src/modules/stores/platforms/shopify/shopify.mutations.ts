/**
 * Every GraphQL document by which KSAP changes something at Shopify (Admin API 2026-10), and what is asked before it.
 * `userErrors` is aliased where Shopify has another list for it, so that all are read alike.
 */

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

const USER_ERRORS = 'userErrors { field message }';

const CODED_ERRORS = 'userErrors { code field message }';

const FULFILLMENT = `id status displayStatus createdAt inTransitAt deliveredAt totalQuantity
  trackingInfo { company number url }
  fulfillmentLineItems(first: 100) { nodes { quantity lineItem { id } } ${PAGE_INFO} }`;

const FULFILLMENT_ORDER_ITEMS = `nodes { id remainingQuantity lineItem { id } } ${PAGE_INFO}`;

export const ORDER_STATE_QUERY = `query KsapOrderState($id: ID!) {
  order(id: $id) {
    id cancelledAt displayFinancialStatus displayFulfillmentStatus canMarkAsPaid
    fulfillments { id status displayStatus deliveredAt trackingInfo { number } }
  }
}`;

export const ORDER_MARK_AS_PAID_MUTATION = `mutation KsapOrderMarkAsPaid($id: ID!) {
  orderMarkAsPaid(input: { id: $id }) {
    order { id }
    ${USER_ERRORS}
  }
}`;

export const FULFILLMENT_EVENT_MUTATION = `mutation KsapFulfillmentEvent($event: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $event) {
    fulfillmentEvent { id }
    ${USER_ERRORS}
  }
}`;

export const FULFILLMENT_ORDERS_QUERY = `query KsapFulfillmentOrders($id: ID!, $first: Int!, $after: String) {
  order(id: $id) {
    id cancelledAt
    fulfillmentOrders(first: $first, after: $after) {
      nodes {
        id status
        assignedLocation { location { id } }
        supportedActions { action }
        lineItems(first: 50) { ${FULFILLMENT_ORDER_ITEMS} }
      }
      ${PAGE_INFO}
    }
  }
}`;

export const MORE_FULFILLMENT_ORDER_ITEMS_QUERY = `query KsapMoreFulfillmentOrderItems($id: ID!, $first: Int!, $after: String) {
  fulfillmentOrder(id: $id) { lineItems(first: $first, after: $after) { ${FULFILLMENT_ORDER_ITEMS} } }
}`;

export const FULFILLMENT_CREATE_MUTATION = `mutation KsapFulfillmentCreate($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { ${FULFILLMENT} }
    ${USER_ERRORS}
  }
}`;

export const FULFILLMENT_CANCEL_MUTATION = `mutation KsapFulfillmentCancel($id: ID!) {
  fulfillmentCancel(id: $id) {
    fulfillment { id status }
    ${USER_ERRORS}
  }
}`;

export const TRACKING_MUTATION = `mutation KsapTracking($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id }
    ${USER_ERRORS}
  }
}`;

export const ORDER_CANCEL_MUTATION = `mutation KsapOrderCancel(
  $id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $notify: Boolean!, $note: String
) {
  orderCancel(
    orderId: $id, reason: $reason, restock: $restock, notifyCustomer: $notify, staffNote: $note,
    refundMethod: { originalPaymentMethodsRefund: false }
  ) {
    job { id done }
    userErrors: orderCancelUserErrors { code field message }
  }
}`;

export const ORDER_CANCEL_STATE_QUERY = `query KsapOrderCancelState($job: ID!, $id: ID!) {
  job(id: $job) { id done }
  order(id: $id) { id cancelledAt }
}`;

export const ORDER_NOTE_QUERY = `query KsapOrderNote($id: ID!) {
  order(id: $id) { id note }
}`;

export const ORDER_UPDATE_MUTATION = `mutation KsapOrderUpdate($input: OrderInput!) {
  orderUpdate(input: $input) {
    order { id }
    ${USER_ERRORS}
  }
}`;

/** Creates a product whole, or sets what is named of an existing one; lists (files, variants) are set as a whole. */
export const PRODUCT_SET_MUTATION = `mutation KsapProductSet($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {
  productSet(identifier: $identifier, input: $input, synchronous: true) {
    product { id }
    ${CODED_ERRORS}
  }
}`;

export const PRODUCT_UPDATE_MUTATION = `mutation KsapProductUpdate($product: ProductUpdateInput!) {
  productUpdate(product: $product) {
    product { id }
    ${USER_ERRORS}
  }
}`;

export const VARIANTS_UPDATE_MUTATION = `mutation KsapVariantsUpdate(
  $productId: ID!, $variants: [ProductVariantsBulkInput!]!, $media: [CreateMediaInput!]
) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants, media: $media) {
    product { id }
    ${CODED_ERRORS}
  }
}`;

export const VARIANTS_CREATE_MUTATION = `mutation KsapVariantsCreate(
  $productId: ID!, $variants: [ProductVariantsBulkInput!]!, $media: [CreateMediaInput!]
) {
  productVariantsBulkCreate(productId: $productId, variants: $variants, media: $media) {
    product { id }
    ${CODED_ERRORS}
  }
}`;

export const VARIANTS_DELETE_MUTATION = `mutation KsapVariantsDelete($productId: ID!, $ids: [ID!]!) {
  productVariantsBulkDelete(productId: $productId, variantsIds: $ids) {
    product { id }
    ${CODED_ERRORS}
  }
}`;

export const PRODUCT_DELETE_MUTATION = `mutation KsapProductDelete($id: ID!) {
  productDelete(input: { id: $id }, synchronous: true) {
    deletedProductId
    ${USER_ERRORS}
  }
}`;

/** Newest first by id, which needs no search index: that one lags behind. */
export const NEWEST_PRODUCTS_QUERY = `query KsapNewestProducts($first: Int!, $after: String, $namespace: String!, $key: String!) {
  products(first: $first, after: $after, sortKey: ID, reverse: true) {
    nodes { id metafield(namespace: $namespace, key: $key) { value } }
    ${PAGE_INFO}
  }
}`;

/** Without an id: the shop's primary location. */
export const PRIMARY_LOCATION_QUERY = `query KsapPrimaryLocation {
  location { id name isActive }
}`;

/** What became of the compare-and-set is told by `userErrors`, whose `field` names the entry. */
export const SET_QUANTITIES_MUTATION = `mutation KsapSetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    ${CODED_ERRORS}
  }
}`;

export const LOCATION_NAMES_QUERY = `query KsapLocationNames($first: Int!, $after: String) {
  locations(first: $first, after: $after, includeInactive: true) {
    nodes { id name isActive }
    ${PAGE_INFO}
  }
}`;

export const VARIANT_ITEMS_QUERY = `query KsapVariantItems($ids: [ID!]!) {
  nodes(ids: $ids) { ... on ProductVariant { id inventoryItem { id } } }
}`;

/** `limit: null`: as many as there are, and told exactly. */
export const ORDERS_COUNT_QUERY = `query KsapOrdersCount($query: String!) {
  ordersCount(query: $query, limit: null) { count precision }
}`;

export const PRODUCTS_COUNT_QUERY = `query KsapProductsCount($query: String!) {
  productsCount(query: $query, limit: null) { count precision }
}`;

export const ORDERS_CENSUS_QUERY = `query KsapOrdersCensus($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: ID) {
    nodes { id createdAt updatedAt }
    ${PAGE_INFO}
  }
}`;

export const PRODUCTS_CENSUS_QUERY = `query KsapProductsCensus($first: Int!, $after: String, $query: String!) {
  products(first: $first, after: $after, query: $query, sortKey: ID) {
    nodes { id createdAt updatedAt }
    ${PAGE_INFO}
  }
}`;

export const STAGED_UPLOAD_MUTATION = `mutation KsapStagedUpload($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } }
    ${USER_ERRORS}
  }
}`;

export const BULK_RUN_MUTATIONS_MUTATION = `mutation KsapBulkRunMutations($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id status }
    ${CODED_ERRORS}
  }
}`;

export const BULK_MUTATION_STATUS_QUERY = `query KsapBulkMutationStatus($id: ID!) {
  bulkOperation(id: $id) { id status errorCode createdAt fileSize url }
}`;

/** The text of each operation is among what is asked: it bears the mark of who began it. */
export const NEWEST_BULK_OPERATIONS_QUERY = `query KsapNewestBulkOperations($first: Int!) {
  bulkOperations(first: $first, sortKey: CREATED_AT, reverse: true) {
    nodes { id type query }
    ${PAGE_INFO}
  }
}`;

/** What Shopify runs line by line. `name`: the mark by which the operation is found again. */
export function bulkVariantsDocument(name: string): string {
  return `mutation ${name}($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $productId, variants: $variants) {
    product { id }
    ${CODED_ERRORS}
  }
}`;
}

export function bulkProductsDocument(name: string): string {
  return `mutation ${name}($product: ProductUpdateInput!) {
  productUpdate(product: $product) {
    product { id }
    ${USER_ERRORS}
  }
}`;
}
