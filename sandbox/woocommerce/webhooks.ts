import { createHash, createHmac } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { WooError } from './answers.js';
import { Links } from './links.js';
import { phpJson } from './php.js';
import { gmtText, localText } from './site-time.js';

export interface Webhook {
  id: number;
  name: string;
  status: 'active' | 'paused' | 'disabled';
  topic: string;
  delivery_url: string;
  secret: string;
  created: number;
  /** Null until it is changed for the first time. */
  modified: number | null;
  failure_count: number;
  /** A ping that was not answered 200 goes out again before the next delivery. */
  ping_due: boolean;
}

/** Topics with the hooks that the platform lists for them. */
export const TOPICS: Readonly<Record<string, string[]>> = {
  'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
  'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
  'coupon.deleted': ['wp_trash_post'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'product.created': [
    'woocommerce_process_product_meta',
    'woocommerce_new_product',
    'woocommerce_new_product_variation',
  ],
  'product.updated': [
    'woocommerce_process_product_meta',
    'woocommerce_update_product',
    'woocommerce_update_product_variation',
  ],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
};

/** With this many failures behind it, the next one switches a webhook off: the seventh in a row. */
const MAX_FAILURES = 5;
/** Changes to one record within this time come as one delivery, when the first has not gone out yet. */
const GATHER_MS = 50;
const AGENT = 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)';

export class Webhooks {
  readonly list = new Map<number, Webhook>();
  private lastId = 0;
  private deliveries = 0;
  private readonly pending = new Map<string, number>();

  constructor(
    private readonly context: SandboxContext,
    private readonly shop: string,
    private readonly home: () => string,
    private readonly now: () => number,
  ) {}

  create(input: Pick<Webhook, 'name' | 'status' | 'topic' | 'delivery_url' | 'secret'>): Webhook {
    this.lastId += 1;
    const webhook: Webhook = {
      ...input,
      id: this.lastId,
      created: this.now(),
      modified: null,
      failure_count: 0,
      ping_due: true,
    };
    this.list.set(webhook.id, webhook);
    if (webhook.status === 'active') this.ping(webhook);
    return webhook;
  }

  /** A new address, and switching a failed webhook on again, are pinged anew. */
  update(webhook: Webhook, changes: Partial<Omit<Webhook, 'id' | 'created' | 'failure_count'>>): void {
    const switchedOn = changes.status === 'active' && webhook.status !== 'active';
    const moved = changes.delivery_url !== undefined && changes.delivery_url !== webhook.delivery_url;
    Object.assign(webhook, changes, { modified: this.now() });
    if (webhook.status === 'active' && (moved || (switchedOn && webhook.failure_count > 0))) {
      webhook.ping_due = true;
      this.ping(webhook);
    }
  }

  /** Something happened: every active webhook of the topic is sent, with the payload of the moment of sending. */
  fire(topic: string, resourceId: number, payload: () => JsonObject | null): void {
    for (const webhook of this.list.values()) {
      if (webhook.topic !== topic || webhook.status !== 'active') continue;
      if (webhook.ping_due) this.ping(webhook);
      this.send(webhook, resourceId, payload);
    }
  }

  view(webhook: Webhook): JsonObject {
    const [resource = '', event = ''] = webhook.topic.split('.');
    return {
      id: webhook.id,
      name: webhook.name,
      status: webhook.status,
      topic: webhook.topic,
      resource,
      event,
      hooks: TOPICS[webhook.topic] ?? [],
      delivery_url: webhook.delivery_url,
      date_created: localText(webhook.created),
      date_created_gmt: gmtText(webhook.created),
      date_modified: webhook.modified === null ? null : localText(webhook.modified),
      date_modified_gmt: webhook.modified === null ? null : gmtText(webhook.modified),
      _links: new Links(this.home()).record('webhooks', webhook.id),
    };
  }

  find(id: number): Webhook {
    const webhook = this.list.get(id);
    if (webhook === undefined) throw new WooError(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
    return webhook;
  }

  private send(webhook: Webhook, resourceId: number, payload: () => JsonObject | null): void {
    const key = `${webhook.id} ${resourceId}`;
    const waiting = this.pending.get(key);
    if (waiting !== undefined && Date.now() - waiting < GATHER_MS) return;
    this.pending.set(key, Date.now());
    const deliveryId = this.nextDeliveryId(webhook);
    this.context.deliver({
      provider: 'woocommerce',
      shop: this.shop,
      topic: webhook.topic,
      url: webhook.delivery_url,
      delivery_id: deliveryId,
      build: () => {
        this.pending.delete(key);
        const record = this.list.get(webhook.id)?.status === 'active' ? payload() : null;
        if (record === null) return null;
        const body = phpJson(record);
        return { headers: this.headers(webhook, deliveryId, body), body };
      },
      retry_delays_ms: [],
      timeout_ms: 60_000,
      settled: ({ delivered }) => this.count(webhook, delivered),
    });
  }

  private headers(webhook: Webhook, deliveryId: string, body: string): Record<string, string> {
    const [resource = '', event = ''] = webhook.topic.split('.');
    return {
      'User-Agent': AGENT,
      'Content-Type': 'application/json',
      'X-WC-Webhook-Source': `${this.home()}/`,
      'X-WC-Webhook-Topic': webhook.topic,
      'X-WC-Webhook-Resource': resource,
      'X-WC-Webhook-Event': event,
      'X-WC-Webhook-Signature': signWebhook(body, webhook.secret),
      'X-WC-Webhook-ID': String(webhook.id),
      'X-WC-Webhook-Delivery-ID': deliveryId,
    };
  }

  private count(webhook: Webhook, delivered: boolean): void {
    if (delivered) webhook.failure_count = 0;
    else if (webhook.failure_count > MAX_FAILURES) webhook.status = 'disabled';
    else {
      webhook.failure_count += 1;
      webhook.ping_due = true;
    }
  }

  /** Unsigned, a form, and without any of the headers that a delivery bears. */
  private ping(webhook: Webhook): void {
    webhook.ping_due = false;
    this.context.deliver({
      provider: 'woocommerce',
      shop: this.shop,
      topic: 'ping',
      url: webhook.delivery_url,
      delivery_id: this.nextDeliveryId(webhook),
      build: () => ({
        headers: { 'User-Agent': AGENT, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `webhook_id=${webhook.id}`,
      }),
      retry_delays_ms: [],
      timeout_ms: 60_000,
      settled: ({ status }) => {
        if (status !== 200) webhook.ping_due = true;
      },
    });
  }

  private nextDeliveryId(webhook: Webhook): string {
    this.deliveries += 1;
    return createHash('md5').update(`${this.context.seed} ${webhook.id} ${this.deliveries}`).digest('hex');
  }
}

/** base64 of HMAC-SHA256 over the raw body. */
export function signWebhook(body: string | Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}
