import type { Json, JsonObject } from '../../../../common/json.js';
import { isMoney, readMoney } from '../../../../common/money/money.js';
import { characterCount, cleanText, clip } from '../../../../common/text/clean-text.js';

/**
 * Reading a node that Shopify sent. Every reader says where the node is not what the schema promises, by throwing
 * UnmappableError: nothing is guessed, so a half answer never becomes a wrong row.
 */
export class UnmappableError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnmappableError';
  }
}

/** Whether the value is a JSON object (no list, no null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of at most `length` characters, the last one `…` where something was cut. */
export function shortened(text: string, length: number): string {
  return characterCount(text) <= length ? text : `${clip(text, length - 1)}…`;
}

/** Storable text, "" included. */
export function textOf(node: JsonObject, key: string): string {
  const value = node[key];
  if (typeof value !== 'string') throw wrong(key, 'a text', value);
  return cleanText(value);
}

/** Storable text of at most `length` characters; null for null and for blank text. The field itself must be there. */
export function textOrNull(node: JsonObject, key: string, length?: number): string | null {
  const value = given(node, key);
  if (value === null) return null;
  if (typeof value !== 'string') throw wrong(key, 'a text or null', value);
  const clean = cleanText(value);
  if (clean.trim() === '') return null;
  return length === undefined ? clean : shortened(clean, length);
}

export function textsOf(node: JsonObject, key: string): string[] {
  return listOf(node, key).map((value) => {
    if (typeof value !== 'string') throw wrong(key, 'a list of texts', value);
    return cleanText(value);
  });
}

export function integerOf(node: JsonObject, key: string): number {
  const value = integerOrNull(node, key);
  if (value === null) throw wrong(key, 'a whole number', null);
  return value;
}

/** Shopify's UnsignedInt64 comes as text; both spellings are read. */
export function integerOrNull(node: JsonObject, key: string): number | null {
  const value = given(node, key);
  if (value === null) return null;
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw wrong(key, 'a whole number', value);
  return number;
}

export function flagOf(node: JsonObject, key: string): boolean {
  const value = node[key];
  if (typeof value !== 'boolean') throw wrong(key, 'true or false', value);
  return value;
}

/** Decimal text from a JSON number (a weight, a rate). */
export function decimalOrNull(node: JsonObject, key: string): string | null {
  const value = given(node, key);
  if (value === null) return null;
  const text = typeof value === 'number' || typeof value === 'string' ? readMoney(String(value)) : null;
  if (text === null) throw wrong(key, 'a number', value);
  return text;
}

export function objectOf(node: JsonObject, key: string): JsonObject {
  const value = node[key];
  if (!isObject(value)) throw wrong(key, 'an object', value);
  return value;
}

export function objectOrNull(node: JsonObject, key: string): JsonObject | null {
  return given(node, key) === null ? null : objectOf(node, key);
}

export function objectsOf(node: JsonObject, key: string): JsonObject[] {
  return listOf(node, key).map((value) => {
    if (!isObject(value)) throw wrong(key, 'a list of objects', value);
    return value;
  });
}

/** The nodes of a connection. */
export function nodesOf(node: JsonObject, key: string): JsonObject[] {
  return objectsOf(objectOf(node, key), 'nodes');
}

/** Amount of a MoneyBag in the shop's own currency, with the digits that Shopify gave. */
export function shopMoneyOf(node: JsonObject, key: string): string {
  return amountOf(objectOf(objectOf(node, key), 'shopMoney'), 'amount');
}

export function shopMoneyOrNull(node: JsonObject, key: string): string | null {
  return given(node, key) === null ? null : shopMoneyOf(node, key);
}

export function amountOf(node: JsonObject, key: string): string {
  const value = node[key];
  if (!isMoney(value)) throw wrong(key, 'a decimal amount', value);
  return value;
}

export function amountOrNull(node: JsonObject, key: string): string | null {
  return given(node, key) === null ? null : amountOf(node, key);
}

/** ISO 8601 UTC with `Z`; another offset is turned to UTC. */
export function timeOf(node: JsonObject, key: string): string {
  const value = node[key];
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  if (typeof value !== 'string' || Number.isNaN(time)) throw wrong(key, 'a time', value);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? value : new Date(time).toISOString();
}

export function timeOrNull(node: JsonObject, key: string): string | null {
  return given(node, key) === null ? null : timeOf(node, key);
}

/** `gid://shopify/InventoryLevel/5?inventory_item_id=7` → "5". */
export function numberOfGid(gid: string): string {
  const id = /^gid:\/\/shopify\/[A-Za-z]+\/([^/?#]+)(?:\?.*)?$/.exec(gid)?.[1];
  if (id === undefined || id.length > 100) throw new UnmappableError('id is not an id of Shopify');
  return cleanText(id);
}

/** `gid://shopify/Product/5` → "Product"; null when it is no id of Shopify. */
export function typeOfGid(gid: string): string | null {
  return /^gid:\/\/shopify\/([A-Za-z]+)\//.exec(gid)?.[1] ?? null;
}

/** Shopify's full id from the number (or the full id itself); null for what cannot be one of that type. */
export function gidOf(type: string, platform_id: string): string | null {
  if (new RegExp(`^gid://shopify/${type}/\\d{1,20}$`).test(platform_id)) return platform_id;
  return /^\d{1,20}$/.test(platform_id) ? `gid://shopify/${type}/${platform_id}` : null;
}

export function idOf(node: JsonObject): string {
  return numberOfGid(textOf(node, 'id'));
}

function listOf(node: JsonObject, key: string): Json[] {
  const value = node[key];
  if (!Array.isArray(value)) throw wrong(key, 'a list', value);
  return value;
}

/** A field that may be null must still be there: a missing one means that the answer is not the one we asked for. */
function given(node: JsonObject, key: string): Json {
  const value = node[key];
  if (value === undefined) throw new UnmappableError(`${key} is missing`);
  return value;
}

function wrong(key: string, expected: string, value: Json | undefined): UnmappableError {
  if (value === undefined) return new UnmappableError(`${key} is missing`);
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
  return new UnmappableError(`${key} should be ${expected}, but is ${found}`);
}
