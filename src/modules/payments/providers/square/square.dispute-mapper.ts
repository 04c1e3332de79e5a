import type { JsonObject } from '../../../../common/json.js';
import type { ProviderTransaction, TransactionStatus } from '../provider.records.js';
import { NOT_SETTLED, settledWithoutFee } from './square.fees.js';
import { objectAt, requiredMoney, requiredText, requiredTime, textAt, timeAt, written } from './square.wire.js';

/**
 * An inquiry asks and takes no money. A dispute's money is taken; when it is won it comes back as a movement of its own (an entry
 * of a payout), which does not undo that it was taken.
 */
const STATES: ReadonlyMap<string, TransactionStatus> = new Map([
  ['INQUIRY_EVIDENCE_REQUIRED', 'pending'],
  ['INQUIRY_PROCESSING', 'pending'],
  ['INQUIRY_CLOSED', 'cancelled'],
  ['EVIDENCE_REQUIRED', 'pending'],
  ['PROCESSING', 'pending'],
  ['WON', 'completed'],
  ['LOST', 'completed'],
  ['ACCEPTED', 'completed'],
]);

/** A `Dispute` of Square's contract. Throws UnreadableRecord, MoneyError. */
export function mapDispute(dispute: JsonObject): ProviderTransaction {
  const money = requiredMoney(dispute, 'amount_money');
  const moved = { units: -money.units, currency: money.currency };
  const state = textAt(dispute, 'state');
  const status = STATES.get(state ?? '');
  return {
    platform_transaction_id: textAt(dispute, 'id') ?? requiredText(dispute, 'dispute_id'),
    type: status === undefined ? 'adjustment' : 'chargeback',
    status: status ?? 'pending',
    provider_type: 'DISPUTE',
    provider_status: state,
    is_classified: status !== undefined,
    amount: written(moved.units, moved.currency),
    currency: moved.currency,
    ...(status === 'completed' ? settledWithoutFee(moved) : NOT_SETTLED),
    platform_payout_id: null,
    parent_platform_id: textAt(objectAt(dispute, 'disputed_payment') ?? {}, 'payment_id'),
    own_references: [],
    order_references: [],
    customer_email: null,
    customer_name: null,
    description: textAt(dispute, 'reason'),
    refund_request_id: null,
    occurred_at: timeAt(dispute, 'created_at') ?? requiredTime(dispute, 'reported_at'),
    gateway_response: dispute,
  };
}
