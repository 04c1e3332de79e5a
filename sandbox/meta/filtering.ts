import type { Json } from '../core/json.js';
import type { GraphNode } from './fields.js';
import type { Params } from './input.js';
import { wrongParam } from './refusal.js';
import { isObject } from './targeting.js';

interface Filter {
  field: string;
  operator: string;
  value: Json;
}

const OPERATORS: Record<string, (have: string, wanted: Json) => boolean> = {
  EQUAL: (have, wanted) => have === textOf(wanted),
  NOT_EQUAL: (have, wanted) => have !== textOf(wanted),
  IN: (have, wanted) => listOf(wanted).includes(have),
  NOT_IN: (have, wanted) => !listOf(wanted).includes(have),
  CONTAIN: (have, wanted) => have.toLowerCase().includes(textOf(wanted).toLowerCase()),
  NOT_CONTAIN: (have, wanted) => !have.toLowerCase().includes(textOf(wanted).toLowerCase()),
  STARTS_WITH: (have, wanted) => have.startsWith(textOf(wanted)),
  GREATER_THAN: (have, wanted) => comparable(have) > Number(textOf(wanted)),
  LESS_THAN: (have, wanted) => comparable(have) < Number(textOf(wanted)),
};

/** The nodes of a list that the call asks for: `effective_status`, `filtering`; without either nothing that was deleted. */
export function filtered(nodes: GraphNode[], params: Params): GraphNode[] {
  const statuses = params.texts('effective_status');
  const filters = filtersIn(params);
  const saysStatus = statuses !== null || filters.some((one) => one.field.endsWith('effective_status'));
  return nodes.filter((node) => {
    const status = node.fields.effective_status;
    if (typeof status === 'string') {
      if (statuses !== null && !statuses.includes(status)) return false;
      if (!saysStatus && (status === 'DELETED' || status === 'ARCHIVED')) return false;
    }
    return filters.every((filter) => fits(node, filter));
  });
}

/** What `filtering` says. Throws GraphRefusal. */
export function filtersIn(params: Params): Filter[] {
  return (params.list('filtering') ?? []).map((one) => {
    if (!isObject(one)) throw wrongParam('Param filtering must be an array of objects.');
    const { field, operator, value } = one;
    if (typeof field !== 'string' || typeof operator !== 'string' || value === undefined) {
      throw wrongParam('Param filtering must hold objects with field, operator and value.');
    }
    if (OPERATORS[operator] === undefined) {
      throw wrongParam(`Param filtering[0][operator] must be one of {${Object.keys(OPERATORS).join(', ')}}`);
    }
    return { field, operator, value };
  });
}

/** Whether a value is what the filter wants. */
export function accepts({ operator, value }: Filter, have: string): boolean {
  return OPERATORS[operator]?.(have, value) ?? false;
}

function fits(node: GraphNode, filter: Filter): boolean {
  const [, owner, name = ''] = /^(?:(campaign|adset|ad)\.)?(\w+)$/.exec(filter.field) ?? [];
  const own = { Campaign: 'campaign', AdSet: 'adset', Ad: 'ad' }[node.type];
  const key = owner !== undefined && owner !== own && name === 'id' ? `${owner}_id` : name;
  const have = key === 'id' ? node.id : node.fields[key];
  if (have === undefined && !Object.hasOwn(node.fields, key)) {
    throw wrongParam(
      `Filtering field ${filter.field} with operation ${filter.operator.toLowerCase()} is not supported`,
    );
  }
  return accepts(filter, typeof have === 'string' || typeof have === 'number' ? String(have) : '');
}

function comparable(text: string): number {
  const number = Number(text);
  return Number.isNaN(number) ? Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 1000 : number;
}

function listOf(value: Json): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
