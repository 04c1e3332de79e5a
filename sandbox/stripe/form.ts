import { Refusal } from './refusal.js';

/** A value of a form or query: `a[b]=1&c[]=2` is `{ a: { b: '1' }, c: { '0': '2' } }`. */
export type Field = string | Fields;
export interface Fields {
  [name: string]: Field;
}

/** Throws Refusal on names that nobody could mean. */
export function fieldsOf(text: string): Fields {
  const fields: Fields = {};
  for (const [name, value] of new URLSearchParams(text)) put(fields, pathOf(name), value);
  return fields;
}

/** Refuses names that the call does not take, as Stripe does. */
export function onlyThese(fields: Fields, names: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new Refusal(400, `Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
}

export function textIn(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string') throw new Refusal(400, `Invalid string: ${JSON.stringify(value)}`, { param: name });
  return value;
}

export function integerIn(fields: Fields, name: string): number | null {
  const value = textIn(fields, name);
  if (value === null) return null;
  if (!/^-?\d{1,15}$/.test(value)) {
    throw new Refusal(400, `Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name });
  }
  return Number(value);
}

/** The items of a list, however they were numbered. */
export function listIn(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (value === undefined || value === '') return [];
  if (typeof value === 'string') throw new Refusal(400, 'Invalid array', { param: name });
  return Object.values(value).map((item) => {
    if (typeof item !== 'string') throw new Refusal(400, 'Invalid array', { param: name });
    return item;
  });
}

/** Texts by name: metadata. */
export function textsIn(fields: Fields, name: string): Record<string, string> {
  const value = fields[name];
  if (value === undefined || value === '') return {};
  if (typeof value === 'string') throw new Refusal(400, 'Invalid object', { param: name });
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new Refusal(400, 'Metadata values can only be strings', { param: name });
    if (key.length > 40) throw new Refusal(400, `Metadata keys can have up to 40 characters`, { param: name });
    if (text.length > 500) throw new Refusal(400, `Metadata values can have up to 500 characters`, { param: name });
    texts[key] = text;
  }
  if (Object.keys(texts).length > 50) throw new Refusal(400, 'Metadata can have up to 50 keys', { param: name });
  return texts;
}

function pathOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (match === null)
    throw new Refusal(400, `Invalid parameter name: ${name}`, { code: 'parameter_unknown', param: name });
  return [match[1] ?? '', ...[...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '')];
}

function put(fields: Fields, [name = '', ...rest]: string[], value: string): void {
  const key = name === '' ? String(Object.keys(fields).length) : name;
  if (rest.length === 0) {
    fields[key] = value;
    return;
  }
  const inner = fields[key];
  const object: Fields = typeof inner === 'object' ? inner : {};
  fields[key] = object;
  put(object, rest, value);
}
