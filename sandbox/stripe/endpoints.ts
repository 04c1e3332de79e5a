import { createHmac, randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { readUrl } from '../core/read-url.js';
import { type Fields, listIn, textIn, textsIn } from './form.js';
import { missing, Refusal } from './refusal.js';
import { seconds } from './views.js';

interface Endpoint {
  id: string;
  url: string;
  events: string[];
  secret: string;
  /** Signs too while the secret is rolled. */
  old_secret: string | null;
  api_version: string | null;
  description: string | null;
  metadata: Record<string, string>;
  status: 'enabled' | 'disabled';
  created: number;
}

const RETRIES = 8;
const LONGEST_DELAY_MS = 10_000;
const MOST_ENDPOINTS = 16;

/** `t=…,v1=…`, as Stripe signs the bytes at this moment. */
export function signatureOf(body: string, secrets: readonly string[], at: number): string {
  const time = seconds(at);
  const sign = (secret: string): string => createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return [`t=${time}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',');
}

/** The account's webhook endpoints, and what is sent to them. */
export class Endpoints {
  private readonly endpoints: Endpoint[] = [];

  constructor(private readonly context: Pick<SandboxContext, 'deliver' | 'setting'>) {}

  /** Oldest first. */
  all(): readonly Endpoint[] {
    return this.endpoints;
  }

  view(endpoint: Endpoint): JsonObject {
    const { id, url, api_version, description, metadata, status, created } = endpoint;
    return {
      id,
      object: 'webhook_endpoint',
      api_version,
      application: null,
      created: seconds(created),
      description,
      enabled_events: [...endpoint.events],
      livemode: false,
      metadata: { ...metadata },
      status,
      url,
    };
  }

  one(id: string): Endpoint {
    const endpoint = this.endpoints.find((candidate) => candidate.id === id);
    if (endpoint === undefined) throw missing('webhook endpoint', id, 'webhook_endpoint');
    return endpoint;
  }

  /** The secret is told once, here. */
  create(fields: Fields): JsonObject {
    const url = urlIn(fields);
    const events = eventsIn(fields);
    if (this.endpoints.length >= MOST_ENDPOINTS) {
      throw new Refusal(400, `You have reached the maximum of ${MOST_ENDPOINTS} test webhook endpoints.`);
    }
    const endpoint: Endpoint = {
      id: `we_1Sandbox${randomBytes(8).toString('hex')}`,
      url,
      events,
      secret: newSecret(),
      old_secret: null,
      api_version: textIn(fields, 'api_version'),
      description: textIn(fields, 'description'),
      metadata: textsIn(fields, 'metadata'),
      status: 'enabled',
      created: Date.now(),
    };
    this.endpoints.push(endpoint);
    return { ...this.view(endpoint), secret: endpoint.secret };
  }

  update(id: string, fields: Fields): JsonObject {
    const endpoint = this.one(id);
    if (fields.enabled_events !== undefined) endpoint.events = eventsIn(fields);
    if (fields.url !== undefined) endpoint.url = urlIn(fields);
    if (fields.disabled !== undefined) endpoint.status = fields.disabled === 'true' ? 'disabled' : 'enabled';
    if (fields.description !== undefined) endpoint.description = textIn(fields, 'description');
    return this.view(endpoint);
  }

  remove(id: string): JsonObject {
    this.endpoints.splice(this.endpoints.indexOf(this.one(id)), 1);
    return { id, object: 'webhook_endpoint', deleted: true };
  }

  /** A new secret; the old one signs beside it until the next time. */
  roll(): JsonObject[] {
    return this.endpoints.map((endpoint) => {
      endpoint.old_secret = endpoint.secret;
      endpoint.secret = newSecret();
      return { id: endpoint.id, secret: endpoint.secret };
    });
  }

  send(event: JsonObject & { id: string; type: string }): void {
    const body = JSON.stringify({ ...event, pending_webhooks: 1 }, null, 2);
    const topic = event.type;
    for (const endpoint of this.endpoints) {
      if (endpoint.status !== 'enabled' || !(endpoint.events.includes('*') || endpoint.events.includes(topic)))
        continue;
      this.context.deliver({
        provider: 'stripe',
        shop: 'demo',
        topic,
        url: endpoint.url,
        delivery_id: event.id,
        // Each attempt is signed anew, with its own time.
        build: () => ({ headers: this.headersOf(endpoint, body), body }),
        retry_delays_ms: this.retryDelays(),
        timeout_ms: 10_000,
      });
    }
  }

  private headersOf(endpoint: Endpoint, body: string): Record<string, string> {
    const secrets = [endpoint.secret, ...(endpoint.old_secret === null ? [] : [endpoint.old_secret])];
    return {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signatureOf(body, secrets, Date.now()),
    };
  }

  private retryDelays(): number[] {
    const first = Number(this.context.setting('SANDBOX_WEBHOOK_RETRY_MS') ?? 250);
    return Array.from({ length: RETRIES }, (_, n) => Math.min(first * 2 ** n, LONGEST_DELAY_MS));
  }
}

function newSecret(): string {
  return `whsec_sandbox${randomBytes(16).toString('hex')}`;
}

function urlIn(fields: Fields): string {
  const url = textIn(fields, 'url');
  if (url === null) throw new Refusal(400, 'Missing required param: url.', { code: 'parameter_missing', param: 'url' });
  if (readUrl(url) === null || !/^https?:/.test(url)) {
    throw new Refusal(400, 'Not a valid URL', { code: 'url_invalid', param: 'url' });
  }
  return url;
}

function eventsIn(fields: Fields): string[] {
  const events = listIn(fields, 'enabled_events');
  const param = 'enabled_events';
  if (events.length === 0) {
    throw new Refusal(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const wrong = events.find((event) => event !== '*' && !/^[a-z_]+(\.[a-z_]+)+$/.test(event));
  if (wrong !== undefined) throw new Refusal(400, `Invalid ${param}: must be one of the known events`, { param });
  return events;
}
