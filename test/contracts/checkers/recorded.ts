import type { Json, JsonObject } from '../../../src/common/json.js';
import type { ReceivedRequest } from '../../support/sandbox.js';
import type { MagentoRequest } from './magento.js';
import type { WcRequest } from './wc-v3.js';

/** What was sent as JSON; null for nothing. */
export function bodyOf(call: ReceivedRequest): Json {
  if (call.body === null || call.body === '') return null;
  return (typeof call.body === 'string' ? JSON.parse(call.body) : call.body) as Json;
}

/** Calls to Shopify's GraphQL API; those to its tokens and to its storage have no published schema. */
export function isGraphql(call: ReceivedRequest): boolean {
  return call.url.endsWith('/graphql.json');
}

export function wcRequest(call: ReceivedRequest): WcRequest {
  const url = new URL(call.url, 'http://sandbox');
  return {
    method: call.method,
    path: url.pathname.replace(/^.*\/wp-json\/wc\/v3\//, ''),
    query: Object.fromEntries(url.searchParams),
    headers: call.headers,
    body: bodyOf(call) as JsonObject | null,
  };
}

export function magentoRequest(call: ReceivedRequest): MagentoRequest {
  const url = new URL(call.url, 'http://sandbox');
  return {
    method: call.method,
    path: url.pathname.replace(/^.*?\/rest\/all\//, ''),
    query: [...url.searchParams],
    body: bodyOf(call),
  };
}
