import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, insert, type OrderRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';

describe('GET orders/:order_id', () => {
  let app: TestApp;
  let http: HttpClient;
  let storeId: string;
  let order: OrderRow;
  let answer: Answer;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    storeId = (await aStore(app.db, { user_id: user.id, name: 'Berlin' })).id;
    const product = await aProduct(app.db, { store_id: storeId });
    order = await anOrder(app.db, {
      store_id: storeId,
      status: 'cancelled',
      currency: 'USD',
      total_amount: '143.3',
      tags: ['vip'],
      billing_address: { city: 'Berlin' },
      created_at: '2026-01-01T10:00:00Z',
      paid_at: '2026-01-01T10:05:00Z',
      cancelled_at: '2026-01-09T10:00:00Z',
      cancel_reason: 'customer',
      items: [
        { title: 'Second', position: 2, price: '10', total: '20', quantity: 2 },
        { title: 'First', position: 1, price: '5.125', total: '5.125', product_id: product.id },
      ],
    });
    const fulfillment = { order_id: order.id, status: 'success' };
    await insert(app.db, 'fulfillments', {
      ...fulfillment,
      platform_fulfillment_id: 'late',
      carrier: 'UPS',
      shipped_at: '2026-01-04T10:00:00Z',
    });
    await insert(app.db, 'fulfillments', {
      ...fulfillment,
      platform_fulfillment_id: 'early',
      carrier: 'DHL',
      tracking_number: 'T1',
      shipped_at: '2026-01-02T10:00:00Z',
      delivered_at: '2026-01-03T10:00:00Z',
      items: [{ platform_item_id: 'x', quantity: 1 }],
    });
    await insert(app.db, 'refunds', {
      order_id: order.id,
      platform_refund_id: 'r1',
      amount: '1500',
      currency: 'JPY',
      refunded_at: '2026-01-08T10:00:00Z',
      reason: 'damaged',
    });
    await insert(app.db, 'order_timeline', {
      order_id: order.id,
      kind: 'changed',
      message: 'Changed in the shop: status from paid to cancelled',
      source: 'shopify',
      details: { status: { from: 'paid', to: 'cancelled' } },
      occurred_at: '2026-01-05T10:00:00Z',
    });
    answer = await http.get(`/api/v1/orders/${order.id}`);
  });
  afterAll(() => app.close());

  it('gives the order with its store, amounts and addresses', () => {
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({
      id: order.id,
      store: { id: storeId, name: 'Berlin', platform: 'shopify' },
      total_amount: '143.30',
      currency: 'USD',
      status: 'cancelled',
      tags: ['vip'],
      billing_address: { city: 'Berlin' },
      shipping_address: null,
      cancel_reason: 'customer',
      created_at: '2026-01-01T10:00:00.000Z',
    });
  });

  it('keeps to itself what is not for the wire', () => {
    const keys = Object.keys(answer.body.data);
    for (const key of ['user_id', 'content_hash', 'search_text', 'deleted_at', 'payment_reference']) {
      expect(keys).not.toContain(key);
    }
  });

  it('gives its lines in their order', () => {
    expect(answer.body.data.items).toMatchObject([
      { title: 'First', quantity: 1, price: '5.125', total: '5.125', product_id: expect.any(String) },
      { title: 'Second', quantity: 2, price: '10.00', total: '20.00', product_id: null },
    ]);
  });

  it('gives its fulfilments and refunds, the earliest first, a refund in its own currency', () => {
    const { fulfillments, refunds } = answer.body.data;
    expect(fulfillments).toMatchObject([
      { platform_fulfillment_id: 'early', carrier: 'DHL', tracking_number: 'T1', items: [{ quantity: 1 }] },
      { platform_fulfillment_id: 'late', carrier: 'UPS', tracking_number: null, delivered_at: null, items: [] },
    ]);
    expect(refunds).toMatchObject([{ amount: '1500', currency: 'JPY', reason: 'damaged' }]);
  });

  it('tells its story in the order in which it happened', () => {
    const { timeline } = answer.body.data;
    expect(
      timeline.map(({ kind, occurred_at }: Record<string, string>) => `${occurred_at!.slice(8, 10)} ${kind!}`),
    ).toEqual([
      '01 placed',
      '01 paid',
      '02 fulfilled',
      '03 delivered',
      '04 fulfilled',
      '05 changed',
      '08 refunded',
      '09 cancelled',
    ]);
    expect(timeline[5]).toMatchObject({ source: 'shopify', details: { status: { from: 'paid', to: 'cancelled' } } });
    expect(timeline[6].message).toBe('Refunded 1500 JPY');
  });

  it('bears an ETag that changes with the row', async () => {
    const etag = answer.headers.get('etag');
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await http.get(`/api/v1/orders/${order.id}`)).headers.get('etag')).toBe(etag);
    await app.db.query(`UPDATE orders SET updated_at = updated_at + interval '1 microsecond' WHERE id = $1`, [
      order.id,
    ]);
    expect((await http.get(`/api/v1/orders/${order.id}`)).headers.get('etag')).not.toBe(etag);
  });

  it('takes the id in capitals', async () => {
    expect((await http.get(`/api/v1/orders/${order.id.toUpperCase()}`)).body.data.id).toBe(order.id);
  });

  it('answers 404 for an order that is gone at its platform', async () => {
    const gone = await anOrder(app.db, { store_id: storeId, deleted_at: new Date() });
    expectRefusal(await http.get(`/api/v1/orders/${gone.id}`), 404, 'NOT_FOUND');
  });

  it('gives an order of which hardly anything is known', async () => {
    const bare = await insert(app.db, 'orders', { store_id: storeId, user_id: order.user_id });
    const { data } = (await http.get(`/api/v1/orders/${bare.id}`)).body;
    expect(data).toMatchObject({ total_amount: null, items: [], fulfillments: [], refunds: [] });
    expect(data.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['placed']);
  });
});
