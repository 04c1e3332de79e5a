import { Logger } from '@nestjs/common';

import type { Json } from '../../src/common/json.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import { PaypalProvider } from '../../src/modules/payments/providers/paypal/paypal.provider.js';
import type { ProviderConnection } from '../../src/modules/payments/providers/provider.connection.js';
import { type ReceivedRequest, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { answerFaults, callFaults, type OpenApi, type OpenApiCall, openApiCall } from './checkers/openapi.js';
import { publishedSpec } from './checkers/openapi-specs.js';

/** Every call that the adapter makes, and every answer of the sandbox, against PayPal's published contracts. */
const SPECS: readonly [path: RegExp, spec: OpenApi | null][] = [
  [/^\/v1\/oauth2\//, publishedSpec('paypal-oauth2_token.openapi.json')],
  [/^\/v1\/reporting\//, publishedSpec('paypal-reporting_transactions_v1.openapi.json')],
  [/^\/v2\/payments\//, publishedSpec('paypal-payments_payment_v2.openapi.json')],
  [/^\/v2\/checkout\//, publishedSpec('paypal-checkout_orders_v2.openapi.json')],
  [/^\/v1\/customer\//, publishedSpec('paypal-customer_disputes_v1.openapi.json')],
  [/^\/v1\/notifications\//, publishedSpec('paypal-notifications_webhooks_v1.openapi.json')],
];
const present = SPECS.every(([, spec]) => spec !== null);
const CALLBACK = 'https://ksap.example/api/v1/webhooks/payments/paypal/1';
/** Files that PayPal serves to everybody: no part of its contracts. */
const CERTIFICATES = '/v1/notifications/certs/';

let sandbox: TestSandbox;
let http: OutboundClient;
let calls: ReceivedRequest[];

const told = (call: ReceivedRequest): OpenApiCall => openApiCall(call, '/paypal');

function specOf({ path }: OpenApiCall): OpenApi {
  const found = SPECS.find(([pattern]) => pattern.test(path))?.[1];
  if (found === undefined || found === null) throw new Error(`No contract speaks of ${path}`);
  return found;
}

function connect(provider: PaypalProvider): ProviderConnection {
  const credentials = {
    client_id: 'sandbox-paypal-client',
    client_secret: 'sandbox-paypal-secret',
    environment: 'sandbox',
  };
  return {
    processor_id: 'contract',
    credentials: provider.parseCredentials(credentials),
    http,
    signal: new AbortController().signal,
    budget: new LeakyBudget({ capacity: 1000, restore_per_second: 1000 }),
    pause: () => Promise.resolve(),
  };
}

async function readAll(provider: PaypalProvider, connection: ProviderConnection): Promise<void> {
  const until = new Date(Date.now() + 2000).toISOString();
  const since = new Date(Date.now() - 3_600_000).toISOString();
  for (const resource of provider.resources) {
    const ids: string[] = [];
    const full = { resource, mode: 'full', since: null, until, cursor: null, open_ids: [] } as const;
    for await (const page of provider.read(connection, full)) {
      ids.push(...page.payouts.map((one) => one.platform_payout_id));
      ids.push(...page.transactions.map((one) => one.platform_transaction_id));
    }
    const some = { resource, mode: 'incremental', since, until, cursor: null, open_ids: ids.slice(-2) } as const;
    for await (const page of provider.read(connection, some)) expect(page.bad).toEqual([]);
    for (const id of [ids[0] ?? 'NOBODYS0RECORD000', 'NOBODYS0RECORD000']) {
      await provider.readOne(connection, resource, id);
    }
  }
}

async function refund(provider: PaypalProvider, connection: ProviderConnection, paymentId: string): Promise<void> {
  const page = await provider.readOne(connection, 'transactions', paymentId);
  const payment = page!.transactions[0]!;
  const order = { refund_id: '33333333-3333-4333-8333-333333333333', payment, amount: '12.30', reason: 'Too small' };
  const made = await provider.refund(connection, order);
  await provider.findRefund(connection, order);
  await provider.readOne(connection, 'transactions', made.platform_transaction_id);
  const more = { ...order, refund_id: '33333333-3333-4333-8333-333333333334', amount: '900.00', reason: null };
  await expect(provider.refund(connection, more)).rejects.toMatchObject({ fault: 'rejected' });
}

async function doEverything(provider: PaypalProvider): Promise<void> {
  const connection = connect(provider);
  await provider.verify(connection);
  const { ids } = await provider.webhooks.register(connection, CALLBACK);
  const { payment_id } = await sandbox.event('paypal', 'payment_succeeded', { amount: 5000, currency: 'EUR' });
  await sandbox.event('paypal', 'payout_paid', { currency: 'EUR' });
  const made = await sandbox.event('paypal', 'refund_created', { status: 'pending', amount: 1 });
  await sandbox.event('paypal', 'refund_failed', { refund_id: made.refund_id });
  await sandbox.event('paypal', 'refund_created', { status: 'pending', amount: 2 });
  await sandbox.event('paypal', 'dispute_created');
  await sandbox.event('paypal', 'dispute_won');
  await sandbox.event('paypal', 'dispute_created');
  await readAll(provider, connection);
  await refund(provider, connection, String(payment_id));
  await changeSubscription(ids[0] ?? '');
  await provider.webhooks.register(connection, CALLBACK);
  await askWhetherSigned(provider, connection, ids);
  await provider.webhooks.remove(connection, CALLBACK);
}

/** As somebody else at PayPal's own pages: the next registration sets it right. */
async function changeSubscription(id: string): Promise<void> {
  const grant = await fetch(`${sandbox.url}/paypal/v1/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('sandbox-paypal-client:sandbox-paypal-secret').toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await grant.json()) as { access_token: string };
  await fetch(`${sandbox.url}/paypal/v1/notifications/webhooks/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ op: 'replace', path: '/event_types', value: [{ name: '*' }] }]),
  });
}

/** With a certificate that PayPal does not have: then it is asked itself. */
async function askWhetherSigned(
  provider: PaypalProvider,
  connection: ProviderConnection,
  ids: string[],
): Promise<void> {
  const event = { id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: '2GG279541U471931P' } };
  const headers = {
    'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    'paypal-transmission-time': new Date().toISOString(),
    'paypal-transmission-sig': Buffer.from('none').toString('base64'),
    'paypal-cert-url': `${sandbox.url}/paypal${CERTIFICATES}CERT-none`,
    'paypal-auth-algo': 'SHA256withRSA',
  };
  const delivery = { headers, raw_body: Buffer.from(JSON.stringify(event)) };
  const trust = { secrets: [], webhook_ids: ids, callback_url: CALLBACK, now: Date.now() };
  expect(await provider.webhooks.verify(connection, delivery, trust)).toBe(false);
}

(present ? describe : describe.skip)('the calls to PayPal', () => {
  beforeAll(async () => {
    Logger.overrideLogger(false);
    sandbox = await startSandbox({ orders: 150, products: 12, keep_answers: true });
    http = new OutboundClient(
      new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract' }),
    );
    await doEverything(new PaypalProvider({ api_url: `${sandbox.url}/paypal` }));
    calls = (await sandbox.requests('paypal')).filter(({ url }) => !url.includes(CERTIFICATES));
  });
  afterAll(async () => {
    await http.close();
    await sandbox.close();
  });

  it('are valid by its published contracts, all of them', () => {
    const routes = new Set(calls.map((call) => `${call.method} ${routeOf(told(call).path)}`));
    expect([...routes].sort()).toEqual([...ROUTES].sort());
    const faults = calls.flatMap((call) => callFaults(specOf(told(call)), told(call)));
    expect([...new Set(faults)]).toEqual([]);
  });

  it('tell nothing of this machine', () => {
    // `node` is this suite itself.
    expect(new Set(calls.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['KSAP/contract', 'node']));
  });

  it('are answered by the sandbox as the published contracts say', () => {
    const answered = calls.filter((call) => call.status < 300 && call.status !== 204);
    expect(answered.length).toBeGreaterThan(100);
    const faults = answered.flatMap((call) => {
      const answer = JSON.parse(call.answer ?? 'null') as Json;
      return answerFaults(specOf(told(call)), told(call), call.status, answer);
    });
    expect([...new Set(faults.map((fault) => fault.replace(/\[\d+\]/g, '[]').replace(/[A-Z0-9]{17}/, ':id')))]).toEqual(
      [],
    );
  });

  it('would not pass if they broke it', () => {
    const search = (query: [string, string][]): string[] => {
      const call = { method: 'GET', path: '/v1/reporting/transactions', query, body: null, is_form: false };
      return callFaults(specOf(call), call);
    };
    const dates: [string, string][] = [
      ['start_date', '2026-10-01T00:00:00Z'],
      ['end_date', '2026-10-31T00:00:00Z'],
    ];
    expect(search([...dates, ['page_size', '500']])).toEqual([]);
    expect(search([...dates, ['page_size', '501']])).toHaveLength(1);
    expect(search([...dates, ['size', '5']])).toEqual(['GET /v1/reporting/transactions: size is no parameter']);
    expect(search(dates.slice(1))).toEqual(['GET /v1/reporting/transactions: start_date is missing']);
    expect(search([...dates.slice(1), ['start_date', '2026-10-01']]).length).toBeGreaterThan(0);
    const refundOf = (body: Json): string[] => {
      const call = { method: 'POST', path: '/v2/payments/captures/X/refund', query: [], body, is_form: false };
      return callFaults(specOf(call), call);
    };
    expect(refundOf({ amount: { currency_code: 'EUR', value: '1.00' } })).toEqual([]);
    expect(refundOf({ amount: { currency_code: 'EUR', value: 1 } })).toHaveLength(1);
    expect(refundOf({ sum: '1.00' })).toHaveLength(1);
  });
});

/** The path with what differs from call to call left out. */
function routeOf(path: string): string {
  return path.replace(/(captures|refunds|orders|disputes|webhooks)\/[^/]+/, '$1/:id');
}

const ROUTES = [
  'DELETE /v1/notifications/webhooks/:id',
  'GET /v1/customer/disputes',
  'GET /v1/customer/disputes/:id',
  'GET /v1/notifications/webhooks',
  'GET /v1/notifications/webhooks-event-types',
  'GET /v1/reporting/balances',
  'GET /v1/reporting/transactions',
  'GET /v2/checkout/orders/:id',
  'GET /v2/payments/captures/:id',
  'GET /v2/payments/refunds/:id',
  'PATCH /v1/notifications/webhooks/:id',
  'POST /v1/notifications/verify-webhook-signature',
  'POST /v1/notifications/webhooks',
  'POST /v1/oauth2/token',
  'POST /v2/payments/captures/:id/refund',
];
