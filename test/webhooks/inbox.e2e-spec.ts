import { createHmac, randomUUID } from 'node:crypto';
import { expectRefusal } from '../http/envelope.js';
import { connectQuietly, credentialsFor, expectStatus, shopDetail, STORES } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';

/** The inbox as its owner sees it. */
let app: TestApp;
let owner: UserRow;
let http: HttpClient;
let stranger: HttpClient;
let storeId: string;
let orderIds: string[];

interface DeliveryView {
  id: string;
  status: string;
  attempts: number;
  topic: string;
  resource: string | null;
  last_error: string | null;
  [field: string]: unknown;
}

beforeAll(async () => {
  app = await startTestApp({ sandbox: { orders: 40, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } } });
  owner = await aUser(app.db);
  http = await as(app.http, owner);
  stranger = await as(app.http, await aUser(app.db));
  storeId = await connectQuietly(http, app.sandbox, 'shopify');
  orderIds = (await shopDetail(app.sandbox, 'shopify')).order_ids.map(String);
});
afterAll(() => app.close());

beforeEach(async () => {
  await app.sandbox.clearFaults();
  await app.db.query('DELETE FROM webhook_deliveries');
});

const inbox = (path = ''): string => `${STORES}/${storeId}/webhooks/deliveries${path}`;
const list = async (query = ''): Promise<DeliveryView[]> =>
  expectStatus(await http.get(inbox(query)), 200).body.data.items as DeliveryView[];

/** As Shopify signs it. */
function deliver(id: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = JSON.stringify(body);
  return app.http.request('POST', `/api/v1/webhooks/shopify/${storeId}`, {
    raw,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'orders/updated',
      'x-shopify-webhook-id': id,
      'x-shopify-shop-domain': 'demo.myshopify.com',
      'x-shopify-hmac-sha256': createHmac('sha256', credentialsFor('shopify', app.sandbox).client_secret!)
        .update(raw)
        .digest('base64'),
      ...headers,
    },
  });
}

const orderBody = (id: string | undefined): object => ({
  admin_graphql_api_id: `gid://shopify/Order/${id}`,
  token: 'of a cart',
});

const aDelivery = (columns: Record<string, unknown> = {}): Promise<{ id: string }> =>
  insert(app.db, 'webhook_deliveries', {
    store_id: storeId,
    platform: 'shopify',
    delivery_id: randomUUID(),
    topic: 'orders/updated',
    resource: 'orders',
    platform_id: orderIds[0],
    change: 'upsert',
    body: Buffer.from('{"id":1}'),
    status: 'processed',
    next_attempt_at: null,
    ...columns,
  });

const statusOf = async (id: string): Promise<string> =>
  (await app.db.one<{ status: string }>('SELECT status FROM webhook_deliveries WHERE id = $1', [id])).status;

describe('GET /stores/:id/webhooks/deliveries', () => {
  it('shows each delivery with what became of it, and the body only of one', async () => {
    expectStatus(await deliver('seen-1', orderBody(orderIds[0])), 200);
    const [shown] = await until(
      'it is processed',
      () => list(),
      (items) => items[0]?.status === 'processed',
    );
    expect(shown).toMatchObject({
      delivery_id: 'seen-1',
      topic: 'orders/updated',
      resource: 'orders',
      attempts: 1,
      last_error: null,
    });
    expect(Object.keys(shown ?? {})).not.toContain('body');
    const one = expectStatus(await http.get(inbox(`/${shown?.id}`)), 200).body.data;
    expect(one.body).toEqual({ ...orderBody(orderIds[0]), token: '[hidden]' });
    expect(one.headers).toMatchObject({ 'x-shopify-topic': 'orders/updated' });
    expect(JSON.stringify(one)).not.toContain('hmac');
  });

  it('filters by status, topic, resource and time, and pages', async () => {
    const day = (n: number): Date => new Date(Date.UTC(2026, 9, n));
    for (let n = 1; n <= 5; n += 1)
      await aDelivery({ received_at: day(n), topic: n % 2 === 0 ? 'products/update' : 'orders/updated' });
    await aDelivery({ received_at: day(6), status: 'dead', resource: 'products' });
    const count = async (query: string): Promise<number> => (await list(query)).length;
    expect(await count('?status=dead')).toBe(1);
    expect(await count('?topic=products/update')).toBe(2);
    expect(await count('?resource=products')).toBe(1);
    expect(await count('?received_from=2026-10-02&received_to=2026-10-04')).toBe(2);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { items, page } = expectStatus(await http.get(inbox(`?limit=4${cursor}`)), 200).body.data;
      seen.push(...(items as DeliveryView[]).map((item) => item.id));
      if (!page.has_more) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(new Set(seen).size).toBe(6);
    expectRefusal(await http.get(inbox('?status=lost')), 400, 'VALIDATION_ERROR');
  });

  it('is 404 for a store of somebody else, as are its deliveries and their retries', async () => {
    const { id } = await aDelivery({ status: 'dead' });
    expectRefusal(await stranger.get(inbox()), 404, 'NOT_FOUND');
    expectRefusal(await stranger.get(inbox(`/${id}`)), 404, 'NOT_FOUND');
    expectRefusal(await stranger.post(inbox(`/${id}/retry`), {}), 404, 'NOT_FOUND');
    expectRefusal(await stranger.post(inbox('/retry-dead'), {}), 404, 'NOT_FOUND');
    expect(await statusOf(id)).toBe('dead');
    expectRefusal(await app.http.get(inbox()), 401, 'UNAUTHENTICATED');
  });
});

