import { createHmac } from 'node:crypto';
import type { SandboxAnswer } from '../core/provider.js';
import { bodyOf, harness, type Harness } from './spec-support.js';
import { topicHeader } from './webhooks.js';

const QUERY = JSON.stringify({ query: '{ shop { id } }' });

function post(subject: Harness, path: string, headers: Record<string, string>, body: string): Promise<SandboxAnswer> {
  const url = new URL(`http://sandbox.test/shopify${path}`);
  return subject.provider.handle({ method: 'POST', url, path, headers, body: Buffer.from(body) });
}
const json = { 'content-type': 'application/json' };
const authorised = { ...json, 'x-shopify-access-token': 'shpat_sandbox_demo_token' };

describe('what the Admin API refuses', () => {
  it.each([
    ['a missing token', '/demo/admin/api/2026-10/graphql.json', json, 401],
    [
      'a wrong token',
      '/demo/admin/api/2026-10/graphql.json',
      { ...json, 'x-shopify-access-token': 'shpat_other' },
      401,
    ],
    [
      'a token named like a built-in',
      '/demo/admin/api/2026-10/graphql.json',
      { ...json, 'x-shopify-access-token': 'constructor' },
      401,
    ],
    ['another shop', '/other/admin/api/2026-10/graphql.json', authorised, 404],
    ['a version that never was', '/demo/admin/api/2026-11/graphql.json', authorised, 404],
    ['the older REST interface', '/demo/admin/api/2026-10/orders.json', authorised, 404],
    [
      'a body that is not JSON by its type',
      '/demo/admin/api/2026-10/graphql.json',
      { ...authorised, 'content-type': 'text/plain' },
      400,
    ],
  ])('is %s', async (_name, path, headers, status) => {
    expect((await post(harness(), path, headers as Record<string, string>, QUERY)).status).toBe(status);
  });

  it('is a field without its scope, and old orders without read_all_orders', async () => {
    const { ask } = harness({ orders: 60 });
    const denied = await ask('{ orders(first: 1) { nodes { id } } }', {}, 'shpat_sandbox_limited_token');
    expect(denied.errors).toMatchObject([
      { message: expect.stringContaining('read_orders') as string, extensions: { code: 'ACCESS_DENIED' } },
    ]);
    const products = await ask('{ products(first: 1) { nodes { id } } }', {}, 'shpat_sandbox_limited_token');
    expect(products.errors).toBeUndefined();
    type Counted = { ordersCount: { count: number } };
    const recent = await ask<Counted>('{ ordersCount { count } }', {}, 'shpat_sandbox_recent_token');
    expect(recent.data.ordersCount.count).toBeLessThan(15);
    expect((await ask<Counted>('{ ordersCount { count } }')).data.ordersCount.count).toBe(60);
  });
});

describe('API versions', () => {
  it.each([
    ['2026-10', '2026-10'],
    ['2026-07', '2026-07'],
    ['2024-01', '2026-01'],
  ])('%s is served by %s', async (asked, served) => {
    const answer = await post(harness(), `/demo/admin/api/${asked}/graphql.json`, authorised, QUERY);
    expect(answer.status).toBe(200);
    expect(answer.headers?.['x-shopify-api-version']).toBe(served);
  });
});

