import pg from 'pg';
import { uuidv7 } from '../src/common/ids/ids.js';
import { PAYMENTS_CHANGED } from '../src/modules/payments/payments.events.js';
import { columnsOf, upsertSql } from './raw-upsert.js';

/** The tables that an import of payments fills, with what makes a row the same row; payments stand before what is of them. */
const TABLES = [
  { name: 'payouts', key: ['payment_processor_id', 'platform_payout_id'], order: 'initiated_at, id' },
  {
    name: 'transactions',
    key: ['payment_processor_id', 'platform_transaction_id'],
    order: `type IS DISTINCT FROM 'payment', occurred_at, id`,
  },
  { name: 'payout_lines', key: ['payout_id', 'platform_line_id'], order: 'occurred_at, id' },
];
const RENEWED = ['payout_id', 'transaction_id', 'parent_transaction_id'];
/** What passes have written, and what is of this one request: no import brings it. */
const LEFT_OUT = {
  order_id: null,
  refund_request_id: null,
  reconciliation_state: null,
  reconciliation_reason: null,
  match_method: null,
  match_score: null,
  matched_at: null,
};

type Values = Record<string, unknown>;

/**
 * The limit of an import of payments: the same rows, already in memory, put into the same indexed tables by one upsert a batch, each
 * batch one transaction, over one connection. No reading, no mapping, no redaction, no linking, no cursor, no events.
 */
export class RawBooks {
  private constructor(
    private readonly client: pg.Client,
    private readonly tables: { name: string; sql: string; rows: Values[] }[],
    /** Rows in one transaction: as the product wrote them. */
    readonly batch: number,
  ) {}

  /** Takes the rows that an import has put under the processor. */
  static async ofProcessor(databaseUrl: string, processorId: string): Promise<RawBooks> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const tables = [];
    for (const { name, key, order } of TABLES) {
      const columns = await columnsOf(client, name);
      const names = columns.map((column) => column.name);
      const { rows } = await client.query<{ row: Values }>(
        `SELECT (SELECT to_json(picked) FROM (SELECT ${names.map((column) => `t.${column}`).join(', ')}) AS picked) AS row
         FROM ${name} t WHERE payment_processor_id = $1 ORDER BY ${order}`,
        [processorId],
      );
      tables.push({ name, sql: upsertSql(name, columns, key), rows: rows.map(({ row }) => row) });
    }
    const written = await client.query<{ batch: number | null }>(
      `SELECT ceil(avg(jsonb_array_length(payload -> 'created')))::int AS batch FROM outbox
       WHERE type = $1 AND payload ->> 'processor_id' = $2 AND jsonb_array_length(payload -> 'created') > 0`,
      [PAYMENTS_CHANGED, processorId],
    );
    return new RawBooks(client, tables, written.rows[0]?.batch ?? 100);
  }

  count(table: string): number {
    return this.tables.find(({ name }) => name === table)?.rows.length ?? 0;
  }

  /** Puts all rows under a processor of this user, which nothing is read from; gives the seconds. Making ids is not counted. */
  async run(userId: string): Promise<number> {
    const made = await this.client.query<{ id: string }>(
      `INSERT INTO payment_processors (user_id, name, provider) VALUES ($1, 'Raw rows', 'stripe') RETURNING id`,
      [userId],
    );
    const processor = { id: made.rows[0]?.id, user_id: userId };
    const ids = new Map<unknown, string>();
    for (const { rows } of this.tables) for (const { id } of rows) ids.set(id, uuidv7());
    let seconds = 0;
    for (const { name, sql, rows } of this.tables) {
      const copies = rows.map((row) => renewed(row, ids, processor, name));
      for (let from = 0; from < copies.length; from += this.batch) {
        const text = JSON.stringify(copies.slice(from, from + this.batch));
        const started = performance.now();
        await this.client.query(sql, [text]);
        seconds += (performance.now() - started) / 1000;
      }
    }
    return seconds;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

function renewed(
  row: Values,
  ids: Map<unknown, string>,
  processor: { id: string | undefined; user_id: string },
  table: string,
): Values {
  const copy: Values = { ...row, ...(table === 'transactions' && LEFT_OUT) };
  copy.id = ids.get(row.id);
  copy.user_id = processor.user_id;
  copy.payment_processor_id = processor.id;
  for (const column of RENEWED) if (column in row) copy[column] = row[column] === null ? null : ids.get(row[column]);
  return copy;
}
