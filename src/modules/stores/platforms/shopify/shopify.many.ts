import type { JsonObject } from '../../../../common/json.js';
import type { SyncResource } from '../platform.connection.js';
import type { ManyRecords } from '../platform.port.js';
import type { PlatformInventory, RecordOf } from '../platform.records.js';
import { BulkUnavailableError, readBulkAtOnce } from './shopify.bulk.js';
import { completeStock } from './shopify.completion.js';
import { badAnswer } from './shopify.errors.js';
import { stockOf } from './shopify.inventory.js';
import { gidOf, isObject, numberOfGid } from './shopify.node.js';
import { mapStock } from './shopify.product-mapper.js';
import { foundProductsQuery, SOME_CUSTOMERS_QUERY, SOME_ORDERS_QUERY, SOME_PRODUCTS_QUERY } from './shopify.queries.js';
import { mapAll, type SingleSource } from './shopify.read.js';
import type { ShopifySession } from './shopify.session.js';
import { CUSTOMERS, ORDERS, PRODUCTS } from './shopify.sources.js';

interface ManySource<T> {
  source: SingleSource<T>;
  /** Takes `$ids`, and `$nested` where the source has it; answers `nodes` in their order, null where one is gone. */
  document: string;
  /** Records asked for at first, and at most. */
  first: number;
  most: number;
}

type ManySources = { [R in Exclude<SyncResource, 'inventory'>]: ManySource<RecordOf[R]> };

const MANY: ManySources = {
  products: { source: PRODUCTS, document: SOME_PRODUCTS_QUERY, first: 5, most: 50 },
  orders: { source: ORDERS, document: SOME_ORDERS_QUERY, first: 10, most: 100 },
  customers: { source: CUSTOMERS, document: SOME_CUSTOMERS_QUERY, first: 50, most: 250 },
};

/**
 * So many products by name cost more points than Shopify gives in minutes (some fifty each), while an export of them
 * costs none.
 */
const BULK_FROM = 200;

/** Records by `nodes(ids:)`, as many a call as one query may cost. `platform_ids` as `readOne` takes them. */
export async function readManyOf<R extends Exclude<SyncResource, 'inventory'>>(
  session: ShopifySession,
  resource: R,
  platform_ids: readonly string[],
): Promise<ManyRecords<RecordOf[R]>> {
  const many: ManySource<RecordOf[R]> = MANY[resource];
  const { source } = many;
  const size = session.sizeFor(many.document, many.first, source.one.nested, many.most);
  const { asked: all, gone } = addressed(platform_ids, source.one.type);
  const nodes = resource === 'products' && all.length > BULK_FROM ? await exported(session, all) : [];
  const there = new Set(nodes.map((node) => node.id));
  const asked = all.filter(({ gid }) => !there.has(gid));
  for (let at = 0; at < asked.length;) {
    let batch: typeof asked = [];
    const data = await session.runSized(
      many.document,
      size,
      (first): JsonObject => {
        batch = asked.slice(at, at + first);
        const ids = batch.map(({ gid }) => gid);
        return source.one.nested > 0 ? { ids, nested: size.nested } : { ids };
      },
      asked.length - at,
    );
    const answered = data.nodes;
    if (!Array.isArray(answered) || answered.length !== batch.length) {
      throw badAnswer(`Shopify did not answer for each of the ${resource} asked for`);
    }
    for (const [index, { id }] of batch.entries()) {
      const node = answered[index];
      if (node === null) gone.push(id);
      else if (isObject(node)) nodes.push(node);
    }
    at += batch.length;
  }
  await source.complete(session, nodes);
  return { ...(await mapAll(nodes, source.map)), gone };
}

/**
 * Those of the products that an export has of their range of ids, which products that came one after the other have nearly
 * for themselves; none where Shopify runs no export for us.
 */
async function exported(session: ShopifySession, asked: readonly { gid: string }[]): Promise<JsonObject[]> {
  const wanted = new Set<unknown>(asked.map(({ gid }) => gid));
  const nodes: JsonObject[] = [];
  const { bulk } = PRODUCTS;
  if (bulk === null) return nodes;
  try {
    for await (const page of readBulkAtOnce(session, rangeQuery(asked), bulk.kinship)) {
      nodes.push(...page.nodes.filter((node) => wanted.has(node.id)));
    }
    return nodes;
  } catch (error) {
    if (error instanceof BulkUnavailableError) return [];
    throw error;
  }
}

function rangeQuery(asked: readonly { gid: string }[]): string {
  const numbers = asked.map(({ gid }) => BigInt(numberOfGid(gid)));
  const [one = 0n] = numbers;
  const least = numbers.reduce((low, number) => (number < low ? number : low), one);
  const most = numbers.reduce((high, number) => (number > high ? number : high), one);
  return foundProductsQuery(`id:>=${least} AND id:<=${most}`);
}

/** Stock by full ids of inventory items. Of the ids that are left over, `others`, it says nothing: they may be variants'. */
export async function readManyStocks(
  session: ShopifySession,
  platform_ids: readonly string[],
): Promise<ManyRecords<PlatformInventory> & { others: string[] }> {
  const isItem = (id: string): boolean => id.startsWith('gid://shopify/InventoryItem/');
  const { asked, gone } = addressed(platform_ids.filter(isItem), 'InventoryItem');
  const items = await stockOf(
    session,
    asked.map(({ gid }) => gid),
  );
  await completeStock(session, items);
  const found = new Set(items.map((item) => item.id));
  const { records, bad } = await mapAll(items, mapStock);
  return {
    records: records.flat(),
    bad,
    gone: [...gone, ...asked.filter(({ gid }) => !found.has(gid)).map(({ id }) => id)],
    others: platform_ids.filter((id) => !isItem(id)),
  };
}

/** The ids as Shopify's full ones, each once; what is no id of the type is no record of it. */
function addressed(
  platform_ids: readonly string[],
  type: string,
): { asked: { id: string; gid: string }[]; gone: string[] } {
  const gone: string[] = [];
  const asked = [...new Set(platform_ids)].flatMap((id) => {
    const gid = gidOf(type, id);
    if (gid === null) gone.push(id);
    return gid === null ? [] : [{ id, gid }];
  });
  return { asked, gone };
}
