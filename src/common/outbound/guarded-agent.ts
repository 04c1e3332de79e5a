import { isIP, type LookupFunction } from 'node:net';

import { Agent, buildConnector } from 'undici';

import { TargetRefused, type TargetGuard } from './target-guard.js';

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;
const KEEP_ALIVE_MS = 10_000;

/**
 * A pool of connections that are made only to addresses the guard has checked: the name is resolved once, and the
 * socket goes to the very addresses that were checked, while TLS and the Host header still bear the name.
 */
export function guardedAgent(guard: TargetGuard): Agent {
  return new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: guardedConnector(guard),
    // Silence is timed by the exchange, which knows what it waits for.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** Resolves through the guard: a socket that asks it can only go to an address that was checked. */
export function guardedLookup(guard: TargetGuard): LookupFunction {
  return (hostname, options, callback) => {
    guard.resolve(hostname).then(
      (addresses) => {
        const usable = addresses.filter(({ family }) => !options.family || options.family === family);
        const first = usable[0];
        if (!first) callback(Object.assign(new Error('The host has no address'), { code: 'ENOTFOUND' }), '');
        else if (options.all) callback(null, usable);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
}

function guardedConnector(guard: TargetGuard): buildConnector.connector {
  const guarded = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(guard) });
  const open = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  return (options, callback) => {
    const { hostname, protocol, port } = options;
    const bracketed = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
    if (guard.isExempt(new URL(`${protocol}//${bracketed}:${port}`))) {
      open(options, callback);
      return;
    }
    try {
      // Sockets to a literal address never ask for a lookup.
      if (isIP(hostname) !== 0) guard.check(hostname);
      guarded(options, callback);
    } catch (error) {
      callback(error instanceof Error ? error : new TargetRefused('The address is refused'), null);
    }
  };
}
