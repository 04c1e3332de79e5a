import type { JsonObject } from '../../../../common/json.js';
import type { PlatformConnection, SyncResource } from '../platform.connection.js';
import type { PlatformInventory } from '../platform.records.js';
import type { CensusEntry, PlatformCensus } from '../platform.writes.js';
import type { MagentoClient } from './magento.client.js';
import { childIdsOf, Families } from './magento.families.js';
import { allInventory } from './magento.inventory.js';
import { where, whereAny } from './magento.search.js';
import type { Filter } from './magento.search.js';
import { startOfWalk, walk } from './magento.walk.js';
import { chunksOf } from './magento.writes.js';
import { idAt } from '../platform.values.js';
import { magentoTime, utcAt } from './mapper/values.js';

const FIELDS = 'items[id,entity_id,created_at,updated_at,extension_attributes[configurable_product_links]],total_count';
const IDS_A_CALL = 100;

const LISTS = {
  products: { path: 'products', id: 'id' },
  orders: { path: 'orders', id: 'entity_id' },
  customers: { path: 'customers/search', id: 'id' },
} as const;
type Listed = keyof typeof LISTS;

/** Ids and dates of what a shop has, without the records. */
export class MagentoCensus implements PlatformCensus {
  readonly resources: readonly SyncResource[] = ['products', 'orders', 'customers'];

  constructor(private readonly clientOf: (connection: PlatformConnection) => MagentoClient) {}

  async count(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): Promise<number | null> {
    // The list counts variants as products, and cannot leave them out.
    if (resource === 'products' || !isListed(resource)) return null;
    const { total } = await this.clientOf(connection).search(LISTS[resource].path, {
      groups: createdWithin(from, to),
      page_size: 1,
      fields: 'items[id,entity_id],total_count',
    });
    return total;
  }

  stock(connection: PlatformConnection): AsyncGenerator<PlatformInventory[]> {
    return allInventory(this.clientOf(connection));
  }

  list(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): AsyncGenerator<CensusEntry[]> {
    return this.found(connection, resource, createdWithin(from, to), false);
  }

  changed(connection: PlatformConnection, resource: SyncResource, since: string): AsyncGenerator<CensusEntry[]> {
    return this.found(connection, resource, [where('updated_at', 'gteq', magentoTime(since))], true);
  }

  private async *found(
    connection: PlatformConnection,
    resource: SyncResource,
    groups: Filter[][],
    withParents: boolean,
  ): AsyncGenerator<CensusEntry[]> {
    if (!isListed(resource)) return;
    const client = this.clientOf(connection);
    const list = { ...LISTS[resource], groups, fields: FIELDS };
    for await (const { rows } of walk(client, list, startOfWalk())) {
      if (resource !== 'products') yield rows.flatMap((row) => entryOf(row, []));
      else yield await productsOf(client, withParents ? await withParentsOf(client, rows) : rows);
    }
  }
}

function isListed(resource: SyncResource): resource is Listed {
  return Object.hasOwn(LISTS, resource);
}

/** A variant that was changed is its product's change; the product itself need not be among the rows. */
async function withParentsOf(client: MagentoClient, rows: JsonObject[]): Promise<JsonObject[]> {
  const families = await Families.of(client);
  const there = new Set(rows.map((row) => idAt(row.id)));
  const parents = rows.flatMap((row) => families.parentOf(idAt(row.id) ?? '') ?? []);
  const absent = [...new Set(parents)].filter((id) => !there.has(id));
  return [...rows, ...(await productsById(client, absent))];
}

async function productsById(client: MagentoClient, wanted: string[]): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for (const ids of chunksOf(wanted, IDS_A_CALL)) {
    const list = { path: 'products', id: 'id' as const, groups: [whereAny('entity_id', ids)], fields: FIELDS };
    for await (const page of walk(client, list, startOfWalk())) found.push(...page.rows);
  }
  return found;
}

/** A configurable product's version is its newest child's, as it is when it is read. */
async function productsOf(client: MagentoClient, rows: JsonObject[]): Promise<CensusEntry[]> {
  if (rows.length === 0) return [];
  const families = await Families.of(client);
  const own = rows.filter((row) => families.parentOf(idAt(row.id) ?? '') === null);
  const rowsOfChildren = await productsById(client, own.flatMap(childIdsOf));
  const children = new Map(rowsOfChildren.map((row) => [idAt(row.id) ?? '', row]));
  return own.flatMap((row) =>
    entryOf(
      row,
      families.childrenOf(row).flatMap((id): JsonObject[] => {
        const child = children.get(id);
        return child === undefined ? [] : [child];
      }),
    ),
  );
}

function entryOf(row: JsonObject, children: JsonObject[]): CensusEntry[] {
  const id = idAt(row.entity_id) ?? idAt(row.id);
  if (id === null) return [];
  const updated = [row, ...children].map(({ updated_at }) => utcAt(updated_at) ?? '').sort();
  return [{ platform_id: id, platform_created_at: utcAt(row.created_at), platform_updated_at: updated.at(-1) || null }];
}

/** Magento's times have whole seconds: what begins within a second begins with the next one. */
function createdWithin(from: string, to: string): Filter[][] {
  const second = (iso: string): string => magentoTime(new Date(Math.ceil(Date.parse(iso) / 1000) * 1000).toISOString());
  return [where('created_at', 'gteq', second(from)), where('created_at', 'lt', second(to))];
}
