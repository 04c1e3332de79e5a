import { FixedClock } from '../../../../common/clock/clock.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import type { SyncResource } from '../platform.connection.js';
import type { ReadPage, ReadRequest } from '../platform.port.js';
import type { PlatformOrder, PlatformProduct } from '../platform.records.js';
import { FakeShop, collect, json, order, refusal } from './testing/fake-shop.js';
import { recorded } from './testing/recorded.js';
import { WooCommercePlatform } from './woocommerce.platform.js';

const platform = new WooCommercePlatform(new FixedClock());

function read<R extends SyncResource>(
  shop: FakeShop,
  resource: R,
  more: Partial<ReadRequest> = {},
): ReturnType<typeof platform.read<R>> {
  return platform.read(shop.connection(), { mode: 'full', since: null, cursor: null, ...more, resource });
}

function shopWith(lists: Record<string, JsonObject[]>): FakeShop {
  const shop = new FakeShop();
  for (const [path, rows] of Object.entries(lists)) shop.lists.set(path, rows);
  return shop;
}

const orderIds = (pages: ReadPage<PlatformOrder>[]): string[] =>
  pages.flatMap(({ records }) => records.map((record) => record.platform_order_id));

const INCREMENTAL = { mode: 'incremental', since: '2026-11-20T10:00:00.500Z' } as const;

describe('a full read of orders', () => {
  it('reads any status but the trash, tells the total, and nothing as deleted', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => order(index + 1));
    const shop = shopWith({ orders: [...rows, order(999, { status: 'trash' })] });
    const pages = await collect(read(shop, 'orders'));
    expect(orderIds(pages)).toEqual(rows.map(({ id }) => `${Number(id)}`));
    expect(pages.map(({ total }) => total)).toEqual([150, 150]);
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual([]);
    expect(
      shop.calls(/^orders$/).every(({ status, modified_after }) => status === 'any' && modified_after === undefined),
    ).toBe(true);
  });

  it('gives one empty page for a shop without orders', async () => {
    const pages = await collect(read(shopWith({ orders: [] }), 'orders'));
    expect(pages).toMatchObject([{ records: [], bad: [], deleted: [], total: 0 }]);
  });

  it.each([0, 1, 2])('resumes from the cursor of page %i with neither gap nor double', async (stop) => {
    const rows = Array.from({ length: 280 }, (_, index) => order(index + 1));
    const first = (await collect(read(shopWith({ orders: [...rows] }), 'orders'))).slice(0, stop + 1);
    const cursor = JSON.parse(JSON.stringify(first.at(-1)?.cursor)) as Json;
    // What was stored is deleted in part before the run goes on.
    const rest = await collect(read(shopWith({ orders: rows.slice(60) }), 'orders', { cursor }));
    expect([...orderIds(first), ...orderIds(rest)]).toEqual(rows.map(({ id }) => `${Number(id)}`));
  });

  it.each<Json>([{}, 7, { phase: 'x' }, { phase: 'main', modified_after: null, walk: { last_id: 'a' } }])(
    'begins anew from the foreign cursor %j',
    async (cursor) => {
      const pages = await collect(read(shopWith({ orders: [order(1)] }), 'orders', { cursor }));
      expect(orderIds(pages)).toEqual(['1']);
    },
  );

  it('sets a record apart that cannot be mapped, with its reason and its raw form, and goes on', async () => {
    const broken = order(2, { total: 'twelve' });
    const shop = shopWith({ orders: [order(1), broken, order(3)] });
    const [page] = await collect(read(shop, 'orders'));
    expect(page?.records.map((record) => record.platform_order_id)).toEqual(['1', '3']);
    expect(page?.bad).toEqual([
      { platform_id: '2', reason: 'total: is not an amount ("twelve")', raw: expect.objectContaining({ id: 2 }) },
    ]);
  });
});

