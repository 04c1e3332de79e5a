import { expectRefusal } from '../http/envelope.js';
import { SHOP_PLATFORMS } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { OrderShop, type OrderView } from './order-shop.js';

const UPS = '1Z999AA10123456784';

describe('POST orders/:order_id/ship', () => {
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

  describe.each(SHOP_PLATFORMS)('on %s', (platform) => {
    let shop: OrderShop;
    beforeAll(async () => {
      shop = await OrderShop.open(app, http, platform);
    });

    const ship = (order: OrderView, body: object = {}) =>
      http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: UPS, ...body });
    const fulfill = async (order: OrderView, quantity?: number): Promise<OrderView['fulfillments'][number]> => {
      const item = order.items.find((one) => one.quantity > 1)!;
      const body = quantity === undefined ? {} : { items: [{ order_item_id: item.id, quantity }] };
      const answer = await http.post(`/api/v1/orders/${order.id}/fulfill`, body);
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      return answer.body.data.fulfillment as OrderView['fulfillments'][number];
    };
    const told = (order: OrderView): string[] =>
      order.timeline.filter(({ source }) => source === 'ksap').map(({ kind, message }) => `${kind}: ${message}`);

    it('fulfils all that is left with the tracking, the carrier guessed from the number', async () => {
      const order = await shop.untouched();
      const answer = await ship(order);
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      expect(answer.body.data.order).toMatchObject({ status: 'shipped', fulfillment_status: 'fulfilled' });
      expect(answer.body.data.fulfillment).toMatchObject({
        carrier: 'UPS',
        tracking_number: UPS,
        tracking_url: platform === 'magento' ? null : expect.stringContaining('ups.com'),
      });
      const { body } = await http.get(`/api/v1/orders/${order.id}/tracking`);
      expect(body.data.shipments).toMatchObject([
        {
          fulfillment_id: answer.body.data.fulfillment.id,
          carrier: 'UPS',
          tracking_number: UPS,
          tracking_url: expect.stringContaining(UPS),
          events: [{ status: 'shipped', source: platform }],
        },
      ]);
    });

    it('gives the only fulfilment its tracking, and changes nothing when it is told the same again', async () => {
      const order = await shop.untouched();
      const made = await fulfill(order);
      const answer = await ship(order, { carrier: 'dhl-express', tracking_number: 'jd 014 600 0012' });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      expect(answer.body.data.fulfillment).toMatchObject({ id: made.id, carrier: 'DHL Express' });
      expect(answer.body.data.order.status).toBe('shipped');
      const done = await shop.writes();
      for (const body of [{}, { fulfillment_id: made.id }]) {
        const again = await ship(order, { carrier: 'DHL Express', tracking_number: 'JD0146000012', ...body });
        expect([again.status, again.body.error]).toEqual([200, undefined]);
        expect(again.body.data.fulfillment.id).toBe(made.id);
      }
      expect(await shop.writes()).toEqual(done);
      const after = await shop.order(order.id);
      expect(told(after).map((entry) => entry.split(':')[0])).toEqual(['fulfilled', 'shipped']);
      expect(after.timeline.filter(({ kind }) => kind === 'changed')).toEqual([]);
    });

    it('corrects the tracking of a fulfilment that is named', async () => {
      const order = await shop.untouched();
      const shipped = (await ship(order)).body.data;
      const { id } = shipped.fulfillment;
      const answer = await ship(order, { fulfillment_id: id, carrier: 'Kurier Müller', tracking_number: 'KM-1' });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      expect(answer.body.data.fulfillment).toMatchObject({ id, carrier: 'Kurier Müller', tracking_number: 'KM-1' });
      expect(answer.body.data.order.fulfillments).toHaveLength(shipped.order.fulfillments.length);
    });

    it('ships in several parcels, each with its own number, and asks which is meant when it is not clear', async () => {
      const order = await shop.untouched(
        'paid',
        `(SELECT sum(quantity) FROM order_items i WHERE i.order_id = r.id) > 2`,
      );
      const first = await fulfill(order, 1);
      await fulfill(order);
      const open = (await shop.order(order.id)).fulfillments;
      const before = await shop.writes();
      const unclear = await ship(order);
      expectRefusal(unclear, 409, 'CONFLICT');
      expect(unclear.body.error.details.reason).toBe('ambiguous');
      expect(
        unclear.body.error.details.fulfillments
          .map(({ fulfillment_id }: Record<string, string>) => fulfillment_id)
          .sort(),
      ).toEqual(open.map(({ id }) => id).sort());
      expect(await shop.writes()).toEqual(before);

      for (const [index, { id }] of open.entries()) {
        const answer = await ship(order, { fulfillment_id: id, carrier: 'GLS', tracking_number: `PARCEL-${index}` });
        expect([answer.status, answer.body.error]).toEqual([200, undefined]);
      }
      const { shipments } = (await http.get(`/api/v1/orders/${order.id}/tracking`)).body.data;
      expect(shipments.map(({ tracking_number: number }: Record<string, string>) => number).sort()).toEqual(
        open.map((_one, index) => `PARCEL-${index}`),
      );
      expect(shipments.map(({ fulfillment_id: id }: Record<string, string>) => id)).toContain(first.id);

      const all = await ship(order, { tracking_number: 'RB123456785GB' });
      expectRefusal(all, 409, 'CONFLICT');
      expect(all.body.error.details.reason).toBe('nothing_left');
    });

    it('refuses a cancelled order, and one that is not paid; nothing changes there', async () => {
      const cancelled = await shop.cancellable();
      await http.post(`/api/v1/orders/${cancelled.id}/cancel`, {});
      const unpaid = await shop.untouched('pending');
      const before = await shop.writes();
      const refused = await ship(cancelled);
      expectRefusal(refused, 409, 'INVALID_STATE');
      expect(refused.body.error.details).toEqual({ from: 'cancelled', to: 'shipped', allowed: [] });
      expectRefusal(await ship(unpaid), 409, 'INVALID_STATE');
      expect(await shop.writes()).toEqual(before);
    });

    // Magento cancels no order that is paid, and what is not paid is not shipped in any case.
    const anywhere = platform === 'magento' ? it.skip : it;
    anywhere('says 409 with both versions when the order was cancelled at the shop meanwhile', async () => {
      const order = await shop.untouched();
      await shop.happens('order_cancelled', order);
      const before = await shop.writes();
      const answer = await ship(order);
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details).toMatchObject({
        refused: 'INVALID_STATE',
        yours: { status: 'paid' },
        platform: { status: 'cancelled' },
      });
      expect(await shop.writes()).toEqual(before);
      expect((await shop.order(order.id)).status).toBe('cancelled');
    });

    it.each<[string, object, string]>([
      ['a number that does not tell its carrier', { tracking_number: '01234567890123' }, 'carrier'],
      ['a number of no known form without a carrier', { tracking_number: 'parcel-for-ada' }, 'carrier'],
      ['no number', { tracking_number: '' }, 'tracking_number'],
      ['a number with a line break', { tracking_number: 'a\nb' }, 'tracking_number'],
      ['a page that is no page', { tracking_url: 'javascript:alert(1)' }, 'tracking_url'],
      ['a time without a zone', { shipped_at: '2026-11-22T10:00:00' }, 'shipped_at'],
      ['no time', { shipped_at: 'yesterday' }, 'shipped_at'],
      ['a fulfilment of nobody', { fulfillment_id: '00000000-0000-4000-8000-000000000000' }, 'fulfillment_id'],
      ['no id', { fulfillment_id: 'x' }, 'fulfillment_id'],
      ['an unknown field', { colour: 'red' }, 'colour'],
      ['null for a carrier', { carrier: null }, 'carrier'],
    ])('refuses %s by name', async (_what, body, field) => {
      const [row] = await app.db.query<{ id: string }>(
        `SELECT id FROM orders WHERE store_id = $1 AND status = 'paid' AND fulfillment_status = 'unfulfilled' ORDER BY id LIMIT 1`,
        [shop.store_id],
      );
      const before = await shop.writes();
      const answer = await ship(await shop.order(row!.id), body);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
      expect(await shop.writes()).toEqual(before);
    });
  });

  it('shows what the shop says of a parcel on its way, step by step, and that it arrived', async () => {
    const http = await as(app.http, await aUser(app.db));
    const shop = await OrderShop.open(app, http, 'shopify');
    const order = await shop.untouched();
    await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: UPS });
    await shop.happens('order_delivered', order);
    await shop.poll();
    const { shipments } = (await http.get(`/api/v1/orders/${order.id}/tracking`)).body.data;
    expect(shipments).toMatchObject([{ status: 'delivered', delivered_at: expect.any(String) }]);
    const steps = shipments[0].events.map(({ status }: { status: string }) => status);
    expect(steps[0]).toBe('shipped');
    expect(steps.filter((status: string) => status === 'delivered')).toHaveLength(1);
    const after = await shop.order(order.id);
    expect(after.status).toBe('delivered');
    expectRefusal(
      await http.post(`/api/v1/orders/${order.id}/ship`, { carrier: 'GLS', tracking_number: 'NEW-1' }),
      409,
      'INVALID_STATE',
    );
  });

  it('ships what WooCommerce calls completed without any parcel', async () => {
    const http = await as(app.http, await aUser(app.db));
    const shop = await OrderShop.open(app, http, 'woocommerce');
    const order = await shop.untouched();
    await shop.happens('order_updated', order, { status: 'completed' });
    await shop.poll();
    expect(await shop.order(order.id)).toMatchObject({
      status: 'fulfilled',
      fulfillments: [{ tracking_number: null }],
    });
    const answer = await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: UPS });
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    expect(answer.body.data).toMatchObject({ order: { status: 'shipped' }, fulfillment: { tracking_number: UPS } });
  });
});
