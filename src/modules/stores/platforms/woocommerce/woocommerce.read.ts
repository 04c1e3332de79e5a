import { Breather } from '../../../../common/clock/breather.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { BadRecord, ReadPage, ReadRequest } from '../platform.port.js';
import type { PlatformOrder, PlatformProduct } from '../platform.records.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { mapCustomer } from './mapper/customer.mapper.js';
import { mapOrder } from './mapper/order.mapper.js';
import { UnmappableRecord, idAt, listAt } from '../platform.values.js';
import { isoSeconds } from './mapper/values.js';
import { isGone } from './woocommerce.answer.js';
import type { Query, WooClient } from './woocommerce.client.js';
import { PRODUCT_FIELDS, ProductReader, isAbsent } from './woocommerce.product-reader.js';
import { refuse } from './woocommerce.refusal.js';
import { RefundReader } from './woocommerce.refunds.js';
import { startOfWalk, walk, walkStateFrom } from './woocommerce.walk.js';
import type { WalkPage, WalkState } from './woocommerce.walk.js';

export type ReadableResource = 'products' | 'orders' | 'customers';

/** What became of one row: a record, a bad one, or gone since the page was read. */
type Outcome<T> = { record: T } | { bad: BadRecord } | { gone: string };

/** Turns one row into a record, with the further calls that it needs. Throws UnmappableRecord, ProviderError. */
type Complete<T> = (row: JsonObject) => Promise<T>;
/** What is best asked for all rows of a page at once, before each is completed. Throws ProviderError. */
type Prepare<T> = (rows: JsonObject[]) => Promise<Complete<T>>;
type Refunds = Awaited<ReturnType<RefundReader['ofPage']>>;

type Cursor = {
  phase: 'main' | 'trash';
  /** What `modified_after` said when this read began: a resumed read goes on with the same list. */
  modified_after: string | null;
  walk: WalkState;
};

/** Calls at once for one shop beside the pages themselves. */
const CONCURRENCY = 4;
/** `modified_after` is exclusive and compares whole seconds. */
const OVERLAP_MS = 2000;
/** Orders in the trash up to which all of them are looked at. */
const SMALL_TRASH = 1000;

/** Fields that the mapper reads. */
const ORDER_FIELDS =
  'id,number,status,currency,date_created_gmt,date_modified_gmt,date_completed_gmt,date_paid_gmt,discount_total,' +
  'shipping_total,total,total_tax,customer_id,billing,shipping,payment_method,transaction_id,customer_note,meta_data,' +
  'line_items,tax_lines,shipping_lines,fee_lines,coupon_lines,refunds';

/** Customers have no `modified_after` (it is silently ignored), and no trash: each of their reads is a full one. */
const LISTS: Record<ReadableResource, { query: Query; filters: boolean }> = {
  products: { query: { status: 'any', _fields: PRODUCT_FIELDS }, filters: true },
  orders: { query: { status: 'any', _fields: ORDER_FIELDS }, filters: true },
  customers: { query: {}, filters: false },
};

export function readProducts(client: WooClient, request: ReadRequest): AsyncGenerator<ReadPage<PlatformProduct>> {
  return pages(client, 'products', request, productsOf(client));
}

export function readOrders(client: WooClient, request: ReadRequest): AsyncGenerator<ReadPage<PlatformOrder>> {
  return pages(client, 'orders', request, ordersOf(client));
}

export function readCustomers(
  client: WooClient,
  request: ReadRequest,
): AsyncGenerator<ReadPage<ReturnType<typeof mapCustomer>>> {
  return pages(client, 'customers', request, customersOf);
}

function productsOf(client: WooClient): Prepare<PlatformProduct> {
  const reader = new ProductReader(client);
  return async () => (row) => reader.complete(row);
}

function ordersOf(client: WooClient): Prepare<PlatformOrder> {
  const refunds = new RefundReader(client);
  return async (rows) => {
    const known = await refunds.ofPage(rows);
    return (row) => completeOrder(row, refunds, known);
  };
}

const customersOf: Prepare<ReturnType<typeof mapCustomer>> = async () => async (row) => mapCustomer(row);

function prepareOf(client: WooClient, resource: ReadableResource): Prepare<unknown> {
  if (resource === 'customers') return customersOf;
  return resource === 'orders' ? ordersOf(client) : productsOf(client);
}

/** What the shop lists of these ids (at most a hundred), whatever changes meanwhile; `seen`: the ids that it did list. */
export async function listRecords(
  client: WooClient,
  resource: ReadableResource,
  ids: readonly string[],
): Promise<{ records: unknown[]; bad: BadRecord[]; seen: Set<string> }> {
  const prepare = prepareOf(client, resource);
  const records: unknown[] = [];
  const bad: BadRecord[] = [];
  const seen = new Set<string>();
  const cursor: Cursor = { phase: 'main', modified_after: null, walk: startOfWalk() };
  for await (const page of walk(client, resource, { ...LISTS[resource].query, include: ids.join(',') }, cursor.walk)) {
    const read = await readPage(page, await prepare(page.rows), cursor);
    records.push(...read.records);
    bad.push(...read.bad);
    for (const row of page.rows) seen.add(idAt(row.id) ?? '');
    for (const { id } of page.unreadable) seen.add(String(id));
    for (const id of read.deleted) seen.delete(id);
  }
  return { records, bad, seen };
}

