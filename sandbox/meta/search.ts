import { AUDIENCES, COUNTRIES, INTERESTS } from './audience-data.js';
import type { GraphNode } from './fields.js';
import type { Params } from './input.js';
import { wrongParam } from './refusal.js';

const regions = new Intl.DisplayNames(['en'], { type: 'region' });

/** GET search: what can be aimed at, by words. Throws GraphRefusal. */
export function searched(params: Params): GraphNode[] {
  const type = params.oneOf('type', ['adinterest', 'adinterestvalid', 'adgeolocation']);
  if (type === null) throw wrongParam('The parameter type is required');
  const words = (params.text('q') ?? '').toLowerCase();
  const has = (name: string): boolean => name.toLowerCase().includes(words);
  if (type === 'adgeolocation') {
    params.texts('location_types', ['country', 'region', 'city', 'zip']);
    const found = [...COUNTRIES].map((code) => ({ code, name: regions.of(code) ?? code }));
    return found.filter(({ name }) => has(name)).map(({ code, name }) => place(code, name));
  }
  const wanted = params.texts(type === 'adinterest' ? 'interest_list' : 'interest_fbid_list');
  if (type === 'adinterestvalid') {
    return (wanted ?? []).map((id) => interest(id, INTERESTS.get(id) ?? id, INTERESTS.has(id)));
  }
  return [...INTERESTS].filter(([, name]) => has(name)).map(([id, name]) => interest(id, name, null));
}

/** GET act_X/customaudiences. */
export function audienceNodes(account_id: string): GraphNode[] {
  return [...AUDIENCES].map(([id, name]) => ({
    type: 'CustomAudience',
    id,
    defaults: ['id'],
    fields: {
      account_id,
      approximate_count_lower_bound: 1000,
      approximate_count_upper_bound: 1200,
      delivery_status: { code: 200, description: 'This audience is ready for use.' },
      name,
      subtype: 'CUSTOM',
    },
  }));
}

function interest(id: string, name: string, valid: boolean | null): GraphNode {
  const known = valid === null ? {} : { valid };
  return {
    type: 'AdInterest',
    id,
    defaults: [
      'name',
      ...Object.keys(known),
      'audience_size_lower_bound',
      'audience_size_upper_bound',
      'path',
      'topic',
    ],
    fields: {
      name,
      ...known,
      audience_size_lower_bound: 10_000_000,
      audience_size_upper_bound: 12_000_000,
      path: ['Interests', name],
      topic: 'Shopping and fashion',
    },
  };
}

function place(code: string, name: string): GraphNode {
  return {
    type: 'AdGeoLocation',
    id: null,
    defaults: ['key', 'name', 'type', 'country_code', 'country_name', 'supports_region', 'supports_city'],
    fields: {
      key: code,
      name,
      type: 'country',
      country_code: code,
      country_name: name,
      supports_region: true,
      supports_city: true,
    },
  };
}
