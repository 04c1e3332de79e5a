/**
 * What an outside service did to us, in words that generic code understands.
 *
 * - `auth`            the credentials are wrong, revoked or lack a permission: retrying is hammering
 * - `rejected`        the service understood the call and refused it: retrying the same call is useless
 * - `throttled`       too many calls: come back after `retry_after_ms`
 * - `unavailable`     the service is down, answers 5xx, cannot be reached or timed out before it could have acted
 * - `bad_answer`      it answered something that is not its own protocol (malformed JSON, missing envelope)
 * - `unknown_outcome` a write was sent and its answer was not heard: look up before repeating
 * - `blocked_target`  our own guard refused the address (private, loopback, metadata …); nothing was sent
 */
export type ProviderFault =
  'auth' | 'rejected' | 'throttled' | 'unavailable' | 'bad_answer' | 'unknown_outcome' | 'blocked_target';

export interface ProviderErrorInit {
  fault: ProviderFault;
  /** Which service, as its key: `shopify`, `stripe` … */
  provider: string;
  /** One sentence for a person, without secrets. */
  message: string;
  /** HTTP status that the service answered, when it did. */
  status?: number;
  /** The service's own code and words, as it said them. */
  provider_code?: string;
  provider_message?: string;
  /** When to come back, in milliseconds from now. */
  retry_after_ms?: number;
  cause?: unknown;
}

export class ProviderError extends Error {
  readonly fault: ProviderFault;
  readonly provider: string;
  readonly status: number | undefined;
  readonly provider_code: string | undefined;
  readonly provider_message: string | undefined;
  readonly retry_after_ms: number | undefined;

  constructor(init: ProviderErrorInit) {
    super(init.message, { cause: init.cause });
    this.name = 'ProviderError';
    this.fault = init.fault;
    this.provider = init.provider;
    this.status = init.status;
    this.provider_code = init.provider_code;
    this.provider_message = init.provider_message;
    this.retry_after_ms = init.retry_after_ms;
  }

  /** Whether the same call can succeed later without anybody changing anything. */
  get isTransient(): boolean {
    return this.fault === 'throttled' || this.fault === 'unavailable' || this.fault === 'bad_answer';
  }
}
