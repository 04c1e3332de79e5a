import { buildSchema, type GraphQLSchema } from 'graphql';
import { ADMIN_SDL } from './admin.sdl.js';
import { CATALOG_ENUMS_SDL } from './catalog-enums.sdl.js';
import { CATALOG_SDL } from './catalog.sdl.js';
import { FULFILLMENT_SDL } from './fulfillment.sdl.js';
import { ORDER_ENUMS_SDL } from './order-enums.sdl.js';
import { ORDERS_SDL } from './orders.sdl.js';
import { ROOT_SDL } from './root.sdl.js';
import { WRITE_BULK_SDL } from './write-bulk.sdl.js';
import { WRITE_CATALOG_SDL } from './write-catalog.sdl.js';
import { WRITE_ORDERS_SDL } from './write-orders.sdl.js';
import { WRITE_STOCK_SDL } from './write-stock.sdl.js';

/** `XConnection` and `XEdge` for each type that is paged. */
const CONNECTIONS = [
  'BulkOperation',
  'Customer',
  'DiscountApplication',
  'FulfillmentEvent',
  'FulfillmentLineItem',
  'FulfillmentOrder',
  'FulfillmentOrderLineItem',
  'Image',
  'InventoryItem',
  'InventoryLevel',
  'LineItem',
  'Location',
  'MailingAddress',
  'Media',
  'Order',
  'OrderAdjustment',
  'OrderTransaction',
  'Product',
  'ProductVariant',
  'RefundLineItem',
  'RefundShippingLine',
  'ShippingLine',
  'WebhookSubscription',
]
  .map(
    (type) => `
type ${type}Connection { edges: [${type}Edge!]! nodes: [${type}!]! pageInfo: PageInfo! }
type ${type}Edge { cursor: String! node: ${type}! }`,
  )
  .join('');

/** The part of the Admin API (2026-10) that the sandbox answers, in the official names, arguments and nullability. */
export const SHOPIFY_SDL = [
  ROOT_SDL,
  ADMIN_SDL,
  CATALOG_ENUMS_SDL,
  CATALOG_SDL,
  ORDER_ENUMS_SDL,
  ORDERS_SDL,
  FULFILLMENT_SDL,
  WRITE_ORDERS_SDL,
  WRITE_CATALOG_SDL,
  WRITE_STOCK_SDL,
  WRITE_BULK_SDL,
  CONNECTIONS,
].join('\n');

export const schema: GraphQLSchema = buildSchema(SHOPIFY_SDL);