describe('POST /stores/:id/webhooks/deliveries/:delivery_id/retry', () => {
  it.each(['failed', 'dead'])(
    'works a %s one off at once, with all its tries before it, and notes who wanted it',
    async (status) => {
      const next = status === 'failed' ? new Date(Date.now() + 3_600_000) : null;
      const { id } = await aDelivery({ status, attempts: 15, last_error: 'no answer', next_attempt_at: next });
      const answer = expectStatus(await http.post(inbox(`/${id}/retry`), {}), 200);
      expect(answer.body.data).toMatchObject({ id, status: 'received', attempts: 0 });
      await until(
        'it is processed',
        () => statusOf(id),
        (now) => now === 'processed',
      );
      expect(await app.db.count('audit_log', `action = 'webhook_delivery.retried' AND subject_id = $1`, [id])).toBe(1);
    },
  );

  it.each(['processed', 'ignored'])('is 409 INVALID_STATE for a %s one, and changes nothing', async (status) => {
    const { id } = await aDelivery({ status });
    const answer = await http.post(inbox(`/${id}/retry`), {});
    expectRefusal(answer, 409, 'INVALID_STATE');
    expect(answer.body.error.details).toMatchObject({ from: status });
    expect(await statusOf(id)).toBe(status);
  });

  it('is 404 for one that is not there', async () => {
    expectRefusal(await http.post(inbox(`/${randomUUID()}/retry`), {}), 404, 'NOT_FOUND');
  });

  it('takes all dead ones at once', async () => {
    const dead = await Promise.all([1, 2, 3].map(() => aDelivery({ status: 'dead', attempts: 15 })));
    expect(expectStatus(await http.post(inbox('/retry-dead'), {}), 200).body.data).toEqual({ retried: 3 });
    for (const { id } of dead)
      await until(
        'it is processed',
        () => statusOf(id),
        (now) => now === 'processed',
      );
    expect(expectStatus(await http.post(inbox('/retry-dead'), {}), 200).body.data).toEqual({ retried: 0 });
  });
});

describe('a delivery that cannot be worked off', () => {
  const failing = { provider: 'shopify', kind: 'error_500', path: 'graphql' };

  it('is loud when it is given up: one mail for the first, a count in the metrics', async () => {
    await app.sandbox.fault(failing);
    const last = { status: 'failed', attempts: 14, next_attempt_at: new Date() };
    const { id } = await aDelivery(last);
    await until(
      'it is dead',
      () => statusOf(id),
      (now) => now === 'dead',
      { timeout_ms: 40_000 },
    );
    expect((await list('?status=dead'))[0]?.last_error).toEqual(expect.any(String));
    const mail = await mailTo(app, owner.email, 'could not be taken in');
    expect(mail.text).toContain('retry-dead');
    const second = await aDelivery(last);
    await until(
      'the second is dead',
      () => statusOf(second.id),
      (now) => now === 'dead',
      { timeout_ms: 40_000 },
    );
    expect(await app.db.count('mails', `kind = 'webhook_delivery_dead'`)).toBe(1);
    expect((await mailsTo(app, owner.email)).length).toBe(1);
    expect((await app.http.get('/metrics')).text).toMatch(/ksap_backlog\{what="webhook_deliveries_dead"\} 2/);
  });

  it('has no part in those that came with it: each of many is worked off', async () => {
    const ids = await Promise.all(
      orderIds
        .slice(0, 8)
        .map(
          async (platform_id) => (await aDelivery({ platform_id, status: 'received', next_attempt_at: new Date() })).id,
        ),
    );
    await app.db.query(`SELECT pg_notify('ksap_webhooks', '')`);
    for (const id of ids)
      await until(
        'it is processed',
        () => statusOf(id),
        (now) => now === 'processed',
      );
  });
});

describe('deliveries that were worked off long ago', () => {
  it('lose their bodies after some days and go after a month; dead ones stay', async () => {
    const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    const [fresh, old, ancient, dead] = await Promise.all([
      aDelivery({ received_at: ago(1) }),
      aDelivery({ received_at: ago(5) }),
      aDelivery({ received_at: ago(31) }),
      aDelivery({ received_at: ago(31), status: 'dead' }),
    ]);
    const { PurgeDeliveries } = await import('../../src/modules/webhooks/purge-deliveries.js');
    await app.nest.get(PurgeDeliveries).purge();
    const rows = await app.db.query<{ id: string; has_body: boolean }>(
      'SELECT id, body IS NOT NULL AS has_body FROM webhook_deliveries',
    );
    expect(new Map(rows.map((row) => [row.id, row.has_body]))).toEqual(
      new Map([
        [fresh.id, true],
        [old.id, false],
        [dead.id, true],
      ]),
    );
    expect(ancient.id).toBeDefined();
    expect(expectStatus(await http.get(inbox(`/${old.id}`)), 200).body.data.body).toBeNull();
  });
});
