import type { RecordOrder, Records } from '../data/records.js';

/** An error of the query itself, answered 200 with `errors`. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'QueryError';
  }
}

export type Args = Record<string, unknown>;

export interface Page {
  nodes: unknown[];
  cursorAt(index: number): string;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/** What a resolver gives for a field of a `…Connection` type: a page for a query, everything for a bulk operation. */
export interface Connection {
  page(args: Args): Page;
  all(): Iterable<unknown>;
}

const MOST = 250;

interface Window {
  size: number;
  backwards: boolean;
  cursor: string | null;
}

function windowOf(args: Args): Window {
  const first = numberOrNull(args.first);
  const last = numberOrNull(args.last);
  if (first !== null && last !== null) {
    throw new QueryError('providing both first and last is not supported', { code: 'BAD_REQUEST' });
  }
  const backwards = first === null;
  const size = first ?? last;
  if (size === null) throw new QueryError('you must provide one of first or last', { code: 'BAD_REQUEST' });
  const name = backwards ? 'last' : 'first';
  if (size < 0) throw new QueryError(`${name} must not be negative`, { code: 'BAD_REQUEST' });
  if (size > MOST) throw new QueryError(`${name} cannot exceed ${MOST}`, { code: 'MAX_PAGE_SIZE_EXCEEDED' });
  const cursor = backwards ? args.before : args.after;
  return { size, backwards, cursor: typeof cursor === 'string' ? cursor : null };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

interface Position {
  last_id: number;
  last_value: number;
}

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64');
}

/** Throws QueryError on anything that is not a cursor of this sandbox. */
export function decodeCursor(cursor: string): Position {
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as Partial<Position>;
    if (typeof position.last_id === 'number' && typeof position.last_value === 'number') return position as Position;
  } catch {
    // Falls through to the refusal.
  }
  throw new QueryError(`Invalid cursor: ${cursor}`, { code: 'BAD_REQUEST' });
}

/** A connection over a list that is at hand whole (an order's lines). */
export function listConnection(items: readonly unknown[], reverse = false): Connection {
  const list = reverse ? [...items].reverse() : items;
  return {
    all: () => list,
    page(args) {
      const window = windowOf(args);
      const at = window.cursor === null ? null : decodeCursor(window.cursor).last_value;
      const start = window.backwards ? Math.max(0, (at ?? list.length) - window.size) : at === null ? 0 : at + 1;
      const end = window.backwards ? (at ?? list.length) : Math.min(list.length, start + window.size);
      return {
        nodes: list.slice(start, end),
        cursorAt: (index) => encodeCursor({ last_id: start + index, last_value: start + index }),
        hasNextPage: end < list.length,
        hasPreviousPage: start > 0,
      };
    },
  };
}

export interface RecordsQuery<Row extends { n: number; created: number; updated: number }> {
  records: Records<Row>;
  order: RecordOrder;
  reverse: boolean;
  /** By number, so that rows that do not match need not be made. */
  matches: ((n: number) => boolean) | null;
  /** Several nodes per record (a product's variants); null: the record itself. */
  expand: ((row: Row) => readonly unknown[]) | null;
}

/**
 * A connection over a shop's records with keyset cursors: a page goes on after the value and id that its cursor
 * names, even when that record has moved or is gone.
 */
export function recordsConnection<Row extends { n: number; created: number; updated: number }>(
  query: RecordsQuery<Row>,
): Connection {
  const { records, order, matches, expand } = query;
  const valueOf = (n: number): number => (order === 'id' ? n : records.updatedAt(n));
  function* walk(list: readonly number[], from: number, step: 1 | -1): Generator<Hit> {
    for (let i = from; i >= 0 && i < list.length; i += step) {
      const n = list[i] ?? 0;
      if (matches !== null && !matches(n)) continue;
      const row = records.get(n);
      if (row === null) continue;
      if (expand === null) yield { n, part: 0, node: row };
      else {
        const parts = expand(row);
        for (let k = 0; k < parts.length; k++) {
          const part = step === 1 ? k : parts.length - 1 - k;
          yield { n, part, node: parts[part] };
        }
      }
    }
  }
  return {
    *all() {
      // A copy: events may move records while a long export reads.
      const list = [...records.ordered(order)];
      for (const { node } of walk(list, query.reverse ? list.length - 1 : 0, query.reverse ? -1 : 1)) yield node;
    },
    page(args) {
      const window = windowOf(args);
      const list = records.ordered(order);
      const step = query.reverse !== window.backwards ? -1 : 1;
      const after = window.cursor === null ? null : positionOf(window.cursor);
      const edge = step === 1 ? 0 : list.length - 1;
      const from = after === null ? edge : place(list, valueOf, after.value, after.n, step);
      const found: Hit[] = [];
      for (const hit of walk(list, from, step)) {
        if (after !== null && isSeen(hit, after, valueOf(hit.n), step)) continue;
        found.push(hit);
        if (found.length > window.size) break;
      }
      const more = found.length > window.size;
      if (more) found.pop();
      if (window.backwards) found.reverse();
      return {
        nodes: found.map((hit) => hit.node),
        cursorAt: (index) => {
          const hit = found[index];
          if (hit === undefined) throw new RangeError('no such node');
          return encodeCursor({ last_id: hit.n * PART_SPACE + hit.part, last_value: valueOf(hit.n) });
        },
        hasNextPage: window.backwards ? after !== null : more,
        hasPreviousPage: window.backwards ? more : after !== null,
      };
    },
  };
}

interface Hit {
  n: number;
  part: number;
  node: unknown;
}

interface After {
  n: number;
  part: number;
  value: number;
}

function positionOf(cursor: string): After {
  const { last_id: id, last_value: value } = decodeCursor(cursor);
  return { n: Math.floor(id / PART_SPACE), part: id % PART_SPACE, value };
}

/** Of the cursor's own record the parts up to the cursor have been given already, unless it has moved since. */
function isSeen(hit: Hit, after: After, value: number, step: 1 | -1): boolean {
  if (hit.n !== after.n || value !== after.value) return false;
  return step === 1 ? hit.part <= after.part : hit.part >= after.part;
}

const PART_SPACE = 4096;

/** Index of the first record in walking direction that is not before (value, n). */
function place(
  list: readonly number[],
  valueOf: (n: number) => number,
  value: number,
  n: number,
  step: 1 | -1,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = list[middle] ?? 0;
    const order = valueOf(here) - value || here - n;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  if (step === 1) return low;
  const here = list[low];
  return here === n && valueOf(here) === value ? low : low - 1;
}
