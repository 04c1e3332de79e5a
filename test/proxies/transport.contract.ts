import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import type { OutboundRequest } from '../../src/common/outbound/outbound.types.js';
import { ProxyFault } from '../../src/common/outbound/proxy/proxy-fault.js';
import type { ProxyRoute } from '../../src/common/outbound/proxy/proxy-route.js';
import { Target } from './target.js';

Logger.overrideLogger(false);

/** A proxy under the contract. */
export interface ProxyUnderContract {
  name: string;
  route: () => ProxyRoute;
  /** How many connections of the target did not come from the proxy. */
  direct: (target: Target) => Promise<number> | number;
}

export async function faultOf(work: Promise<unknown>): Promise<ProxyFault> {
  const thrown: unknown = await work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );
  if (thrown instanceof ProxyFault) return thrown;
  throw thrown;
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** What every proxy must do under our transport, the sandbox's and real ones alike. */
export function describeProxy({ name, route, direct }: ProxyUnderContract): void {
  describe.each(['http', 'https'] as const)(`${name}, a target over %s`, (protocol) => {
    let target: Target;
    let client: OutboundClient;

    beforeAll(async () => {
      target = await Target.start(protocol);
      client = new OutboundClient(
        new OutboundOptions({
          allow_private_targets: ['127.0.0.0/8'],
          retry_base_ms: 5,
          proxy_hop_ms: 3_000,
          ...(protocol === 'https' && { proxied_target_ca: target.certificate }),
        }),
      );
    });
    afterAll(async () => {
      await client.close();
      await target.stop();
    });
    beforeEach(() => target.forget());
    afterEach(async () => {
      expect(await direct(target)).toBe(0);
    });

    /** One that nobody has called yet: connections of the tests before may still be on their way to the other. */
    const onUntouched = async (work: (untouched: Target) => Promise<void>): Promise<void> => {
      const untouched = await Target.start(protocol);
      try {
        await work(untouched);
        expect(untouched.ports).toEqual([]);
      } finally {
        await untouched.stop();
      }
    };
    const call = (path = '/', more: Partial<OutboundRequest> = {}): OutboundRequest => ({
      provider: 'test',
      method: 'GET',
      url: target.url + path,
      proxy: route(),
      ...more,
    });

    it('carries a call and its answer, and keeps its own password to itself', async () => {
      const answer = await client.request(call('/hello?a=1'));
      expect(answer.status).toBe(200);
      expect(answer.json<{ url: string }>().url).toBe('/hello?a=1');
      expect(target.heard).toHaveLength(1);
      expect(target.heard[0]?.headers).not.toHaveProperty('proxy-authorization');
      expect(target.heard[0]?.headers.host).toBe(new URL(target.url).host);
    });

    it('carries a body there and a large one back', async () => {
      const body = JSON.stringify({ text: 'ü'.repeat(50_000) });
      const answer = await client.request(call('/', { method: 'POST', body, idempotent: false }));
      expect(answer.json<{ body: string }>().body).toBe(body);
      const large = await client.request(call('/bytes/3000000'));
      expect(large.bytes.byteLength).toBe(3_000_000);
    });

    it('carries many calls at once, and follows a redirect through the proxy', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_none, at) => client.request(call(`/${at}`))));
      expect(answers.map((answer) => answer.json<{ url: string }>().url)).toEqual(answers.map((_none, at) => `/${at}`));
      const moved = await client.request(call('/away', { max_redirects: 1 }));
      expect(moved.json<{ url: string }>().url).toBe('/here');
    });

    it('says when a connection of its own was made, and how long it took', async () => {
      const trace = { tcp_ms: null, proxy_tls_ms: null, tunnel_ms: null, sent_ms: null, first_byte_ms: null };
      await client.request(call('/', { proxy_trace: trace }));
      expect(trace).toMatchObject({ tcp_ms: expect.any(Number), first_byte_ms: expect.any(Number) });
      expect(Number(trace.first_byte_ms)).toBeGreaterThanOrEqual(Number(trace.tcp_ms));
    });

    it('gives up on a target that is silent, in its time', async () => {
      const began = performance.now();
      const fault = await faultOf(client.request(call('/silent', { timeout_ms: 500, retries: 0 })));
      expect(fault.reason).toBe('proxy_timeout');
      expect(performance.now() - began).toBeLessThan(2_000);
    });

    it('leaves the outcome of a write open whose answer does not come', async () => {
      const write = call('/silent', { method: 'POST', body: '{}', timeout_ms: 500 });
      expect(await faultOf(client.request(write))).toMatchObject({ fault: 'unknown_outcome', reason: 'proxy_timeout' });
    });

    it('says that nothing was reached when the target refuses connections', async () => {
      const url = `${protocol}://127.0.0.1:${await closedPort()}/`;
      const wanted = call('/', { url, retries: 0 });
      const isPlain = protocol === 'http' && route().protocol === 'http';
      // In absolute form the proxy answers itself, and its 5xx is like one of the target's.
      if (isPlain)
        await expect(client.request(wanted)).rejects.toMatchObject({
          fault: 'unavailable',
          status: expect.any(Number) as number,
        });
      else expect((await faultOf(client.request(wanted))).reason).toBe('proxy_bad_gateway');
    });

    it('reaches nothing, and nothing arrives, when nobody listens at the proxy', () =>
      onUntouched(async ({ url }) => {
        const proxy = { ...route(), port: await closedPort() };
        const fault = await faultOf(client.request(call('/', { url, proxy })));
        expect(fault).toMatchObject({ reason: 'proxy_refused', fault: 'unavailable' });
      }));

    it('is refused with a wrong password where one is wanted, and nothing arrives', () =>
      onUntouched(async ({ url }) => {
        const given = route();
        if (!given.password) return;
        const wrong = { ...given, password: 'not-the-password' };
        const fault = await faultOf(client.request(call('/', { url, proxy: wrong })));
        expect(fault).toMatchObject({ reason: 'proxy_auth_failed', fault: 'unavailable' });
        expect(fault.message).not.toContain('not-the-password');
        const nobody = { ...given, username: null, password: null };
        expect((await faultOf(client.request(call('/', { url, proxy: nobody })))).reason).toBe('proxy_auth_failed');
      }));
  });
}
