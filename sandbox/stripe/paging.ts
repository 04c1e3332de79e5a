import type { JsonObject } from '../core/json.js';
import { type Fields, integerIn, textIn } from './form.js';
import { missing, Refusal } from './refusal.js';
import { seconds } from './views.js';

export const PAGING = ['limit', 'starting_after', 'ending_before', 'expand'];

interface Dated {
  id: string;
  created: number;
}

export interface Listing<T extends Dated> {
  /** Oldest first. */
  records: readonly T[];
  /** For "No such …". */
  what: string;
  url: string;
  matches?: (record: T) => boolean;
  view: (record: T) => JsonObject;
}

/** A page of a list, newest first. Throws Refusal on a limit, a bound or a cursor that is none. */
export function listOf<T extends Dated>(listing: Listing<T>, query: Fields): JsonObject {
  const limit = limitOf(query);
  const inTime = windowOf(query);
  const { records } = listing;
  const fits = (record: T): boolean => inTime(seconds(record.created)) && (listing.matches?.(record) ?? true);
  const found: T[] = [];
  const before = textIn(query, 'ending_before');
  if (before !== null) {
    const at = positionOf(listing, before, 'ending_before');
    for (let i = at + 1; i < records.length && found.length <= limit; i++) take(records[i], fits, found);
    return page(listing, found.slice(0, limit).reverse(), found.length > limit);
  }
  const after = textIn(query, 'starting_after');
  const from = after === null ? records.length - 1 : positionOf(listing, after, 'starting_after') - 1;
  for (let i = from; i >= 0 && found.length <= limit; i--) take(records[i], fits, found);
  return page(listing, found.slice(0, limit), found.length > limit);
}

function take<T>(record: T | undefined, fits: (record: T) => boolean, found: T[]): void {
  if (record !== undefined && fits(record)) found.push(record);
}

function page<T extends Dated>(listing: Listing<T>, records: T[], has_more: boolean): JsonObject {
  return { object: 'list', data: records.map(listing.view), has_more, url: listing.url };
}

function limitOf(query: Fields): number {
  const limit = integerIn(query, 'limit') ?? 10;
  if (limit < 1 || limit > 100) {
    const words = `This value must be ${limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'} (it currently is '${limit}').`;
    throw new Refusal(400, words, { param: 'limit', ...(limit > 100 && { code: 'parameter_invalid_integer' }) });
  }
  return limit;
}

const BOUNDS: Record<string, (at: number, bound: number) => boolean> = {
  gt: (at, bound) => at > bound,
  gte: (at, bound) => at >= bound,
  lt: (at, bound) => at < bound,
  lte: (at, bound) => at <= bound,
};

function windowOf(query: Fields): (at: number) => boolean {
  const { created } = query;
  if (created === undefined) return () => true;
  if (typeof created === 'string') {
    const exact = integerIn(query, 'created');
    return (at) => exact === null || at === exact;
  }
  const checks = Object.keys(created).map((name) => {
    const compare = BOUNDS[name];
    const bound = integerIn(created, name);
    if (compare === undefined || bound === null) {
      const param = `created[${name}]`;
      throw new Refusal(400, `Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
    }
    return (at: number) => compare(at, bound);
  });
  return (at) => checks.every((check) => check(at));
}

function positionOf<T extends Dated>({ records, what }: Listing<T>, id: string, param: string): number {
  const at = records.findLastIndex((record) => record.id === id);
  if (at === -1) throw missing(what, id, param, 400);
  return at;
}
