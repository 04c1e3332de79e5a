import type { Database } from '../database/database.js';

/** Which rows, and what of them. */
export interface BatchSource {
  /** `orders`; its alias is `r`. It has `id` and the column that orders it. */
  table: string;
  /** A timestamptz that never changes; default `created_at`. */
  time_column?: string;
  /** SQL of the columns, over `r` and the joins. */
  select: string;
  joins: string;
  /** Over `r` alone, with `$n` from `parameters`. */
  conditions: readonly string[];
  parameters: readonly unknown[];
  /** Further order of what a join makes of one row of the table. */
  order_within?: string;
  /** Rows of the table (not of the join) a batch. */
  batch: number;
}

type Keyed<Row> = Row & { key_at: string; key_id: string };

/**
 * All rows, the newest first, a batch at a time by keyset: each batch is a statement of its own, so that whoever reads slowly
 * holds neither a connection nor a snapshot, and whoever goes away stops it at the next batch. The key never changes, so
 * no row comes twice; what is placed or removed meanwhile may or may not be among them.
 */
export async function* keysetBatches<Row extends object>(
  database: Database,
  source: BatchSource,
): AsyncGenerator<Row[]> {
  let after: { at: string; id: string } | null = null;
  for (;;) {
    const rows: Keyed<Row>[] = await database.query<Keyed<Row>>(batchSql(source, after !== null), [
      ...source.parameters,
      ...(after === null ? [] : [after.at, after.id]),
    ]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    if (new Set(rows.map(({ key_id: id }) => id)).size < source.batch) return;
    after = { at: last.key_at, id: last.key_id };
  }
}

function batchSql(
  {
    table,
    time_column: time = 'created_at',
    select,
    joins,
    conditions,
    parameters,
    order_within: within,
    batch,
  }: BatchSource,
  isAfter: boolean,
): string {
  const place = parameters.length;
  const bounds = isAfter ? [`(r.${time}, r.id) < ($${place + 1}::timestamptz, $${place + 2}::uuid)`] : [];
  return `
    SELECT ${select}, r.${time}::text AS key_at, r.id AS key_id
    FROM (SELECT * FROM ${table} r WHERE ${[...conditions, ...bounds].join(' AND ')}
          ORDER BY r.${time} DESC, r.id DESC LIMIT ${batch}) r ${joins}
    ORDER BY r.${time} DESC, r.id DESC${within === undefined ? '' : `, ${within}`}`;
}
