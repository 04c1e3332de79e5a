import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { isPublicAddress } from './network-address.js';
import { type ResolvedAddress, type TargetGuard, TargetRefused } from './target-guard.js';

/** How long a name may take to be resolved while a person waits. */
const RESOLVE_MS = 2000;

/** The guard's reason against an address that is kept for later, or null; see OutboundClient. */
export function objectionTo(guard: TargetGuard, address: string): Promise<string | null> {
  return reasonOf(async () => {
    const url = guard.parse(address);
    if (guard.isExempt(url)) return null;
    const found = await resolveSoon(guard, url.hostname.replace(/^\[|\]$/g, ''));
    const isInside = found.length > 0 && found.every((target) => !isPublicAddress(target.address));
    return url.protocol === 'http:' && !isInside ? 'The address must begin with https://' : null;
  });
}

/** The guard's reason against a proxy at this host, or null: a name that cannot be resolved passes. */
export function objectionToProxy(guard: TargetGuard, host: string): Promise<string | null> {
  return reasonOf(async () => {
    if (guard.isSandboxHost(host)) return null;
    if (isIP(host) !== 0) guard.check(host);
    else await resolveSoon(guard, host);
    return null;
  });
}

/** Throws TargetRefused; no address when the name cannot be resolved (in time). */
function resolveSoon(guard: TargetGuard, host: string): Promise<ResolvedAddress[]> {
  const found = guard.resolve(host).catch((error: unknown) => {
    if (error instanceof TargetRefused) throw error;
    return [];
  });
  return Promise.race([found, sleep(RESOLVE_MS, [], { ref: false })]);
}

async function reasonOf(judge: () => Promise<string | null>): Promise<string | null> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof TargetRefused) return error.message;
    throw error;
  }
}
