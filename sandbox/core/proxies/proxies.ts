import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import { PROXY_PROVIDER, type Faults } from '../faults.js';
import type { JsonObject } from '../json.js';
import { selfSigned } from '../x509.js';
import { DOORS, type ProxyDoor } from './doors.js';
import { Exits } from './exits.js';
import { createHttpProxy } from './http-proxy.js';
import { createSocksProxy } from './socks-proxy.js';
import type { ProxyCounts, ProxyParts } from './visit.js';

interface Running {
  door: ProxyDoor;
  server: Server;
  port: number;
}

/** The sandbox's proxies, each on a port of its own. */
export class SandboxProxies {
  readonly exits = new Exits();
  readonly counts: ProxyCounts = { connections: 0, most_at_once: 0, carried: 0, refused: 0, echoed_directly: 0 };
  private readonly sockets = new Set<Socket>();
  private running: Running[] = [];
  private host = '127.0.0.1';
  private certificate = '';

  constructor(private readonly faults: Faults) {}

  async listen(host: string): Promise<void> {
    this.host = host;
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.certificate = selfSigned(keys, { common_name: 'sandbox proxy', hosts: ['localhost', '127.0.0.1'] });
    const tls = { key: String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })), cert: this.certificate };
    const { faults, exits, counts } = this;
    const parts: ProxyParts = { faults, exits, counts };
    for (const door of DOORS) {
      const server: Server =
        door.protocol === 'socks5'
          ? createSocksProxy(door, parts)
          : createHttpProxy(door, parts, door.protocol === 'https' ? tls : null);
      server.on('connection', (socket) => this.count(socket));
      this.running.push({ door, server, port: await open(server, host, 0) });
    }
  }

  /** Closes the doors that a `refuse` fault is for, and opens the others again. */
  async heedFaults(): Promise<void> {
    for (const { door, server, port } of this.running) {
      const isRefusing = this.faults.isInForce(PROXY_PROVIDER, 'refuse', `${door.id} `);
      if (isRefusing && server.listening) await shut(server);
      else if (!isRefusing && !server.listening) await open(server, this.host, port);
    }
  }

  /** For GET /_sandbox/proxies: what a person needs to use them. */
  list(): JsonObject[] {
    const host = this.host === '0.0.0.0' || this.host === '::' ? '127.0.0.1' : this.host;
    return this.running.map(({ door, port }) => ({
      id: door.id,
      protocol: door.protocol,
      host,
      port,
      username: door.username,
      password: door.password,
      ca_certificate: door.protocol === 'https' ? this.certificate : null,
      exit: { ...door.exit },
    }));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const { server } of this.running) if (server.listening) await shut(server);
    this.running = [];
  }

  private count(socket: Socket): void {
    this.sockets.add(socket);
    this.counts.connections++;
    this.counts.most_at_once = Math.max(this.counts.most_at_once, this.sockets.size);
    socket.once('close', () => this.sockets.delete(socket));
  }
}

function open(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening; connections that stand go on. */
function shut(server: Server): Promise<void> {
  server.close();
  return new Promise((resolve) => setImmediate(resolve));
}
