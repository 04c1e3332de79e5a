import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { buildConnector } from 'undici';

import { guardedLookup } from '../guarded-agent.js';
import type { TargetGuard } from '../target-guard.js';
import { hopError } from './hop-reasons.js';
import { ProxyHopError } from './proxy-fault.js';
import type { ProxyRoute } from './proxy-route.js';

/** How long one connection took, in milliseconds from its beginning; null: not got so far, or there is no such step. */
export interface HopTrace {
  /** Until the proxy had accepted the connection, its name resolved included. */
  tcp_ms: number | null;
  /** TLS with the proxy alone. */
  proxy_tls_ms: number | null;
  /** Until the proxy said that the tunnel stands. */
  tunnel_ms: number | null;
  /** Until the request itself was begun: TLS with the target is behind it. */
  sent_ms: number | null;
  /** Until the answer began. */
  first_byte_ms: number | null;
}

/**
 * Sockets to one proxy: its name is resolved once per connection, only addresses that the guard has let through are
 * connected to, and the whole way to the proxy has a time limit. Knows all that are open, so that they can be ended.
 */
export class Hop {
  private readonly sockets = new Set<Socket>();
  private readonly lookup: LookupFunction | undefined;

  constructor(
    readonly route: ProxyRoute,
    private readonly guard: TargetGuard,
    private readonly timeoutMs: number,
    private readonly trace: HopTrace | null,
  ) {
    this.lookup = guard.isSandboxHost(route.host) ? undefined : guardedLookup(guard);
  }

  /** To the proxy, whatever the options say of hosts; gives a socket to speak HTTP or SOCKS on, or a ProxyHopError. */
  readonly connect: buildConnector.connector = (_options, callback) => {
    const { host, port, protocol } = this.route;
    const started = performance.now();
    const timer = setTimeout(() => socket.destroy(new ProxyHopError('proxy_timeout')), this.timeoutMs);
    const done = (error: unknown, ready: Socket): void => {
      clearTimeout(timer);
      if (error === null) callback(null, ready);
      else callback(hopError(error), null);
    };
    // Sockets to a literal address never ask for a lookup.
    if (isIP(host) !== 0 && this.lookup !== undefined) {
      try {
        this.guard.check(host);
      } catch (error) {
        clearTimeout(timer);
        callback(hopError(error), null);
        return;
      }
    }
    const socket = this.keep(connectTcp({ host, port, lookup: this.lookup, noDelay: true, keepAlive: true }));
    const failed = (error: Error): void => done(error, socket);
    socket.once('error', failed);
    socket.once('connect', () => {
      if (this.trace) this.trace.tcp_ms ??= performance.now() - started;
      if (protocol !== 'https') {
        socket.off('error', failed);
        done(null, socket);
        return;
      }
      this.secure(socket, done, failed);
    });
  };

  /**
   * Watches a socket until the tunnel through it stands: undici's SOCKS client notices neither that the proxy hangs up
   * nor ends what it has given up. Gives how to stop.
   */
  watch(socket: Socket): () => void {
    const hungUp = (): void => void socket.destroy(new ProxyHopError('proxy_cut_off'));
    const timer = setTimeout(() => socket.destroy(new ProxyHopError('proxy_timeout')), this.timeoutMs);
    const stop = (): void => {
      clearTimeout(timer);
      socket.off('end', hungUp);
    };
    socket.once('end', hungUp);
    socket.once('close', stop);
    return stop;
  }

  tunnelStands(since: number): void {
    if (this.trace) this.trace.tunnel_ms ??= performance.now() - since;
  }

  /** Ends every socket, half-open ones too. */
  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private secure(socket: Socket, done: (error: unknown, ready: Socket) => void, failed: (error: Error) => void): void {
    const { host, ca_certificate: ca } = this.route;
    const started = performance.now();
    let isDone = false;
    const once = (error: unknown): void => {
      if (isDone) return;
      isDone = true;
      done(error, secured);
    };
    const secured = connectTls({
      socket,
      host,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca && { ca }),
      ALPNProtocols: ['http/1.1'],
    });
    // While TLS is made, a proxy that hangs up is one that does not speak it.
    const early = (): void => void socket.destroy(new ProxyHopError('proxy_tls'));
    socket.off('error', failed);
    socket.on('error', once);
    socket.once('end', early);
    secured.once('error', (error) => {
      socket.destroy();
      once(tlsError(error));
    });
    secured.once('secureConnect', () => {
      socket.off('end', early);
      if (this.trace) this.trace.proxy_tls_ms ??= performance.now() - started;
      once(null);
    });
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}

/** Whatever ends a handshake is its failure; only a time-out stays one. */
function tlsError(error: unknown): ProxyHopError {
  const { reason } = hopError(error);
  return new ProxyHopError(reason === 'proxy_timeout' ? reason : 'proxy_tls', error);
}
