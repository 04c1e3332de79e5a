import type { JsonObject } from '../core/json.js';
import { PLATFORM_EVENTS, SandboxInputError, type PlatformEvent } from '../core/provider.js';
import { canCancel, canInvoice, canShip, comment, invoice, lines, refund, ship } from './order-effects.js';
import { placed, trackFor } from './order-maker.js';
import type { Order } from './order-types.js';
import { changeInventory, createProduct, deleteProduct, updateProduct } from './product-events.js';
import type { Site } from './site.js';
import { cancelAndReturn, takeSold, takeShipped } from './stock-effects.js';

const HAPPENINGS: Record<PlatformEvent, (site: Site, payload: JsonObject) => JsonObject> = {
  order_placed: place,
  order_updated: (site, payload) =>
    change(
      site,
      payload,
      () => true,
      (order) => {
        comment(order, text(payload, 'note') ?? 'Edited in the admin', {}, site.now);
      },
    ),
  order_cancelled: (site, payload) =>
    change(site, payload, canCancel, (order) => {
      if (!cancelAndReturn(site, order, site.now)) throw new SandboxInputError('this order cannot be cancelled');
    }),
  order_shipped: (site, payload) =>
    change(site, payload, canShip, (order) => {
      if (canInvoice(order)) invoice(order, site.now);
      const track = trackFor(site.dice);
      const number = text(payload, 'tracking_number');
      const parcel = ship(order, [], [{ ...track, ...(number === null ? {} : { track_number: number }) }], site.now);
      takeShipped(site, order, parcel.items, 'default');
    }),
  // A status of the merchant's own: the platform knows no arrival.
  order_delivered: (site, payload) =>
    change(
      site,
      payload,
      (order) => order.state === 'complete' && order.status === 'complete',
      (order) => {
        order.status = 'delivered';
        comment(order, '', {}, site.now);
      },
    ),
  order_refunded: refundOrder,
  order_deleted: (site, payload) => {
    const order = orderFor(site, payload, () => true);
    site.orders.remove(order.entity_id);
    return { order_id: order.entity_id };
  },
  product_created: createProduct,
  product_updated: updateProduct,
  product_deleted: deleteProduct,
  inventory_changed: changeInventory,
};

/** Something happens in the shop or its admin. Throws SandboxInputError on an unknown type or record. */
export function happen(site: Site, type: string, payload: JsonObject): JsonObject {
  if (!PLATFORM_EVENTS.includes(type as PlatformEvent)) {
    throw new SandboxInputError(`type must be one of ${PLATFORM_EVENTS.join(', ')}`);
  }
  site.tick();
  return HAPPENINGS[type as PlatformEvent](site, payload);
}

function place(site: Site): JsonObject {
  const index = site.orders.size;
  const order = placed(site.maker, index, { created: site.now, updated: site.now }, site.dice);
  site.orders.add(order);
  takeSold(site, order);
  return { order_id: order.entity_id, total: order.grand_total / 100, currency: order.currency };
}

function refundOrder(site: Site, payload: JsonObject): JsonObject {
  const order = orderFor(site, payload, (one) => one.total_paid > one.total_refunded && one.state !== 'canceled');
  const left = order.total_paid - order.total_refunded;
  if (left <= 0) throw new SandboxInputError('nothing is left to refund');
  const amount = text(payload, 'amount');
  const whole = payload.full === true || payload.part === 'all';
  const row = lines(order).find((one) => one.qty_invoiced > one.qty_refunded && one.row_total > 0);
  const what: Parameters<typeof refund>[1] =
    amount !== null
      ? { amount: Math.round(Number(amount) * 100) }
      : whole || row === undefined
        ? null
        : { line: row, qty: Math.min(1, row.qty_invoiced - row.qty_refunded) };
  if (what !== null && !('line' in what) && !(what.amount > 0 && what.amount <= left)) {
    throw new SandboxInputError(`amount: ${(left / 100).toFixed(2)} is left to refund`);
  }
  const memo = site.orders.change(order, () => refund(order, what, text(payload, 'reason'), site.now));
  return { order_id: order.entity_id, refund_id: memo.entity_id, amount: (memo.grand_total / 100).toFixed(2) };
}

function change(
  site: Site,
  payload: JsonObject,
  fits: (order: Order) => boolean,
  work: (order: Order) => void,
): JsonObject {
  const order = orderFor(site, payload, fits);
  site.orders.change(order, work);
  return { order_id: order.entity_id, status: order.status };
}

/** The order that the payload names, or one that fits. */
function orderFor(site: Site, payload: JsonObject, fits: (order: Order) => boolean): Order {
  const asked = payload.order_id;
  if (asked !== undefined) {
    const order = site.orders.get(Number(asked));
    if (order === undefined) throw new SandboxInputError(`no order ${JSON.stringify(asked)}`, 404);
    return order;
  }
  const { size } = site.orders;
  const start = site.dice.int(0, Math.max(0, size - 1));
  for (let step = 0; step < size; step++) {
    const order = site.orders.get(((start + step) % size) + 1);
    if (order !== undefined && fits(order)) return order;
  }
  throw new SandboxInputError('no order fits this event', 404);
}

export function text(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new SandboxInputError(`${name}: a text that is not empty`);
}
