import type { Json, JsonObject } from '../core/json.js';
import { WooError } from './answers.js';
import { parseQuery } from './php.js';
import type { Call } from './routes.js';

/** A JSON body counts only when its content type says so; else the form, else the query, as the platform reads. */
export function bodyOf({ request, query }: Call): JsonObject {
  const type = request.headers['content-type'] ?? '';
  const text = request.body.toString('utf8');
  const fromQuery = Object.fromEntries([...query].filter(([name]) => !name.startsWith('oauth_')));
  const flat = (values: [string, unknown][]): JsonObject =>
    Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  if (/^application\/json/i.test(type) && text !== '') {
    return { ...flat(Object.entries(fromQuery)), ...parseJson(text) };
  }
  const form = /^application\/x-www-form-urlencoded/i.test(type) ? [...parseQuery(text)] : [];
  return flat([...Object.entries(fromQuery), ...form]);
}

function parseJson(text: string): JsonObject {
  try {
    const parsed = JSON.parse(text) as Json;
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : {};
  } catch {
    throw new WooError(400, 'rest_invalid_json', 'Invalid JSON body passed.', {
      json_error_code: 4,
      json_error_message: 'Syntax error',
    });
  }
}

export function invalid(name: string, message: string, code: string, data: Json): WooError {
  return new WooError(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, {
    params: { [name]: message },
    details: { [name]: { code, message, data } },
  });
}

/** What a member of a body may be, as the platform's schema says it. */
export interface FieldRule {
  type: 'string' | 'integer' | 'boolean' | 'array' | 'object' | 'mixed';
  nullable?: true;
  values?: readonly string[];
  /** A name of its own in the refusal, where the platform says it so. */
  format?: 'email';
}

export type FieldRules = Readonly<Record<string, FieldRule>>;

/**
 * Throws WooError 400 `rest_invalid_param` that names every member of the wrong type. A number is no text here, though
 * text that is a number passes for one; members that no rule names are ignored, as the platform ignores them.
 */
export function checkBody(body: JsonObject, rules: FieldRules): void {
  const params: JsonObject = {};
  const details: JsonObject = {};
  const fault = (name: string, code: string, message: string, data: Json): void => {
    params[name] = message;
    details[name] = { code, message, data };
  };
  for (const [name, rule] of Object.entries(rules)) {
    const value = body[name];
    if (value === undefined) continue;
    if (!isOf(value, rule)) {
      const type = rule.nullable === true ? `${rule.type},null` : rule.type;
      fault(name, 'rest_invalid_type', `${name} is not of type ${type}.`, { param: name });
    } else if (rule.values !== undefined && !rule.values.some((one) => one === value)) {
      const listed = `${rule.values.slice(0, -1).join(', ')}, and ${rule.values.at(-1) ?? ''}`;
      fault(name, 'rest_not_in_enum', `${name} is not one of ${listed}.`, null);
    }
  }
  const faulty = Object.keys(params);
  if (faulty.length === 0) return;
  throw new WooError(400, 'rest_invalid_param', `Invalid parameter(s): ${faulty.join(', ')}`, { params, details });
}

function isOf(value: Json, { type, nullable }: FieldRule): boolean {
  if (value === null) return nullable === true || type === 'mixed';
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value) || (typeof value === 'string' && /^[+-]?\d+(\.0+)?$/.test(value));
    case 'boolean':
      return typeof value === 'boolean' || ['true', 'false', '1', '0', 1, 0].some((one) => one === value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'mixed':
      return true;
  }
}

/** A flag in any of the ways in which the platform takes one. */
export function flagOf(value: Json | undefined): boolean | undefined {
  return value === undefined || value === null
    ? undefined
    : value === true || value === 1 || value === '1' || value === 'true';
}

export function rowsOf(value: Json | undefined): JsonObject[] {
  const list = Array.isArray(value) ? value : [];
  return list.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item));
}
