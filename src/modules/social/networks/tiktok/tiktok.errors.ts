import type { OutboundResponse } from '../../../../common/outbound/outbound.types.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { NetworkError, type NetworkRefusal } from '../network.error.js';

export const TIKTOK = 'tiktok';

/** What every answer is wrapped in: HTTP 200 says nothing, `code` does (0: good). */
export interface TikTokEnvelope {
  code: number;
  message: string;
  request_id?: string;
  data?: unknown;
}

/** The limit is per second, then per minute: it says nothing of when, and a minute's is over after five. */
const RATE_REST_MS = 60_000;

const MEANINGS: Readonly<Record<number, NetworkRefusal>> = {
  40001: 'permission',
  40100: 'rate',
  40016: 'rate',
  40101: 'token',
  40102: 'token',
  40103: 'token',
  40104: 'token',
  40105: 'token',
  40106: 'token',
  40107: 'token',
  40108: 'token',
  40110: 'token',
  40111: 'permission',
  40113: 'permission',
  40116: 'permission',
  40118: 'permission',
  40130: 'policy',
  40132: 'policy',
  40133: 'rate',
  40201: 'transient',
  40202: 'transient',
  40300: 'policy',
  50000: 'transient',
  50001: 'transient',
  50002: 'transient',
};

/** What is said of accounts that may not advertise, under codes that mean something else too. */
const RESTRICTED = /\b(?:account|advertiser)\b.*\b(?:suspended|punished|penali[sz]ed|banned|abnormal|restricted)\b/i;

/** https://business-api.tiktok.com/portal/docs?id=1737172488964097 */
export function refusalOf(code: number, said = ''): NetworkRefusal {
  const refusal = MEANINGS[code] ?? (code >= 50_000 && code < 60_000 ? 'transient' : 'invalid');
  const isOpen = refusal === 'invalid' || refusal === 'permission';
  return isOpen && RESTRICTED.test(said) ? 'policy' : refusal;
}

const SAYING: Readonly<Record<NetworkRefusal, string>> = {
  token: 'TikTok does not accept the token',
  permission: 'TikTok does not permit it with this token',
  policy: 'TikTok restricts the account',
  rate: 'TikTok wants fewer calls',
  transient: 'TikTok is in trouble',
  invalid: 'TikTok refused the call',
};

/** `data` of a good answer. Throws NetworkError for a refusal, ProviderError `bad_answer` for what is none of TikTok's. */
export function tiktokDataOf(answer: OutboundResponse): Record<string, unknown> {
  if (answer.status === 429 || answer.status >= 500) {
    const refusal = answer.status === 429 ? 'rate' : 'transient';
    throw new NetworkError(refusal, {
      provider: TIKTOK,
      status: answer.status,
      message: `TikTok answered ${answer.status}`,
      ...(refusal === 'rate' && { retry_after_ms: RATE_REST_MS }),
    });
  }
  const envelope = answer.json<Partial<TikTokEnvelope> | null>();
  if (typeof envelope?.code !== 'number') {
    throw new ProviderError({
      fault: 'bad_answer',
      provider: TIKTOK,
      status: answer.status,
      message: 'TikTok answered without its envelope',
    });
  }
  if (envelope.code !== 0) throw errorOf(envelope.code, envelope.message ?? 'no reason given', answer.status);
  return typeof envelope.data === 'object' && envelope.data !== null ? (envelope.data as Record<string, unknown>) : {};
}

function errorOf(code: number, said: string, status: number): NetworkError {
  const refusal = refusalOf(code, said);
  return new NetworkError(refusal, {
    provider: TIKTOK,
    status,
    provider_code: String(code),
    provider_message: said.slice(0, 500),
    message: `${SAYING[refusal]}: ${said.slice(0, 500)}`,
    ...(refusal === 'rate' && { retry_after_ms: RATE_REST_MS }),
  });
}
