import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformProduct } from '../platform.records.js';
import type { BulkOutcome, BulkProductChange, ProductChange } from '../platform.writes.js';
import { type BulkMutation, runBulkMutation } from './shopify.bulk-mutation.js';
import type { LineFault } from './shopify.bulk-outcome.js';
import { BulkUnavailableError, readBulkAtOnce } from './shopify.bulk.js';
import { bulkProductsDocument, bulkVariantsDocument } from './shopify.mutations.js';
import { isObject, numberOfGid } from './shopify.node.js';
import { bulkVariantInput, productInput } from './shopify.product-input.js';
import { changedProductsQuery } from './shopify.queries.js';
import { mapAll } from './shopify.read.js';
import type { ShopifySession } from './shopify.session.js';
import { PRODUCTS } from './shopify.sources.js';
import { existingGid } from './shopify.write.js';

type Phase = 'variants' | 'product';

/** Which operations were begun; what `keep` is told. */
type Handle = { kind: 'bulk_mutation' } & Partial<Record<Phase, string>>;

interface Planned {
  change: BulkProductChange;
  productId: string;
  variants: JsonObject[];
  own: JsonObject;
}

/** As many variants as Shopify takes in one call. */
const MAX_VARIANTS = 250;

/** Shopify's clock and ours, and its whole seconds. */
const SLACK_MS = 5_000;

export interface BulkWork {
  key: string;
  handle: Json;
  keep: (handle: JsonObject) => Promise<void>;
}

/** Whether a bulk mutation can bring about the change: values of the product and of variants that it has. */
export function isPlain({ images, variants = [], remove_variants = [] }: ProductChange): boolean {
  if (images !== undefined || remove_variants.length > 0 || variants.length > MAX_VARIANTS) return false;
  return variants.every(
    (variant) =>
      variant.platform_variant_id !== null &&
      variant.image_url === undefined &&
      variant.inventory_quantity === undefined,
  );
}

/** Whether a handle is of an operation that was begun here. */
export function isBulkHandle(handle: Json): handle is Handle {
  return isObject(handle) && handle.kind === 'bulk_mutation';
}

/**
 * Changes many products by at most two bulk mutations, one line a product: first the variants, then, of those that were
 * not refused there, the products themselves. Then reads what has changed, in bulk too.
 */
export async function applyInBulk(
  session: ShopifySession,
  changes: readonly BulkProductChange[],
  work: BulkWork,
): Promise<BulkOutcome[]> {
  const faults = new Map<string, LineFault>();
  const planned = changes.flatMap((change) => plan(change, faults));
  const handle: Handle = isBulkHandle(work.handle) ? { ...work.handle } : { kind: 'bulk_mutation' };
  const begun: string[] = [];
  const run = async (phase: Phase, lines: Planned[], mutation: Pick<BulkMutation, 'document' | 'root' | 'lines'>) => {
    if (lines.length === 0) return;
    // From now on it may have been begun, and is to be looked for by its mark.
    await work.keep({ ...handle });
    const { faults: told, created_at } = await runBulkMutation(session, {
      ...mutation,
      mark: `KsapBulk_${phase}_${work.key.replace(/[^0-9A-Za-z]/g, '')}`,
      operation_id: handle[phase] ?? null,
      started: async (operation_id) => {
        if (handle[phase] === operation_id) return;
        handle[phase] = operation_id;
        await work.keep({ ...handle });
      },
    });
    begun.push(created_at);
    for (const [index, { change }] of lines.entries()) {
      const fault = told.has(index) ? (told.get(index) ?? null) : UNTOLD;
      if (fault !== null) faults.set(change.platform_product_id, fault);
    }
  };
  const withVariants = planned.filter(({ variants }) => variants.length > 0);
  await run('variants', withVariants, {
    document: bulkVariantsDocument,
    root: 'productVariantsBulkUpdate',
    lines: withVariants.map(({ productId, variants }) => ({ productId, variants })),
  });
  const withOwn = planned.filter(
    ({ own, change }) => Object.keys(own).length > 0 && !faults.has(change.platform_product_id),
  );
  await run('product', withOwn, {
    document: bulkProductsDocument,
    root: 'productUpdate',
    lines: withOwn.map(({ productId, own }) => ({ product: { id: productId, ...own } })),
  });
  const done = changes.filter(({ platform_product_id: id }) => !faults.has(id));
  const records = await readChanged(session, done, begun[0]);
  return changes.map(({ platform_product_id }) => ({
    platform_product_id,
    error: faults.get(platform_product_id) ?? null,
    record: records.get(platform_product_id) ?? null,
  }));
}

const UNTOLD: LineFault = { code: 'NO_ANSWER', message: 'Shopify said nothing of this change' };

/** What cannot be said in Shopify's words is refused before anything is sent. */
function plan(change: BulkProductChange, faults: Map<string, LineFault>): Planned[] {
  try {
    return [
      {
        change,
        productId: existingGid('Product', change.platform_product_id),
        variants: (change.change.variants ?? []).map((variant) => bulkVariantInput(variant, [])),
        own: productInput(change.change),
      },
    ];
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
    const { provider_code: code = 'REJECTED', provider_message: message = error.message } = error;
    faults.set(change.platform_product_id, { code, message });
    return [];
  }
}

/**
 * The changed products as they are now, by one bulk query. It searches, and the search index may lag behind: what it does
 * not know as changed yet has no record.
 */
async function readChanged(
  session: ShopifySession,
  done: readonly BulkProductChange[],
  since: string | undefined,
): Promise<Map<string, PlatformProduct>> {
  const found = new Map<string, PlatformProduct>();
  const wanted = new Set(done.map((change) => change.platform_product_id));
  const { bulk } = PRODUCTS;
  if (since === undefined || wanted.size === 0 || bulk === null) return found;
  const from = new Date(Date.parse(since) - SLACK_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  try {
    for await (const page of readBulkAtOnce(session, changedProductsQuery(from), bulk.kinship)) {
      const nodes = page.nodes.filter((node) => typeof node.id === 'string' && wanted.has(numberOfGid(node.id)));
      await PRODUCTS.complete(session, nodes);
      for (const record of (await mapAll(nodes, PRODUCTS.map)).records) found.set(record.platform_product_id, record);
    }
  } catch (error) {
    // The changes are made: that they cannot be read back at once must not make them look undone.
    const passes = error instanceof ProviderError && (error.isTransient || error.fault === 'rejected');
    if (!passes && !(error instanceof BulkUnavailableError)) throw error;
  }
  return found;
}
