import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { keysetBatches } from '../../../common/tables/keyset-batches.js';
import type { Table, TableColumn } from '../../../common/tables/table.js';
import { PROCESSOR_JOIN } from './transaction.json.js';
import { type TransactionFilter, transactionFilters } from './transaction-filters.js';

type Row = Record<string, string | null>;

const ROWS_A_BATCH = 500;

const text = (name: string): TableColumn<Row> => ({ name, kind: 'text', value: (row) => row[name] ?? null });
const decimal = (name: string): TableColumn<Row> => ({ ...text(name), kind: 'decimal' });
const settled = (name: string): string => moneyText(`r.${name}`, 'coalesce(r.settlement_currency, r.currency)');

const TRANSACTION_COLUMNS: readonly TableColumn<Row>[] = [
  ...['transaction_id', 'processor_name', 'provider', 'platform_transaction_id', 'occurred_at', 'type', 'status'].map(
    text,
  ),
  text('provider_type'),
  decimal('amount'),
  text('currency'),
  decimal('settlement_amount'),
  text('settlement_currency'),
  ...['exchange_rate', 'fee_amount', 'net_amount'].map(decimal),
  ...['platform_payout_id', 'parent_platform_id', 'order_id', 'reconciliation_state', 'reconciliation_reason'].map(
    text,
  ),
  ...['customer_email', 'customer_name', 'description'].map(text),
];

const TRANSACTION_SELECT = `
  r.id AS transaction_id, processor.name AS processor_name, processor.provider, r.platform_transaction_id,
  ${iso('r.occurred_at')} AS occurred_at, r.type, r.status, r.provider_type, ${moneyText('r.amount', 'r.currency')} AS amount,
  r.currency, ${settled('settlement_amount')} AS settlement_amount, r.settlement_currency,
  trim_scale(r.exchange_rate)::text AS exchange_rate, ${settled('fee_amount')} AS fee_amount, ${settled('net_amount')} AS net_amount,
  coalesce(payout.platform_payout_id, r.platform_payout_id) AS platform_payout_id, r.parent_platform_id, r.order_id,
  r.reconciliation_state, r.reconciliation_reason, r.customer_email, r.customer_name, r.description`;

const LINE_COLUMNS: readonly TableColumn<Row>[] = [
  ...['processor_name', 'provider', 'platform_payout_id', 'payout_status', 'arrival_date'].map(text),
  decimal('payout_amount'),
  ...[
    'line_id',
    'occurred_at',
    'category',
    'provider_type',
    'platform_transaction_id',
    'transaction_id',
    'order_id',
  ].map(text),
  ...['gross_amount', 'fee_amount', 'net_amount'].map(decimal),
  ...['currency', 'description'].map(text),
];

const line = (name: string): string => `${moneyText(`r.${name}`, 'r.currency')} AS ${name}`;

const LINE_SELECT = `
  processor.name AS processor_name, processor.provider, payout.platform_payout_id, payout.status AS payout_status,
  payout.arrival_date::text AS arrival_date, ${moneyText('payout.amount', 'payout.currency')} AS payout_amount,
  r.platform_line_id AS line_id, ${iso('r.occurred_at')} AS occurred_at, r.category, r.provider_type, r.platform_transaction_id,
  r.transaction_id, movement.order_id, ${line('gross_amount')}, ${line('fee_amount')}, ${line('net_amount')}, r.currency, r.description`;

/** The books as tables. */
@Injectable()
export class BookExport {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  transactions(userId: string, filter: TransactionFilter, processorId: string | undefined): Table<Row> {
    const filters = transactionFilters(userId, filter, processorId);
    return {
      columns: TRANSACTION_COLUMNS,
      batches: keysetBatches<Row>(this.database, {
        table: 'transactions',
        time_column: 'occurred_at',
        select: TRANSACTION_SELECT,
        joins: `${PROCESSOR_JOIN} LEFT JOIN payouts payout ON payout.id = r.payout_id`,
        conditions: filters.conditions,
        parameters: filters.parameters,
        batch: ROWS_A_BATCH,
      }),
    };
  }

  /** The lines of a payout that is known to be the user's, the newest first. */
  payout(userId: string, payoutId: string): Table<Row> {
    return {
      columns: LINE_COLUMNS,
      batches: keysetBatches<Row>(this.database, {
        table: 'payout_lines',
        time_column: 'occurred_at',
        select: LINE_SELECT,
        joins: `${PROCESSOR_JOIN} JOIN payouts payout ON payout.id = r.payout_id
                LEFT JOIN transactions movement ON movement.id = r.transaction_id`,
        conditions: ['r.user_id = $1', 'r.payout_id = $2'],
        parameters: [userId, payoutId],
        batch: ROWS_A_BATCH,
      }),
    };
  }
}
