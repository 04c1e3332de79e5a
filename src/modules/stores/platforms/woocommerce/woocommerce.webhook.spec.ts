import { createHmac } from 'node:crypto';

import { FixedClock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import type { WebhookDelivery } from '../platform.port.js';
import { FakeShop, json, refusal } from './testing/fake-shop.js';
import { TOPICS, WooCommerceWebhooks } from './woocommerce.webhook.js';

const webhooks = new WooCommerceWebhooks(new FixedClock());
const CALLBACK = 'https://ksap.example.test/api/v1/webhooks/woocommerce/1';

function shopWith(...hooks: JsonObject[]): FakeShop {
  const shop = new FakeShop();
  shop.lists.set('webhooks', hooks);
  shop.handlers.push(({ method, path, body }) => {
    if (method === 'POST') {
      const hook = { ...body, id: 100 + hooks.length };
      hooks.push(hook);
      return json(hook, 201);
    }
    if (method === 'DELETE') {
      const index = hooks.findIndex((hook) => path === `webhooks/${Number(hook.id)}`);
      if (index === -1) return refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
      return json(hooks.splice(index, 1)[0] ?? {});
    }
    return undefined;
  });
  return shop;
}

const writes = (shop: FakeShop): string[] =>
  shop.seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('register', () => {
  it('makes one for each topic, and none the second time', async () => {
    const shop = shopWith({ id: 1, topic: 'order.created', delivery_url: 'https://other.test/', status: 'active' });
    const ids = await webhooks.register(shop.connection(), CALLBACK, 'secret');
    expect(ids).toHaveLength(TOPICS.length);
    expect(shop.lists.get('webhooks')).toHaveLength(TOPICS.length + 1);
    const posted = shop.seen.find(({ method }) => method === 'POST');
    expect(posted?.body).toEqual({
      name: 'KSAP order.created',
      topic: 'order.created',
      delivery_url: CALLBACK,
      secret: 'secret',
      status: 'active',
    });
    shop.seen.length = 0;
    expect(await webhooks.register(shop.connection(), CALLBACK, 'secret')).toEqual(ids);
    expect(writes(shop)).toEqual(ids.map((id) => `PUT webhooks/${id}`));
  });

  it('switches on what WooCommerce switched off, with our secret, and removes a double', async () => {
    const shop = shopWith(
      { id: 5, topic: 'order.updated', delivery_url: CALLBACK, status: 'disabled' },
      { id: 6, topic: 'order.updated', delivery_url: CALLBACK, status: 'active' },
    );
    const ids = await webhooks.register(shop.connection(), CALLBACK, 'fresh');
    expect(ids).toContain('5');
    expect(shop.seen.find(({ method }) => method === 'PUT')).toMatchObject({
      path: 'webhooks/5',
      body: { status: 'active', secret: 'fresh' },
    });
    expect(writes(shop)).toContain('DELETE webhooks/6');
    expect(writes(shop)).not.toContain('POST webhooks/5');
  });

  it('brings along what still points at our address before, and leaves what is not ours', async () => {
    const before = CALLBACK.replace('ksap.example.test', 'before.example.test');
    const shop = shopWith(
      { id: 5, name: 'KSAP order.updated', topic: 'order.updated', delivery_url: before, status: 'disabled' },
      { id: 6, name: 'Somebody', topic: 'order.updated', delivery_url: before, status: 'active' },
      { id: 7, name: 'KSAP order.updated', topic: 'order.updated', delivery_url: `${CALLBACK}2`, status: 'active' },
    );
    const ids = await webhooks.register(shop.connection(), CALLBACK, 'fresh');
    expect(ids).toContain('5');
    expect(shop.seen.find(({ method }) => method === 'PUT')).toMatchObject({
      path: 'webhooks/5',
      body: { status: 'active', secret: 'fresh', delivery_url: CALLBACK },
    });
    expect(writes(shop).filter((write) => /webhooks\/[67]$/.test(write))).toEqual([]);
  });

  it('makes anew the one whose topic somebody changed', async () => {
    const shop = shopWith({
      id: 5,
      name: 'KSAP order.updated',
      topic: 'coupon.created',
      delivery_url: CALLBACK,
      status: 'active',
    });
    const ids = await webhooks.register(shop.connection(), CALLBACK, 'fresh');
    expect(ids).toHaveLength(TOPICS.length);
    expect(writes(shop)).toContain('DELETE webhooks/5');
    expect(
      shop.lists
        .get('webhooks')
        ?.map(({ topic }) => topic)
        .sort(),
    ).toEqual([...TOPICS].sort());
  });

  it('does not call the connection broken when the key may only read', async () => {
    const shop = shopWith();
    shop.handlers.unshift(({ method }) =>
      method === 'POST' ? refusal(401, 'woocommerce_rest_cannot_create', 'Sorry, you cannot create.') : undefined,
    );
    await expect(webhooks.register(shop.connection(), CALLBACK, 's')).rejects.toMatchObject({
      fault: 'rejected',
      message: expect.stringContaining('Read/Write'),
      provider_code: 'woocommerce_rest_cannot_create',
    });
  });
});

describe('remove', () => {
  it('removes ours for good, leaves others, and does not mind one that is gone', async () => {
    const shop = shopWith(
      { id: 1, topic: 'order.created', delivery_url: CALLBACK },
      { id: 2, topic: 'order.created', delivery_url: 'https://other.test/' },
      { id: 3, topic: 'order.updated', delivery_url: CALLBACK },
    );
    shop.handlers.unshift(({ method, path }) =>
      method === 'DELETE' && path === 'webhooks/1'
        ? refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.')
        : undefined,
    );
    await webhooks.remove(shop.connection(), CALLBACK);
    expect(writes(shop)).toEqual(['DELETE webhooks/1', 'DELETE webhooks/3']);
    expect(shop.seen.filter(({ method }) => method === 'DELETE').every(({ query }) => query.force === 'true')).toBe(
      true,
    );
  });
});

function delivery(body: string, headers: Record<string, string> = {}): WebhookDelivery {
  return { headers, raw_body: Buffer.from(body) };
}

describe('verify', () => {
  const body = '{"id":550,"name":"Grüße"}';
  const signed = createHmac('sha256', 'secret').update(body).digest('base64');

  it('takes the signature over the raw bytes, and no other', () => {
    const headers = { 'x-wc-webhook-signature': signed };
    expect(webhooks.verify(delivery(body, headers), 'secret')).toBe(true);
    expect(webhooks.verify(delivery(`${body} `, headers), 'secret')).toBe(false);
    expect(webhooks.verify(delivery(body, headers), 'other')).toBe(false);
    expect(webhooks.verify(delivery(body, { 'x-wc-webhook-signature': `${signed}x` }), 'secret')).toBe(false);
    expect(webhooks.verify(delivery(body, { 'x-wc-webhook-signature': '' }), 'secret')).toBe(false);
    expect(webhooks.verify(delivery(body), 'secret')).toBe(false);
  });

  it('trusts nothing that is signed with an empty secret', () => {
    const empty = createHmac('sha256', '').update(body).digest('base64');
    expect(webhooks.verify(delivery(body, { 'x-wc-webhook-signature': empty }), '')).toBe(false);
  });
});

describe('isPing', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('knows the unsigned form of a new webhook, and nothing else', () => {
    expect(webhooks.isPing(delivery('webhook_id=17', form))).toBe(true);
    expect(
      webhooks.isPing(delivery('webhook_id=17', { 'content-type': `${form['content-type']}; charset=UTF-8` })),
    ).toBe(true);
    expect(webhooks.isPing(delivery('webhook_id=17&x=1', form))).toBe(false);
    expect(webhooks.isPing(delivery('webhook_id=', form))).toBe(false);
    expect(webhooks.isPing(delivery('webhook_id=17', { 'content-type': 'application/json' }))).toBe(false);
    expect(webhooks.isPing(delivery('webhook_id=17', { ...form, 'x-wc-webhook-signature': 'x' }))).toBe(false);
  });
});

