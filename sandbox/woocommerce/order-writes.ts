import type { Json, JsonObject } from '../core/json.js';
import { jsonAnswer, WooError } from './answers.js';
import { bodyOf, checkBody, flagOf, rowsOf, type FieldRules } from './body.js';
import { fireOrder } from './fire.js';
import { selectFields } from './listing.js';
import { withMeta } from './meta-writes.js';
import { centsOf } from './money.js';
import type { WooOrder, WooRefund } from './order-types.js';
import { makeRefund, refundedCents } from './refunds.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { gmtText, localText } from './site-time.js';
import { moveStock } from './stock-moves.js';
import { ORDER_STATUSES } from './vocabulary.js';

const TEXT = { type: 'string' } as const;
const ORDER_FIELDS: FieldRules = {
  status: { type: 'string', values: ['auto-draft', ...ORDER_STATUSES.map(([slug]) => slug)] },
  currency: TEXT,
  customer_id: { type: 'integer' },
  customer_note: TEXT,
  billing: { type: 'object' },
  shipping: { type: 'object' },
  payment_method: TEXT,
  payment_method_title: TEXT,
  transaction_id: TEXT,
  meta_data: { type: 'array' },
  line_items: { type: 'array' },
  set_paid: { type: 'boolean' },
};
const REFUND_FIELDS: FieldRules = {
  amount: TEXT,
  reason: TEXT,
  refunded_by: { type: 'integer' },
  meta_data: { type: 'array' },
  line_items: { type: 'array' },
  api_refund: { type: 'boolean' },
  api_restock: { type: 'boolean' },
};
const NOTE_FIELDS: FieldRules = { note: TEXT, customer_note: { type: 'boolean' } };

export function orderWriteRoutes(): Route[] {
  return [
    route('PUT', 'orders/#', 'edit', {}, (call) => {
      const index = orderIndex(call);
      const body = bodyOf(call);
      checkBody(body, ORDER_FIELDS);
      return jsonAnswer(200, selectFields(updateOrder(call.site, index, body), call.query));
    }),
    route('POST', 'orders/#/notes', 'create', {}, (call) => {
      const { site } = call;
      const index = orderIndex(call);
      const body = bodyOf(call);
      checkBody(body, NOTE_FIELDS);
      if (typeof body.note !== 'string') {
        throw new WooError(400, 'rest_missing_callback_param', 'Missing parameter(s): note', { params: ['note'] });
      }
      site.wrote('order_notes');
      const note = site.notes.add(index, 'KSAP', body.note, flagOf(body.customer_note) ?? false);
      return jsonAnswer(201, note);
    }),
    route('POST', 'orders/#/refunds', 'create', {}, (call) => {
      const index = orderIndex(call);
      const body = bodyOf(call);
      checkBody(body, REFUND_FIELDS);
      return jsonAnswer(201, createRefund(call.site, index, body));
    }),
  ];
}

/** Money alone. Asked to pay it back (`api_refund`, on unless told otherwise) it needs a gateway that can, and the demo's cannot. */
function createRefund(site: Site, index: number, body: JsonObject): WooRefund {
  const present = site.orders.order(index);
  // This shop counts in hundredths whatever the currency: what says more than that is no amount here.
  const given = typeof body.amount === 'string' ? /^(\d+(?:\.\d{1,2})?)0*$/.exec(body.amount)?.[1] : undefined;
  const amount = given === undefined ? 0 : centsOf(given);
  const left = centsOf(present.total) - refundedCents(present);
  const refuse = (words: string): WooError =>
    new WooError(500, 'woocommerce_rest_cannot_create_order_refund', words, 500);
  if (amount <= 0 || amount > left) throw refuse('Invalid refund amount.');
  if (flagOf(body.api_refund) !== false) {
    throw refuse('The payment gateway for this order does not support automatic refunds.');
  }
  site.tick();
  site.wrote('order_refunds');
  const id = site.orders.freeRefundId();
  let made: WooRefund | undefined;
  site.orders.change(index, site.now, (touched) => {
    const nth = touched.refunds.length;
    const reason = typeof body.reason === 'string' ? body.reason : '';
    const base = { id, order: touched.order, index, nth, at: site.now, links: site.links };
    made = makeRefund({ ...base, reason, kind: 'amount', amount, by_hand: true });
    made.meta_data = withMeta(rowsOf(made.meta_data), body.meta_data, () => site.freeId());
    touched.refunds.push(made);
    if (amount >= left) touched.order.status = 'refunded';
  });
  fireOrder(site, index, 'order.updated');
  if (made === undefined) throw refuse('The refund was not written.');
  return made;
}

function orderIndex({ site, path }: Call): number {
  const index = site.orders.indexOf(Number(path[0]));
  if (index < 0) throw new WooError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return index;
}

/** Even an empty write moves the date of change and tells the webhooks. */
function updateOrder(site: Site, index: number, body: JsonObject): WooOrder {
  const present = site.orders.order(index);
  const strange = rowsOf(body.line_items).find(
    ({ id }) => id !== undefined && !present.line_items.some((line) => line.id === Number(id)),
  );
  if (strange !== undefined) {
    throw new WooError(400, 'woocommerce_rest_invalid_item_id', 'Order item ID provided is not associated with order.');
  }
  site.tick();
  site.wrote('orders');
  const before = present.status;
  const order = site.orders.change(index, site.now, ({ order: changed }) => apply(site, changed, body));
  if (order.status !== before) {
    site.wrote(`orders_${order.status}`);
    site.notes.changed(index, before, order.status);
    site.orders.change(index, null, ({ order: changed }) => {
      moveStock(site, changed, () => site.freeId());
    });
  }
  fireOrder(site, index, 'order.updated');
  return order;
}

function apply(site: Site, order: WooOrder, body: JsonObject): void {
  if (typeof body.customer_note === 'string') order.customer_note = body.customer_note;
  if (typeof body.transaction_id === 'string') order.transaction_id = body.transaction_id;
  for (const name of ['billing', 'shipping'] as const) {
    if (body[name] !== undefined) order[name] = { ...(order[name] as JsonObject), ...(body[name] as JsonObject) };
  }
  order.meta_data = withMeta(order.meta_data, body.meta_data, () => site.freeId());
  for (const written of rowsOf(body.line_items)) {
    const line = order.line_items.find(({ id }) => id === Number(written.id));
    if (line === undefined) continue;
    line.meta_data = withMeta(line.meta_data, written.meta_data, () => site.freeId()).map(shown);
  }
  const unpaid = order.status === 'pending' || order.status === 'failed';
  const wanted = typeof body.status === 'string' ? body.status : order.status;
  order.status = flagOf(body.set_paid) === true && unpaid ? 'processing' : wanted;
  if (order.status === 'processing' || order.status === 'completed') stamp(order, 'date_paid', site.now);
  if (order.status === 'completed') stamp(order, 'date_completed', site.now);
}

function stamp(order: WooOrder, name: 'date_paid' | 'date_completed', at: number): void {
  const dates: Record<string, Json> = order;
  if ((dates[`${name}_gmt`] ?? null) !== null) return;
  dates[name] = localText(at);
  dates[`${name}_gmt`] = gmtText(at);
}

/** Lines' meta bears its words for the screen beside the value. */
function shown(meta: JsonObject): JsonObject {
  return 'display_key' in meta ? meta : { ...meta, display_key: meta.key ?? '', display_value: meta.value ?? '' };
}
