import { FixedClock } from '../../../../common/clock/clock.js';
import { FakeShop, collect, json } from './testing/fake-shop.js';
import { WooCommerceCensus } from './woocommerce.census.js';

const census = new WooCommerceCensus(new FixedClock());

describe('the census', () => {
  it('asks for bounds that are exclusive at the shop, in UTC without a zone', async () => {
    const shop = new FakeShop();
    shop.handlers.push(() => json([{ id: 1 }], 200, { 'x-wp-total': '42' }));
    const count = await census.count(shop.connection(), 'orders', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00.500Z');
    expect(count).toBe(42);
    expect(shop.seen[0]).toMatchObject({
      path: 'orders',
      query: {
        status: 'any',
        after: '2026-10-31T23:59:59',
        before: '2026-11-02T00:00:01',
        dates_are_gmt: 'true',
        per_page: '1',
      },
    });
  });

  it('does not know how many there are where the shop does not say', async () => {
    const shop = new FakeShop();
    shop.handlers.push(() => json([]));
    expect(
      await census.count(shop.connection(), 'products', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
    ).toBeNull();
  });

  it('lists ids and versions, without the records', async () => {
    const shop = new FakeShop();
    shop.lists.set('products', [
      { id: 3, date_created_gmt: '2026-11-01T10:00:00', date_modified_gmt: '2026-11-01T11:00:00' },
      { id: 4, date_created_gmt: '2026-11-01T12:00:00', date_modified_gmt: null },
    ]);
    const pages = census.list(shop.connection(), 'products', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z');
    expect((await collect(pages)).flat()).toEqual([
      { platform_id: '3', platform_created_at: '2026-11-01T10:00:00Z', platform_updated_at: '2026-11-01T11:00:00Z' },
      { platform_id: '4', platform_created_at: '2026-11-01T12:00:00Z', platform_updated_at: null },
    ]);
    expect(shop.seen[0]?.query._fields).toBe('id,date_created_gmt,date_modified_gmt');
  });

  it('refuses customers, whom the shop cannot be asked for by date', async () => {
    const shop = new FakeShop();
    const work = census.count(shop.connection(), 'customers', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z');
    await expect(work).rejects.toMatchObject({ fault: 'rejected' });
    expect(shop.seen).toEqual([]);
  });
});
