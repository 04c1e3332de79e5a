import { createHmac } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import { harness, textOf, type Harness } from './spec-support.js';

const TARGET = 'http://127.0.0.1:9099/hook';

async function hooked(...topics: string[]): Promise<Harness> {
  const shop = harness();
  for (const topic of topics) {
    const body = { topic, delivery_url: TARGET, secret: 'own-secret', name: topic };
    expect((await shop.call('POST', 'webhooks', {}, { body })).status).toBe(201);
  }
  for (const ping of shop.sent.splice(0)) ping.settled?.({ delivered: true, status: 200, attempts: 1 });
  return shop;
}

function payload(shop: Harness, at: number): JsonObject {
  return JSON.parse(String(shop.sent[at]?.build(1)?.body)) as JsonObject;
}

describe('webhooks', () => {
  it('greets a new webhook with an unsigned form', async () => {
    const shop = harness();
    await shop.call('POST', 'webhooks', {}, { body: { topic: 'order.created', delivery_url: TARGET } });
    const made = shop.sent[0]?.build(1);
    expect(made?.body).toBe('webhook_id=1');
    expect(made?.headers['Content-Type']).toBe('application/x-www-form-urlencoded');
    expect(Object.keys(made?.headers ?? {}).some((name) => /signature/i.test(name))).toBe(false);
  });

  it('signs the raw body and names topic, webhook and delivery', async () => {
    const shop = await hooked('order.updated');
    await shop.provider.event('order_updated', {});
    const made = shop.sent[0]?.build(1);
    const body = String(made?.body);
    expect(made?.headers).toMatchObject({
      'X-WC-Webhook-Topic': 'order.updated',
      'X-WC-Webhook-Resource': 'order',
      'X-WC-Webhook-Event': 'updated',
      'X-WC-Webhook-ID': '1',
      'X-WC-Webhook-Source': 'http://127.0.0.1:4010/woocommerce/demo/',
      'X-WC-Webhook-Signature': createHmac('sha256', 'own-secret').update(body).digest('base64'),
    });
    expect(made?.headers['X-WC-Webhook-Delivery-ID']).toMatch(/^[0-9a-f]{32}$/);
    expect(body).toMatch(/\\u[0-9a-f]{4}|\\\//);
  });

  it('tells of a new order twice, and of a trashed one by its id alone', async () => {
    const shop = await hooked('order.created', 'order.updated', 'order.deleted');
    const placed = await shop.provider.event('order_placed', {});
    expect(shop.sent.map((send) => send.topic)).toEqual(['order.created', 'order.updated']);
    expect(payload(shop, 0).id).toBe(placed.order_id);
    shop.sent.splice(0);
    await shop.provider.event('order_deleted', { order_id: placed.order_id ?? 0 });
    expect(shop.sent.map((send) => send.topic)).toEqual(['order.deleted']);
    expect(payload(shop, 0)).toEqual({ id: placed.order_id });
  });

  it('sends changes that come before the delivery as one, with the last state', async () => {
    const shop = await hooked('order.updated');
    const { order_id: orderId } = await shop.provider.event('order_updated', { customer_note: 'first' });
    await shop.provider.event('order_updated', { order_id: orderId ?? 0, customer_note: 'second' });
    expect(shop.sent).toHaveLength(1);
    expect(payload(shop, 0).customer_note).toBe('second');
  });

  it('switches off at the seventh failure in a row', async () => {
    const shop = await hooked('order.updated');
    for (let failure = 1; failure <= 7; failure++) {
      expect((await shop.get('webhooks/1')).record.status).toBe('active');
      await shop.provider.event('order_updated', {});
      for (const send of shop.sent.splice(0)) {
        send.build(1);
        const ping = send.topic === 'ping';
        send.settled?.({ delivered: ping, status: ping ? 200 : 500, attempts: 1 });
      }
    }
    expect((await shop.get('webhooks/1')).record.status).toBe('disabled');
    await shop.provider.event('order_updated', {});
    expect(shop.sent).toEqual([]);
  });

  it('deletes only by force', async () => {
    const shop = await hooked('order.updated');
    expect((await shop.call('DELETE', 'webhooks/1')).status).toBe(501);
    expect((await shop.call('DELETE', 'webhooks/1', { force: 'true' })).status).toBe(200);
    expect((await shop.get('webhooks/1')).status).toBe(404);
  });

  it('ignores a JSON body without its content type', async () => {
    const how = { body: { topic: 'order.created', delivery_url: TARGET }, headers: { 'content-type': 'text/plain' } };
    expect((await harness().call('POST', 'webhooks', {}, how)).record.code).toBe('rest_missing_callback_param');
  });
});

describe('events', () => {
  it('lets modified dates grow, so that an incremental read finds exactly what happened', async () => {
    const shop = harness();
    const query = { dates_are_gmt: 'true', orderby: 'modified', order: 'desc', per_page: '1' };
    const before = textOf((await shop.get('orders', query)).rows[0], 'date_modified_gmt');
    const touched = [];
    for (const type of ['order_shipped', 'order_cancelled', 'order_refunded', 'order_delivered', 'order_placed']) {
      touched.push((await shop.provider.event(type, {})).order_id);
    }
    const found = await shop.get('orders', { ...query, per_page: '100', modified_after: before });
    expect(new Set(found.rows.map((order) => order.id))).toEqual(new Set(touched));
  });

  it('refunds: by line, by amount, in full, and never more than is left', async () => {
    const shop = harness();
    const { order_id: id } = await shop.provider.event('order_placed', {});
    const order = async (): Promise<JsonObject> => (await shop.get(`orders/${Number(id)}`)).record;
    const total = (await order()).total;
    await shop.provider.event('order_refunded', { order_id: id ?? 0, amount: '0.01' });
    await shop.provider.event('order_refunded', { order_id: id ?? 0, full: true });
    const after = await order();
    expect([after.total, after.status]).toEqual([total, 'refunded']);
    const sum = (after.refunds as JsonObject[]).reduce(
      (cents, refund) => cents + Math.round(Number(refund.total) * 100),
      0,
    );
    expect(sum).toBe(-Math.round(Number(total) * 100));
    await expect(shop.provider.event('order_refunded', { order_id: id ?? 0, amount: '0.01' })).rejects.toThrow('left');
  });

  it("bumps the parent when a variation's stock changes, and sends the variation", async () => {
    const shop = await hooked('product.updated');
    const [variation] = (await shop.get('products', { sku: 'VAR-001-00' })).rows;
    const parent = Number(variation?.parent_id);
    const before = (await shop.get(`products/${parent}`)).record.date_modified_gmt;
    await shop.provider.event('inventory_changed', { variation_id: Number(variation?.id), quantity: 77 });
    expect(payload(shop, 0)).toMatchObject({ id: Number(variation?.id), type: 'variation', stock_quantity: 77 });
    expect((await shop.get(`products/${parent}`)).record.date_modified_gmt).not.toBe(before);
  });

  it('shows lines of a product that was deleted for good as product 0, those of a trashed one unchanged', async () => {
    const shop = harness({ products: 6 });
    const lines = async (): Promise<JsonObject[]> =>
      (await shop.get('orders', { per_page: '100' })).rows.flatMap((order) => order.line_items as JsonObject[]);
    const sold = Number(
      (await lines()).find((line) => Number(line.product_id) > 0 && line.variation_id === 0)?.product_id,
    );
    await shop.provider.event('product_deleted', { product_id: sold });
    expect((await lines()).some((line) => line.product_id === sold)).toBe(true);
    await shop.provider.event('product_deleted', { product_id: sold, force: true });
    expect((await lines()).some((line) => line.product_id === sold)).toBe(false);
    expect(shop.provider.state().products).toBe(5);
  });

  it('fires coupon.deleted too when a product is trashed, as recorded', async () => {
    const shop = await hooked('product.deleted', 'coupon.deleted');
    const { product_id: id } = await shop.provider.event('product_deleted', {});
    expect(shop.sent.map((send) => send.topic)).toEqual(['product.deleted', 'coupon.deleted']);
    expect(payload(shop, 1)).toEqual({ id });
  });

  it('refuses what it does not know', async () => {
    const shop = harness();
    await expect(shop.provider.event('nonsense', {})).rejects.toThrow('unknown event type');
    await expect(shop.provider.event('order_updated', { order_id: 1 })).rejects.toThrow('no order 1');
  });
});

describe('refusals of the neighbourhood', () => {
  it('throttles as a firewall: HTML and Retry-After', () => {
    const answer = harness().provider.throttled({} as never);
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({ 'Content-Type': 'text/html', 'Retry-After': '2' });
  });

  it('refuses a revoked key in JSON', () => {
    const answer = harness().provider.revoked({} as never);
    expect([answer.status, answer.body]).toEqual([
      401,
      '{"code":"woocommerce_rest_authentication_error","message":"Consumer key is invalid.","data":{"status":401}}',
    ]);
  });
});
