import type { PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';
import type { FulfillmentRequest } from '../../src/modules/stores/platforms/platform.writes.js';
import { WriteShop } from './shopify-write-shop.js';

const KEY = '0b7b5d3e-6c55-4f0a-9d5c-0a8a4f5c2f11';

let shop: WriteShop;
beforeAll(async () => {
  shop = await WriteShop.open({ orders: 600, products: 20 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

/** Every fourth order's second line goes out from a place of its own. */
const fromTwoPlaces = (order: PlatformOrder): boolean =>
  Number(order.order_number.slice(1)) % 4 === 2 &&
  order.items.length > 1 &&
  order.cancelled_at === null &&
  order.fulfillments.length === 0 &&
  order.refunds.length === 0;

function requestFor(order: PlatformOrder, change: Partial<FulfillmentRequest> = {}): FulfillmentRequest {
  return {
    platform_order_id: order.platform_order_id,
    items: order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
    platform_location_id: null,
    notify_customer: false,
    tracking: null,
    shipped_at: null,
    ...change,
  };
}

const tracked = (order: PlatformOrder): Partial<FulfillmentRequest> => ({
  tracking: { carrier: 'UPS', tracking_number: `1Z${order.platform_order_id}`, tracking_url: null },
});
const untracked = (): Partial<FulfillmentRequest> => ({});

const pieces = (parts: { platform_item_id: string; quantity: number }[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { platform_item_id: id, quantity } of parts) found[id] = (found[id] ?? 0) + quantity;
  return found;
};

const live = (order: PlatformOrder) => order.fulfillments.filter((one) => one.status === 'success');

/** The shipment's first part is made, the second gets no answer; gives how many there are. */
async function half(request: FulfillmentRequest, nth = 2): Promise<number> {
  const before = (await shop.counts()).fulfillments;
  await expect(
    shop.platform.orders.fulfill(shop.unheard('KsapFulfillmentCreate', nth), request, KEY),
  ).rejects.toMatchObject({ fault: 'unknown_outcome' });
  return (await shop.counts()).fulfillments - before;
}

/** One that stands half made: tries on other orders until the sandbox loses the request before it is worked on. */
async function halfMade(
  requestOf: (order: PlatformOrder) => FulfillmentRequest,
): Promise<{ order: PlatformOrder; request: FulfillmentRequest }> {
  for (let tries = 0; tries < 10; tries += 1) {
    const order = shop.anOrder(fromTwoPlaces);
    const request = requestOf(order);
    if ((await half(request)) === 1) return { order, request };
  }
  throw new Error('the sandbox has never lost a request before the work');
}

describe('a shipment from two places at Shopify', () => {
  it.each([
    ['with tracking', 2, tracked],
    ['without tracking', 2, untracked],
    ['with tracking', 1, tracked],
    ['without tracking', 1, untracked],
  ] as const)('is made whole once, %s, though the answer to its part %i gets lost', async (_name, nth, trackingOf) => {
    const { orders } = shop.platform;
    const seen = new Set<number>();
    for (let tries = 0; tries < 10 && seen.size < 2; tries += 1) {
      const order = shop.anOrder(fromTwoPlaces);
      const request = requestFor(order, trackingOf(order));
      const before = (await shop.counts()).fulfillments;
      const made = await half(request, nth);
      seen.add(made);
      const found = await orders.findFulfillment(shop.connection, request, KEY, []);
      expect(found !== null).toBe(made === 2);

      const first = await orders.fulfill(shop.connection, request, KEY, []);
      const now = await shop.orderNow(order.platform_order_id);
      expect(now.fulfillment_status).toBe('fulfilled');
      expect(now.fulfillments).toHaveLength(2);
      expect(pieces(now.fulfillments.flatMap(({ items }) => items))).toEqual(pieces(order.items));
      expect(now.fulfillments.map((one) => one.tracking_number)).toEqual(
        Array(2).fill(request.tracking?.tracking_number ?? null),
      );
      expect(first.platform_fulfillment_id).toBe(now.fulfillments[0]?.platform_fulfillment_id);

      // And whoever asks or sends once more gets the same.
      expect(await orders.findFulfillment(shop.connection, request, KEY, [])).toEqual(first);
      expect(await orders.fulfill(shop.connection, request, KEY, [])).toEqual(first);
      expect((await shop.counts()).fulfillments).toBe(before + 2);
    }
    expect(seen.size).toBe(2);
  });

  it('goes on when the rest gets lost once more, and leaves alone what was there before', async () => {
    const { orders } = shop.platform;
    const order = shop.anOrder((one) => fromTwoPlaces(one) && one.items.some((item) => item.quantity > 1));
    const more = order.items.find((item) => item.quantity > 1)!;
    const piece = requestFor(order, { items: [{ platform_item_id: more.platform_item_id, quantity: 1 }] });
    const known = [(await orders.fulfill(shop.connection, piece, KEY)).platform_fulfillment_id];
    const request = requestFor(order, {
      items: order.items.map((item) => ({
        platform_item_id: item.platform_item_id,
        quantity: item === more ? item.quantity - 1 : item.quantity,
      })),
    });
    await half(request);
    for (let tries = 0; (await orders.findFulfillment(shop.connection, request, KEY, known)) === null; tries += 1) {
      expect(tries).toBeLessThan(20);
      await orders.fulfill(shop.unheard('KsapFulfillmentCreate'), request, KEY, known).catch((error: unknown) => {
        expect(error).toMatchObject({ fault: 'unknown_outcome' });
      });
    }
    const now = await shop.orderNow(order.platform_order_id);
    expect(now.fulfillment_status).toBe('fulfilled');
    expect(now.fulfillments).toHaveLength(3);
    expect(pieces(now.fulfillments.flatMap(({ items }) => items))).toEqual(pieces(order.items));
  });

  it('takes its part back when the rest is refused', async () => {
    const { orders } = shop.platform;
    const { order, request } = await halfMade((one) => requestFor(one, tracked(one)));
    const [part] = live(await shop.orderNow(order.platform_order_id));
    // Somebody else ships the rest.
    const rest = order.items.filter(
      (item) => !part?.items.some((one) => one.platform_item_id === item.platform_item_id),
    );
    const other = { carrier: 'DHL Express', tracking_number: 'JD-1', tracking_url: null };
    await orders.fulfill(shop.connection, { ...requestFor(order, { tracking: other }), items: rest }, KEY);
    await expect(orders.fulfill(shop.connection, request, KEY, [])).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'INVALID_QUANTITY',
    });
    const now = await shop.orderNow(order.platform_order_id);
    expect(live(now).map((one) => one.tracking_number)).toEqual(['JD-1']);
  });

  it('takes back no part that may be somebody else’s', async () => {
    const { orders } = shop.platform;
    const { order, request } = await halfMade((one) => requestFor(one));
    await shop.sandbox.event('shopify', 'order_refunded', { order_id: order.platform_order_id, part: 'all' });
    await expect(orders.fulfill(shop.connection, request, KEY, [])).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'PARTLY_SHIPPED',
    });
    expect(live(await shop.orderNow(order.platform_order_id))).toHaveLength(1);
  });

  it('counts a part that somebody else shipped, where no number tells whose it is, and ships the rest', async () => {
    const { orders } = shop.platform;
    const order = shop.anOrder(fromTwoPlaces);
    const [item] = order.items;
    await orders.fulfill(shop.connection, requestFor(order, { items: [item!] }), KEY);
    await orders.fulfill(shop.connection, requestFor(order), KEY, []);
    const now = await shop.orderNow(order.platform_order_id);
    expect(now.fulfillment_status).toBe('fulfilled');
    expect(pieces(now.fulfillments.flatMap(({ items }) => items))).toEqual(pieces(order.items));
  });
});
