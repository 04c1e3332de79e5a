import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Cursors } from './cursor.js';
import { RawJson } from './reply.js';

/** One way to order a list; the id is always the last key, so that the order is total. */
export interface SortKey {
  /** SQL expression, never null. */
  expression: string;
  /** Its Postgres type, for the cursor's text: `timestamptz`, `numeric`, `text` … */
  type: string;
}

export interface KeysetList {
  /** Names the list (and its tenant) in its cursors. */
  scope: string;
  /** SQL of one item as JSON; may use the lateral joins of `joins`. Alias of the listed table: `r`. */
  item: string;
  /** `orders` */
  table: string;
  joins?: string;
  /** SQL conditions over `r`, with `$n` from `parameters`. The first one is the tenant's. */
  conditions: string[];
  parameters: unknown[];
  sorts: Record<string, SortKey>;
  /** `created_at`, or `-created_at` for descending. */
  sort: string;
  limit: number;
  cursor?: string | undefined;
  include_total?: boolean | undefined;
  /** A condition's selectivity hangs on its value (LIKE, ranges): planned anew each time instead of prepared. */
  is_search?: boolean;
}

type PageRow = [items: string, hasMore: boolean, lastKey: string | null, lastId: string | null];

/**
 * The one list builder: a page in keyset order as the JSON text that Postgres makes of it. The page is chosen by
 * keys alone and joined afterwards, one row more than asked tells whether there is more, and a deep page
 * costs what the first costs. Cursor values travel as Postgres text, microseconds and all.
 */
@Injectable()
export class KeysetLists {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** `data` of a list answer: `{ items, page }`. Throws VALIDATION_ERROR on a cursor that is not this list's. */
  async read(list: KeysetList): Promise<RawJson> {
    const descending = list.sort.startsWith('-');
    const name = descending ? list.sort.slice(1) : list.sort;
    const key = list.sorts[name];
    if (!key) throw new Error(`The list has no sort ${name}`);
    const direction = descending ? 'DESC' : 'ASC';
    const parameters = [...list.parameters];
    const conditions = [...list.conditions];
    if (list.cursor !== undefined) {
      const { values } = this.cursors.decode(list.scope, list.sort, list.cursor);
      parameters.push(...values);
      const [value, id] = [`$${parameters.length - 1}::${key.type}`, `$${parameters.length}::uuid`];
      conditions.push(`(${key.expression}, r.id) ${descending ? '<' : '>'} (${value}, ${id})`);
    }
    const wanted = list.limit + 1;
    // The keys ride along as text; the last full row's pair is the next cursor. The limit is a literal: planned
    // with an unknown limit, Postgres would expect a tenth of the table.
    const sql = `
      WITH page AS MATERIALIZED (
        SELECT r.*, row_number() OVER () AS rank, (${key.expression})::text AS sort_text
        FROM (SELECT * FROM ${list.table} r WHERE ${conditions.join(' AND ')}
              ORDER BY ${key.expression} ${direction}, r.id ${direction} LIMIT ${wanted}) r)
      SELECT coalesce('[' || string_agg((${list.item})::text, ',' ORDER BY r.rank)
                      FILTER (WHERE r.rank < ${wanted}) || ']', '[]') AS items,
             count(*) >= ${wanted} AS has_more,
             max(r.sort_text) FILTER (WHERE r.rank = ${list.limit}) AS last_key,
             max(r.id::text) FILTER (WHERE r.rank = ${list.limit}) AS last_id
      FROM page r ${list.joins ?? ''}`;
    const read = list.is_search ? this.unprepared : this.prepared;
    const [rows, total] = await Promise.all([read(sql, parameters), list.include_total ? this.count(list) : null]);
    const [items, hasMore, lastKey, lastId] = rows[0] ?? ['[]', false, null, null];
    const next = hasMore ? this.cursors.encode(list.scope, { sort: list.sort, values: [lastKey, lastId] }) : null;
    const page = { limit: list.limit, next_cursor: next, has_more: hasMore, ...(total !== null && { total }) };
    return new RawJson(`{"items":${items},"page":${JSON.stringify(page)}}`);
  }

  private readonly prepared = (sql: string, parameters: unknown[]): Promise<PageRow[]> =>
    this.database.prepared<PageRow>(sql, parameters);

  private readonly unprepared = async (sql: string, parameters: unknown[]): Promise<PageRow[]> => {
    const rows = await this.database.query<{ items: string; has_more: boolean; last_key: string; last_id: string }>(
      sql,
      parameters,
    );
    return rows.map((row) => [row.items, row.has_more, row.last_key, row.last_id]);
  };

  private async count(list: KeysetList): Promise<number> {
    const row = await this.database.queryOne<{ count: string }>(
      `SELECT count(*) FROM ${list.table} r WHERE ${list.conditions.join(' AND ')}`,
      list.parameters,
    );
    return Number(row?.count ?? 0);
  }
}
