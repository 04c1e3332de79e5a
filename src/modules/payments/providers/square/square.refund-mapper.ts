import type { JsonObject } from '../../../../common/json.js';
import { clip } from '../../../../common/text/clean-text.js';
import type { ProviderTransaction, TransactionStatus } from '../provider.records.js';
import { NOT_SETTLED, settledWithoutFee, settlementOf, type Settlement } from './square.fees.js';
import { NOT_THROUGH_SQUARE, present } from './square.payment-mapper.js';
import {
  objectsAt,
  requiredMoney,
  requiredText,
  textAt,
  timeAt,
  requiredTime,
  written,
  type WireMoney,
} from './square.wire.js';

const STATUSES: ReadonlyMap<string, TransactionStatus> = new Map([
  ['PENDING', 'pending'],
  ['COMPLETED', 'completed'],
  ['REJECTED', 'failed'],
  ['FAILED', 'failed'],
]);
/** What Square allows in `reason`. */
const LONGEST_REASON = 192;
const MARK = /\s*\[KSAP ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]$/;

/**
 * A refund has no metadata and gives its idempotency key back nowhere: what tells ours again is a mark at the end of its reason.
 */
export function markedReason(reason: string | null, refund_id: string): string {
  const mark = `[KSAP ${refund_id}]`;
  if (reason === null || reason.trim() === '') return mark;
  return `${clip(reason.trim(), LONGEST_REASON - mark.length - 1)} ${mark}`;
}

/** A `PaymentRefund` of Square's contract. Throws UnreadableRecord, MoneyError. */
export function mapRefund(refund: JsonObject): ProviderTransaction {
  const money = requiredMoney(refund, 'amount_money');
  const moved = { units: -money.units, currency: money.currency };
  const said = textAt(refund, 'status');
  const status = STATUSES.get(said ?? '');
  const destination = textAt(refund, 'destination_type');
  const settles = status === 'completed' && !NOT_THROUGH_SQUARE.has(destination ?? '');
  const reason = textAt(refund, 'reason');
  return {
    platform_transaction_id: requiredText(refund, 'id'),
    type: status === undefined ? 'adjustment' : 'refund',
    status: status ?? 'pending',
    provider_type: destination ?? 'REFUND',
    provider_status: said,
    is_classified: status !== undefined,
    amount: written(moved.units, moved.currency),
    currency: moved.currency,
    ...(settles ? settledRefund(refund, moved) : NOT_SETTLED),
    platform_payout_id: null,
    parent_platform_id: textAt(refund, 'payment_id'),
    own_references: present(textAt(refund, 'order_id')),
    order_references: [],
    customer_email: null,
    customer_name: null,
    description: reason?.replace(MARK, '') || null,
    refund_request_id: MARK.exec(reason ?? '')?.[1] ?? null,
    occurred_at: timeAt(refund, 'created_at') ?? requiredTime(refund, 'updated_at'),
    gateway_response: refund,
  };
}

/** Unlike a payment's, fees that Square gives back with a refund are there at once: none means that it gives back none. */
function settledRefund(refund: JsonObject, moved: WireMoney): Settlement {
  return objectsAt(refund, 'processing_fee').length === 0 ? settledWithoutFee(moved) : settlementOf(refund, moved);
}
