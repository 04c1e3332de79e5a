import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import { WooError } from './answers.js';
import { readParams, type Params, type ParamRules } from './params.js';
import type { PageRequest } from './listing.js';
import type { PhpArray } from './php.js';
import type { Site } from './site.js';

/** What a route is asked to do, which decides the words of its refusal. */
export type Permission = 'list' | 'view' | 'create' | 'edit' | 'delete';

export interface Call {
  site: Site;
  request: SandboxRequest;
  query: PhpArray;
  params: Params;
  /** The numbers (or words) in the path. */
  path: string[];
  page: PageRequest;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  pattern: RegExp;
  permission: Permission;
  rules?: ParamRules;
  handle(call: Call): SandboxAnswer;
}

const REFUSALS: Record<Permission, [code: string, message: string]> = {
  list: ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
  view: ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
  create: ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'],
  edit: ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'],
  delete: ['woocommerce_rest_cannot_delete', 'Sorry, you are not allowed to delete this resource.'],
};

/** What a caller without valid keys hears. */
export function cannot(permission: Permission): WooError {
  const [code, message] = REFUSALS[permission];
  return new WooError(401, code, message);
}

/** A key that may only read has asked to write. */
export function lacksPermission(): WooError {
  return new WooError(
    401,
    'woocommerce_rest_authentication_error',
    'The API key provided does not have write permissions.',
  );
}

/** A list or one record under `wp-json/wc/v3/`; `#` in the pattern stands for a number. */
export function route(
  method: Route['method'],
  pattern: string,
  permission: Permission,
  rules: ParamRules,
  handle: Route['handle'],
): Route {
  return { method, pattern: new RegExp(`^${pattern.replaceAll('#', '(\\d+)')}$`), permission, rules, handle };
}

export function callOf(
  site: Site,
  request: SandboxRequest,
  query: PhpArray,
  found: { route: Route; path: string[] },
  under: string,
): Call {
  const params = readParams(query, found.route.rules ?? {});
  const page = { query, params, address: site.links.rest(under), index: `${site.links.home}/wp-json/` };
  return { site, request, query, params, path: found.path, page };
}
