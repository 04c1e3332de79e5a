import type { PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';
import type { FulfillmentRequest } from '../../src/modules/stores/platforms/platform.writes.js';
import { WriteShop } from './shopify-write-shop.js';

let shop: WriteShop;
beforeAll(async () => {
  shop = await WriteShop.open({ orders: 240, products: 20 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

const KEY = '0b7b5d3e-6c55-4f0a-9d5c-0a8a4f5c2f11';

const untouched = (order: PlatformOrder): boolean =>
  order.cancelled_at === null && order.fulfillments.length === 0 && order.refunds.length === 0;
const fromOnePlace = (order: PlatformOrder): boolean => Number(order.order_number.slice(1)) % 4 !== 2;

function requestFor(order: PlatformOrder, change: Partial<FulfillmentRequest> = {}): FulfillmentRequest {
  return {
    platform_order_id: order.platform_order_id,
    items: order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
    platform_location_id: null,
    notify_customer: false,
    tracking: { carrier: 'UPS', tracking_number: `1Z${order.platform_order_id}`, tracking_url: null },
    shipped_at: null,
    ...change,
  };
}

describe('orders at Shopify', () => {
  it('ships a whole order, once', async () => {
    const order = shop.anOrder((one) => untouched(one) && fromOnePlace(one));
    const before = await shop.counts();
    const made = await shop.platform.orders.fulfill(shop.connection, requestFor(order), KEY);
    expect(made).toMatchObject({ status: 'success', carrier: 'UPS', tracking_number: `1Z${order.platform_order_id}` });
    expect(made.tracking_url).toContain('ups.com');
    const now = await shop.orderNow(order.platform_order_id);
    expect(now.fulfillment_status).toBe('fulfilled');
    expect(now.fulfillments).toEqual([made]);
    expect(Date.parse(now.platform_updated_at ?? '')).toBeGreaterThan(Date.parse(order.platform_updated_at ?? ''));
    expect((await shop.counts()).fulfillments).toBe(before.fulfillments + 1);
    await expect(shop.platform.orders.fulfill(shop.connection, requestFor(order), KEY)).rejects.toMatchObject({
      fault: 'rejected',
    });
    expect((await shop.counts()).fulfillments).toBe(before.fulfillments + 1);
  });

  it('ships a part, and then what is left, but never more', async () => {
    const order = shop.anOrder(
      (one) => untouched(one) && fromOnePlace(one) && one.items.some((item) => item.quantity > 1),
    );
    const item = order.items.find((one) => one.quantity > 1);
    const part = (quantity: number): FulfillmentRequest =>
      requestFor(order, { items: [{ platform_item_id: item?.platform_item_id ?? '', quantity }], tracking: null });
    await expect(
      shop.platform.orders.fulfill(shop.connection, part((item?.quantity ?? 0) + 1), KEY),
    ).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'INVALID_QUANTITY',
    });
    expect((await shop.orderNow(order.platform_order_id)).fulfillments).toEqual([]);
    const made = await shop.platform.orders.fulfill(shop.connection, part(1), KEY);
    expect(made.items).toEqual([{ platform_item_id: item?.platform_item_id, quantity: 1 }]);
    expect((await shop.orderNow(order.platform_order_id)).fulfillment_status).toBe('partial');
    await expect(shop.platform.orders.fulfill(shop.connection, part(item?.quantity ?? 0), KEY)).rejects.toMatchObject({
      fault: 'rejected',
    });
    await shop.platform.orders.fulfill(shop.connection, part((item?.quantity ?? 0) - 1), KEY);
    expect((await shop.orderNow(order.platform_order_id)).fulfillments).toHaveLength(2);
  });

  it('makes one fulfilment for each place that the lines go out from', async () => {
    const order = shop.anOrder((one) => untouched(one) && !fromOnePlace(one) && one.items.length > 1);
    await shop.platform.orders.fulfill(shop.connection, requestFor(order), KEY);
    const now = await shop.orderNow(order.platform_order_id);
    expect(now.fulfillment_status).toBe('fulfilled');
    expect(now.fulfillments).toHaveLength(2);
  });

  it('refuses a location that has not got the line', async () => {
    const order = shop.anOrder((one) => untouched(one) && fromOnePlace(one));
    await expect(
      shop.platform.orders.fulfill(shop.connection, requestFor(order, { platform_location_id: '71000002049' }), KEY),
    ).rejects.toMatchObject({ fault: 'rejected', provider_code: 'OTHER_LOCATION' });
  });

  it('finds what an unheard shipment made, and nothing where none was made', async () => {
    const order = shop.anOrder((one) => untouched(one) && fromOnePlace(one));
    const request = requestFor(order);
    const before = await shop.counts();
    expect(await shop.platform.orders.findFulfillment(shop.connection, request, KEY, [])).toBeNull();
    const known: string[] = [];
    for (let tries = 0; tries < 30; tries += 1) {
      await expect(
        shop.platform.orders.fulfill(shop.unheard('KsapFulfillmentCreate'), request, KEY),
      ).rejects.toMatchObject({
        fault: 'unknown_outcome',
      });
      const made = (await shop.counts()).fulfillments - before.fulfillments;
      const found = await shop.platform.orders.findFulfillment(shop.connection, request, KEY, known);
      expect(found === null ? 0 : 1).toBe(made);
      if (found === null) continue;
      expect(found.tracking_number).toBe(request.tracking?.tracking_number);
      known.push(found.platform_fulfillment_id);
      expect(await shop.platform.orders.findFulfillment(shop.connection, request, KEY, known)).toBeNull();
      return;
    }
    throw new Error('the sandbox never lost an answer after the work');
  });

  it('corrects the tracking of a fulfilment', async () => {
    const order = shop.anOrder((one) => untouched(one) && fromOnePlace(one));
    const made = await shop.platform.orders.fulfill(shop.connection, requestFor(order, { tracking: null }), KEY);
    expect(made.tracking_number).toBeNull();
    await shop.platform.orders.track(shop.connection, {
      platform_order_id: order.platform_order_id,
      platform_fulfillment_id: made.platform_fulfillment_id,
      carrier: 'Kurier Müller',
      tracking_number: 'KM-1',
      tracking_url: 'https://kurier.example/KM-1',
      notify_customer: true,
      shipped_at: null,
    });
    const now = await shop.orderNow(order.platform_order_id);
    expect(now.fulfillments[0]).toMatchObject({
      carrier: 'Kurier Müller',
      tracking_number: 'KM-1',
      tracking_url: 'https://kurier.example/KM-1',
    });
    expect(now.status).toBe('shipped');
    await shop.platform.orders.move(shop.connection, order.platform_order_id, 'delivered');
    expect((await shop.orderNow(order.platform_order_id)).status).toBe('delivered');
    const after = await shop.counts();
    await shop.platform.orders.move(shop.connection, order.platform_order_id, 'delivered');
    expect((await shop.counts()).writes).toEqual(after.writes);
  });

  it('takes a payment once, and sends what is not sent whole nowhere', async () => {
    const order = shop.anOrder((one) => untouched(one) && one.payment_status === 'pending');
    await expect(
      shop.platform.orders.move(shop.connection, order.platform_order_id, 'delivered'),
    ).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'NOT_FULFILLED',
    });
    await shop.platform.orders.move(shop.connection, order.platform_order_id, 'paid');
    await shop.platform.orders.move(shop.connection, order.platform_order_id, 'paid');
    expect((await shop.orderNow(order.platform_order_id)).payment_status).toBe('paid');
    expect((await shop.counts()).writes.orderMarkAsPaid).toBe(1);
  });

  it('cancels once, puts back into stock, and ships nothing of it afterwards', async () => {
    const order = shop.anOrder((one) => untouched(one) && one.status === 'paid');
    const request = { platform_order_id: order.platform_order_id, reason: 'inventory', note: 'Sold out', restock: true, notify_customer: false } as const; // prettier-ignore
    await shop.platform.orders.cancel(shop.connection, request, KEY);
    await shop.platform.orders.cancel(shop.connection, request, KEY);
    const now = await shop.orderNow(order.platform_order_id);
    expect(now).toMatchObject({ status: 'cancelled', payment_status: 'paid' });
    expect(now.cancelled_at).not.toBeNull();
    expect((await shop.counts()).writes['orderCancel.done']).toBe(1);
    await expect(shop.platform.orders.fulfill(shop.connection, requestFor(order), KEY)).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'ORDER_CANCELLED',
    });
  });

  it('refuses to cancel what is under way', async () => {
    const order = shop.anOrder((one) => one.cancelled_at === null && one.fulfillments.length > 0);
    await expect(
      shop.platform.orders.cancel(
        shop.connection,
        {
          platform_order_id: order.platform_order_id,
          reason: 'customer',
          note: null,
          restock: false,
          notify_customer: false,
        },
        KEY,
      ),
    ).rejects.toMatchObject({ fault: 'rejected', provider_message: expect.stringContaining('fulfillments') as string });
  });

  it('writes note and tags', async () => {
    const order = shop.anOrder(untouched);
    await shop.platform.orders.edit(shop.connection, order.platform_order_id, {
      notes: 'Gift 🎁',
      tags: ['VIP', 'vip', ' gift '],
    });
    expect(await shop.orderNow(order.platform_order_id)).toMatchObject({ notes: 'Gift 🎁', tags: ['VIP', 'gift'] });
    await shop.platform.orders.edit(shop.connection, order.platform_order_id, { notes: null });
    expect(await shop.orderNow(order.platform_order_id)).toMatchObject({ notes: null, tags: ['VIP', 'gift'] });
  });

  it('names the permission that a change lacks, and goes on reading', async () => {
    const reading = shop.connect('shpat_sandbox_reading_token');
    const order = shop.anOrder(untouched);
    await expect(shop.platform.orders.edit(reading, order.platform_order_id, { notes: 'no' })).rejects.toMatchObject({
      fault: 'rejected',
      message: expect.stringContaining('write_orders') as string,
    });
    await expect(shop.platform.orders.fulfill(reading, requestFor(order), KEY)).rejects.toMatchObject({
      fault: 'rejected',
      message: expect.stringContaining('write_merchant_managed_fulfillment_orders') as string,
    });
    expect(await shop.platform.readOne(reading, 'orders', order.platform_order_id)).not.toBeNull();
  });

  it.each(['999999', 'gid://shopify/Product/1', 'nonsense'])('says that there is no order %s', async (id) => {
    await expect(shop.platform.orders.edit(shop.connection, id, { notes: 'x' })).rejects.toMatchObject({
      fault: 'rejected',
    });
    await expect(shop.platform.orders.move(shop.connection, id, 'paid')).rejects.toMatchObject({ fault: 'rejected' });
  });
});
