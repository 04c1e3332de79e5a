import { createHmac, randomUUID } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { API_VERSION } from './versions.js';
import { readUrl } from '../core/read-url.js';

export interface Subscription {
  n: number;
  topic: string;
  uri: string;
  format: 'JSON' | 'XML';
  filter: string | null;
  include_fields: string[];
  name: string | null;
  created: number;
  updated: number;
}

const RETRIES = 8;
const LONGEST_DELAY_MS = 10_000;

/** What X-Shopify-Hmac-SHA256 is: over the raw bytes, with the app's client secret. */
export function webhookSignature(body: string | Buffer, client_secret: string): string {
  return createHmac('sha256', client_secret).update(body).digest('base64');
}

const RESOURCES = ['order_transactions', 'inventory_levels', 'inventory_items', 'bulk_operations'];

/** `ORDERS_PARTIALLY_FULFILLED` as the header says it: `orders/partially_fulfilled`. */
export function topicHeader(topic: string): string {
  const name = topic.toLowerCase();
  const resource = RESOURCES.find((one) => name.startsWith(`${one}_`)) ?? name.slice(0, name.indexOf('_'));
  return `${resource}/${name.slice(resource.length + 1)}`;
}

/** The app's subscriptions at one shop, and their deliveries. */
export class WebhookSubscriptions {
  private readonly subscriptions = new Map<number, Subscription>();
  private next = 0;

  constructor(
    private readonly context: Pick<SandboxContext, 'deliver' | 'setting'>,
    private readonly shop: { name: string; domain: string; client_secret: string },
  ) {}

  list(): Subscription[] {
    return [...this.subscriptions.values()];
  }

  get(n: number): Subscription | null {
    return this.subscriptions.get(n) ?? null;
  }

  /** A refusal as text, or the new subscription. */
  create(
    topic: string,
    input: { uri: string; format?: 'JSON' | 'XML'; filter?: string; include_fields?: string[]; name?: string },
  ): Subscription | string {
    const refusal = this.refusal(topic, input.uri, null);
    if (refusal !== null) return refusal;
    const now = Date.now();
    const subscription: Subscription = {
      n: this.next++,
      topic,
      uri: input.uri,
      format: input.format ?? 'JSON',
      filter: input.filter ?? null,
      include_fields: input.include_fields ?? [],
      name: input.name ?? null,
      created: now,
      updated: now,
    };
    this.subscriptions.set(subscription.n, subscription);
    return subscription;
  }

  /** A refusal as text, or null. */
  move(subscription: Subscription, uri: string): string | null {
    const refusal = this.refusal(subscription.topic, uri, subscription.n);
    if (refusal !== null) return refusal;
    subscription.uri = uri;
    subscription.updated = Date.now();
    return null;
  }

  remove(n: number): boolean {
    return this.subscriptions.delete(n);
  }

  /** Sends an event to everybody who subscribed to its topic. The payload is what it was at the event. */
  send(topic: string, payload: JsonObject): void {
    const eventId = randomUUID();
    const triggeredAt = new Date().toISOString();
    for (const subscription of this.list()) {
      if (subscription.topic !== topic) continue;
      const body = JSON.stringify(pick(payload, subscription.include_fields));
      const webhookId = randomUUID();
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        'x-shopify-topic': topicHeader(topic),
        'x-shopify-hmac-sha256': webhookSignature(body, this.shop.client_secret),
        'x-shopify-shop-domain': this.shop.domain,
        'x-shopify-api-version': API_VERSION,
        'x-shopify-webhook-id': webhookId,
        'x-shopify-event-id': eventId,
        'x-shopify-triggered-at': triggeredAt,
      };
      this.context.deliver({
        provider: 'shopify',
        shop: this.shop.name,
        topic: topicHeader(topic),
        url: subscription.uri,
        delivery_id: webhookId,
        build: () => ({ headers, body }),
        retry_delays_ms: this.retryDelays(),
        timeout_ms: 5000,
        // After its last retry Shopify deletes a subscription that was made over the Admin API.
        settled: ({ delivered }) => {
          if (!delivered) this.subscriptions.delete(subscription.n);
        },
      });
    }
  }

  private retryDelays(): number[] {
    const first = Number(this.context.setting('SANDBOX_WEBHOOK_RETRY_MS') ?? '250');
    return Array.from({ length: RETRIES }, (_, k) => Math.min(first * 2 ** k, LONGEST_DELAY_MS));
  }

  private refusal(topic: string, uri: string, except: number | null): string | null {
    // The real service wants https; this one has to reach servers on the same machine.
    if (!/^https?:$/.test(readUrl(uri)?.protocol ?? '')) return 'Address is invalid';
    const taken = this.list().some((one) => one.topic === topic && one.uri === uri && one.n !== except);
    return taken ? 'Address for this topic has already been taken' : null;
  }
}

function pick(payload: JsonObject, names: string[]): JsonObject {
  if (names.length === 0) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([name]) => names.includes(name)));
}
