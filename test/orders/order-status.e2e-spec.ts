import { expectRefusal } from '../http/envelope.js';
import { SHOP_PLATFORMS } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { OrderShop, type OrderView, story } from './order-shop.js';

describe('PUT orders/:order_id/status', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({
      sandbox: {
        orders: 200,
        products: 20,
        settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
      },
    });
    user = await aUser(app.db);
    http = await as(app.http, user);
  });
  afterAll(() => app.close());

  const put = (id: string, body: object, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    http.put(`/api/v1/orders/${id}/status${query}`, body, { headers });
  const done = (answer: Answer): OrderView => {
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    return answer.body.data as OrderView;
  };

  describe.each(SHOP_PLATFORMS)('on %s', (platform) => {
    let shop: OrderShop;
    beforeAll(async () => {
      shop = await OrderShop.open(app, http, platform);
    });

    it('goes the whole way from pending to delivered, each step at the shop', async () => {
      const order = await shop.untouched('pending', platform === 'shopify' ? `payment_status = 'pending'` : 'true');
      expect(done(await put(order.id, { status: 'paid', note: 'cash' }))).toMatchObject({
        status: 'paid',
        payment_status: 'paid',
      });
      expect(done(await put(order.id, { status: 'fulfilled' }))).toMatchObject({ status: 'fulfilled' });
      if (platform === 'shopify') expect(done(await put(order.id, { status: 'shipped' })).status).toBe('shipped');
      else
        expect((await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: 'RB123456785GB' })).status).toBe(
          200,
        );
      if (platform === 'magento') {
        const refused = await put(order.id, { status: 'delivered' });
        expectRefusal(refused, 409, 'CONFLICT');
        expect(refused.body.error.details).toMatchObject({ reason: 'not_pushable', platform });
      }
      const after = done(await put(order.id, { status: 'delivered' }, platform === 'magento' ? '?push=false' : ''));
      expect(after.status).toBe('delivered');
      expect(story(after)).toEqual(['fulfilled ksap', 'shipped ksap', 'delivered ksap']);
      expect(after.timeline.filter(({ kind }) => kind === 'paid')).toMatchObject([
        { source: 'ksap', actor_user_id: user.id, details: { note: 'cash' } },
      ]);
      await shop.poll();
      expect(await shop.order(order.id)).toMatchObject({ status: 'delivered', timeline: after.timeline });
    });

    it('changes nothing when it is so already', async () => {
      const order = await shop.untouched();
      const etag = await shop.etag(order.id);
      const before = await shop.writes();
      for (const query of ['', '?push=false']) {
        const answer = await put(order.id, { status: 'paid' }, query);
        expect(done(answer).timeline).toEqual(order.timeline);
        expect(answer.headers.get('etag')).toBe(etag);
      }
      expect(await shop.writes()).toEqual(before);
    });

    it('refuses to call shipped what is in no parcel, and says what to use', async () => {
      const order = await shop.untouched();
      done(await put(order.id, { status: 'fulfilled' }, '?push=false'));
      const answer = await put(order.id, { status: 'shipped' });
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details.use).toBe(`POST /api/v1/orders/${order.id}/ship`);
    });

    it('keeps a status here alone, until a newer version comes from the shop', async () => {
      const order = await shop.untouched();
      const before = await shop.writes();
      const kept = done(await put(order.id, { status: 'fulfilled', note: 'at the counter' }, '?push=false'));
      expect(kept).toMatchObject({ status: 'fulfilled', fulfillment_status: 'unfulfilled' });
      expect(kept.timeline.at(-1)).toMatchObject({
        kind: 'fulfilled',
        source: 'ksap',
        actor_user_id: user.id,
        details: { pushed: false, note: 'at the counter', status: { from: 'paid', to: 'fulfilled' } },
      });
      expect(await shop.writes()).toEqual(before);
      await shop.poll();
      expect((await shop.order(order.id)).status).toBe('fulfilled');
      await shop.happens('order_updated', order);
      await shop.poll();
      expect((await shop.order(order.id)).status).toBe('paid');
    });

    it('cancels through the status as well', async () => {
      const order = await shop.cancellable();
      const after = done(await put(order.id, { status: 'cancelled', note: 'changed their mind' }));
      expect(after.status).toBe('cancelled');
      expect(story(after).filter((entry) => entry.startsWith('cancelled'))).toEqual(['cancelled ksap']);
      expect(after.timeline.at(-1)!.details).toMatchObject({ note: 'changed their mind' });
    });

    it('refuses what the state table does not have, at the shop or here', async () => {
      const order = await shop.untouched();
      const before = await shop.writes();
      for (const query of ['', '?push=false']) {
        for (const to of ['pending', 'shipped', 'delivered']) {
          const answer = await put(order.id, { status: to }, query);
          expectRefusal(answer, 409, 'INVALID_STATE');
          expect(answer.body.error.details).toEqual({ from: 'paid', to, allowed: ['fulfilled', 'cancelled'] });
        }
      }
      expect(await shop.writes()).toEqual(before);
    });
  });

  describe('of an order whose store is not connected', () => {
    it('can be kept here, and is refused for the shop', async () => {
      const store = await aStore(app.db, { user_id: user.id, connection_state: 'disconnected' });
      const order = await anOrder(app.db, { store_id: store.id, status: 'pending' });
      expectRefusal(await put(order.id, { status: 'paid' }), 409, 'INVALID_STATE');
      expect(done(await put(order.id, { status: 'paid' }, '?push=false')).status).toBe('paid');
      const events = await app.db.query(`SELECT type, payload FROM outbox WHERE payload->>'order_id' = $1`, [order.id]);
      expect(events).toEqual([
        { type: 'order.status_changed', payload: { order_id: order.id, from: 'pending', to: 'paid' } },
      ]);
      expect(await app.db.count('audit_log', `subject_id = $1 AND action = 'order.status_changed'`, [order.id])).toBe(
        1,
      );
    });

    it('answers 412 to an old If-Match', async () => {
      const store = await aStore(app.db, { user_id: user.id });
      const order = await anOrder(app.db, { store_id: store.id, status: 'pending' });
      const old = { 'if-match': '"old"' };
      expectRefusal(await put(order.id, { status: 'paid' }, '?push=false', old), 412, 'PRECONDITION_FAILED');
      expectRefusal(await put(order.id, { status: 'paid' }, '', old), 412, 'PRECONDITION_FAILED');
    });
  });

  describe('bad input', () => {
    it.each<[object, string, string]>([
      [{}, '', 'status'],
      [{ status: 'lost' }, '', 'status'],
      [{ status: 'paid', note: 7 }, '', 'note'],
      [{ status: 'paid', colour: 'red' }, '', 'colour'],
      [{ status: 'paid' }, '?push=maybe', 'push'],
      [{ status: 'paid' }, '?pull=true', 'pull'],
    ])('%j%s is refused by name', async (body, query, field) => {
      const store = await aStore(app.db, { user_id: user.id });
      const order = await anOrder(app.db, { store_id: store.id });
      const answer = await put(order.id, body, query);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });
  });
});
