import { createHmac, randomBytes, randomUUID } from 'node:crypto';

import type { Json, JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { readUrl } from '../core/read-url.js';
import { invalid, notFound } from './answers.js';
import { fieldsOf, textIn } from './input.js';
import { MERCHANT_ID } from './tokens.js';

export const EVENT_TYPES = [
  'payment.created',
  'payment.updated',
  'refund.created',
  'refund.updated',
  'dispute.created',
  'dispute.state.updated',
  'payout.sent',
  'payout.paid',
  'payout.failed',
];
const FIELDS = ['name', 'enabled', 'event_types', 'notification_url', 'api_version'];
const MOST = 10;
/** Square tries for a day, at growing distances. */
const RETRIES = [1, 2, 4, 8, 15, 30, 60].map((minutes) => minutes * 60_000);

interface Subscription {
  id: string;
  name: string;
  enabled: boolean;
  event_types: string[];
  notification_url: string;
  api_version: string;
  signature_key: string;
  created_at: string;
  updated_at: string;
}

/** The application's webhook subscriptions, and what is sent to them. */
export class Subscriptions {
  private readonly byId = new Map<string, Subscription>();

  constructor(private readonly context: SandboxContext) {}

  get size(): number {
    return this.byId.size;
  }

  list(withDisabled: boolean): JsonObject[] {
    return [...this.byId.values()].filter((one) => withDisabled || one.enabled).map(view);
  }

  /** Throws SquareRefusal. */
  create(input: Json | undefined): string {
    const fields = fieldsOf(input, FIELDS, 'subscription');
    const url = textIn(fields, 'notification_url', 2048);
    if (url === null)
      throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', 'subscription.notification_url');
    if (this.byId.size >= MOST) throw invalid('BAD_REQUEST', `There may be ${MOST} subscriptions at most.`);
    const now = new Date().toISOString();
    const subscription: Subscription = {
      id: `wbhk_${randomBytes(16).toString('hex')}`,
      name: textIn(fields, 'name', 64) ?? 'Webhook',
      enabled: fields.enabled !== false,
      event_types: typesIn(fields) ?? [],
      notification_url: addressOf(url),
      api_version: '2026-09-16',
      signature_key: randomBytes(16).toString('base64url'),
      created_at: now,
      updated_at: now,
    };
    if (subscription.event_types.length === 0) {
      throw invalid('ARRAY_EMPTY', 'Array must not be empty.', 'subscription.event_types');
    }
    this.byId.set(subscription.id, subscription);
    return subscription.id;
  }

  /** Throws SquareRefusal. */
  update(id: string, input: Json | undefined): JsonObject {
    const subscription = this.find(id);
    const fields = fieldsOf(input, FIELDS, 'subscription');
    const url = textIn(fields, 'notification_url', 2048);
    Object.assign(subscription, {
      ...(typeof fields.enabled === 'boolean' && { enabled: fields.enabled }),
      ...(typesIn(fields) !== null && { event_types: typesIn(fields) }),
      ...(url !== null && { notification_url: addressOf(url) }),
      updated_at: new Date().toISOString(),
    });
    // The signature key is told when the subscription is made, and where it is asked for alone.
    const { signature_key: _key, ...shown } = view(subscription);
    return shown;
  }

  view(id: string): JsonObject {
    return view(this.find(id));
  }

  remove(id: string): void {
    this.byId.delete(this.find(id).id);
  }

  /** New keys; from now on they sign. Gives how many. */
  roll(): number {
    for (const subscription of this.byId.values()) subscription.signature_key = randomBytes(16).toString('base64url');
    return this.byId.size;
  }

  /** Something happened: each subscription of the type is told, with what is true now. */
  tell(type: string, id: string, name: string, record: JsonObject): void {
    const eventId = randomUUID();
    const made = new Date().toISOString();
    const data = { type: name, id, object: { [name]: record } };
    const body = JSON.stringify({
      merchant_id: MERCHANT_ID,
      ...(typeof record.location_id === 'string' && { location_id: record.location_id }),
      type,
      event_id: eventId,
      created_at: made,
      data,
    });
    for (const subscription of this.byId.values()) {
      if (!subscription.enabled || !subscription.event_types.includes(type)) continue;
      this.context.deliver({
        provider: 'square',
        shop: 'demo',
        topic: type,
        url: subscription.notification_url,
        delivery_id: eventId,
        build: (attempt) => {
          // Signed when it is sent, with the key of then.
          const now = this.byId.get(subscription.id);
          return now?.enabled === true ? { headers: headersOf(now, body, made, attempt), body } : null;
        },
        retry_delays_ms: RETRIES,
        timeout_ms: 10_000,
      });
    }
  }

  private find(id: string): Subscription {
    const subscription = this.byId.get(id);
    if (subscription === undefined) throw notFound('Webhook subscription not found.');
    return subscription;
  }
}

function headersOf(to: Subscription, body: string, made: string, attempt: number): Record<string, string> {
  const signature = createHmac('sha256', to.signature_key)
    .update(to.notification_url + body)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'user-agent': 'Square Connect v2',
    'square-environment': 'Sandbox',
    'square-initial-delivery-timestamp': made,
    ...(attempt > 1 && { 'square-retry-number': String(attempt - 1), 'square-retry-reason': 'http_error' }),
    'x-square-hmacsha256-signature': signature,
  };
}

function view(subscription: Subscription): JsonObject {
  return { ...subscription };
}

function typesIn(fields: JsonObject): string[] | null {
  const types = fields.event_types;
  if (types === undefined || types === null) return null;
  if (!Array.isArray(types)) throw invalid('EXPECTED_ARRAY', 'Expected an array.', 'subscription.event_types');
  return types.map((type) => {
    if (typeof type === 'string' && EVENT_TYPES.includes(type)) return type;
    throw invalid('INVALID_ARRAY_VALUE', `Unknown event type: ${JSON.stringify(type)}`, 'subscription.event_types');
  });
}

/** Only https; plain http to this machine, which is where the sandbox's callers are. */
function addressOf(text: string): string {
  const url = readUrl(text);
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || isLocal) return text;
  throw invalid('INVALID_VALUE', 'The notification URL must be an https address.', 'subscription.notification_url');
}
