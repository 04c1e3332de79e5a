import { crc32 } from 'node:zlib';
import { randomUUID, sign, verify } from 'node:crypto';
import type { Json, JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { readUrl } from '../core/read-url.js';
import { createSigner, type Signer } from './certificate.js';
import { EVENT_NAMES } from './event-names.js';
import { link } from './payment-views.js';
import { notFound, webhookFault } from './refusal.js';
import { idOf } from './texts.js';

interface Webhook {
  id: string;
  url: string;
  events: string[];
}

export interface PaypalEvent extends JsonObject {
  id: string;
  event_type: string;
}

/** PayPal's, of one app. */
const MOST_WEBHOOKS = 10;
/** PayPal sends 25 times within three days; here all of them come soon. */
const RETRIES = 8;
const LONGEST_DELAY_MS = 10_000;
const ALGORITHM = 'SHA256withRSA';
export const CERTIFICATES = '/v1/notifications/certs/';

/** The account's webhooks, and what is sent to them: signed with a key whose certificate lies under the sandbox's own address. */
export class Webhooks {
  private readonly webhooks: Webhook[] = [];
  private made = 0;
  private signer: Signer | null = null;

  constructor(private readonly context: SandboxContext) {}

  list(): JsonObject {
    return { webhooks: this.webhooks.map((webhook) => this.view(webhook)) };
  }

  view({ id, url, events }: Webhook): JsonObject {
    const own = `${this.origin()}/v1/notifications/webhooks/${id}`;
    return {
      id,
      url,
      event_types: events.map((name) => ({ name, description: name.toLowerCase().replaceAll('.', ' ') })),
      links: [link(own, 'self', 'GET'), link(own, 'update', 'PATCH'), link(own, 'delete', 'DELETE')],
    };
  }

  one(id: string): Webhook {
    const webhook = this.webhooks.find((candidate) => candidate.id === id);
    if (webhook === undefined) throw notFound();
    return webhook;
  }

  create(body: JsonObject): JsonObject {
    const url = urlIn(body.url);
    if (this.webhooks.some((webhook) => webhook.url === url)) {
      throw webhookFault('WEBHOOK_URL_ALREADY_EXISTS', 'Webhook URL already exists');
    }
    if (this.webhooks.length >= MOST_WEBHOOKS) {
      throw webhookFault('WEBHOOK_NUMBER_LIMIT_EXCEEDED', 'Maximum number of webhooks has been reached');
    }
    const events = eventsIn(body.event_types);
    this.made += 1;
    const webhook = { id: idOf('webhook', this.context.seed, this.made), url, events };
    this.webhooks.push(webhook);
    return this.view(webhook);
  }

  /** PATCH knows `replace` of `/url` and `/event_types` only. */
  update(id: string, patch: Json): JsonObject {
    const webhook = this.one(id);
    for (const step of Array.isArray(patch) ? patch : []) {
      const { op, path, value } = step as { op?: Json; path?: Json; value?: Json };
      if (op === 'replace' && path === '/url') webhook.url = urlIn(value);
      else if (op === 'replace' && path === '/event_types') webhook.events = eventsIn(value);
      else throw webhookFault('WEBHOOK_PATCH_REQUEST_NO_CHANGE', 'Only /url and /event_types can be replaced');
    }
    return this.view(webhook);
  }

  remove(id: string): void {
    this.webhooks.splice(this.webhooks.indexOf(this.one(id)), 1);
  }

  count(): number {
    return this.webhooks.length;
  }

  send(event: PaypalEvent): void {
    const body = JSON.stringify(event);
    const id = randomUUID();
    for (const webhook of this.webhooks) {
      if (!webhook.events.includes('*') && !webhook.events.includes(event.event_type)) continue;
      this.context.deliver({
        provider: 'paypal',
        shop: 'demo',
        topic: event.event_type,
        url: webhook.url,
        delivery_id: event.id,
        build: () => ({ headers: this.headers(id, webhook.id, body), body }),
        retry_delays_ms: this.delays(),
        timeout_ms: 30_000,
      });
    }
  }

  /** As the deliveries of this moment bear them; a further attempt has a new time. */
  headers(transmissionId: string, webhookId: string, body: string): Record<string, string> {
    const time = new Date().toISOString().replace(/\.\d{3}Z$/, 'Z');
    const text = signedText(transmissionId, time, webhookId, Buffer.from(body));
    return {
      'Content-Type': 'application/json',
      'User-Agent': 'PayPal/AUHD-214.0-58131560',
      'PAYPAL-AUTH-ALGO': ALGORITHM,
      'PAYPAL-AUTH-VERSION': 'v2',
      'PAYPAL-CERT-URL': `${this.origin()}${CERTIFICATES}${CERTIFICATE_NAME}`,
      'PAYPAL-TRANSMISSION-ID': transmissionId,
      'PAYPAL-TRANSMISSION-SIG': sign('RSA-SHA256', Buffer.from(text), this.keys().key).toString('base64'),
      'PAYPAL-TRANSMISSION-TIME': time,
    };
  }

  /** PEM; undefined: no such certificate. */
  certificate(name: string): string | undefined {
    return name === CERTIFICATE_NAME ? this.keys().certificate : undefined;
  }

  /** POST /v1/notifications/verify-webhook-signature; `raw`: the request's body, whose event is taken byte for byte. */
  verified(raw: string): JsonObject {
    const said = textsOf(raw);
    const start = raw.indexOf('"webhook_event"');
    const event = raw.slice(raw.indexOf(':', start) + 1, raw.lastIndexOf('}')).trim();
    const { transmission_id: id, transmission_time: time, webhook_id: webhook, transmission_sig: signature } = said;
    const text = signedText(id ?? '', time ?? '', webhook ?? '', Buffer.from(event));
    const isGood =
      said.auth_algo === ALGORITHM &&
      said.cert_url === `${this.origin()}${CERTIFICATES}${CERTIFICATE_NAME}` &&
      this.webhooks.some((candidate) => candidate.id === webhook) &&
      verify('RSA-SHA256', Buffer.from(text), this.keys().public_key, Buffer.from(signature ?? '', 'base64'));
    return { verification_status: isGood ? 'SUCCESS' : 'FAILURE' };
  }

  private delays(): number[] {
    const first = Number(this.context.setting('SANDBOX_WEBHOOK_RETRY_MS') ?? 250);
    return Array.from({ length: RETRIES }, (_, n) => Math.min(first * 2 ** n, LONGEST_DELAY_MS));
  }

  private origin(): string {
    return `${this.context.url()}/paypal`;
  }

  private keys(): Signer {
    this.signer ??= createSigner();
    return this.signer;
  }
}

const CERTIFICATE_NAME = 'CERT-sandbox-2026';

function textsOf(raw: string): Record<string, string | undefined> {
  const members = Object.entries(JSON.parse(raw) as JsonObject);
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}

function signedText(id: string, time: string, webhookId: string, body: Buffer): string {
  return `${id}|${time}|${webhookId}|${crc32(body)}`;
}

/** PayPal wants https; the sandbox is on this machine and takes http too. */
function urlIn(value: Json | undefined): string {
  const text = typeof value === 'string' && value.length <= 2048 ? value : '';
  if (/^https?:$/.test(readUrl(text)?.protocol ?? '')) return text;
  throw webhookFault('VALIDATION_ERROR', 'Invalid data provided: url is not a valid URL');
}

function eventsIn(value: Json | undefined): string[] {
  const names = (Array.isArray(value) ? value : []).map((type) => (type as { name?: Json } | null)?.name);
  const events = names.filter((name) => typeof name === 'string');
  if (events.length === 0 || events.length !== names.length) {
    throw webhookFault('VALIDATION_ERROR', 'Invalid data provided: event_types is required');
  }
  const unknown = events.find((name) => name !== '*' && !EVENT_NAMES.includes(name));
  if (unknown !== undefined) throw webhookFault('VALIDATION_ERROR', `${unknown} is not a valid webhook event name`);
  return events;
}
