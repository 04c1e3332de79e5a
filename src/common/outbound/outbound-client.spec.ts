import { Logger } from '@nestjs/common';
import { register } from 'prom-client';

import { transactionContext, type TransactionContext } from '../database/transaction-context.js';
import { answers, hangs, MisbehavingServer, resets } from './testing/misbehaving-server.js';
import { faultOf, half, OutboundFixture } from './testing/outbound-fixture.js';

const fixture = new OutboundFixture();
const { client, get, post, server } = fixture;

beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

describe('OutboundClient', () => {
  describe('a call that goes well', () => {
    it('sends what it was given, with its own user agent, and gives back what came', async () => {
      server.does(answers(201, '{"id":"1"}', { 'X-Total': '5', 'Set-Cookie': ['a=1', 'b=2'] }));
      const answer = await client.request(post({ headers: { 'Content-Type': 'application/json', 'X-Key': 'k' } }));
      expect(server.received).toMatchObject([
        {
          method: 'POST',
          path: '/write',
          body: '{"a":1}',
          headers: { 'user-agent': 'KSAP/1.2.3', 'x-key': 'k', 'content-type': 'application/json' },
        },
      ]);
      expect(answer.status).toBe(201);
      expect(answer.headers).toMatchObject({ 'x-total': '5', 'set-cookie': 'a=1, b=2' });
      expect(answer.url).toBe(`${server.url}/write`);
      expect(answer.json()).toEqual({ id: '1' });
    });

    it.each([200, 204, 304, 400, 401, 403, 404, 422])('hands %i over as an answer', async (status) => {
      server.does(answers(status));
      expect((await client.request(get())).status).toBe(status);
      expect(server.received).toHaveLength(1);
    });

    it('sends bytes as they are', async () => {
      server.does(answers(200));
      await client.request(post({ body: new TextEncoder().encode('käse') }));
      expect(server.received[0]?.body).toBe('käse');
    });
  });

  describe('repeating', () => {
    it.each([
      ['a reset', resets],
      ['half a body', half],
      ['500', answers(500)],
      ['503', answers(503)],
      ['429', answers(429, '', { 'Retry-After': '0' })],
    ])('reads again after %s', async (_name, fault) => {
      server.does(fault, fault, answers(200, 'ok'));
      expect((await client.request(get())).text()).toBe('ok');
      expect(server.received).toHaveLength(3);
    });

    it.each([
      ['resets', resets, 'unavailable', undefined],
      ['half a body', half, 'unavailable', undefined],
      ['500', answers(500), 'unavailable', 500],
      ['429', answers(429), 'throttled', 429],
    ])('gives up after its tries on %s', async (_name, fault, expected, status) => {
      server.does(fault);
      const error = await faultOf(client.request(get('/', { retries: 1 })));
      expect(error).toMatchObject({ fault: expected, provider: 'test', status });
      expect(error.isTransient).toBe(true);
      expect(server.received).toHaveLength(2);
    });

    it('never repeats a write that was not marked harmless', async () => {
      for (const fault of [resets, answers(500), answers(429)]) {
        server.does(fault, answers(200));
        await faultOf(client.request(post({ retries: 5 })));
        expect(server.received).toHaveLength(1);
      }
    });

    it('repeats a write that was marked harmless, with its body', async () => {
      server.does(resets, answers(200));
      await client.request(post({ idempotent: true }));
      expect(server.received.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    });

    it('waits as long as Retry-After says', async () => {
      server.does(answers(429, '', { 'Retry-After': '1' }), answers(200));
      const from = performance.now();
      await client.request(get());
      expect(performance.now() - from).toBeGreaterThan(950);
    });

    it.each([
      ['throttled', 429],
      ['unavailable', 503],
    ])('does not wait for a long Retry-After: %s tells the time', async (fault, status) => {
      server.does(answers(status, '', { 'Retry-After': '120' }));
      const error = await faultOf(client.request(get()));
      expect(error).toMatchObject({ fault, status, retry_after_ms: 120_000 });
      expect(server.received).toHaveLength(1);
    });

    it('reads Retry-After as a date', async () => {
      const at = new Date(Date.now() + 60_000).toUTCString();
      server.does(answers(429, '', { 'Retry-After': at }));
      const error = await faultOf(client.request(get()));
      expect(error.retry_after_ms).toBeGreaterThan(57_000);
      expect(error.retry_after_ms).toBeLessThanOrEqual(60_000);
    });

    it("tells the service's own words, but not its pages", async () => {
      server.does(answers(500, '{"message":"maintenance"}', { 'content-type': 'application/json' }));
      expect((await faultOf(client.request(get('/', { retries: 0 })))).provider_message).toBe(
        '{"message":"maintenance"}',
      );
      server.does(answers(500, '<html>secret</html>', { 'content-type': 'text/html' }));
      expect((await faultOf(client.request(get('/', { retries: 0 })))).provider_message).toBeUndefined();
    });
  });

  describe('a write whose answer is lost', () => {
    it.each([
      ['reset', resets],
      ['half a body', half],
      ['502 of a gateway', answers(502)],
      ['504 of a gateway', answers(504)],
    ])('is of unknown outcome after a %s', async (_name, fault) => {
      server.does(fault);
      const error = await faultOf(client.request(post()));
      expect(error.fault).toBe('unknown_outcome');
      expect(error.isTransient).toBe(false);
    });

    it('is of unknown outcome after a silence, and after an abort', async () => {
      server.does(hangs);
      expect((await faultOf(client.request(post({ headers_timeout_ms: 50 })))).fault).toBe('unknown_outcome');
      expect((await faultOf(client.request(post({ timeout_ms: 50 })))).fault).toBe('unknown_outcome');
      const signal = AbortSignal.timeout(50);
      expect((await faultOf(client.request(post({ signal })))).fault).toBe('unknown_outcome');
    });

    it('is merely unavailable when it could not be sent', async () => {
      const gone = await new MisbehavingServer().start();
      const url = gone.url;
      await gone.stop();
      const error = await faultOf(client.request(post({ url })));
      expect(error.fault).toBe('unavailable');
      expect(error.message).toContain('refuses connections');
    });

    it('is merely unavailable when 500 was its answer', async () => {
      server.does(answers(500));
      expect((await faultOf(client.request(post()))).fault).toBe('unavailable');
    });
  });

  it('refuses headers that would make another request', async () => {
    server.does(answers(200));
    const error = await faultOf(client.request(get('/', { headers: { 'X-Key': 'a\r\nX-Admin: 1' } })));
    expect(error.fault).toBe('rejected');
    expect(server.received).toHaveLength(0);
  });

  it('refuses to run inside a database transaction', async () => {
    server.does(answers(200));
    const context = { manager: {}, after_commit: [] } as unknown as TransactionContext;
    await expect(transactionContext.run(context, () => client.request(get()))).rejects.toThrow('transaction');
    expect(server.received).toHaveLength(0);
  });

  it('logs and counts calls without the query, where keys and signatures travel', async () => {
    const lines: string[] = [];
    const keep = (line: unknown): number => lines.push(String(line));
    Logger.overrideLogger({ log: keep, error: keep, warn: keep, debug: keep });
    server.does(resets, answers(200));
    await client.request(get('/path?consumer_secret=cs_1', { headers: { Authorization: 'Bearer shpat_1' } }));
    Logger.overrideLogger(false);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^test GET http:\/\/127\.0\.0\.1:\d+\/path 200 \d+ ms$/);
    const metrics = await register.metrics();
    expect(metrics).toMatch(/ksap_outbound_request_seconds_count\{provider="test",method="GET",status="200"\} [1-9]/);
    expect(metrics).toMatch(/ksap_outbound_request_seconds_count\{provider="test",method="GET",status="error"\} [1-9]/);
    expect(metrics).toMatch(/ksap_outbound_retries_total\{provider="test"\} [1-9]/);
  });

  it('lets many calls run at once', async () => {
    server.does((response) => void setTimeout(() => response.end('ok'), 50));
    const from = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => client.request(get())));
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
