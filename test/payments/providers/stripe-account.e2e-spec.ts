import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Json } from '../../../src/common/json.js';
import { sum } from '../../../src/common/money/money.js';
import type { ProviderConnection } from '../../../src/modules/payments/providers/provider.connection.js';
import type { ProviderDelivery } from '../../../src/modules/payments/providers/provider.port.js';
import type { ProviderPage } from '../../../src/modules/payments/providers/provider.records.js';
import { ProviderRig } from '../../../src/modules/payments/providers/provider.rig.contract.js';
import { StripeProvider } from '../../../src/modules/payments/providers/stripe/stripe.provider.js';
import { startSandbox, type TestSandbox } from '../../support/sandbox.js';
import { until } from '../../support/until.js';
import { accountInSandbox } from './sandbox-account.js';

/** What only Stripe has: restricted keys, payouts of many pages, events, rolled secrets. */
let sandbox: TestSandbox;
let provider: StripeProvider;
const rig = new ProviderRig();

beforeAll(async () => {
  sandbox = await startSandbox({ orders: 60, products: 12 });
  provider = new StripeProvider({ api_url: `${sandbox.url}/stripe` });
  await rig.open(() =>
    Promise.resolve({
      provider,
      credentials: { secret_key: 'sk_test_sandbox_demo' },
      wrong_credentials: {},
      resource_of: { payment: 'charges', refund: 'refunds', payout: 'payouts' },
      refund_path: '/v1/refunds',
      ...accountInSandbox(sandbox, 'stripe'),
      signed: () => Promise.reject(new Error('not asked for here')),
    }),
  );
});
afterAll(async () => {
  await rig.close();
  await sandbox.close();
});

const event = (type: string, payload: Record<string, unknown> = {}): Promise<Record<string, unknown>> =>
  sandbox.event('stripe', type, payload);
const changedSince = (resource: string, since: string): Promise<ProviderPage[]> =>
  rig.pages({ resource, mode: 'incremental', since });
/** Later than what was made before it: Stripe counts in seconds. */
async function nextSecond(): Promise<string> {
  const at = Math.floor(Date.now() / 1000) * 1000 + 1000;
  await new Promise((resolve) => setTimeout(resolve, at - Date.now() + 5));
  return new Date(at).toISOString();
}

describe('a restricted key', () => {
  it('that lacks what an import reads is told all of it at once', async () => {
    const connection = rig.connect({ secret_key: 'rk_test_sandbox_charges' });
    await expect(provider.verify(connection)).rejects.toMatchObject({
      fault: 'auth',
      message:
        'This key lacks permissions to read: disputes (rak_dispute_read), ' +
        'balance transactions (rak_balance_transaction_source_read), payouts (rak_payout_read), events (rak_event_read)',
    });
  });

  it('that only reads is good, with a warning for what cannot be done with it, and nothing is done to find out', async () => {
    const before = await rig.under.refundsMade();
    const { warnings } = await provider.verify(rig.connect({ secret_key: 'rk_test_sandbox_readonly' }));
    expect(warnings).toEqual([
      'Refunds cannot be made with this key (rak_charge_write)',
      expect.stringMatching(/^Webhooks cannot be registered with this key.*\(rak_webhook_write\)$/),
    ]);
    expect(await rig.under.refundsMade()).toBe(before);
  });

  it('says auth, and which permission, when it is told to refund', async () => {
    const connection = rig.connect({ secret_key: 'rk_test_sandbox_readonly' });
    const order = rig.orderOf(await rig.paymentOf((await rig.refundable()).id), 100);
    await expect(provider.refund(connection, order)).rejects.toMatchObject({
      fault: 'auth',
      message: 'The key lacks rak_charge_write',
    });
  });
});

