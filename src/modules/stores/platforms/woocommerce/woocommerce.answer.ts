import { decode } from 'html-entities';

import type { Json } from '../../../../common/json.js';
import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderErrorInit } from '../../../../common/outbound/provider-error.js';
import { cleanJson, cleanText, clip } from '../../../../common/text/clean-text.js';
import { readUrl } from '../../../../common/text/read-url.js';

export const PROVIDER = 'woocommerce';

/** What only an escape in JSON can bring and Postgres cannot store: NUL, and halves of surrogate pairs without the other. */
const SUSPECT = /\\u(?:0000|d[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f])/i;

/** WordPress's refusal: `{ code, message, data: { status } }`. */
interface Refusal {
  code: string;
  message: string;
}

/**
 * The parsed body of a good answer. Throws ProviderError for every other one, in the words of the shop.
 * 429 and 5xx never come here: the HTTP client tells them itself.
 */
export function readAnswer(response: OutboundResponse, what: string): Json {
  const { status } = response;
  const body = parsed(response);
  if (status >= 200 && status < 300) {
    if (body === undefined) throw notJson(response, what);
    return body;
  }
  throw refused(response, what, refusalIn(body));
}

function parsed(response: OutboundResponse): Json | undefined {
  const text = response.text().replace(/^\uFEFF/, '');
  try {
    const body = JSON.parse(text) as Json;
    return SUSPECT.test(text) ? cleanJson(body) : body;
  } catch {
    return undefined;
  }
}

function refusalIn(body: Json | undefined): Refusal | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { code, message } = body;
  if (typeof code !== 'string' || code === '') return null;
  const words = decode(typeof message === 'string' ? message : '').replace(/<[^<>]*>/g, '');
  return { code: clip(cleanText(code), 100), message: clip(cleanText(words).trim(), 500) };
}

function notJson(response: OutboundResponse, what: string): ProviderError {
  const html = looksLikeHtml(response);
  const hint = html
    ? 'it answered a web page instead of data (a maintenance page, a cache or a security plug-in may stand in between)'
    : 'its answer is cut short or mixed with other output (often PHP notices: WP_DEBUG_DISPLAY must be off)';
  return error(response, { fault: 'bad_answer', message: `The shop did not answer ${what} as agreed: ${hint}` });
}

function refused(response: OutboundResponse, what: string, refusal: Refusal | null): ProviderError {
  const { status } = response;
  const said = refusal === null ? {} : { provider_code: refusal.code, provider_message: refusal.message };
  const words = refusal === null ? `HTTP ${status}` : `${refusal.message || refusal.code} (${refusal.code})`;
  const make = (fault: ProviderErrorInit['fault'], message: string): ProviderError =>
    error(response, { fault, message, ...said });

  if (status === 401 || (status === 403 && refusal !== null)) return make('auth', authWords(refusal, what, words));
  if (status === 403) return make('unavailable', `Something in front of the shop refuses ${what} (HTTP 403): ${WAF}`);
  if (status >= 300 && status < 400) return make('rejected', redirectWords(response, what));
  if (refusal?.code === 'rest_no_route')
    return make('rejected', `The shop does not know ${what}: ${words}. ${NO_ROUTE}`);
  if (status === 404 && refusal === null)
    return make('rejected', `The shop has no REST API at this address. ${PERMALINKS}`);
  return make('rejected', `The shop refused ${what}: ${words}`);
}

/** Shown wherever WordPress's REST API does not answer. */
export const PERMALINKS =
  'Check the address, and that Settings → Permalinks in WordPress is not set to "Plain" (the REST API needs the others)';
const NO_ROUTE = 'Check that WooCommerce is active and up to date';
const WAF = 'let the firewall or security plug-in allow the REST API (wp-json) for KSAP';

function authWords(refusal: Refusal | null, what: string, words: string): string {
  if (refusal === null) {
    return `The server asks for a password of its own before WordPress is reached (HTTP 401 on ${what})`;
  }
  return `The shop refuses the key on ${what}: ${words}`;
}

function redirectWords(response: OutboundResponse, what: string): string {
  const location = response.headers.location ?? '';
  const target = readUrl(location, response.url);
  const hint = target === null ? '' : ` to ${target.origin}; give the shop's address as it is there`;
  return `The shop redirects ${what}${hint} (HTTP ${response.status})`;
}

function looksLikeHtml(response: OutboundResponse): boolean {
  return /html/i.test(response.headers['content-type'] ?? '') || response.text().trimStart().startsWith('<');
}

/** The shop knows the route and has no such record (any more). */
export function isGone(error: ProviderError): boolean {
  if (error.fault !== 'rejected' || error.provider_code === undefined) return false;
  return error.status === 410 || (error.status === 404 && error.provider_code !== 'rest_no_route');
}

function error(response: OutboundResponse, init: Omit<ProviderErrorInit, 'provider' | 'status'>): ProviderError {
  return new ProviderError({ provider: PROVIDER, status: response.status, ...init });
}
