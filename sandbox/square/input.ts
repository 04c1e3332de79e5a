import type { Json, JsonObject } from '../core/json.js';
import type { SandboxRequest } from '../core/provider.js';
import { invalid } from './answers.js';

/** Reading what a call brought, as strict as Square is, and stricter with names that it does not know. */

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Throws SquareRefusal on parameters that the call does not take. */
export function queryOf(request: SandboxRequest, names: readonly string[]): URLSearchParams {
  for (const name of request.url.searchParams.keys()) {
    if (!names.includes(name)) throw invalid('UNKNOWN_QUERY_PARAMETER', `Unknown query parameter: ${name}`, name);
  }
  return request.url.searchParams;
}

/** A body's object. Throws SquareRefusal. */
export function bodyOf(request: SandboxRequest, names: readonly string[]): JsonObject {
  let body: Json;
  try {
    body = JSON.parse(request.body.toString('utf8')) as Json;
  } catch {
    throw invalid('EXPECTED_JSON_BODY', 'Expected a JSON body.');
  }
  return fieldsOf(body, names, '');
}

/** Throws SquareRefusal on what is no object, or has fields that are not Square's. */
export function fieldsOf(value: Json | undefined, names: readonly string[], field: string): JsonObject {
  if (value === undefined || value === null)
    throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', field);
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('EXPECTED_OBJECT', 'Expected an object.', field);
  for (const name of Object.keys(value)) {
    const path = field === '' ? name : `${field}.${name}`;
    if (!names.includes(name)) throw invalid('UNKNOWN_BODY_PARAMETER', `Unknown body parameter: ${path}`, path);
  }
  return value;
}

/** Null where it is not given. Throws SquareRefusal. */
export function textIn(body: JsonObject, name: string, longest: number): string | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalid('EXPECTED_STRING', 'Expected a string value.', name);
  if (value.length > longest) {
    throw invalid('VALUE_TOO_LONG', `Field must not be greater than ${longest} in length`, name);
  }
  return value;
}

/** Throws SquareRefusal. */
export function requiredTextIn(body: JsonObject, name: string, longest: number): string {
  const text = textIn(body, name, longest);
  if (text === null) throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', name);
  if (text === '') throw invalid('VALUE_EMPTY', 'Field must not be blank', name);
  return text;
}

/** A sum in whole units. Throws SquareRefusal. */
export function moneyIn(body: JsonObject, name: string): { amount: number; currency: string } {
  const money = fieldsOf(body[name], ['amount', 'currency'], name);
  if (typeof money.amount !== 'number' || !Number.isSafeInteger(money.amount)) {
    throw invalid('EXPECTED_INTEGER', 'Expected an integer value.', `${name}.amount`);
  }
  if (typeof money.currency !== 'string' || !/^[A-Z]{3}$/.test(money.currency)) {
    throw invalid('INVALID_ENUM_VALUE', 'Invalid currency.', `${name}.currency`);
  }
  return { amount: money.amount, currency: money.currency };
}

/** In ms; null where it is not given. Throws SquareRefusal. */
export function timeIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid('INVALID_TIME', 'Invalid RFC 3339 timestamp.', name);
  return ms;
}

/** Throws SquareRefusal on a value that is none of them. */
export function choiceIn<T extends string>(query: URLSearchParams, name: string, values: readonly T[]): T | null {
  const text = query.get(name);
  const value = values.find((one) => one === text);
  if (text !== null && value === undefined) {
    throw invalid('INVALID_ENUM_VALUE', `\`${text}\` is not a valid enum value for \`${name}\`.`, name);
  }
  return value ?? null;
}

/** More than Square gives at once counts as not given. Throws SquareRefusal. */
export function limitIn(query: URLSearchParams, most = 100): number {
  const text = query.get('limit');
  if (text === null) return most;
  if (!/^-?\d{1,9}$/.test(text)) throw invalid('EXPECTED_INTEGER', 'Expected an integer value.', 'limit');
  if (Number(text) < 1) throw invalid('VALUE_TOO_LOW', 'Field must be greater than or equal to 1', 'limit');
  return Math.min(Number(text), most);
}
