import { expectRefusal } from '../http/envelope.js';
import { SHOP_PLATFORMS } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { FROM_TWO_PLACES, OrderShop, type OrderView, story } from './order-shop.js';

describe('POST orders/:order_id/fulfill', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

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
  });
  afterAll(() => app.close());
  afterEach(() => app.sandbox.clearFaults());

  describe.each(SHOP_PLATFORMS)('on %s', (platform) => {
    let shop: OrderShop;
    beforeAll(async () => {
      shop = await OrderShop.open(app, http, platform);
    });

    const fulfill = (order: OrderView, body: object = {}, headers: Record<string, string> = {}) =>
      http.post(`/api/v1/orders/${order.id}/fulfill`, body, { headers });
    const left = (order: OrderView): number =>
      order.items.reduce((sum, item) => sum + item.quantity - item.fulfilled_quantity, 0);

    it('fulfils all that is left, answers the order with its new fulfilment, and tells who did it', async () => {
      const order = await shop.untouched();
      const answer = await fulfill(order);
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      const { order: after, fulfillment } = answer.body.data;
      expect(after).toMatchObject({ id: order.id, status: 'fulfilled', fulfillment_status: 'fulfilled' });
      expect(left(after)).toBe(0);
      expect(after.fulfillments).toContainEqual(fulfillment);
      expect(answer.headers.get('etag')).toBe(await shop.etag(order.id));
      expect(story(after)).toContain('fulfilled ksap');
      const own = after.timeline.filter(({ source }: { source: string }) => source === 'ksap');
      expect(own).toMatchObject([
        { kind: 'fulfilled', actor_user_id: user.id, details: { fulfillment_id: fulfillment.id } },
      ]);
      expect(after.timeline.filter(({ kind }: { kind: string }) => kind === 'changed')).toEqual([]);
    });

    it('fulfils in parts, never more than is left, and refuses when nothing is', async () => {
      const order = await shop.untouched();
      const item = order.items.find(({ quantity }) => quantity > 1)!;
      const first = await fulfill(order, { items: [{ order_item_id: item.id, quantity: 1 }] });
      expect(first.status).toBe(200);
      expect(first.body.data.order).toMatchObject({ status: 'paid', fulfillment_status: 'partial' });
      expect(first.body.data.fulfillment.items).toEqual([{ platform_item_id: item.platform_item_id, quantity: 1 }]);

      const before = await shop.writes();
      const tooMany = await fulfill(order, { items: [{ order_item_id: item.id, quantity: item.quantity }] });
      expectRefusal(tooMany, 409, 'CONFLICT');
      expect(tooMany.body.error.details).toMatchObject({
        reason: 'more_than_left',
        items: [
          { order_item_id: item.id, field: 'items.0.quantity', quantity: item.quantity, left: item.quantity - 1 },
        ],
      });
      expect(await shop.writes()).toEqual(before);

      const rest = await fulfill(order);
      expect(rest.body.data.order).toMatchObject({ status: 'fulfilled', fulfillment_status: 'fulfilled' });
      expect(rest.body.data.order.fulfillments.length).toBeGreaterThan(1);

      const done = await shop.writes();
      const nothing = await fulfill(order);
      expectRefusal(nothing, 409, 'CONFLICT');
      expect(nothing.body.error.details.reason).toBe('nothing_left');
      expect(await shop.writes()).toEqual(done);
    });

    it('refuses a cancelled order and one that is not paid; nothing changes there', async () => {
      const cancelled = await shop.cancellable();
      expect((await http.post(`/api/v1/orders/${cancelled.id}/cancel`, {})).status).toBe(200);
      const unpaid = await shop.untouched('pending');
      const before = await shop.writes();
      for (const [order, from] of [
        [cancelled, 'cancelled'],
        [unpaid, 'pending'],
      ] as const) {
        const answer = await fulfill(order);
        expectRefusal(answer, 409, 'INVALID_STATE');
        expect(answer.body.error.details).toMatchObject({ from, to: 'fulfilled' });
      }
      expect(await shop.writes()).toEqual(before);
    });

    it('sends it from the place that is asked for, where the shop has several', async () => {
      if (platform === 'woocommerce') return;
      const order = await shop.untouched('paid', platform === 'shopify' ? FROM_TWO_PLACES : 'true');
      const { items: places } = (await http.get(`/api/v1/stores/${shop.store_id}/locations`)).body.data as {
        items: { platform_location_id: string; is_active: boolean }[];
      };
      const [first, second] = places.filter((one) => one.is_active).map((one) => one.platform_location_id);
      // Shopify's sandbox sends every second line from its second place; a source of Magento's can have any.
      const item = order.items[platform === 'shopify' ? 1 : 0]!;
      const items = [{ order_item_id: item.id, quantity: 1 }];
      if (platform === 'shopify') {
        const before = await shop.writes();
        const elsewhere = await fulfill(order, { items, location_id: first });
        expectRefusal(elsewhere, 424, 'PROVIDER_REJECTED');
        expect(await shop.writes()).toEqual(before);
      }
      const answer = await fulfill(order, { items, location_id: second });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      expect(answer.body.data.fulfillment.items).toEqual([{ platform_item_id: item.platform_item_id, quantity: 1 }]);
      if (platform !== 'magento') return;
      const sent = (await app.sandbox.requests('magento')).filter(({ url }) => url.endsWith('/ship')).at(-1);
      const body = JSON.parse(String(sent?.body)) as object;
      expect(body).toMatchObject({ arguments: { extension_attributes: { source_code: second } } });
    });

    it('answers the same to a double submit with one Idempotency-Key, and fulfils once', async () => {
      const order = await shop.untouched();
      const key = { 'idempotency-key': `fulfil-${order.id}` };
      const first = await fulfill(order, {}, key);
      expect(first.status).toBe(200);
      const done = await shop.writes();
      const again = await fulfill(order, {}, key);
      expect([again.status, again.text]).toEqual([200, first.text]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(await shop.writes()).toEqual(done);
    });

    it('leaves the Idempotency-Key free when the shop was down, and nothing done there', async () => {
      const order = await shop.untouched();
      const before = await shop.writes();
      const key = { 'idempotency-key': `down-${order.id}` };
      await app.sandbox.fault({ provider: platform, kind: 'error_500' });
      expectRefusal(await fulfill(order, {}, key), 503, 'PROVIDER_UNAVAILABLE');
      expect(await shop.writes()).toEqual(before);
      await app.sandbox.clearFaults();
      const again = await fulfill(order, {}, key);
      expect([again.status, again.body.error]).toEqual([200, undefined]);
    });

    it('does not keep a refusal that came of the order’s state under the Idempotency-Key', async () => {
      const order = await shop.untouched('pending');
      const key = { 'idempotency-key': `pending-${order.id}` };
      expectRefusal(await fulfill(order, {}, key), 409, 'INVALID_STATE');
      expect((await http.put(`/api/v1/orders/${order.id}/status`, { status: 'paid' })).status).toBe(200);
      const again = await fulfill(order, {}, key);
      expect([again.status, again.body.error]).toEqual([200, undefined]);
    });

    it('fulfils once when two ask for all at the same time', async () => {
      const order = await shop.untouched();
      const answers = await Promise.all([fulfill(order), fulfill(order), fulfill(order)]);
      const codes = answers.map(({ status, body }) => `${status} ${body.error?.code ?? ''}`.trim());
      expect(codes.filter((code) => code === '200')).toHaveLength(1);
      for (const code of codes.filter((one) => one !== '200')) {
        expect(['409 CONFLICT', '424 PROVIDER_REJECTED']).toContain(code);
      }
      const after = await shop.order(order.id);
      const sent = after.fulfillments.flatMap(({ items }) => items);
      for (const { platform_item_id, quantity } of order.items) {
        const pieces = sent.filter((one) => one.platform_item_id === platform_item_id);
        expect(pieces.reduce((sum, one) => sum + one.quantity, 0)).toBe(quantity);
      }
    });

    it('says 409 with both versions when it was sent at the shop meanwhile, and has the shop’s version from then on', async () => {
      const order = await shop.untouched();
      await shop.happens('order_shipped', order);
      const before = await shop.writes();
      const answer = await fulfill(order);
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details).toMatchObject({
        reason: 'nothing_left',
        yours: { status: 'paid', fulfillments: [] },
        platform: { status: 'shipped', fulfillment_status: 'fulfilled' },
      });
      expect(await shop.writes()).toEqual(before);
      const now = await shop.order(order.id);
      expect(now).toMatchObject({ status: 'shipped' });
      expect(story(now)).toEqual(expect.arrayContaining([`changed ${platform}`, `fulfilled ${platform}`]));
      expect(story(now).filter((entry) => entry.endsWith('ksap'))).toEqual([]);
    });

    it('answers 412 to an old If-Match, and 409 when it is our version but not the shop’s', async () => {
      const order = await shop.untouched();
      const etag = await shop.etag(order.id);
      const before = await shop.writes();
      expectRefusal(await fulfill(order, {}, { 'if-match': '"old"' }), 412, 'PRECONDITION_FAILED');
      await shop.happens('order_updated', order, { note: 'gift', customer_note: 'gift' });
      const stale = await fulfill(order, {}, { 'if-match': etag });
      expectRefusal(stale, 409, 'CONFLICT');
      expect(stale.body.error.details).toMatchObject({ yours: { etag }, platform: { notes: 'gift' } });
      expect(await shop.writes()).toEqual(before);
      expect((await fulfill(order, {}, { 'if-match': await shop.etag(order.id) })).status).toBe(200);
    });

    it('does not tell our own doing a second time when its echo comes with a sync', async () => {
      const order = await shop.untouched();
      const { order: after } = (await fulfill(order)).body.data;
      await shop.poll();
      expect((await shop.order(order.id)).timeline).toEqual(after.timeline);
    });

    it('tells others once, by an event', async () => {
      const order = await shop.untouched();
      await fulfill(order);
      await shop.poll();
      const events = await app.db.query<{ type: string }>(
        `SELECT type FROM outbox WHERE payload->>'order_id' = $1 ORDER BY type`,
        [order.id],
      );
      expect(events.map(({ type }) => type)).toEqual(['order.fulfilled', 'order.status_changed']);
      const audit = await app.db.query(`SELECT user_id, action FROM audit_log WHERE subject_id = $1`, [order.id]);
      expect(audit).toEqual([{ user_id: user.id, action: 'order.fulfilled' }]);
    });
  });
});
