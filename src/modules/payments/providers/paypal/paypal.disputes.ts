import type { Json } from '../../../../common/json.js';
import type { ProviderRead } from '../provider.port.js';
import { NO_RECORDS, type ProviderPage } from '../provider.records.js';
import { accepted, acceptedOrNull } from './paypal.answers.js';
import type { PaypalClient } from './paypal.client.js';
import { mapDispute } from './paypal.dispute-mapper.js';
import { at, listOf, RecordFault, textAt } from './paypal.values.js';

/** The SDK has no controller for disputes. */

export const DISPUTES_PERMISSION = 'Customer disputes (disputes/read-seller)';

type Records = Omit<ProviderPage, 'cursor' | 'total'>;

const DAY = 86_400_000;
/** PayPal lists what was changed in the last 180 days; older disputes are told by what they took, in the search. */
const HISTORY_MS = 179 * DAY;
/** PayPal's most. */
const PAGE_SIZE = 50;

/** The list tells too little of each: they are read one by one. */
export async function* readDisputes(client: PaypalClient, read: ProviderRead): AsyncGenerator<ProviderPage> {
  const until = Date.parse(read.until);
  let next = beginning(read, until);
  const seen = new Set<string>();
  while (next !== null) {
    const list = accepted(await client.get('/v1/customer/disputes', DISPUTES_PERMISSION, next));
    const ids = listOf(at(list, 'items')).flatMap((item) => textAt(item, 'dispute_id') ?? []);
    next = nextOf(list);
    for (const id of ids) seen.add(id);
    const records = await allOf(client, ids);
    yield { ...records, cursor: next ?? { done: true }, total: null };
  }
  for (const id of read.open_ids) {
    if (!id.startsWith('PP-') || seen.has(id)) continue;
    const found = await readDispute(client, id);
    if (found !== null) yield { ...found, cursor: { done: true }, total: null };
  }
}

export async function readDispute(client: PaypalClient, id: string): Promise<Records | null> {
  const path = `/v1/customer/disputes/${encodeURIComponent(id)}`;
  const dispute = acceptedOrNull(await client.get(path, DISPUTES_PERMISSION));
  return dispute === null ? null : recordOf(id, dispute);
}

/** Whether they can be read, at the price of one. */
export async function probeDisputes(client: PaypalClient): Promise<void> {
  accepted(await client.get('/v1/customer/disputes', DISPUTES_PERMISSION, { page_size: '1' }));
}

async function allOf(client: PaypalClient, ids: readonly string[]): Promise<Records> {
  const all: Records[] = [];
  for (const id of ids) {
    const found = await readDispute(client, id);
    if (found !== null) all.push(found);
  }
  return {
    ...NO_RECORDS,
    transactions: all.flatMap(({ transactions }) => transactions),
    bad: all.flatMap(({ bad }) => bad),
  };
}

function recordOf(id: string, dispute: Json): Records {
  try {
    return { ...NO_RECORDS, transactions: [mapDispute(dispute)] };
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    return { ...NO_RECORDS, bad: [{ platform_id: id, reason: error.message, raw: dispute }] };
  }
}

/** The query of the first page; null: a resumed read that had come to its end. */
function beginning({ since, cursor }: ProviderRead, until: number): Record<string, string> | null {
  if (at(cursor, 'done') === true) return null;
  if (typeof cursor === 'object' && cursor !== null && !Array.isArray(cursor)) {
    const query = Object.entries(cursor).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    if (query.length > 0) return Object.fromEntries(query);
  }
  const oldest = until - HISTORY_MS;
  const from = since === null ? oldest : Math.max(Date.parse(since), oldest);
  return { update_time_after: new Date(from).toISOString(), page_size: String(PAGE_SIZE) };
}

/** The query of the link to the next page. Only the query is taken: where to call is ours to say. */
function nextOf(list: Json): Record<string, string> | null {
  const link = listOf(at(list, 'links')).find((candidate) => textAt(candidate, 'rel') === 'next');
  const query = (textAt(link, 'href') ?? '').split('?')[1];
  return query === undefined ? null : Object.fromEntries(new URLSearchParams(query));
}
