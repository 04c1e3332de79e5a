import { randomUUID } from 'node:crypto';

import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { equalBase64, hmac } from '../../../../common/security/signature.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { PaymentDeliveryMeaning, PaymentWebhooks, ProviderDelivery, WebhookTrust } from '../provider.port.js';
import { NO_WEBHOOKS } from './square.account.js';
import { SquareCalls } from './square.client.js';
import { isNotFound, squareError } from './square.errors.js';
import { isObject, objectAt, objectsAt, textAt } from './square.wire.js';

const NAME = 'KSAP';
const SIGNATURE = 'x-square-hmacsha256-signature';
/**
 * Square signs no time of sending, and delivers again for up to three days (24 hours by its newest words): an event that is older
 * is somebody's replay. Within them replays are told by the event's id, which deduplication goes by.
 */
const TOLERANCE_MS = 73 * 3_600_000;

const EVENTS = [
  'payment.created',
  'payment.updated',
  'refund.created',
  'refund.updated',
  'dispute.created',
  'dispute.state.updated',
  'payout.sent',
  'payout.paid',
  'payout.failed',
] as const;
/** First word of an event's type → what to read anew. */
const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['payment', 'payments'],
  ['refund', 'refunds'],
  ['dispute', 'disputes'],
  ['payout', 'payouts'],
]);

/** Square's webhook subscriptions: they belong to the application, so that only its own token may make them. */
export class SquareWebhooks implements PaymentWebhooks {
  readonly kept_headers = ['square-environment', 'square-initial-delivery-timestamp', 'square-retry-number'];
  readonly makes_secrets = true;

  constructor(private readonly settingUrl: string) {}

  async register(
    connection: ProviderConnection,
    callback_url: string,
  ): Promise<{ ids: string[]; new_secrets: string[] }> {
    // A key that was given by hand is of a subscription that was made by hand.
    if (connection.credentials.webhook_signature_key !== undefined) return { ids: [], new_secrets: [] };
    const calls = new SquareCalls(connection, this.settingUrl);
    return permitted(async () => {
      const [kept, ...surplus] = await subscriptionsAt(calls, callback_url);
      for (const { id } of surplus) await removeOne(calls, id);
      if (kept === undefined) return created(await this.create(calls, callback_url));
      if (!isComplete(kept.subscription)) await this.complete(calls, kept.id);
      return { ids: [kept.id], new_secrets: [] };
    });
  }

  async remove(connection: ProviderConnection, callback_url: string): Promise<void> {
    if (connection.credentials.webhook_signature_key !== undefined) return;
    const calls = new SquareCalls(connection, this.settingUrl);
    await permitted(async () => {
      for (const { id } of await subscriptionsAt(calls, callback_url)) await removeOne(calls, id);
    });
  }

  verify(connection: ProviderConnection, delivery: ProviderDelivery, trust: WebhookTrust): Promise<boolean> {
    const given = delivery.headers[SIGNATURE] ?? '';
    const byHand = connection.credentials.webhook_signature_key;
    const signed = Buffer.concat([Buffer.from(trust.callback_url, 'utf8'), delivery.raw_body]);
    let isSigned = false;
    for (const secret of [...trust.secrets, ...(byHand === undefined ? [] : [byHand])]) {
      // All of them, always: how long it takes tells nothing. An empty key would let anybody sign.
      if (secret !== '' && equalBase64(hmac('sha256', secret, signed), given)) isSigned = true;
    }
    return Promise.resolve(isSigned && isRecent(delivery, trust.now));
  }

  understand(delivery: ProviderDelivery): PaymentDeliveryMeaning {
    const event = eventOf(delivery) ?? {};
    const id = textAt(event, 'event_id');
    const topic = textAt(event, 'type');
    if (id === null || topic === null) throw badDelivery('it names no event');
    const resource = RESOURCES.get(topic.split('.')[0] ?? '') ?? null;
    const record = resource === null ? null : idOf(objectAt(event, 'data') ?? {});
    if (resource !== null && record === null) throw badDelivery('it names no record');
    return { delivery_id: id, topic, resource, platform_id: record };
  }

