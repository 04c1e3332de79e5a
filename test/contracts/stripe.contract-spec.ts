import { Logger } from '@nestjs/common';

import type { Json } from '../../src/common/json.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import type { ProviderConnection } from '../../src/modules/payments/providers/provider.connection.js';
import { kindOf } from '../../src/modules/payments/providers/stripe/stripe.balance-types.js';
import { StripeProvider } from '../../src/modules/payments/providers/stripe/stripe.provider.js';
import { type ReceivedRequest, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { answerFaults, callFaults, type OpenApiCall, openApiCall } from './checkers/openapi.js';
import { publishedSpec } from './checkers/openapi-specs.js';

/** Every call that the adapter makes, and every answer of the sandbox, against Stripe's published contract. */
const spec = publishedSpec('stripe.openapi.json');
const CALLBACK = 'https://ksap.example/api/v1/webhooks/payments/stripe/1';

let sandbox: TestSandbox;
let http: OutboundClient;
let calls: ReceivedRequest[];

async function doEverything(provider: StripeProvider, key: string): Promise<void> {
  const connection: ProviderConnection = {
    processor_id: 'contract',
    credentials: provider.parseCredentials({ secret_key: key }),
    http,
    signal: new AbortController().signal,
    budget: new LeakyBudget({ capacity: 1000, restore_per_second: 1000 }),
    pause: () => Promise.resolve(),
  };
  await provider.verify(connection);
  if (key.startsWith('rk_')) return;
  await provider.webhooks.register(connection, CALLBACK);
  const { payment_id } = await sandbox.event('stripe', 'payment_succeeded', { amount: 5000, currency: 'EUR' });
  const made = await sandbox.event('stripe', 'refund_created', { status: 'pending', amount: 1 });
  await sandbox.event('stripe', 'refund_failed', { refund_id: made.refund_id });
  await sandbox.event('stripe', 'dispute_created');
  await sandbox.event('stripe', 'dispute_won');
  await sandbox.event('stripe', 'payout_paid');
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
    for (const id of [ids[0] ?? '', 'none']) await provider.readOne(connection, resource, id);
  }
  const page = await provider.readOne(connection, 'charges', String(payment_id));
  const payment = page!.transactions[0]!;
  const order = { refund_id: '33333333-3333-4333-8333-333333333333', payment, amount: '12.30' };
  await provider.refund(connection, { ...order, reason: 'Too small' });
  await provider.refund(connection, { ...order, refund_id: `${order.refund_id.slice(0, -1)}4`, reason: 'Duplicate' });
  await provider.findRefund(connection, { ...order, reason: null });
  await provider.webhooks.register(connection, CALLBACK);
  await provider.webhooks.remove(connection, CALLBACK);
}

const told = (call: ReceivedRequest): OpenApiCall => openApiCall(call, '/stripe');

(spec === null ? describe.skip : describe)('the calls to Stripe', () => {
  beforeAll(async () => {
    Logger.overrideLogger(false);
    sandbox = await startSandbox({ orders: 150, products: 12, keep_answers: true });
    http = new OutboundClient(
      new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract' }),
    );
    const provider = new StripeProvider({ api_url: `${sandbox.url}/stripe` });
    for (const key of ['sk_test_sandbox_demo', 'rk_test_sandbox_readonly']) await doEverything(provider, key);
    calls = await sandbox.requests('stripe');
  });
  afterAll(async () => {
    await http.close();
    await sandbox.close();
  });

  it('are valid by its published contract, all of them', () => {
    const routes = new Set(calls.map((call) => `${call.method} ${routeOf(told(call).path)}`));
    expect([...routes].sort()).toEqual([...ROUTES].sort());
    expect(calls.flatMap((call) => callFaults(spec!, told(call)))).toEqual([]);
  });

  it('name the version that the contract is of, and nothing of this machine', () => {
    expect(new Set(calls.map((call) => call.headers['stripe-version']))).toEqual(new Set(['2026-10-28.endive']));
    expect(new Set(calls.map((call) => call.headers['user-agent']))).toEqual(new Set(['KSAP/contract']));
    expect(
      calls.filter((call) => Object.keys(call.headers).some((name) => name.startsWith('x-stripe-client'))),
    ).toEqual([]);
  });

  it('are answered by the sandbox as the published contract says', () => {
    const answered = calls.filter((call) => call.status < 300);
    expect(answered.length).toBeGreaterThan(50);
    const faults = answered.flatMap((call) =>
      answerFaults(spec!, told(call), call.status, JSON.parse(call.answer ?? 'null') as Json),
    );
    expect([...new Set(faults.map((fault) => fault.replace(/\d+/g, 'N')))]).toEqual([]);
  });

  it('know every type of balance transaction that Stripe has', () => {
    const schemas = spec!.components!.schemas as Record<
      string,
      { properties: Record<string, Record<string, string[]>> }
    >;
    const types = schemas.BalanceTransaction!.properties.type!['x-known-values']!;
    expect(types.length).toBeGreaterThan(50);
    expect(types.filter((type) => kindOf(type) === undefined)).toEqual([]);
  });

  it('would not pass if they broke it', () => {
    const post = (body: Json): string[] =>
      callFaults(spec!, { method: 'POST', path: '/v1/refunds', query: [], body, is_form: true });
    const get = (name: string, value: string, path = '/v1/charges'): string[] =>
      callFaults(spec!, { method: 'GET', path, query: [[name, value]], body: null, is_form: false });
    expect(post({ charge: 'ch_1', amount: '100', metadata: { a: 'b' }, expand: ['balance_transaction'] })).toEqual([]);
    expect(post({ charge: 'ch_1', sum: '100' })).toEqual(['POST /v1/refunds: .sum is no member']);
    expect(post({ charge: 'ch_1', amount: 'all' })).toHaveLength(1);
    expect(post({ metadata: 'none' })).toHaveLength(1);
    expect(get('created[gte]', '1790000000')).toEqual([]);
    expect(get('created[from]', '1790000000')).toHaveLength(1);
    expect(get('limit', 'many')).toHaveLength(1);
    expect(get('colour', 'red')).toEqual(['GET /v1/charges: colour is no parameter']);
    expect(get('limit', '1', '/v1/charge')).toHaveLength(1);
    const charges = { method: 'GET', path: '/v1/charges', query: [], body: null, is_form: false };
    const list = { object: 'list', data: [], has_more: false, url: '/v1/charges' };
    expect(answerFaults(spec!, charges, 200, list)).toEqual([]);
    expect(answerFaults(spec!, charges, 200, { ...list, data: [{ id: 'ch_1' }] }).length).toBeGreaterThan(10);
    expect(answerFaults(spec!, charges, 200, { ...list, total: 3 })).toEqual(['GET /v1/charges: .total is no member']);
  });
});

/** The path with what differs from call to call left out. */
function routeOf(path: string): string {
  return path.replace(/^(\/v1\/\w+)\/.+$/, '$1/:id');
}

const ROUTES = [
  'GET /v1/account',
  'GET /v1/balance_transactions',
  'GET /v1/balance_transactions/:id',
  'GET /v1/charges',
  'GET /v1/charges/:id',
  'GET /v1/disputes',
  'GET /v1/disputes/:id',
  'GET /v1/events',
  'GET /v1/payouts',
  'GET /v1/payouts/:id',
  'GET /v1/refunds',
  'GET /v1/refunds/:id',
  'GET /v1/webhook_endpoints',
  'POST /v1/refunds',
  'POST /v1/webhook_endpoints',
  'POST /v1/webhook_endpoints/:id',
  'DELETE /v1/webhook_endpoints/:id',
];
