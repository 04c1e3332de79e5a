import { expectRefusal } from '../http/envelope.js';
import { SHOP_PLATFORMS } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { OrderShop, type OrderView, story } from './order-shop.js';

describe('an order', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;
  let stranger: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({
      sandbox: {
        orders: 160,
        products: 20,
        settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
      },
    });
    user = await aUser(app.db);
    http = await as(app.http, user);
    stranger = await as(app.http, await aUser(app.db));
  });
  afterAll(() => app.close());

  describe.each(SHOP_PLATFORMS)('on %s', (platform) => {
    let shop: OrderShop;
    beforeAll(async () => {
      shop = await OrderShop.open(app, http, platform);
    });
    const put = (order: OrderView, body: object, headers: Record<string, string> = {}) =>
      http.put(`/api/v1/orders/${order.id}`, body, { headers });

    it('gets another note and other tags at the shop, and tells who changed them', async () => {
      const order = await shop.untouched();
      const hasTags = platform !== 'magento';
      const wish = { notes: 'Leave at the door', ...(hasTags && { tags: ['vip', 'gift'] }) };
      const answer = await put(order, wish);
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      const after = answer.body.data as OrderView;
      expect(after.notes).toBe('Leave at the door');
      if (hasTags) expect([...after.tags].sort()).toEqual(['gift', 'vip']);
      expect(after.timeline.at(-1)).toMatchObject({ kind: 'edited', source: 'ksap', actor_user_id: user.id });
      await shop.poll();
      expect(await shop.order(order.id)).toMatchObject({ notes: 'Leave at the door', timeline: after.timeline });

      const done = await shop.writes();
      expect((await put(order, { ...wish, ...(hasTags && { tags: ['gift', 'vip'] }) })).status).toBe(200);
      expect(await shop.writes()).toEqual(done);
      if (!hasTags) {
        const refused = await put(order, { tags: ['vip'] });
        expectRefusal(refused, 400, 'VALIDATION_ERROR');
        expect(refused.body.error.details.field).toBe('tags');
        return;
      }
      const cleared = await put(order, { notes: null, tags: [] });
      expect(cleared.body.data).toMatchObject({ tags: [] });
      expect(cleared.body.data.notes ?? '').toBe('');
    });

    it('keeps what somebody changed at the shop when the If-Match is older than that', async () => {
      const order = await shop.untouched();
      const etag = await shop.etag(order.id);
      await shop.happens('order_updated', order, { note: 'theirs', customer_note: 'theirs' });
      const answer = await put(order, { notes: 'ours' }, { 'if-match': etag });
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details).toMatchObject({ yours: { etag }, platform: { notes: 'theirs' } });
      expect((await shop.order(order.id)).notes).toBe('theirs');
      expectRefusal(await put(order, { notes: 'ours' }, { 'if-match': etag }), 412, 'PRECONDITION_FAILED');
    });

    it('is cancelled once, with goods put back, and left alone from then on', async () => {
      const order = await shop.cancellable();
      const cancel = (body: object = {}) => http.post(`/api/v1/orders/${order.id}/cancel`, body);
      const answer = await cancel({ reason: 'inventory', note: 'none left', restock: true });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      expect(answer.body.data.status).toBe('cancelled');
      // Magento keeps no time of it.
      if (platform !== 'magento') expect(answer.body.data.cancelled_at).toEqual(expect.any(String));
      expect(story(answer.body.data).filter((entry) => entry.startsWith('c'))).toEqual(['cancelled ksap']);
      const done = await shop.writes();
      expect((await cancel()).status).toBe(200);
      expect(await shop.writes()).toEqual(done);
      const events = await app.db.query<{ type: string }>(
        `SELECT type FROM outbox WHERE payload->>'order_id' = $1 ORDER BY type`,
        [order.id],
      );
      expect(events.map(({ type }) => type)).toEqual(['order.cancelled', 'order.status_changed']);
    });

    it('is not cancelled once it is shipped', async () => {
      const order = await shop.untouched();
      const shipped = await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: '1Z999AA10123456784' });
      expect([shipped.status, shipped.body.data?.order?.status]).toEqual([200, 'shipped']);
      const before = await shop.writes();
      const answer = await http.post(`/api/v1/orders/${order.id}/cancel`, {});
      expectRefusal(answer, 409, 'INVALID_STATE');
      expect(answer.body.error.details).toEqual({ from: 'shipped', to: 'cancelled', allowed: ['delivered'] });
      expect(await shop.writes()).toEqual(before);
    });

    it('gets notes of our own, which the shop does not see', async () => {
      const order = await shop.untouched();
      const before = await shop.writes();
      const answer = await http.post(`/api/v1/orders/${order.id}/notes`, { message: '  Call before noon ' });
      expect(answer.status).toBe(200);
      expect(answer.body.data.timeline.at(-1)).toMatchObject({
        kind: 'note',
        message: 'Call before noon',
        source: 'ksap',
        actor_user_id: user.id,
      });
      expect(answer.headers.get('etag')).not.toBe(null);
      expect(await shop.writes()).toEqual(before);
    });

    it('tells its story page by page, the same as on the order, newest first or last', async () => {
      const order = await shop.untouched();
      for (const message of ['one', 'two', 'three']) await http.post(`/api/v1/orders/${order.id}/notes`, { message });
      await shop.happens('order_shipped', order);
      await shop.poll();
      const { timeline } = await shop.order(order.id);
      expect(story({ ...order, timeline })).toEqual(
        expect.arrayContaining(['note ksap', `changed ${platform}`, `fulfilled ${platform}`]),
      );
      const walk = async (sort: string): Promise<OrderView['timeline']> => {
        const entries: OrderView['timeline'] = [];
        let cursor = '';
        do {
          const path = `/api/v1/orders/${order.id}/timeline?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`;
          const { data } = (await http.get(path)).body;
          entries.push(...data.items);
          cursor = data.page.next_cursor ?? '';
        } while (cursor);
        return entries;
      };
      const forward = await walk('occurred_at');
      expect(forward.map(({ message }) => message).sort()).toEqual(timeline.map(({ message }) => message).sort());
      expect(await walk('-occurred_at')).toEqual([...forward].reverse());
    });

    it('is nothing to another user, who changes nothing', async () => {
      const order = await shop.untouched();
      const before = [await shop.writes(), await shop.order(order.id)];
      const path = `/api/v1/orders/${order.id}`;
      const refused = [
        await stranger.put(path, { tags: ['mine'] }),
        await stranger.put(`${path}/status`, { status: 'cancelled' }),
        await stranger.put(`${path}/status?push=false`, { status: 'cancelled' }),
        await stranger.post(`${path}/fulfill`, {}),
        await stranger.post(`${path}/ship`, { tracking_number: '1Z999AA10123456784' }),
        await stranger.post(`${path}/cancel`, {}),
        await stranger.post(`${path}/notes`, { message: 'hello' }),
        await stranger.get(`${path}/tracking`),
        await stranger.get(`${path}/timeline`),
      ];
      for (const answer of refused) expectRefusal(answer, 404, 'NOT_FOUND');
      expect([await shop.writes(), await shop.order(order.id)]).toEqual(before);
    });
  });

  describe('bad input', () => {
    const bad: [string, string, object, string][] = [
      ['PUT', '', { tags: 'vip' }, 'tags'],
      ['PUT', '', { tags: ['a,b'] }, 'tags'],
      ['PUT', '', { tags: ['a', 'a'] }, 'tags'],
      ['PUT', '', { notes: 7 }, 'notes'],
      ['PUT', '', { notes: 'x'.repeat(5001) }, 'notes'],
      ['PUT', '', { status: 'paid' }, 'status'],
      ['POST', '/fulfill', { items: [] }, 'items'],
      ['POST', '/fulfill', { items: [{ order_item_id: 'x', quantity: 1 }] }, 'items.0.order_item_id'],
      [
        'POST',
        '/fulfill',
        { items: [{ order_item_id: '00000000-0000-4000-8000-000000000000', quantity: 0 }] },
        'items.0.quantity',
      ],
      [
        'POST',
        '/fulfill',
        { items: [{ order_item_id: '00000000-0000-4000-8000-000000000000', quantity: 1.5 }] },
        'items.0.quantity',
      ],
      [
        'POST',
        '/fulfill',
        { items: [{ order_item_id: '00000000-0000-4000-8000-000000000000', quantity: -1 }] },
        'items.0.quantity',
      ],
      [
        'POST',
        '/fulfill',
        { items: [{ order_item_id: '00000000-0000-4000-8000-000000000000', quantity: 1 }] },
        'items.0.order_item_id',
      ],
      ['POST', '/fulfill', { notify_customer: 'yes' }, 'notify_customer'],
      ['POST', '/fulfill', { location_id: '' }, 'location_id'],
      ['POST', '/cancel', { reason: 'boredom' }, 'reason'],
      ['POST', '/cancel', { restock: 'yes' }, 'restock'],
      ['POST', '/notes', {}, 'message'],
      ['POST', '/notes', { message: '   ' }, 'message'],
      ['POST', '/notes', { message: 'x'.repeat(2001) }, 'message'],
    ];
    it.each(bad)('%s orders/:id%s %j is refused by name', async (method, path, body, field) => {
      const store = await aStore(app.db, { user_id: user.id });
      const order = await anOrder(app.db, { store_id: store.id, status: 'paid' });
      const answer = await http.request(method, `/api/v1/orders/${order.id}${path}`, { body });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
      expect(await app.db.count('order_timeline', 'order_id = $1', [order.id])).toBe(0);
    });

    it('a place that the shop does not have is refused by name', async () => {
      const other = await as(app.http, await aUser(app.db));
      const shop = await OrderShop.open(app, other, 'shopify');
      const order = await shop.untouched();
      const answer = await other.post(`/api/v1/orders/${order.id}/fulfill`, { location_id: '999' });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe('location_id');
    });

    it('an order that no shop knows cannot be changed at one', async () => {
      const store = await aStore(app.db, { user_id: user.id });
      const order = await anOrder(app.db, { store_id: store.id, status: 'paid', platform_order_id: null });
      const answer = await http.post(`/api/v1/orders/${order.id}/cancel`, {});
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details.reason).toBe('local_only');
    });
  });
});
