import { SystemClock } from '../../../../common/clock/clock.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformInventory } from '../platform.records.js';
import { MagentoClient } from './magento.client.js';
import { readInventory } from './magento.inventory.js';
import { FakeMagento, json, type Seen } from './testing/fake-magento.js';

type Item = { sku: string; source_code: string; quantity: number };

const SOURCES = [
  { source_code: 'default', name: 'Default Source', enabled: true },
  { source_code: 'east', name: 'Warehouse East', enabled: true },
];
const FILTER = 'searchCriteria[filter_groups][0][filters][0]';
const sizeOf = (seen: Seen): number => Number(seen.query['searchCriteria[pageSize]']);

/** Source items as the platform lists them: in the order of their SKUs, `most` a page. */
function shopWith(items: Item[], most = Infinity): FakeMagento {
  const shop = new FakeMagento();
  shop.otherwise = (seen) => {
    if (seen.path === 'inventory/sources') return json({ items: SOURCES, total_count: SOURCES.length });
    if (sizeOf(seen) > most) {
      const message = 'The shop refused it';
      const words = { provider_message: `Maximum allowed pageSize is ${most}` };
      return new ProviderError({ fault: 'rejected', provider: 'magento', message, ...words });
    }
    const after = seen.query[`${FILTER}[field]`] === 'sku' ? (seen.query[`${FILTER}[value]`] ?? '') : '';
    const left = items.filter(({ sku }) => sku > after).sort((a, b) => (a.sku < b.sku ? -1 : 1));
    return json({ items: left.slice(0, sizeOf(seen)) as unknown as JsonObject[], total_count: left.length });
  };
  return shop;
}

async function read(shop: FakeMagento, cursor: Json = null): Promise<PlatformInventory[][]> {
  const client = new MagentoClient(shop.connection(), new SystemClock());
  const pages: PlatformInventory[][] = [];
  const request = { resource: 'inventory', mode: 'incremental', since: '2026-01-01T00:00:00Z', cursor } as const;
  for await (const { records } of readInventory(client, request)) pages.push(records);
  return pages;
}

const skuOf = (n: number): string => `MG-${String(n).padStart(5, '0')}`;
/** 1,001 rows: the first page ends between the two sources of one SKU. */
const MANY: Item[] = [
  ...Array.from({ length: 999 }, (_one, n) => ({ sku: skuOf(n), source_code: 'default', quantity: n + 1 })),
  { sku: skuOf(999), source_code: 'default', quantity: 4 },
  { sku: skuOf(999), source_code: 'east', quantity: 5 },
];

describe('stock by source', () => {
  it('is read whole, a record for each SKU, none cut in two at the end of a page', async () => {
    const shop = shopWith(MANY);
    const pages = await read(shop);
    expect(pages.map((page) => page.length)).toEqual([999, 1]);
    expect(pages[1]).toEqual([
      {
        platform_product_id: null,
        platform_variant_id: null,
        sku: skuOf(999),
        inventory_quantity: 9,
        track_inventory: true,
        inventory_levels: [
          { platform_location_id: 'default', location_name: 'Default Source', available: 4 },
          { platform_location_id: 'east', location_name: 'Warehouse East', available: 5 },
        ],
        platform_updated_at: null,
      },
    ]);
    expect(new Set(pages.flat().map((record) => record.sku)).size).toBe(1000);
  });

  it('goes on behind a SKU, in smaller pages where the shop limits them', async () => {
    const shop = shopWith(MANY, 300);
    const records = (await read(shop, { after: skuOf(500) })).flat();
    expect(records.map((record) => record.sku)).toEqual(Array.from({ length: 499 }, (_one, n) => skuOf(n + 501)));
    expect(shop.seen.map(sizeOf)).toEqual([1000, 1000, 300, 300]);
  });

  it('does not say of an empty shelf whether anybody counts it', async () => {
    const shop = shopWith([{ sku: 'MG-1', source_code: 'default', quantity: 0 }]);
    expect((await read(shop)).flat()).toMatchObject([{ inventory_quantity: 0, track_inventory: null }]);
    // The stock item would tell; asked at each poll for each of them it would be the dearest part of it.
    expect(shop.seen.filter((seen) => seen.path.startsWith('stockItems'))).toEqual([]);
  });

  it('does not go on for ever where the shop ignores the order', async () => {
    const shop = shopWith([]);
    const items = [{ sku: 'MG-1', source_code: 'default', quantity: 1 }];
    const known = shop.otherwise;
    shop.otherwise = (seen) =>
      seen.path === 'inventory/sources'
        ? known(seen)
        : json({ items: items as unknown as JsonObject[], total_count: 5 });
    await expect(read(shop)).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});
