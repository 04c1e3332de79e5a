import { randomUUID } from 'node:crypto';

import { ProviderError } from '../../src/common/outbound/provider-error.js';
import type { PlatformFulfillment, PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';
import type { FulfillmentRequest, Tracking } from '../../src/modules/stores/platforms/platform.writes.js';
import { WooShop } from './woocommerce-shop.js';

let shop: WooShop;
beforeAll(async () => {
  shop = await WooShop.open({ orders: 60, products: 24 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

const UPS: Tracking = {
  carrier: 'UPS',
  tracking_number: '1Z999AA10123456784',
  tracking_url: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
};

function request(order: PlatformOrder, more: Partial<FulfillmentRequest> = {}): FulfillmentRequest {
  return {
    platform_order_id: order.platform_order_id,
    items: order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
    platform_location_id: null,
    notify_customer: false,
    tracking: null,
    shipped_at: null,
    ...more,
  };
}

const fulfill = (asked: FulfillmentRequest, key: string = randomUUID()): Promise<PlatformFulfillment> =>
  shop.platform.orders.fulfill(shop.connection(), asked, key);

interface Note {
  note: string;
  customer_note: boolean;
}

/** What the shop's own API says, past the adapter's mapping. */
async function raw(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  return (await shop.call(method, path, body)) as Record<string, unknown>;
}
const notesOf = async (id: string): Promise<Note[]> => (await shop.call('GET', `orders/${id}/notes`)) as Note[];

describe('fulfilling an order of WooCommerce', () => {
  it('sends a part: the order stays open, and says what was sent of which line', async () => {
    const order = await shop.placed('processing');
    const line = order.items.find(({ quantity }) => quantity > 1);
    if (line === undefined) throw new Error('no line of several pieces');
    const key = randomUUID();
    const made = await fulfill(
      request(order, { items: [{ platform_item_id: line.platform_item_id, quantity: 1 }], tracking: UPS }),
      key,
    );
    expect(made).toMatchObject({
      platform_fulfillment_id: key,
      status: 'success',
      ...UPS,
      items: [{ platform_item_id: line.platform_item_id, quantity: 1 }],
    });
    const after = await shop.order(order.platform_order_id);
    expect(after).toMatchObject({ status: 'paid', fulfillment_status: 'partial', platform_status: 'processing' });
    expect(after.items.find(({ platform_item_id }) => platform_item_id === line.platform_item_id)).toMatchObject({
      fulfilled_quantity: 1,
    });
    expect(after.fulfillments).toEqual([made]);
  });

  it('completes the order with the last piece; without a parcel it is fulfilled, with one shipped', async () => {
    const order = await shop.placed('processing');
    const [first, ...rest] = request(order).items;
    if (first === undefined) throw new Error('no line');
    await fulfill(request(order, { items: [first] }));
    if (rest.length > 0) await fulfill(request(order, { items: rest }));
    expect(await shop.order(order.platform_order_id)).toMatchObject({
      status: 'fulfilled',
      fulfillment_status: 'fulfilled',
      platform_status: 'completed',
    });
    const other = await shop.placed('processing');
    await fulfill(request(other, { tracking: UPS }));
    expect(await shop.order(other.platform_order_id)).toMatchObject({ status: 'shipped' });
  });

  it('refuses more than is left, lines of other orders, none at all, and cancelled orders; nothing changes', async () => {
    const order = await shop.placed('processing');
    await fulfill(request(order));
    const cancelled = await shop.placed('cancelled');
    const open = await shop.placed('processing');
    const before = await shop.writes();
    const refused = [
      request(order),
      request(open, { items: [{ platform_item_id: '999999999', quantity: 1 }] }),
      request(open, { items: [] }),
      request(open, { items: [{ platform_item_id: open.items[0]?.platform_item_id ?? '', quantity: 0 }] }),
      request(open, { items: [...request(open).items, ...request(open).items] }),
      request(cancelled),
      { ...request(open), platform_order_id: '999999999' },
    ];
    for (const asked of refused) await expect(fulfill(asked)).rejects.toMatchObject({ fault: 'rejected' });
    expect(await shop.writes()).toEqual(before);
  });

  it('tells the customer only where it is asked to', async () => {
    const order = await shop.placed('processing');
    await fulfill(request(order, { tracking: UPS, notify_customer: true }));
    const quiet = await shop.placed('processing');
    await fulfill(request(quiet, { tracking: UPS }));
    const told = (notes: Note[]): Note[] => notes.filter(({ note }) => note.includes(UPS.tracking_number));
    expect(told(await notesOf(order.platform_order_id))).toMatchObject([{ customer_note: true }]);
    expect(told(await notesOf(quiet.platform_order_id))).toMatchObject([{ customer_note: false }]);
  });

  it('made twice with one key is made once', async () => {
    const order = await shop.placed('processing');
    const key = randomUUID();
    const first = await fulfill(request(order), key);
    expect(await fulfill(request(order), key)).toEqual(first);
    expect((await shop.order(order.platform_order_id)).fulfillments).toHaveLength(1);
  });

  it('finds by its key what an unheard one made, and says when it made none', async () => {
    const seen = { made: 0, none: 0 };
    await shop.sandbox.fault({ provider: 'woocommerce', kind: 'reset', method: 'PUT', path: 'orders/', count: 12 });
    for (let round = 0; round < 12; round += 1) {
      const order = await shop.placed('processing');
      const asked = request(order, { tracking: UPS });
      const key = randomUUID();
      await expect(fulfill(asked, key)).rejects.toMatchObject({ fault: 'unknown_outcome' });
      const found = await shop.platform.orders.findFulfillment(shop.connection(), asked, key);
      seen[found === null ? 'none' : 'made'] += 1;
      if (found !== null) expect(found).toMatchObject({ platform_fulfillment_id: key, ...UPS });
      const fulfillments = (await shop.order(order.platform_order_id)).fulfillments;
      expect(fulfillments).toEqual(found === null ? [] : [found]);
    }
    expect(seen.made).toBeGreaterThan(0);
    expect(seen.none).toBeGreaterThan(0);
  });

  it('says that nobody knows when the answer came broken or the server died on it', async () => {
    for (const kind of ['malformed', 'error_500']) {
      const order = await shop.placed('processing');
      const asked = request(order);
      const key = randomUUID();
      await shop.sandbox.fault({ provider: 'woocommerce', kind, method: 'PUT', path: 'orders/', count: 1 });
      await expect(fulfill(asked, key)).rejects.toMatchObject({ fault: 'unknown_outcome' });
      const found = await shop.platform.orders.findFulfillment(shop.connection(), asked, key);
      expect(found === null).toBe(kind === 'error_500');
    }
  });

  it('leaves the parcels of a plug-in beside it alone', async () => {
    const order = await shop.placed('processing');
    const theirs = {
      tracking_provider: 'usps',
      tracking_number: '9400',
      tracking_id: 'theirs',
      date_shipped: '1790000000',
    };
    await raw('PUT', `orders/${order.platform_order_id}`, {
      meta_data: [{ key: '_wc_shipment_tracking_items', value: [theirs] }],
    });
    const first = request(order)
      .items.slice(0, 1)
      .map((item) => ({ ...item, quantity: 1 }));
    await fulfill(request(order, { items: first, tracking: UPS }));
    const { fulfillments } = await shop.order(order.platform_order_id);
    expect(fulfillments.map(({ carrier, tracking_number }) => [carrier, tracking_number]).sort()).toEqual([
      ['UPS', UPS.tracking_number],
      ['usps', '9400'],
    ]);
  });

  it('takes one back when two sent the same pieces at once', async () => {
    const order = await shop.placed('processing');
    const results = await Promise.allSettled([1, 2, 3].map(() => fulfill(request(order, { tracking: UPS }))));
    const done = results.filter(({ status }) => status === 'fulfilled');
    const { items, fulfillments } = await shop.order(order.platform_order_id);
    expect(fulfillments).toHaveLength(done.length);
    for (const { platform_item_id: id, quantity } of items) {
      const sent = fulfillments.flatMap((one) => one.items).filter(({ platform_item_id }) => platform_item_id === id);
      expect(sent.reduce((sum, one) => sum + one.quantity, 0)).toBeLessThanOrEqual(quantity);
    }
    expect(done).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ProviderError);
    }
  });
});

describe('tracking a fulfilment of WooCommerce', () => {
  const track = (order: PlatformOrder, id: string, more: Partial<Tracking> = {}, notify = false): Promise<void> =>
    shop.platform.orders.track(shop.connection(), {
      platform_order_id: order.platform_order_id,
      platform_fulfillment_id: id,
      notify_customer: notify,
      shipped_at: '2026-11-20T10:00:00Z',
      ...UPS,
      ...more,
    });

  it('gives it a number, then another one, in the field that the plug-ins share', async () => {
    const order = await shop.placed('processing');
    const made = await fulfill(request(order));
    await track(order, made.platform_fulfillment_id, {}, true);
    const shipped = await shop.order(order.platform_order_id);
    expect(shipped).toMatchObject({ status: 'shipped' });
    expect(shipped.fulfillments).toEqual([{ ...made, ...UPS, shipped_at: '2026-11-20T10:00:00Z' }]);
    const dhl = { carrier: 'DHL', tracking_number: 'JD01', tracking_url: null };
    await track(order, made.platform_fulfillment_id, dhl);
    expect((await shop.order(order.platform_order_id)).fulfillments).toMatchObject([dhl]);
    const { meta_data } = await raw('GET', `orders/${order.platform_order_id}`);
    const field = (meta_data as { key: string; value: unknown }[]).find(
      ({ key }) => key === '_wc_shipment_tracking_items',
    );
    expect(field?.value).toMatchObject([
      { tracking_number: 'JD01', custom_tracking_provider: 'DHL', custom_tracking_link: '' },
    ]);
  });

  it('writes nothing when it says so already', async () => {
    const order = await shop.placed('processing');
    const made = await fulfill(request(order, { tracking: UPS }));
    const before = await shop.writes();
    await track(order, made.platform_fulfillment_id);
    expect(await shop.writes()).toEqual(before);
  });

  it('gives one to an order that was completed in the shop, of which no parcel is known', async () => {
    const order = await shop.placed('completed');
    const [whole] = order.fulfillments;
    expect(order).toMatchObject({ status: 'fulfilled', fulfillments: [{ tracking_number: null, status: 'success' }] });
    await track(order, whole?.platform_fulfillment_id ?? '');
    const shipped = await shop.order(order.platform_order_id);
    expect(shipped).toMatchObject({ status: 'shipped', fulfillment_status: 'fulfilled' });
    expect(shipped.fulfillments).toEqual([{ ...whole, ...UPS, shipped_at: '2026-11-20T10:00:00Z' }]);
  });

  it("changes a plug-in's own parcel too, and refuses one that there is not", async () => {
    const { order_id } = await shop.sandbox.event('woocommerce', 'order_shipped', {});
    const order = await shop.order(String(order_id));
    const [parcel] = order.fulfillments;
    await track(order, parcel?.platform_fulfillment_id ?? '');
    expect((await shop.order(order.platform_order_id)).fulfillments).toMatchObject([
      { platform_fulfillment_id: parcel?.platform_fulfillment_id, ...UPS },
    ]);
    await expect(track(order, 'nobody')).rejects.toMatchObject({ fault: 'rejected' });
  });
});
