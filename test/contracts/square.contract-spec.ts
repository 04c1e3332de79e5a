import type { Json } from '../../src/common/json.js';
import { mapDispute } from '../../src/modules/payments/providers/square/square.dispute-mapper.js';
import { categoryOf } from '../../src/modules/payments/providers/square/square.entry-types.js';
import { mapPayout } from '../../src/modules/payments/providers/square/square.payout-mapper.js';
import { SquareRig, TOKENS } from '../payments/providers/square-rig.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { answerFaults, callFaults, type OpenApiCall, openApiCall, type Schema } from './checkers/openapi.js';
import { publishedSpec } from './checkers/openapi-specs.js';

/** Every call that the adapter makes, and every answer of the sandbox, against Square's published contract. */
const spec = publishedSpec('square.openapi.json');
const CALLBACK = 'https://ksap.example/api/v1/webhooks/payments/square/1';
const REFUND_ID = '33333333-3333-4333-8333-333333333333';

async function doEverything(rig: SquareRig): Promise<void> {
  const { square, sandbox } = rig;
  const connection = rig.connection();
  await square.verify(connection);
  await square.verify(rig.connection(TOKENS.reading));
  await square.webhooks.register(connection, CALLBACK);
  await sandbox.event('square', 'payment_succeeded', { amount: 9_999_999, currency: 'USD' });
  const { payment_id } = await sandbox.event('square', 'payment_succeeded', { amount: 5000, currency: 'USD' });
  const made = await sandbox.event('square', 'refund_created', { status: 'pending', amount: 1 });
  await sandbox.event('square', 'refund_failed', { refund_id: made.refund_id });
  await sandbox.event('square', 'dispute_created');
  await sandbox.event('square', 'dispute_won');
  await sandbox.event('square', 'payout_paid');
  const since = new Date(Date.now() - 3_600_000).toISOString();
  for (const resource of square.resources) {
    const pages = await rig.read(resource);
    const ids = pages.flatMap((page) => [
      ...page.payouts.map((one) => one.platform_payout_id),
      ...page.transactions.map((one) => one.platform_transaction_id),
    ]);
    const some = await rig.read(resource, { mode: 'incremental', since, open_ids: ids.slice(-2) });
    expect([...pages, ...some].flatMap((page) => page.bad)).toEqual([]);
    const old = { phase: 'list', location: null, begin: since, page: 'forgotten', newest: null, done: null };
    if (resource === 'refunds') await rig.read(resource, { cursor: old });
    for (const id of [ids[0] ?? '', 'none']) await square.readOne(connection, resource, id);
  }
  const page = await square.readOne(connection, 'payments', String(payment_id));
  const payment = page!.transactions[0]!;
  const order = { refund_id: REFUND_ID, payment, amount: '12.30', reason: 'Too small' };
  await square.refund(connection, order);
  await square.refund(connection, { ...order, refund_id: `${REFUND_ID.slice(0, -1)}4`, reason: null });
  await square.findRefund(connection, order);
  await square.webhooks.register(connection, CALLBACK);
  const [id = ''] = (await square.webhooks.register(connection, CALLBACK)).ids;
  await changeSubscription(rig, id);
  await square.webhooks.register(connection, CALLBACK);
  await square.webhooks.remove(connection, CALLBACK);
}

