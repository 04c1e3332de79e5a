import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { imageSize } from 'image-size';
import { createSandbox, type Sandbox } from './server.js';

const TOKEN = 'shpat_sandbox_demo_token';

describe('the sandbox over its socket', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await createSandbox({ orders: 30, products: 15, settings: { SANDBOX_WEBHOOK_RETRY_MS: '20' } });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    for (const what of ['faults', 'requests', 'deliveries'])
      await fetch(`${sandbox.url}/_sandbox/${what}`, { method: 'DELETE' });
  });

  const control = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(
      `${sandbox.url}/_sandbox${path}`,
      body === undefined ? { method } : { method, body: text },
    );
    return { status: response.status, body: await response.json() };
  };
  const query = (text: string): Promise<Response> =>
    fetch(`${sandbox.url}/shopify/demo/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': TOKEN },
      body: JSON.stringify({ query: text }),
      signal: AbortSignal.timeout(4000),
    });
  const fault = (input: object): Promise<unknown> => control('POST', '/faults', { provider: 'shopify', ...input });

  it('tells how many records each provider has', async () => {
    const { body } = await control('GET', '/state');
    expect(body).toMatchObject({ shopify: { orders: 30, products: 15 }, woocommerce: { orders: 30, products: 15 } });
  });

  it.each([
    ['POST', '/faults', '{', 400],
    ['POST', '/faults', { provider: 'nobody', kind: 'reset' }, 400],
    ['POST', '/events', { provider: 'shopify', type: 'order_eaten' }, 400],
    ['POST', '/events', { provider: 'shopify', type: 'order_updated', order_id: '1' }, 404],
    ['POST', '/events', { provider: 'shopify', type: 'order_updated', count: 0 }, 400],
    ['POST', '/events', [], 400],
    ['GET', '/requests?provider=nobody', undefined, 400],
    ['GET', '/requests?since=yesterday', undefined, 400],
    ['GET', '/nothing', undefined, 404],
    ['PUT', '/faults', {}, 405],
  ])('refuses %s %s %j with %i and a reason', async (method, path, body, status) => {
    const answer = await control(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: expect.stringMatching(/\w/) as string });
  });

  it('has a whole picture of any size', async () => {
    const answer = await fetch(`${sandbox.url}/pictures/summer-sale-120x63.png`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(imageSize(bytes)).toMatchObject({ width: 120, height: 63, type: 'png' });
    expect((await fetch(`${sandbox.url}/pictures/nothing.png`)).status).toBe(404);
  });

  it('answers a struck call as its fault says, and the next one well again', async () => {
    await fault({ kind: 'error_500', count: 1 });
    expect((await query('{ shop { id } }')).status).toBe(500);
    await fault({ kind: 'rate_limit', count: 1 });
    const throttled = await query('{ shop { id } }');
    expect(throttled.status).toBe(200);
    expect(await throttled.json()).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] });
    await fault({ kind: 'auth_revoked', count: 1 });
    expect((await query('{ shop { id } }')).status).toBe(401);
    expect(await (await query('{ shop { id } }')).json()).toMatchObject({
      data: { shop: { id: expect.any(String) as string } },
    });
  });

  it('destroys the socket of a reset call, whether before the work, after it, or amid the answer', async () => {
    await fault({ kind: 'reset' });
    const before = (await control('GET', '/timing')).body as { providers: { shopify?: { requests: number } } };
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        query('{ shop { id name } }')
          .then((response) => response.text())
          .then(
            () => 'answer',
            () => 'cut',
          ),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['cut']));
    const after = (await control('GET', '/timing')).body as { providers: { shopify: { requests: number } } };
    const worked = after.providers.shopify.requests - (before.providers.shopify?.requests ?? 0);
    expect(worked).toBeGreaterThan(0);
    expect(worked).toBeLessThan(12);
  });

  it('holds a call that times out, and lets go of it when the faults are cleared', async () => {
    await fault({ kind: 'timeout' });
    const held = query('{ shop { id } }').then(
      () => 'answer',
      (error: unknown) => (error as Error).name,
    );
    const first = await Promise.race([held, new Promise((resolve) => setTimeout(() => resolve('held'), 300))]);
    expect(first).toBe('held');
    await control('DELETE', '/faults');
    expect(await held).toBe('TypeError');
  });

  it('is slow by the delay that was asked for', async () => {
    await fault({ kind: 'slow', delay_ms: 250 });
    const started = performance.now();
    expect((await query('{ shop { id } }')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(240);
  });

  it('garbles bodies under status 200 so that they are never the promised JSON', async () => {
    await fault({ kind: 'malformed' });
    for (let i = 0; i < 8; i++) {
      const response = await query('{ shop { id name } }');
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(() => JSON.parse(text) as unknown).toThrow();
    }
  });

  it('records what it received, without the token and with the status of its answer', async () => {
    await query('{ shop { id } }');
    const { body } = await control('GET', '/requests?provider=shopify');
    expect(body).toMatchObject([
      {
        provider: 'shopify',
        method: 'POST',
        url: '/shopify/demo/admin/api/2026-10/graphql.json',
        status: 200,
        headers: { 'x-shopify-access-token': '***' },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  describe('sending webhooks', () => {
    let receiver: Server;
    let address: string;
    let received: { topic: string; id: string; body: string }[];
    let failures: number;

    beforeEach(async () => {
      received = [];
      failures = 0;
      receiver = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const { 'x-shopify-topic': topic, 'x-shopify-webhook-id': id } = request.headers;
          received.push({ topic: String(topic), id: String(id), body });
          response.writeHead(failures-- > 0 ? 503 : 200).end();
        });
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
      await query(
        `mutation { webhookSubscriptionCreate(topic: ORDERS_DELETE, webhookSubscription: { uri: "${address}" }) { userErrors { message } } }`,
      );
    });
    afterEach(async () => {
      const listed = (await (await query('{ webhookSubscriptions(first: 50) { nodes { id } } }')).json()) as {
        data: { webhookSubscriptions: { nodes: { id: string }[] } };
      };
      for (const { id } of listed.data.webhookSubscriptions.nodes) {
        await query(`mutation { webhookSubscriptionDelete(id: "${id}") { userErrors { message } } }`);
      }
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    });

    const remove = (count: number): Promise<unknown> =>
      control('POST', '/events', { provider: 'shopify', type: 'order_deleted', count });
    const settled = async (count: number): Promise<Record<string, unknown>[]> => {
      for (let i = 0; i < 100; i++) {
        const { body } = await control('GET', '/deliveries');
        const list = body as Record<string, unknown>[];
        if (list.length === count && list.every((one) => one.outcome !== 'pending')) return list;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      throw new Error('the deliveries did not settle');
    };

    it('delivers in order, once each', async () => {
      await remove(3);
      const deliveries = await settled(3);
      expect(deliveries.map((one) => one.outcome)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(received.map((one) => one.id)).toEqual(deliveries.map((one) => one.delivery_id));
    });

    it('tries again after a refusal, with the same delivery id and bytes', async () => {
      failures = 2;
      await remove(1);
      const [delivery] = await settled(1);
      expect(delivery).toMatchObject({
        outcome: 'delivered',
        attempts: [{ status: 503 }, { status: 503 }, { status: 200 }],
      });
      expect(new Set(received.map((one) => `${one.id} ${one.body}`)).size).toBe(1);
    });

    it('drops, doubles and reorders when told to', async () => {
      await fault({ kind: 'drop_webhooks', count: 1 });
      await remove(1);
      expect(await settled(1)).toMatchObject([{ outcome: 'dropped', attempts: [] }]);
      await control('DELETE', '/faults');
      await fault({ kind: 'duplicate_webhooks', count: 1 });
      await remove(1);
      await settled(3);
      expect(received).toHaveLength(2);
      expect(received[1]?.id).toBe(received[0]?.id);
      await control('DELETE', '/faults');
      received = [];
      await fault({ kind: 'reorder_webhooks', count: 1 });
      await remove(2);
      const [, , , first, second] = await settled(5);
      expect(received.map((one) => one.id)).toEqual([second?.delivery_id, first?.delivery_id]);
    });
  });
});
