import type { JsonObject } from '../../../../common/json.js';
import type { ProviderTransaction, TransactionStatus } from '../provider.records.js';
import { NOT_SETTLED, settlementOf } from './square.fees.js';
import { moneyAt, objectAt, requiredMoney, requiredText, requiredTime, textAt, written } from './square.wire.js';

const STATUSES: ReadonlyMap<string, TransactionStatus> = new Map([
  ['APPROVED', 'pending'],
  ['PENDING', 'pending'],
  ['COMPLETED', 'completed'],
  ['CANCELED', 'cancelled'],
  ['FAILED', 'failed'],
]);
/** Square only notes these down: their money never comes into the balance. */
export const NOT_THROUGH_SQUARE: ReadonlySet<string> = new Set(['CASH', 'EXTERNAL']);

/** A `Payment` of Square's contract. Throws UnreadableRecord, MoneyError. */
export function mapPayment(payment: JsonObject): ProviderTransaction {
  const id = requiredText(payment, 'id');
  // With the tip: that is what the customer paid.
  const total = moneyAt(payment, 'total_money') ?? requiredMoney(payment, 'amount_money');
  const said = textAt(payment, 'status');
  const status = STATUSES.get(said ?? '');
  const source = textAt(payment, 'source_type');
  const settles = status === 'completed' && !NOT_THROUGH_SQUARE.has(source ?? '');
  return {
    platform_transaction_id: id,
    type: status === undefined ? 'adjustment' : 'payment',
    status: status ?? 'pending',
    provider_type: source ?? 'PAYMENT',
    provider_status: said,
    is_classified: status !== undefined,
    amount: written(total.units, total.currency),
    currency: total.currency,
    ...(settles ? settlementOf(payment, total) : NOT_SETTLED),
    platform_payout_id: null,
    parent_platform_id: null,
    own_references: present(textAt(payment, 'order_id')),
    order_references: present(textAt(payment, 'reference_id')),
    customer_email: textAt(payment, 'buyer_email_address'),
    customer_name: nameOf(payment),
    description: textAt(payment, 'note'),
    refund_request_id: null,
    occurred_at: requiredTime(payment, 'created_at'),
    gateway_response: payment,
  };
}

export function present(text: string | null): string[] {
  return text === null ? [] : [text];
}

function nameOf(payment: JsonObject): string | null {
  const card = objectAt(objectAt(payment, 'card_details') ?? {}, 'card');
  const onCard = card === null ? null : textAt(card, 'cardholder_name');
  if (onCard !== null) return onCard;
  const address = objectAt(payment, 'billing_address') ?? objectAt(payment, 'shipping_address') ?? {};
  const names = [textAt(address, 'first_name'), textAt(address, 'last_name')].filter((name) => name !== null);
  return names.length === 0 ? null : names.join(' ');
}
