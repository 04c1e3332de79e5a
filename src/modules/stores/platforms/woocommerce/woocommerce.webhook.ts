import type { Clock } from '../../../../common/clock/clock.js';
import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { equalBase64, hmac } from '../../../../common/security/signature.js';
import type { PlatformConnection, SyncResource } from '../platform.connection.js';
import type { PlatformWebhooks, WebhookDelivery, WebhookMeaning } from '../platform.port.js';
import { idAt } from '../platform.values.js';
import { PROVIDER, isGone } from './woocommerce.answer.js';
import { WooClient } from './woocommerce.client.js';
import { startOfWalk, walk } from './woocommerce.walk.js';
import { readUrl } from '../../../../common/text/read-url.js';

const RESOURCES: ReadonlyMap<string, SyncResource> = new Map([
  ['order', 'orders'],
  ['product', 'products'],
  ['customer', 'customers'],
]);

/** `restored` exists for what has a trash; WooCommerce fires it, though not on every way out of the trash. */
export const TOPICS = [
  ...['order.created', 'order.updated', 'order.deleted', 'order.restored'],
  ...['product.created', 'product.updated', 'product.deleted', 'product.restored'],
  ...['customer.created', 'customer.updated', 'customer.deleted'],
] as const;

/** What the shop's list of webhooks shows. */
const NAME = 'KSAP';

export class WooCommerceWebhooks implements PlatformWebhooks {
  readonly kept_headers = ['topic', 'resource', 'event', 'id', 'delivery-id', 'source'].map(
    (name) => `x-wc-webhook-${name}`,
  );

  constructor(private readonly clock: Clock) {}

  async register(
    connection: PlatformConnection,
    callback_url: string,
    secret: string,
    mended?: (topic: string) => void,
  ): Promise<string[]> {
    const client = new WooClient(connection, this.clock);
    const kept: string[] = [];
    const open = new Set<string>(TOPICS);
    for (const hook of await ours(client, callback_url)) {
      const id = requiredId(hook);
      if (typeof hook.topic !== 'string' || !open.delete(hook.topic)) {
        // A second one for the same topic would send everything twice.
        await removeOne(client, id);
        continue;
      }
      // The secret is never shown, so it is set again; a webhook that WooCommerce switched off is switched on, and one
      // that still points at where we were reachable before is brought along.
      const moved: JsonObject = hook.delivery_url === callback_url ? {} : { delivery_url: callback_url };
      await permitted(client.send('PUT', `webhooks/${id}`, {}, { status: 'active', secret, ...moved }));
      kept.push(id);
      if (hook.status !== 'active') mended?.(hook.topic);
    }
    for (const topic of open) {
      const body = { name: `${NAME} ${topic}`, topic, delivery_url: callback_url, secret, status: 'active' };
      const answer = await permitted(client.send('POST', 'webhooks', {}, body));
      kept.push(requiredId(answer.body));
      mended?.(topic);
    }
    return kept;
  }

  async remove(connection: PlatformConnection, callback_url: string): Promise<void> {
    const client = new WooClient(connection, this.clock);
    for (const hook of await ours(client, callback_url)) await removeOne(client, requiredId(hook));
  }

  verify(delivery: WebhookDelivery, secret: string): boolean {
    const given = delivery.headers['x-wc-webhook-signature'];
    // An empty secret would let anybody sign.
    return secret !== '' && equalBase64(hmac('sha256', secret, delivery.raw_body), given);
  }

  isPing(delivery: WebhookDelivery): boolean {
    const { headers, raw_body } = delivery;
    const form = (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
    if (!form || headers['x-wc-webhook-signature'] !== undefined || raw_body.length > 64) return false;
    return /^webhook_id=\d+$/.test(Buffer.from(raw_body).toString('latin1'));
  }

  understand(delivery: WebhookDelivery): WebhookMeaning {
    const { headers } = delivery;
    const { 'x-wc-webhook-topic': topic = '', 'x-wc-webhook-delivery-id': deliveryId = '' } = headers;
    if (topic === '' || deliveryId === '') throw badDelivery('it names no topic or no delivery id');
    const [kind = '', event = ''] = topic.split('.');
    const resource = RESOURCES.get(kind) ?? null;
    const change = event === 'deleted' ? 'delete' : 'upsert';
    if (resource === null) return { delivery_id: deliveryId, topic, resource, platform_id: null, change };
    const payload = payloadOf(delivery);
    // A variation's change arrives as the product's, with the variation in it.
    const parent = resource === 'products' && payload.type === 'variation' ? idAt(payload.parent_id) : null;
    const id = parent ?? idAt(payload.id);
    if (id === null) throw badDelivery('its payload has no id');
    return { delivery_id: deliveryId, topic, resource, platform_id: id, change: parent === null ? change : 'upsert' };
  }
}

/** Those that point at `callback_url` first: where there are two for a topic, the other goes. */
async function ours(client: WooClient, callback_url: string): Promise<JsonObject[]> {
  const hooks: JsonObject[] = [];
  for await (const page of walk(client, 'webhooks', {}, startOfWalk())) {
    hooks.push(...page.rows.filter((hook) => isOurs(hook, callback_url)));
  }
  return hooks.sort((a, b) => Number(b.delivery_url === callback_url) - Number(a.delivery_url === callback_url));
}

/** By its address; or by our name on it and the path, which names the store, where our own address has changed since. */
function isOurs({ delivery_url: url, name }: JsonObject, callback_url: string): boolean {
  if (url === callback_url) return true;
  if (typeof url !== 'string' || typeof name !== 'string' || !name.startsWith(`${NAME} `)) return false;
  return readUrl(url)?.pathname === new URL(callback_url).pathname;
}

/** Webhooks have no trash: without `force` the server answers 501. */
async function removeOne(client: WooClient, id: string): Promise<void> {
  try {
    await permitted(client.send('DELETE', `webhooks/${id}`, { force: true }));
  } catch (error) {
    if (!(error instanceof ProviderError) || !isGone(error)) throw error;
  }
}

/** A read-only key syncs well: that it cannot write must not look like a broken connection. */
async function permitted<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault !== 'auth') throw error;
    throw new ProviderError({
      fault: 'rejected',
      provider: PROVIDER,
      message: `Webhooks need a key with Read/Write permission: ${error.message}`,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...(error.provider_code === undefined ? {} : { provider_code: error.provider_code }),
      ...(error.provider_message === undefined ? {} : { provider_message: error.provider_message }),
      cause: error,
    });
  }
}

function requiredId(hook: Json): string {
  const id = typeof hook === 'object' && hook !== null && !Array.isArray(hook) ? idAt(hook.id) : null;
  if (id !== null) return id;
  throw new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: 'The shop answered a webhook without id',
  });
}

function payloadOf(delivery: WebhookDelivery): JsonObject {
  try {
    const payload = JSON.parse(Buffer.from(delivery.raw_body).toString('utf8')) as Json;
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload;
  } catch {
    // Told below.
  }
  throw badDelivery('its body is not a JSON object');
}

function badDelivery(why: string): ProviderError {
  return new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: `A webhook delivery is not WooCommerce's: ${why}`,
  });
}
