import type { Json, JsonObject } from '../../../../common/json.js';
import { compare, isZero, subtract } from '../../../../common/money/money.js';
import { idAt, listAt, markOf, refundWords, textAt } from '../platform.values.js';
import type { NotedRefund, RefundNote } from '../platform.writes.js';
import type { MagentoClient } from './magento.client.js';
import { commentOn, orderOf } from './magento.order-calls.js';
import { where } from './magento.search.js';
import { isRejected, refused } from './magento.writes.js';
import { moneyOrZero } from './mapper/values.js';

/**
 * Refunds that were made elsewhere. `order/{id}/refund` writes an offline credit memo, which asks no gateway for money. It goes by
 * goods: the whole order is credited with all that is on it; an amount alone stands as an adjustment, which Magento counts in the
 * shop's base currency, and takes without goods only while there is shipping left to refund. What it cannot express as a credit
 * memo is a comment in the order's history.
 */

/** Credit memos of one order, asked for at once. */
const MOST_MEMOS = 200;

export async function noteRefund(client: MagentoClient, note: RefundNote, key: string): Promise<NotedRefund> {
  const id = note.platform_order_id;
  const order = await orderOf(client, id);
  const left = subtract(amountOf(order, 'total_paid'), amountOf(order, 'total_refunded'));
  if (compare(note.amount, left) > 0) throw refused(`Only ${left} ${note.currency} of this order are left to refund`);
  const text = `${refundWords(note)} [${markOf(key)}]`;
  const memo = memoOf(order, note, text);
  if (memo !== null) {
    try {
      return { platform_refund_id: idAt(await client.send('POST', `order/${id}/refund`, memo)) };
    } catch (error) {
      if (!isRejected(error)) throw error;
    }
  }
  await client.send('POST', `orders/${id}/comments`, commentOn(order, text, false));
  return { platform_refund_id: null };
}

export async function findRefundNote(
  client: MagentoClient,
  note: RefundNote,
  key: string,
): Promise<NotedRefund | null> {
  const bears = (row: JsonObject): boolean => textAt(row.comment)?.includes(markOf(key)) === true;
  const { rows } = await client.search('creditmemos', {
    groups: [where('order_id', 'eq', note.platform_order_id)],
    page_size: MOST_MEMOS,
  });
  const memo = rows.find((row) => listAt(row.comments).some(bears));
  if (memo !== undefined) return { platform_refund_id: idAt(memo.entity_id) };
  const order = await orderOf(client, note.platform_order_id);
  return listAt(order.status_histories).some(bears) ? { platform_refund_id: null } : null;
}

/** The credit memo that says exactly this amount; null where none does. */
function memoOf(order: JsonObject, note: RefundNote, text: string): JsonObject | null {
  // The mark is for us, not for the customer's mail.
  const memo = { notify: false, appendComment: false, comment: { comment: text, is_visible_on_front: 0 } };
  const isWhole =
    isZero(amountOf(order, 'total_refunded')) &&
    compare(note.amount, amountOf(order, 'grand_total')) === 0 &&
    compare(amountOf(order, 'total_paid'), amountOf(order, 'grand_total')) === 0;
  if (isWhole) return { ...memo, items: [] };
  const shippingLeft = subtract(amountOf(order, 'shipping_amount'), amountOf(order, 'shipping_refunded'));
  if (compare(shippingLeft, '0') <= 0 || order.base_currency_code !== order.order_currency_code) return null;
  // Of each line nothing: without any line Magento credits all of them.
  const lines = listAt(order.items).filter((row) => idAt(row.parent_item_id) === null);
  return {
    ...memo,
    items: lines.map((row): Json => ({ order_item_id: Number(row.item_id), qty: 0 })),
    arguments: { shipping_amount: 0, adjustment_positive: Number(note.amount), adjustment_negative: 0 },
  };
}

function amountOf(order: JsonObject, field: string): string {
  return moneyOrZero(order[field], field);
}