/** The record as it is now, as `RecordOf[resource]`; null when it is gone or in the trash. A variation's id leads to its product. */
export async function readOneRecord(client: WooClient, resource: ReadableResource, id: string): Promise<unknown> {
  if (idAt(id) === null) return null;
  try {
    const row = await client.one(`${resource}/${id}`);
    if (isAbsent(row)) return null;
    if (resource === 'customers') return mapCustomer(row);
    if (resource === 'orders') return await completeOrder(row, new RefundReader(client));
    const parent = row.type === 'variation' ? idAt(row.parent_id) : null;
    if (parent !== null) return await readOneRecord(client, 'products', parent);
    return await new ProductReader(client).complete(row);
  } catch (error) {
    if (error instanceof ProviderError && isGone(error)) return null;
    if (!(error instanceof UnmappableRecord)) throw error;
    throw new ProviderError({
      fault: 'bad_answer',
      provider: 'woocommerce',
      message: `The shop's ${resource}/${id} cannot be read: ${error.message}`,
      cause: error,
    });
  }
}

/** An order's row with the record that it maps to, which no `_fields` cut. Throws `rejected` when it is gone or in the trash. */
export async function readWholeOrder(
  client: WooClient,
  id: string,
): Promise<{ row: JsonObject; order: PlatformOrder }> {
  const row = await client.one(`orders/${id}`);
  if (isAbsent(row)) throw refuse(`The shop's order ${id} is in the trash`);
  return { row, order: await completeOrder(row, new RefundReader(client)) };
}

async function* pages<T>(
  client: WooClient,
  resource: ReadableResource,
  request: ReadRequest,
  prepare: Prepare<T>,
): AsyncGenerator<ReadPage<T>> {
  const { query, filters } = LISTS[resource];
  let cursor = cursorFrom(request.cursor) ?? startOf(request, filters);
  if (cursor.phase === 'main') {
    const main = { ...query, ...modifiedAfter(cursor.modified_after) };
    for await (const page of walk(client, resource, main, cursor.walk)) {
      cursor = { ...cursor, walk: page.state };
      yield await readPage(page, await prepare(page.rows), cursor);
    }
    if (cursor.modified_after === null) return;
    cursor = { ...cursor, phase: 'trash', walk: startOfWalk() };
  }
  const trash = await trashQuery(client, resource, cursor.modified_after);
  if (trash === null) return;
  for await (const page of walk(client, resource, trash, cursor.walk)) {
    cursor = { ...cursor, walk: page.state };
    const deleted = page.rows.flatMap((row) => idAt(row.id) ?? []);
    yield { records: [], bad: [], deleted, cursor: { ...cursor }, total: null };
  }
}

/**
 * Trashing moves a product's date of change, but an order's only in the newer WooCommerce versions, and there is no
 * date of trashing to ask for. WordPress empties the trash after 30 days, so an order trash is small and read whole.
 */
async function trashQuery(client: WooClient, resource: string, modified_after: string | null): Promise<Query | null> {
  const all: Query = { status: 'trash', _fields: 'id' };
  const filtered = { ...all, ...modifiedAfter(modified_after) };
  if (resource !== 'orders') return filtered;
  const { rows, total } = await client.list(resource, { ...all, per_page: 1 });
  if (rows.length === 0) return null;
  return total !== null && total <= SMALL_TRASH ? all : filtered;
}

async function readPage<T>(page: WalkPage, complete: Complete<T>, cursor: Cursor): Promise<ReadPage<T>> {
  const breather = new Breather();
  const outcomes = await concurrently(page.rows, CONCURRENCY, async (row) => {
    await breather.turn();
    return outcomeOf(row, complete);
  });
  const unreadable = page.unreadable.map(({ id, reason }): BadRecord => {
    return { platform_id: String(id), reason, raw: null };
  });
  return {
    records: outcomes.flatMap((outcome) => ('record' in outcome ? [outcome.record] : [])),
    bad: [...unreadable, ...outcomes.flatMap((outcome) => ('bad' in outcome ? [outcome.bad] : []))],
    deleted: outcomes.flatMap((outcome) => ('gone' in outcome ? [outcome.gone] : [])),
    cursor: { ...cursor, walk: { ...cursor.walk } },
    total: cursor.walk.total,
  };
}

async function outcomeOf<T>(row: JsonObject, complete: Complete<T>): Promise<Outcome<T>> {
  try {
    return { record: await complete(row) };
  } catch (error) {
    const id = idAt(row.id);
    if (error instanceof ProviderError && isGone(error) && id !== null) return { gone: id };
    if (!(error instanceof UnmappableRecord)) throw error;
    return { bad: { platform_id: id, reason: error.message, raw: row } };
  }
}

async function completeOrder(
  row: JsonObject,
  refunds: RefundReader,
  known: Refunds = new Map(),
): Promise<PlatformOrder> {
  return mapOrder(row, listAt(row.refunds).length === 0 ? [] : await refunds.ofOrder(row, known));
}

function startOf(request: ReadRequest, filters: boolean): Cursor {
  const since = request.mode === 'incremental' && filters && request.since !== null ? Date.parse(request.since) : NaN;
  // WooCommerce takes UTC without a zone beside dates_are_gmt; with a Z it shifts by the site's offset.
  const from = Number.isNaN(since) ? null : isoSeconds(Math.max(0, since - OVERLAP_MS)).slice(0, -1);
  return { phase: 'main', modified_after: from, walk: startOfWalk() };
}

function modifiedAfter(time: string | null): Query {
  return time === null ? {} : { modified_after: time, dates_are_gmt: true };
}

/** Null for anything that this code did not write: the read begins anew then. */
function cursorFrom(value: Json): Cursor | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const state = walkStateFrom(value.walk);
  const { phase, modified_after } = value;
  if (state === null || (phase !== 'main' && phase !== 'trash')) return null;
  if (typeof modified_after !== 'string' && modified_after !== null) return null;
  return { phase, modified_after, walk: state };
}
