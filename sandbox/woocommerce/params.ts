import type { Json, JsonObject } from '../core/json.js';
import { WooError } from './answers.js';
import type { PhpArray, PhpValue } from './php.js';
import { filterMoment } from './site-time.js';

/** What a parameter may be. One that no rule names is ignored, as the platform ignores it. */
export type ParamRule =
  | { type: 'integer'; default?: number; minimum?: number; maximum?: number }
  | { type: 'string'; default?: string; values?: readonly string[] }
  | { type: 'boolean' }
  | { type: 'date' }
  | { type: 'integers' }
  | { type: 'strings'; values?: readonly string[] };

export type ParamRules = Readonly<Record<string, ParamRule>>;

export interface Params {
  integer(name: string): number | null;
  text(name: string): string;
  flag(name: string): boolean | null;
  /** Wall-clock seconds: see `filterMoment`. */
  moment(name: string): number | null;
  integers(name: string): number[];
  texts(name: string): string[];
}

type Value = number | string | boolean | number[] | string[];

class Fault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly data: Json = null,
  ) {
    super(message);
  }
}

/** Checks what came against the rules. Throws WooError 400 `rest_invalid_param` that names every fault. */
export function readParams(query: PhpArray, rules: ParamRules): Params {
  const values = new Map<string, Value>();
  const params: JsonObject = {};
  const details: JsonObject = {};
  for (const [name, rule] of Object.entries(rules)) {
    const raw = query.get(name);
    if (raw === undefined) {
      if ('default' in rule && rule.default !== undefined) values.set(name, rule.default);
      continue;
    }
    try {
      values.set(name, readValue(name, raw, rule));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      params[name] = error.message;
      details[name] = { code: error.code, message: error.message, data: error.data };
    }
  }
  const faulty = Object.keys(params);
  if (faulty.length > 0) {
    throw new WooError(400, 'rest_invalid_param', `Invalid parameter(s): ${faulty.join(', ')}`, { params, details });
  }
  const get = <T extends Value>(name: string, fallback: T): T => (values.get(name) as T | undefined) ?? fallback;
  return {
    integer: (name) => (values.get(name) as number | undefined) ?? null,
    text: (name) => get(name, ''),
    flag: (name) => (values.get(name) as boolean | undefined) ?? null,
    moment: (name) => (values.get(name) as number | undefined) ?? null,
    integers: (name) => get<number[]>(name, []),
    texts: (name) => get<string[]>(name, []),
  };
}

function readValue(name: string, raw: PhpValue, rule: ParamRule): Value {
  switch (rule.type) {
    case 'integer': {
      const value = readInteger(name, raw);
      checkBounds(name, value, rule.minimum, rule.maximum);
      return value;
    }
    case 'string': {
      if (typeof raw !== 'string') throw notOfType(name, 'string');
      if (rule.values !== undefined) checkEnum(name, raw, rule.values);
      return raw;
    }
    case 'boolean': {
      const text = typeof raw === 'string' ? raw.toLowerCase() : '';
      if (!['true', 'false', '1', '0'].includes(text)) throw notOfType(name, 'boolean');
      return text === 'true' || text === '1';
    }
    case 'date': {
      const moment = typeof raw === 'string' ? filterMoment(raw) : null;
      if (moment === null) throw new Fault('rest_invalid_date', 'Invalid date.');
      return moment;
    }
    case 'integers':
      return listOf(raw).map((item, at) => readInteger(`${name}[${at}]`, item));
    case 'strings': {
      const items = listOf(raw).map((item) => (typeof item === 'string' ? item : ''));
      const allowed = rule.values;
      if (allowed !== undefined) items.forEach((item, at) => checkEnum(`${name}[${at}]`, item, allowed));
      return items;
    }
  }
}

/** Lists come as `a,b` or as an array. */
function listOf(raw: PhpValue): PhpValue[] {
  return typeof raw === 'string' ? raw.split(/[\s,]+/).filter((item) => item !== '') : [...raw.values()];
}

function readInteger(name: string, raw: PhpValue): number {
  if (typeof raw !== 'string' || !/^\s*[+-]?\d+(\.0+)?$/.test(raw)) throw notOfType(name, 'integer');
  return Number(raw);
}

function checkBounds(name: string, value: number, minimum?: number, maximum?: number): void {
  const below = minimum !== undefined && value < minimum;
  const above = maximum !== undefined && value > maximum;
  if (!below && !above) return;
  if (minimum !== undefined && maximum !== undefined) {
    throw new Fault('rest_out_of_bounds', `${name} must be between ${minimum} (inclusive) and ${maximum} (inclusive)`);
  }
  throw new Fault('rest_out_of_bounds', `${name} must be greater than or equal to ${minimum ?? 0}`);
}

function checkEnum(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const last = allowed[allowed.length - 1] ?? '';
  const listed = allowed.length === 1 ? last : `${allowed.slice(0, -1).join(', ')}, and ${last}`;
  const verb = allowed.length === 1 ? 'is not' : 'is not one of';
  throw new Fault('rest_not_in_enum', `${name} ${verb} ${listed}.`);
}

function notOfType(name: string, type: string): Fault {
  return new Fault('rest_invalid_type', `${name} is not of type ${type}.`, { param: name });
}

/** What every list of records takes. */
export const PAGE_RULES = {
  context: { type: 'string', default: 'view', values: ['view', 'edit'] },
  page: { type: 'integer', default: 1, minimum: 1 },
  per_page: { type: 'integer', default: 10, minimum: 1, maximum: 100 },
  search: { type: 'string' },
  exclude: { type: 'integers' },
  include: { type: 'integers' },
  offset: { type: 'integer' },
} as const satisfies ParamRules;

/** What lists of dated records take beside that. */
export const DATE_RULES = {
  after: { type: 'date' },
  before: { type: 'date' },
  modified_after: { type: 'date' },
  modified_before: { type: 'date' },
  dates_are_gmt: { type: 'boolean' },
  parent: { type: 'integers' },
  parent_exclude: { type: 'integers' },
} as const satisfies ParamRules;

export function orderRules(orderby: readonly string[], fallback = 'date', order: 'asc' | 'desc' = 'desc'): ParamRules {
  return {
    order: { type: 'string', default: order, values: ['asc', 'desc'] },
    orderby: { type: 'string', default: fallback, values: orderby },
  };
}
