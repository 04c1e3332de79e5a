import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { listAt, objectAt, textAt } from '../platform.values.js';
import { plain } from './mapper/values.js';
import { PROVIDER } from './woocommerce.answer.js';
import type { WooClient } from './woocommerce.client.js';

/** The most that one batch takes, of all three kinds together. */
export const BATCH = 100;

export interface BatchItems {
  create: JsonObject[];
  update: JsonObject[];
  remove: number[];
}

/** One item of a batch's answer: the record as it is now, or why it was refused; the answer as a whole is always 200. */
export interface BatchResult {
  row: JsonObject;
  error: ProviderError | null;
}

/**
 * Sends a batch of any length, a hundred at a time. Results stand in the order of the items, created ones first.
 * Repeatable unless something is created.
 */
export async function sendBatch(client: WooClient, path: string, items: BatchItems): Promise<BatchResult[]> {
  const all = [
    ...items.create.map((item) => ({ kind: 'create' as const, item })),
    ...items.update.map((item) => ({ kind: 'update' as const, item })),
    ...items.remove.map((item) => ({ kind: 'delete' as const, item })),
  ];
  const results: BatchResult[] = [];
  for (let from = 0; from < all.length; from += BATCH) {
    const part = all.slice(from, from + BATCH);
    const of = (kind: string): (JsonObject | number)[] => part.flatMap((one) => (one.kind === kind ? [one.item] : []));
    const lists = { create: of('create'), update: of('update'), delete: of('delete') };
    const body = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
    const answer = await client.write('POST', path, body, lists.create.length === 0);
    results.push(
      ...(['create', 'update', 'delete'] as const).flatMap((kind) => resultsOf(answer, kind, lists[kind].length)),
    );
  }
  return results;
}

/** Null: all of it was done. Else the first refusal, with how many others it does not concern. */
export async function sendVariations(
  client: WooClient,
  productId: string,
  items: BatchItems,
): Promise<ProviderError | null> {
  return refusalOf(await sendBatch(client, `products/${productId}/variations/batch`, items));
}

export function refusalOf(results: BatchResult[]): ProviderError | null {
  const refused = results.flatMap(({ error }) => error ?? []);
  const [first] = refused;
  if (first === undefined) return null;
  const done = results.length - refused.length;
  return done === 0 ? first : partly(first, done);
}

function resultsOf(answer: JsonObject, kind: string, count: number): BatchResult[] {
  const rows = listAt(answer[kind]);
  if (rows.length !== count) {
    throw new ProviderError({
      fault: 'unknown_outcome',
      provider: PROVIDER,
      message: `The shop answered ${rows.length} of ${count} parts of a batch (${kind})`,
    });
  }
  return rows.map((row) => ({ row, error: row.error === undefined ? null : refusalIn(objectAt(row.error)) }));
}

function refusalIn({ code, message, data }: JsonObject): ProviderError {
  const name = textAt(code) ?? 'unknown';
  const words = plain(textAt(message) ?? '').replace(/<[^<>]*>/g, '');
  const { status } = objectAt(data);
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `The shop refused it: ${words} (${name})`,
    provider_code: name,
    provider_message: words,
    ...(typeof status === 'number' ? { status } : {}),
  });
}

function partly(first: ProviderError, done: number): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `${first.message}; ${done} other ${done === 1 ? 'variant was' : 'variants were'} changed`,
    ...(first.provider_code === undefined ? {} : { provider_code: first.provider_code }),
    ...(first.provider_message === undefined ? {} : { provider_message: first.provider_message }),
    cause: first,
  });
}