describe('an incremental read', () => {
  const changed = '2026-11-21T00:00:00';

  it('asks in UTC without a zone, a little before, because the filter is exclusive', async () => {
    const shop = shopWith({ orders: [order(1), order(2, { date_modified_gmt: changed })] });
    const pages = await collect(read(shop, 'orders', INCREMENTAL));
    expect(orderIds(pages)).toEqual(['2']);
    expect(shop.calls(/^orders$/)[0]).toMatchObject({ modified_after: '2026-11-20T09:59:58', dates_are_gmt: 'true' });
  });

  it('takes a record that changed in the very second of the mark', async () => {
    const shop = shopWith({ orders: [order(1, { date_modified_gmt: '2026-11-20T10:00:00' })] });
    expect(orderIds(await collect(read(shop, 'orders', INCREMENTAL)))).toEqual(['1']);
  });

  it('hands over the whole trash of orders as deleted: trashing does not always move their date', async () => {
    const shop = shopWith({
      orders: [order(1, { status: 'trash' }), order(2, { status: 'trash', date_modified_gmt: changed })],
    });
    const pages = await collect(read(shop, 'orders', INCREMENTAL));
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual(['1', '2']);
  });

  it('looks only at what changed in a trash that is never emptied', async () => {
    const shop = shopWith({
      orders: Array.from({ length: 1001 }, (_, index) =>
        order(index + 1, { status: 'trash', ...(index === 700 ? { date_modified_gmt: changed } : {}) }),
      ),
    });
    const pages = await collect(read(shop, 'orders', INCREMENTAL));
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual(['701']);
  });

  it('hands over products that went into the trash since', async () => {
    const { simple_product: product } = recorded();
    const shop = shopWith({
      products: [
        { ...product, id: 1, status: 'trash', date_modified_gmt: changed },
        { ...product, id: 2, status: 'trash', date_modified_gmt: '2026-01-01T00:00:00' },
      ],
    });
    const pages = await collect(read(shop, 'products', INCREMENTAL));
    expect(pages.flatMap(({ deleted }) => deleted)).toEqual(['1']);
  });

  it('goes on in the trash from a cursor of the trash, with the filter that it began with', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => order(index + 1, { status: 'trash' }));
    const pages = await collect(read(shopWith({ orders: rows }), 'orders', INCREMENTAL));
    const cursor = JSON.parse(JSON.stringify(pages[1]?.cursor)) as Json;
    const again = shopWith({ orders: rows });
    const rest = await collect(read(again, 'orders', { ...INCREMENTAL, since: '2030-01-01T00:00:00Z', cursor }));
    expect(rest.flatMap(({ deleted }) => deleted)).toHaveLength(20);
    expect(cursor).toMatchObject({ phase: 'trash', modified_after: '2026-11-20T09:59:58' });
  });

  it('of customers is a full one: their endpoint ignores modified_after', async () => {
    const shop = shopWith({ customers: [recorded().customer] });
    const pages = await collect(read(shop, 'customers', INCREMENTAL));
    expect(pages[0]?.records).toHaveLength(1);
    expect(shop.seen).toHaveLength(1);
    expect(shop.calls(/customers/)[0]).not.toHaveProperty('modified_after');
  });
});

