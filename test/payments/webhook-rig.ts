import { createHmac, randomUUID } from 'node:crypto';
import { ProcessorConnections } from '../../src/modules/payments/processor-connections.js';
import type { TestApp } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { aProcessor, type ProcessorRow } from '../support/payment-factories.js';

/** What the sandbox takes, by provider. */
export const CREDENTIALS: Record<string, Record<string, string>> = {
  stripe: { secret_key: 'sk_test_sandbox_demo' },
  paypal: {
    client_id: 'sandbox-paypal-client',
    client_secret: 'sandbox-paypal-secret',
    environment: 'sandbox',
  },
  square: { access_token: 'sandbox-square-token', environment: 'sandbox' },
};

export interface Listening {
  user_id: string;
  provider?: string;
  credentials?: Record<string, string>;
  /** Of our subscriptions, newest first. */
  secrets?: string[];
  webhook_ids?: string[];
}

/** A processor with credentials and with subscriptions whose secrets we know, of which no provider knows. */
export async function aListeningProcessor(app: TestApp, wish: Listening): Promise<ProcessorRow> {
  const { user_id, provider = 'stripe', secrets = ['whsec_known'], webhook_ids = ['we_1'] } = wish;
  const id = randomUUID();
  const connections = app.nest.get(ProcessorConnections);
  const credentials = JSON.stringify(wish.credentials ?? CREDENTIALS[provider]);
  return aProcessor(app.db, {
    id,
    user_id,
    provider,
    api_credentials: connections.seal(id, 'api_credentials', credentials),
    webhook_secrets: connections.seal(id, 'webhook_secrets', JSON.stringify(secrets)),
    webhook_ids: JSON.stringify(webhook_ids),
    webhook_url: `${app.url}/api/v1/webhooks/payments/${provider}/${id}`,
  });
}

/** As Stripe signs: `t=…,v1=…`, one `v1` for each secret. */
export function stripeSignature(raw: string, secrets: readonly string[], at = Date.now()): string {
  const time = Math.floor(at / 1000);
  const signed = secrets.map((secret) => createHmac('sha256', secret).update(`${time}.${raw}`).digest('hex'));
  return [`t=${time}`, ...signed.map((signature) => `v1=${signature}`)].join(',');
}

export function stripeEvent(id: string, values: { type?: string; object?: object } = {}): string {
  const { type = 'charge.succeeded', object = { id: 'ch_unknown', object: 'charge' } } = values;
  return JSON.stringify({ id, object: 'event', type, api_version: '2026-10-28.endive', data: { object } });
}

/** Sends bytes to where a provider would. */
export function deliver(
  app: TestApp,
  processor: { id: string; provider: string },
  raw: string,
  headers: Record<string, string>,
): Promise<Answer> {
  return app.http.request('POST', `/api/v1/webhooks/payments/${processor.provider}/${processor.id}`, {
    raw,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}
