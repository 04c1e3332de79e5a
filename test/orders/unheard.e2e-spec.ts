import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { jobSucceeded, SHOP_PLATFORMS } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { FROM_ONE_PLACE, FROM_TWO_PLACES, OrderShop, type OrderView } from './order-shop.js';

/** How the request is told that fulfils, among all that the adapters make. */
const FULFILS: Record<string, Sent> = {
  shopify: ({ body }) => String(body).includes('mutation KsapFulfillmentCreate'),
  woocommerce: ({ method, url }) => method === 'PUT' && /\/orders\/\d+/.test(url),
  magento: ({ method, url }) => method === 'POST' && /\/order\/\d+\/ship$/.test(url),
};
const INVOICES: Sent = ({ method, url }) => method === 'POST' && /\/order\/\d+\/invoice$/.test(url);
/** The sandbox loses a request before or after its work, as it falls: rounds until both have been seen. */
const ROUNDS = 12;

type Sent = (call: { method: string; url: string; body?: unknown }) => boolean;

describe('a fulfilment of which no answer is heard', () => {
  let app: TestApp;
  let http: HttpClient;
  /** A shop is connected once only. */
  const shops = new Map<string, OrderShop>();

  beforeAll(async () => {
    app = await startTestApp({
      sandbox: {
        orders: 400,
        products: 20,
        settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
      },
    });
    Object.assign(app.nest.get(ChangeTimes), { look_again_ms: 50, resend_after_ms: 200 });
    http = await as(app.http, await aUser(app.db));
    const opened = await Promise.all(SHOP_PLATFORMS.map((platform) => OrderShop.open(app, http, platform)));
    for (const shop of opened) shops.set(shop.platform, shop);
  });
  afterAll(() => app.close());

  /** The next request that fulfils, or the nth, gets no answer: the sandbox breaks it off before or after it did the work. */
  function breakOff(platform: string, nth = 1, isMeant: Sent = FULFILS[platform]!): () => void {
    const client = app.nest.get(OutboundClient);
    const request = client.request.bind(client);
    let calls = 0;
    client.request = async (call) => {
      if (isMeant(call) && ++calls === nth) {
        await app.sandbox.fault({ provider: platform, kind: 'reset', rate: 1, count: 1 });
      }
      return request(call);
    };
    return () => {
      client.request = request;
    };
  }

  const piecesOf = (parts: { platform_item_id: string; quantity: number }[]): Record<string, number> => {
    const pieces: Record<string, number> = {};
    for (const { platform_item_id: id, quantity } of parts) pieces[id] = (pieces[id] ?? 0) + quantity;
    return pieces;
  };

  /** How many whole fulfilments the shop has made, by its own count. */
  const parcelsAt = async (shop: OrderShop): Promise<number> => {
    const { fulfillments, writes } = (await shop.writes()) as {
      fulfillments?: number;
      writes: Record<string, number>;
    };
    return fulfillments ?? writes.orders_completed ?? 0;
  };

  it.each(SHOP_PLATFORMS)('is made exactly once at %s, whether the shop had done it or not', async (platform) => {
    const shop = shops.get(platform)!;
    const seen = new Set<number>();
    for (let round = 0; round < ROUNDS && seen.size < 2; round += 1) {
      const order = await shop.untouched('paid', FROM_ONE_PLACE);
      const before = await parcelsAt(shop);
      const mend = breakOff(platform);
      const key = { headers: { 'idempotency-key': `unheard-${order.id}` } };
      const answer = await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: '1Z999AA10123456784' }, key);
      mend();
      expect([200, 202]).toContain(answer.status);
      seen.add(answer.status);
      if (answer.status === 202) {
        const { order: shown, job } = answer.body.data;
        expect(shown).toMatchObject({ id: order.id, status: 'paid' });
        expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`);
        // What a webhook or a poll brings meanwhile is our own doing.
        await shop.poll();
        await jobSucceeded(http, job.id);
      }
      await shop.poll();
      const after: OrderView = await shop.order(order.id);
      expect(after).toMatchObject({ status: 'shipped', fulfillment_status: 'fulfilled' });
      expect(piecesOf(after.fulfillments.flatMap(({ items }) => items))).toEqual(piecesOf(order.items));
      const own = after.timeline.filter(({ source }) => source === 'ksap');
      expect(own.map(({ kind }) => kind)).toEqual(['fulfilled']);
      expect(after.timeline.filter(({ kind }) => kind === 'changed')).toEqual([]);
      expect(await parcelsAt(shop)).toBe(before + 1);
    }
    expect(seen.size).toBe(2);
  });

  it('and an invoice at Magento is made exactly once too', async () => {
    const shop = shops.get('magento')!;
    const invoices = async (): Promise<number> => {
      const { writes } = (await shop.writes()) as { writes: Record<string, number> };
      return writes['POST order/:id/invoice'] ?? 0;
    };
    const seen = new Set<number>();
    for (let round = 0; round < ROUNDS && seen.size < 2; round += 1) {
      const order = await shop.untouched('pending', `payment_status = 'pending'`);
      const before = await invoices();
      const mend = breakOff('magento', 1, INVOICES);
      const answer = await http.put(`/api/v1/orders/${order.id}/status`, { status: 'paid' });
      mend();
      expect([200, 202]).toContain(answer.status);
      const wasMade = (await invoices()) > before;
      seen.add(wasMade ? 1 : 0);
      if (answer.status === 202) await jobSucceeded(http, answer.body.data.job.id);
      expect(await invoices()).toBe(before + 1);
      expect(await shop.order(order.id)).toMatchObject({ status: 'paid', payment_status: 'paid' });
    }
    expect(seen.size).toBe(2);
  });

  it.each([
    ['with tracking', 'ship', { tracking_number: '1Z999AA10123456784' }, 'shipped'],
    ['without tracking', 'fulfill', {}, 'fulfilled'],
  ])(
    'is made whole, once, from two places at Shopify, %s, when the second part gets none',
    async (_name, route, body, status) => {
      const shop = shops.get('shopify')!;
      const seen = new Set<number>();
      for (let round = 0; round < ROUNDS && seen.size < 2; round += 1) {
        const order = await shop.untouched('paid', FROM_TWO_PLACES);
        const before = Number((await shop.writes()).fulfillments);
        const mend = breakOff('shopify', 2);
        const answer = await http.post(`/api/v1/orders/${order.id}/${route}`, body);
        mend();
        expect([200, 202]).toContain(answer.status);
        seen.add(answer.status);
        if (answer.status === 202) {
          // The first part comes in while the second is not there yet.
          await shop.poll();
          await jobSucceeded(http, answer.body.data.job.id);
        }
        await shop.poll();
        const after: OrderView = await shop.order(order.id);
        expect(after).toMatchObject({ status, fulfillment_status: 'fulfilled' });
        expect(after.fulfillments).toHaveLength(2);
        expect(piecesOf(after.fulfillments.flatMap(({ items }) => items))).toEqual(piecesOf(order.items));
        expect((await shop.writes()).fulfillments).toBe(before + 2);
        expect(after.timeline.map(({ kind }) => kind)).toEqual(['placed', 'paid', 'fulfilled']);
      }
      expect(seen.size).toBe(2);
    },
  );
});
