import type { Json, JsonObject } from '../../../../common/json.js';
import type { ReadPage, ReadRequest } from '../platform.port.js';
import type { PlatformInventory } from '../platform.records.js';
import { completeStock } from './shopify.completion.js';
import { badAnswer, readAnswer } from './shopify.errors.js';
import { isObject, objectOf, textOf } from './shopify.node.js';
import { mapStock } from './shopify.product-mapper.js';
import {
  BULK_INVENTORY_QUERY,
  CHANGED_LEVELS_QUERY,
  INVENTORY_QUERY,
  ITEMS_STOCK_QUERY,
  LOCATIONS_QUERY,
} from './shopify.queries.js';
import { changedSince, mapAll, readSource, type Source } from './shopify.read.js';
import { pageOf, type ShopifySession } from './shopify.session.js';

/** An inventory item brings one record for each of its variants. */
const ITEMS: Source<PlatformInventory[]> = {
  bulk: {
    query: BULK_INVENTORY_QUERY,
    kinship: { InventoryItem: { ProductVariant: 'variants', InventoryLevel: 'inventoryLevels' } },
  },
  pages: { document: INVENTORY_QUERY, root: 'inventoryItems', first: 20, nested: 5, most: 100 },
  complete: completeStock,
  map: mapStock,
};

/** Where the read of changed levels stands, after all changed items are read. */
type LevelsCursor = {
  kind: 'levels';
  /** Locations are gone through in the order of their ids; those before this one are done. */
  location_id: string;
  after: string | null;
};

/**
 * Stock of all variants; incremental, of those whose inventory item changed or whose level changed at some location (a
 * sale touches the level only). An item that changed at several places comes once: what changes while we read is found
 * by the next read.
 */
export async function* readInventory(
  session: ShopifySession,
  request: ReadRequest,
): AsyncGenerator<ReadPage<PlatformInventory>> {
  const changed = request.since === null ? null : changedSince(request.since);
  const from = request.cursor;
  if (!isLevelsCursor(from)) {
    for await (const page of readSource(session, ITEMS, request)) yield { ...page, records: page.records.flat() };
  }
  if (changed === null) return;
  const seen = new Set<string>();
  for (const location of await locationIds(session)) {
    if (isLevelsCursor(from) && byId(location, from.location_id) < 0) continue;
    const after = isLevelsCursor(from) && from.location_id === location ? from.after : null;
    yield* readLevels(session, { kind: 'levels', location_id: location, after }, changed, seen);
  }
}

/** Inventory items by their full ids; ids that are gone bring nothing. */
export async function stockOf(session: ShopifySession, ids: string[]): Promise<JsonObject[]> {
  const size = session.sizeFor(ITEMS_STOCK_QUERY, 10, 5, 100);
  const found: JsonObject[] = [];
  for (let at = 0; at < ids.length;) {
    let batch: string[] = [];
    const data = await session.runSized(
      ITEMS_STOCK_QUERY,
      size,
      (first) => {
        batch = ids.slice(at, at + first);
        return { ids: batch, nested: size.nested };
      },
      ids.length - at,
    );
    if (!Array.isArray(data.nodes)) throw badAnswer('Shopify did not answer for the inventory items asked for');
    // Another kind of node answers without any field.
    found.push(...data.nodes.filter(isObject).filter((node) => typeof node.id === 'string'));
    at += batch.length;
  }
  return found;
}

async function* readLevels(
  session: ShopifySession,
  from: LevelsCursor,
  changed: string,
  seen: Set<string>,
): AsyncGenerator<ReadPage<PlatformInventory>> {
  const size = session.sizeFor(CHANGED_LEVELS_QUERY, 100, 1, 250);
  let { after } = from;
  for (;;) {
    const data = await session.runSized(CHANGED_LEVELS_QUERY, size, (first) => ({
      id: from.location_id,
      first,
      after,
      query: changed,
    }));
    if (data.location === null) return;
    const page = pageOf(isObject(data.location) ? data.location.inventoryLevels : undefined);
    if (page.has_next && page.end_cursor === after) throw badAnswer("Shopify's pages of levels do not advance");
    after = page.end_cursor ?? after;
    const ids = page.nodes.map((level) => readAnswer(() => textOf(objectOf(level, 'item'), 'id')));
    const items = await stockOf(
      session,
      [...new Set(ids)].filter((id) => !seen.has(id)),
    );
    for (const id of ids) seen.add(id);
    if (items.length > 0 || page.has_next) {
      yield await stockPage(session, items, { ...from, after });
    }
    if (!page.has_next) return;
  }
}

async function stockPage(
  session: ShopifySession,
  items: JsonObject[],
  cursor: Json,
): Promise<ReadPage<PlatformInventory>> {
  await completeStock(session, items);
  const { records, bad } = await mapAll(items, mapStock);
  return { records: records.flat(), bad, deleted: [], cursor, total: null };
}

async function locationIds(session: ShopifySession): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data } = await session.run(LOCATIONS_QUERY, { first: 100, after }, 20);
    const page = pageOf(data.locations);
    ids.push(...page.nodes.map((location) => readAnswer(() => textOf(location, 'id'))));
    if (!page.has_next) return ids.sort(byId);
    if (page.end_cursor === after) throw badAnswer("Shopify's pages of locations do not advance");
    after = page.end_cursor;
  }
}

/** By length, then as text: the order of the numbers in the ids. */
function byId(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function isLevelsCursor(value: Json): value is LevelsCursor {
  return (
    isObject(value) &&
    value.kind === 'levels' &&
    typeof value.location_id === 'string' &&
    (value.after === null || typeof value.after === 'string')
  );
}
