import { createHash } from 'node:crypto';

import type { JsonObject } from '../core/json.js';
import { invalid } from './answers.js';
import { choiceIn, limitIn } from './input.js';

export interface Dated {
  id: string;
  created: number;
}

export interface Listing<T extends Dated> {
  /** What a page is called in the answer. */
  name: string;
  /** By time, then id: the order that the pages go through. */
  records: readonly T[];
  timeOf: (record: T) => number;
  matches: (record: T) => boolean;
  view: (record: T) => JsonObject;
  /** Times in ms, both ends included. */
  begin: number;
  end: number;
}

interface Place {
  /** Of the question that it is a place in. */
  q: string;
  t: number;
  id: string;
}

/** A page in Square's manner: newest first unless asked otherwise, with a cursor where there is more. Throws SquareRefusal. */
export function pageOf<T extends Dated>(listing: Listing<T>, query: URLSearchParams): JsonObject {
  const isUp = choiceIn(query, 'sort_order', ['ASC', 'DESC']) === 'ASC';
  const limit = limitIn(query);
  const question = questionOf(query);
  const found = walk(listing, isUp, placeIn(query, question), limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const shown: JsonObject = { [listing.name]: page.map(listing.view) };
  if (found.length > limit && last !== undefined) {
    shown.cursor = tokenOf({ q: question, t: listing.timeOf(last), id: last.id });
  }
  return shown;
}

/** The next `most` records that match, from a place on. */
function walk<T extends Dated>(listing: Listing<T>, isUp: boolean, place: Place | null, most: number): T[] {
  const { records, timeOf, begin, end } = listing;
  const step = isUp ? 1 : -1;
  const found: T[] = [];
  const isWanted = (record: T, time: number): boolean =>
    time >= begin &&
    time <= end &&
    (place === null || order(time, record.id, place) * step > 0) &&
    listing.matches(record);
  let at = isUp ? firstAt(listing, place?.t ?? begin) : firstAt(listing, (place?.t ?? end) + 1) - 1;
  for (let record = records[at]; record !== undefined && found.length < most; record = records[(at += step)]) {
    const time = timeOf(record);
    if (isUp ? time > end : time < begin) break;
    if (isWanted(record, time)) found.push(record);
  }
  return found;
}

/** Throws SquareRefusal on a window that ends before it begins. */
export function checkWindow(begin: number, end: number, field: string): void {
  if (begin > end) throw invalid('INVALID_TIME_RANGE', 'The end of the range is before its beginning.', field);
}

function order(time: number, id: string, place: Place): number {
  return time - place.t || (id < place.id ? -1 : id > place.id ? 1 : 0);
}

/** Index of the first record at or after a time. */
function firstAt<T extends Dated>({ records, timeOf }: Listing<T>, time: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = records[middle];
    if (record !== undefined && timeOf(record) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function questionOf(query: URLSearchParams): string {
  const asked = [...query].filter(([name]) => name !== 'cursor' && name !== 'limit').sort();
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

function tokenOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** A place in another question is none: what it would give is not promised. */
function placeIn(query: URLSearchParams, question: string): Place | null {
  const cursor = query.get('cursor');
  if (cursor === null) return null;
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Place;
    if (place.q === question && typeof place.t === 'number' && typeof place.id === 'string') return place;
  } catch {
    // Told below.
  }
  throw invalid('INVALID_CURSOR', 'The pagination cursor is invalid.', 'cursor');
}
