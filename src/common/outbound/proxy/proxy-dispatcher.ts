import type { Socket } from 'node:net';

import { Pool, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';

import type { Hop } from './hop.js';
import { hopError, reasonOfStatus } from './hop-reasons.js';
import { ProxyHopError } from './proxy-fault.js';
import { authorityOf, basicOf } from './proxy-route.js';

export interface ProxySettings {
  /** For the connection to the proxy, and again for the tunnel through it, in milliseconds. */
  hop_timeout_ms: number;
  /** PEM of authorities that targets are trusted by, instead of the public ones; for tests. */
  target_ca?: string;
}

const CONNECTIONS = 32;
const KEEP_ALIVE_MS = 10_000;
/** Silence is timed by the exchange, which knows what it waits for. */
const PATIENT = { headersTimeout: 0, bodyTimeout: 0, connections: CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS };

/** How to stop watching a socket whose tunnel stands. */
const WATCHES = new WeakMap<Socket, () => void>();

/** Asks the proxy for tunnels, and says why when there is none. */
class TunnelPool extends Pool {
  constructor(
    origin: URL,
    private readonly hop: Hop,
    timeoutMs: number,
  ) {
    super(origin, { connect: hop.connect, headersTimeout: timeoutMs });
  }

  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- undici's own overload with a callback, which its agent does not use
  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> & void {
    // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as above
    return this.tunnel(options) as Promise<Dispatcher.ConnectData> & void;
  }

  private async tunnel(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    const started = performance.now();
    let answer: Dispatcher.ConnectData;
    try {
      answer = await super.connect(options);
    } catch (error) {
      throw hopError(error);
    }
    if (answer.statusCode === 200) {
      this.hop.tunnelStands(started);
      return answer;
    }
    answer.socket.on('error', ignore).destroy();
    throw new ProxyHopError(reasonOfStatus(answer.statusCode));
  }
}

type ConnectThrough = (this: Dispatcher, host: string, port: number) => Promise<Socket>;
/** Public in undici's code, though not in its types. */
const { createSocks5Connection: connectThrough } = Socks5ProxyAgent.prototype as unknown as {
  createSocks5Connection?: ConnectThrough;
};

class SocksAgent extends Socks5ProxyAgent {
  constructor(
    private readonly hop: Hop,
    requestTls: { ca?: string },
  ) {
    const { username, password } = hop.route;
    const watched: Hop['connect'] = (options, callback) => {
      hop.connect(options, (...[error, socket]: [Error, null] | [null, Socket]) => {
        if (error !== null) {
          callback(error, null);
          return;
        }
        const stop = hop.watch(socket);
        WATCHES.set(socket, stop);
        callback(null, socket);
      });
    };
    const options = { connect: watched, requestTls, ...(username && password ? { username, password } : {}) };
    super(`socks5://${authorityOf(hop.route)}`, options);
  }

  /** Called by undici for each tunnel. */
  async createSocks5Connection(host: string, port: number): Promise<Socket> {
    if (connectThrough === undefined)
      throw new Error('The SOCKS agent of undici is not the one that this is written for');
    const started = performance.now();
    try {
      const socket = await connectThrough.call(this, host.replace(/^\[|\]$/g, ''), port);
      WATCHES.get(socket)?.();
      this.hop.tunnelStands(started);
      return socket;
    } catch (error) {
      throw hopError(error);
    }
  }
}

/**
 * What carries calls through one proxy and in no other way. Plain http targets are asked of an http proxy in absolute form
 * (many proxies tunnel to 443 alone); everything else goes through a tunnel, and the proxy resolves the target's name.
 */
export function proxyDispatcher(hop: Hop, settings: ProxySettings): Dispatcher {
  const requestTls = settings.target_ca === undefined ? {} : { ca: settings.target_ca };
  if (hop.route.protocol === 'socks5') return new SocksAgent(hop, requestTls);
  const token = basicOf(hop.route);
  return new ProxyAgent({
    ...PATIENT,
    uri: `${hop.route.protocol}://${authorityOf(hop.route)}`,
    ...(token !== undefined && { token }),
    requestTls,
    proxyTunnel: false,
    clientFactory: (origin) => new TunnelPool(origin, hop, settings.hop_timeout_ms),
    factory: (origin, options) => {
      const isProxyItself = hop.route.protocol === 'http' && new URL(origin).protocol === 'http:';
      return new Pool(origin, Object.assign({}, options, PATIENT, isProxyItself ? { connect: hop.connect } : {}));
    },
  });
}

function ignore(): void {
  // A refused tunnel is told of by its status; what its socket says afterwards is of no use to anybody.
}
