import type { TestDatabase } from './database.js';
import { aUser, insert } from './factories.js';

export interface ProcessorRow {
  id: string;
  user_id: string;
  provider: string;
  [column: string]: unknown;
}

export interface TransactionRow {
  id: string;
  user_id: string;
  payment_processor_id: string;
  platform_transaction_id: string | null;
  [column: string]: unknown;
}

export interface PayoutRow {
  id: string;
  user_id: string;
  payment_processor_id: string;
  platform_payout_id: string;
  [column: string]: unknown;
}

type Columns = Record<string, unknown>;

let sequence = 0;
const next = (): number => (sequence += 1);

/** A connected payment processor, its owner made too unless `user_id` is given. No credentials: nothing can be called for it. */
export async function aProcessor(db: TestDatabase, columns: Columns = {}): Promise<ProcessorRow> {
  const number = next();
  return insert<ProcessorRow>(db, 'payment_processors', {
    name: `Processor ${number}`,
    provider: 'stripe',
    mode: 'test',
    account_id: `acct_${number}`,
    account_name: `Account ${number}`,
    country: 'DE',
    default_currency: 'EUR',
    connection_state: 'connected',
    ...columns,
    user_id: columns.user_id ?? (await aUser(db)).id,
  });
}

/** A payment of 143.30 EUR that was settled for a fee of 4.46, unless the columns say otherwise. */
export async function aTransaction(db: TestDatabase, columns: Columns = {}): Promise<TransactionRow> {
  const number = next();
  return insert<TransactionRow>(db, 'transactions', {
    ...(await processorOf(db, columns)),
    platform_transaction_id: `ch_${number}`,
    type: 'payment',
    provider_type: 'charge',
    provider_status: 'succeeded',
    status: 'completed',
    amount: '143.30',
    currency: 'EUR',
    settlement_amount: '143.30',
    settlement_currency: 'EUR',
    fee_amount: '4.46',
    net_amount: '138.84',
    observed_at: new Date(),
    ...columns,
    own_references: textArray(columns.own_references),
    order_references: textArray(columns.order_references),
  });
}

export interface PayoutWish extends Columns {
  /** Columns of its lines; without it there are none. A line's `net_amount` is 138.84 unless given. */
  lines?: Columns[];
}

/** A paid payout whose lines are all there. */
export async function aPayout(db: TestDatabase, wish: PayoutWish = {}): Promise<PayoutRow> {
  const { lines = [], ...columns } = wish;
  const number = next();
  const payout = await insert<PayoutRow>(db, 'payouts', {
    ...(await processorOf(db, columns)),
    platform_payout_id: `po_${number}`,
    amount: '138.84',
    currency: 'EUR',
    status: 'paid',
    provider_status: 'paid',
    arrival_date: '2026-11-20',
    initiated_at: new Date('2026-11-18T08:00:00Z'),
    lines_complete: true,
    observed_at: new Date(),
    ...columns,
  });
  for (const line of lines) {
    await insert(db, 'payout_lines', {
      user_id: payout.user_id,
      payment_processor_id: payout.payment_processor_id,
      payout_id: payout.id,
      platform_line_id: `txn_${next()}`,
      category: 'payment',
      provider_type: 'charge',
      gross_amount: '143.30',
      fee_amount: '4.46',
      net_amount: '138.84',
      currency: payout.currency,
      occurred_at: new Date('2026-11-17T08:00:00Z'),
      ...line,
    });
  }
  return db.one<PayoutRow>(
    `UPDATE payouts SET (lines_count, lines_amount) =
       (SELECT count(*), coalesce(sum(net_amount), 0) FROM payout_lines WHERE payout_id = payouts.id)
     WHERE id = $1 RETURNING *`,
    [payout.id],
  );
}

/** Rows of a processor carry its owner beside it; the database refuses a pair that is not one. */
async function processorOf(
  db: TestDatabase,
  columns: Columns,
): Promise<{ payment_processor_id: string; user_id: string }> {
  const given = columns.payment_processor_id;
  const processor =
    typeof given === 'string'
      ? await db.one<ProcessorRow>('SELECT * FROM payment_processors WHERE id = $1', [given])
      : await aProcessor(db, { user_id: columns.user_id });
  return { payment_processor_id: processor.id, user_id: processor.user_id };
}

/** A text[] as Postgres reads it. */
function textArray(texts: unknown): string {
  const list = Array.isArray(texts) ? texts.map((text) => JSON.stringify(String(text))) : [];
  return `{${list.join(',')}}`;
}