describe('a read of products', () => {
  const { variable_product: variable, variations, simple_product: simple } = recorded();
  const unit = { id: 'woocommerce_weight_unit', value: 'lbs' };

  function productShop(...products: JsonObject[]): FakeShop {
    const shop = shopWith({ products });
    shop.handlers.push(({ path }) => (path.startsWith('settings/') ? json(unit) : undefined));
    return shop;
  }

  it('asks for the variations of variable products, all of them', async () => {
    const many = Array.from({ length: 130 }, (_, index) => ({ ...variations[0], id: 1000 + index, menu_order: index }));
    const shop = productShop(simple, { ...variable, variations: many.map(({ id }) => id) });
    shop.lists.set('products/56/variations', many);
    const [page] = await collect(read(shop, 'products'));
    expect(page?.records.map(({ variants }) => variants.length)).toEqual([1, 130]);
    expect(new Set(page?.records[1]?.variants.map((variant) => variant.platform_variant_id)).size).toBe(130);
  });

  it('asks for nothing where a variable product has no variations', async () => {
    const shop = productShop({ ...variable, variations: [] });
    const [page] = await collect(read(shop, 'products'));
    expect(shop.calls(/variations/)).toEqual([]);
    expect(page?.records[0]?.variants).toMatchObject([{ platform_variant_id: '56', price: '9.50' }]);
  });

  it('asks once for the unit of weight, and does without where the key may not see it', async () => {
    const shop = productShop(simple, { ...simple, id: 17 });
    const [page] = await collect(read(shop, 'products'));
    expect(page?.records[0]).toMatchObject({ weight: '2.5', weight_unit: 'lb' });
    expect(shop.calls(/settings/)).toHaveLength(1);
    const blind = productShop(simple);
    blind.handlers.unshift(({ path }) =>
      path.startsWith('settings/') ? refusal(401, 'woocommerce_rest_cannot_view', 'no') : undefined,
    );
    expect((await collect(read(blind, 'products')))[0]?.records[0]).toMatchObject({ weight_unit: null });
  });

  it('reads no stock apart from products', async () => {
    expect(platform.resources).not.toContain('inventory');
    expect(() => read(productShop(), 'inventory')).toThrow(/read products/);
    await expect(platform.readOne(productShop().connection(), 'inventory', '1')).rejects.toThrow(/read products/);
  });
});

describe('readOne', () => {
  const { variable_product: variable, variations, customer } = recorded();
  const one = (shop: FakeShop, resource: SyncResource, id: string): ReturnType<typeof platform.readOne> =>
    platform.readOne(shop.connection(), resource, id);

  it('leads from a variation to its whole product', async () => {
    const shop = shopWith({ products: [variable, { ...variations[0], parent_id: 56, type: 'variation' }] });
    shop.lists.set('products/56/variations', variations);
    const product = (await one(shop, 'products', '62')) as PlatformProduct;
    expect(product.platform_product_id).toBe('56');
    expect(product.variants).toHaveLength(2);
  });

  it('is the same record as the one of a list', async () => {
    const shop = shopWith({ products: [variable], orders: [recorded().order_with_line_meta], customers: [customer] });
    shop.lists.set('products/56/variations', variations);
    for (const [resource, id] of [
      ['products', '56'],
      ['orders', '274'],
      ['customers', '3'],
    ] as const) {
      const [page] = await collect(read(shop, resource));
      expect(page?.records[0]).toEqual(await one(shop, resource, id));
    }
  });

  it.each(['trash', 'auto-draft', 'checkout-draft'])('is null for an order in %s', async (status) => {
    expect(await one(shopWith({ orders: [order(1, { status })] }), 'orders', '1')).toBeNull();
  });

  it.each([
    ['orders', '1', refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.')],
    ['products', '1', refusal(410, 'woocommerce_rest_already_trashed', 'Gone.')],
    ['customers', '1', refusal(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.')],
  ] as const)('is null for %s that are gone', async (resource, id, answer) => {
    const shop = new FakeShop();
    shop.handlers.push(() => answer);
    expect(await one(shop, resource, id)).toBeNull();
  });

  it('is an error where the whole API is gone, not a record that is', async () => {
    await expect(one(new FakeShop(), 'orders', '1')).rejects.toMatchObject({ fault: 'rejected' });
  });

  it.each(['', '0', '../products', '1?x=1'])('asks nothing for %j, which is no id', async (id) => {
    const shop = new FakeShop();
    expect(await one(shop, 'orders', id)).toBeNull();
    expect(shop.seen).toEqual([]);
  });

  it('says what is wrong with a record that cannot be mapped', async () => {
    const shop = shopWith({ orders: [order(1, { currency: 'Euro' })] });
    await expect(one(shop, 'orders', '1')).rejects.toMatchObject({
      fault: 'bad_answer',
      message: expect.stringContaining('currency'),
    });
  });
});
