import { randomUUID } from 'node:crypto';

import type { PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';
import { WooShop } from './woocommerce-shop.js';

let shop: WooShop;
beforeAll(async () => {
  shop = await WooShop.open({ orders: 60, products: 24 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

interface Note {
  note: string;
  customer_note: boolean;
}

const notesOf = async (id: string): Promise<Note[]> => (await shop.call('GET', `orders/${id}/notes`)) as Note[];

/** All of the order is sent. */
const fulfill = (order: PlatformOrder): Promise<unknown> =>
  shop.platform.orders.fulfill(
    shop.connection(),
    {
      platform_order_id: order.platform_order_id,
      items: order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
      platform_location_id: null,
      notify_customer: false,
      tracking: null,
      shipped_at: null,
    },
    randomUUID(),
  );

describe('moving, cancelling and editing an order of WooCommerce', () => {
  it('calls a waiting order paid, once', async () => {
    const order = await shop.placed('on-hold');
    await shop.platform.orders.move(shop.connection(), order.platform_order_id, 'paid');
    const paid = await shop.order(order.platform_order_id);
    expect(paid).toMatchObject({ status: 'paid', payment_status: 'paid', platform_status: 'processing' });
    expect(paid.paid_at).not.toBeNull();
    const before = await shop.writes();
    await shop.platform.orders.move(shop.connection(), order.platform_order_id, 'paid');
    expect(await shop.writes()).toEqual(before);
  });

  it('calls a sent order delivered, and refuses it of one that was not sent', async () => {
    const order = await shop.placed('processing');
    const move = (): Promise<void> =>
      shop.platform.orders.move(shop.connection(), order.platform_order_id, 'delivered');
    await expect(move()).rejects.toMatchObject({ fault: 'rejected' });
    await fulfill(order);
    await move();
    expect(await shop.order(order.platform_order_id)).toMatchObject({
      status: 'delivered',
      fulfillment_status: 'fulfilled',
    });
  });

  it('refuses moves that WooCommerce has no word for, and paying what was cancelled', async () => {
    const order = await shop.placed('cancelled');
    const move = (to: 'paid' | 'shipped'): Promise<void> =>
      shop.platform.orders.move(shop.connection(), order.platform_order_id, to);
    await expect(move('paid')).rejects.toMatchObject({ fault: 'rejected' });
    await expect(move('shipped')).rejects.toMatchObject({ fault: 'rejected' });
  });

  const stockOf = async (order: PlatformOrder): Promise<(number | null)[]> =>
    Promise.all(
      order.items.map(async ({ platform_product_id: product, platform_variant_id: variant }) => {
        const found = await shop.product(product ?? '');
        return (
          found.variants.find(({ platform_variant_id }) => platform_variant_id === variant)?.inventory_quantity ?? null
        );
      }),
    );

  /** An order whose every line has taken its pieces from a counted stock of its own. */
  const taken = async (): Promise<PlatformOrder> => {
    for (let tries = 0; tries < 60; tries += 1) {
      const order = await shop.placed('pending');
      const before = await stockOf(order);
      const ids = order.items.map(({ platform_variant_id }) => platform_variant_id);
      if (new Set(ids).size < ids.length || before.includes(null)) continue;
      await shop.platform.orders.move(shop.connection(), order.platform_order_id, 'paid');
      return shop.order(order.platform_order_id);
    }
    throw new Error('no order of counted products');
  };

  it.each([true, false])('cancels once, with restock %s', async (restock) => {
    const order = await taken();
    const before = await stockOf(order);
    const cancel = (): Promise<void> =>
      shop.platform.orders.cancel(shop.connection(), {
        platform_order_id: order.platform_order_id,
        reason: 'customer',
        note: 'Changed their mind',
        restock,
        notify_customer: false,
      });
    await cancel();
    await cancel();
    const after = await shop.order(order.platform_order_id);
    expect(after).toMatchObject({ status: 'cancelled', platform_status: 'cancelled', cancel_reason: 'customer' });
    expect(after.cancelled_at).not.toBeNull();
    const back = order.items.map(({ quantity }, at) => (before[at] ?? 0) + (restock ? quantity : 0));
    expect(await stockOf(order)).toEqual(back);
    const notes = (await notesOf(order.platform_order_id)).filter(({ note }) => note.includes('Changed their mind'));
    expect(notes).toMatchObject([{ customer_note: false }]);
  });

  it('keeps note and tags, takes them away again, and an empty edit writes nothing', async () => {
    const order = await shop.placed('processing');
    const edit = (what: { notes?: string | null; tags?: string[] }): Promise<void> =>
      shop.platform.orders.edit(shop.connection(), order.platform_order_id, what);
    await edit({ notes: 'Ring "twice" & wait', tags: ['vip', 'Geschenk für Zoë'] });
    expect(await shop.order(order.platform_order_id)).toMatchObject({
      notes: 'Ring "twice" & wait',
      tags: ['vip', 'Geschenk für Zoë'],
    });
    await edit({ tags: [] });
    await edit({ notes: null });
    expect(await shop.order(order.platform_order_id)).toMatchObject({ notes: null, tags: [] });
    const before = await shop.writes();
    await edit({});
    expect(await shop.writes()).toEqual(before);
  });

  it('says auth when the key may only read', async () => {
    const order = await shop.placed('processing');
    const connection = shop.connection({
      consumer_key: 'ck_sandbox_readonly',
      consumer_secret: 'cs_sandbox_readonly',
    });
    await expect(shop.platform.orders.edit(connection, order.platform_order_id, { notes: 'x' })).rejects.toMatchObject({
      fault: 'auth',
    });
  });
});
