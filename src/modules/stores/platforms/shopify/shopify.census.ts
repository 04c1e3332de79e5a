import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection, SyncResource } from '../platform.connection.js';
import type { CensusEntry, PlatformCensus } from '../platform.writes.js';
import type { ShopifyClient } from './shopify.client.js';
import { badAnswer, PROVIDER, readAnswer } from './shopify.errors.js';
import {
  ORDERS_CENSUS_QUERY,
  ORDERS_COUNT_QUERY,
  PRODUCTS_CENSUS_QUERY,
  PRODUCTS_COUNT_QUERY,
} from './shopify.mutations.js';
import { idOf, integerOf, objectOf, textOf, timeOf } from './shopify.node.js';
import { changedSince } from './shopify.read.js';
import { pageOf, ShopifySession } from './shopify.session.js';

interface Counted {
  count: { document: string; root: string };
  list: { document: string; root: string };
}

const COUNTED: Partial<Record<SyncResource, Counted>> = {
  products: {
    count: { document: PRODUCTS_COUNT_QUERY, root: 'productsCount' },
    list: { document: PRODUCTS_CENSUS_QUERY, root: 'products' },
  },
  orders: {
    count: { document: ORDERS_COUNT_QUERY, root: 'ordersCount' },
    list: { document: ORDERS_CENSUS_QUERY, root: 'orders' },
  },
};

/** Shopify's search filters customers by other times than those that it tells: they are not counted. */
export class ShopifyCensus implements PlatformCensus {
  readonly resources: readonly SyncResource[] = ['products', 'orders'];

  constructor(private readonly client: ShopifyClient) {}

  async count(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): Promise<number | null> {
    const { document, root } = countedOf(resource).count;
    const { data } = await this.client.run(connection, document, { query: createdBetween(from, to) }, 10);
    return readAnswer(() => {
      const count = objectOf(data, root);
      // Past a bound of its own Shopify says "at least".
      return textOf(count, 'precision') === 'EXACT' ? integerOf(count, 'count') : null;
    });
  }

  list(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): AsyncGenerator<CensusEntry[]> {
    return this.found(connection, resource, createdBetween(from, to));
  }

  changed(connection: PlatformConnection, resource: SyncResource, since: string): AsyncGenerator<CensusEntry[]> {
    return this.found(connection, resource, changedSince(since));
  }

  private async *found(
    connection: PlatformConnection,
    resource: SyncResource,
    query: string,
  ): AsyncGenerator<CensusEntry[]> {
    const session = new ShopifySession(this.client, connection);
    const { document, root } = countedOf(resource).list;
    let after: string | null = null;
    for (;;) {
      const { data } = await session.run(document, { first: 250, after, query }, 20);
      const page = pageOf(data[root]);
      yield page.nodes.map((node) => readAnswer(() => entryOf(node)));
      if (!page.has_next) return;
      if (page.end_cursor === after) throw badAnswer(`Shopify's pages of ${root} do not advance`);
      after = page.end_cursor;
    }
  }
}

/** Search for what was created from `from` (inclusive) to `to` (exclusive). Shopify's times are whole seconds. */
export function createdBetween(from: string, to: string): string {
  return `created_at:>='${upToSecond(from)}' AND created_at:<'${upToSecond(to)}'`;
}

function upToSecond(time: string): string {
  return new Date(Math.ceil(Date.parse(time) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}

function entryOf(node: JsonObject): CensusEntry {
  return {
    platform_id: idOf(node),
    platform_created_at: timeOf(node, 'createdAt'),
    platform_updated_at: timeOf(node, 'updatedAt'),
  };
}

function countedOf(resource: SyncResource): Counted {
  const counted = COUNTED[resource];
  if (counted !== undefined) return counted;
  throw new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `Shopify cannot count ${resource} by time`,
  });
}
