import type { JsonObject } from '../../../../common/json.js';
import type { BadRecord, ManyRecords } from '../platform.port.js';
import { concurrently } from '../../../../common/async/concurrently.js';
import type { MagentoClient } from './magento.client.js';
import { ProductReader } from './magento.products.js';
import { completeRows, LISTS, type ReadableResource } from './magento.read.js';
import { whereAny } from './magento.search.js';
import { startOfWalk, walk } from './magento.walk.js';
import { chunksOf } from './magento.writes.js';
import { idAt } from '../platform.values.js';

/** Ids in one address. */
const IDS_A_CALL = 100;
const CONCURRENCY = 3;

/**
 * Records by name from the lists, a hundred a call, as `ManyRecords<RecordOf[resource]>`: one by one each of them would cost
 * several calls. A variant's id leads to its product. Throws ProviderError.
 */
export async function readManyRecords(
  client: MagentoClient,
  resource: ReadableResource,
  ids: readonly string[],
  now: number,
): Promise<ManyRecords<unknown>> {
  const asked = [...new Set(ids)];
  const sound = asked.filter((id) => idAt(id) !== null);
  const odd = asked.filter((id) => idAt(id) === null);
  if (resource === 'products') {
    const { gone, ...found } = await new ProductReader(client, now).many(sound);
    return { ...found, gone: [...odd, ...gone] };
  }
  const chunks = await concurrently(chunksOf(sound, IDS_A_CALL), CONCURRENCY, (chunk) =>
    listed(client, resource, chunk),
  );
  const rows = chunks.flat();
  const there = new Set(rows.map((row) => idAt(row[LISTS[resource].id])));
  const records: unknown[] = [];
  const bad: BadRecord[] = [];
  for (const chunk of chunksOf(rows, IDS_A_CALL)) {
    const done = await completeRows(client, resource, chunk);
    records.push(...done.records);
    bad.push(...done.bad);
  }
  return { records, bad, gone: [...odd, ...sound.filter((id) => !there.has(id))] };
}

async function listed(client: MagentoClient, resource: 'orders' | 'customers', ids: string[]): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  const list = { ...LISTS[resource], groups: [whereAny('entity_id', ids)] };
  for await (const page of walk(client, list, startOfWalk())) rows.push(...page.rows);
  return rows;
}
