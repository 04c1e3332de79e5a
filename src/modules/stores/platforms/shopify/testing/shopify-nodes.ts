import type { JsonObject } from '../../../../../common/json.js';
import { page } from './fake-shopify.js';

/** Small hand-written nodes in the shape that the documents ask for. */

export function money(amount: string, currencyCode = 'USD'): JsonObject {
  return { shopMoney: { amount, currencyCode } };
}

export function levelNode(location: number, available: number, item = 31): JsonObject {
  return {
    id: `gid://shopify/InventoryLevel/${location}00?inventory_item_id=${item}`,
    updatedAt: '2026-03-01T10:00:00Z',
    location: { id: `gid://shopify/Location/${location}`, name: `Place ${location}` },
    quantities: [{ name: 'available', quantity: available }],
  };
}

export function variantNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/ProductVariant/${id}`,
    title: 'M / Red',
    sku: `SKU-${id}`,
    barcode: '',
    price: '19.9',
    compareAtPrice: null,
    position: 1,
    inventoryQuantity: 7,
    selectedOptions: [
      { name: 'Size', value: 'M' },
      { name: 'Colour', value: 'Red' },
    ],
    media: page([]),
    inventoryItem: {
      id: `gid://shopify/InventoryItem/${id + 10}`,
      tracked: true,
      unitCost: { amount: '8.0' },
      measurement: { weight: { unit: 'KILOGRAMS', value: 0.25 } },
      inventoryLevels: page([levelNode(1, 5, id + 10), levelNode(2, 2, id + 10)]),
    },
    ...changes,
  };
}

export function imageNode(id: number, url = `https://cdn.example/${id}.png`): JsonObject {
  return { id: `gid://shopify/MediaImage/${id}`, alt: null, mediaContentType: 'IMAGE', image: { url } };
}

export function productNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/Product/${id}`,
    title: 'Cheese "Käse" 🧀',
    descriptionHtml: '<p>Good</p>',
    handle: 'cheese',
    onlineStoreUrl: null,
    vendor: 'Dairy',
    productType: '',
    status: 'ACTIVE',
    tags: ['food'],
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-02-01T00:00:00Z',
    hasOnlyDefaultVariant: false,
    media: page([imageNode(71)]),
    variants: page([variantNode(21)]),
    ...changes,
  };
}

export function stockNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/InventoryItem/${id}`,
    tracked: true,
    updatedAt: '2026-02-01T00:00:00Z',
    variants: {
      nodes: [
        { id: 'gid://shopify/ProductVariant/21', inventoryQuantity: 7, product: { id: 'gid://shopify/Product/11' } },
      ],
    },
    inventoryLevels: page([levelNode(1, 5, id), levelNode(2, 2, id)]),
    ...changes,
  };
}

export function addressNode(changes: JsonObject = {}): JsonObject {
  return {
    firstName: 'Ada',
    lastName: 'Lovelace',
    company: null,
    address1: '1 Street',
    address2: '',
    city: 'London',
    province: null,
    provinceCode: null,
    zip: 'N1',
    countryCodeV2: 'GB',
    phone: '+44 20 1',
    ...changes,
  };
}

export function shippingLineNode(price: string, changes: JsonObject = {}): JsonObject {
  return {
    id: 'gid://shopify/ShippingLine/1',
    title: 'Post',
    code: 'post',
    originalPriceSet: money(price),
    discountedPriceSet: money(price),
    taxLines: [],
    discountAllocations: [],
    ...changes,
  };
}

export function lineItemNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/LineItem/${id}`,
    title: 'Cheese',
    variantTitle: 'M',
    sku: 'SKU',
    quantity: 2,
    currentQuantity: 2,
    product: { id: 'gid://shopify/Product/11' },
    variant: { id: 'gid://shopify/ProductVariant/21' },
    originalUnitPriceSet: money('50.0'),
    discountAllocations: [],
    taxLines: [],
    customAttributes: [],
    ...changes,
  };
}

export function fulfillmentNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/Fulfillment/${id}`,
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    createdAt: '2026-01-03T00:00:00Z',
    inTransitAt: null,
    deliveredAt: null,
    totalQuantity: 2,
    trackingInfo: [],
    ...changes,
  };
}

export function refundNode(id: number, amount: string, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/Refund/${id}`,
    createdAt: '2026-01-05T00:00:00Z',
    processedAt: '2026-01-05T00:00:01Z',
    note: 'broken',
    totalRefundedSet: money(amount),
    ...changes,
  };
}

/** Two pieces at 50.00, nothing else; paid, not shipped. Its parts (`shippingLines` …) are not fetched yet. */
export function orderNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    createdAt: '2026-01-02T00:00:00Z',
    updatedAt: '2026-01-04T00:00:00Z',
    cancelledAt: null,
    cancelReason: null,
    taxesIncluded: false,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    email: 'ada@example.com',
    phone: null,
    note: null,
    tags: [],
    discountCodes: [],
    paymentGatewayNames: ['shopify_payments'],
    customer: { id: 'gid://shopify/Customer/9', firstName: 'Ada', lastName: 'Lovelace' },
    billingAddress: addressNode(),
    shippingAddress: null,
    subtotalPriceSet: money('100.0'),
    totalDiscountsSet: money('0.0'),
    totalTaxSet: money('0.0'),
    totalShippingPriceSet: money('0.0'),
    totalPriceSet: money('100.0'),
    totalRefundedSet: money('0.0'),
    totalTipReceivedSet: money('0.0'),
    originalTotalDutiesSet: null,
    originalTotalAdditionalFeesSet: null,
    taxLines: [],
    shippingLine: null,
    transactions: [
      {
        id: 'gid://shopify/OrderTransaction/1',
        kind: 'SALE',
        status: 'SUCCESS',
        paymentId: 'c1.1',
        processedAt: '2026-01-02T00:00:01Z',
      },
    ],
    fulfillments: [],
    refunds: [],
    lineItems: page([lineItemNode(1)]),
    ...changes,
  };
}

export function customerNode(id: number, changes: JsonObject = {}): JsonObject {
  return {
    id: `gid://shopify/Customer/${id}`,
    firstName: 'Ada',
    lastName: null,
    tags: ['vip'],
    numberOfOrders: '3',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-02-01T00:00:00Z',
    defaultEmailAddress: { emailAddress: 'ada@example.com' },
    defaultPhoneNumber: null,
    amountSpent: { amount: '310.5', currencyCode: 'USD' },
    defaultAddress: null,
    ...changes,
  };
}
