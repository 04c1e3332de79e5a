import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformInventoryLevel } from '../platform.records.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { isGone, isNoRoute } from './magento.answer.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { whereAny } from './magento.search.js';
import { textAt } from '../platform.values.js';
import { quantityAt } from './mapper/values.js';

export type Levels = PlatformInventoryLevel[] | null;

/** The only place of stock where Multi-Source Inventory is not installed; with it, the source of this code is it. */
export const DEFAULT_SOURCE = 'default';
const DEFAULT_NAME = 'Default Source';
/** SKUs in one address: up to 64 characters each, escaped. */
const SKUS_A_CALL = 25;
const CONCURRENCY = 4;
/** More rows than sources can have of these SKUs. */
const MOST_ROWS = 1000;

export interface Source {
  code: string;
  name: string;
  is_active: boolean;
}

/** Stock of products, by SKU: what lies in which source. */
export class StockReader {
  private known: Promise<Source[] | null> | null = null;

  constructor(private readonly client: MagentoClient) {}

  /** Null where the shop has no Multi-Source Inventory, or the integration may not see it. */
  sources(): Promise<Source[] | null> {
    this.known ??= readSources(this.client);
    return this.known;
  }

  /** Levels of each SKU that was asked for; null for those whose stock is not kept. */
  async of(skus: readonly string[]): Promise<Map<string, Levels>> {
    const sources = await this.sources();
    if (sources === null) return new Map(await concurrently(skus, CONCURRENCY, (sku) => this.fromStockItem(sku)));
    const names = new Map(sources.map((source) => [source.code, source.name]));
    const found = new Map<string, Levels>();
    const chunks = Array.from({ length: Math.ceil(skus.length / SKUS_A_CALL) }, (_one, n) =>
      skus.slice(n * SKUS_A_CALL, (n + 1) * SKUS_A_CALL),
    );
    const rows = (await concurrently(chunks, CONCURRENCY, (chunk) => readItems(this.client, chunk))).flat();
    for (const sku of skus) {
      const own = rows.filter((row) => sameSku(textAt(row.sku), sku));
      found.set(sku, own.length === 0 ? null : own.map((row) => levelOf(row, names)));
    }
    // An empty shelf may be one that nobody counts: only the stock item tells.
    const empty = skus.filter((sku) => found.get(sku)?.every((level) => level.available <= 0) === true);
    const items = await concurrently(empty, CONCURRENCY, async (sku) => ({
      sku,
      item: await stockItem(this.client, sku),
    }));
    for (const { sku, item } of items) if (item?.manage_stock === false) found.set(sku, null);
    return found;
  }

  private async fromStockItem(sku: string): Promise<[string, Levels]> {
    const item = await stockItem(this.client, sku);
    return [sku, item && levelsOfItem(item)];
  }
}

/** Null: its stock is not kept. */
export function levelsOfItem(item: JsonObject): Levels {
  if (item.manage_stock === false) return null;
  const available = Math.floor(Number(quantityAt(item.qty)));
  return [{ platform_location_id: DEFAULT_SOURCE, location_name: DEFAULT_NAME, available }];
}

/** Null when the product is gone. */
export async function stockItem(client: MagentoClient, sku: string): Promise<JsonObject | null> {
  try {
    return await client.one(`stockItems/${skuPath(sku)}`);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

export async function readItems(client: MagentoClient, skus: readonly string[]): Promise<JsonObject[]> {
  const search = { groups: [whereAny('sku', skus)], page_size: MOST_ROWS };
  return (await client.search('inventory/source-items', search)).rows;
}

async function readSources(client: MagentoClient): Promise<Source[] | null> {
  try {
    const { rows } = await client.search('inventory/sources', { groups: [], page_size: MOST_ROWS });
    return rows.map((row) => ({
      code: textAt(row.source_code) ?? DEFAULT_SOURCE,
      name: textAt(row.name) ?? textAt(row.source_code) ?? DEFAULT_NAME,
      is_active: row.enabled !== false,
    }));
  } catch (error) {
    // Without a permission for the sources the old stock items are still there.
    if (isNoRoute(error) || (error instanceof ProviderError && error.fault === 'auth')) return null;
    throw error;
  }
}

export function levelOf(row: JsonObject, names: ReadonlyMap<string, string>): PlatformInventoryLevel {
  const code = textAt(row.source_code) ?? DEFAULT_SOURCE;
  return {
    platform_location_id: code,
    location_name: names.get(code) ?? code,
    available: Math.floor(Number(quantityAt(row.quantity))),
  };
}

/** MySQL compares SKUs without case. */
export function sameSku(a: string | null, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
