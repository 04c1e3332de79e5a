import { randomUUID } from 'node:crypto';

import type { PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type { StockChange } from '../../src/modules/stores/platforms/platform.writes.js';
import { WriteShop } from './shopify-write-shop.js';

const MAIN = '71000000001';
const SOUTH = '71000002049';
const CLOSED = '71000004097';

let shop: WriteShop;
beforeAll(async () => {
  shop = await WriteShop.open({ orders: 30, products: 20 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

/** A product whose first variant is tracked, and stocked in the main place. */
function stocked(): PlatformProduct {
  return shop.aProduct(({ variants: [first] }) => first?.track_inventory === true && first.inventory_levels.length > 0);
}

function change(product: PlatformProduct, set: number, expected: number | null, location: string | null): StockChange {
  const [variant] = product.variants;
  return {
    platform_product_id: product.platform_product_id,
    platform_variant_id: variant?.platform_variant_id ?? '',
    platform_inventory_item_id: variant?.platform_inventory_item_id ?? null,
    platform_location_id: location,
    set,
    expected,
  };
}

async function availableAt(product: PlatformProduct, location: string): Promise<number | undefined> {
  const [variant] = (await shop.productNow(product.platform_product_id)).variants;
  return variant?.inventory_levels.find((level) => level.platform_location_id === location)?.available;
}

describe('stock at Shopify', () => {
  it('knows its places, the closed ones too', async () => {
    expect(await shop.platform.stock.locations(shop.connection)).toEqual([
      { platform_location_id: MAIN, name: 'Main Warehouse', is_active: true },
      { platform_location_id: SOUTH, name: 'Lager Süd – München', is_active: true },
      { platform_location_id: CLOSED, name: 'Old shop (closed)', is_active: false },
    ]);
  });

  it('sets what is as expected, and of the others tells what is there, each by itself', async () => {
    const [first, second, third] = [stocked(), stocked(), stocked()];
    const before = await availableAt(second, MAIN);
    const key = randomUUID();
    const changes = [
      change(first, 41, (await availableAt(first, MAIN)) ?? 0, MAIN),
      change(second, 42, (before ?? 0) + 1, MAIN),
      change(third, 43, null, null),
      change({ ...first, variants: [] }, 1, null, MAIN),
      change(first, 5, null, CLOSED),
    ];
    const outcomes = await shop.platform.stock.setQuantities(shop.connection, changes, key);
    expect(outcomes.map((outcome) => outcome.result)).toEqual(['set', 'stale', 'set', 'refused', 'refused']);
    expect(outcomes[1]).toMatchObject({ available: before });
    expect(outcomes[4]?.message).toContain('location');
    expect(await availableAt(first, MAIN)).toBe(41);
    expect(await availableAt(second, MAIN)).toBe(before);
    expect(await availableAt(third, MAIN)).toBe(43);
  });

  it('stocks a variant at a place where it was not, and finds its item by itself', async () => {
    const product = shop.aProduct(
      ({ variants: [one] }) =>
        one !== undefined && !one.inventory_levels.some((level) => level.platform_location_id === SOUTH),
    );
    const wanted = { ...change(product, 9, null, SOUTH), platform_inventory_item_id: null };
    expect(await shop.platform.stock.setQuantities(shop.connection, [wanted], randomUUID())).toMatchObject([
      { result: 'set', available: 9 },
    ]);
    expect(await availableAt(product, SOUTH)).toBe(9);
  });

  it('sets once though the answer is lost, and says so when it is asked again with the same key', async () => {
    const product = stocked();
    const expected = (await availableAt(product, MAIN)) ?? 0;
    const wanted = change(product, expected + 3, expected, MAIN);
    const key = randomUUID();
    const before = (await shop.counts()).writes.inventorySetQuantities ?? 0;
    const [heard] = await shop.platform.stock.setQuantities(shop.unheard('KsapSetQuantities'), [wanted], key);
    expect(heard?.result).toBe('set');
    const [again] = await shop.platform.stock.setQuantities(shop.connection, [wanted], key);
    expect(again?.result).toBe('set');
    expect(await availableAt(product, MAIN)).toBe(expected + 3);
    expect((await shop.counts()).writes.inventorySetQuantities).toBe(before + 1);
  });

  it('names the permission that it lacks', async () => {
    const reading = shop.connect('shpat_sandbox_reading_token');
    await expect(
      shop.platform.stock.setQuantities(reading, [change(stocked(), 1, null, MAIN)], randomUUID()),
    ).rejects.toMatchObject({ fault: 'rejected', message: expect.stringContaining('write_inventory') as string });
    const { warnings } = await shop.platform.verify(reading);
    expect(warnings.filter((warning) => warning.includes('write_'))).toHaveLength(5);
    expect((await shop.platform.verify(shop.connection)).warnings.join()).not.toContain('write_');
  });
});