  private create(calls: SquareCalls, callback_url: string): Promise<JsonObject> {
    return calls.call('registering webhooks', (client) =>
      client.webhooks.subscriptions.create({
        // For the tries of this call; two that were made at once by two processes are one after the next registration.
        idempotencyKey: randomUUID(),
        subscription: { name: NAME, enabled: true, eventTypes: [...EVENTS], notificationUrl: callback_url },
      }),
    );
  }

  private complete(calls: SquareCalls, id: string): Promise<JsonObject> {
    return calls.call('changing webhooks', (client) =>
      client.webhooks.subscriptions.update({
        subscriptionId: id,
        subscription: { enabled: true, eventTypes: [...EVENTS] },
      }),
    );
  }
}

interface Found {
  id: string;
  subscription: JsonObject;
}

/** Ours, byte for byte: the signature goes over the address as it was registered. Disabled ones too. */
async function subscriptionsAt(calls: SquareCalls, callback_url: string): Promise<Found[]> {
  const found: Found[] = [];
  let cursor: string | null = null;
  do {
    const place: string | null = cursor;
    const answer = await calls.call('the list of webhooks', (client) =>
      client.webhooks.subscriptions.list({
        includeDisabled: true,
        limit: 100,
        ...(place === null ? {} : { cursor: place }),
      }),
    );
    for (const subscription of objectsAt(answer, 'subscriptions')) {
      const id = textAt(subscription, 'id');
      if (id !== null && subscription.notification_url === callback_url) found.push({ id, subscription });
    }
    cursor = textAt(answer, 'cursor');
  } while (cursor !== null);
  return found;
}

function isComplete({ enabled, event_types }: JsonObject): boolean {
  const types: Json[] = Array.isArray(event_types) ? event_types : [];
  return enabled === true && EVENTS.every((type) => types.includes(type));
}

function created(answer: JsonObject): { ids: string[]; new_secrets: string[] } {
  const subscription = objectAt(answer, 'subscription') ?? {};
  const id = textAt(subscription, 'id');
  const secret = textAt(subscription, 'signature_key');
  if (id !== null && secret !== null) return { ids: [id], new_secrets: [secret] };
  throw squareError({ fault: 'bad_answer', message: 'Square answered without a subscription and its signature key' });
}

async function removeOne(calls: SquareCalls, id: string): Promise<void> {
  try {
    await calls.call('removing webhooks', (client) => client.webhooks.subscriptions.delete({ subscriptionId: id }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** A token that reads well and may not register webhooks must not look like a broken connection. */
async function permitted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault !== 'auth') throw error;
    throw squareError({
      fault: 'rejected',
      message: NO_WEBHOOKS,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...(error.provider_code === undefined ? {} : { provider_code: error.provider_code }),
      ...(error.provider_message === undefined ? {} : { provider_message: error.provider_message }),
      cause: error,
    });
  }
}

/** Only asked of bodies that Square signed. */
function isRecent(delivery: ProviderDelivery, now: number): boolean {
  const made = Date.parse(textAt(eventOf(delivery) ?? {}, 'created_at') ?? '');
  return !Number.isNaN(made) && now - made <= TOLERANCE_MS;
}

function eventOf(delivery: ProviderDelivery): JsonObject | null {
  try {
    const event = JSON.parse(Buffer.from(delivery.raw_body).toString('utf8')) as Json;
    return isObject(event) ? event : null;
  } catch {
    return null;
  }
}

/** `data.id` is the record's, save of disputes, where the record itself says it surely. */
function idOf(data: JsonObject): string | null {
  const record = objectAt(data, 'object') ?? {};
  for (const name of ['payment', 'refund', 'dispute', 'payout']) {
    const id = textAt(objectAt(record, name) ?? {}, 'id');
    if (id !== null) return id;
  }
  return textAt(data, 'id');
}

function badDelivery(why: string): ProviderError {
  return squareError({ fault: 'bad_answer', message: `A webhook delivery is not Square's: ${why}` });
}
