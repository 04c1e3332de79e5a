import type { Clock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformLocation, PlatformStock, StockChange, StockOutcome } from '../platform.writes.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { idAt } from '../platform.values.js';
import { stockAt } from './mapper/values.js';
import { isGone } from './woocommerce.answer.js';
import { WooClient } from './woocommerce.client.js';
import { noStockReason } from './woocommerce.own-values.js';
import { sendBatch } from './woocommerce.variations.js';
import type { BatchResult } from './woocommerce.variations.js';

/** WooCommerce keeps one number a product, wherever the goods lie. */
const DEFAULT_LOCATION = 'default';
const CONCURRENCY = 4;
const FIELDS = 'id,type,manage_stock,stock_quantity,parent_id';

/** Where a quantity is written: a product's own number, or a variation's. */
interface Holder {
  path: string;
  id: string;
}

/**
 * Read, compared, written: the API has no compare-and-set, and the moment between reading and writing is all that a sale
 * can slip through. A variation that shares its parent's stock is counted there.
 */
export class WooCommerceStock implements PlatformStock {
  constructor(private readonly clock: Clock) {}

  /** Async, as the port has it: there is nothing to ask the shop. */
  async locations(): Promise<PlatformLocation[]> {
    return [{ platform_location_id: DEFAULT_LOCATION, name: 'The shop', is_active: true }];
  }

  async setQuantities(connection: PlatformConnection, changes: StockChange[]): Promise<StockOutcome[]> {
    const client = new WooClient(connection, this.clock);
    const groups = new Map<string, { change: StockChange; at: number }[]>();
    for (const [at, change] of changes.entries()) {
      const group = groups.get(change.platform_product_id) ?? [];
      groups.set(change.platform_product_id, [...group, { change, at }]);
    }
    const outcomes = new Array<StockOutcome>(changes.length);
    // Variations that share their parent's number follow upon each other; products do not concern each other.
    const kinds = [...groups.entries()];
    await concurrently(kinds, CONCURRENCY, async ([productId, group]) => {
      const results = await this.ofProduct(
        client,
        productId,
        group.map(({ change }) => change),
      );
      for (const [index, { at }] of group.entries()) {
        const outcome = results[index];
        if (outcome !== undefined) outcomes[at] = outcome;
      }
    });
    return outcomes;
  }

  private async ofProduct(client: WooClient, productId: string, changes: StockChange[]): Promise<StockOutcome[]> {
    const product = await read(client, `products/${productId}`);
    if (product === null) return changes.map((change) => refused(change, 'The shop has no such product (any more)'));
    const reason = noStockReason(product.type);
    if (reason !== null) return changes.map((change) => refused(change, reason));
    const variations = await this.variationsOf(client, productId, changes);
    const outcomes: StockOutcome[] = [];
    const open: { change: StockChange; holder: Holder; at: number }[] = [];
    let shared = held(product);
    for (const [at, change] of changes.entries()) {
      const variation = variations.get(change.platform_variant_id);
      const own = change.platform_variant_id === productId;
      const row = own ? product : variation;
      if (row === undefined) {
        outcomes[at] = refused(change, 'The shop has no such variant (any more)');
        continue;
      }
      const ofParent = own || row.manage_stock === 'parent';
      const present = ofParent ? shared : held(row);
      if (change.expected !== null && present !== change.expected) {
        outcomes[at] = outcomeOf(change, 'stale', present, null);
        continue;
      }
      if (ofParent) shared = change.set;
      const holder = ofParent
        ? { path: 'products/batch', id: productId }
        : { path: `products/${productId}/variations/batch`, id: change.platform_variant_id };
      open.push({ change, holder, at });
    }
    const results = await write(
      client,
      open.map(({ change, holder }) => ({ holder, quantity: change.set })),
    );
    for (const [index, { change, at }] of open.entries()) outcomes[at] = written(change, results[index]);
    return outcomes;
  }

  private async variationsOf(
    client: WooClient,
    productId: string,
    changes: StockChange[],
  ): Promise<Map<string, JsonObject>> {
    const ids = [...new Set(changes.map(({ platform_variant_id }) => platform_variant_id))].filter(
      (id) => id !== productId,
    );
    const rows = await concurrently(ids, CONCURRENCY, (id) => read(client, `products/${productId}/variations/${id}`));
    return new Map(ids.flatMap((id, at) => (rows[at] ? [[id, rows[at]] as const] : [])));
  }
}

async function read(client: WooClient, path: string): Promise<JsonObject | null> {
  if (path.split('/').some((part) => /\d/.test(part) && idAt(part) === null)) return null;
  try {
    const row = await client.one(path, { _fields: `${FIELDS},status` });
    return row.status === 'trash' ? null : row;
  } catch (error) {
    if (error instanceof ProviderError && isGone(error)) return null;
    throw error;
  }
}

/** Absolute values, so that a batch may be sent again. Results in the order of the writes. */
async function write(client: WooClient, writes: { holder: Holder; quantity: number }[]): Promise<BatchResult[]> {
  const results = new Array<BatchResult>(writes.length);
  for (const path of new Set(writes.map(({ holder }) => holder.path))) {
    const own = writes.flatMap((one, at) => (one.holder.path === path ? [{ ...one, at }] : []));
    const update = own.map(({ holder, quantity }) => ({
      id: Number(holder.id),
      manage_stock: true,
      stock_quantity: quantity,
    }));
    const answers = await sendBatch(client, path, { create: [], update, remove: [] });
    for (const [index, { at }] of own.entries()) {
      const answer = answers[index];
      if (answer !== undefined) results[at] = answer;
    }
  }
  return results;
}

function written(change: StockChange, result: BatchResult | undefined): StockOutcome {
  if (result === undefined) return refused(change, 'The shop did not answer for this variant');
  if (result.error !== null) return refused(change, result.error.message);
  const now = held(result.row);
  // A quantity that the shop does not count is left out without a word.
  if (now !== change.set) return outcomeOf(change, 'refused', now, 'The shop kept another quantity');
  return outcomeOf(change, 'set', now, null);
}

/** Null where the shop does not count it. */
function held(row: JsonObject): number | null {
  return row.manage_stock === false ? null : stockAt(row.stock_quantity);
}

function refused(change: StockChange, message: string): StockOutcome {
  return outcomeOf(change, 'refused', null, message);
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