describe('understand', () => {
  const meaning = (topic: string, payload: JsonObject): unknown =>
    webhooks.understand(
      delivery(JSON.stringify(payload), { 'x-wc-webhook-topic': topic, 'x-wc-webhook-delivery-id': 'd1' }),
    );

  it.each([
    ['order.created', 'orders', 'upsert'],
    ['order.updated', 'orders', 'upsert'],
    ['order.restored', 'orders', 'upsert'],
    ['order.deleted', 'orders', 'delete'],
    ['product.updated', 'products', 'upsert'],
    ['product.deleted', 'products', 'delete'],
    ['customer.created', 'customers', 'upsert'],
    ['customer.deleted', 'customers', 'delete'],
  ])('%s is %s: %s', (topic, resource, change) => {
    expect(meaning(topic, { id: 550 })).toEqual({ delivery_id: 'd1', topic, resource, platform_id: '550', change });
  });

  it('leads from a variation to its product, which is never deleted with it', () => {
    const variation = { id: 62, parent_id: 56, type: 'variation' };
    expect(meaning('product.updated', variation)).toMatchObject({ platform_id: '56', change: 'upsert' });
    expect(meaning('product.deleted', variation)).toMatchObject({ platform_id: '56', change: 'upsert' });
  });

  it.each(['coupon.deleted', 'action.woocommerce_add_to_cart', 'nonsense'])('needs no work for %s', (topic) => {
    expect(meaning(topic, { id: 20 })).toMatchObject({ resource: null, platform_id: null });
  });

  it.each([
    ['no id', '{"a":1}', { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-delivery-id': 'd' }],
    ['no JSON', 'id=1', { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-delivery-id': 'd' }],
    ['a list', '[]', { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-delivery-id': 'd' }],
    ['no topic', '{"id":1}', { 'x-wc-webhook-delivery-id': 'd' }],
    ['no delivery id', '{"id":1}', { 'x-wc-webhook-topic': 'order.updated' }],
  ])('refuses a delivery with %s', (_what, body, headers) => {
    expect(() => webhooks.understand(delivery(body, headers as Record<string, string>))).toThrow(/not WooCommerce's/);
  });
});
