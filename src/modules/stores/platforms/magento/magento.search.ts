import type { Parameter } from '../../../../common/security/oauth1.js';

export type Condition = 'eq' | 'gt' | 'gteq' | 'lt' | 'in';

export interface Filter {
  field: string;
  value: string | number;
  condition: Condition;
}

export interface Search {
  /** Alternatives within a group; all groups must hold. */
  groups: Filter[][];
  /** Ascending. */
  sort?: string;
  page_size: number;
  /** `items[sku],total_count`: only these members of the answer. */
  fields?: string;
}

/** The query of a search. Always the first page: further ones begin behind the last id, so that rows may come and go. */
export function searchQuery(search: Search): Parameter[] {
  const parameters: Parameter[] = [];
  search.groups.forEach((filters, group) => {
    filters.forEach(({ field, value, condition }, index) => {
      const prefix = `searchCriteria[filter_groups][${group}][filters][${index}]`;
      parameters.push([`${prefix}[field]`, field], [`${prefix}[value]`, String(value)]);
      parameters.push([`${prefix}[condition_type]`, condition]);
    });
  });
  if (search.sort !== undefined) {
    parameters.push(['searchCriteria[sortOrders][0][field]', search.sort]);
    parameters.push(['searchCriteria[sortOrders][0][direction]', 'ASC']);
  }
  parameters.push(['searchCriteria[pageSize]', String(search.page_size)]);
  if (search.fields !== undefined) parameters.push(['fields', search.fields]);
  return parameters;
}

export function where(field: string, condition: Condition, value: string | number): Filter[] {
  return [{ field, value, condition }];
}

/**
 * Any of the values. `in` splits its value at commas, so those with a comma become alternatives of their own.
 * Few of them: servers cut addresses off at 8 KB.
 */
export function whereAny(field: string, values: readonly string[]): Filter[] {
  const plain = values.filter((value) => !value.includes(','));
  const others = values.filter((value) => value.includes(','));
  return [
    ...(plain.length === 0 ? [] : where(field, 'in', plain.join(','))),
    ...others.flatMap((value) => where(field, 'eq', value)),
  ];
}
