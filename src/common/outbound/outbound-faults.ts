import { errors } from 'undici';

import { BadBody } from './answer-body.js';
import { Silence } from './exchange.js';
import { ProviderError, type ProviderFault } from './provider-error.js';
import { TargetRefused } from './target-guard.js';

/** What is known of a call when it fails. */
export interface CallFacts {
  provider: string;
  /** Host and port: what a message may tell of the address. */
  host: string;
  idempotent: boolean;
  /** Whether the request had begun to be written. */
  wasSent: boolean;
}

/** What zlib and brotli complain of. */
const DECODING = /^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_PADDING)/;

const WORDS: [RegExp, string][] = [
  [/^(?:ENOTFOUND|EAI_)/, 'its name is not known'],
  [/^ECONNREFUSED$/, 'it refuses connections'],
  [/^(?:EHOSTUNREACH|ENETUNREACH)$/, 'there is no way to it'],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'it cannot be reached in time'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the connection broke off'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/, 'no trusted secure connection to it can be made'],
];

/** The provider's fault behind whatever was thrown while calling. */
export function providerErrorOf(error: unknown, facts: CallFacts): ProviderError {
  if (error instanceof ProviderError) return error;
  const code = codeOf(error);
  const make = (fault: ProviderFault, message: string): ProviderError =>
    new ProviderError({ fault, provider: facts.provider, message, cause: error });
  if (error instanceof TargetRefused)
    return make('blocked_target', `${facts.host} may not be called: ${error.message}`);
  if (code === 'UND_ERR_INVALID_ARG') return make('rejected', `The call to ${facts.host} cannot be written as HTTP`);
  if (error instanceof BadBody) return make('bad_answer', `${facts.host}: ${error.message}`);
  if (DECODING.test(code)) return make('bad_answer', `${facts.host}: the answer is not compressed as it says`);
  const why = wordsFor(error, code);
  if (facts.wasSent && !facts.idempotent) {
    return make('unknown_outcome', `A call was sent to ${facts.host} and its answer was not heard: ${why}`);
  }
  if (error instanceof errors.HTTPParserError) return make('bad_answer', `${facts.host} does not speak HTTP`);
  return make('unavailable', `${facts.host} does not answer: ${why}`);
}

function wordsFor(error: unknown, code: string): string {
  if (error instanceof Silence) return 'it was silent for too long';
  return WORDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'the call failed';
}

function codeOf(error: unknown): string {
  // Node's own errors are of another realm in tests: what they are is told by their code, not by their class.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
