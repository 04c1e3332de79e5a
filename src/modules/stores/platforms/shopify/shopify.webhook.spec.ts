import { createHmac } from 'node:crypto';

import type { JsonObject } from '../../../../common/json.js';
import type { WebhookDelivery } from '../platform.port.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { SUBSCRIBED_TOPICS } from './shopify.webhook.js';
import { FakeShopify, ok, page } from './testing/fake-shopify.js';

const { webhooks } = new ShopifyPlatform({ sandbox_url: null });
const APP = { shop_domain: 'demo.myshopify.com', access_token: 't', client_secret: 'hush' };
const CALLBACK = 'https://ksap.example/api/v1/webhooks/shopify/1';

function delivery(topic: string, body: string, headers: Record<string, string> = {}): WebhookDelivery {
  const bytes = Buffer.from(body);
  const signature = createHmac('sha256', 'hush').update(bytes).digest('base64');
  return {
    raw_body: bytes,
    headers: {
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': 'd-1',
      'x-shopify-hmac-sha256': signature,
      ...headers,
    },
  };
}

function subscription(topic: string, uri: string, id: number): JsonObject {
  return { id: `gid://shopify/WebhookSubscription/${id}`, topic, uri };
}

function created(id: number) {
  const webhookSubscription = subscription('X', CALLBACK, id);
  return ok({ webhookSubscriptionCreate: { webhookSubscription, userErrors: [] } });
}

function refused(message: string) {
  return ok({ webhookSubscriptionCreate: { webhookSubscription: null, userErrors: [{ field: ['uri'], message }] } });
}

describe('verify', () => {
  const body = '{"id": 1, "note": "K\u00e4se"}';

  it('believes what is signed with the client secret over the raw bytes', () => {
    expect(webhooks.verify(delivery('orders/create', body), 'unused', APP)).toBe(true);
  });

  it.each<[string, WebhookDelivery, Record<string, string>]>([
    ['another body', { ...delivery('orders/create', body), raw_body: Buffer.from(`${body} `) }, APP],
    ['another secret', delivery('orders/create', body), { ...APP, client_secret: 'other' }],
    ['no secret to check with', delivery('orders/create', body), { access_token: 't' }],
    ['an empty secret', delivery('orders/create', body), { ...APP, client_secret: '' }],
    ['a short signature', delivery('orders/create', body, { 'x-shopify-hmac-sha256': 'AAAA' }), APP],
    ['an empty signature', delivery('orders/create', body, { 'x-shopify-hmac-sha256': '' }), APP],
    ['no signature', { raw_body: Buffer.from(body), headers: {} }, APP],
  ])('does not believe a delivery with %s', (_what, given, credentials) => {
    expect(webhooks.verify(given, 'hush', credentials)).toBe(false);
  });
});

describe('understand', () => {
  it.each<[string, JsonObject, object]>([
    [
      'orders/create',
      { id: 5, admin_graphql_api_id: 'gid://shopify/Order/5' },
      { resource: 'orders', platform_id: '5' },
    ],
    ['orders/updated', { id: 5 }, { resource: 'orders', platform_id: '5', change: 'upsert' }],
    ['orders/delete', { id: 5 }, { resource: 'orders', platform_id: '5', change: 'delete' }],
    [
      'refunds/create',
      { id: 8, order_id: 5, admin_graphql_api_id: 'gid://shopify/Refund/8' },
      { resource: 'orders', platform_id: '5' },
    ],
    ['fulfillments/update', { id: 7, order_id: 5 }, { resource: 'orders', platform_id: '5' }],
    ['products/delete', { id: 11 }, { resource: 'products', platform_id: '11', change: 'delete' }],
    ['products/update', { id: 11 }, { resource: 'products', platform_id: '11' }],
    ['customers/delete', { id: 9 }, { resource: 'customers', platform_id: '9', change: 'delete' }],
    [
      'inventory_levels/update',
      { inventory_item_id: 31, location_id: 1 },
      { resource: 'inventory', platform_id: 'gid://shopify/InventoryItem/31' },
    ],
    ['inventory_levels/disconnect', { inventory_item_id: 31 }, { resource: 'inventory', change: 'upsert' }],
    ['inventory_items/update', { id: 31 }, { resource: 'inventory', platform_id: 'gid://shopify/InventoryItem/31' }],
    ['themes/publish', { id: 1 }, { resource: null, platform_id: null }],
  ])('%s of %j', (topic, payload, meaning) => {
    const understood = webhooks.understand(delivery(topic, JSON.stringify(payload)));
    expect(understood).toMatchObject({ delivery_id: 'd-1', topic, ...meaning });
  });

  it.each<[string, WebhookDelivery]>([
    ['a body that is not JSON', delivery('orders/create', 'x')],
    ['a list', delivery('orders/create', '[]')],
    ['no id', delivery('orders/create', '{}')],
    ['an id that lost digits', delivery('orders/create', '{"id": 12345678901234567890}')],
    ['no topic', delivery('', '{"id":1}')],
    ['no id of the delivery', delivery('orders/create', '{"id":1}', { 'x-shopify-webhook-id': '' })],
  ])('refuses %s', (_what, given) => {
    expect(() => webhooks.understand(given)).toThrow(expect.objectContaining({ fault: 'bad_answer' }));
  });

  it('knows no pings', () => {
    expect(webhooks.isPing(delivery('orders/create', '{}'))).toBe(false);
  });
});

