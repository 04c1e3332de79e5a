import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection, PlatformCredentials, SyncResource } from '../platform.connection.js';
import type { PlatformWebhooks, WebhookDelivery, WebhookMeaning } from '../platform.port.js';
import type { ShopifyClient } from './shopify.client.js';
import { badAnswer, errorOfUserErrors, PROVIDER, readAnswer } from './shopify.errors.js';
import { isObject, numberOfGid, textOf } from './shopify.node.js';
import { WEBHOOK_CREATE_MUTATION, WEBHOOK_DELETE_MUTATION, WEBHOOKS_QUERY } from './shopify.queries.js';
import { pageOf } from './shopify.session.js';

interface Topic {
  resource: SyncResource;
  change: WebhookMeaning['change'];
  /** The payload's field with the record's id. */
  field: string;
  /** The payload bears a full id beside it, which is exact where a JSON number may not be. */
  gid: boolean;
}

const ORDER: Topic = { resource: 'orders', change: 'upsert', field: 'id', gid: true };
const OF_ORDER: Topic = { ...ORDER, field: 'order_id', gid: false };
const PRODUCT: Topic = { resource: 'products', change: 'upsert', field: 'id', gid: true };
const LEVEL: Topic = { resource: 'inventory', change: 'upsert', field: 'inventory_item_id', gid: false };
const CUSTOMER: Topic = { resource: 'customers', change: 'upsert', field: 'id', gid: true };

/**
 * Topics as deliveries name them. Every change of an order, its payments included, comes as `orders/updated` too; what
 * is subscribed beside it comes sooner or is left out there.
 */
const TOPICS: Readonly<Record<string, Topic>> = {
  'orders/create': ORDER,
  'orders/updated': ORDER,
  'orders/cancelled': ORDER,
  'orders/delete': { ...ORDER, change: 'delete' },
  'fulfillments/create': OF_ORDER,
  'fulfillments/update': OF_ORDER,
  'refunds/create': OF_ORDER,
  'products/create': PRODUCT,
  'products/update': PRODUCT,
  'products/delete': { ...PRODUCT, change: 'delete' },
  'inventory_levels/connect': LEVEL,
  'inventory_levels/update': LEVEL,
  'inventory_levels/disconnect': LEVEL,
  'inventory_items/update': { ...LEVEL, field: 'id' },
  'customers/create': CUSTOMER,
  'customers/update': CUSTOMER,
  'customers/delete': { ...CUSTOMER, change: 'delete' },
};

/** WebhookSubscriptionTopic of each. */
export const SUBSCRIBED_TOPICS = Object.keys(TOPICS).map((topic) => topic.replace('/', '_').toUpperCase());

const LIST_COST = 25;
const CHANGE_COST = 10;

interface Subscription {
  id: string;
  topic: string;
  uri: string;
}

/**
 * Shopify signs with the app's client secret, and tells nobody else's: without `client_secret` among the credentials
 * nothing is subscribed and no delivery is believed.
 */
export class ShopifyWebhooks implements PlatformWebhooks {
  readonly kept_headers = ['topic', 'webhook-id', 'event-id', 'triggered-at', 'api-version', 'shop-domain'].map(
    (name) => `x-shopify-${name}`,
  );

  constructor(private readonly client: ShopifyClient) {}

  async register(
    connection: PlatformConnection,
    callback_url: string,
    _secret: string,
    mended?: (topic: string) => void,
  ): Promise<string[]> {
    if (connection.credentials.client_secret === undefined) return [];
    const present = await this.list(connection, callback_url);
    const ids = present.map((subscription) => subscription.id);
    let refusal: ProviderError | null = null;
    for (const topic of SUBSCRIBED_TOPICS) {
      if (present.some((subscription) => subscription.topic === topic)) continue;
      try {
        const id = await this.create(connection, topic, callback_url);
        if (id === null) continue;
        ids.push(id);
        mended?.(topic);
      } catch (error) {
        // One topic that this app may not have must not cost the others.
        if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
        refusal ??= error;
      }
    }
    if (refusal !== null) throw refusal;
    return ids;
  }

