import { createHash } from 'node:crypto';

import type { JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformLocation, PlatformStock, StockChange, StockOutcome } from '../platform.writes.js';
import type { ShopifyClient } from './shopify.client.js';
import { completeStock } from './shopify.completion.js';
import { badAnswer, readAnswer } from './shopify.errors.js';
import { stockOf } from './shopify.inventory.js';
import {
  LOCATION_NAMES_QUERY,
  PRIMARY_LOCATION_QUERY,
  SET_QUANTITIES_MUTATION,
  VARIANT_ITEMS_QUERY,
} from './shopify.mutations.js';
import { flagOf, gidOf, idOf, integerOf, isObject, nodesOf, objectOf, objectsOf, textOf } from './shopify.node.js';
import { pageOf, ShopifySession } from './shopify.session.js';
import { ask, payloadOf } from './shopify.write.js';

/** Quantities in one call: Shopify takes 250 entries of a list. */
const BATCH = 200;

const MAX_TRIES = 10;

/** A change with Shopify's own ids, and its place among those that were asked for. */
interface Entry {
  index: number;
  change: StockChange;
  item: string;
  location: string;
}

interface Fault {
  code: string | null;
  message: string;
  /** Which entry of the call; null: all of it. */
  at: number | null;
}

/**
 * Stock at Shopify, by its compare-and-set. A call sets all its quantities or none: the entries that Shopify names are
 * taken out with their reason, and the others are sent again.
 */
export class ShopifyStock implements PlatformStock {
  constructor(private readonly client: ShopifyClient) {}

  async locations(connection: PlatformConnection): Promise<PlatformLocation[]> {
    const session = new ShopifySession(this.client, connection);
    const locations: PlatformLocation[] = [];
    let after: string | null = null;
    for (;;) {
      const data = await ask(session, LOCATION_NAMES_QUERY, { first: 100, after }, 15);
      const page = pageOf(data.locations);
      locations.push(
        ...page.nodes.map((node) =>
          readAnswer(() => ({
            platform_location_id: idOf(node),
            name: textOf(node, 'name'),
            is_active: flagOf(node, 'isActive'),
          })),
        ),
      );
      if (!page.has_next) return locations;
      if (page.end_cursor === after) throw badAnswer("Shopify's pages of locations do not advance");
      after = page.end_cursor;
    }
  }

  async setQuantities(connection: PlatformConnection, changes: StockChange[], key: string): Promise<StockOutcome[]> {
    const session = new ShopifySession(this.client, connection);
    const outcomes: (StockOutcome | undefined)[] = [];
    const entries = await entriesOf(session, changes, outcomes);
    for (let at = 0; at < entries.length; at += BATCH) {
      await setBatch(session, entries.slice(at, at + BATCH), key, outcomes);
    }
    return changes.map((change, index) => outcomes[index] ?? outcomeOf(change, 'set', change.set, null));
  }
}

/** What cannot be addressed is `refused` at once. */
async function entriesOf(
  session: ShopifySession,
  changes: StockChange[],
  outcomes: (StockOutcome | undefined)[],
): Promise<Entry[]> {
  const primary = changes.some((change) => change.platform_location_id === null) ? await primaryOf(session) : null;
  const items = await itemsOf(session, changes);
  const entries: Entry[] = [];
  for (const [index, change] of changes.entries()) {
    const item = gidOf(
      'InventoryItem',
      change.platform_inventory_item_id ?? items.get(change.platform_variant_id) ?? '',
    );
    const location = gidOf('Location', change.platform_location_id ?? primary ?? '');
    if (item !== null && location !== null) entries.push({ index, change, item, location });
    else {
      const message = item === null ? 'Shopify has no such variant any more' : 'Shopify has no such location';
      outcomes[index] = outcomeOf(change, 'refused', null, message);
    }
  }
  return entries;
}

async function setBatch(
  session: ShopifySession,
  batch: Entry[],
  key: string,
  outcomes: (StockOutcome | undefined)[],
): Promise<void> {
  let entries = batch;
  // Each round sets what is left, or takes at least one entry out.
  for (let round = 0; entries.length > 0; round += 1) {
    const faults = await send(session, entries, key, round);
    if (faults.length === 0) return;
    const stale: Entry[] = [];
    const failed = new Map<Entry, string>();
    for (const fault of faults) {
      const concerned = fault.at === null ? entries : entries.slice(fault.at, fault.at + 1);
      for (const entry of concerned) {
        if (fault.code === 'CHANGE_FROM_QUANTITY_STALE') stale.push(entry);
        else failed.set(entry, fault.message);
      }
    }
    const now = await availableOf(session, stale);
    for (const entry of stale) {
      outcomes[entry.index] = outcomeOf(
        entry.change,
        'stale',
        now.get(entry) ?? null,
        'Its stock is not what was expected',
      );
    }
    for (const [entry, message] of failed) outcomes[entry.index] = outcomeOf(entry.change, 'refused', null, message);
    const left = entries.filter((entry) => !stale.includes(entry) && !failed.has(entry));
    if (left.length === entries.length) throw badAnswer('Shopify refused quantities without saying which');
    entries = left;
  }
}

