import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { badAnswer, errorOfUserErrors, PROVIDER } from './shopify.errors.js';
import { gidOf, isObject } from './shopify.node.js';
import type { ShopifySession } from './shopify.session.js';

/** One mutation. */
export interface Write {
  document: string;
  variables: JsonObject;
  /** The mutation's field, whose payload is wanted. */
  root: string;
  /** Points that it is expected to reserve. Default 10, what a mutation costs at least. */
  cost?: number;
  /** Whether doing it twice is doing it once. */
  repeatable: boolean;
}

/**
 * Carries out one mutation; gives its payload. What Shopify refuses (`userErrors`), and what this app may not do, is
 * ProviderError `rejected`: a connection that may only read goes on reading.
 */
export async function write(session: ShopifySession, change: Write): Promise<JsonObject> {
  const payload = await payloadOf(session, change);
  const fault = errorOfUserErrors(payload);
  if (fault === null) return payload;
  throw fault.fault === 'bad_answer' && !change.repeatable ? unheard(fault) : fault;
}

/** What is asked before or after a change: for want of a scope `rejected` like the change itself. */
export async function ask(
  session: ShopifySession,
  document: string,
  variables: JsonObject,
  cost: number,
): Promise<JsonObject> {
  try {
    return (await session.run(document, variables, cost)).data;
  } catch (error) {
    throw refusedForScope(error);
  }
}

/** As `write`, for a change whose `userErrors` the caller reads. */
export async function payloadOf(session: ShopifySession, change: Write): Promise<JsonObject> {
  const { document, variables, root, cost, repeatable } = change;
  let payload: JsonObject[string] | undefined;
  try {
    payload = (await session.run(document, variables, cost ?? 10, repeatable)).data[root];
  } catch (error) {
    throw refusedForScope(error);
  }
  if (isObject(payload)) return payload;
  const fault = badAnswer('Shopify did not say what became of a change');
  throw repeatable ? fault : unheard(fault);
}

/** Shopify's full id, or ProviderError `rejected`: there cannot be such a record. */
export function existingGid(type: string, platform_id: string): string {
  const gid = gidOf(type, platform_id);
  if (gid === null) throw refused('NOT_FOUND', `Shopify has no ${type} ${platform_id.slice(0, 50)}`);
  return gid;
}

/** What is refused here in the same way as Shopify would refuse it. */
export function refused(code: string, message: string): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message,
    provider_code: code,
    provider_message: message,
  });
}

/** Whether it says that the record is not there (any more). */
export function saysGone(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.fault !== 'rejected') return false;
  return (
    /NOT_FOUND|DOES_NOT_EXIST/.test(error.provider_code ?? '') ||
    /does not exist|not found/i.test(error.provider_message ?? '')
  );
}

function refusedForScope(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.provider_code !== 'ACCESS_DENIED') return error;
  const words = error.provider_message ?? '';
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: `The app may not do this at Shopify: ${words} Grant the access scope in Shopify and connect the store again`,
    status: 200,
    provider_code: 'ACCESS_DENIED',
    provider_message: words,
    cause: error,
  });
}

function unheard(error: ProviderError): ProviderError {
  return new ProviderError({ fault: 'unknown_outcome', provider: PROVIDER, message: error.message, cause: error });
}
