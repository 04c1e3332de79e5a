import type { Json } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { PaymentDeliveryMeaning, PaymentWebhooks, ProviderDelivery, WebhookTrust } from '../provider.port.js';
import { accepted, isOk, refusal } from './paypal.answers.js';
import { PaypalCertificates } from './paypal.certificates.js';
import type { PaypalClient } from './paypal.client.js';
import { isSigned, isTimely, type Transmission, transmissionOf } from './paypal.signature.js';
import { at, listOf, neededText, RecordFault, textAt } from './paypal.values.js';

/** The SDK has no controller for webhooks. */

const PATH = '/v1/notifications/webhooks';
const PERMISSION = 'Webhooks (applications/webhooks)';
const ALGORITHM = 'SHA256withRSA';
/** Verifying by PayPal itself: no larger body is sent back to it. */
const MOST_BYTES = 512 * 1024;

/** What is listened to, as far as PayPal offers it to the account. */
const EVENTS: readonly string[] = [
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.CAPTURE.REVERSED',
  'PAYMENT.REFUND.FAILED',
  'PAYMENT.REFUND.PENDING',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.RESOLVED',
  'CUSTOMER.DISPUTE.UPDATED',
];

interface Subscription {
  id: string;
  events: string[];
}

export class PaypalWebhooks implements PaymentWebhooks {
  readonly kept_headers = ['paypal-transmission-id', 'paypal-transmission-time', 'paypal-auth-version'];
  readonly makes_secrets = false;
  private readonly certificates = new PaypalCertificates();

  constructor(private readonly clientOf: (connection: ProviderConnection) => PaypalClient) {}

  /** PayPal signs with its own key: there are no secrets. */
  async register(
    connection: ProviderConnection,
    callback_url: string,
  ): Promise<{ ids: string[]; new_secrets: string[] }> {
    const client = this.clientOf(connection);
    const wanted = await offered(client);
    const [own, ...doubles] = await subscriptionsTo(client, callback_url);
    for (const { id } of doubles) await drop(client, id);
    const eventTypes = wanted.map((name) => ({ name }));
    if (own === undefined) {
      const body = JSON.stringify({ url: callback_url, event_types: eventTypes });
      const made = accepted(await client.direct('POST', PATH, PERMISSION, { body }));
      return { ids: [idOf(made)], new_secrets: [] };
    }
    if (!isSame(own.events, wanted)) {
      const body = JSON.stringify([{ op: 'replace', path: '/event_types', value: eventTypes }]);
      accepted(await client.direct('PATCH', `${PATH}/${encodeURIComponent(own.id)}`, PERMISSION, { body }));
    }
    return { ids: [own.id], new_secrets: [] };
  }

  async remove(connection: ProviderConnection, callback_url: string): Promise<void> {
    const client = this.clientOf(connection);
    for (const { id } of await subscriptionsTo(client, callback_url)) await drop(client, id);
  }

  /**
   * Offline, with the certificate that the delivery names and PayPal serves; PayPal is asked itself only where the certificate
   * cannot be had.
   */
  async verify(connection: ProviderConnection, delivery: ProviderDelivery, trust: WebhookTrust): Promise<boolean> {
    const transmission = transmissionOf(delivery);
    if (transmission?.algorithm !== ALGORITHM || !isTimely(transmission.time, trust.now)) return false;
    const client = this.clientOf(connection);
    let key;
    try {
      key = await this.certificates.keyAt(client, transmission.certificate_url, trust.now);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return isSignedByTheirWord(client, transmission, delivery.raw_body, trust.webhook_ids);
    }
    return key !== null && isSigned(transmission, delivery.raw_body, trust.webhook_ids, key);
  }

  understand({ raw_body }: ProviderDelivery): PaymentDeliveryMeaning {
    try {
      const event = JSON.parse(Buffer.from(raw_body).toString('utf8')) as Json;
      const topic = neededText(event, 'event_type');
      return { delivery_id: neededText(event, 'id'), topic, ...subjectOf(topic, event) };
    } catch (error) {
      if (!(error instanceof RecordFault || error instanceof SyntaxError)) throw error;
      const message = `A delivery that is no event of PayPal: ${error.message}`;
      throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message });
    }
  }
}

/** Captures and refunds are both read as transactions: which of them it is the id does not say. */
function subjectOf(topic: string, event: Json): Pick<PaymentDeliveryMeaning, 'resource' | 'platform_id'> {
  if (topic.startsWith('CUSTOMER.DISPUTE.')) {
    return { resource: 'disputes', platform_id: neededText(event, 'resource', 'dispute_id') };
  }
  if (/^PAYMENT\.(CAPTURE|REFUND|SALE)\./.test(topic)) {
    return { resource: 'transactions', platform_id: neededText(event, 'resource', 'id') };
  }
  return { resource: null, platform_id: null };
}

/** Names that PayPal does not offer would have the whole subscription refused. */
async function offered(client: PaypalClient): Promise<string[]> {
  const answer = accepted(await client.get('/v1/notifications/webhooks-event-types', PERMISSION));
  const names = new Set(listOf(at(answer, 'event_types')).map((type) => textAt(type, 'name')));
  return EVENTS.filter((name) => names.has(name));
}

async function subscriptionsTo(client: PaypalClient, url: string): Promise<Subscription[]> {
  const answer = accepted(await client.get(PATH, PERMISSION));
  return listOf(at(answer, 'webhooks')).flatMap((webhook) =>
    textAt(webhook, 'url') === url
      ? [
          {
            id: idOf(webhook),
            events: listOf(at(webhook, 'event_types')).flatMap((type) => textAt(type, 'name') ?? []),
          },
        ]
      : [],
  );
}

async function drop(client: PaypalClient, id: string): Promise<void> {
  const answer = await client.direct('DELETE', `${PATH}/${encodeURIComponent(id)}`, PERMISSION);
  if (!isOk(answer) && answer.status !== 404) throw refusal(answer);
}

function idOf(webhook: Json): string {
  const id = textAt(webhook, 'id');
  if (id !== null) return id;
  throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message: 'PayPal named a webhook without an id' });
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}

/** The body goes back byte for byte: written anew it would have another checksum. */
async function isSignedByTheirWord(
  client: PaypalClient,
  transmission: Transmission,
  body: Uint8Array,
  webhookIds: readonly string[],
): Promise<boolean> {
  const event = Buffer.from(body).toString('utf8');
  if (body.byteLength > MOST_BYTES || !isObject(event)) return false;
  for (const webhookId of webhookIds) {
    const said = JSON.stringify({
      auth_algo: transmission.algorithm,
      cert_url: transmission.certificate_url,
      transmission_id: transmission.id,
      transmission_sig: transmission.signature,
      transmission_time: transmission.time,
      webhook_id: webhookId,
    });
    const answer = await client.direct('POST', '/v1/notifications/verify-webhook-signature', PERMISSION, {
      body: `${said.slice(0, -1)},"webhook_event":${event}}`,
    });
    if (isOk(answer) && textAt(accepted(answer), 'verification_status') === 'SUCCESS') return true;
    // A question that PayPal does not take is one about no delivery of its own.
    if (!isOk(answer) && answer.status !== 400 && answer.status !== 422) throw refusal(answer);
  }
  return false;
}

/** Of one value and nothing beside it, so that nothing can be slipped into what surrounds it. */
function isObject(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
