import { Breather } from '../../../../common/clock/breather.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { BadRecord, ReadPage, ReadRequest } from '../platform.port.js';
import type { PlatformCustomer, PlatformOrder, PlatformProduct } from '../platform.records.js';
import { isGone, PROVIDER } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { documentsOf } from './magento.documents.js';
import { ProductReader } from './magento.products.js';
import { where } from './magento.search.js';
import type { Filter } from './magento.search.js';
import { startOfWalk, walk, walkStateFrom } from './magento.walk.js';
import type { WalkState } from './magento.walk.js';
import { mapCustomer } from './mapper/customer.mapper.js';
import { mapOrder } from './mapper/order.mapper.js';
import { UnmappableRecord, idAt } from '../platform.values.js';
import { magentoTime } from './mapper/values.js';

export type ReadableResource = 'products' | 'orders' | 'customers';

/** Turns rows into what stands for each: a record, a reason why not. */
export type Complete<T> = (rows: JsonObject[]) => Promise<{ records: T[]; bad: BadRecord[] }>;

type Cursor = {
  /** What `updated_at` had to be at least when this read began: a resumed read goes on with the same list. */
  since: string | null;
  walk: WalkState;
};

/** `updated_at` has whole seconds, and is written when a transaction begins, not when it can be seen. */
const OVERLAP_MS = 5000;

export const LISTS = {
  products: { path: 'products', id: 'id' },
  orders: { path: 'orders', id: 'entity_id' },
  customers: { path: 'customers/search', id: 'id' },
} as const;

export function readOrders(client: MagentoClient, request: ReadRequest): AsyncGenerator<ReadPage<PlatformOrder>> {
  return pages(client, 'orders', request, (rows) => completeOrders(client, rows));
}

export function readCustomers(client: MagentoClient, request: ReadRequest): AsyncGenerator<ReadPage<PlatformCustomer>> {
  return pages(client, 'customers', request, (rows) => each(rows, mapCustomer));
}

export function readProducts(
  client: MagentoClient,
  request: ReadRequest,
  now: number,
): AsyncGenerator<ReadPage<PlatformProduct>> {
  const reader = new ProductReader(client, now);
  return pages(client, 'products', request, (rows) => reader.complete(rows, cursorOf(request).since !== null));
}

/** The record as it is now, as `RecordOf[resource]`; null when it is gone. A variant's id leads to its product. */
export async function readOneRecord(
  client: MagentoClient,
  resource: ReadableResource,
  id: string,
  now: number,
): Promise<unknown> {
  if (idAt(id) === null) return null;
  if (resource === 'products') return only(await new ProductReader(client, now).one(id), resource, id);
  if (resource === 'customers') {
    const row = await oneOrNull(client, `customers/${id}`);
    return row === null ? null : only(await each([row], mapCustomer), resource, id);
  }
  const row = await oneOrNull(client, `orders/${id}`);
  return row === null ? null : only(await completeOrders(client, [row]), resource, id);
}

async function oneOrNull(client: MagentoClient, path: string): Promise<JsonObject | null> {
  try {
    return await client.one(path);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function only(found: { records: unknown[]; bad: BadRecord[] }, resource: string, id: string): unknown {
  const [bad] = found.bad;
  if (bad === undefined) return found.records[0] ?? null;
  throw new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: `The shop's ${resource}/${id} cannot be read: ${bad.reason}`,
  });
}

async function* pages<T>(
  client: MagentoClient,
  resource: ReadableResource,
  request: ReadRequest,
  complete: Complete<T>,
): AsyncGenerator<ReadPage<T>> {
  let cursor = cursorOf(request);
  const groups: Filter[][] = cursor.since === null ? [] : [where('updated_at', 'gteq', cursor.since)];
  for await (const page of walk(client, { ...LISTS[resource], groups }, cursor.walk)) {
    cursor = { ...cursor, walk: page.state };
    const done = await complete(page.rows);
    yield { ...done, deleted: [], cursor: { ...cursor, walk: { ...cursor.walk } }, total: cursor.walk.total };
  }
}

async function completeOrders(client: MagentoClient, rows: JsonObject[]): ReturnType<Complete<PlatformOrder>> {
  const documents = await documentsOf(client, rows);
  const none = { invoices: [], shipments: [], creditmemos: [] };
  return each(rows, (row) => mapOrder(row, documents.get(idAt(row.entity_id) ?? '') ?? none));
}

/** Rows of a list as records, with what else is read for them. */
export function completeRows(
  client: MagentoClient,
  resource: 'orders' | 'customers',
  rows: JsonObject[],
): Promise<{ records: unknown[]; bad: BadRecord[] }> {
  return resource === 'orders' ? completeOrders(client, rows) : each(rows, mapCustomer);
}

/** Maps each row by itself: one that cannot be mapped spoils no other. */
export async function each<T>(
  rows: JsonObject[],
  map: (row: JsonObject) => T,
): Promise<{ records: T[]; bad: BadRecord[] }> {
  const breather = new Breather();
  const records: T[] = [];
  const bad: BadRecord[] = [];
  for (const row of rows) {
    await breather.turn();
    try {
      records.push(map(row));
    } catch (error) {
      if (!(error instanceof UnmappableRecord)) throw error;
      bad.push({ platform_id: idAt(row.entity_id) ?? idAt(row.id), reason: error.message, raw: row });
    }
  }
  return { records, bad };
}

function cursorOf(request: ReadRequest): Cursor {
  const known = cursorFrom(request.cursor);
  if (known !== null) return known;
  const since = request.mode === 'incremental' && request.since !== null ? Date.parse(request.since) : NaN;
  const from = Number.isNaN(since) ? null : magentoTime(new Date(Math.max(0, since - OVERLAP_MS)).toISOString());
  return { since: from, walk: startOfWalk() };
}

/** Null for anything that this code did not write: the read begins anew then. */
function cursorFrom(value: Json): Cursor | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const state = walkStateFrom(value.walk);
  const { since } = value;
  if (state === null || (typeof since !== 'string' && since !== null)) return null;
  return { since, walk: state };
}
