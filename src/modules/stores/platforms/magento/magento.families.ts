import type { JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { MagentoClient } from './magento.client.js';
import { startOfWalk, walk } from './magento.walk.js';
import { where } from './magento.search.js';
import { idAt, objectAt } from '../platform.values.js';
import { idsAt } from './mapper/values.js';

const LINKS = 'items[id,extension_attributes[configurable_product_links]],total_count';

/** Which product belongs to which: Magento's list has variants and what they are variants of side by side. */
export class Families {
  private constructor(private readonly parents: ReadonlyMap<string, string>) {}

  /** Read once for one piece of work. */
  static of(client: MagentoClient): Promise<Families> {
    const known = cache.get(client.connection);
    if (known !== undefined) return known;
    const families = readFamilies(client).then((parents) => new Families(parents));
    cache.set(client.connection, families);
    families.catch(() => cache.delete(client.connection));
    return families;
  }

  /** The configurable product that the product is a variant of; of several, the first. Null: it stands for itself. */
  parentOf(id: string): string | null {
    return this.parents.get(id) ?? null;
  }

  /** The children that the product has for its own, in the shop's order. */
  childrenOf(product: JsonObject): string[] {
    const id = idAt(product.id);
    return childIdsOf(product).filter((child) => (this.parents.get(child) ?? id) === id);
  }
}

const cache = new WeakMap<PlatformConnection, Promise<Families>>();

export function childIdsOf(product: JsonObject): string[] {
  return idsAt(objectAt(product.extension_attributes).configurable_product_links);
}

async function readFamilies(client: MagentoClient): Promise<Map<string, string>> {
  const parents = new Map<string, string>();
  const list = { path: 'products', groups: [where('type_id', 'eq', 'configurable')], id: 'id' as const, fields: LINKS };
  for await (const { rows } of walk(client, list, startOfWalk())) {
    for (const row of rows) {
      const parent = idAt(row.id);
      for (const child of childIdsOf(row)) if (parent !== null && !parents.has(child)) parents.set(child, parent);
    }
  }
  return parents;
}