/** One call. Its key goes by what it sets: the same again is the same call, and another set is another one. */
async function send(session: ShopifySession, entries: Entry[], key: string, round: number): Promise<Fault[]> {
  const quantities = entries.map(({ item, location, change }) => ({
    inventoryItemId: item,
    locationId: location,
    quantity: change.set,
    changeFromQuantity: change.expected,
  }));
  const input = {
    name: 'available',
    reason: 'correction',
    referenceDocumentUri: `gid://ksap/StockChange/${key}`,
    quantities,
  };
  let failed = 0;
  for (let tries = 1; ; tries += 1) {
    const hash = createHash('sha256')
      .update(JSON.stringify([quantities, round, failed]))
      .digest('hex')
      .slice(0, 16);
    const payload = await payloadOf(session, {
      document: SET_QUANTITIES_MUTATION,
      variables: { input, key: `${key}-${hash}` },
      root: 'inventorySetQuantities',
      repeatable: true,
    });
    const faults = readAnswer(() => objectsOf(payload, 'userErrors').map(faultOf));
    const codes = faults.map((fault) => fault.code);
    if (tries >= MAX_TRIES) return faults;
    // A key whose call failed is spent; one whose call is still at work must not be overtaken by another key's.
    if (codes.includes('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')) failed += 1;
    else if (codes.includes('IDEMPOTENCY_CONCURRENT_REQUEST')) await session.connection.pause(500);
    else return faults;
  }
}

function faultOf(error: JsonObject): Fault {
  const field = Array.isArray(error.field) ? error.field : [];
  const at = field.find((part) => typeof part === 'string' && /^\d+$/.test(part));
  return {
    code: typeof error.code === 'string' ? error.code : null,
    message: textOf(error, 'message'),
    at: at === undefined ? null : Number(at),
  };
}

/** Full id of the location that stands for the shop; null: it has none. */
export async function primaryOf(session: ShopifySession): Promise<string | null> {
  const data = await ask(session, PRIMARY_LOCATION_QUERY, {}, 2);
  return data.location === null ? null : readAnswer(() => textOf(objectOf(data, 'location'), 'id'));
}

/** Inventory items of the variants that came without. */
async function itemsOf(session: ShopifySession, changes: StockChange[]): Promise<Map<string, string>> {
  const variants = changes
    .filter((change) => change.platform_inventory_item_id === null)
    .map((c) => c.platform_variant_id);
  const items = new Map<string, string>();
  for (let at = 0; at < variants.length; at += BATCH) {
    const ids = variants.slice(at, at + BATCH).flatMap((id) => gidOf('ProductVariant', id) ?? []);
    const data = await ask(session, VARIANT_ITEMS_QUERY, { ids }, ids.length * 2);
    if (!Array.isArray(data.nodes)) throw badAnswer('Shopify did not answer the variants that were asked for');
    for (const node of data.nodes.filter(isObject)) {
      readAnswer(() => items.set(idOf(node), textOf(objectOf(node, 'inventoryItem'), 'id')));
    }
  }
  return items;
}

/** What is there now, of entries whose comparison failed. */
async function availableOf(session: ShopifySession, entries: Entry[]): Promise<Map<Entry, number>> {
  const found = new Map<Entry, number>();
  if (entries.length === 0) return found;
  const nodes = await stockOf(session, [...new Set(entries.map((entry) => entry.item))]);
  await completeStock(session, nodes);
  for (const entry of entries) {
    const node = nodes.find((one) => one.id === entry.item);
    if (node === undefined) continue;
    const level = readAnswer(() => nodesOf(node, 'inventoryLevels').find((one) => objectOf(one, 'location').id === entry.location)); // prettier-ignore
    const quantity = level && readAnswer(() => objectsOf(level, 'quantities').find((one) => one.name === 'available'));
    found.set(entry, quantity === undefined ? 0 : readAnswer(() => integerOf(quantity, 'quantity')));
  }
  return found;
}

function outcomeOf(
  { platform_variant_id, platform_location_id }: StockChange,
  result: StockOutcome['result'],
  available: number | null,
  message: string | null,
): StockOutcome {
  return { platform_variant_id, platform_location_id, result, available, message };
}
