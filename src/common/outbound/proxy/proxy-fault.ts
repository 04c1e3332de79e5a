import { ProviderError, type ProviderErrorInit } from '../provider-error.js';

/** What a proxy did to a call, each with the sentence that a person reads. */
export const PROXY_REASONS = {
  proxy_blocked: 'its address belongs to a private or reserved network',
  proxy_dns: 'its name is not known',
  proxy_refused: 'it refuses connections',
  proxy_unreachable: 'there is no way to it',
  proxy_timeout: 'it did not answer in time',
  proxy_tls: 'no trusted secure connection to it can be made',
  proxy_auth_failed: 'it does not accept the user name and password',
  proxy_forbidden: 'it does not let this call through',
  proxy_bad_gateway: 'it cannot reach where the call goes',
  proxy_cut_off: 'it broke the connection off',
  proxy_bad_answer: 'it does not answer as such a proxy should',
} as const;
export type ProxyReason = keyof typeof PROXY_REASONS;

/** Asking the same proxy again at once is of no use: somebody must change something first. */
const LASTING: ReadonlySet<ProxyReason> = new Set([
  'proxy_blocked',
  'proxy_dns',
  'proxy_tls',
  'proxy_auth_failed',
  'proxy_forbidden',
]);

/** What happened on the way to a tunnel, before anything of the call itself was sent. */
export class ProxyHopError extends Error {
  constructor(
    readonly reason: ProxyReason,
    cause?: unknown,
  ) {
    super(PROXY_REASONS[reason], { cause });
    this.name = 'ProxyHopError';
  }
}

/**
 * A call that its proxy did not carry: nothing went round the proxy. `unavailable`; `blocked_target` when the guard refused
 * the proxy's own address; `unknown_outcome` when a write was sent through it and not answered.
 */
export class ProxyFault extends ProviderError {
  readonly reason: ProxyReason;

  constructor(reason: ProxyReason, init: Omit<ProviderErrorInit, 'message'> & { message?: string }, proxy: string) {
    super({ ...init, message: init.message ?? `The proxy ${proxy} failed: ${PROXY_REASONS[reason]}` });
    this.name = 'ProxyFault';
    this.reason = reason;
  }

  /** Whether the next try may go better though nobody changed anything. */
  get mayPass(): boolean {
    return !LASTING.has(this.reason);
  }
}
