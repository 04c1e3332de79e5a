import type { Json, JsonObject } from '../core/json.js';
import { MagentoError } from './answers.js';

export interface Filter {
  field: string;
  value: string;
  condition: string;
}

export interface Criteria {
  /** Filters in one group are alternatives; all groups must hold. */
  groups: Filter[][];
  sorts: { field: string; descending: boolean }[];
  page_size: number | null;
  current_page: number;
}

/** `searchCriteria[…]` of the query: snake case and camel case both, as the platform takes them. */
export function criteriaOf(query: URLSearchParams): Criteria {
  const parts = [...query].filter(([name]) => name.startsWith('searchCriteria'));
  if (parts.length === 0) {
    throw new MagentoError(400, '"%fieldName" is required. Enter and try again.', { fieldName: 'searchCriteria' });
  }
  const reading: Reading = { groups: new Map(), sorts: new Map(), page_size: null, current_page: 1 };
  for (const [name, value] of parts) {
    const [head = '', ...path] = [...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
    if (head !== '')
      readPart(
        reading,
        head.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
        path,
        value,
      );
  }
  return {
    groups: [...reading.groups.values()].map((group) => [...group.values()].map(completed)),
    sorts: [...reading.sorts.values()].map(({ field = '', direction = 'ASC' }) => ({
      field,
      descending: /^desc$/i.test(direction),
    })),
    page_size: reading.page_size,
    current_page: reading.current_page,
  };
}

interface Reading {
  groups: Map<string, Map<string, Partial<Filter>>>;
  sorts: Map<string, { field?: string; direction?: string }>;
  page_size: number | null;
  current_page: number;
}

function readPart(reading: Reading, head: string, path: string[], value: string): void {
  const [first = '', second = '', third = '', last = ''] = path;
  if (head === 'pageSize') reading.page_size = positive(value, 'pageSize');
  else if (head === 'currentPage') reading.current_page = positive(value, 'currentPage');
  else if (head === 'filterGroups' && second === 'filters') {
    const group = reading.groups.get(first) ?? new Map<string, Partial<Filter>>();
    reading.groups.set(first, group);
    const filter = group.get(third) ?? {};
    group.set(third, filter);
    readFilter(filter, last, value);
  } else if (head === 'sortOrders') {
    const sort = reading.sorts.get(first) ?? {};
    reading.sorts.set(first, sort);
    if (second === 'field') sort.field = value;
    else if (second === 'direction') sort.direction = value;
  } else throw unknown(head);
}

function readFilter(filter: Partial<Filter>, name: string, value: string): void {
  if (name === 'field') filter.field = value;
  else if (name === 'value') filter.value = value;
  else if (name === 'condition_type' || name === 'conditionType') filter.condition = value;
  else throw unknown(name);
}

function completed(filter: Partial<Filter>): Filter {
  const { field = '', value = '', condition = 'eq' } = filter;
  if (field === '')
    throw new MagentoError(400, '"%fieldName" is required. Enter and try again.', { fieldName: 'field' });
  if (condition !== 'null' && condition !== 'notnull' && !Object.hasOwn(TESTS, condition))
    throw new MagentoError(400, `The condition type "${condition}" is not known.`);
  return { field, value, condition };
}

function unknown(name: string): MagentoError {
  return new MagentoError(400, `Property "${name}" does not have accessor method in class "SearchCriteriaInterface".`);
}

function positive(value: string, name: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) throw new MagentoError(400, `The ${name} value is invalid.`);
  return Number(value);
}

/** Whether a value of the database satisfies the filter; text is compared without case, as MySQL's collation does. */
export function holds(given: string | number | null, filter: Filter): boolean {
  const { condition, value } = filter;
  if (condition === 'null') return given === null;
  if (condition === 'notnull') return given !== null;
  if (given === null) return false;
  return TESTS[condition]?.(given, value) ?? false;
}

const TESTS: Record<string, (given: string | number, value: string) => boolean> = {
  eq: (given, value) => order(given, value) === 0,
  neq: (given, value) => order(given, value) !== 0,
  gt: (given, value) => order(given, value) > 0,
  gteq: (given, value) => order(given, value) >= 0,
  moreq: (given, value) => order(given, value) >= 0,
  from: (given, value) => order(given, value) >= 0,
  lt: (given, value) => order(given, value) < 0,
  lteq: (given, value) => order(given, value) <= 0,
  to: (given, value) => order(given, value) <= 0,
  in: (given, value) => value.split(',').some((one) => order(given, one) === 0),
  nin: (given, value) => !value.split(',').some((one) => order(given, one) === 0),
  like: (given, value) => pattern(value).test(String(given)),
  nlike: (given, value) => !pattern(value).test(String(given)),
  finset: (given, value) => String(given).split(',').includes(value),
  nfinset: (given, value) => !String(given).split(',').includes(value),
};

function order(given: string | number, value: string): number {
  if (typeof given === 'number') return given - Number(value);
  const [a, b] = [given.toLowerCase(), value.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function pattern(like: string): RegExp {
  const escaped = like.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'is');
}

/** Texts are sorted without case, as they are compared. */
function collated(value: string | number | null): string | number {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? '');
}

/** Filters and sorts records by the values of their fields. */
export function find<T>(
  all: Iterable<T>,
  criteria: Criteria,
  valueOf: (item: T, field: string) => string | number | null,
): T[] {
  const found: T[] = [];
  for (const item of all) {
    if (criteria.groups.every((group) => group.some((filter) => holds(valueOf(item, filter.field), filter))))
      found.push(item);
  }
  for (const { field, descending } of criteria.sorts.toReversed()) {
    const sign = descending ? -1 : 1;
    found.sort((a, b) => {
      const [x, y] = [collated(valueOf(a, field)), collated(valueOf(b, field))];
      return x === y ? 0 : (x < y ? -1 : 1) * sign;
    });
  }
  return found;
}

/** The page that is asked for. Past the end the platform gives the last page again. */
export function pageOf<T>(found: readonly T[], criteria: Criteria): T[] {
  const size = criteria.page_size ?? Math.max(1, found.length);
  const last = Math.max(1, Math.ceil(found.length / size));
  const start = (Math.min(criteria.current_page, last) - 1) * size;
  return found.slice(start, start + size);
}

/** The list as the platform wraps it. */
export function listAnswer(items: Json[], criteria: Criteria, total: number): JsonObject {
  return {
    items,
    search_criteria: {
      filter_groups: criteria.groups.map((filters) => ({
        filters: filters.map(({ field, value, condition }) => ({ field, value, condition_type: condition })),
      })),
      ...(criteria.page_size === null ? {} : { page_size: criteria.page_size }),
      current_page: criteria.current_page,
    },
    total_count: total,
  };
}
