import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { jobSucceeded } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { FROM_ONE_PLACE, OrderShop, type OrderView } from './order-shop.js';

const PLATFORMS = ['shopify', 'woocommerce'] as const;

/** How the request is told that fulfils, among all that the adapters make. */
const FULFILS: Record<string, (call: { method: string; url: string; body?: unknown }) => boolean> = {
  shopify: ({ body }) => String(body).includes('mutation KsapFulfillmentCreate'),
  woocommerce: ({ method, url }) => method === 'PUT' && /\/orders\/\d+/.test(url),
};

describe('a fulfilment of which no answer is heard', () => {
  let app: TestApp;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({
      sandbox: {
        orders: 160,
        products: 20,
        settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
      },
    });
    Object.assign(app.nest.get(ChangeTimes), { resend_after_ms: 500 });
    http = await as(app.http, await aUser(app.db));
  });
  afterAll(() => app.close());

  /** The next request that fulfils gets no answer: the sandbox breaks it off before or after it did the work. */
  function breakOff(platform: string): () => void {
    const client = app.nest.get(OutboundClient);
    const request = client.request.bind(client);
    let isBroken = false;
    client.request = async (call) => {
      if (!isBroken && FULFILS[platform]!(call)) {
        isBroken = true;
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

  it.each(PLATFORMS)('is made exactly once at %s, whether the shop had done it or not', async (platform) => {
    const shop = await OrderShop.open(app, http, platform);
    for (let round = 0; round < 5; round += 1) {
      const order = await shop.untouched('paid', FROM_ONE_PLACE);
      const mend = breakOff(platform);
      const key = { headers: { 'idempotency-key': `unheard-${order.id}` } };
      const answer = await http.post(`/api/v1/orders/${order.id}/ship`, { tracking_number: '1Z999AA10123456784' }, key);
      mend();
      expect([200, 202]).toContain(answer.status);
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
    }
  });
});
