import { markOf, refundWords } from '../platform.values.js';
import type { NotedRefund, RefundNote } from '../platform.writes.js';
import { readAnswer } from './shopify.errors.js';
import { ORDER_NOTE_QUERY, ORDER_UPDATE_MUTATION } from './shopify.mutations.js';
import { objectOf, textOrNull } from './shopify.node.js';
import type { ShopifySession } from './shopify.session.js';
import { ask, existingGid, refused, write } from './shopify.write.js';

/**
 * Refunds that were made elsewhere. Shopify's `refundCreate` pays through the gateway of the order's own transactions: there is no
 * refund of an amount that moves no money. So the order's note says it, and the order's payment status stays as it is there.
 */

/** What a note can hold (Shopify: "Note is too long (maximum is 5000 characters)"). */
const MOST_CHARACTERS = 5_000;

export async function noteRefund(session: ShopifySession, note: RefundNote, key: string): Promise<NotedRefund> {
  const id = existingGid('Order', note.platform_order_id);
  const before = await noteOf(session, id);
  if (before?.includes(markOf(key)) === true) return NOTED;
  const line = `${refundWords(note)} [${markOf(key)}]`;
  const text = before === null || before === '' ? line : `${before}\n${line}`;
  if (text.length > MOST_CHARACTERS) throw refused('NOTE_TOO_LONG', "The order's note at Shopify has no room for it");
  await write(session, {
    document: ORDER_UPDATE_MUTATION,
    variables: { input: { id, note: text } },
    root: 'orderUpdate',
    repeatable: true,
  });
  return NOTED;
}

export async function findRefundNote(
  session: ShopifySession,
  note: RefundNote,
  key: string,
): Promise<NotedRefund | null> {
  const text = await noteOf(session, existingGid('Order', note.platform_order_id));
  return text?.includes(markOf(key)) === true ? NOTED : null;
}

const NOTED: NotedRefund = Object.freeze({ platform_refund_id: null });

async function noteOf(session: ShopifySession, id: string): Promise<string | null> {
  const data = await ask(session, ORDER_NOTE_QUERY, { id }, 2);
  if (data.order === null) throw refused('NOT_FOUND', 'Shopify has no such order any more');
  return readAnswer(() => textOrNull(objectOf(data, 'order'), 'note'));
}
