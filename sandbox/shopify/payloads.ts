import type { JsonObject } from '../core/json.js';
import { gid, numberOf } from './data/ids.js';
import { moneyText, SHOP_CURRENCY, type Amount } from './data/money.js';
import { stockOf } from './data/product-maker.js';
import type { AddressRow, FulfillmentRow, OrderRow, ProductRow, RefundRow, VariantRow } from './data/rows.js';
import { allocatedTo } from './data/totals.js';
import { iso } from './resolvers/text.js';

/** Bodies of webhooks: the shape of the older REST resources, as Shopify still sends them. */
function moneySet(amount: Amount): JsonObject {
  return {
    shop_money: { amount: moneyText(amount.s, SHOP_CURRENCY), currency_code: SHOP_CURRENCY },
    presentment_money: { amount: moneyText(amount.p, amount.c), currency_code: amount.c },
  };
}

function address(row: AddressRow | null): JsonObject | null {
  if (row === null) return null;
  const { first_name, last_name, company, address1, address2, city, province, province_code, country, zip, phone } =
    row;
  const { country_code } = row;
  return {
    first_name,
    last_name,
    company,
    address1,
    address2,
    city,
    province,
    province_code,
    country,
    country_code,
    zip,
    phone,
  };
}

/** `exists`: whether a product of that number is there still; a line of a deleted one names none. */
export function orderPayload(order: OrderRow, exists: (product: number) => boolean): JsonObject {
  const { totals } = order;
  return {
    id: numberOf('Order', order.n),
    admin_graphql_api_id: gid('Order', order.n),
    name: `#${1001 + order.n}`,
    order_number: 1001 + order.n,
    created_at: iso(order.created),
    updated_at: iso(order.updated),
    processed_at: iso(order.created),
    cancelled_at: order.cancelled === null ? null : iso(order.cancelled),
    cancel_reason: order.cancel_reason?.toLowerCase() ?? null,
    currency: SHOP_CURRENCY,
    presentment_currency: order.currency,
    taxes_included: order.taxes_included,
    test: order.test,
    email: order.email ?? '',
    phone: order.phone,
    note: order.note,
    tags: order.tags.join(', '),
    financial_status: totals.financial.toLowerCase(),
    fulfillment_status: { UNFULFILLED: null, PARTIALLY_FULFILLED: 'partial', FULFILLED: 'fulfilled' }[
      totals.fulfillment
    ],
    subtotal_price: moneyText(totals.subtotal.s, SHOP_CURRENCY),
    total_discounts: moneyText(totals.discounts.s, SHOP_CURRENCY),
    total_tax: moneyText(totals.tax.s, SHOP_CURRENCY),
    total_price: moneyText(totals.total.s, SHOP_CURRENCY),
    total_price_set: moneySet(totals.total),
    current_total_price: moneyText(totals.current_total.s, SHOP_CURRENCY),
    customer: order.customer === null ? null : { id: numberOf('Customer', order.customer), email: order.email },
    billing_address: address(order.billing),
    shipping_address: address(order.shipping),
    line_items: order.lines.map((line) => ({
      id: numberOf('LineItem', order.n, line.k),
      admin_graphql_api_id: gid('LineItem', order.n, line.k),
      product_id: exists(line.product) ? numberOf('Product', line.product) : null,
      variant_id:
        line.variant === null || !exists(line.product) ? null : numberOf('ProductVariant', line.product, line.variant),
      title: line.title,
      variant_title: line.variant_title,
      sku: line.sku,
      quantity: line.quantity,
      price: moneyText(line.unit.s, SHOP_CURRENCY),
      total_discount: moneyText(allocatedTo(line, true).s, SHOP_CURRENCY),
    })),
    fulfillments: order.fulfillments.map((row) => fulfillmentPayload(order, row)),
    refunds: order.refunds.map((row) => refundPayload(order, row)),
  };
}

export function fulfillmentPayload(order: OrderRow, row: FulfillmentRow): JsonObject {
  const [tracking] = row.tracking;
  return {
    id: numberOf('Fulfillment', order.n, row.k),
    order_id: numberOf('Order', order.n),
    admin_graphql_api_id: gid('Fulfillment', order.n, row.k),
    status: row.status.toLowerCase(),
    shipment_status: row.display.toLowerCase(),
    created_at: iso(row.created),
    updated_at: iso(row.updated),
    tracking_company: tracking?.company ?? null,
    tracking_number: tracking?.number ?? null,
    tracking_url: tracking?.url ?? null,
  };
}

export function refundPayload(order: OrderRow, row: RefundRow): JsonObject {
  return {
    id: numberOf('Refund', order.n, row.k),
    order_id: numberOf('Order', order.n),
    admin_graphql_api_id: gid('Refund', order.n, row.k),
    created_at: iso(row.created),
    note: row.note,
    refund_line_items: row.items.map((item) => ({
      line_item_id: numberOf('LineItem', order.n, item.line),
      quantity: item.quantity,
      subtotal: Number(moneyText(item.subtotal.s, SHOP_CURRENCY)),
      restock_type: item.restock.toLowerCase(),
    })),
  };
}

export function productPayload(product: ProductRow): JsonObject {
  return {
    id: numberOf('Product', product.n),
    admin_graphql_api_id: gid('Product', product.n),
    title: product.title,
    body_html: product.description_html,
    handle: product.handle,
    vendor: product.vendor,
    product_type: product.product_type,
    status: product.status.toLowerCase(),
    tags: product.tags.join(', '),
    created_at: iso(product.created),
    updated_at: iso(product.updated),
    variants: product.variants.map((variant) => ({
      id: numberOf('ProductVariant', product.n, variant.k),
      admin_graphql_api_id: gid('ProductVariant', product.n, variant.k),
      title: variant.title,
      sku: variant.sku,
      price: moneyText(variant.price, SHOP_CURRENCY),
      inventory_item_id: numberOf('InventoryItem', product.n, variant.k),
      inventory_quantity: stockOf(variant),
    })),
  };
}

/** No id and no gid of its own: the pair of item and location names it. */
export function levelPayload(variant: VariantRow, location: number): JsonObject {
  const level = variant.levels.find((one) => one.location === location);
  return {
    inventory_item_id: numberOf('InventoryItem', variant.product, variant.k),
    location_id: numberOf('Location', location),
    available: level?.available ?? 0,
    updated_at: iso(level?.updated ?? variant.updated),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${numberOf('Location', location)}?inventory_item_id=${numberOf('InventoryItem', variant.product, variant.k)}`,
  };
}
