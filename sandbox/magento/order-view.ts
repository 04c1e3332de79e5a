import type { JsonObject } from '../core/json.js';
import { lines } from './order-effects.js';
import type { Buyer } from './customers.js';
import type { History, Order, OrderRow } from './order-types.js';
import { timeText } from './site-time.js';

export const money = (cents: number): number => cents / 100;
/** Decimal text with two digits. */
export const moneyText = (cents: number): string => (cents / 100).toFixed(2);
export const incrementId = (id: number): string => String(id).padStart(9, '0');

/** An order as `GET orders/{id}` and the list answer it. */
export function orderView(order: Order): JsonObject {
  const base = (cents: number): number => Math.round(cents / order.rate) / 100;
  const invoiced = order.total_paid;
  const canceled = order.state === 'canceled' ? order.grand_total - invoiced : 0;
  return {
    applied_rule_ids: order.coupon_code === null ? '' : '1',
    base_currency_code: 'USD',
    base_discount_amount: -base(order.discount),
    base_grand_total: base(order.grand_total),
    base_shipping_amount: base(order.shipping),
    base_subtotal: base(order.subtotal),
    base_tax_amount: base(order.tax),
    base_to_global_rate: 1,
    base_to_order_rate: order.rate,
    billing_address_id: order.entity_id * 2,
    ...couponOf(order),
    created_at: timeText(order.created),
    customer_email: order.buyer.email,
    ...customerOf(order),
    ...(order.customer_note === null ? {} : { customer_note: order.customer_note }),
    customer_note_notify: 1,
    discount_amount: -money(order.discount),
    entity_id: order.entity_id,
    global_currency_code: 'USD',
    grand_total: money(order.grand_total),
    discount_tax_compensation_amount: 0,
    increment_id: incrementId(order.entity_id),
    is_virtual: order.virtual ? 1 : 0,
    order_currency_code: order.currency,
    protect_code: 'b1b2b3',
    remote_ip: '203.0.113.7',
    shipping_amount: money(order.shipping),
    ...(order.virtual ? {} : { shipping_description: 'Flat Rate - Fixed' }),
    shipping_discount_amount: 0,
    shipping_discount_tax_compensation_amount: 0,
    shipping_incl_tax: money(order.shipping),
    ...(order.shipping_refunded > 0 ? { shipping_refunded: money(order.shipping_refunded) } : {}),
    shipping_tax_amount: 0,
    state: order.state,
    status: order.status,
    store_currency_code: order.currency,
    store_id: 1,
    store_name: 'Main Website\nMain Website Store\nDefault Store View',
    subtotal: money(order.subtotal),
    subtotal_incl_tax: money(order.subtotal + order.tax),
    tax_amount: money(order.tax),
    total_canceled: money(canceled),
    total_due: money(order.grand_total - order.total_paid - canceled),
    total_item_count: lines(order).length,
    total_qty_ordered: lines(order).reduce((sum, row) => sum + row.qty_ordered, 0),
    ...(invoiced > 0 ? { total_invoiced: money(invoiced), total_paid: money(order.total_paid) } : {}),
    ...(order.total_refunded > 0 ? { total_refunded: money(order.total_refunded) } : {}),
    updated_at: timeText(order.updated),
    weight: 1.5,
    items: order.rows.map((row) => rowView(order, row)),
    billing_address: addressView(order, 'billing'),
    payment: paymentView(order),
    status_histories: order.histories.map((history) => historyView(order, history)).reverse(),
    extension_attributes: {
      shipping_assignments: [
        {
          shipping: {
            ...(order.virtual ? {} : { address: addressView(order, 'shipping'), method: order.shipping_method }),
            total: { shipping_amount: money(order.shipping), base_shipping_amount: base(order.shipping) },
          },
          items: [],
        },
      ],
      payment_additional_info: [{ key: 'method_title', value: order.payment_method }],
      applied_taxes: taxesOf(order),
      item_applied_taxes: [],
    },
  };
}

function couponOf({ coupon_code }: Order): JsonObject {
  return coupon_code === null ? {} : { coupon_code, discount_description: coupon_code };
}

