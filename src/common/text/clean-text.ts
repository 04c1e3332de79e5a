import type { FieldFault } from '../errors/app-error.js';
import type { Json, JsonObject } from '../json.js';

/** Deepest nesting of a request body: far above any real one, far below what hurts a parser or Postgres. */
export const MAX_BODY_DEPTH = 32;
/** Deepest nesting kept of a platform's data; past it stands null. */
const MAX_DATA_DEPTH = 128;

/** In ES2024's library typings, in Node since 20. */
interface WellFormed {
  isWellFormed(): boolean;
  toWellFormed(): string;
}

/** Whether Postgres would store the text as it is: no NUL, no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && (text as string & WellFormed).isWellFormed();
}

/** The text without NUL, and with U+FFFD for each half of a surrogate pair. */
export function cleanText(text: string): string {
  if (isStorableText(text)) return text;
  return (text.replaceAll('\0', '') as string & WellFormed).toWellFormed();
}

/**
 * What a platform sent, made storable: every text and key through `cleanText`, nesting past 128 levels replaced by
 * null. Untouched parts are shared with the original, which is never changed; clean data comes back as it is.
 */
export function cleanJson<T extends Json>(value: T): T {
  return isClean(value, 0) ? value : (cleanValue(value, 0) as T);
}

/** At most `length` characters (code points, as Postgres counts a varchar), never cutting one in half. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (let count = 0; count < length && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** How many characters (code points) the text has. */
export function characterCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

interface Frame {
  keys: string[] | null;
  values: unknown[];
  at: number;
}

/**
 * The first text or key of a parsed request body that could not be stored, or nesting past `MAX_BODY_DEPTH`, in the
 * order of the document; null when there is none. The path is dotted and itself clean. Walks without recursion: a body
 * of a million brackets must not end the stack.
 */
export function findForbiddenText(value: unknown): FieldFault | null {
  const frames: Frame[] = [];
  const first = enter(value, frames);
  if (first !== null) return first;
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.at >= frame.values.length) {
      frames.pop();
      const parent = frames.at(-1);
      if (parent !== undefined) parent.at += 1;
      continue;
    }
    const key = frame.keys?.[frame.at];
    if (key !== undefined && !isStorableText(key)) return { field: pathOf(frames), reason: reasonFor(key, 'name') };
    const depth = frames.length;
    const fault = enter(frame.values[frame.at], frames);
    if (fault !== null) return fault;
    if (frames.length === depth) frame.at += 1;
  }
  return null;
}

/** Looks at one value; a list or object is put on top of `frames`. */
function enter(value: unknown, frames: Frame[]): FieldFault | null {
  if (typeof value === 'string') {
    return isStorableText(value) ? null : { field: pathOf(frames), reason: reasonFor(value, 'text') };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (frames.length >= MAX_BODY_DEPTH) {
    return { field: pathOf(frames), reason: `must not be nested deeper than ${MAX_BODY_DEPTH} levels` };
  }
  if (Array.isArray(value)) frames.push({ keys: null, values: value, at: 0 });
  else frames.push({ keys: Object.keys(value), values: Object.values(value), at: 0 });
  return null;
}

function pathOf(frames: Frame[]): string {
  return frames.map((frame) => clip(cleanText(frame.keys?.[frame.at] ?? String(frame.at)), 100)).join('.');
}

function reasonFor(text: string, what: string): string {
  if (text.includes('\0')) return `the ${what} must not contain the NUL character`;
  return `the ${what} must be valid Unicode (it contains half of a surrogate pair)`;
}

/** Nearly everything is: it is looked at without making copies. */
function isClean(value: Json, depth: number): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DATA_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isClean(item, depth + 1));
  for (const key of Object.keys(value)) {
    if (!isStorableText(key) || !isClean(value[key] as Json, depth + 1)) return false;
  }
  return true;
}

function cleanValue(value: Json, depth: number): Json {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DATA_DEPTH) return null;
  return Array.isArray(value) ? cleanList(value, depth) : cleanObject(value, depth);
}

function cleanList(list: Json[], depth: number): Json[] {
  let copy: Json[] | null = null;
  for (const [index, item] of list.entries()) {
    const clean = cleanValue(item, depth + 1);
    if (copy === null && clean !== item) copy = list.slice(0, index);
    copy?.push(clean);
  }
  return copy ?? list;
}

function cleanObject(object: JsonObject, depth: number): JsonObject {
  let changed = false;
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(object)) {
    const cleanKey = cleanText(key);
    const clean = cleanValue(item, depth + 1);
    changed ||= cleanKey !== key || clean !== item;
    entries.push([cleanKey, clean]);
  }
  // fromEntries defines own properties: a key `__proto__` in the data stays data.
  return changed ? Object.fromEntries(entries) : object;
}
