import type Stripe from 'stripe';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { equalHex, hmac } from '../../../../common/security/signature.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { PaymentDeliveryMeaning, PaymentWebhooks, ProviderDelivery, WebhookTrust } from '../provider.port.js';
import { type StripeCalls, type StripeOptions, stripeCalls } from './stripe.client.js';
import { secretsOf } from './stripe.credentials.js';
import { listAll, orNone } from './stripe.lists.js';

/** As Stripe's own library has it: a delivery signed longer ago is a replay. */
const TOLERANCE_MS = 300_000;
/** More signatures than that in one header are nobody's rolling secrets. */
const MOST_SIGNATURES = 20;

type Enabled = Stripe.WebhookEndpointCreateParams.EnabledEvent;

const EVENTS: Enabled[] = [
  'charge.succeeded',
  'charge.pending',
  'charge.captured',
  'charge.failed',
  'charge.expired',
  'charge.updated',
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
];

const RESOURCES: Record<string, string> = {
  charge: 'charges',
  refund: 'refunds',
  dispute: 'disputes',
  payout: 'payouts',
};

export class StripeWebhooks implements PaymentWebhooks {
  readonly kept_headers = ['content-type', 'user-agent'];
  readonly makes_secrets = true;

  constructor(private readonly options: StripeOptions) {}

  async register(
    connection: ProviderConnection,
    callback_url: string,
  ): Promise<{ ids: string[]; new_secrets: string[] }> {
    const calls = await stripeCalls(connection, this.options);
    const there: Stripe.WebhookEndpoint[] = [];
    try {
      there.push(...(await endpointsAt(calls, callback_url)));
      const [kept] = there;
      if (kept === undefined) return await makeOne(calls, callback_url);
      if (!isAsItShould(kept)) await mend(calls, kept);
    } catch (error) {
      // A key that may not, of somebody who made the endpoint by hand and gave us its secret: what they made is what there is.
      const isTheirs = connection.credentials.webhook_secret !== undefined;
      if (!(isTheirs && error instanceof ProviderError && error.status === 403)) throw error;
    }
    return { ids: there.map((endpoint) => endpoint.id), new_secrets: [] };
  }

  async remove(connection: ProviderConnection, callback_url: string): Promise<void> {
    const calls = await stripeCalls(connection, this.options);
    for (const endpoint of await endpointsAt(calls, callback_url)) await removeOne(calls, endpoint.id);
  }

  verify(connection: ProviderConnection, delivery: ProviderDelivery, trust: WebhookTrust): Promise<boolean> {
    const secrets = new Set([...trust.secrets, ...secretsOf(connection.credentials.webhook_secret)]);
    return Promise.resolve(isSigned(delivery, [...secrets], trust.now));
  }

  understand(delivery: ProviderDelivery): PaymentDeliveryMeaning {
    const event = eventOf(delivery.raw_body);
    const object = event.data.object;
    const resource = typeof object.object === 'string' ? (RESOURCES[object.object] ?? null) : null;
    const id = typeof object.id === 'string' ? object.id : null;
    const isWork = resource !== null && id !== null;
    return {
      delivery_id: event.id,
      topic: event.type,
      resource: isWork ? resource : null,
      platform_id: isWork ? id : null,
    };
  }
}

/** Whether one of the signatures is of one of the secrets, and lately. */
export function isSigned({ headers, raw_body }: ProviderDelivery, secrets: readonly string[], now: number): boolean {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('=', 2));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(now - Number(time) * 1000) > TOLERANCE_MS) return false;
  const given = parts.filter(([name]) => name === 'v1').slice(0, MOST_SIGNATURES);
  const signed = Buffer.concat([Buffer.from(`${time}.`), raw_body]);
  let isGenuine = false;
  for (const secret of secrets) {
    const expected = hmac('sha256', secret, signed);
    // All are compared: how long it takes does not tell which secret is good.
    for (const [, signature] of given) isGenuine = equalHex(expected, signature) || isGenuine;
  }
  return isGenuine;
}

interface StripeEvent {
  id: string;
  type: string;
  data: { object: Record<string, unknown> };
}

interface Told {
  id?: unknown;
  type?: unknown;
  data?: { object?: Record<string, unknown> | null };
}

function eventOf(body: Uint8Array): StripeEvent {
  try {
    const event = JSON.parse(Buffer.from(body).toString('utf8')) as Told | null;
    const object = event?.data?.object;
    if (
      typeof event?.id === 'string' &&
      typeof event.type === 'string' &&
      typeof object === 'object' &&
      object !== null
    ) {
      return { id: event.id, type: event.type, data: { object } };
    }
  } catch {
    // Said below, as of any other body that is none of Stripe's.
  }
  throw new ProviderError({ fault: 'bad_answer', provider: 'stripe', message: 'The delivery is no event of Stripe' });
}

async function makeOne(calls: StripeCalls, url: string): Promise<{ ids: string[]; new_secrets: string[] }> {
  const made = await calls((sdk) =>
    sdk.webhookEndpoints.create({
      url,
      enabled_events: EVENTS,
      description: 'KSAP',
      // What is delivered is read anew; the version is pinned so that what understands it is never surprised.
      api_version: sdk.getApiField('version') as Stripe.WebhookEndpointCreateParams.ApiVersion,
    }),
  );
  return { ids: [made.id], new_secrets: made.secret === undefined ? [] : [made.secret] };
}

function isAsItShould({ enabled_events, status }: Stripe.WebhookEndpoint): boolean {
  const enabled = new Set(enabled_events);
  return status === 'enabled' && (enabled.has('*') || EVENTS.every((event) => enabled.has(event)));
}

async function mend(calls: StripeCalls, endpoint: Stripe.WebhookEndpoint): Promise<void> {
  const events = [...new Set([...endpoint.enabled_events, ...EVENTS])] as Enabled[];
  await calls((sdk) => sdk.webhookEndpoints.update(endpoint.id, { enabled_events: events, disabled: false }));
}

async function endpointsAt(calls: StripeCalls, url: string): Promise<Stripe.WebhookEndpoint[]> {
  const found: Stripe.WebhookEndpoint[] = [];
  for await (const page of listAll(calls, (sdk, params) => sdk.webhookEndpoints.list(params), {})) {
    found.push(...page.data.filter((endpoint) => endpoint.url === url));
  }
  return found;
}

async function removeOne(calls: StripeCalls, id: string): Promise<void> {
  await orNone(() => calls((sdk) => sdk.webhookEndpoints.del(id)));
}
