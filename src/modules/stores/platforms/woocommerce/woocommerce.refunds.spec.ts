import { FixedClock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import type { ReadPage } from '../platform.port.js';
import type { PlatformOrder } from '../platform.records.js';
import { FakeShop, collect, fault, order, refusal } from './testing/fake-shop.js';
import { recorded } from './testing/recorded.js';
import { WooCommercePlatform } from './woocommerce.platform.js';

const platform = new WooCommercePlatform(new FixedClock());

async function readOrders(shop: FakeShop): Promise<ReadPage<PlatformOrder>[]> {
  const request = { resource: 'orders', mode: 'full', since: null, cursor: null } as const;
  return collect(platform.read(shop.connection(), request));
}

function shopWith(lists: Record<string, JsonObject[]>): FakeShop {
  const shop = new FakeShop();
  for (const [path, rows] of Object.entries(lists)) shop.lists.set(path, rows);
  return shop;
}

describe('refunds of orders', () => {
  const { order_with_refund: refunded, refund } = recorded();

  it('are asked for where there are any, and only there', async () => {
    const shop = shopWith({ orders: [order(1), refunded], 'orders/550/refunds': [refund] });
    const [page] = await readOrders(shop);
    expect(shop.calls(/refunds/)).toHaveLength(1);
    expect(page?.records[1]?.refunds[0]).toMatchObject({ amount: '9.19', refunded_at: '2026-11-22T10:30:14Z' });
  });

  const other = order(1, { refunds: [{ id: 7, total: '-1.00' }] });
  const otherRefund = { id: 7, parent_id: 1, amount: '1.00', date_created_gmt: '2026-11-02T00:00:00' };

  it('come in one call for a whole page where the shop has a list across orders', async () => {
    const shop = shopWith({ orders: [other, order(2), refunded] });
    shop.lists.set('refunds', [otherRefund, { ...refund, parent_id: 550 }]);
    const [page] = await readOrders(shop);
    expect(shop.calls(/refunds/)).toEqual([expect.objectContaining({ include: '7,604', per_page: '100' })]);
    expect(page?.records.map((record) => record.refunds.map(({ amount }) => amount))).toEqual([['1.00'], [], ['9.19']]);
  });

  it('are asked for one by one where that list is unknown, lacks some, or names another order', async () => {
    const lists = { orders: [other, refunded], 'orders/1/refunds': [otherRefund], 'orders/550/refunds': [refund] };
    for (const across of [null, [otherRefund], [otherRefund, { ...refund, parent_id: 1 }]]) {
      const shop = shopWith(lists);
      if (across !== null) shop.lists.set('refunds', across);
      const [page] = await readOrders(shop);
      expect(page?.records[1]?.refunds).toMatchObject([{ amount: '9.19', refunded_at: '2026-11-22T10:30:14Z' }]);
      expect(shop.seen.map(({ path }) => path)).toContain('orders/550/refunds');
      expect(shop.seen.some(({ path }) => path === 'orders/1/refunds')).toBe(across === null);
    }
  });

  it('are not asked for across orders again once the shop has refused that', async () => {
    const rows = Array.from({ length: 150 }, (_, index) =>
      order(index + 1, { refunds: [{ id: 5000 + index, total: '-1.00' }] }),
    );
    const shop = shopWith({ orders: rows });
    for (const { id } of rows) shop.lists.set(`orders/${Number(id)}/refunds`, []);
    await readOrders(shop);
    expect(shop.calls(/^refunds$/)).toHaveLength(1);
  });

  it('fall back to the short list of the order when the shop fails on just them', async () => {
    const shop = shopWith({ orders: [refunded] });
    shop.once(/refunds/, () => fault('unavailable', { status: 500 }), 9);
    const [page] = await readOrders(shop);
    expect(page?.records[0]).toMatchObject({
      refunded_amount: '9.19',
      refunds: [{ platform_refund_id: '604', amount: '9.19', refunded_at: null, items: [] }],
    });
  });

  it('do not fall back while the whole shop is ill', async () => {
    const shop = shopWith({ orders: [refunded] });
    shop.once(/orders\/550/, () => fault('unavailable', { status: 500 }), 9);
    await expect(readOrders(shop)).rejects.toMatchObject({ fault: 'unavailable' });
  });

  it('of an order that has gone meanwhile make it deleted', async () => {
    const shop = shopWith({ orders: [order(1), refunded] });
    shop.once(/refunds/, () => refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.'));
    const [page] = await readOrders(shop);
    expect(page).toMatchObject({ records: [{ platform_order_id: '1' }], deleted: ['550'], bad: [] });
  });
});
