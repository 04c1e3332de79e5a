import type { JsonObject } from '../../../../common/json.js';
import {
  ProviderError,
  type ProviderErrorInit,
  type ProviderFault,
} from '../../../../common/outbound/provider-error.js';
import { clip } from '../../../../common/text/clean-text.js';
import { isObject, objectsAt, textAt } from './square.wire.js';

export const PROVIDER = 'square';

const LACKS_PERMISSION: ReadonlySet<string> = new Set(['INSUFFICIENT_SCOPES', 'INSUFFICIENT_PERMISSIONS', 'FORBIDDEN']);
const PASSING: ReadonlySet<string> = new Set([
  'TEMPORARY_ERROR',
  'REQUEST_TIMEOUT',
  'SERVICE_UNAVAILABLE',
  'GATEWAY_TIMEOUT',
]);
const AUTH_WORDS: Readonly<Record<string, string>> = {
  UNAUTHORIZED:
    'Square does not know this access token. Tokens of its sandbox and of production differ: it may belong to the other environment',
  ACCESS_TOKEN_EXPIRED: 'The access token of Square has expired (those of OAuth last 30 days)',
  ACCESS_TOKEN_REVOKED: 'The access token of Square was revoked',
  CLIENT_DISABLED: 'Square has disabled the application that the access token is of',
  APPLICATION_DISABLED: 'Square has disabled the application that the access token is of',
};
const FALLBACK_CODES: Readonly<Record<number, string>> = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

/** What Square's refusal (any 4xx answer with `errors`) means. */
export function faultOfAnswer(status: number, body: unknown, what: string): ProviderError {
  const answer = isObject(body as JsonObject) ? (body as JsonObject) : {};
  const first = objectsAt(answer, 'errors')[0] ?? {};
  const code = textAt(first, 'code') ?? FALLBACK_CODES[status] ?? `HTTP_${status}`;
  const detail = clip(textAt(first, 'detail') ?? '', 500);
  const fault = faultOf(status, textAt(first, 'category') ?? '', code);
  return squareError({
    fault,
    message: wordsOf(fault, code, detail, what),
    status,
    provider_code: code,
    ...(detail === '' ? {} : { provider_message: detail }),
  });
}

export function squareError(init: Omit<ProviderErrorInit, 'provider'>): ProviderError {
  return new ProviderError({ ...init, provider: PROVIDER });
}

/** Whether the token is good but may not do this. */
export function lacksPermission(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.fault === 'auth' && LACKS_PERMISSION.has(error.provider_code ?? '');
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ProviderError && error.fault === 'rejected' && error.status === 404;
}

function faultOf(status: number, category: string, code: string): ProviderFault {
  if (status === 401 || status === 403 || category === 'AUTHENTICATION_ERROR') return 'auth';
  if (category === 'RATE_LIMIT_ERROR' || code === 'RATE_LIMITED') return 'throttled';
  return status === 408 || category === 'API_ERROR' || PASSING.has(code) ? 'unavailable' : 'rejected';
}

function wordsOf(fault: ProviderFault, code: string, detail: string, what: string): string {
  const said = detail === '' ? code : `${code}: ${detail}`;
  if (fault !== 'auth') return `Square refused ${what} (${said})`;
  if (LACKS_PERMISSION.has(code)) return `The access token of Square does not permit ${what} (${said})`;
  return AUTH_WORDS[code] ?? `Square refused the access token (${said})`;
}
