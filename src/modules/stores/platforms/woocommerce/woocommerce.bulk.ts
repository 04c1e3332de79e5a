import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { BulkOutcome, BulkProductChange } from '../platform.writes.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { UnmappableRecord, idAt } from '../platform.values.js';
import type { WooClient } from './woocommerce.client.js';
import { isEmptyPlan, needsUnit, planOf } from './woocommerce.plan.js';
import type { ProductPlan } from './woocommerce.plan.js';
import { PRODUCT_FIELDS, ProductReader, isAbsent } from './woocommerce.product-reader.js';
import type { WholeProduct } from './woocommerce.product-reader.js';
import { refuse } from './woocommerce.refusal.js';
import { Tags } from './woocommerce.tags.js';
import { BATCH, refusalOf, sendBatch } from './woocommerce.variations.js';

/** Variable products whose variations are read or written at once. */
const CONCURRENCY = 4;

interface Work {
  id: string;
  change: BulkProductChange['change'];
  whole: WholeProduct | null;
  plan: ProductPlan | null;
  error: ProviderError | null;
}

/**
 * Many products by `products/batch`, and the variations of each by its own batch. Every step sets absolute values, so that
 * the whole of it may be done again. What the shop refuses of one product is that product's outcome; only what concerns
 * the whole call (the key, the network) is thrown.
 */
export class BulkChange {
  private readonly reader: ProductReader;
  private readonly tags: Tags;

  constructor(private readonly client: WooClient) {
    this.reader = new ProductReader(client);
    this.tags = new Tags(client);
  }

  async apply(changes: BulkProductChange[]): Promise<BulkOutcome[]> {
    const rows = await this.rowsOf(changes.map(({ platform_product_id }) => platform_product_id));
    for (const row of rows.values()) this.tags.learn(row);
    const all = await concurrently(changes, CONCURRENCY, (change) => this.prepared(change, rows));
    await this.writeProducts(all.filter(isOpen));
    await concurrently(all.filter(isOpen), CONCURRENCY, (work) => this.writeVariations(work));
    return this.outcomes(all);
  }

  private async rowsOf(ids: string[]): Promise<Map<string, JsonObject>> {
    const known = ids.filter((id) => idAt(id) !== null);
    const rows = new Map<string, JsonObject>();
    if (known.length === 0) return rows;
    const query = { include: known.join(','), status: 'any', per_page: BATCH, _fields: PRODUCT_FIELDS };
    for (const row of (await this.client.list('products', query)).rows) rows.set(idAt(row.id) ?? '', row);
    return rows;
  }

  private async prepared(bulk: BulkProductChange, rows: Map<string, JsonObject>): Promise<Work> {
    const { platform_product_id: id, change } = bulk;
    const work: Work = { id, change, whole: null, plan: null, error: null };
    await attempt(work, async () => {
      const row = rows.get(id);
      if (row === undefined || isAbsent(row)) throw refuse(`The shop has no product ${id} (any more)`, NO_PRODUCT);
      work.whole = await this.reader.whole(row);
      const tagIds = await this.tags.idsOf(change.tags);
      const unit = needsUnit(change.variants ?? []) ? await this.reader.weightUnit() : null;
      work.plan = planOf(change, work.whole, { tag_ids: tagIds, unit });
    });
    return work;
  }

  private async writeProducts(open: Work[]): Promise<void> {
    const sent = open.flatMap((work) => {
      const { attributes, product } = work.plan ?? { attributes: null, product: {} };
      const body: JsonObject = { ...product, ...(attributes === null ? {} : { attributes }) };
      return Object.keys(body).length === 0 ? [] : [{ work, body: { id: Number(work.id), ...body } }];
    });
    if (sent.length === 0) return;
    const update = sent.map(({ body }) => body);
    const results = await sendBatch(this.client, 'products/batch', { create: [], update, remove: [] });
    for (const [at, { work }] of sent.entries()) {
      const result = results[at];
      if (result?.error) work.error = result.error;
      else if (work.whole !== null && result !== undefined) work.whole = { ...work.whole, row: result.row };
    }
  }

  private async writeVariations(work: Work): Promise<void> {
    const { plan, whole } = work;
    if (plan === null || whole === null || plan.create.length + plan.update.length + plan.remove.length === 0) return;
    const results = await sendBatch(this.client, `products/${work.id}/variations/batch`, plan);
    work.error = refusalOf(results);
    const rows = results.filter(({ error }) => error === null).map(({ row }) => row);
    const removed = new Set(plan.remove);
    const written = new Map(rows.filter(({ id }) => !removed.has(Number(id))).map((row) => [Number(row.id), row]));
    const kept = whole.variations.filter(({ id }) => !removed.has(Number(id)) && !written.has(Number(id)));
    work.whole = { ...whole, variations: [...kept, ...written.values()] };
  }

  private async outcomes(all: Work[]): Promise<BulkOutcome[]> {
    // A variation's change moves its parent's price and date: those parents are read once more, all in one call.
    const moved = all.filter(
      ({ plan, whole }) => whole?.row.type === 'variable' && plan !== null && !isEmptyPlan(plan),
    );
    const rows = await this.rowsOf(moved.map(({ id }) => id));
    return Promise.all(
      all.map(async (work) => {
        const { id, whole, error } = work;
        const row = rows.get(id) ?? whole?.row;
        const said =
          error === null ? null : { code: error.provider_code ?? 'PROVIDER_REJECTED', message: error.message };
        const record =
          error !== null || whole === null || row === undefined
            ? null
            : await this.reader.mapped(row, whole.variations);
        return { platform_product_id: id, error: said, record };
      }),
    );
  }
}

const NO_PRODUCT = 'woocommerce_rest_product_invalid_id';

function isOpen(work: Work): boolean {
  return work.error === null && work.plan !== null && !isEmptyPlan(work.plan);
}

async function attempt(work: Work, prepare: () => Promise<void>): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    if (error instanceof UnmappableRecord) work.error = refuse(`The product cannot be read: ${error.message}`);
    else if (error instanceof ProviderError && error.fault === 'rejected') work.error = error;
    else throw error;
  }
}