  async remove(connection: PlatformConnection, callback_url: string): Promise<void> {
    for (const { id } of await this.list(connection, callback_url)) {
      const { data } = await this.client.run(connection, WEBHOOK_DELETE_MUTATION, { id }, CHANGE_COST);
      const refusal = errorOfUserErrors(payloadOf(data.webhookSubscriptionDelete));
      if (refusal !== null && !/does not exist|not found/i.test(refusal.provider_message ?? '')) throw refusal;
    }
  }

  verify(delivery: WebhookDelivery, _secret: string, credentials: PlatformCredentials): boolean {
    const secret = credentials.client_secret;
    const signature = delivery.headers['x-shopify-hmac-sha256'];
    if (secret === undefined || secret === '' || signature === undefined) return false;
    const expected = createHmac('sha256', secret).update(delivery.raw_body).digest();
    const given = Buffer.from(signature, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  isPing(): boolean {
    return false;
  }

  understand(delivery: WebhookDelivery): WebhookMeaning {
    const topic = headerOf(delivery, 'x-shopify-topic');
    const deliveryId = headerOf(delivery, 'x-shopify-webhook-id');
    const payload = parse(delivery.raw_body);
    const known = TOPICS[topic];
    if (known === undefined)
      return { delivery_id: deliveryId, topic, resource: null, platform_id: null, change: 'upsert' };
    const id = recordIdOf(payload, known);
    return {
      delivery_id: deliveryId,
      topic,
      resource: known.resource,
      // An inventory item's number could be some variant's: its full id says what it is.
      platform_id: known.resource === 'inventory' ? `gid://shopify/InventoryItem/${id}` : id,
      change: known.change,
    };
  }

  private async list(connection: PlatformConnection, callback_url: string): Promise<Subscription[]> {
    const all: Subscription[] = [];
    let after: string | null = null;
    for (;;) {
      const { data } = await this.client.run(connection, WEBHOOKS_QUERY, { first: 100, after }, LIST_COST);
      const page = pageOf(data.webhookSubscriptions);
      all.push(
        ...page.nodes.map((node) =>
          readAnswer(() => ({ id: textOf(node, 'id'), topic: textOf(node, 'topic'), uri: textOf(node, 'uri') })),
        ),
      );
      if (!page.has_next) return all.filter((subscription) => subscription.uri === callback_url);
      if (page.end_cursor === after) throw badAnswer("Shopify's pages of webhooks do not advance");
      after = page.end_cursor;
    }
  }

  /** Null when somebody else subscribed it meanwhile. */
  private async create(connection: PlatformConnection, topic: string, uri: string): Promise<string | null> {
    const { data } = await this.client.run(connection, WEBHOOK_CREATE_MUTATION, { topic, uri }, CHANGE_COST);
    const payload = payloadOf(data.webhookSubscriptionCreate);
    const refusal = errorOfUserErrors(payload);
    if (refusal !== null && /already been taken/i.test(refusal.provider_message ?? '')) return null;
    if (refusal !== null) throw refusal;
    return readAnswer(() => textOf(payloadOf(payload.webhookSubscription), 'id'));
  }
}

function payloadOf(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw badAnswer('Shopify did not say what became of a webhook subscription');
  return value;
}

function headerOf(delivery: WebhookDelivery, name: string): string {
  const value = delivery.headers[name]?.trim();
  if (value === undefined || value === '' || value.length > 255) throw badDelivery(`without a usable ${name} header`);
  return value;
}

function parse(body: Uint8Array): JsonObject {
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (error) {
    throw badDelivery('that is not JSON', error);
  }
  if (!isObject(payload)) throw badDelivery('that is not an object');
  return payload;
}

function recordIdOf(payload: JsonObject, topic: Topic): string {
  const gid = payload.admin_graphql_api_id;
  if (topic.gid && typeof gid === 'string') return readAnswer(() => numberOfGid(gid));
  const value = payload[topic.field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return String(value);
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  throw badDelivery(`without a usable ${topic.field}`);
}

function badDelivery(what: string, cause?: unknown): ProviderError {
  return new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: `Shopify delivered a webhook ${what}`,
    cause,
  });
}