describe('the client-credentials grant', () => {
  const grant = (subject: Harness, body: Record<string, string>, form = false): Promise<SandboxAnswer> =>
    form
      ? post(
          subject,
          '/demo/admin/oauth/access_token',
          { 'content-type': 'application/x-www-form-urlencoded' },
          new URLSearchParams(body).toString(),
        )
      : post(subject, '/demo/admin/oauth/access_token', json, JSON.stringify(body));
  const GOOD = {
    client_id: 'sandbox-client-id',
    client_secret: 'sandbox-client-secret',
    grant_type: 'client_credentials',
  };

  it.each([false, true])('gives a token for a day that works (form: %s)', async (form) => {
    const subject = harness();
    const answer = JSON.parse(await bodyOf(await grant(subject, GOOD, form))) as {
      access_token: string;
      expires_in: number;
      scope: string;
    };
    expect(answer.expires_in).toBe(86_399);
    expect(answer.scope.split(',')).toContain('read_all_orders');
    expect((await subject.ask('{ shop { id } }', {}, answer.access_token)).errors).toBeUndefined();
  });

  it('ends the token when its time is over', async () => {
    const subject = harness({ settings: { SANDBOX_SHOPIFY_TOKEN_SECONDS: '0' } });
    const { access_token: token } = JSON.parse(await bodyOf(await grant(subject, GOOD))) as { access_token: string };
    const headers = { ...json, 'x-shopify-access-token': token };
    expect((await post(subject, '/demo/admin/api/2026-10/graphql.json', headers, QUERY)).status).toBe(401);
  });

  it.each([
    [{ ...GOOD, client_secret: 'wrong' }, 'invalid_client'],
    [{ ...GOOD, client_id: 'wrong' }, 'application_cannot_be_found'],
    [{ ...GOOD, grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses %j with %s', async (body, error) => {
    const answer = await grant(harness(), body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(await bodyOf(answer))).toMatchObject({ error });
  });
});

describe('webhooks', () => {
  it.each([
    ['ORDERS_CREATE', 'orders/create'],
    ['ORDERS_PARTIALLY_FULFILLED', 'orders/partially_fulfilled'],
    ['INVENTORY_LEVELS_UPDATE', 'inventory_levels/update'],
    ['ORDER_TRANSACTIONS_CREATE', 'order_transactions/create'],
    ['APP_UNINSTALLED', 'app/uninstalled'],
  ])('%s is called %s', (topic, header) => expect(topicHeader(topic)).toBe(header));

  const subscribe = (subject: Harness, topic: string, uri: string): Promise<unknown> =>
    subject
      .ask(
        `mutation { webhookSubscriptionCreate(topic: ${topic}, webhookSubscription: { uri: "${uri}" }) { webhookSubscription { id uri } userErrors { message } } }`,
      )
      .then((answer) => answer.data.webhookSubscriptionCreate);

  it('are signed over the raw bytes with the client secret and bear their ids', async () => {
    const subject = harness();
    await subscribe(subject, 'ORDERS_UPDATED', 'https://app.example.com/hook');
    const event = await subject.provider.event('order_updated', { note: 'Grüße 🎁' });
    const [sent] = subject.sent;
    const made = sent?.build(1);
    expect(made).toBeDefined();
    const body = Buffer.from(made?.body ?? '');
    const signature = createHmac('sha256', 'sandbox-client-secret').update(body).digest('base64');
    expect(made?.headers).toMatchObject({
      'x-shopify-hmac-sha256': signature,
      'x-shopify-topic': 'orders/updated',
      'x-shopify-shop-domain': 'demo.myshopify.com',
      'x-shopify-webhook-id': sent?.delivery_id,
      'x-shopify-event-id': expect.any(String) as string,
      'x-shopify-triggered-at': expect.any(String) as string,
      'x-shopify-api-version': '2026-10',
    });
    expect(JSON.parse(body.toString())).toMatchObject({
      id: Number(event.order_id),
      note: 'Grüße 🎁',
      admin_graphql_api_id: `gid://shopify/Order/${event.order_id as string}`,
    });
    expect(sent?.retry_delays_ms).toHaveLength(8);
  });

  it('go to nobody who did not subscribe to the topic, and never twice to one address', async () => {
    const subject = harness();
    expect(await subscribe(subject, 'PRODUCTS_UPDATE', 'https://app.example.com/hook')).toMatchObject({
      userErrors: [],
    });
    expect(await subscribe(subject, 'PRODUCTS_UPDATE', 'https://app.example.com/hook')).toMatchObject({
      webhookSubscription: null,
      userErrors: [{ message: expect.stringContaining('already been taken') as string }],
    });
    await subject.provider.event('order_updated', {});
    expect(subject.sent).toHaveLength(0);
    await subject.provider.event('product_updated', {});
    expect(subject.sent).toHaveLength(1);
  });

  it('end with the subscription when the last retry has failed', async () => {
    const subject = harness();
    await subscribe(subject, 'ORDERS_UPDATED', 'https://app.example.com/hook');
    await subject.provider.event('order_updated', {});
    subject.sent[0]?.settled?.({ delivered: false, status: 500, attempts: 9 });
    expect((await subject.ask('{ webhookSubscriptionsCount { count } }')).data).toEqual({
      webhookSubscriptionsCount: { count: 0 },
    });
  });

  it.each(['ftp://x/y', 'nonsense', ''])('refuse the address %j', async (uri) => {
    expect(await subscribe(harness(), 'ORDERS_UPDATED', uri)).toMatchObject({
      userErrors: [{ message: 'Address is invalid' }],
    });
  });
});
