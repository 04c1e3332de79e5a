import type { JsonObject } from '../core/json.js';
import type { Creditmemo, Invoice, Order, Shipment } from './order-types.js';
import { incrementId, money } from './order-view.js';
import { timeText } from './site-time.js';

export function shipmentView(order: Order, shipment: Shipment): JsonObject {
  const items = shipment.items.map(({ order_item_id, qty }, n): JsonObject => {
    const row = order.rows.find((one) => one.item_id === order_item_id);
    return {
      entity_id: shipment.entity_id * 100 + n,
      name: row?.name ?? '',
      parent_id: shipment.entity_id,
      price: money(row?.price ?? 0),
      product_id: row?.product_id ?? 0,
      sku: row?.sku ?? '',
      weight: 1,
      order_item_id,
      qty,
    };
  });
  return {
    billing_address_id: order.entity_id * 2,
    created_at: timeText(shipment.created),
    ...(order.customer_id === null ? {} : { customer_id: order.customer_id }),
    entity_id: shipment.entity_id,
    increment_id: incrementId(shipment.entity_id),
    order_id: order.entity_id,
    packages: [],
    store_id: 1,
    total_qty: shipment.items.reduce((sum, item) => sum + item.qty, 0),
    updated_at: timeText(shipment.updated),
    items,
    tracks: shipment.tracks.map(({ created, ...track }) => ({
      order_id: order.entity_id,
      created_at: timeText(created),
      parent_id: shipment.entity_id,
      updated_at: timeText(created),
      weight: null,
      qty: null,
      description: null,
      ...track,
    })),
    comments: shipment.comments.map((one) => ({
      is_customer_notified: one.notified ? 1 : 0,
      parent_id: shipment.entity_id,
      comment: one.comment,
      is_visible_on_front: one.visible ? 1 : 0,
      created_at: timeText(one.created),
      entity_id: one.entity_id,
    })),
    extension_attributes: { source_code: 'default' },
  };
}

export function invoiceView(order: Order, invoice: Invoice): JsonObject {
  return {
    base_currency_code: 'USD',
    created_at: timeText(invoice.created),
    entity_id: invoice.entity_id,
    grand_total: money(invoice.grand_total),
    increment_id: incrementId(invoice.entity_id),
    order_currency_code: order.currency,
    order_id: order.entity_id,
    state: 2,
    store_id: 1,
    total_qty: invoice.items.reduce((sum, item) => sum + item.qty, 0),
    ...(invoice.transaction_id === null ? {} : { transaction_id: invoice.transaction_id }),
    updated_at: timeText(invoice.created),
    items: invoice.items.map((item, n) => ({
      ...item,
      entity_id: invoice.entity_id * 100 + n,
      parent_id: invoice.entity_id,
      sku: '',
    })),
    comments: [],
  };
}

export function creditmemoView(order: Order, memo: Creditmemo): JsonObject {
  return {
    adjustment: money(memo.adjustment),
    created_at: timeText(memo.created),
    entity_id: memo.entity_id,
    grand_total: money(memo.grand_total),
    increment_id: incrementId(memo.entity_id),
    order_currency_code: order.currency,
    order_id: order.entity_id,
    shipping_amount: money(memo.shipping),
    state: 3,
    store_id: 1,
    updated_at: timeText(memo.created),
    items: memo.items.map(({ order_item_id, qty, row_total, discount, tax }, n) => ({
      base_cost: null,
      base_price: money(order.rows.find(({ item_id }) => item_id === order_item_id)?.price ?? 0),
      entity_id: memo.entity_id * 100 + n,
      order_item_id,
      parent_id: memo.entity_id,
      qty,
      row_total: money(row_total),
      row_total_incl_tax: money(row_total + tax),
      discount_amount: money(discount),
      tax_amount: money(tax),
    })),
    comments:
      memo.comment === null
        ? []
        : [
            {
              comment: memo.comment,
              entity_id: memo.entity_id,
              is_customer_notified: 0,
              is_visible_on_front: 0,
              parent_id: memo.entity_id,
              created_at: timeText(memo.created),
            },
          ],
  };
}