/** Somebody takes an event away by hand, so that registering puts it back. */
async function changeSubscription({ sandbox }: SquareRig, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.all}`, 'user-agent': 'KSAP/test', 'square-version': '2026-09-16' };
  const body = { subscription: { event_types: ['payment.created'] } };
  await sandbox.http.request('PUT', `/square/v2/webhooks/subscriptions/${id}`, { headers, body });
}

const told = (call: ReceivedRequest): OpenApiCall => openApiCall(call, '/square');

(spec === null ? describe.skip : describe)('the calls to Square', () => {
  let rig: SquareRig;
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    rig = await SquareRig.start(120, { keep_answers: true });
    await doEverything(rig);
    calls = await rig.sandbox.requests('square');
  });
  afterAll(() => rig.close());

  it('are valid by its published contract, all of them', () => {
    const routes = new Set(calls.map((call) => `${call.method} ${routeOf(told(call).path)}`));
    expect([...routes].sort()).toEqual([...ROUTES].sort());
    expect(calls.flatMap((call) => callFaults(spec!, told(call)))).toEqual([]);
  });

  it('name one version of the API, and nothing of this machine', () => {
    expect(new Set(calls.map((call) => call.headers['square-version']))).toEqual(new Set(['2026-09-16']));
    expect(new Set(calls.map((call) => call.headers['user-agent']))).toEqual(new Set(['KSAP/test']));
    const told = calls.flatMap((call) => Object.keys(call.headers).filter((name) => name.startsWith('x-fern')));
    expect(told).toEqual([]);
  });

  it('are answered by the sandbox as the published contract says', () => {
    const answered = calls.filter((call) => call.status < 300);
    expect(answered.length).toBeGreaterThan(50);
    const faults = answered.flatMap((call) =>
      answerFaults(spec!, told(call), call.status, JSON.parse(call.answer ?? 'null') as Json),
    );
    expect([...new Set(faults.map((fault) => fault.replace(/\d+/g, 'N')))]).toEqual([]);
  });

  it('are refused by the sandbox with errors of the published contract only', () => {
    const refused = calls.filter((call) => call.status >= 400);
    expect(refused.length).toBeGreaterThan(2);
    for (const call of refused) {
      const { errors } = JSON.parse(call.answer ?? 'null') as { errors: { category: string; code: string }[] };
      for (const { category, code } of errors) {
        expect([enumOf('ErrorCategory').includes(category), enumOf('ErrorCode').includes(code)]).toEqual([true, true]);
      }
    }
  });

  it('would not pass if they broke it', () => {
    const post = (body: Json): string[] =>
      callFaults(spec!, { method: 'POST', path: '/v2/refunds', query: [], body, is_form: false });
    const get = (name: string, value: string, path = '/v2/payments'): string[] =>
      callFaults(spec!, { method: 'GET', path, query: [[name, value]], body: null, is_form: false });
    const refund = { idempotency_key: 'k', payment_id: 'p', amount_money: { amount: 1, currency: 'USD' } };
    expect(post(refund)).toEqual([]);
    expect(post({ ...refund, colour: 'red' })).toEqual(['POST /v2/refunds: .colour is no member']);
    expect(post({ ...refund, amount_money: { amount: 'all', currency: 'USD' } })).toHaveLength(1);
    expect(post({ ...refund, reason: 'x'.repeat(193) })).toHaveLength(1);
    expect(post({ payment_id: 'p' })).toHaveLength(2);
    expect(get('limit', '100')).toEqual([]);
    expect(get('limit', 'many')).toHaveLength(1);
    expect(get('sort_field', 'SIZE')).toHaveLength(1);
    expect(get('colour', 'red')).toEqual(['GET /v2/payments: colour is no parameter']);
    const payments = { method: 'GET', path: '/v2/payments', query: [], body: null, is_form: false };
    expect(answerFaults(spec!, payments, 200, { payments: [{ id: 'p', status: 'COMPLETED' }] })).toEqual([]);
    expect(answerFaults(spec!, payments, 200, { payments: [{ id: 7 }] })).toHaveLength(1);
  });

  it('know every type that an entry of a payout can have', () => {
    const unknown = enumOf('ActivityType').filter((type) => categoryOf(type, -1n) === 'unclassified');
    expect(enumOf('ActivityType').length).toBeGreaterThan(50);
    expect(unknown).toEqual([]);
  });

  it('know every state of a dispute and of a payout', () => {
    const money = { amount: 1, currency: 'USD' };
    const made = { id: 'x', amount_money: money, created_at: '2026-01-01T00:00:00Z' };
    expect(enumOf('DisputeState').filter((state) => !mapDispute({ ...made, state }).is_classified)).toEqual([]);
    expect(enumOf('PayoutStatus').filter((status) => mapPayout({ ...made, status }).status === 'pending')).toEqual([]);
  });
});

function enumOf(name: string): string[] {
  return ((spec!.components?.schemas?.[name] as Schema | undefined)?.enum ?? []) as string[];
}

/** The path with what differs from call to call left out. */
function routeOf(path: string): string {
  return path
    .replace(/^\/v2\/(merchants|payments|refunds|disputes|payouts)\/[^/]+/, '/v2/$1/:id')
    .replace(/^\/v2\/webhooks\/subscriptions\/.+$/, '/v2/webhooks/subscriptions/:id');
}

const ROUTES = [
  'GET /v2/disputes',
  'GET /v2/disputes/:id',
  'GET /v2/locations',
  'GET /v2/merchants/:id',
  'GET /v2/payments',
  'GET /v2/payments/:id',
  'GET /v2/payouts',
  'GET /v2/payouts/:id',
  'GET /v2/payouts/:id/payout-entries',
  'GET /v2/refunds',
  'GET /v2/refunds/:id',
  'GET /v2/webhooks/subscriptions',
  'DELETE /v2/webhooks/subscriptions/:id',
  'POST /oauth2/token/status',
  'POST /v2/refunds',
  'POST /v2/webhooks/subscriptions',
  'PUT /v2/webhooks/subscriptions/:id',
];
