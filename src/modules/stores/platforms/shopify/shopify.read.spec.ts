import type { Json, JsonObject } from '../../../../common/json.js';
import type { PlatformConnection, SyncResource } from '../platform.connection.js';
import type { ReadPage } from '../platform.port.js';
import type { RecordOf } from '../platform.records.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { changedSince } from './shopify.read.js';
import { failed, FakeShopify, ok, page, throttled } from './testing/fake-shopify.js';
import { customerNode, orderNode, productNode, stockNode } from './testing/shopify-nodes.js';

const platform = new ShopifyPlatform({ sandbox_url: null });
const SINCE = '2026-02-01T00:00:00.750Z';

async function changed<R extends SyncResource>(
  connection: PlatformConnection,
  resource: R,
  cursor: Json = null,
): Promise<ReadPage<RecordOf[R]>[]> {
  const pages: ReadPage<RecordOf[R]>[] = [];
  const request = { resource, mode: 'incremental', since: SINCE, cursor } as const;
  for await (const one of platform.read(connection, request)) pages.push(one);
  return pages;
}

describe('changedSince', () => {
  it('asks from the whole second before, so that nothing of that second is missed', () => {
    expect(changedSince(SINCE)).toBe("updated_at:>='2026-02-01T00:00:00Z'");
  });
});

