import type { Json, JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';
import { jsonAnswer } from './answers.js';
import type { Params } from './params.js';
import { buildQuery, type PhpArray } from './php.js';
import { columnMoment } from './site-time.js';

export interface PageRequest {
  query: PhpArray;
  params: Params;
  /** The list's own address. */
  address: string;
  /** The site's index, which every answer points at. */
  index: string;
}

/** One page of a list with the platform's paging headers. Only the records of the page are made. */
export function pageAnswer<T>(
  request: PageRequest,
  found: readonly T[],
  view: (item: T) => JsonObject,
  totals: 'always' | 'zero_past_the_end' = 'always',
): SandboxAnswer {
  const { params, query } = request;
  const page = params.integer('page') ?? 1;
  const size = params.integer('per_page') ?? 10;
  const start = params.integer('offset') ?? (page - 1) * size;
  const slice = found.slice(Math.max(0, start), Math.max(0, start) + size);
  const total = slice.length === 0 && totals === 'zero_past_the_end' ? 0 : found.length;
  const pages = Math.ceil(total / size);
  const links = [`<${request.index}>; rel="https://api.w.org/"`];
  // The old query goes along, its oauth_* parameters included: following such a link fails.
  const link = (to: number, rel: string): string => {
    const next = new Map(query);
    next.set('page', String(to));
    return `<${request.address}?${buildQuery(next)}>; rel="${rel}"`;
  };
  if (page > 1) links.push(link(Math.min(page - 1, pages), 'prev'));
  if (page < pages) links.push(link(page + 1, 'next'));
  const body: Json = slice.map((item) => selectFields(view(item), query));
  return jsonAnswer(200, body, {
    'X-WP-Total': String(total),
    'X-WP-TotalPages': String(pages),
    Link: links.join(', '),
    Allow: 'GET, POST',
  });
}

/** `_fields=id,billing.email`: only these members. */
export function selectFields(record: JsonObject, query: PhpArray): JsonObject {
  const wanted = query.get('_fields');
  if (wanted === undefined) return record;
  const names = typeof wanted === 'string' ? wanted.split(/[\s,]+/) : [...wanted.values()].map(String);
  const paths = names.filter((name) => name !== '').map((name) => name.split('.'));
  return paths.length === 0 ? record : pickPaths(record, paths);
}

function pickPaths(record: JsonObject, paths: string[][]): JsonObject {
  const picked: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    const matching = paths.filter((path) => path[0] === name);
    if (matching.length === 0) continue;
    const deeper = matching.map((path) => path.slice(1));
    const nested = value !== null && typeof value === 'object' && !Array.isArray(value);
    picked[name] = nested && !deeper.some((path) => path.length === 0) ? pickPaths(value, deeper) : value;
  }
  return picked;
}

export interface Dated {
  created: number;
  modified: number;
}

/** The date filters: all of them exclusive, compared with the local or the UTC column. */
export function dateFilter(params: Params): (record: Dated) => boolean {
  const gmt = params.flag('dates_are_gmt') ?? false;
  const after = params.moment('after') ?? -Infinity;
  const before = params.moment('before') ?? Infinity;
  const modifiedAfter = params.moment('modified_after') ?? -Infinity;
  const modifiedBefore = params.moment('modified_before') ?? Infinity;
  return (record) => {
    const created = columnMoment(record.created, gmt);
    const modified = columnMoment(record.modified, gmt);
    return created > after && created < before && modified > modifiedAfter && modified < modifiedBefore;
  };
}

/** Include and exclude, by id. */
export function idFilter(params: Params): (id: number) => boolean {
  const include = new Set(params.integers('include'));
  const exclude = new Set(params.integers('exclude'));
  return (id) => (include.size === 0 || include.has(id)) && !exclude.has(id);
}

/** Sorts by a number, the id deciding between equals, both in the asked direction. */
export function sortBy<T>(items: T[], params: Params, keys: (item: T) => [key: number | string, id: number]): T[] {
  const sign = params.text('order') === 'asc' ? 1 : -1;
  const keyed = items.map((item) => ({ item, key: keys(item) }));
  keyed.sort((a, b) => {
    const [x, xId] = a.key;
    const [y, yId] = b.key;
    if (x === y) return sign * (xId - yId);
    return x < y ? -sign : sign;
  });
  return keyed.map(({ item }) => item);
}

/** Remembers what the last few lists found, until the data changes: pages of one list do not search again. */
export class FoundCache<T> {
  private readonly entries = new Map<string, { version: number; found: T[] }>();

  get(query: PhpArray, version: number, search: () => T[], scope = ''): T[] {
    const relevant = new Map([...query].filter(([name]) => !/^(oauth_|page$|per_page$|offset$|_fields$)/.test(name)));
    const key = `${scope}?${buildQuery(relevant)}`;
    const held = this.entries.get(key);
    if (held?.version === version) return held.found;
    const found = search();
    this.entries.delete(key);
    this.entries.set(key, { version, found });
    if (this.entries.size > 16) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return found;
  }
}
