import { OutboundClient } from './outbound-client.js';
import { OutboundOptions } from './outbound-options.js';
import { answers, hangs } from './testing/misbehaving-server.js';
import { faultOf, OutboundFixture } from './testing/outbound-fixture.js';

const fixture = new OutboundFixture();
const { client, get, post, server } = fixture;

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

describe('OutboundClient', () => {
  describe('time', () => {
    it('ends a silent call after headers_timeout_ms, per try', async () => {
      server.does(hangs, answers(200, 'ok'));
      expect((await client.request(get('/', { headers_timeout_ms: 80 }))).text()).toBe('ok');
      expect(server.received).toHaveLength(2);
    });

    it('ends a call after timeout_ms, all tries together', async () => {
      server.does(hangs);
      const from = performance.now();
      const error = await faultOf(client.request(get('/', { timeout_ms: 200, headers_timeout_ms: 90, retries: 50 })));
      expect(error.fault).toBe('unavailable');
      expect(performance.now() - from).toBeLessThan(600);
    });

    it('ends a body that falls silent, and one that never ends', async () => {
      server.does((response) => void response.write('some'));
      expect((await faultOf(client.request(get('/', { headers_timeout_ms: 80, retries: 0 })))).fault).toBe(
        'unavailable',
      );
      const timers: NodeJS.Timeout[] = [];
      server.does((response) => void timers.push(setInterval(() => response.write('x'), 10)));
      expect((await faultOf(client.request(get('/', { timeout_ms: 150 })))).fault).toBe('unavailable');
      timers.forEach(clearInterval);
    });

    it("throws the caller's own reason when they abort a read, before, during and between tries", async () => {
      const reason = new Error('shutting down');
      await expect(client.request(get('/', { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
      for (const behaviour of [hangs, answers(429, '', { 'Retry-After': '4' })]) {
        const controller = new AbortController();
        server.does(behaviour);
        setTimeout(() => controller.abort(reason), 60);
        await expect(client.request(get('/', { signal: controller.signal }))).rejects.toBe(reason);
      }
    });

    it('hears an abort while the connection is still being made', async () => {
      const slow = new OutboundClient(new OutboundOptions({ lookup: () => new Promise(() => undefined) }));
      const reason = new Error('shutting down');
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 30);
      const from = performance.now();
      const url = 'http://slow.example.com/';
      await expect(slow.request(post({ url, signal: controller.signal }))).rejects.toBe(reason);
      expect(performance.now() - from).toBeLessThan(1000);
      await slow.close();
    });
  });
});
