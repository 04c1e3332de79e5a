import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import type { OutboundRequest } from '../../src/common/outbound/outbound.types.js';
import type { ProxyRoute } from '../../src/common/outbound/proxy/proxy-route.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { Target } from './target.js';
import { closedPort, describeProxy, faultOf } from './transport.contract.js';

type Door = ProxyRoute & { id: string };

describe('the transport through proxies, on the sandbox', () => {
  let sandbox: TestSandbox;
  let doors: Map<string, Door>;

  beforeAll(async () => {
    sandbox = await startSandbox({ orders: 1, products: 1 });
    const { body } = await sandbox.http.get('/_sandbox/proxies');
    doors = new Map((body as unknown as { proxies: Door[] }).proxies.map((door) => [door.id, door]));
  });
  afterAll(() => sandbox.close());

  const direct = async (target: Target): Promise<number> => {
    const { body } = await sandbox.http.get('/_sandbox/proxies?ports=true');
    const used = new Set((body as unknown as { ports: number[] }).ports);
    return target.ports.filter((port) => !used.has(port)).length;
  };
  for (const id of ['http', 'http_open', 'https', 'socks5', 'socks5_open']) {
    describeProxy({ name: id, route: () => doors.get(id)!, direct });
  }

  describe('faults', () => {
    let target: Target;
    let client: OutboundClient;

    beforeAll(async () => {
      target = await Target.start('https');
      client = new OutboundClient(
        new OutboundOptions({
          allow_private_targets: ['127.0.0.0/8'],
          retry_base_ms: 5,
          proxy_hop_ms: 700,
          proxied_target_ca: target.certificate,
        }),
      );
    });
    afterAll(async () => {
      await client.close();
      await target.stop();
    });
    beforeEach(() => target.forget());
    afterEach(async () => {
      await sandbox.clearFaults();
      expect(await direct(target)).toBe(0);
    });

    const call = (id: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
      provider: 'test',
      method: 'GET',
      url: `${target.url}/`,
      retries: 0,
      proxy: doors.get(id)!,
      ...more,
    });

    const each = ['http', 'https', 'socks5'];
    const cases = [
      ['refuse', 'proxy_refused'],
      ['timeout', 'proxy_timeout'],
      ['auth_revoked', 'proxy_auth_failed'],
      ['bad_gateway', 'proxy_bad_gateway'],
      ['malformed', 'proxy_bad_answer'],
    ] as const;
    it.each(each.flatMap((id) => cases.map(([kind, reason]) => [id, kind, reason] as const)))(
      '%s with the fault %s is %s, and nothing arrives',
      async (id, kind, reason) => {
        await sandbox.fault({ provider: 'proxy', kind, path: `${id} ` });
        const began = performance.now();
        const fresh = { tcp_ms: null, proxy_tls_ms: null, tunnel_ms: null, sent_ms: null, first_byte_ms: null };
        const fault = await faultOf(client.request(call(id, { proxy_trace: fresh })));
        expect(fault.reason).toBe(reason);
        expect(fault.message).toMatch(/proxy 127\.0\.0\.1:\d+/);
        expect(performance.now() - began).toBeLessThan(3_000);
        expect(target.heard).toEqual([]);
      },
    );

    it.each(each)('%s that cuts off mid-answer is proxy_cut_off', async (id) => {
      await sandbox.fault({ provider: 'proxy', kind: 'reset', path: `${id} ` });
      const plain = await Target.start('http');
      const client = new OutboundClient(new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'] }));
      try {
        const fault = await faultOf(client.request(call(id, { url: `${plain.url}/bytes/50000` })));
        expect(fault.reason).toBe('proxy_cut_off');
        const write = call(id, { url: `${plain.url}/bytes/50000`, method: 'POST', body: '{}' });
        expect(await faultOf(client.request(write))).toMatchObject({
          fault: 'unknown_outcome',
          reason: 'proxy_cut_off',
        });
      } finally {
        await client.close();
        await plain.stop();
      }
    });

    it('does not trust a proxy whose certificate nobody vouches for', async () => {
      const fault = await faultOf(
        client.request(call('https', { proxy: { ...doors.get('https')!, ca_certificate: null } })),
      );
      expect(fault.reason).toBe('proxy_tls');
      expect(target.ports).toEqual([]);
    });

    it('is a fault of TLS when the proxy does not speak it', async () => {
      const fault = await faultOf(
        client.request(call('https', { proxy: { ...doors.get('http')!, protocol: 'https' } })),
      );
      expect(fault.reason).toBe('proxy_tls');
    });

    it('says so when the proxy’s name is not known', async () => {
      const proxy = { ...doors.get('http')!, host: 'proxy.invalid' };
      expect((await faultOf(client.request(call('http', { proxy })))).reason).toBe('proxy_dns');
    });

    it('goes to no proxy in a private network, by address or by name, unless that network is opened', async () => {
      const port = await closedPort();
      const strict = new OutboundClient(
        new OutboundOptions({
          lookup: () => Promise.resolve([{ address: '10.1.2.3', family: 4 }]),
          sandbox_origin: target.url,
        }),
      );
      try {
        for (const host of ['10.0.0.1', 'proxy.example', '169.254.169.254']) {
          const proxy = { ...doors.get('http')!, host, port };
          const fault = await faultOf(strict.request(call('http', { proxy })));
          expect(fault).toMatchObject({ fault: 'blocked_target', reason: 'proxy_blocked' });
        }
      } finally {
        await strict.close();
      }
    });

    it('takes no call to a private target, though the proxy would', async () => {
      const strict = new OutboundClient(
        new OutboundOptions({
          sandbox_origin: sandbox.url,
          lookup: () => Promise.resolve([{ address: '10.1.2.3', family: 4 }]),
        }),
      );
      try {
        for (const url of ['http://10.0.0.1/', 'http://inside.example/', `${target.url}/`]) {
          await expect(strict.request(call('http_open', { url }))).rejects.toMatchObject({ fault: 'blocked_target' });
        }
      } finally {
        await strict.close();
      }
    });
  });

  describe('a proxy that hangs in the middle of SOCKS', () => {
    let mute: Server;
    const sockets = new Set<Socket>();
    beforeAll(async () => {
      mute = createServer((socket) => {
        sockets.add(socket);
        socket
          .resume()
          .on('error', () => undefined)
          .once('close', () => sockets.delete(socket));
      });
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    });
    afterAll(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => mute.close(resolve));
    });

    it.each(['http', 'https', 'socks5'] as const)('times out over %s and leaves no socket open', async (protocol) => {
      const client = new OutboundClient(
        new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], proxy_hop_ms: 400 }),
      );
      const proxy = { protocol, host: '127.0.0.1', port: (mute.address() as AddressInfo).port };
      const call = { provider: 'test', method: 'GET', url: 'https://127.0.0.1:1/', retries: 0, proxy } as const;
      expect((await faultOf(client.request({ ...call, timeout_ms: 5_000 }))).reason).toBe('proxy_timeout');
      for (let wait = 0; wait < 40 && sockets.size > 0; wait++) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(sockets.size).toBe(0);
      await client.close();
    });
  });
});