describe('register', () => {
  it('subscribes what is missing and gives back all of ours', async () => {
    const fake = new FakeShopify()
      .on(
        'KsapWebhooks',
        ok({ webhookSubscriptions: page([subscription('ORDERS_CREATE', CALLBACK, 1)], 'w1') }),
        ok({ webhookSubscriptions: page([subscription('ORDERS_UPDATED', 'https://other.example/', 2)]) }),
      )
      .on('KsapWebhookCreate', created(50));
    const ids = await webhooks.register(fake.connection(APP), CALLBACK, 'unused');
    expect(ids).toHaveLength(SUBSCRIBED_TOPICS.length);
    expect(ids[0]).toBe('gid://shopify/WebhookSubscription/1');
    const topics = fake.named('KsapWebhookCreate').map((call) => call.variables.topic);
    expect(topics).toEqual(SUBSCRIBED_TOPICS.filter((topic) => topic !== 'ORDERS_CREATE'));
    expect(fake.named('KsapWebhookCreate')[0]?.variables.uri).toBe(CALLBACK);
  });

  it('goes on when one is there already, and tells of one that Shopify refuses after trying the others', async () => {
    const fake = new FakeShopify()
      .on('KsapWebhooks', ok({ webhookSubscriptions: page([]) }))
      .on(
        'KsapWebhookCreate',
        refused('Address for this topic has already been taken'),
        refused('You may not'),
        created(3),
      );
    await expect(webhooks.register(fake.connection(APP), CALLBACK, '')).rejects.toMatchObject({
      fault: 'rejected',
      provider_message: 'You may not',
    });
    expect(fake.named('KsapWebhookCreate')).toHaveLength(SUBSCRIBED_TOPICS.length);
  });

  it('subscribes nothing that could not be verified', async () => {
    const fake = new FakeShopify();
    expect(await webhooks.register(fake.connection(), CALLBACK, 's')).toEqual([]);
    expect(fake.calls).toEqual([]);
  });
});

describe('remove', () => {
  it('removes what points at the callback, also when it is gone already', async () => {
    const gone = {
      deletedWebhookSubscriptionId: null,
      userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
    };
    const list = page([
      subscription('A', CALLBACK, 1),
      subscription('B', 'https://other.example/', 2),
      subscription('C', CALLBACK, 3),
    ]);
    const fake = new FakeShopify()
      .on('KsapWebhooks', ok({ webhookSubscriptions: list }))
      .on(
        'KsapWebhookDelete',
        ok({ webhookSubscriptionDelete: gone }),
        ok({ webhookSubscriptionDelete: { userErrors: [] } }),
      );
    await webhooks.remove(fake.connection(APP), CALLBACK);
    expect(fake.named('KsapWebhookDelete').map((call) => call.variables.id)).toEqual([
      'gid://shopify/WebhookSubscription/1',
      'gid://shopify/WebhookSubscription/3',
    ]);
  });
});
