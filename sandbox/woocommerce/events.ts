import type { Json, JsonObject } from '../core/json.js';
import { PLATFORM_EVENTS, SandboxInputError, type PlatformEvent } from '../core/provider.js';
import { changeInventory, createProduct, deleteProduct, updateProduct } from './product-events.js';
import { centsOf, centsText } from './money.js';
import { isPaid } from './order-heads.js';
import type { WooOrder } from './order-types.js';
import { fireOrder } from './fire.js';
import { makeRefund, refundedCents, type RefundInput } from './refunds.js';
import type { Site } from './site.js';
import { gmtText, localText } from './site-time.js';

type Happening = (site: Site, payload: JsonObject) => JsonObject;

const HAPPENINGS: Record<PlatformEvent, Happening> = {
  order_placed: (site, payload) => {
    const index = site.orders.place(site.now, optionalText(payload, 'status') ?? 'processing');
    const order = site.orders.order(index);
    fireOrder(site, index, 'order.created');
    fireOrder(site, index, 'order.updated');
    return { order_id: order.id, total: order.total, currency: order.currency };
  },
  order_updated: (site, payload) =>
    changeOrder(site, payload, isOpen, (order) => {
      order.customer_note = optionalText(payload, 'customer_note') ?? `Changed at ${gmtText(site.now)}`;
      order.status = optionalText(payload, 'status') ?? order.status;
    }),
  order_cancelled: (site, payload) =>
    changeOrder(site, payload, isOpen, (order) => {
      order.status = 'cancelled';
    }),
  order_shipped: (site, payload) => changeOrder(site, payload, isOpen, (order) => ship(site, order, payload)),
  order_delivered: (site, payload) =>
    changeOrder(
      site,
      payload,
      (order) => order.status === 'completed',
      (order) => {
        order.status = 'delivered';
      },
    ),
  order_refunded: refundOrder,
  order_deleted: (site, payload) => {
    const index = orderFor(site, payload, (order) => order.status !== 'trash');
    const order = site.orders.change(index, site.now, ({ order: changed }) => {
      changed.meta_data = [
        ...changed.meta_data,
        { id: 900_000_000 + index, key: '_wp_trash_meta_status', value: `wc-${changed.status}` },
      ];
      changed.status = 'trash';
    });
    site.webhooks.fire('order.deleted', order.id, () => ({ id: order.id }));
    return { order_id: order.id };
  },
  product_created: createProduct,
  product_updated: updateProduct,
  product_deleted: deleteProduct,
  inventory_changed: changeInventory,
};

/**
 * Something happens in the shop. Each event takes a second of the shop's time, unless `same_second: true` says
 * that it comes in the second of the one before, as events of a busy shop do.
 */
export function happen(site: Site, type: string, payload: JsonObject): JsonObject {
  const known = PLATFORM_EVENTS.find((event) => event === type);
  if (known === undefined) throw new SandboxInputError(`unknown event type: ${type}`);
  if (payload.same_second !== true) site.tick();
  return HAPPENINGS[known](site, payload);
}

function isOpen(order: WooOrder): boolean {
  return ['pending', 'processing', 'on-hold', 'awaiting-pickup'].includes(order.status);
}

function ship(site: Site, order: WooOrder, payload: JsonObject): void {
  const number = optionalText(payload, 'tracking_number') ?? `1Z${order.id}`;
  const carrier = optionalText(payload, 'carrier') ?? 'UPS';
  // The platform itself knows no shipments: completed is all, and a plug-in keeps the rest in a meta field.
  const tracking: Json = [
    {
      tracking_provider: carrier,
      custom_tracking_provider: '',
      custom_tracking_link: '',
      tracking_number: number,
      date_shipped: String(site.now),
      tracking_id: `trk${order.id}`,
    },
  ];
  order.meta_data = [
    ...order.meta_data,
    { id: 910_000_000 + order.id, key: '_wc_shipment_tracking_items', value: tracking },
  ];
  order.status = 'completed';
  order.date_completed = localText(site.now);
  order.date_completed_gmt = gmtText(site.now);
}

/** `full: true` gives all back, `amount: "5.00"` money alone; without either the first line that cost something. */
function refundOrder(site: Site, payload: JsonObject): JsonObject {
  const index = orderFor(site, payload, (order) => isPaid(order.status) && leftOf(order) > 0);
  const what = refundOf(site.orders.order(index), payload);
  const id = site.orders.freeRefundId();
  const reason = optionalText(payload, 'reason') ?? '';
  let amount = '';
  const order = site.orders.change(index, site.now, (touched) => {
    const nth = touched.refunds.length;
    const base = { id, order: touched.order, index, nth, at: site.now, links: site.links };
    const refund = makeRefund({ ...base, reason, ...what });
    amount = refund.amount;
    touched.refunds.push(refund);
    const refunded = touched.refunds.reduce((sum, one) => sum + centsOf(one.amount), 0);
    if (refunded >= centsOf(touched.order.total)) touched.order.status = 'refunded';
  });
  fireOrder(site, index, 'order.updated');
  return { order_id: order.id, refund_id: id, amount };
}

function leftOf(order: WooOrder): number {
  return centsOf(order.total) - refundedCents(order);
}

function refundOf(order: WooOrder, payload: JsonObject): Pick<RefundInput, 'kind' | 'amount'> {
  const given = optionalText(payload, 'amount');
  const left = leftOf(order);
  if (given !== null) {
    if (!/^\d+(\.\d{1,2})?$/.test(given)) throw new SandboxInputError('amount: a decimal text, "5.00"');
    const amount = centsOf(given);
    if (amount <= 0 || amount > left) throw new SandboxInputError(`amount: ${centsText(left)} is left to refund`);
    return { kind: 'amount', amount };
  }
  if (left <= 0) throw new SandboxInputError('nothing is left to refund');
  const line = order.line_items.find(
    (one) => centsOf(one.total) > 0 && centsOf(one.total) + centsOf(one.total_tax) <= left,
  );
  if (payload.full === true || line === undefined) return { kind: 'full', amount: left };
  return { kind: { line, quantity: line.quantity }, amount: 0 };
}

function changeOrder(
  site: Site,
  payload: JsonObject,
  fits: (order: WooOrder) => boolean,
  change: (order: WooOrder) => void,
): JsonObject {
  const index = orderFor(site, payload, fits);
  const order = site.orders.change(index, site.now, (touched) => change(touched.order));
  fireOrder(site, index, 'order.updated');
  return { order_id: order.id, status: order.status };
}

/** The order that the payload names, or one of the latest that fits. */
function orderFor(site: Site, payload: JsonObject, fits: (order: WooOrder) => boolean): number {
  const { orders, dice } = site;
  if (payload.order_id !== undefined) {
    const index = orders.indexOf(Number(payload.order_id));
    if (index < 0) throw new SandboxInputError(`no order ${JSON.stringify(payload.order_id)}`, 404);
    return index;
  }
  const start = dice.int(0, Math.max(0, orders.heads.length - 1));
  for (let step = 0; step < orders.heads.length; step++) {
    const index = (start + step) % orders.heads.length;
    const status = orders.heads[index]?.status;
    if (status === 'trash' || status === 'checkout-draft') continue;
    if (fits(orders.order(index))) return index;
  }
  throw new SandboxInputError('no order fits this event', 404);
}

export function optionalText(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new SandboxInputError(`${name}: a text that is not empty`);
}
