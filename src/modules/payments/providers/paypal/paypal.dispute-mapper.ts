import type { Json } from '../../../../common/json.js';
import { negate } from '../../../../common/money/money.js';
import type { ProviderTransaction } from '../provider.records.js';
import { UNSETTLED } from './paypal.search-mapper.js';
import { listOf, neededAmount, neededText, textAt, timeAt } from './paypal.values.js';

/**
 * A dispute, pure: a chargeback that threatens, pending while it is open and no money has moved. What it takes, and gives back, are
 * rows of the search (T1106, T1201, T1202 …) with ids of their own and the payment as their parent; from then on, and when it ends
 * without taking anything, the dispute's own row is cancelled, so that nothing counts twice. Throws RecordFault.
 */
export function mapDispute(dispute: Json): ProviderTransaction {
  const id = neededText(dispute, 'dispute_id');
  const amount = neededAmount(dispute, 'dispute_amount');
  const status = textAt(dispute, 'status');
  const reason = textAt(dispute, 'reason');
  const outcome = textAt(dispute, 'dispute_outcome', 'outcome_code');
  const disputed = listOf((dispute as { disputed_transactions?: Json }).disputed_transactions)[0];
  const isOver = status === 'RESOLVED' || hasTakenMoney(dispute);
  const isKnown = status !== null && STATUSES.has(status);
  return {
    platform_transaction_id: id,
    type: isKnown ? 'chargeback' : 'adjustment',
    status: isOver ? 'cancelled' : 'pending',
    provider_type: 'dispute',
    provider_status: outcome === null ? status : `${status ?? ''} ${outcome}`.trim(),
    is_classified: isKnown,
    amount: negate(amount.value),
    currency: amount.currency,
    ...UNSETTLED,
    exchange_rate: null,
    platform_payout_id: null,
    parent_platform_id: textAt(disputed, 'seller_transaction_id'),
    own_references: [],
    order_references: [textAt(disputed, 'invoice_number'), textAt(disputed, 'custom')].filter((text) => text !== null),
    customer_email: null,
    customer_name: textAt(disputed, 'buyer', 'name'),
    description: reason,
    refund_request_id: null,
    occurred_at: timeAt(dispute, 'create_time'),
    gateway_response: dispute,
  };
}

const STATUSES = new Set([
  'OPEN',
  'WAITING_FOR_BUYER_RESPONSE',
  'WAITING_FOR_SELLER_RESPONSE',
  'UNDER_REVIEW',
  'RESOLVED',
  'OTHER',
]);

function hasTakenMoney(dispute: Json): boolean {
  return listOf((dispute as { money_movements?: Json }).money_movements).some(
    (movement) => textAt(movement, 'affected_party') === 'SELLER' && textAt(movement, 'type') === 'DEBIT',
  );
}
