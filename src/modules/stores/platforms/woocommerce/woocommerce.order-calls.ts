import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { idAt } from '../platform.values.js';
import { PROVIDER } from './woocommerce.answer.js';
import type { WooClient } from './woocommerce.client.js';
import { readWholeOrder } from './woocommerce.read.js';
import { refuse } from './woocommerce.refusal.js';

/** The calls that writes to one order are made of. */

export type WholeOrder = Awaited<ReturnType<typeof readWholeOrder>>;

export async function orderFor(client: WooClient, id: string): Promise<WholeOrder> {
  if (idAt(id) === null) throw refuse(`WooCommerce has no order ${id}`);
  return readWholeOrder(client, id);
}

/** After a write: whatever goes wrong now, the write was made. */
export async function looked(client: WooClient, id: string): Promise<WholeOrder> {
  try {
    return await readWholeOrder(client, id);
  } catch (error) {
    if (error instanceof ProviderError) throw unseen(id, error);
    throw error;
  }
}

export function unseen(id: string, cause?: ProviderError): ProviderError {
  const why = cause === undefined ? 'it is not there' : cause.message;
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `Order ${id} was written, and could not be looked at: ${why}`,
    cause,
  });
}

/** @param idempotent false: an answer that is not heard is `unknown_outcome` instead of being sent again. */
export async function putOrder(client: WooClient, id: string, body: JsonObject, idempotent = true): Promise<void> {
  await client.write('PUT', `orders/${id}`, body, idempotent);
}

/** A note is an extra: the change itself is done, so that failing to say so must not look like a failure of it. */
export async function noteOn(client: WooClient, id: string, note: string, to_customer: boolean): Promise<void> {
  try {
    await client.send('POST', `orders/${id}/notes`, {}, { note, customer_note: to_customer });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
}

/** Slugs of the shop's statuses, plug-ins' included; none where the key may not see the reports. */
export async function statusesOf(client: WooClient): Promise<string[]> {
  try {
    const { rows } = await client.list('reports/orders/totals', { _fields: 'slug' });
    return rows.flatMap(({ slug }) => (typeof slug === 'string' ? slug : []));
  } catch (error) {
    if (error instanceof ProviderError && (error.fault === 'auth' || error.fault === 'rejected')) return [];
    throw error;
  }
}
