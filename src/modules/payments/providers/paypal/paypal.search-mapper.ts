import type { Json } from '../../../../common/json.js';
import { isZero, negate, subtract } from '../../../../common/money/money.js';
import type {
  Money,
  PayoutStatus,
  ProviderPayout,
  ProviderTransaction,
  TransactionStatus,
  TransactionType,
} from '../provider.records.js';
import { kindOf } from './paypal.event-codes.js';
import { refundIdOf } from './paypal.refund-mark.js';
import { type Amount, amountAt, neededAmount, neededText, RecordFault, textAt, timeAt } from './paypal.values.js';

/** Rows of the transaction search, pure. Throws RecordFault on one that cannot be read. */

/** What one row is: nothing, a transaction, or a payout. */
export interface MappedRow {
  transactions: ProviderTransaction[];
  payouts: ProviderPayout[];
}

/**
 * D denied, P pending, S done. V and F (older accounts): a payment that went through and was given back since, wholly or partly;
 * what went back is a row of its own, so it stays completed.
 */
const STATUS: Readonly<Record<string, TransactionStatus>> = {
  D: 'failed',
  P: 'pending',
  S: 'completed',
  V: 'completed',
  F: 'completed',
};

const PAYOUT_STATUS: Readonly<Record<string, PayoutStatus>> = {
  D: 'failed',
  P: 'in_transit',
  S: 'paid',
  /** The bank sent it back: the money comes as a row of its own (T1101). */
  V: 'failed',
};

export function mapRow(row: Json): MappedRow {
  const code = neededText(row, 'transaction_info', 'transaction_event_code');
  const amount = neededAmount(row, 'transaction_info', 'transaction_amount');
  const kind = kindOf(code, amount.value.startsWith('-'));
  if (kind.kind === 'none') return { transactions: [], payouts: [] };
  const fee = feeOf(row, amount);
  if (kind.kind === 'payout') {
    return { transactions: [], payouts: [payoutOf(row, code, amount, fee)] };
  }
  return { transactions: [transactionOf(row, code, kind, amount, fee)], payouts: [] };
}

function transactionOf(
  row: Json,
  code: string,
  kind: { type: TransactionType; known: boolean },
  amount: Amount,
  fee: Money,
): ProviderTransaction {
  const said = textAt(row, 'transaction_info', 'transaction_status');
  const status = STATUS[said ?? ''];
  const isClassified = kind.known && status !== undefined;
  const type = isClassified ? kind.type : 'adjustment';
  return {
    platform_transaction_id: neededText(row, 'transaction_info', 'transaction_id'),
    type,
    status: isClassified ? status : 'pending',
    provider_type: code,
    provider_status: said,
    is_classified: isClassified,
    amount: amount.value,
    currency: amount.currency,
    ...(status === 'pending' || status === 'failed' ? UNSETTLED : settled(amount, fee)),
    exchange_rate: null,
    platform_payout_id: null,
    ...referencesOf(row, type),
    customer_email: textAt(row, 'payer_info', 'email_address'),
    customer_name: nameOf(row),
    description:
      textAt(row, 'transaction_info', 'transaction_subject') ?? textAt(row, 'transaction_info', 'transaction_note'),
    occurred_at: timeAt(row, 'transaction_info', 'transaction_initiation_date'),
    gateway_response: row,
  };
}

/** What the row refers to: `ODR` an order, `TXN` another transaction, `SUB` a subscription, `PAP` an agreement. */
function referencesOf(
  row: Json,
  type: TransactionType,
): Pick<ProviderTransaction, 'parent_platform_id' | 'own_references' | 'order_references' | 'refund_request_id'> {
  const reference = textAt(row, 'transaction_info', 'paypal_reference_id');
  const isOfTransaction = textAt(row, 'transaction_info', 'paypal_reference_id_type') === 'TXN';
  const isChild = isOfTransaction && (type === 'refund' || type === 'chargeback' || type === 'fee');
  const custom = textAt(row, 'transaction_info', 'custom_field');
  const request = type === 'refund' ? refundIdOf(custom) : null;
  const told = [textAt(row, 'transaction_info', 'invoice_id'), request === null ? custom : null];
  return {
    parent_platform_id: isChild ? reference : null,
    own_references: reference === null || isChild ? [] : [reference],
    order_references: told.filter((text) => text !== null),
    refund_request_id: request,
  };
}

/** PayPal writes what it takes as a negative amount; here it is positive. In the row's currency. */
function feeOf(row: Json, amount: Amount): Money {
  const fee = amountAt(row, 'transaction_info', 'fee_amount');
  if (fee === null) return zero(amount);
  if (fee.currency !== amount.currency) throw new RecordFault('the fee is in another currency than the amount');
  return negate(fee.value);
}

type Settlement = Pick<
  ProviderTransaction,
  'settlement_amount' | 'settlement_currency' | 'fee_amount' | 'net_amount' | 'fee_lines'
>;

export const UNSETTLED: Settlement = {
  settlement_amount: null,
  settlement_currency: null,
  fee_amount: null,
  net_amount: null,
  fee_lines: [],
};

/**
 * PayPal keeps a balance in each currency: what comes in goes into that of its own, and is converted, if at all, by rows of its own
 * (T02nn).
 */
export function settled(amount: Amount, fee: Money): Settlement {
  return {
    settlement_amount: amount.value,
    settlement_currency: amount.currency,
    fee_amount: fee,
    net_amount: subtract(amount.value, fee),
    fee_lines: isZero(fee) ? [] : [{ type: 'paypal_fee', amount: fee, description: null }],
  };
}

function payoutOf(row: Json, code: string, amount: Amount, fee: Money): ProviderPayout {
  const said = textAt(row, 'transaction_info', 'transaction_status') ?? '';
  const balance = amountAt(row, 'transaction_info', 'ending_balance');
  return {
    platform_payout_id: neededText(row, 'transaction_info', 'transaction_id'),
    amount: negate(amount.value),
    currency: amount.currency,
    // Of an instant withdrawal: beside the amount it left the balance too.
    fee_amount: fee,
    status: PAYOUT_STATUS[said] ?? 'pending',
    provider_status: `${code} ${said}`.trim(),
    // PayPal does not say when the bank has it.
    arrival_date: null,
    initiated_at: timeAt(row, 'transaction_info', 'transaction_initiation_date'),
    destination: null,
    balance_after: balance?.currency === amount.currency ? balance.value : null,
    gateway_response: row,
  };
}

function nameOf(row: Json): string | null {
  const whole =
    textAt(row, 'payer_info', 'payer_name', 'alternate_full_name') ??
    textAt(row, 'payer_info', 'payer_name', 'full_name');
  if (whole !== null) return whole;
  const parts = ['given_name', 'middle_name', 'surname'].map((part) => textAt(row, 'payer_info', 'payer_name', part));
  const name = parts.filter((part) => part !== null).join(' ');
  return name === '' ? null : name;
}

function zero(amount: Amount): Money {
  return subtract(amount.value, amount.value);
}
