import type { JsonObject } from '../../../../common/json.js';
import type {
  PayoutLineCategory,
  PayoutStatus,
  ProviderPayout,
  ProviderPayoutLine,
  ProviderTransaction,
  TransactionType,
} from '../provider.records.js';
import { categoryOf, isFeeOfPayment, isToldElsewhere } from './square.entry-types.js';
import { settledWithoutFee } from './square.fees.js';
import {
  moneyAt,
  objectAt,
  objectsAt,
  requiredMoney,
  requiredText,
  requiredTime,
  textAt,
  timeAt,
  UnreadableRecord,
  written,
  type WireMoney,
} from './square.wire.js';

const STATUSES: ReadonlyMap<string, PayoutStatus> = new Map([
  ['SENT', 'in_transit'],
  ['PAID', 'paid'],
  ['FAILED', 'failed'],
]);
const DESTINATIONS: ReadonlyMap<string, string> = new Map([
  ['BANK_ACCOUNT', 'Bank account'],
  ['CARD', 'Card'],
  ['SQUARE_BALANCE', 'Square balance'],
  ['SQUARE_STORED_BALANCE', 'Square stored balance'],
]);

/** A `Payout` of Square's contract. Throws UnreadableRecord, MoneyError. */
export function mapPayout(payout: JsonObject): ProviderPayout {
  const money = requiredMoney(payout, 'amount_money');
  const status = requiredText(payout, 'status');
  const fees = objectsAt(payout, 'payout_fee').map((fee) => moneyAt(fee, 'amount_money')?.units ?? 0n);
  const destination = textAt(objectAt(payout, 'destination') ?? {}, 'type');
  const day = textAt(payout, 'arrival_date');
  return {
    platform_payout_id: requiredText(payout, 'id'),
    amount: written(money.units, money.currency),
    currency: money.currency,
    fee_amount: written(
      fees.reduce((sum, fee) => sum + fee, 0n),
      money.currency,
    ),
    // A state that Square invented since is not known to be the end of anything.
    status: STATUSES.get(status) ?? 'pending',
    provider_status: status,
    arrival_date: day !== null && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null,
    initiated_at: requiredTime(payout, 'created_at'),
    // Square tells no digit of the account.
    destination: destination === null ? null : (DESTINATIONS.get(destination) ?? destination),
    balance_after: null,
    gateway_response: payout,
  };
}

/**
 * The only line of a payout that Square does not itemise (`SIMPLE`: money sent on ahead of the daily payout, in which it is an
 * entry later); null for one that it does.
 */
export function lineOfSimplePayout(payout: JsonObject, mapped: ProviderPayout): ProviderPayoutLine | null {
  if (payout.type !== 'SIMPLE') return null;
  return {
    platform_payout_id: mapped.platform_payout_id,
    platform_line_id: mapped.platform_payout_id,
    platform_transaction_id: null,
    category: 'transfer',
    provider_type: 'SIMPLE',
    gross_amount: mapped.amount,
    fee_amount: written(0n, mapped.currency),
    net_amount: mapped.amount,
    currency: mapped.currency,
    description: null,
    occurred_at: mapped.initiated_at,
  };
}

/** What an entry of a payout is: a line of it, and a transaction too where it belongs to no payment, refund or dispute. */
export interface MappedEntry {
  line: ProviderPayoutLine;
  transaction: ProviderTransaction | null;
}

/** A `PayoutEntry` of Square's contract, of the payout `payout`. Throws UnreadableRecord, MoneyError. */
export function mapEntry(entry: JsonObject, payout: ProviderPayout): MappedEntry {
  const id = requiredText(entry, 'id');
  const type = requiredText(entry, 'type');
  const net = moneyAt(entry, 'net_amount_money') ?? requiredMoney(entry, 'gross_amount_money');
  const gross = moneyAt(entry, 'gross_amount_money') ?? net;
  if (net.currency !== payout.currency || gross.currency !== payout.currency) {
    throw new UnreadableRecord('An entry is in another currency than its payout');
  }
  const category = categoryOf(type, net.units);
  const details = objectAt(entry, `type_${type.toLowerCase()}_details`) ?? {};
  const owner = ownerOf(category, type, details);
  const isOwn = owner === null && !isToldElsewhere(category, type);
  const line: ProviderPayoutLine = {
    platform_payout_id: payout.platform_payout_id,
    platform_line_id: id,
    platform_transaction_id: isOwn ? id : owner,
    category,
    provider_type: type,
    gross_amount: written(gross.units, gross.currency),
    // Reckoned: the sign of `fee_amount_money` is not the same for every type.
    fee_amount: written(gross.units - net.units, gross.currency),
    net_amount: written(net.units, net.currency),
    currency: net.currency,
    description: textAt(details, 'tax_rate_description'),
    occurred_at: timeAt(entry, 'effective_at') ?? payout.initiated_at,
  };
  return { line, transaction: isOwn ? ownTransaction(entry, line, net, textAt(details, 'payment_id')) : null };
}

/** The payment, refund or dispute that an entry is of. */
function ownerOf(category: PayoutLineCategory, type: string, details: JsonObject): string | null {
  if (category === 'payment') return textAt(details, 'payment_id');
  if (category === 'refund') return textAt(details, 'refund_id');
  if (category === 'chargeback') return textAt(details, 'dispute_id');
  if (isFeeOfPayment(type)) return textAt(details, 'refund_id') ?? textAt(details, 'payment_id');
  return null;
}

function ownTransaction(
  entry: JsonObject,
  line: ProviderPayoutLine,
  net: WireMoney,
  payment_id: string | null,
): ProviderTransaction {
  const isClassified = line.category !== 'unclassified';
  return {
    platform_transaction_id: line.platform_line_id,
    type: transactionTypeOf(line),
    // Whatever is in a payout has moved; only of what is not known nothing is claimed.
    status: isClassified ? 'completed' : 'pending',
    provider_type: line.provider_type,
    provider_status: null,
    is_classified: isClassified,
    amount: written(net.units, net.currency),
    currency: net.currency,
    ...settledWithoutFee(net),
    platform_payout_id: line.platform_payout_id,
    parent_platform_id: payment_id,
    own_references: [],
    order_references: [],
    customer_email: null,
    customer_name: null,
    description: line.description,
    refund_request_id: null,
    occurred_at: line.occurred_at,
    gateway_response: entry,
  };
}

function transactionTypeOf({ category }: ProviderPayoutLine): TransactionType {
  if (category === 'fee') return 'fee';
  return category === 'chargeback_reversal' ? 'chargeback' : 'adjustment';
}
