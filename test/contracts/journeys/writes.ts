import type { JsonObject } from '../../../src/common/json.js';
import type { ShopPlatform } from '../../stores/shops.js';
import type { ReceivedRequest } from '../../support/sandbox.js';
import { bodyOf, isGraphql, magentoRequest, wcRequest } from '../checkers/recorded.js';

/** What the shops must have been asked for on the way through all endpoints: without it, nothing was checked. */
export const WRITES: Record<ShopPlatform, string[]> = {
  shopify: [
    'bulkOperationRunMutation',
    'bulkOperationRunQuery',
    'fulfillmentCreate',
    'fulfillmentEventCreate',
    'fulfillmentTrackingInfoUpdate',
    'inventorySetQuantities',
    'orderCancel',
    'orderMarkAsPaid',
    'orderUpdate',
    'productDelete',
    'productSet',
    'productUpdate',
    'productVariantsBulkCreate',
    'productVariantsBulkDelete',
    'productVariantsBulkUpdate',
    'stagedUploadsCreate',
    'webhookSubscriptionCreate',
    'webhookSubscriptionDelete',
  ],
  woocommerce: [
    'DELETE products/:id',
    'DELETE webhooks/:id',
    'POST orders/:id/notes',
    'POST orders/:id/refunds',
    'POST products',
    'POST products/:id/variations/batch',
    'POST products/batch',
    'POST products/tags',
    'POST webhooks',
    'PUT orders/:id',
    'PUT products/:id',
  ],
  magento: [
    'DELETE V1/products/:sku',
    'DELETE V1/products/:sku/media/:id',
    'DELETE V1/shipment/track/:id',
    'POST V1/configurable-products/:sku/child',
    'POST V1/inventory/source-items',
    'POST V1/order/:id/invoice',
    'POST V1/order/:id/refund',
    'POST V1/order/:id/ship',
    'POST V1/orders/:id/cancel',
    'POST V1/orders/:id/comments',
    'POST V1/products',
    'POST V1/shipment/track',
    'PUT V1/products/:sku',
    'PUT async/bulk/V1/products/bySku',
  ],
};

/** The names of the calls that change something, each once. */
export function writesIn(platform: ShopPlatform, calls: readonly ReceivedRequest[]): string[] {
  return [...new Set(calls.flatMap((call) => nameOf[platform](call) ?? []))];
}

const nameOf: Record<ShopPlatform, (call: ReceivedRequest) => string | null> = {
  shopify: (call) => {
    const { query } = (isGraphql(call) ? bodyOf(call) : { query: '' }) as JsonObject;
    return /^\s*mutation[^{]*\{\s*(\w+)/.exec(query as string)?.[1] ?? null;
  },
  woocommerce: (call) => route(call.method, wcRequest(call).path.replace(/\d+/g, ':id')),
  magento: (call) => route(call.method, magentoRoute(magentoRequest(call).path)),
};

const route = (method: string, path: string): string | null => (method === 'GET' ? null : `${method} ${path}`);

function magentoRoute(path: string): string {
  return path
    .replace(/(?<=^V1\/(?:products|configurable-products)\/)(?!attributes\/)[^/]+/, ':sku')
    .replace(/(?<=\/)\d+(?=\/|$)/g, ':id');
}
