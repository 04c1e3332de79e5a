import type { JsonObject } from '../../../../common/json.js';
import { compare, formatMoney, subtract } from '../../../../common/money/money.js';
import { idAt, refundWords } from '../platform.values.js';
import type { NotedRefund, RefundNote } from '../platform.writes.js';
import type { WooClient } from './woocommerce.client.js';
import { orderFor } from './woocommerce.order-calls.js';
import { metaOf } from './woocommerce.parcels.js';
import { refuse, unlessGone } from './woocommerce.refusal.js';

/** Refunds that were made elsewhere: WooCommerce's own refunds, with `api_refund` off, so that no gateway is asked to pay again. */

/** In a refund's meta data: the write's key. */
const REFUND_KEY = '_ksap_refund';
/** WooCommerce's largest page; no order has more refunds. */
const MOST_REFUNDS = 100;

export async function noteRefund(client: WooClient, note: RefundNote, key: string): Promise<NotedRefund> {
  const { order } = await orderFor(client, note.platform_order_id);
  const left = subtract(order.total_amount, order.refunded_amount);
  // WooCommerce itself answers 500 to it, as to a fault of its own.
  if (compare(note.amount, left) > 0) {
    throw refuse(`Only ${formatMoney(left, order.currency)} ${order.currency} of this order are left to refund`);
  }
  const body: JsonObject = {
    amount: note.amount,
    // Customers may read it: without our mark.
    reason: note.reason ?? refundWords(note),
    api_refund: false,
    api_restock: false,
    meta_data: [{ key: REFUND_KEY, value: key }],
  };
  const made = await client.write('POST', `orders/${note.platform_order_id}/refunds`, body);
  return { platform_refund_id: idAt(made.id) };
}

export async function findRefundNote(client: WooClient, note: RefundNote, key: string): Promise<NotedRefund | null> {
  const path = `orders/${note.platform_order_id}/refunds`;
  const found = await unlessGone(client.list(path, { per_page: MOST_REFUNDS }));
  const own = found?.rows.find((row) => metaOf(row).some((meta) => meta.key === REFUND_KEY && meta.value === key));
  return own === undefined ? null : { platform_refund_id: idAt(own.id) };
}
