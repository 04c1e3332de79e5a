import { recordOf } from '../data/ids.js';
import { addRefund, addTransaction } from '../data/order-parts.js';
import type { OrderRow } from '../data/rows.js';
import type { Args } from '../graphql/connection.js';
import { refundPayload } from '../payloads.js';
import type { ShopContext } from '../shop.js';
import { outcome, refuse, saveOrder } from './outcome.js';
import { restock } from './stock.js';

const MOST_TAGS = 250;

interface CancelArgs extends Args {
  refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null;
}

export const ORDER_MUTATIONS = {
  orderUpdate: (_: unknown, { input }: Args, shop: ShopContext) =>
    outcome(() => {
      const change = input as { id: string; note?: string | null; tags?: string[] | null; email?: string | null };
      const order = found(shop, change.id);
      if ((change.tags?.length ?? 0) > MOST_TAGS) refuse(['tags'], `Tags cannot exceed ${MOST_TAGS}`);
      if (change.tags?.some((tag) => tag.length > 40)) refuse(['tags'], 'Tags is too long (maximum is 40 characters)');
      if (change.note !== undefined) order.note = change.note === '' ? null : change.note;
      if (change.tags) order.tags = tagsOf(change.tags);
      if (change.email !== undefined) order.email = change.email;
      saveOrder(shop, order, []);
      return { order };
    }),

  orderMarkAsPaid: (_: unknown, { input }: Args, shop: ShopContext) =>
    outcome(() => {
      const order = found(shop, (input as { id: string }).id);
      if (!canMarkAsPaid(order)) refuse(['id'], 'Order cannot be marked as paid.');
      addTransaction(order, 'SALE', 'SUCCESS', order.totals.outstanding, 'manual', shop.store.now());
      saveOrder(shop, order, ['ORDERS_PAID']);
      return { order };
    }),

  /** Asked now, done by a job a little later. */
  orderCancel: (_: unknown, args: CancelArgs, shop: ShopContext) =>
    outcome(() => {
      const order = found(shop, args.orderId, ['orderId'], 'NOT_FOUND');
      if (typeof args.staffNote === 'string' && args.staffNote.length > 255) {
        refuse(['staffNote'], 'Staff note is too long (maximum is 255 characters)', 'INVALID');
      }
      if (order.cancelled !== null)
        refuse(['orderId'], 'Cannot cancel an order that has already been canceled', 'INVALID');
      if (order.fulfillments.some((row) => row.status === 'SUCCESS')) {
        refuse(['orderId'], 'Cannot cancel an order that has outstanding fulfillments', 'INVALID');
      }
      const job = shop.jobs.start(() => cancel(shop, order.n, args));
      return { job, userErrors: [] };
    }, 'orderCancelUserErrors'),
};

/** Something is outstanding, and nothing is reserved that has to be captured instead. */
export function canMarkAsPaid(order: OrderRow): boolean {
  const { financial, outstanding, capturable } = order.totals;
  return (
    order.cancelled === null && /^(PENDING|PARTIALLY_PAID)$/.test(financial) && outstanding.s > 0 && capturable.s === 0
  );
}

/** The order may have changed since it was asked for: a job that finds it shipped leaves it alone. */
function cancel(shop: ShopContext, n: number, args: CancelArgs): void {
  const order = structuredClone(shop.store.orders.get(n));
  if (order?.cancelled !== null || order.fulfillments.some((row) => row.status === 'SUCCESS')) return;
  const now = shop.store.now();
  if (args.restock === true) restock(shop, order);
  order.cancelled = now;
  order.staff_note = typeof args.staffNote === 'string' ? args.staffNote : null;
  order.cancel_reason = args.reason as OrderRow['cancel_reason'];
  if (order.totals.capturable.s > 0) {
    const authorization = order.transactions.find((one) => one.kind === 'AUTHORIZATION' && one.status === 'SUCCESS');
    const gateway = authorization?.gateway ?? 'manual';
    addTransaction(order, 'VOID', 'SUCCESS', order.totals.capturable, gateway, now).parent = authorization?.k ?? null;
  }
  const refund =
    args.refundMethod?.originalPaymentMethodsRefund === true
      ? addRefund(order, { part: 'all', at: now, restock: args.restock === true ? 'CANCEL' : 'NO_RESTOCK', note: null })
      : null;
  shop.counted('orderCancel.done');
  saveOrder(shop, order, ['ORDERS_CANCELLED']);
  if (refund !== null) shop.webhooks.send('REFUNDS_CREATE', refundPayload(order, refund));
}

/** As Shopify keeps them: trimmed, each once whatever its case. */
export function tagsOf(tags: string[]): string[] {
  const kept = new Map<string, string>();
  for (const tag of tags.map((one) => one.trim())) {
    if (tag !== '' && !kept.has(tag.toLowerCase())) kept.set(tag.toLowerCase(), tag);
  }
  return [...kept.values()];
}

/** A copy of the order, to be changed. */
function found(shop: ShopContext, id: unknown, field = ['id'], code?: string): OrderRow {
  const parts = recordOf('Order', String(id));
  const order = parts?.k === 0 ? structuredClone(shop.store.orders.get(parts.n)) : null;
  return order ?? refuse(field, 'Order does not exist', code);
}