describe('an incremental read', () => {
  it('pages through what changed, in the order of change, and hands out a cursor for each page', async () => {
    const fake = new FakeShopify().on(
      'KsapCustomers',
      ok({ customers: page([customerNode(1), customerNode(2)], 'c1') }),
      ok({ customers: page([customerNode(3)]) }),
    );
    const pages = await changed(fake.connection(), 'customers');
    expect(pages.flatMap((one) => one.records.map((record) => record.platform_customer_id))).toEqual(['1', '2', '3']);
    expect(fake.calls.map((call) => call.variables)).toEqual([
      { first: 50, after: null, query: "updated_at:>='2026-02-01T00:00:00Z'" },
      { first: 250, after: 'c1', query: "updated_at:>='2026-02-01T00:00:00Z'" },
    ]);
    const rest = await changed(fake.connection(), 'customers', pages[0]?.cursor);
    expect(rest).toHaveLength(1);
    expect(fake.calls.at(-1)?.variables.after).toBe('c1');
  });

  it('asks for as many as the cost allows, and for fewer when Shopify says that it is too much', async () => {
    const fake = new FakeShopify().on(
      'KsapOrders',
      failed('MAX_COST_EXCEEDED', 'Query cost is 1203'),
      ok({ orders: page([orderNode(1)], 'c1') }, 100),
      ok({ orders: page([orderNode(2)], 'c2') }, 900),
      throttled(1900, 900),
      ok({ orders: page([orderNode(3)]) }, 450),
    );
    await changed(fake.connection(), 'orders');
    expect(fake.calls.map((call) => call.variables.first)).toEqual([3, 2, 18, 18, 9]);
    expect(fake.taken).toEqual([60, 40, 900, 900, 180]);
  });

  it('asks for fewer line items when even a single order is too much', async () => {
    const fake = new FakeShopify().on(
      'KsapOrders',
      ...Array.from({ length: 4 }, () => throttled(60, 40, 40)),
      ok({ orders: page([orderNode(1)]) }, 30, 10),
    );
    await changed(fake.connection(), 'orders');
    expect(fake.calls.map(({ variables }) => [variables.first, variables.nested])).toEqual([
      [3, 20],
      [2, 20],
      [1, 20],
      [1, 10],
      [1, 5],
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a list with holes', { orders: { nodes: [null], pageInfo: { hasNextPage: false, endCursor: null } } }],
    ['no place in the pages', { orders: { nodes: [] } }],
    ['no list', { orders: null }],
    ['more, but not where', { orders: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } }],
  ])('refuses an answer with %s', async (_what, data) => {
    const fake = new FakeShopify().on('KsapOrders', ok(data));
    await expect(changed(fake.connection(), 'orders')).rejects.toMatchObject({ fault: 'bad_answer' });
  });

  it('does not run in a circle when the pages do not advance', async () => {
    const fake = new FakeShopify().on('KsapOrders', ok({ orders: page([orderNode(1)], 'same') }));
    await expect(changed(fake.connection(), 'orders')).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});

describe('changed stock', () => {
  const places = ok({ locations: page([{ id: 'gid://shopify/Location/10' }, { id: 'gid://shopify/Location/9' }]) });
  const level = (item: number): JsonObject => ({ id: 'x', item: { id: `gid://shopify/InventoryItem/${item}` } });
  const empty = ok({ location: { inventoryLevels: page([]) } });

  it('is found by the item and, location by location, by the level', async () => {
    const fake = new FakeShopify()
      .on('KsapInventory', ok({ inventoryItems: page([stockNode(31)]) }))
      .on('KsapLocations', places)
      .on('KsapChangedLevels', ok({ location: { inventoryLevels: page([level(41), level(41)], 'p1') } }), empty, empty)
      .on('KsapItemsStock', ok({ nodes: [stockNode(41), null] }));
    const pages = await changed(fake.connection(), 'inventory');
    expect(pages.map((one) => one.records.length)).toEqual([1, 1]);
    expect(fake.named('KsapItemsStock')[0]?.variables.ids).toEqual(['gid://shopify/InventoryItem/41']);
    expect(fake.named('KsapChangedLevels').map(({ variables }) => [variables.id, variables.after])).toEqual([
      ['gid://shopify/Location/9', null],
      ['gid://shopify/Location/9', 'p1'],
      ['gid://shopify/Location/10', null],
    ]);
    expect(fake.named('KsapChangedLevels')[0]?.variables.query).toBe("updated_at:>='2026-02-01T00:00:00Z'");
  });

  it('resumes at the location where it stopped', async () => {
    const fake = new FakeShopify().on('KsapLocations', places).on('KsapChangedLevels', empty);
    await changed(fake.connection(), 'inventory', {
      kind: 'levels',
      location_id: 'gid://shopify/Location/10',
      after: 'p7',
    });
    expect(fake.named('KsapChangedLevels').map(({ variables }) => [variables.id, variables.after])).toEqual([
      ['gid://shopify/Location/10', 'p7'],
    ]);
    expect(fake.named('KsapInventory')).toHaveLength(0);
  });
});

describe('readOne', () => {
  it('brings the record as it is now, completed', async () => {
    const fake = new FakeShopify()
      .on('KsapProduct', ok({ product: productNode(11) }))
      .on('KsapOrder', ok({ order: orderNode(1) }))
      .on('KsapCustomer', ok({ customer: customerNode(9) }));
    const connection = fake.connection();
    expect(await platform.readOne(connection, 'products', '11')).toMatchObject({ platform_product_id: '11' });
    expect(await platform.readOne(connection, 'orders', '1')).toMatchObject({ platform_order_id: '1' });
    expect(await platform.readOne(connection, 'customers', '9')).toMatchObject({ platform_customer_id: '9' });
    expect(fake.calls.map((call) => call.variables.id)).toEqual([
      'gid://shopify/Product/11',
      'gid://shopify/Order/1',
      'gid://shopify/Customer/9',
    ]);
  });

  it('is null for what is gone, and for an id that cannot be one', async () => {
    const fake = new FakeShopify().on('KsapOrder', ok({ order: null }));
    expect(await platform.readOne(fake.connection(), 'orders', '5')).toBeNull();
    expect(await platform.readOne(fake.connection(), 'orders', "5' OR 1")).toBeNull();
    expect(await platform.readOne(fake.connection(), 'orders', 'gid://shopify/Product/5')).toBeNull();
    expect(fake.calls).toHaveLength(1);
  });

  it('finds stock by the variant, and by the full id of the inventory item', async () => {
    const fake = new FakeShopify()
      .on(
        'KsapVariantStock',
        ok({ productVariant: { id: 'gid://shopify/ProductVariant/21', inventoryItem: stockNode(31) } }),
      )
      .on('KsapItemsStock', ok({ nodes: [stockNode(31)] }));
    const connection = fake.connection();
    expect(await platform.readOne(connection, 'inventory', '21')).toMatchObject({ platform_variant_id: '21' });
    expect(fake.calls.map((call) => call.name)).toEqual(['KsapVariantStock']);
    expect(await platform.readOne(connection, 'inventory', 'gid://shopify/InventoryItem/31')).toMatchObject({
      platform_product_id: '11',
    });
    expect(fake.calls.map((call) => call.name)).toEqual(['KsapVariantStock', 'KsapItemsStock']);
  });

  it('takes a number that is no variant for an inventory item, and is null when it is neither', async () => {
    const fake = new FakeShopify()
      .on('KsapVariantStock', ok({ productVariant: null }))
      .on('KsapItemsStock', ok({ nodes: [stockNode(31)] }), ok({ nodes: [null] }));
    expect(await platform.readOne(fake.connection(), 'inventory', '31')).not.toBeNull();
    expect(await platform.readOne(fake.connection(), 'inventory', '32')).toBeNull();
  });

  it('tells a record that cannot be mapped as a bad answer', async () => {
    const fake = new FakeShopify().on('KsapOrder', ok({ order: orderNode(1, { totalPriceSet: null }) }));
    await expect(platform.readOne(fake.connection(), 'orders', '1')).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});
