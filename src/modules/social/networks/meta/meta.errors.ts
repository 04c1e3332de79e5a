import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import type { ProviderError } from '../../../../common/outbound/provider-error.js';
import { NetworkError, type NetworkRefusal } from '../network.error.js';
import { restMsOf } from './meta.usage.js';

export const META = 'meta';

/** The error of the Graph API. https://developers.facebook.com/docs/graph-api/guides/error-handling/ */
interface GraphFault {
  message?: unknown;
  type?: unknown;
  code?: unknown;
  error_subcode?: unknown;
  error_user_title?: unknown;
  error_user_msg?: unknown;
  is_transient?: unknown;
}

/** Until the network says when: the hour that its limits roll over. */
const RATE_REST_MS = 5 * 60_000;

/** https://developers.facebook.com/docs/graph-api/guides/error-handling/ */
const MEANINGS: Readonly<Record<number, NetworkRefusal>> = {
  ...{ 1: 'transient', 2: 'transient' },
  ...{ 3: 'permission', 10: 'permission' },
  ...{ 4: 'rate', 17: 'rate', 32: 'rate', 341: 'rate', 613: 'rate' },
  ...{ 102: 'token', 190: 'token', 463: 'token', 467: 'token' },
  368: 'policy',
};

/** Where the code alone says less than there is to know. */
const SUBCODE_MEANINGS: Readonly<Record<string, NetworkRefusal>> = {
  // The ad account is disabled.
  '200/1885316': 'policy',
  // The report is not ready yet.
  '100/1487390': 'transient',
};
/** https://developers.facebook.com/docs/marketing-api/insights/best-practices/ */
const TOO_MUCH = /reduce the amount of data|too much data/i;
const TOO_MUCH_CODE = '100/1487534';
/** It is not there, or this token may not know of it: Meta does not tell which. */
const UNKNOWN_CODE = '100/33';
const DELETED_CODE = '100/1487056';

/** Whether Meta would reckon so much only in the background. */
export function isTooMuch(error: unknown): boolean {
  if (!(error instanceof NetworkError)) return false;
  return error.provider_code === TOO_MUCH_CODE || TOO_MUCH.test(error.provider_message ?? '');
}

/** Whether the thing was deleted; `unknown`: or is out of reach. */
export function goneOf(error: unknown): 'deleted' | 'unknown' | null {
  if (!(error instanceof NetworkError)) return null;
  if (error.provider_code === DELETED_CODE) return 'deleted';
  return error.provider_code === UNKNOWN_CODE ? 'unknown' : null;
}

/** Whether it is a no to what was asked, and not to whoever asks, or for now. */
export function isNo(error: unknown): error is NetworkError {
  return error instanceof NetworkError && ['invalid', 'policy', 'permission'].includes(error.refusal);
}

/** What a code means. 200–299 are permissions, 800xx the business use cases' rate limits. */
export function refusalOf(code: number, isTransient = false): NetworkRefusal {
  const known = MEANINGS[code];
  if (known) return known;
  if (code >= 80_000 && code <= 80_014) return 'rate';
  if (code >= 200 && code <= 299) return 'permission';
  return isTransient ? 'transient' : 'invalid';
}

/** The error that an answer is; undefined when it is a good one. Throws nothing. */
export function metaErrorOf(answer: OutboundResponse): ProviderError | undefined {
  const fault = faultIn(answer);
  if (fault === null) {
    if (answer.status < 400) return undefined;
    const refusal = answer.status === 429 ? 'rate' : answer.status >= 500 ? 'transient' : 'invalid';
    return new NetworkError(refusal, {
      provider: META,
      status: answer.status,
      message: `Meta answered ${answer.status}`,
      ...(refusal === 'rate' && { retry_after_ms: restMsOf(answer.headers) || RATE_REST_MS }),
    });
  }
  return errorOfFault(fault, answer);
}

function errorOfFault(fault: GraphFault, answer: OutboundResponse): NetworkError {
  const code = typeof fault.code === 'number' ? fault.code : 0;
  const subcode = typeof fault.error_subcode === 'number' ? `/${fault.error_subcode}` : '';
  const said = wordsOf(fault);
  const refusal =
    SUBCODE_MEANINGS[`${code}${subcode}`] ?? meaningOf(code, said, answer.status, fault.is_transient === true);
  return new NetworkError(refusal, {
    provider: META,
    status: answer.status,
    provider_code: `${code}${subcode}`,
    provider_message: said,
    message: `${SAYING[refusal]}: ${said}`,
    ...(refusal === 'rate' && { retry_after_ms: restMsOf(answer.headers) || RATE_REST_MS }),
  });
}

/** Code 1 is Meta's own trouble, except that it also says so of a wrong app's secret, and of a report that is too large. */
function meaningOf(code: number, said: string, status: number, isTransient: boolean): NetworkRefusal {
  if (code === 0 && status >= 500) return 'transient';
  if (code === 1 && (/client secret/i.test(said) || TOO_MUCH.test(said))) return 'invalid';
  return refusalOf(code, isTransient);
}

const SAYING: Readonly<Record<NetworkRefusal, string>> = {
  token: 'Meta does not accept the token',
  permission: 'Meta does not permit it with this token',
  policy: 'Meta restricts the account',
  rate: 'Meta wants fewer calls',
  transient: 'Meta is in trouble',
  invalid: 'Meta refused the call',
};

/** Meta repeats no token in its words, but addresses in them may bear one. */
function wordsOf({ error_user_msg: forPeople, message }: GraphFault): string {
  const words = typeof forPeople === 'string' && forPeople !== '' ? forPeople : message;
  return (typeof words === 'string' && words !== '' ? words : 'no reason given')
    .replaceAll(/access_token=[^&\s"]+/g, 'access_token=…')
    .slice(0, 500);
}

function faultIn(answer: OutboundResponse): GraphFault | null {
  try {
    const fault = answer.json<{ error?: unknown } | null>()?.error;
    return typeof fault === 'object' && fault !== null ? fault : null;
  } catch {
    return null;
  }
}
