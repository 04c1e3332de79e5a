import { ImportSchedule } from '../../src/modules/payments/import/import-schedule.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { freePort } from '../webhooks/free-port.js';
import { booksOf, catchUp, connectProcessor, imported, quiet, registered } from './webhook-rig.js';

/** Something happens at a payment provider, and its webhooks come: as they should, twice, in the wrong order, or not at all. */
const PROVIDERS = ['stripe', 'paypal', 'square'] as const;
/** PayPal has no event for what a dispute takes from the balance: that is found by the catch-up alone. */
const TELLS_NOT_ALL = new Set<string>(['paypal']);

let app: TestApp;
let http: HttpClient;
const processors = new Map<string, string>();

beforeAll(async () => {
  const port = await freePort();
  app = await startTestApp({
    sandbox: { orders: 20, products: 10 },
    env: { PORT: String(port), KSAP_PUBLIC_URL: `http://127.0.0.1:${port}` },
  });
  http = await as(app.http, await aUser(app.db));
  for (const provider of PROVIDERS) processors.set(provider, await connectProcessor(http, provider));
  for (const id of processors.values()) {
    await imported(app, id);
    await registered(http, id);
  }
}, 120_000);
beforeEach(() => app.sandbox.clearFaults());
afterAll(() => app.close());

interface Movement {
  status: string;
  amount: string;
  parent_transaction_id: string | null;
}

function movement(processorId: string, platformId: unknown): Promise<Movement | undefined> {
  return app.db
    .query<Movement>(
      `SELECT status, trim_scale(amount)::text AS amount, parent_transaction_id FROM transactions
       WHERE payment_processor_id = $1 AND platform_transaction_id = $2`,
      [processorId, platformId],
    )
    .then(([row]) => row);
}

describe.each(PROVIDERS)('an event at the provider (%s)', (provider) => {
  const id = (): string => processors.get(provider)!;

  it('is in the books within seconds: a payment, its refund, and what became of a dispute', async () => {
    const paid = await app.sandbox.event(provider, 'payment_succeeded', { amount: 7310 });
    const payment = await until('the payment is there', () => movement(id(), paid.payment_id));
    expect(payment).toMatchObject({ status: 'completed', amount: '73.1' });
    const refunded = await app.sandbox.event(provider, 'refund_created', { payment_id: paid.payment_id, amount: 1310 });
    const refund = await until('the refund is there', () => movement(id(), refunded.refund_id));
    expect(refund?.amount).toBe('-13.1');
    expect(refund?.parent_transaction_id).toEqual(expect.any(String));
    const disputed = await app.sandbox.event(provider, 'dispute_created');
    const dispute = await until('the dispute is there', () => movement(id(), disputed.dispute_id));
    expect(Number(dispute?.amount)).toBeLessThan(0);
  });

  it('changes what is known when a pending refund fails', async () => {
    const made = await app.sandbox.event(provider, 'refund_created', { status: 'pending' });
    await until(
      'it is pending',
      () => movement(id(), made.refund_id),
      (row) => row?.status === 'pending',
    );
    await app.sandbox.event(provider, 'refund_failed', { refund_id: made.refund_id });
    await until(
      'it has failed',
      () => movement(id(), made.refund_id),
      (row) => row?.status === 'failed',
    );
  });

  it('ends in the same books as a fresh read when deliveries are doubled and out of order', async () => {
    await app.sandbox.fault({ provider, kind: 'duplicate_webhooks', rate: 0.5 });
    await app.sandbox.fault({ provider, kind: 'reorder_webhooks', rate: 0.5 });
    for (let round = 0; round < 3; round += 1) {
      const paid = await app.sandbox.event(provider, 'payment_succeeded', { amount: 5000 + round });
      for (const amount of [1000, 500]) {
        const { payment_id } = paid;
        const pending = await app.sandbox.event(provider, 'refund_created', { payment_id, amount, status: 'pending' });
        await app.sandbox.event(provider, 'refund_succeeded', { refund_id: pending.refund_id });
      }
    }
    await quiet(app, provider);
    if (TELLS_NOT_ALL.has(provider)) await catchUp(app, http, id(), provider);
    const byWebhooks = await booksOf(app, id());
    expect(
      await app.db.count('payment_deliveries', `payment_processor_id = $1 AND status <> 'processed'`, [id()]),
    ).toBe(0);
    const fresh = await as(app.http, await aUser(app.db));
    const read = await connectProcessor(fresh, provider);
    await imported(app, read);
    await quiet(app, provider);
    expect(byWebhooks).toEqual(await booksOf(app, read));
    expect(byWebhooks.transactions.length).toBeGreaterThan(15);
  });

  it('is found by the hourly catch-up when its deliveries were dropped', async () => {
    await app.sandbox.fault({ provider, kind: 'drop_webhooks' });
    const paid = await app.sandbox.event(provider, 'payment_succeeded', { amount: 1234 });
    const { refund_id } = await app.sandbox.event(provider, 'refund_created', { payment_id: paid.payment_id });
    await quiet(app, provider);
    expect(await movement(id(), paid.payment_id)).toBeUndefined();
    await app.db.query('UPDATE payment_processors SET next_sync_at = now() WHERE id = $1', [id()]);
    await app.nest.get(ImportSchedule).startDue();
    await until('the catch-up has found the payment', () => movement(id(), paid.payment_id));
    await until('and its refund', () => movement(id(), refund_id));
    await imported(app, id());
  });
});

describe.each(['stripe', 'square'])('a payout at the provider (%s)', (provider) => {
  it('is in the books with all its lines, which sum up to it', async () => {
    const id = processors.get(provider)!;
    await app.sandbox.event(provider, 'payment_succeeded', { amount: 900_000 });
    const { payout_id: payoutId } = await app.sandbox.event(provider, 'payout_paid');
    const payout = await until(
      'the payout is there',
      async () => {
        const [row] = await app.db.query(
          `SELECT lines_complete, lines_count, lines_amount = amount AS is_explained FROM payouts
           WHERE payment_processor_id = $1 AND platform_payout_id = $2`,
          [id, payoutId],
        );
        return row;
      },
      (row) => row?.lines_complete === true,
    );
    expect(payout).toMatchObject({ is_explained: true });
    expect(Number(payout?.lines_count)).toBeGreaterThan(0);
  });
});
