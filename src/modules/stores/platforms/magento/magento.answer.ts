import type { Json } from '../../../../common/json.js';
import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderErrorInit } from '../../../../common/outbound/provider-error.js';
import { cleanJson, cleanText, clip } from '../../../../common/text/clean-text.js';
import { readUrl } from '../../../../common/text/read-url.js';

export const PROVIDER = 'magento';

/** What only an escape in JSON can bring and Postgres cannot store: NUL, and halves of surrogate pairs without the other. */
const SUSPECT = /\\u(?:0000|d[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f])/i;

/**
 * The parsed body of a good answer (a bare number, true, a list …). Throws ProviderError for every other one, in the
 * words of the shop. 429 and 5xx never come here: the HTTP client tells them itself.
 */
export function readAnswer(response: OutboundResponse, what: string): Json {
  const { status } = response;
  const body = parsed(response);
  if (status >= 200 && status < 300) {
    if (body === undefined) throw notJson(response, what);
    return body;
  }
  throw refused(response, what, body);
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

/** Magento's refusal: a sentence with `%names` or `%1`, and what stands for them. */
export function wordsOf(body: Json | undefined): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || typeof body.message !== 'string') return null;
  const { parameters } = body;
  const named: [string, Json][] = Array.isArray(parameters)
    ? parameters.map((value, index) => [String(index + 1), value])
    : typeof parameters === 'object' && parameters !== null
      ? Object.entries(parameters)
      : [];
  const words = named.reduce(
    (text, [name, value]) =>
      text.replaceAll(`%${name}`, typeof value === 'object' ? JSON.stringify(value) : String(value)),
    body.message,
  );
  return clip(cleanText(words.replace(/<[^<>]*>/g, '')).trim(), 500);
}

/** The resource of the shop's access rules that a refusal names: `Magento_Sales::actions_view`. */
export function resourceIn(error: ProviderError): string | null {
  return /isn't authorized to access (\S+?)\.?$/.exec(error.provider_message ?? '')?.[1] ?? null;
}

/** The shop knows the route and has no such record (any more). */
export function isGone(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.fault === 'rejected' &&
    error.status === 404 &&
    error.provider_message !== undefined &&
    !isNoRoute(error)
  );
}

/** The module behind the route is not installed, or switched off. */
export function isNoRoute(error: unknown): boolean {
  return error instanceof ProviderError && /does not match any route/i.test(error.provider_message ?? '');
}

function refused(response: OutboundResponse, what: string, body: Json | undefined): ProviderError {
  const { status } = response;
  const words = wordsOf(body);
  const said = words === null ? {} : { provider_message: words };
  const make = (fault: ProviderErrorInit['fault'], message: string): ProviderError =>
    new ProviderError({ provider: PROVIDER, status, fault, message, ...said });

  if (status === 401 && words === null) {
    return make('auth', `The server asks for a password of its own before Magento is reached (HTTP 401 on ${what})`);
  }
  if (status === 401 || (status === 403 && words !== null)) {
    return make('auth', `The shop refuses the integration on ${what}: ${words ?? ''}`);
  }
  if (status === 403) return make('unavailable', `Something in front of the shop refuses ${what} (HTTP 403): ${WAF}`);
  if (status >= 300 && status < 400) return make('rejected', redirectWords(response, what));
  if (status === 404 && words === null)
    return make('rejected', `There is no Magento REST API at this address (${what})`);
  return make('rejected', `The shop refused ${what}: ${words ?? `HTTP ${status}`}`);
}

const WAF = 'let the firewall allow the REST API (/rest) for KSAP';

function redirectWords(response: OutboundResponse, what: string): string {
  const location = response.headers.location ?? '';
  const target = readUrl(location, response.url);
  const hint = target === null ? '' : ` to ${target.origin}; give the shop's address as it is there`;
  return `The shop redirects ${what}${hint} (HTTP ${response.status})`;
}

function notJson(response: OutboundResponse, what: string): ProviderError {
  const html = /html/i.test(response.headers['content-type'] ?? '') || response.text().trimStart().startsWith('<');
  const hint = html ? 'it answered a web page instead of data' : 'its answer is cut short or mixed with other output';
  const message = `The shop did not answer ${what} as agreed: ${hint}`;
  return new ProviderError({ provider: PROVIDER, status: response.status, fault: 'bad_answer', message });
}

export function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
