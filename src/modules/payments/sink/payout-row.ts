import type { BatchColumns } from '../../../common/database/batch-upsert.js';
import type { Json } from '../../../common/json.js';
import {
  PAYOUT_LINE_CATEGORIES,
  PAYOUT_STATUSES,
  type ProviderPayout,
  type ProviderPayoutLine,
} from '../providers/provider.records.js';
import { redact, redactText } from '../redaction.js';
import {
  amountFault,
  choiceFault,
  clipped,
  currencyFault,
  dateFault,
  type Fault,
  firstFault,
  idFault,
  timeFault,
} from './checks.js';

/** Payouts are announced ahead. */
const AHEAD_DAYS = 60;

/** SQL, behind a payout's name: it pays what its lines say. */
export const PAYS = `status NOT IN ('failed', 'cancelled')`;

export const PAYOUT_COLUMNS = {
  id: 'uuid',
  platform_payout_id: 'text',
  amount: 'numeric',
  fee_amount: 'numeric',
  currency: 'text',
  status: 'text',
  provider_status: 'text',
  arrival_date: 'date',
  initiated_at: 'timestamptz',
  destination: 'text',
  balance_after: 'numeric',
  gateway_response: 'jsonb',
  content_hash: 'bytea',
} as const satisfies BatchColumns;

export const LINE_COLUMNS = {
  id: 'uuid',
  payout_id: 'uuid',
  platform_line_id: 'text',
  platform_transaction_id: 'text',
  category: 'text',
  provider_type: 'text',
  gross_amount: 'numeric',
  fee_amount: 'numeric',
  net_amount: 'numeric',
  currency: 'text',
  description: 'text',
  occurred_at: 'timestamptz',
} as const satisfies BatchColumns;

export function payoutFault(record: ProviderPayout, observedAt: Date): Fault {
  return firstFault(
    idFault('its id', record.platform_payout_id),
    choiceFault('its status', record.status, PAYOUT_STATUSES),
    amountFault('the amount', record.amount),
    currencyFault('the currency', record.currency, true),
    amountFault('the fee', record.fee_amount),
    amountFault('the balance', record.balance_after),
    dateFault('the day of arrival', record.arrival_date),
    timeFault('its time', record.initiated_at, observedAt, AHEAD_DAYS),
  );
}

export function payoutRow(
  record: ProviderPayout,
): Record<Exclude<keyof typeof PAYOUT_COLUMNS, 'id' | 'content_hash'>, Json> {
  return {
    platform_payout_id: record.platform_payout_id,
    amount: record.amount,
    fee_amount: record.fee_amount,
    currency: record.currency,
    status: record.status,
    provider_status: clipped(record.provider_status, 100),
    arrival_date: record.arrival_date,
    initiated_at: record.initiated_at,
    destination: record.destination === null ? null : clipped(redactText(record.destination), 255),
    balance_after: record.balance_after,
    gateway_response: redact(record.gateway_response),
  };
}

export function lineFault(record: ProviderPayoutLine, observedAt: Date): Fault {
  return firstFault(
    idFault('its payout', record.platform_payout_id),
    idFault('its id', record.platform_line_id),
    choiceFault('its category', record.category, PAYOUT_LINE_CATEGORIES),
    amountFault('the gross amount', record.gross_amount),
    amountFault('the fee', record.fee_amount),
    amountFault('the net amount', record.net_amount),
    currencyFault('the currency', record.currency, true),
    timeFault('its time', record.occurred_at, observedAt, AHEAD_DAYS),
  );
}

export function lineRow(
  id: string,
  payoutId: string,
  record: ProviderPayoutLine,
): Record<keyof typeof LINE_COLUMNS, Json> {
  return {
    id,
    payout_id: payoutId,
    platform_line_id: record.platform_line_id,
    platform_transaction_id: clipped(record.platform_transaction_id, 255),
    category: record.category,
    provider_type: clipped(record.provider_type, 100) ?? '',
    gross_amount: record.gross_amount,
    fee_amount: record.fee_amount,
    net_amount: record.net_amount,
    currency: record.currency,
    description: record.description === null ? null : clipped(redactText(record.description), 2000),
    occurred_at: record.occurred_at,
  };
}
