import type { Json } from '../core/json.js';
import type { Site } from './site.js';

export interface Call {
  site: Site;
  query: URLSearchParams;
  /** The parts of the path that stand for something, decoded. */
  path: string[];
  body: Json;
  /** 1 where the address names one store view, else `all`. */
  store: string;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `order/:id/ship` */
  name: string;
  pattern: RegExp;
  /** The resource of the ACL that the caller's integration must have. */
  resource: string;
  handle(call: Call): Json;
}

/** `:name` in the pattern stands for one part of the path. */
export function route(method: Route['method'], pattern: string, resource: string, handle: Route['handle']): Route {
  return { method, name: pattern, pattern: new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}/?$`), resource, handle };
}
