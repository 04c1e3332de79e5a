import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ManyRecords } from '../platform.port.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import { idAt } from '../platform.values.js';
import type { WooClient } from './woocommerce.client.js';
import { listRecords, readOneRecord, type ReadableResource } from './woocommerce.read.js';

/** Ids in one address: as many as the largest page has. */
const BATCH = 100;
/** Calls at once for one shop. */
const CONCURRENCY = 4;

/**
 * Records by `include=`, a hundred a call. What the list leaves out is asked for by itself: it may be gone, in the trash,
 * or a variation, whose product is meant.
 */
export async function readManyRecords(
  client: WooClient,
  resource: ReadableResource,
  platform_ids: readonly string[],
): Promise<ManyRecords<unknown>> {
  const found: ManyRecords<unknown> = { records: [], bad: [], gone: [] };
  const ids: string[] = [];
  for (const id of new Set(platform_ids)) (idAt(id) === null ? found.gone : ids).push(id);
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH);
    const { records, bad, seen } = await listRecords(client, resource, batch);
    found.records.push(...records);
    found.bad.push(...bad);
    const others = batch.filter((id) => !seen.has(id));
    await concurrently(others, CONCURRENCY, (id) => readInto(found, client, resource, id));
  }
  return found;
}

async function readInto(
  found: ManyRecords<unknown>,
  client: WooClient,
  resource: ReadableResource,
  id: string,
): Promise<void> {
  try {
    const record = await readOneRecord(client, resource, id);
    if (record === null) found.gone.push(id);
    else found.records.push(record);
  } catch (error) {
    // An answer that is whole, and still no record of ours.
    if (!(error instanceof ProviderError) || error.fault !== 'bad_answer' || error.status !== undefined) throw error;
    found.bad.push({ platform_id: id, reason: error.message, raw: null });
  }
}