describe('a payout of many pages', () => {
  it('is read line by line, and gone on with in its middle', async () => {
    await event('payment_succeeded', { count: 620, amount: 1234, currency: 'EUR' });
    const { payout_id } = await event('payout_paid', { currency: 'EUR' });
    const id = String(payout_id);
    const whole = await rig.pages({ resource: 'payouts' });
    const inside = whole.findIndex((page) => page.payouts.some((one) => one.platform_payout_id === id));
    const first = whole[inside]!;
    expect(first.payout_lines.length).toBeGreaterThanOrEqual(500);
    expect(first.complete_payouts).not.toContain(id);
    expect(first.cursor).toMatchObject({ inside: { payout: id } });
    const rest = await rig.pages({ resource: 'payouts', cursor: JSON.parse(JSON.stringify(first.cursor)) as Json });
    const lines = [first, ...rest]
      .flatMap((page) => page.payout_lines)
      .filter((line) => line.platform_payout_id === id);
    expect(new Set(lines.map((line) => line.platform_line_id)).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThanOrEqual(620);
    expect(rest.flatMap((page) => page.complete_payouts)).toContain(id);
    expect(sum(lines.map((line) => line.net_amount))).toBe(first.payouts[0]!.amount);
  });
});

describe('what changes at Stripe', () => {
  it('is found by its events, however old it is: a dispute that is won brings the money back', async () => {
    const { dispute_id } = await event('dispute_created');
    const since = await nextSecond();
    expect(await changedSince('disputes', since)).toMatchObject([{ transactions: [] }, { transactions: [] }]);
    await event('dispute_won', { dispute_id });
    const rows = (await changedSince('disputes', since)).flatMap((page) => page.transactions);
    expect(rows.map(({ type, status, provider_status }) => [type, status, provider_status])).toEqual([
      ['chargeback', 'completed', 'won'],
      ['chargeback', 'completed', 'won'],
    ]);
    expect(rows[0]?.platform_transaction_id).toBe(dispute_id);
    expect(sum(rows.map((row) => row.net_amount ?? '0'))).toMatch(/^0(\.0+)?$/);
  });

  it('is found by its events: a refund that was pending and fails', async () => {
    const { refund_id } = await event('refund_created', { status: 'pending', amount: 50 });
    const since = await nextSecond();
    await event('refund_failed', { refund_id });
    const rows = (await changedSince('refunds', since)).flatMap((page) => page.transactions);
    expect(rows).toMatchObject([{ platform_transaction_id: refund_id, type: 'refund', status: 'failed' }]);
  });

  it('is read whole when events do not reach back so far', async () => {
    const old = new Date(Date.now() - 40 * 86_400_000).toISOString();
    const ids = (pages: ProviderPage[]): string[] =>
      pages.flatMap((page) => page.transactions.map((one) => one.platform_transaction_id)).sort();
    expect(ids(await changedSince('charges', old))).toEqual(ids(await rig.pages({ resource: 'charges' })));
  });

  it('comes with its refunds when a payment is read by itself', async () => {
    const { payment_id, refund_id } = await event('refund_created', { amount: 70 });
    const page = await provider.readOne(rig.connect(), 'charges', String(payment_id));
    const ids = page?.transactions.map((one) => one.platform_transaction_id);
    expect(ids).toEqual(expect.arrayContaining([payment_id, refund_id]));
    expect(page?.transactions.map((one) => one.type).slice(0, 2)).toEqual(['payment', 'refund']);
  });
});

describe('amounts', () => {
  it.each([
    ['JPY', 1500, '1500', '300'],
    ['KWD', 5120, '5.120', '1.200'],
    ['USD', 1999, '19.99', '0.01'],
  ])('in %s are exact, there and back', async (currency, units, amount, part) => {
    const { payment_id } = await event('payment_succeeded', { amount: units, currency });
    const payment = await rig.paymentOf(String(payment_id));
    expect([payment.amount, payment.currency]).toEqual([amount, currency]);
    const refund = await provider.refund(rig.connect(), { ...rig.orderOf(payment, 1), amount: part });
    expect(refund).toMatchObject({ amount: `-${part}`, currency, type: 'refund', status: 'completed' });
    expect(await rig.under.books()).toMatchObject({
      refunds: expect.arrayContaining([
        expect.objectContaining({ id: refund.platform_transaction_id, amount: Number(part.replace('.', '')) }),
      ]) as unknown,
    });
  });
});

describe('deliveries', () => {
  let server: Server;
  let heard: ProviderDelivery[] = [];
  let callback = '';
  let connection: ProviderConnection;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push({ headers: request.headers as Record<string, string>, raw_body: Buffer.concat(chunks) });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    connection = rig.connect();
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const delivered = async (topic: string): Promise<ProviderDelivery> => {
    const isIt = (one: ProviderDelivery): boolean => provider.webhooks.understand(one).topic === topic;
    await until(`${topic} is delivered`, () => heard.some(isIt));
    return heard.find(isIt)!;
  };

  it('come signed for what happened, and while a secret is rolled are good with either', async () => {
    const { ids, new_secrets } = await provider.webhooks.register(connection, callback);
    const trust = (secrets: string[]): Parameters<StripeProvider['webhooks']['verify']>[2] => ({
      secrets,
      webhook_ids: ids,
      callback_url: callback,
      now: Date.now(),
    });
    const { payment_id } = await event('payment_succeeded', { amount: 9_000_000, currency: 'USD' });
    const first = await delivered('charge.succeeded');
    expect(await provider.webhooks.verify(connection, first, trust(new_secrets))).toBe(true);
    expect(provider.webhooks.understand(first)).toMatchObject({ resource: 'charges', platform_id: payment_id });
    const rolled = (await event('webhook_secret_rolled')) as { endpoints: { secret: string }[] };
    const newest = rolled.endpoints.map((one) => one.secret);
    heard = [];
    const { payout_id } = await event('payout_paid', { currency: 'USD' });
    const second = await delivered('payout.paid');
    expect(provider.webhooks.understand(second)).toMatchObject({ resource: 'payouts', platform_id: payout_id });
    expect(await provider.webhooks.verify(connection, second, trust(new_secrets))).toBe(true);
    expect(await provider.webhooks.verify(connection, second, trust(newest))).toBe(true);
    expect(await provider.webhooks.verify(connection, first, trust(newest))).toBe(false);
    const own = rig.connect({ secret_key: 'sk_test_sandbox_demo', webhook_secret: newest.join() });
    expect(await provider.webhooks.verify(own, second, trust([]))).toBe(true);
  });

  it('name refunds and disputes by their own ids', async () => {
    heard = [];
    const { refund_id } = await event('refund_created', { amount: 60 });
    const { dispute_id } = await event('dispute_created');
    const refund = await delivered('refund.created');
    const dispute = await delivered('charge.dispute.created');
    expect(provider.webhooks.understand(refund)).toMatchObject({ resource: 'refunds', platform_id: refund_id });
    expect(provider.webhooks.understand(dispute)).toMatchObject({ resource: 'disputes', platform_id: dispute_id });
    await provider.webhooks.remove(connection, callback);
  });

  it('are turned on again, with all that is wanted, where somebody turned them off or took events away', async () => {
    const { ids } = await provider.webhooks.register(connection, callback);
    const change = await fetch(`${sandbox.url}/stripe/v1/webhook_endpoints/${ids[0]}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_sandbox_demo', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'disabled=true&enabled_events[]=charge.succeeded',
    });
    expect(await change.json()).toMatchObject({ status: 'disabled' });
    expect(await provider.webhooks.register(connection, callback)).toEqual({ ids, new_secrets: [] });
    heard = [];
    await event('refund_created', { amount: 55 });
    await delivered('refund.created');
    await provider.webhooks.remove(connection, callback);
  });

  it('are left as they are where the key may not change them and their secret was given by hand', async () => {
    const own = rig.connect({ secret_key: 'rk_test_sandbox_readonly', webhook_secret: 'whsec_made_by_hand' });
    expect(await provider.webhooks.register(own, callback)).toEqual({ ids: [], new_secrets: [] });
    const none = rig.connect({ secret_key: 'rk_test_sandbox_charges', webhook_secret: 'whsec_made_by_hand' });
    expect(await provider.webhooks.register(none, callback)).toEqual({ ids: [], new_secrets: [] });
    const mute = rig.connect({ secret_key: 'rk_test_sandbox_readonly' });
    await expect(provider.webhooks.register(mute, callback)).rejects.toMatchObject({ fault: 'auth' });
  });
});
