import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { AccountInfo } from '../provider.port.js';
import type { SquareCalls, SquareWork } from './square.client.js';
import { modeOf } from './square.credentials.js';
import { lacksPermission, squareError } from './square.errors.js';
import { BEFORE_SQUARE } from './square.lists.js';
import { objectAt, objectsAt, textAt, timeAt, UnreadableRecord } from './square.wire.js';

const DAY = 86_400_000;

/** When the seller's account was made (ISO): lists begin a year ago unless they are told otherwise. */
export async function beginningOf(calls: SquareCalls): Promise<string> {
  return readTime(await merchantOf(calls), 'created_at') ?? BEFORE_SQUARE;
}

/** Ids of the locations whose money is read, in an order that does not change; closed ones too. */
export async function locationsOf(calls: SquareCalls): Promise<string[]> {
  const wanted = calls.connection.credentials.location_id;
  if (wanted !== undefined) return [wanted];
  const ids = (await locations(calls)).map((location) => textAt(location, 'id'));
  return ids.filter((id) => id !== null).sort();
}

/** Throws ProviderError `auth` that names every permission that lacks. */
export async function readAccount(calls: SquareCalls, nowMs: number): Promise<AccountInfo> {
  const lacking = new Map<string, ProviderError>();
  const attempt = async <T>(permission: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!lacksPermission(error)) throw error;
      lacking.set(permission, error);
      return null;
    }
  };
  const merchant = await attempt('MERCHANT_PROFILE_READ', () => merchantOf(calls));
  const places = await attempt('MERCHANT_PROFILE_READ', () => locations(calls));
  for (const { permission, what, work } of SMALLEST) await attempt(permission, () => calls.call(what, work));
  const cause = [...lacking.values()][0];
  if (cause !== undefined || merchant === null) throw lackingError([...lacking.keys()], cause);
  refuseUnknownLocation(calls, places ?? []);
  return {
    account_id: textAt(merchant, 'id') ?? '',
    name: textAt(merchant, 'business_name'),
    country: textAt(merchant, 'country'),
    default_currency: textAt(merchant, 'currency'),
    mode: modeOf(calls.connection.credentials),
    warnings: [...(await tokenWarnings(calls, nowMs)), ...(await webhookWarnings(calls))],
  };
}

const SMALLEST: readonly { permission: string; what: string; work: SquareWork }[] = [
  { permission: 'PAYMENTS_READ', what: 'the list of payments', work: (client) => client.payments.list({ limit: 1 }) },
  { permission: 'PAYMENTS_READ', what: 'the list of refunds', work: (client) => client.refunds.list({ limit: 1 }) },
  { permission: 'DISPUTES_READ', what: 'the list of disputes', work: (client) => client.disputes.list() },
  { permission: 'PAYOUTS_READ', what: 'the list of payouts', work: (client) => client.payouts.list({ limit: 1 }) },
];

async function merchantOf(calls: SquareCalls): Promise<JsonObject> {
  const answer = await calls.call('the account', (client) => client.merchants.get({ merchantId: 'me' }));
  const merchant = objectAt(answer, 'merchant');
  if (merchant !== null && textAt(merchant, 'id') !== null) return merchant;
  throw squareError({ fault: 'bad_answer', message: 'Square answered without an account' });
}

async function locations(calls: SquareCalls): Promise<JsonObject[]> {
  return objectsAt(await calls.call('the list of locations', (client) => client.locations.list()), 'locations');
}

function lackingError(permissions: string[], cause: ProviderError | undefined): ProviderError {
  const [many, it] = permissions.length === 1 ? ['the permission', 'it'] : ['the permissions', 'them'];
  return squareError({
    fault: 'auth',
    message: `The access token of Square lacks ${many} ${permissions.join(', ')}: grant ${it}, and connect again`,
    status: cause?.status ?? 403,
    provider_code: cause?.provider_code ?? 'INSUFFICIENT_SCOPES',
    ...(cause?.provider_message === undefined ? {} : { provider_message: cause.provider_message }),
    cause,
  });
}

function refuseUnknownLocation(calls: SquareCalls, places: JsonObject[]): void {
  const wanted = calls.connection.credentials.location_id;
  if (wanted === undefined || places.some((place) => place.id === wanted)) return;
  const ids = places.map((place) => `${textAt(place, 'id') ?? ''} (${textAt(place, 'name') ?? 'no name'})`).join(', ');
  throw squareError({ fault: 'auth', message: `The seller has no location ${wanted}; there are: ${ids}` });
}

/** What the token says of itself. A token that may not be asked is no reason to refuse it: what reads need was tried. */
async function tokenWarnings(calls: SquareCalls, nowMs: number): Promise<string[]> {
  let status: JsonObject;
  try {
    status = await calls.call('the scopes of the token', (client) => client.oAuth.retrieveTokenStatus());
  } catch (error) {
    if (error instanceof ProviderError && (error.fault === 'auth' || error.fault === 'rejected')) return [];
    throw error;
  }
  const warnings: string[] = [];
  if (Array.isArray(status.scopes) && !status.scopes.includes('PAYMENTS_WRITE')) {
    warnings.push('Refunds are not granted: the access token lacks PAYMENTS_WRITE, so it only reads');
  }
  const ends = readTime(status, 'expires_at');
  if (ends !== null) {
    const days = Math.max(0, Math.floor((Date.parse(ends) - nowMs) / DAY));
    warnings.push(`The access token ends on ${ends.slice(0, 10)} (in ${days} days): give a new one before that`);
  }
  return warnings;
}

function readTime(record: JsonObject, name: string): string | null {
  try {
    return timeAt(record, name);
  } catch (error) {
    if (error instanceof UnreadableRecord) return null;
    throw error;
  }
}

/** Square registers webhooks for the application's own (personal) token only, not for one that a seller granted by OAuth. */
async function webhookWarnings(calls: SquareCalls): Promise<string[]> {
  if (calls.connection.credentials.webhook_signature_key !== undefined) return [];
  try {
    await calls.call('the list of webhooks', (client) => client.webhooks.subscriptions.list({ limit: 1 }));
    return [];
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault !== 'auth') throw error;
    return [NO_WEBHOOKS];
  }
}

export const NO_WEBHOOKS =
  'The access token may not register webhooks (Square wants the application’s own token for that): changes are seen by the ' +
  'hourly catch-up only, unless you subscribe the webhook address by hand and give its webhook_signature_key';
