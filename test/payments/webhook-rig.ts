import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ProcessorConnections } from '../../src/modules/payments/processor-connections.js';
import type { ProviderKey } from '../../src/modules/payments/providers/provider.connection.js';
import { PaymentProviders } from '../../src/modules/payments/providers/providers.js';
import type { TestApp } from '../support/app.js';
import type { Answer, HttpClient } from '../support/http.js';
import { aProcessor, type ProcessorRow } from '../support/payment-factories.js';
import { until } from '../support/until.js';

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
  /** What they were registered for, when it is not where the processor is delivered to. */
  webhook_url?: string;
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
    webhook_url: wish.webhook_url ?? `${app.url}/api/v1/webhooks/payments/${provider}/${id}`,
  });
}

export interface Recorded {
  headers: Record<string, string>;
  body: string;
}

/** The first delivery of a payment that the provider sends for a subscription of its own, and what that is checked against. */
export async function recordedDelivery(
  app: TestApp,
  provider: string,
): Promise<{ delivery: Recorded; subscription: Pick<Listening, 'secrets' | 'webhook_ids' | 'webhook_url'> }> {
  const received: Recorded[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      received.push({ headers: headers as Record<string, string>, body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  try {
    const { webhooks } = app.nest.get(PaymentProviders).get(provider as ProviderKey);
    const connection = app.nest
      .get(ProcessorConnections)
      .with(
        { id: randomUUID(), provider: provider as ProviderKey },
        CREDENTIALS[provider]!,
        AbortSignal.timeout(20_000),
      );
    const { ids, new_secrets: secrets } = await webhooks.register(connection, url);
    await app.sandbox.event(provider, 'payment_succeeded');
    const delivery = await until('it is delivered', () => received[0]);
    await webhooks.remove(connection, url);
    return { delivery: delivery!, subscription: { secrets, webhook_ids: ids, webhook_url: url } };
  } finally {
    server.closeAllConnections();
    server.close();
  }
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

/** Connects the sandbox's account as a person does. Gives the processor's id; its import is under way. */
export async function connectProcessor(
  http: HttpClient,
  provider: string,
  credentials = CREDENTIALS[provider],
): Promise<string> {
  const answer = await http.post('/api/v1/payment-processors', { name: `My ${provider}`, provider, credentials });
  if (answer.status !== 201) throw new Error(`${provider} was not connected: ${answer.status} ${answer.text}`);
  return answer.body.data.id as string;
}

/** Until no import of the processor is under way, and the last one has gone through. */
export async function imported(app: TestApp, processorId: string): Promise<void> {
  const jobs = await until(
    'it is imported',
    () =>
      app.db.query<{ status: string; error_message: string | null }>(
        `SELECT * FROM jobs WHERE type = 'payments.import' AND payload->>'processor_id' = $1 ORDER BY created_at DESC`,
        [processorId],
      ),
    (found) => found.length > 0 && found.every(({ status }) => status !== 'queued' && status !== 'running'),
    { timeout_ms: 40_000 },
  );
  if (jobs[0]?.status !== 'succeeded') throw new Error(`The import ended otherwise: ${JSON.stringify(jobs[0])}`);
}

/** An incremental import, as the schedule would start one, and what follows from it. */
export async function catchUp(app: TestApp, http: HttpClient, processorId: string, provider: string): Promise<void> {
  const answer = await http.post(`/api/v1/payment-processors/${processorId}/sync`, {});
  if (answer.status !== 202) throw new Error(`No import was started: ${answer.status} ${answer.text}`);
  await imported(app, processorId);
  await quiet(app, provider);
}

/** Until the provider tells us of the processor. */
export async function registered(http: HttpClient, processorId: string): Promise<void> {
  await until(
    'its webhooks are registered',
    async () => (await http.get(`/api/v1/payment-processors/${processorId}/webhooks`)).body.data as { state: string },
    ({ state }) => state === 'registered',
  );
}

/** Until every delivery that was sent has been worked off, and what follows from it. */
export async function quiet(app: TestApp, provider: string): Promise<void> {
  await until(
    'all deliveries are worked off',
    async () => {
      const sent = (await app.sandbox.http.get(`/_sandbox/deliveries?provider=${provider}`)).body as {
        outcome: string;
      }[];
      const waiting = await app.db.count('payment_deliveries', `status IN ('received', 'failed')`);
      const untold = await app.db.count('outbox', 'dispatched_at IS NULL AND dead_at IS NULL');
      return sent.filter(({ outcome }) => outcome === 'pending').length + waiting + untold;
    },
    (count) => count === 0,
    { timeout_ms: 40_000 },
  );
}

const OURS = `'id', 'payment_processor_id', 'user_id', 'created_at', 'updated_at', 'observed_at', 'content_hash', 'payout_id',
  'parent_transaction_id', 'transaction_id', 'reconciliation_state', 'reconciliation_reason', 'match_method', 'match_score',
  'matched_at', 'matched_by', 'match_note', 'order_id', 'gateway_response'`;

/** Everything that a processor's books say of the provider, without what is only ours: ids and when it was written. */
export async function booksOf(
  app: TestApp,
  processorId: string,
): Promise<Record<'transactions' | 'payouts' | 'lines', object[]>> {
  const read = async (table: string, key: string, more = ''): Promise<object[]> => {
    const rows = await app.db.query<{ row: object }>(
      `SELECT to_jsonb(t) - ARRAY[${OURS}] ${more} AS row FROM ${table} t WHERE payment_processor_id = $1 ORDER BY ${key}`,
      [processorId],
    );
    return rows.map(({ row }) => row);
  };
  const parent = `|| jsonb_build_object('parent', (SELECT platform_transaction_id FROM transactions p WHERE p.id = t.parent_transaction_id),
    'payout', (SELECT platform_payout_id FROM payouts p WHERE p.id = t.payout_id))`;
  const subject = `|| jsonb_build_object('transaction', (SELECT platform_transaction_id FROM transactions p WHERE p.id = t.transaction_id),
    'payout', (SELECT platform_payout_id FROM payouts p WHERE p.id = t.payout_id))`;
  const payoutOfLine = 'SELECT platform_payout_id FROM payouts p WHERE p.id = t.payout_id';
  return {
    transactions: await read('transactions', 'platform_transaction_id', parent),
    payouts: await read('payouts', 'platform_payout_id'),
    lines: await read('payout_lines', `(${payoutOfLine}), platform_line_id`, subject),
  };
}
