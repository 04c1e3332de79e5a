import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformProduct } from '../platform.records.js';
import type { BulkOutcome, BulkProductChange, ProductChange } from '../platform.writes.js';
import { isNoRoute, isObject, PROVIDER } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { ProductReader } from './magento.products.js';
import { ProductUpdate, type ProductPut } from './magento.update.js';
import { isRejected } from './magento.writes.js';
import { listAt, textAt } from '../platform.values.js';

export interface BulkWork {
  key: string;
  handle: Json;
  keep: (handle: JsonObject) => Promise<void>;
}

/** What is kept of a batch: its id at the shop, and whose each of its operations is. */
type Handle = { bulk_uuid: string; owners: string[] };

type Failure = NonNullable<BulkOutcome['error']>;

/** A queue whose consumers run all the time is done at once; one that cron runs takes its minute. Milliseconds. */
const WAITS = [100, 200, 400, 800, 1500, 3000, 4000];
/** The queue's consumers are run by cron in many shops: a few minutes are usual. */
const PATIENCE = 600_000;
/** `status` of an operation: done, and waiting; the others are failures. */
const DONE = 1;
const OPEN = 4;

/**
 * Changes many products by Magento's own queue (`async/bulk`); what the queue cannot take (new variants, pictures) is done
 * one by one after it, as everything is in shops without the queue.
 */
export async function applyInBulk(
  client: MagentoClient,
  changes: BulkProductChange[],
  work: BulkWork,
  now: number,
): Promise<BulkOutcome[]> {
  const errors = new Map<string, Failure>();
  const update = new ProductUpdate(client, now);
  const known = handleFrom(work.handle);
  const handle = known ?? (await begin(client, update, changes, errors));
  if (handle !== null) {
    if (known === null) await work.keep({ ...handle });
    for (const [id, failure] of await outcomesOf(client, handle)) errors.set(id, failure);
  }
  const queued = new Set(handle?.owners);
  for (const { platform_product_id: id, change } of changes) {
    // A simple change that is in no batch has been refused before, or is tried again by itself.
    if (errors.has(id) || (queued.has(id) && !needsMore(change))) continue;
    const failure = await alone(() => update.apply(id, change));
    if (failure !== null) errors.set(id, failure);
  }
  const records = await recordsOf(client, changes, now);
  return changes.map(({ platform_product_id: id }) => ({
    platform_product_id: id,
    error: errors.get(id) ?? null,
    record: records.get(id) ?? null,
  }));
}

/** Hands in what can be handed in. Null: nothing, or there is no queue. */
async function begin(
  client: MagentoClient,
  update: ProductUpdate,
  changes: BulkProductChange[],
  errors: Map<string, Failure>,
): Promise<Handle | null> {
  const rows = await update.rowsFor(changes.map(({ platform_product_id: id, change }) => ({ id, change })));
  const puts: { owner: string; put: ProductPut }[] = [];
  for (const { platform_product_id: id, change } of changes) {
    const row = rows.get(id);
    const failure = await alone(async () => {
      if (row === undefined) throw gone(id);
      if (needsMore(change)) return;
      for (const put of await update.putsOf(row, change, rows)) puts.push({ owner: id, put });
    });
    if (failure !== null) errors.set(id, failure);
  }
  if (puts.length === 0) return null;
  const bodies = puts.map(({ put }): JsonObject => ({ sku: put.sku, product: put.product }));
  try {
    const answer = await client.enqueue('PUT', 'products/bySku', bodies);
    const uuid = isObject(answer) ? textAt(answer.bulk_uuid) : null;
    if (uuid === null) throw gone('bulk_uuid');
    return { bulk_uuid: uuid, owners: puts.map(({ owner }) => owner) };
  } catch (error) {
    if (isNoRoute(error)) return null;
    throw error;
  }
}

/** Parts of a change that are more than values of what is there. */
function needsMore(change: ProductChange): boolean {
  return (
    change.images !== undefined ||
    (change.remove_variants ?? []).length > 0 ||
    (change.variants ?? []).some((variant) => variant.platform_variant_id === null)
  );
}

/** Waits until every operation has an outcome; gives the failures by product. */
async function outcomesOf(client: MagentoClient, handle: Handle): Promise<Map<string, Failure>> {
  let waited = 0;
  for (let look = 0; ; look += 1) {
    const status = await client.one(`bulk/${handle.bulk_uuid}/detailed-status`);
    const operations = listAt(status.operations_list);
    // Operations appear one by one while the shop still writes them down.
    if (operations.length >= handle.owners.length && operations.every((one) => one.status !== OPEN)) {
      return failuresOf(operations, handle);
    }
    const wait = WAITS[Math.min(look, WAITS.length - 1)] ?? 4000;
    if (waited >= PATIENCE) {
      const message = "The shop's queue has not worked off the changes yet: check that its consumers run";
      throw new ProviderError({ fault: 'unavailable', provider: PROVIDER, message });
    }
    await client.connection.pause(wait);
    waited += wait;
  }
}

function failuresOf(operations: JsonObject[], handle: Handle): Map<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const operation of operations) {
    const owner = handle.owners[Number(operation.id)];
    if (owner === undefined || operation.status === DONE || failures.has(owner)) continue;
    const message = textAt(operation.result_message) ?? 'The shop did not take the change';
    failures.set(owner, { code: textAt(operation.error_code) ?? 'failed', message });
  }
  return failures;
}

async function alone(work: () => Promise<void>): Promise<Failure | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isRejected(error)) throw error;
    return { code: error.provider_code ?? 'rejected', message: error.message };
  }
}

async function recordsOf(
  client: MagentoClient,
  changes: BulkProductChange[],
  now: number,
): Promise<Map<string, PlatformProduct>> {
  const ids = changes.map(({ platform_product_id }) => platform_product_id).filter((id) => /^\d+$/.test(id));
  const { records } = await new ProductReader(client, now).many(ids);
  return new Map(records.map((record) => [record.platform_product_id, record]));
}

function gone(id: string): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `The shop has no product ${id} any more`,
  });
}

function handleFrom(value: Json): Handle | null {
  if (!isObject(value) || typeof value.bulk_uuid !== 'string' || !Array.isArray(value.owners)) return null;
  return { bulk_uuid: value.bulk_uuid, owners: value.owners.map(String) };
}
