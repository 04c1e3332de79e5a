import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformFulfillment } from '../platform.records.js';
import type { FulfillmentRequest } from '../platform.writes.js';
import { PROVIDER, readAnswer } from './shopify.errors.js';
import { fulfillmentsFor, itemsLeft, openFulfillmentOrders } from './shopify.fulfilling.js';
import { FULFILLMENT_CANCEL_MUTATION, FULFILLMENT_CREATE_MUTATION } from './shopify.mutations.js';
import { objectOf, textOf } from './shopify.node.js';
import { mapFulfillment } from './shopify.order-mapper.js';
import { MORE_FULFILLMENT_ITEMS_QUERY } from './shopify.queries.js';
import type { ShopifySession } from './shopify.session.js';
import { existingGid, refused, write } from './shopify.write.js';

/**
 * Ships what `earlier`, the fulfilments that an unheard try made, leaves of the request: one fulfilment for each location
 * that the lines are assigned to. Gives the first of all. When one is refused, the others are cancelled again, so that a
 * refusal leaves nothing behind.
 */
export async function ship(
  session: ShopifySession,
  request: FulfillmentRequest,
  earlier: readonly PlatformFulfillment[],
): Promise<PlatformFulfillment> {
  const made: PlatformFulfillment[] = [];
  try {
    for (const part of await partsOf(session, request, earlier)) made.push(await create(session, part));
  } catch (error) {
    if (earlier.length + made.length === 0) throw error;
    if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw halfHeard(error);
    throw await withdrawn(session, request, { earlier, made }, error);
  }
  const [first] = [...earlier, ...made];
  if (first === undefined) throw refused('NO_ITEMS', 'Nothing was asked to be shipped');
  return first;
}

async function partsOf(
  session: ShopifySession,
  request: FulfillmentRequest,
  earlier: readonly PlatformFulfillment[],
): Promise<JsonObject[]> {
  const items = itemsLeft(request, earlier);
  if (items.length === 0) return [];
  const open = await openFulfillmentOrders(session, existingGid('Order', request.platform_order_id));
  return fulfillmentsFor({ ...request, items }, open);
}

async function create(session: ShopifySession, fulfillment: JsonObject): Promise<PlatformFulfillment> {
  const payload = await write(session, {
    document: FULFILLMENT_CREATE_MUTATION,
    variables: { fulfillment },
    root: 'fulfillmentCreate',
    cost: 30,
    repeatable: false,
  });
  try {
    const node = readAnswer(() => objectOf(payload, 'fulfillment'));
    const at = { root: 'fulfillment', id: readAnswer(() => textOf(node, 'id')), key: 'fulfillmentLineItems' };
    await session.drain(MORE_FULFILLMENT_ITEMS_QUERY, at, node, [50, 1, 250]);
    return readAnswer(() => mapFulfillment(node));
  } catch (error) {
    throw halfHeard(error);
  }
}

/**
 * The rest is refused: cancels the parts, and gives what there is to say of it. Without a tracking number an earlier part
 * may be somebody else's, who shipped it meanwhile: that one stays, and is told of.
 */
async function withdrawn(
  session: ShopifySession,
  request: FulfillmentRequest,
  { earlier, made }: Record<'earlier' | 'made', readonly PlatformFulfillment[]>,
  why: ProviderError,
): Promise<ProviderError> {
  try {
    for (const one of made) await undo(session, one);
    if (request.tracking !== null) for (const one of earlier) await undo(session, one);
  } catch (error) {
    return halfHeard(error);
  }
  if (request.tracking !== null || earlier.length === 0) return why;
  return refused('PARTLY_SHIPPED', `A part of it is shipped at Shopify, which refuses the rest: ${why.message}`);
}

async function undo(session: ShopifySession, { platform_fulfillment_id }: PlatformFulfillment): Promise<void> {
  await write(session, {
    document: FULFILLMENT_CANCEL_MUTATION,
    variables: { id: existingGid('Fulfillment', platform_fulfillment_id) },
    root: 'fulfillmentCancel',
    repeatable: true,
  });
}

/** Something is shipped: whatever happened to the rest, doing it all again would ship twice. */
function halfHeard(error: unknown): ProviderError {
  const words = error instanceof Error ? error.message : 'it was interrupted';
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `What exactly Shopify has shipped is not known: ${words}`,
    cause: error,
  });
}
