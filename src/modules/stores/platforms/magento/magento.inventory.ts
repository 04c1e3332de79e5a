import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ReadPage, ReadRequest } from '../platform.port.js';
import type { PlatformInventory } from '../platform.records.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { PROVIDER } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { levelOf, levelsOfItem, sameSku, stockItem, StockReader, type Levels, type Source } from './magento.levels.js';
import { where, whereAny } from './magento.search.js';
import { startOfWalk, walk, walkStateFrom, type WalkState } from './magento.walk.js';
import { chunksOf } from './magento.writes.js';
import { idAt, listAt, shortText, textAt } from '../platform.values.js';
import { magentoTime, utcAt } from './mapper/values.js';

/** Rows a page; the smaller for shops that limit pages, or whose host cannot bear more. */
const SIZES = [1000, 300, 100] as const;
const CONCURRENCY = 4;
const IDS_A_CALL = 100;
/** Orders are looked at a little further back than asked: their times have whole seconds. */
const OVERLAP_MS = 5000;

/** By source items: behind which SKU. By stock items: how far the list of what they are of was walked. */
type Cursor = { after: string } | { since: string | null; walk: WalkState };

/**
 * Stock of the shop's variants. Neither an order nor an edited quantity moves a product's `updated_at`, and Magento tells of
 * no change of stock: with Multi-Source Inventory all source items are read, which is a short list; without it stock
 * items cost a call each, and an incremental read asks for those alone that orders since then have touched.
 */
export async function* readInventory(
  client: MagentoClient,
  request: ReadRequest,
): AsyncGenerator<ReadPage<PlatformInventory>> {
  const sources = await new StockReader(client).sources();
  const cursor = cursorFrom(request.cursor);
  if (sources !== null) {
    yield* bySource(client, sources, cursor !== null && 'after' in cursor ? cursor.after : null);
    return;
  }
  const from = cursor !== null && 'walk' in cursor ? cursor : { since: sinceOf(request), walk: startOfWalk() };
  yield* byItem(client, from);
}

/** All stock there is, empty shelves that nobody counts told apart. */
export async function* allInventory(client: MagentoClient): AsyncGenerator<PlatformInventory[]> {
  const everything = { resource: 'inventory', mode: 'full', since: null, cursor: null } as const;
  for await (const { records } of readInventory(client, everything)) {
    yield await concurrently(records, CONCURRENCY, async (record) => {
      if (record.track_inventory !== null || record.sku === undefined) return record;
      const item = await stockItem(client, record.sku);
      if (item?.manage_stock === false) return { ...recordOf(null, null), sku: record.sku };
      return { ...record, track_inventory: true };
    });
  }
}

/** Stock of the variants with these ids; those that are not there (any more) are left out. */
export async function inventoryOf(client: MagentoClient, ids: readonly string[]): Promise<PlatformInventory[]> {
  const skus = new Map<string, string>();
  for (const chunk of chunksOf([...new Set(ids)], IDS_A_CALL)) {
    const list = { path: 'products', id: 'id' as const, groups: [whereAny('entity_id', chunk)], fields: FIELDS };
    for await (const { rows } of walk(client, list, startOfWalk())) {
      for (const { id, sku } of rows.filter(isSold)) skus.set(idAt(id) ?? '', textAt(sku) ?? '');
    }
  }
  const levels = await new StockReader(client).of([...skus.values()]);
  return [...skus].map(([id, sku]) => recordOf(id, levels.get(sku) ?? null));
}

const FIELDS = 'items[id,sku,type_id,updated_at],total_count';
const ORDER_FIELDS = 'items[entity_id,updated_at,items[sku]],total_count';

/** A configurable product is sold as its children, and has no stock of its own. */
function isSold(row: JsonObject): boolean {
  return row.type_id !== 'configurable';
}

async function* bySource(
  client: MagentoClient,
  sources: Source[],
  from: string | null,
): AsyncGenerator<ReadPage<PlatformInventory>> {
  const names = new Map(sources.map((source) => [source.code, source.name]));
  let size: number = SIZES[0];
  for (let after = from; ;) {
    const page = await sourceItems(client, after, size);
    ({ size } = page);
    const { rows, rest } = wholeSkus(page.rows, page.total);
    const last = textAt(rows.at(-1)?.sku);
    if (last === null) return;
    if (after !== null && sameSku(after, last)) throw unordered();
    after = last;
    yield { records: recordsOf(rows, names), bad: [], deleted: [], cursor: { after }, total: null };
    if (!rest) return;
  }
}

