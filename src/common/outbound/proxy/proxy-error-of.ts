import { Silence } from '../exchange.js';
import type { CallFacts } from '../outbound-faults.js';
import { providerErrorOf } from '../outbound-faults.js';
import { ProviderError } from '../provider-error.js';
import { hopError } from './hop-reasons.js';
import { PROXY_REASONS, ProxyFault, ProxyHopError, type ProxyReason } from './proxy-fault.js';
import { authorityOf, type ProxyRoute } from './proxy-route.js';

/** Reasons that a broken or silent tunnel can have; anything else that is thrown behind it is the target's own. */
const OF_A_TUNNEL: ReadonlySet<ProxyReason> = new Set(['proxy_cut_off', 'proxy_timeout']);

/** As `providerErrorOf`, for a call through a proxy: what the proxy did to it is a ProxyFault, the rest is as without one. */
export function proxiedErrorOf(error: unknown, facts: CallFacts, route: ProxyRoute): ProviderError {
  if (error instanceof ProviderError) return error;
  const { provider, host } = facts;
  const proxy = authorityOf(route);
  if (error instanceof ProxyHopError || isRefusedInPlace(error)) {
    const { reason } = hopError(error);
    const fault = reason === 'proxy_blocked' ? 'blocked_target' : 'unavailable';
    return new ProxyFault(reason, { fault, provider, cause: error }, proxy);
  }
  const reason = error instanceof Silence ? 'proxy_timeout' : hopError(error).reason;
  if (!OF_A_TUNNEL.has(reason)) return providerErrorOf(error, facts);
  const wasLost = facts.wasSent && !facts.idempotent;
  const message = facts.wasSent
    ? `A call was sent to ${host} through the proxy ${proxy} and its answer was not heard: ${PROXY_REASONS[reason]}`
    : `${host} was not reached through the proxy ${proxy}: ${PROXY_REASONS[reason]}`;
  return new ProxyFault(
    reason,
    { fault: wasLost ? 'unknown_outcome' : 'unavailable', provider, message, cause: error },
    proxy,
  );
}

/** undici's word for a 407 to a call in absolute form: the proxy refused it, nothing was carried. */
function isRefusedInPlace(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && String(error.message).includes('(407)');
}
