import type { Json } from '../core/json.js';

/**
 * What the platform's language does to a request and an answer, and what a client therefore sees: query strings
 * become nested arrays, JSON comes with escaped slashes and escaped non-ASCII letters.
 */
export type PhpValue = string | PhpArray;
export type PhpArray = Map<string, PhpValue>;

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function put(target: PhpArray, keys: string[], value: string): void {
  const [first, ...rest] = keys;
  const key = first === '' || first === undefined ? String(nextIndex(target)) : first;
  if (rest.length === 0) {
    target.set(key, value);
    return;
  }
  const held = target.get(key);
  const child = held instanceof Map ? held : new Map<string, PhpValue>();
  target.set(key, child);
  put(child, rest, value);
}

function nextIndex(target: PhpArray): number {
  let next = 0;
  for (const key of target.keys()) if (/^\d+$/.test(key)) next = Math.max(next, Number(key) + 1);
  return next;
}

/** A query string or form body as the platform's `$_GET` / `$_POST` has it. */
export function parseQuery(text: string): PhpArray {
  const parsed: PhpArray = new Map();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const rawKey = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decode(pair.slice(at + 1));
    const open = rawKey.indexOf('[');
    const name = (open < 0 ? rawKey : rawKey.slice(0, open)).replace(/[ .]/g, '_');
    if (name === '') continue;
    const nested = open < 0 ? [] : [...rawKey.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
    put(parsed, [name, ...nested], value);
  }
  return parsed;
}

/** RFC 3986, as `rawurlencode`. */
export function rawUrlEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As `http_build_query` writes it: brackets encoded, lists with their indexes. */
export function buildQuery(values: PhpArray): string {
  const parts: string[] = [];
  const walk = (prefix: string, value: PhpValue): void => {
    if (typeof value === 'string') parts.push(`${prefix}=${rawUrlEncode(value)}`);
    else for (const [key, child] of value) walk(`${prefix}%5B${rawUrlEncode(key)}%5D`, child);
  };
  for (const [key, value] of values) walk(rawUrlEncode(key), value);
  return parts.join('&');
}

const escapes = new Map([['/', '\\/']]);

function escapeOf(letter: string): string {
  const known = escapes.get(letter);
  if (known !== undefined) return known;
  const escape = `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  escapes.set(letter, escape);
  return escape;
}

/** As `json_encode` without flags: `/` and every letter beyond ASCII are escaped. */
export function phpJson(value: Json): string {
  return JSON.stringify(value).replace(/[/\u0080-\uffff]/g, escapeOf);
}

/** As `esc_html` writes the names of terms. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