/** A guest has no name but the one in the addresses. */
function customerOf({ customer_id, buyer }: Order): JsonObject {
  if (customer_id === null) {
    return { customer_firstname: null, customer_lastname: null, customer_group_id: 0, customer_is_guest: 1 };
  }
  const { firstname, lastname } = buyer;
  return {
    customer_id,
    customer_firstname: firstname,
    customer_lastname: lastname,
    customer_group_id: 1,
    customer_is_guest: 0,
  };
}

function taxesOf(order: Order): JsonObject[] {
  const row = order.rows.find((one) => one.tax > 0);
  if (row === undefined) return [];
  const { region_code, country_id } = order.buyer.place;
  const code = `${country_id}-${region_code ?? '*'}-Rate 1`;
  return [
    { code, title: code, percent: row.tax_percent / 1000, amount: money(order.tax), base_amount: money(order.tax) },
  ];
}

function rowView(order: Order, row: OrderRow): JsonObject {
  const parent = order.rows.find((one) => one.item_id === row.parent_item_id);
  const view: JsonObject = {
    amount_refunded:
      row.qty_ordered === 0 ? 0 : money(Math.round((row.row_total * row.qty_refunded) / row.qty_ordered)),
    created_at: timeText(order.created),
    discount_amount: money(row.discount),
    discount_percent: row.discount > 0 ? 10 : 0,
    discount_tax_compensation_amount: 0,
    is_qty_decimal: Number.isInteger(row.qty_ordered) ? 0 : 1,
    is_virtual: row.product_type === 'virtual' ? 1 : 0,
    item_id: row.item_id,
    name: row.name,
    order_id: order.entity_id,
    original_price: money(row.price),
    price: money(row.price),
    price_incl_tax: money(row.price),
    product_id: row.product_id,
    product_type: row.product_type,
    qty_canceled: row.qty_canceled,
    qty_invoiced: row.qty_invoiced,
    qty_ordered: row.qty_ordered,
    qty_refunded: row.qty_refunded,
    qty_shipped: row.qty_shipped,
    row_total: money(row.row_total),
    row_total_incl_tax: money(row.row_total + row.tax),
    sku: row.sku,
    store_id: 1,
    tax_amount: money(row.tax),
    tax_percent: row.tax_percent / 1000,
    updated_at: timeText(order.updated),
  };
  if (parent !== undefined) {
    view.parent_item_id = parent.item_id;
    view.parent_item = {
      item_id: parent.item_id,
      product_type: parent.product_type,
      sku: parent.sku,
      name: parent.name,
    };
  }
  if (row.options.length > 0) {
    view.product_option = {
      extension_attributes: {
        configurable_item_options: row.options.map((_option, n) => ({ option_id: String(n), option_value: n })),
      },
    };
  }
  return view;
}

function addressView(order: Order, type: 'billing' | 'shipping'): JsonObject {
  const { place, ...buyer }: Buyer = order.buyer;
  return {
    address_type: type,
    city: place.city,
    ...(buyer.company === null ? {} : { company: buyer.company }),
    country_id: place.country_id,
    email: buyer.email,
    entity_id: order.entity_id * 2 + (type === 'billing' ? 0 : 1),
    firstname: buyer.firstname,
    lastname: buyer.lastname,
    parent_id: order.entity_id,
    postcode: place.postcode,
    ...(place.region === null
      ? {}
      : { region: place.region, region_code: place.region_code, region_id: place.region_id }),
    street: buyer.street,
    telephone: buyer.telephone,
  };
}

function paymentView(order: Order): JsonObject {
  const transaction = order.invoices.at(-1)?.transaction_id ?? null;
  return {
    account_status: null,
    additional_information: [order.payment_method],
    amount_ordered: money(order.grand_total),
    ...(order.total_paid > 0 ? { amount_paid: money(order.total_paid) } : {}),
    ...(transaction === null ? {} : { last_trans_id: transaction }),
    cc_last4: null,
    entity_id: order.entity_id,
    method: order.payment_method,
    parent_id: order.entity_id,
    shipping_amount: money(order.shipping),
  };
}

export function historyView(order: Order, history: History): JsonObject {
  return {
    comment: history.comment === '' ? null : history.comment,
    created_at: timeText(history.created),
    entity_id: history.entity_id,
    entity_name: history.entity_name,
    is_customer_notified: history.notified ? 1 : 0,
    is_visible_on_front: history.visible ? 1 : 0,
    parent_id: order.entity_id,
    status: history.status,
  };
}
