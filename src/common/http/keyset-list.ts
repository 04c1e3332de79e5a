import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Cursors } from './cursor.js';
import type { RareMatches } from './list-filters.js';
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
  /** A condition's selectivity hangs on its value (ranges): planned anew each time instead of prepared. */
  is_search?: boolean;
  /** Given when the conditions may match next to nothing: read in steps, see {@link KeysetLists}. */
  rare?: RareMatches | undefined;
}

type PageRow = [items: string, found: number, lastKey: string | null, lastId: string | null];

/** How far the list's own order is followed in search of matches, before the index for rare ones is asked. */
const WINDOW_ROWS = 2000;
/** The first look. */
const SAMPLE_ROWS = 500;
/** How much more common matches may be in the window than in the sample of it. */
const SAMPLE_DOUBT = 1.5;

/** What is alike in the steps of one reading. */
interface Reading {
  list: KeysetList;
  key: SortKey;
  order: string;
  parameters: unknown[];
  conditions: string[];
  /** Where the page before ended; nothing on the first page. */
  start: string[];
}

/**
 * The one list builder: a page in keyset order as the JSON text that Postgres makes of it. The page is chosen by
 * keys alone and joined afterwards, one row more than asked tells whether there is more, and a deep page
 * costs what the first costs. Cursor values travel as Postgres text, microseconds and all.
 *
 * Whether a text or a tag is common or rare among one tenant's rows, the planner cannot know (its statistics are the
 * whole table's), and each of the two plans is a hundred times too slow in the other case. So a list with such
 * conditions is read in steps: first the next 500 rows of the list are looked through, and 2,000 when those promise it,
 * which fills the page when matches are common; else they are rare, and are fetched by the index for them and sorted.
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
    const start: string[] = [];
    if (list.cursor !== undefined) {
      const { values } = this.cursors.decode(list.scope, list.sort, list.cursor);
      parameters.push(...values);
      const [value, id] = [`$${parameters.length - 1}::${key.type}`, `$${parameters.length}::uuid`];
      start.push(`(${key.expression}, r.id) ${descending ? '<' : '>'} (${value}, ${id})`);
    }
    const order = `${key.expression} ${direction}, r.id ${direction}`;
    const reading = { list, key, order, parameters, start, conditions: [...list.conditions, ...start] };
    const [row, total] = await Promise.all([this.page(reading), list.include_total ? this.count(list) : null]);
    const [items, found, lastKey, lastId] = row;
    const hasMore = found > list.limit;
    const next = hasMore ? this.cursors.encode(list.scope, { sort: list.sort, values: [lastKey, lastId] }) : null;
    const page = { limit: list.limit, next_cursor: next, has_more: hasMore, ...(total !== null && { total }) };
    return new RawJson(`{"items":${items},"page":${JSON.stringify(page)}}`);
  }

  private async page(reading: Reading): Promise<PageRow> {
    const { list, order, parameters, start } = reading;
    const known = list.is_search ? this.unprepared : this.prepared;
    const from = async (source: string, read = known): Promise<PageRow> =>
      (await read(pageSql(reading, source), parameters))[0] ?? ['[]', 0, null, null];
    if (!list.rare) return from(`${list.table} r`);
    const { window: scope } = list.rare;
    const rareMatches = rareSource(list.table, list.rare);
    // Planned each time: which index is the better one hangs on the tenant's share of the table.
    const rare = (): Promise<PageRow> => from(rareMatches, this.unprepared);
    if (!scope) return rare();
    const within = [...scope, ...start].join(' AND ');
    const window = (rows: number): Promise<PageRow> =>
      from(`(SELECT * FROM ${list.table} r WHERE ${within} ORDER BY ${order} LIMIT ${rows}) r`);
    const sample = await window(SAMPLE_ROWS);
    if (sample[1] > list.limit) return sample;
    if (sample[1] * SAMPLE_DOUBT * (WINDOW_ROWS / SAMPLE_ROWS) <= list.limit) return rare();
    const near = await window(WINDOW_ROWS);
    return near[1] > list.limit ? near : rare();
  }

  private readonly prepared = (sql: string, parameters: unknown[]): Promise<PageRow[]> =>
    this.database.prepared<PageRow>(sql, parameters);

  private readonly unprepared = async (sql: string, parameters: unknown[]): Promise<PageRow[]> => {
    const rows = await this.database.query<{ items: string; found: number; last_key: string; last_id: string }>(
      sql,
      parameters,
    );
    return rows.map((row) => [row.items, row.found, row.last_key, row.last_id]);
  };

  private async count(list: KeysetList): Promise<number> {
    const row = await this.database.queryOne<{ count: string }>(
      `SELECT count(*) FROM ${list.rare ? rareSource(list.table, list.rare) : `${list.table} r`}
       WHERE ${list.conditions.join(' AND ')}`,
      list.parameters,
    );
    return Number(row?.count ?? 0);
  }
}

/** What the index for rare matches finds. OFFSET 0 keeps the conditions around it, and so other indexes, out. */
function rareSource(table: string, rare: RareMatches): string {
  const found = `(SELECT * FROM ${table} r WHERE ${rare.indexed.join(' AND ')} OFFSET 0) r`;
  return rare.each === undefined
    ? found
    : `(SELECT r.* FROM unnest(${rare.each}) AS each (id) CROSS JOIN LATERAL ${found}) r`;
}

/**
 * The keys ride along as text; the last full row's pair is the next cursor. The limit is a literal: planned
 * with an unknown limit, Postgres would expect a tenth of the table.
 */
function pageSql({ list, key, order, conditions }: Reading, source: string): string {
  const wanted = list.limit + 1;
  return `
      WITH page AS MATERIALIZED (
        SELECT r.*, row_number() OVER () AS rank, (${key.expression})::text AS sort_text
        FROM (SELECT * FROM ${source} WHERE ${conditions.join(' AND ')}
              ORDER BY ${order} LIMIT ${wanted}) r)
      SELECT coalesce('[' || string_agg((${list.item})::text, ',' ORDER BY r.rank)
                      FILTER (WHERE r.rank < ${wanted}) || ']', '[]') AS items,
             count(*)::int AS found,
             max(r.sort_text) FILTER (WHERE r.rank = ${list.limit}) AS last_key,
             max(r.id::text) FILTER (WHERE r.rank = ${list.limit}) AS last_id
      FROM page r ${list.joins ?? ''}`;
}
