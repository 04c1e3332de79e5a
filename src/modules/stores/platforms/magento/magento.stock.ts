import type { JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformLocation, PlatformStock, StockChange, StockOutcome } from '../platform.writes.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { DEFAULT_SOURCE, readItems, sameSku, StockReader, stockItem } from './magento.levels.js';
import type { Source } from './magento.levels.js';
import { whereAny } from './magento.search.js';
import { chunksOf, isRejected } from './magento.writes.js';
import { idAt, textAt } from '../platform.values.js';
import { quantityAt } from './mapper/values.js';

/** Shops that limit their input take twenty things a call. */
const CHANGES_A_CALL = 20;

interface Step {
  change: StockChange;
  sku: string;
  source: string;
}

/**
 * Quantities, by source where the shop has Multi-Source Inventory. Magento has no compare-and-set: what is there is read,
 * compared and written in one go.
 */
export class MagentoStock implements PlatformStock {
  constructor(private readonly clientOf: (connection: PlatformConnection) => MagentoClient) {}

  async locations(connection: PlatformConnection): Promise<PlatformLocation[]> {
    const sources = await new StockReader(this.clientOf(connection)).sources();
    const all = sources ?? [{ code: DEFAULT_SOURCE, name: 'Default Source', is_active: true }];
    return all.map(({ code, name, is_active }) => ({ platform_location_id: code, name, is_active }));
  }

  async setQuantities(connection: PlatformConnection, changes: StockChange[]): Promise<StockOutcome[]> {
    const client = this.clientOf(connection);
    const sources = await new StockReader(client).sources();
    const outcomes: StockOutcome[] = [];
    for (const chunk of chunksOf(changes, CHANGES_A_CALL)) {
      const skus = await skusOf(client, chunk);
      const steps = chunk.flatMap((change): Step[] => {
        const sku = skus.get(change.platform_variant_id);
        const source = change.platform_location_id ?? DEFAULT_SOURCE;
        const reason = sku === undefined ? 'The shop has no such product any more' : whyNot(source, sources);
        if (sku !== undefined && reason === null) return [{ change, sku, source }];
        outcomes.push(outcomeOf(change, 'refused', null, reason));
        return [];
      });
      outcomes.push(...(sources === null ? await setItems(client, steps) : await setSources(client, steps)));
    }
    return outcomes;
  }
}

function whyNot(source: string, sources: Source[] | null): string | null {
  const known = sources === null ? source === DEFAULT_SOURCE : sources.some(({ code }) => code === source);
  return known ? null : `The shop has no source "${source}"`;
}

async function skusOf(client: MagentoClient, changes: StockChange[]): Promise<Map<string, string>> {
  const ids = changes.map((change) => change.platform_variant_id).filter((id) => idAt(id) !== null);
  if (ids.length === 0) return new Map();
  const search = { groups: [whereAny('entity_id', ids)], page_size: ids.length, fields: 'items[id,sku],total_count' };
  const { rows } = await client.search('products', search);
  return new Map(
    rows.flatMap(({ id, sku }): [string, string][] => {
      const [key, text] = [idAt(id), textAt(sku)];
      return key === null || text === null ? [] : [[key, text]];
    }),
  );
}

async function setSources(client: MagentoClient, steps: Step[]): Promise<StockOutcome[]> {
  if (steps.length === 0) return [];
  const items = await readItems(
    client,
    steps.map((step) => step.sku),
  );
  const presentOf = ({ sku, source }: Step): number => {
    const item = items.find((row) => sameSku(textAt(row.sku), sku) && row.source_code === source);
    return item === undefined ? 0 : Math.floor(Number(quantityAt(item.quantity)));
  };
  const fresh = steps.filter((step) => isExpected(step, presentOf(step)));
  const stale = steps.filter((step) => !fresh.includes(step));
  return [
    ...stale.map((step) => outcomeOf(step.change, 'stale', presentOf(step), null)),
    ...(await saveSources(client, fresh)),
  ];
}

/** At once; one by one where the shop refuses them, so that one that it does not take fails alone. */
async function saveSources(client: MagentoClient, steps: Step[]): Promise<StockOutcome[]> {
  if (steps.length === 0) return [];
  try {
    await client.set('POST', 'inventory/source-items', { sourceItems: steps.map(itemOf) });
    return steps.map(({ change }) => outcomeOf(change, 'set', change.set, null));
  } catch (error) {
    if (!isRejected(error)) throw error;
    const [only] = steps;
    if (steps.length === 1 && only !== undefined) return [outcomeOf(only.change, 'refused', null, error.message)];
    const outcomes: StockOutcome[] = [];
    for (const step of steps) outcomes.push(...(await saveSources(client, [step])));
    return outcomes;
  }
}

function itemOf({ sku, source, change }: Step): JsonObject {
  return { sku, source_code: source, quantity: change.set, status: change.set > 0 ? 1 : 0 };
}

async function setItems(client: MagentoClient, steps: Step[]): Promise<StockOutcome[]> {
  const outcomes: StockOutcome[] = [];
  for (const step of steps) outcomes.push(await setItem(client, step));
  return outcomes;
}

async function setItem(client: MagentoClient, step: Step): Promise<StockOutcome> {
  const { sku, change } = step;
  const item = await stockItem(client, sku);
  const id = idAt(item?.item_id);
  if (item === null || id === null) return outcomeOf(change, 'refused', null, 'The shop keeps no stock of it');
  const present = Math.floor(Number(quantityAt(item.qty)));
  if (!isExpected(step, present)) return outcomeOf(change, 'stale', present, null);
  try {
    const stock = { qty: change.set, is_in_stock: change.set > 0 };
    await client.set('PUT', `products/${skuPath(sku)}/stockItems/${id}`, { stockItem: stock });
    return outcomeOf(change, 'set', change.set, null);
  } catch (error) {
    if (!isRejected(error)) throw error;
    return outcomeOf(change, 'refused', present, error.message);
  }
}

function isExpected({ change }: Step, present: number): boolean {
  return change.expected === null || change.expected === present;
}

function outcomeOf(
  change: StockChange,
  result: StockOutcome['result'],
  available: number | null,
  message: string | null,
): StockOutcome {
  const { platform_variant_id, platform_location_id } = change;
  return { platform_variant_id, platform_location_id, result, available, message };
}
