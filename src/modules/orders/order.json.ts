import { moneyText } from '../../common/database/money-sql.js';
import { iso } from '../../common/database/sql.js';
import { STORY } from './order.story.js';

const money = (column: string): string => moneyText(column, 'r.currency');

/** Joins of an order's JSON: the store it belongs to. */
export const ORDER_JOINS = 'JOIN stores store ON store.id = r.store_id';

const FIELDS = `
  'id', r.id, 'store_id', r.store_id, 'store', json_build_object('id', store.id, 'name', store.name, 'platform', store.platform),
  'platform_order_id', r.platform_order_id, 'order_number', r.order_number, 'platform_customer_id', r.platform_customer_id,
  'customer_email', r.customer_email, 'customer_name', r.customer_name, 'customer_phone', r.customer_phone,
  'billing_address', r.billing_address, 'shipping_address', r.shipping_address,
  'subtotal', ${money('r.subtotal')}, 'discount_amount', ${money('r.discount_amount')}, 'tax_amount', ${money('r.tax_amount')},
  'shipping_amount', ${money('r.shipping_amount')}, 'fees_amount', ${money('r.fees_amount')},
  'total_amount', ${money('r.total_amount')}, 'refunded_amount', ${money('r.refunded_amount')}, 'currency', r.currency,
  'status', r.status, 'fulfillment_status', r.fulfillment_status, 'payment_status', r.payment_status,
  'platform_status', r.platform_status, 'payment_gateway', r.payment_gateway, 'notes', r.notes, 'tags', r.tags,
  'discount_codes', r.discount_codes, 'tax_lines', r.tax_lines, 'shipping_lines', r.shipping_lines, 'items_count', r.items_count,
  'cancelled_at', ${iso('r.cancelled_at')}, 'cancel_reason', r.cancel_reason, 'paid_at', ${iso('r.paid_at')},
  'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')}, 'platform_updated_at', ${iso('r.platform_updated_at')}`;

const ITEMS = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', i.id, 'product_id', i.product_id, 'variant_id', i.variant_id, 'platform_item_id', i.platform_item_id,
    'platform_product_id', i.platform_product_id, 'platform_variant_id', i.platform_variant_id, 'title', i.title,
    'variant_title', i.variant_title, 'sku', i.sku, 'quantity', i.quantity, 'price', ${money('i.price')}, 'total', ${money('i.total')},
    'discount_amount', ${money('i.discount_amount')}, 'tax_amount', ${money('i.tax_amount')},
    'fulfilled_quantity', i.fulfilled_quantity, 'refunded_quantity', i.refunded_quantity, 'properties', i.properties)
    ORDER BY i.position, i.id), '[]')
  FROM order_items i WHERE i.order_id = r.id)`;

const FULFILLMENTS = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', f.id, 'platform_fulfillment_id', f.platform_fulfillment_id, 'status', f.status, 'carrier', f.carrier,
    'tracking_number', f.tracking_number, 'tracking_url', f.tracking_url, 'shipment_status', f.shipment_status,
    'shipped_at', ${iso('f.shipped_at')}, 'delivered_at', ${iso('f.delivered_at')}, 'items', f.items) ORDER BY f.shipped_at, f.id), '[]')
  FROM fulfillments f WHERE f.order_id = r.id)`;

const REFUNDS = `(
  SELECT coalesce(json_agg(json_build_object(
    'id', f.id, 'platform_refund_id', f.platform_refund_id, 'amount', ${moneyText('f.amount', 'f.currency')}, 'currency', f.currency,
    'reason', f.reason, 'refunded_at', ${iso('f.refunded_at')}, 'items', f.items, 'transaction_id', f.transaction_id) ORDER BY f.refunded_at, f.id), '[]')
  FROM refunds f WHERE f.order_id = r.id)`;

/** SQL of an entry of the story, by its alias. */
export const storyEntryJson = (t: string): string =>
  `json_build_object('id', ${t}.id, 'kind', ${t}.kind, 'message', ${t}.message, 'source', ${t}.source,
    'actor_user_id', ${t}.actor_user_id, 'details', ${t}.details, 'occurred_at', ${iso(`${t}.occurred_at`)})`;

const TIMELINE = `(
  SELECT coalesce(json_agg(${storyEntryJson('t')} ORDER BY t.occurred_at, t.rank, t.id), '[]') FROM (${STORY}) t)`;

/** SQL of an order in a list; the row's alias is \`r\`. */
export const ORDER_JSON = `json_build_object(${FIELDS})`;

/** The same with its lines. */
export const ORDER_WITH_ITEMS_JSON = `json_build_object(${FIELDS}, 'items', ${ITEMS})`;

/** SQL of a whole order. Postgres takes at most 100 arguments a call, hence two objects in one. */
export const WHOLE_ORDER_JSON = `
  jsonb_build_object(${FIELDS}) || jsonb_build_object('items', ${ITEMS}, 'fulfillments', ${FULFILLMENTS}, 'refunds', ${REFUNDS}, 'timeline', ${TIMELINE})`;
