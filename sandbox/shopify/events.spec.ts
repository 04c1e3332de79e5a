import { PLATFORM_EVENTS } from '../core/provider.js';
import { harness, type Harness } from './spec-support.js';

const gid = (kind: string, id: unknown): string => `gid://shopify/${kind}/${String(id)}`;

interface Order {
  updatedAt: string;
  cancelledAt: string | null;
  displayFinancialStatus: string;
  displayFulfillmentStatus: string;
  fulfillments: { displayStatus: string; deliveredAt: string | null }[];
  refunds: { totalRefundedSet: { shopMoney: { amount: string } } }[];
  totalPriceSet: { shopMoney: { amount: string } };
}
const order = async (subject: Harness, id: unknown): Promise<Order | null> =>
  (
    await subject.ask<{ order: Order | null }>(
      `{ order(id: "${gid('Order', id)}") { updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
        fulfillments { displayStatus deliveredAt } refunds { totalRefundedSet { shopMoney { amount } } }
        totalPriceSet { shopMoney { amount } } } }`,
    )
  ).data.order;

describe('events at the shop', () => {
  it.each(PLATFORM_EVENTS)('%s happens, and bumps what it touches past all that the seed has', async (type) => {
    const subject = harness();
    const { data } = await subject.ask<{ orders: { nodes: { updatedAt: string }[] } }>(
      '{ orders(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { updatedAt } } }',
    );
    const newest = data.orders.nodes[0]?.updatedAt ?? '';
    const result = await subject.provider.event(type, {});
    if (type.endsWith('_deleted')) return;
    if (result.order_id !== undefined)
      expect((await order(subject, result.order_id))?.updatedAt).toEqual(expect.stringMatching(/Z$/));
    const changed = await subject.ask<{ orders: { nodes: unknown[] }; products: { nodes: unknown[] } }>(
      `{ orders(first: 5, query: "updated_at:>'${newest}'") { nodes { id } } products(first: 5, query: "updated_at:>'${newest}'") { nodes { id } } }`,
    );
    const counts = [changed.data.orders.nodes.length, changed.data.products.nodes.length];
    // A level has a time of its own.
    expect(counts).toEqual(type.startsWith('order') ? [1, 0] : type === 'inventory_changed' ? [0, 0] : [0, 1]);
  });

  it('places, ships, delivers and refunds one order', async () => {
    const subject = harness();
    const { order_id: id } = await subject.provider.event('order_placed', {});
    expect(await order(subject, id)).toMatchObject({ displayFulfillmentStatus: 'UNFULFILLED', refunds: [] });
    const target = { order_id: id as string };
    expect(subject.provider.state().orders).toBe(61);
    await subject.provider.event('order_shipped', target);
    expect(await order(subject, id)).toMatchObject({
      displayFulfillmentStatus: 'FULFILLED',
      fulfillments: [{ deliveredAt: null }],
    });
    await subject.provider.event('order_delivered', target);
    expect(await order(subject, id)).toMatchObject({
      fulfillments: [{ displayStatus: 'DELIVERED', deliveredAt: expect.any(String) as string }],
    });
    await subject.provider.event('order_refunded', { ...target, part: 'all' });
    const after = await order(subject, id);
    expect(after?.displayFinancialStatus).toBe('REFUNDED');
    expect(after?.refunds[0]?.totalRefundedSet).toEqual(after?.totalPriceSet);
  });

  it('cancels with a full restock and removes what is deleted', async () => {
    const subject = harness();
    const { order_id: cancelled } = await subject.provider.event('order_cancelled', {});
    expect((await order(subject, cancelled))?.cancelledAt).not.toBeNull();
    const { order_id: deleted } = await subject.provider.event('order_deleted', {});
    expect(await order(subject, deleted)).toBeNull();
    expect(subject.provider.state().orders).toBe(59);
  });

  it("changes a level without touching its item's or product's time", async () => {
    const subject = harness();
    const item =
      '{ inventoryItems(first: 1) { nodes { id updatedAt variants(first: 1) { nodes { product { id updatedAt } } } } } }';
    const before = (await subject.ask(item)).data;
    const product = (/Product\/(\d+)/.exec(JSON.stringify(before)) ?? [])[1];
    const event = await subject.provider.event('inventory_changed', { product_id: product ?? '', quantity: -7 });
    expect((await subject.ask(item)).data).toEqual(before);
    const level = await subject.ask<{ inventoryItem: { inventoryLevels: { nodes: { quantities: unknown }[] } } }>(
      `{ inventoryItem(id: "${gid('InventoryItem', event.inventory_item_id)}") { inventoryLevels(first: 1) { nodes { quantities(names: ["available"]) { name quantity } } } } }`,
    );
    expect(level.data.inventoryItem.inventoryLevels.nodes[0]?.quantities).toEqual([
      { name: 'available', quantity: -7 },
    ]);
  });

  it('leaves old orders as they were when their product is deleted, but for the link', async () => {
    const subject = harness();
    type Lines = { orders: { nodes: { lineItems: { nodes: { title: string; product: { id: string } | null }[] } }[] } };
    const query = '{ orders(first: 50) { nodes { lineItems(first: 5) { nodes { title product { id } } } } } }';
    const lines = async (): Promise<Lines['orders']['nodes'][number]['lineItems']['nodes']> =>
      (await subject.ask<Lines>(query)).data.orders.nodes.flatMap((one) => one.lineItems.nodes);
    const before = await lines();
    const { product_id: id } = await subject.provider.event('product_deleted', {});
    const after = await lines();
    expect(after.map((line) => line.title)).toEqual(before.map((line) => line.title));
    expect(after.some((line) => line.product?.id === gid('Product', id))).toBe(false);
    expect(before.some((line) => line.product?.id === gid('Product', id))).toBe(true);
  });

  it('picks the same records in the same order for one seed', async () => {
    const picks = await Promise.all(
      [harness(), harness()].map(async ({ provider }) => [
        await provider.event('order_updated', {}),
        await provider.event('product_updated', {}),
      ]),
    );
    expect(picks[1]).toEqual(picks[0]);
  });

  it.each([
    [{ order_id: '17' }, /no order "17"/],
    [{ order_id: 'gid://shopify/Product/8100000000001' }, /no order/],
    [{ note: 5 }, /note must be a text/],
  ])('refuses %j', async (payload, message) => {
    await expect(harness().provider.event('order_updated', payload)).rejects.toThrow(message);
  });
});
