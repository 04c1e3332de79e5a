import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { ProxyRoute } from '../../src/common/outbound/proxy/proxy-route.js';
import { startTestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import { hasDante, hasSquid, RealProxies, socksUser } from './real-proxies.js';
import { added } from './rig.js';
import { type Target } from './target.js';
import { describeProxy } from './transport.contract.js';

/** Ports that this process itself has connected to: the proxies are processes of their own. */
const called: number[] = [];
const CONNECTS = 'net.client.socket';
const note = (message: unknown): void => {
  const { socket } = message as { socket: Socket };
  socket.once('connect', () => called.push(socket.remotePort ?? 0));
};
const direct = ({ port }: Target): number => called.filter((one) => one === port).length;

const skipped: string[] = [];
if (!hasSquid) skipped.push('Squid is not installed (apt-get install squid)');
if (!hasDante) skipped.push('Dante is not installed (apt-get install dante-server), or this is not root');
else if (!socksUser)
  skipped.push('Dante with a password: KSAP_TEST_SOCKS_USER=name:password names no user of this machine');
for (const what of skipped) process.stderr.write(`real proxies, skipped: ${what}\n`);

describe('real proxies', () => {
  let programs: RealProxies;
  const routes = new Map<string, ProxyRoute>();
  const route = (name: string) => (): ProxyRoute => routes.get(name)!;

  beforeAll(async () => {
    subscribe(CONNECTS, note);
    programs = await RealProxies.prepare();
    if (hasSquid) {
      for (const [name, one] of Object.entries(await programs.squid())) routes.set(`squid ${name}`, one);
    }
    if (hasDante) routes.set('dante open', await programs.dante(null));
    if (hasDante && socksUser) {
      const [, username = '', password = ''] = socksUser;
      routes.set('dante closed', await programs.dante({ username, password }));
    }
  }, 60_000);
  afterAll(async () => {
    unsubscribe(CONNECTS, note);
    await programs.stop();
  });

  it('are counted: a socket of this process to a target would be seen', async () => {
    const { connect, createServer } = await import('node:net');
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const socket = connect({ host: '127.0.0.1', port });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(called).toContain(port);
    await new Promise((resolve) => server.close(resolve));
  });

  if (hasSquid) {
    for (const name of ['squid open', 'squid closed', 'squid tls']) describeProxy({ name, route: route(name), direct });
  }
  if (hasDante) describeProxy({ name: 'dante open', route: route('dante open'), direct });
  if (hasDante && socksUser) describeProxy({ name: 'dante closed', route: route('dante closed'), direct });

  it('are tested through the API as what they are', async () => {
    const app = await startTestApp({ sandbox: { orders: 1, products: 1 } });
    try {
      const http = await as(app.http, await aUser(app.db));
      for (const [name, { protocol, host, port, username, password, ca_certificate }] of routes) {
        const { path } = await added(http, { protocol, host, port, username, password, ca_certificate, name });
        const { body } = await http.post(`${path}/test?wait=true`);
        const { test } = body.data as unknown as { test: Record<string, unknown> };
        expect([name, test.test_result, test.exit_ip]).toEqual([name, 'success', '127.0.0.1']);
        // Squid tells of itself where it sees the call; nobody can where it is a tunnel.
        expect(test.anonymity).toBe(protocol === 'http' ? 'anonymous' : 'elite');
        if (password) {
          await http.put(path, { password: 'wrong' });
          const wrong = await http.post(`${path}/test?wait=true`);
          expect((wrong.body.data as unknown as { test: object }).test).toMatchObject({
            test_reason: 'proxy_auth_failed',
          });
        }
      }
    } finally {
      await app.close();
    }
  }, 60_000);
});