/** In the order of their SKUs, behind one of them. */
async function sourceItems(
  client: MagentoClient,
  after: string | null,
  size: number,
): Promise<{ rows: JsonObject[]; total: number; size: number }> {
  const groups = after === null ? [] : [where('sku', 'gt', after)];
  try {
    return { ...(await client.search('inventory/source-items', { groups, sort: 'sku', page_size: size })), size };
  } catch (error) {
    const smaller = SIZES.find((one) => one < size);
    const isTooMuch =
      error instanceof ProviderError &&
      (error.fault === 'bad_answer' ||
        (error.fault === 'rejected' && /pageSize is/i.test(error.provider_message ?? '')));
    if (smaller === undefined || !isTooMuch) throw error;
    return sourceItems(client, after, smaller);
  }
}

/** A page may end among the sources of a SKU: that one is left to the next page. */
function wholeSkus(rows: JsonObject[], total: number): { rows: JsonObject[]; rest: boolean } {
  if (rows.length >= total) return { rows, rest: false };
  const last = textAt(rows.at(-1)?.sku) ?? '';
  const whole = rows.filter((row) => !sameSku(textAt(row.sku), last));
  return { rows: whole.length === 0 ? rows : whole, rest: true };
}

function recordsOf(rows: JsonObject[], names: ReadonlyMap<string, string>): PlatformInventory[] {
  const bySku = new Map<string, { sku: string; rows: JsonObject[] }>();
  for (const row of rows) {
    const sku = shortText(row.sku, 255);
    if (sku === null) continue;
    const known = bySku.get(sku.toLowerCase()) ?? { sku, rows: [] };
    known.rows.push(row);
    bySku.set(sku.toLowerCase(), known);
  }
  return [...bySku.values()].map(({ sku, rows: own }) => {
    const levels = own.map((row) => levelOf(row, names));
    const record = { ...recordOf(null, levels), sku };
    // An empty shelf may be one that nobody counts: only its stock item tells.
    return levels.every((level) => level.available <= 0) ? { ...record, track_inventory: null } : record;
  });
}

async function* byItem(
  client: MagentoClient,
  from: { since: string | null; walk: WalkState },
): AsyncGenerator<ReadPage<PlatformInventory>> {
  const { since } = from;
  const list =
    since === null
      ? { path: 'products', id: 'id' as const, groups: [], fields: FIELDS }
      : {
          path: 'orders',
          id: 'entity_id' as const,
          groups: [where('updated_at', 'gteq', since)],
          fields: ORDER_FIELDS,
        };
  for await (const { rows, state } of walk(client, list, from.walk)) {
    const sold = since === null ? rows.filter(isSold) : rows.flatMap((row) => listAt(row.items));
    const skus = [...new Set(sold.flatMap(({ sku }) => textAt(sku) ?? []))];
    const items = await concurrently(skus, CONCURRENCY, (sku) => stockItem(client, sku));
    // The shop's own clock: where the next read begins.
    const newest =
      rows
        .map((row) => utcAt(row.updated_at) ?? '')
        .sort()
        .at(-1) || null;
    const records = items.flatMap((item) => {
      const id = idAt(item?.product_id);
      return item === null || id === null ? [] : [{ ...recordOf(id, levelsOfItem(item)), platform_updated_at: newest }];
    });
    yield { records, bad: [], deleted: [], cursor: { since, walk: { ...state } }, total: state.total };
  }
}

function recordOf(id: string | null, levels: Levels): PlatformInventory {
  return {
    platform_product_id: null,
    platform_variant_id: id,
    inventory_quantity: levels === null ? null : levels.reduce((sum, level) => sum + level.available, 0),
    track_inventory: levels !== null,
    inventory_levels: levels ?? [],
    platform_updated_at: null,
  };
}

function sinceOf({ mode, since }: ReadRequest): string | null {
  const time = mode === 'incremental' && since !== null ? Date.parse(since) : NaN;
  return Number.isNaN(time) ? null : magentoTime(new Date(Math.max(0, time - OVERLAP_MS)).toISOString());
}

/** Null for anything that this code did not write: the read begins anew then. */
function cursorFrom(value: Json): Cursor | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  if (typeof value.after === 'string') return { after: value.after };
  const state = walkStateFrom(value.walk);
  const { since } = value;
  return state === null || (typeof since !== 'string' && since !== null) ? null : { since, walk: state };
}

function unordered(): ProviderError {
  return new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: 'The shop did not keep the order by SKU in its answer to GET inventory/source-items',
  });
}
