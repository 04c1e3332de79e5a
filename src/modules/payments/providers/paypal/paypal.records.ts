import type { Json } from '../../../../common/json.js';
import type { ProviderRead } from '../provider.port.js';
import { NO_RECORDS, type ProviderPage, type ProviderTransaction } from '../provider.records.js';
import { acceptedOrNull, isOk } from './paypal.answers.js';
import type { PaypalClient } from './paypal.client.js';
import { mapCapture, mapRefund } from './paypal.payment-mapper.js';
import { findRows, mapRows, rowsAround } from './paypal.search.js';
import { at, RecordFault, textAt } from './paypal.values.js';

/** Single records by their id, as they are now. */

type Records = Omit<ProviderPage, 'cursor' | 'total'>;

const CAPTURES = 'Payments (payments/payment/authcapture)';
export const REFUND_PERMISSION = 'Refunds (payments/refund)';
const DAY = 86_400_000;
/** A withdrawal or payment that is pending settles, or not, within days; looked for much further back all the same. */
const OPEN_DAYS = 180;

export function isDisputeId(id: string): boolean {
  return id.startsWith('PP-');
}

/**
 * A capture or refund. The Payments API knows it at once, the search up to three hours later; the search knows the buyer, and its
 * kind. Both are asked, and what the first says of status and money goes. Null: PayPal has it not.
 */
export async function readTransaction(client: PaypalClient, id: string, now: number): Promise<Records | null> {
  const capture = acceptedOrNull(
    await client.sdk(CAPTURES, ({ payments }) => payments.getCapturedPayment({ captureId: id })),
  );
  if (capture !== null) return merged(client, id, capture, mapCapture);
  const refund = await client.sdk(REFUND_PERMISSION, ({ payments }) => payments.getRefund({ refundId: id }));
  // An app that may not refund may not read refunds either: the search brings them, later.
  const body = refund.status === 403 ? null : acceptedOrNull(refund);
  if (body !== null) return merged(client, id, body, mapRefund);
  const rows = await findRows(client, id, now, OPEN_DAYS);
  return rows.length === 0 ? null : mapRows(rows);
}

/** A withdrawal with the balance after it, which PayPal tells only without a filter: found by its id, then read by its second. */
export async function readPayout(client: PaypalClient, id: string, now: number): Promise<Records | null> {
  const [found] = await findRows(client, id, now, OPEN_DAYS);
  if (found === undefined) return null;
  const moment = Date.parse(textAt(found, 'transaction_info', 'transaction_initiation_date') ?? '');
  const around = Number.isNaN(moment) ? [] : await rowsAround(client, moment);
  const rows = around.filter((row) => textAt(row, 'transaction_info', 'transaction_id') === id);
  return mapRows(rows.length === 0 ? [found] : rows);
}

/** What is not final here, read again one by one. Ids of other kinds of record are left alone. */
export async function* readOpen(
  client: PaypalClient,
  read: ProviderRead,
  one: (client: PaypalClient, id: string, now: number) => Promise<Records | null>,
): AsyncGenerator<ProviderPage> {
  const now = Date.parse(read.until);
  for (const id of read.open_ids) {
    if (isDisputeId(id)) continue;
    const found = await one(client, id, now);
    // The cursor is the list's, which has ended by now: a read that is resumed goes through these again.
    if (found !== null) yield { ...found, cursor: { done: true }, total: null };
  }
}

async function merged(
  client: PaypalClient,
  id: string,
  record: Json,
  map: (record: Json) => ProviderTransaction,
): Promise<Records> {
  let mapped: ProviderTransaction;
  try {
    mapped = map(record);
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    return { ...NO_RECORDS, bad: [{ platform_id: id, reason: error.message, raw: record }] };
  }
  const row = await searched(client, mapped);
  if (row === null) return { ...NO_RECORDS, transactions: [mapped] };
  // The search may not know yet how it ended.
  return { ...NO_RECORDS, transactions: [row.status === mapped.status ? row : joined(mapped, row)] };
}

/** The search's row of it, when it is there already: as a list brings it. */
async function searched(client: PaypalClient, mapped: ProviderTransaction): Promise<ProviderTransaction | null> {
  const id = mapped.platform_transaction_id;
  const moment = Date.parse(mapped.occurred_at);
  const isOwn = (row: ProviderTransaction): boolean => row.platform_transaction_id === id && row.is_classified;
  const moved = mapRows(await rowsAround(client, moment)).transactions.find(isOwn);
  if (moved !== undefined) return moved;
  // What has moved no money is found by its id only.
  if (mapped.status === 'completed') return null;
  return mapRows(await findRows(client, id, moment + DAY, 2)).transactions.find(isOwn) ?? null;
}

function joined(now: ProviderTransaction, row: ProviderTransaction): ProviderTransaction {
  const own = new Set([...row.own_references, ...now.own_references]);
  return {
    ...now,
    provider_type: row.provider_type,
    parent_platform_id: now.parent_platform_id ?? row.parent_platform_id,
    own_references: [...own],
    order_references: [...new Set([...row.order_references, ...now.order_references])],
    customer_email: row.customer_email,
    customer_name: row.customer_name,
    description: row.description ?? now.description,
    occurred_at: row.occurred_at,
  };
}

/** Whether anything was refunded of a capture yet, by the capture's own word. Null: PayPal has no such capture. */
export async function readCapture(client: PaypalClient, id: string): Promise<Json> {
  return acceptedOrNull(await client.sdk(CAPTURES, ({ payments }) => payments.getCapturedPayment({ captureId: id })));
}

/** The refunds that a checkout order lists; null: they cannot be had this way. */
export async function refundsOfOrder(client: PaypalClient, orderId: string): Promise<Json[] | null> {
  const answer = await client.sdk('Orders (checkout)', ({ orders }) => orders.getOrder({ id: orderId }));
  if (!isOk(answer)) return null;
  const body = JSON.parse(answer.text) as Json;
  const units = at(body, 'purchase_units');
  if (!Array.isArray(units)) return null;
  return units.flatMap((unit) => {
    const refunds = at(unit, 'payments', 'refunds');
    return Array.isArray(refunds) ? refunds : [];
  });
}
