import type { BatchColumns } from '../../../common/database/batch-upsert.js';
import type { Json } from '../../../common/json.js';
import {
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type FeeLine,
  type ProviderTransaction,
} from '../providers/provider.records.js';
import { isCertainlyCardNumber, redact, redactText, REDACTED } from '../redaction.js';
import {
  amountFault,
  choiceFault,
  clipped,
  currencyFault,
  type Fault,
  firstFault,
  idFault,
  rateFault,
  rateOf,
  timeFault,
} from './checks.js';

/** Clocks of providers and ours differ; more than this is no difference of clocks. */
const AHEAD_DAYS = 2;
const MOST_REFERENCES = 20;

/** A transaction's own columns in a batch, with their types. */
export const TRANSACTION_COLUMNS = {
  id: 'uuid',
  platform_transaction_id: 'text',
  type: 'text',
  amount: 'numeric',
  currency: 'text',
  status: 'text',
  gateway_response: 'jsonb',
  provider_type: 'text',
  provider_status: 'text',
  is_classified: 'boolean',
  settlement_amount: 'numeric',
  settlement_currency: 'text',
  exchange_rate: 'numeric',
  fee_amount: 'numeric',
  net_amount: 'numeric',
  fee_lines: 'jsonb',
  platform_payout_id: 'text',
  parent_platform_id: 'text',
  own_references: 'text[]',
  order_references: 'text[]',
  customer_email: 'text',
  customer_name: 'text',
  description: 'text',
  occurred_at: 'timestamptz',
  content_hash: 'bytea',
} as const satisfies BatchColumns;

/** What is known of a transaction and left out by one list of its provider's is not forgotten for that. */
export const KEPT_WHEN_NULL = [
  'settlement_amount',
  'settlement_currency',
  'exchange_rate',
  'fee_amount',
  'net_amount',
  'platform_payout_id',
  'parent_platform_id',
  'customer_email',
  'customer_name',
  'description',
] as const;

/** Why it cannot be kept; null: it can. */
export function transactionFault(record: ProviderTransaction, observedAt: Date): Fault {
  const settles = record.settlement_amount !== null || record.fee_amount !== null || record.net_amount !== null;
  return firstFault(
    idFault('its id', record.platform_transaction_id),
    choiceFault('its type', record.type, TRANSACTION_TYPES),
    choiceFault('its status', record.status, TRANSACTION_STATUSES),
    amountFault('the amount', record.amount),
    currencyFault('the currency', record.currency, true),
    amountFault('the settled amount', record.settlement_amount),
    currencyFault('the currency of settlement', record.settlement_currency, settles),
    amountFault('the fee', record.fee_amount),
    amountFault('the net amount', record.net_amount),
    rateFault(record.exchange_rate),
    ...record.fee_lines.map((line) => amountFault('a fee', line.amount)),
    timeFault('its time', record.occurred_at, observedAt, AHEAD_DAYS),
  );
}

/** The row, without what would let anybody pay with it. */
export function transactionRow(
  record: ProviderTransaction,
): Record<Exclude<keyof typeof TRANSACTION_COLUMNS, 'id' | 'content_hash'>, Json> {
  return {
    platform_transaction_id: record.platform_transaction_id,
    type: record.type,
    amount: record.amount,
    currency: record.currency,
    status: record.status,
    gateway_response: redact(record.gateway_response),
    provider_type: clipped(record.provider_type, 100),
    provider_status: clipped(record.provider_status, 100),
    is_classified: record.is_classified,
    settlement_amount: record.settlement_amount,
    settlement_currency: record.settlement_currency,
    exchange_rate: rateOf(record.exchange_rate),
    fee_amount: record.fee_amount,
    net_amount: record.net_amount,
    fee_lines: record.fee_lines.map(feeLineRow),
    platform_payout_id: clipped(record.platform_payout_id, 255),
    parent_platform_id: clipped(record.parent_platform_id, 255),
    own_references: references(record.own_references),
    order_references: references(record.order_references),
    customer_email: clipped(record.customer_email, 255),
    customer_name: words(record.customer_name, 255),
    description: words(record.description, 2000),
    occurred_at: record.occurred_at,
  };
}

function feeLineRow(line: FeeLine): { type: string; amount: string; description: string | null } {
  return { type: line.type, amount: line.amount, description: words(line.description, 500) };
}

/** Not through `redactText`: every tenth order number looks like a card's to it, and they are what orders are found by. */
function references(texts: readonly string[]): string[] {
  const kept = texts.slice(0, MOST_REFERENCES).flatMap((text) => clipped(text, 255) ?? []);
  return kept.map((text) => (isCertainlyCardNumber(text) ? REDACTED : text));
}

function words(text: string | null, length: number): string | null {
  return text === null ? null : clipped(redactText(text), length);
}
