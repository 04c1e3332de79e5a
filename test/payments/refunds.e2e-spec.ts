import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { ProcessorConnections } from '../../src/modules/payments/processor-connections.js';
import { RefundTimes } from '../../src/modules/payments/refunds/refund-times.js';
import { jobSucceeded, jobWhen, syncNow } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { cents, kindsOf, type Payment, RefundRig, type RefundView, TWO_DIGITS } from './refund-rig.js';

let app: TestApp;
let http: HttpClient;
let rig: RefundRig;

beforeAll(async () => {
  app = await startTestApp({ sandbox: { orders: 240, products: 20 } });
  http = await as(app.http, await aUser(app.db));
  rig = await RefundRig.open(app.db, app.sandbox, http);
}, 60_000);
afterAll(() => app.close());
afterEach(() => app.sandbox.clearFaults());

describe('POST transactions/{id}/refunds', () => {
  it('gives all back, and the books, the order and its shop know of it', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    const answer = await rig.refund(payment, { reason: 'Damaged on the way' });
    expect(answer.status).toBe(201);
    const refund = answer.body.data as RefundView;
    expect(answer.headers.get('location')).toBe(`/api/v1/transactions/${refund.id}`);
    expect(refund).toMatchObject({
      type: 'refund',
      status: 'completed',
      currency: payment.currency,
      parent_transaction_id: payment.id,
      order_id: payment.order_id,
    });
    expect(cents(refund.amount)).toBe(-cents(payment.amount));
    expect(refund.platform_transaction_id).toMatch(/^re_/);
    expect(await rig.atStripe(payment)).toEqual([cents(payment.amount)]);
    expect((await rig.refundsOf(payment)).map(({ id }) => id)).toEqual([refund.id]);

    const order = await rig.orderWhen(payment, 'was told at its shop', (one) => kindsOf(one).includes('refund_noted'));
    // One refund: ours and the shop's are the same.
    expect(order.refunds).toEqual([
      expect.objectContaining({ transaction_id: refund.id, reason: 'Damaged on the way' }),
    ]);
    expect(order.refunds[0]!.platform_refund_id).not.toBeNull();
    expect(kindsOf(order).filter((kind) => kind === 'refunded')).toHaveLength(1);
    await syncNow(http, rig.store_id, { resources: ['orders'], mode: 'incremental' });
    const after = await rig.orderWhen(payment, 'is read again', () => true);
    expect(after.refunds).toHaveLength(1);
    expect(kindsOf(after)).not.toContain('changed');
    expect(after).toMatchObject({ payment_status: 'refunded' });
    const told = (await app.sandbox.requests('woocommerce')).filter(
      ({ method, url }) => method === 'POST' && url.includes('/refunds'),
    );
    expect(told.map(({ body }) => JSON.parse(String(body)) as object)).toMatchObject([{ api_refund: false }]);
  });

  it('gives parts back until nothing is left', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    expect((await rig.refund(payment, { amount: '3.50' })).status).toBe(201);
    const tooMuch = await rig.refund(payment, { amount: payment.amount.slice(0, -2) });
    const left = ((cents(payment.amount) - 350) / 100).toFixed(2);
    expect([tooMuch.status, tooMuch.body.error]).toMatchObject([
      409,
      { code: 'CONFLICT', details: { reason: 'over_left', left, currency: payment.currency } },
    ]);
    expect((await rig.refund(payment, { amount: '1.00', currency: payment.currency })).status).toBe(201);
    const rest = await rig.refund(payment);
    expect(cents((rest.body.data as RefundView).amount)).toBe(-(cents(payment.amount) - 450));
    const nothing = await rig.refund(payment);
    expect([nothing.status, nothing.body.error.details]).toMatchObject([409, { left: '0.00' }]);
    expect(await rig.atStripe(payment)).toEqual([350, 100, cents(payment.amount) - 450]);
    const order = await rig.orderWhen(
      payment,
      'was told of all three',
      (one) => one.refunds.every(({ platform_refund_id }) => platform_refund_id !== null) && one.refunds.length === 3,
    );
    expect(kindsOf(order).filter((kind) => kind === 'refunded')).toHaveLength(3);
  });

  it('two at once never give back more than was paid', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    const most = (cents(payment.amount) / 100).toFixed(2);
    const answers = await Promise.all([1, 2, 3].map(() => rig.refund(payment, { amount: most })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await rig.atStripe(payment)).toEqual([cents(payment.amount)]);
    expect(await rig.rows(payment)).toHaveLength(1);
  });

  it('counts what was given back at the provider by others', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    const known = await app.db.query<{ id: string }>(
      `INSERT INTO transactions (user_id, payment_processor_id, platform_transaction_id, type, status, amount, currency, parent_platform_id)
       SELECT user_id, payment_processor_id, 're_elsewhere', 'refund', 'completed', -2, currency, platform_transaction_id
       FROM transactions WHERE id = $1 RETURNING id`,
      [payment.id],
    );
    const tooMuch = await rig.refund(payment, { amount: (cents(payment.amount) / 100).toFixed(2) });
    expect([tooMuch.status, tooMuch.body.error.details.left]).toEqual([
      409,
      ((cents(payment.amount) - 200) / 100).toFixed(2),
    ]);
    await app.db.query('DELETE FROM transactions WHERE id = $1', [known[0]!.id]);
  });

  it('answers the same to the same Idempotency-Key, and refunds once', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    const key = { 'idempotency-key': `refund-${payment.id}` };
    const first = await rig.refund(payment, { amount: '2.00' }, key);
    const second = await rig.refund(payment, { amount: '2.00' }, key);
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
    expect(second.body.data.id).toBe(first.body.data.id);
    expect((await rig.refund(payment, { amount: '3.00' }, key)).status).toBe(422);
    expect(await rig.atStripe(payment)).toEqual([200]);
  });

  describe('refuses, and changes nothing', () => {
    let payment: Payment;
    beforeAll(async () => {
      payment = await rig.payment(TWO_DIGITS);
    });
    afterEach(async () => {
      expect(await rig.atStripe(payment)).toEqual([]);
      expect((await rig.rows(payment)).filter(({ status }) => status !== 'failed')).toEqual([]);
    });

    it.each([
      ['an amount finer than the currency', { amount: '1.001' }, 'amount'],
      ['zero', { amount: '0.00' }, 'amount'],
      ['a negative amount', { amount: '-1.00' }, 'amount'],
      ['an amount that is a number', { amount: 1 }, 'amount'],
      ['another currency', { amount: '1.00', currency: 'JPY' }, 'currency'],
      ['an unknown field', { amount: '1.00', sum: '1.00' }, 'sum'],
      ['a reason that is too long', { reason: 'x'.repeat(501) }, 'reason'],
    ])('%s: 400', async (_what, body, field) => {
      const answer = await rig.refund(payment, body);
      expect([answer.status, answer.body.error]).toMatchObject([400, { code: 'VALIDATION_ERROR', details: { field } }]);
    });

    it('another person’s payment, an unknown one, no token', async () => {
      const other = await as(app.http, await aUser(app.db));
      const path = `/api/v1/transactions/${payment.id}/refunds`;
      expect((await other.post(path, {})).status).toBe(404);
      expect((await other.get(path)).status).toBe(404);
      expect((await http.post('/api/v1/transactions/019aa5c0-7b10-7c2e-9a4f-0c6f3f1d2b11/refunds', {})).status).toBe(
        404,
      );
      expect((await http.post('/api/v1/transactions/not-an-id/refunds', {})).status).toBe(400);
      expect((await app.http.post(path, {})).status).toBe(401);
    });

    it.each([
      ['pending', `status = 'pending'`],
      ['failed', `status = 'failed'`],
      ['no payment', `type = 'adjustment'`],
    ])('a payment that is %s: 409', async (_what, set) => {
      const before = await app.db.one<{ type: string; status: string }>(
        'SELECT type, status FROM transactions WHERE id = $1',
        [payment.id],
      );
      await app.db.query(`UPDATE transactions SET ${set} WHERE id = $1`, [payment.id]);
      const answer = await rig.refund(payment);
      await app.db.query('UPDATE transactions SET type = $2, status = $3 WHERE id = $1', [
        payment.id,
        before.type,
        before.status,
      ]);
      expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE']);
    });

    it.each([
      ['switched off', 'is_active = false', 'is_active = true'],
      ['deleted', 'deleted_at = now()', 'deleted_at = NULL'],
    ])('a processor that is %s: 409', async (_what, off, on) => {
      await app.db.query(`UPDATE payment_processors SET ${off} WHERE id = $1`, [rig.processor_id]);
      const answer = await rig.refund(payment);
      await app.db.query(`UPDATE payment_processors SET ${on} WHERE id = $1`, [rig.processor_id]);
      expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE']);
    });

    it('a processor without credentials: 409', async () => {
      const answer = await rig.withCredentials(null, () => rig.refund(payment));
      expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE']);
    });

    it('a key that may not refund: 424, named', async () => {
      const connections = app.nest.get(ProcessorConnections, { strict: false });
      const key = JSON.stringify({ secret_key: 'rk_test_sandbox_readonly' });
      const sealed = connections.seal(rig.processor_id, 'api_credentials', key);
      const answer = await rig.withCredentials(sealed, () => rig.refund(payment));
      expect([answer.status, answer.body.error.code]).toEqual([424, 'PROVIDER_AUTH_FAILED']);
      expect(answer.body.error.message).toMatch(/charge_write/);
    });

    it('what the provider refuses, with its words: 424, and the refund is shown as failed', async () => {
      // Somebody gave it back at Stripe, and nobody here knows yet.
      const other = await rig.payment(TWO_DIGITS);
      await app.sandbox.http.post(`/stripe/v1/refunds`, undefined, {
        raw: `charge=${other.platform_transaction_id}`,
        headers: {
          authorization: 'Bearer sk_test_sandbox_demo',
          'content-type': 'application/x-www-form-urlencoded',
        },
      });
      const answer = await rig.refund(other);
      expect([answer.status, answer.body.error]).toMatchObject([
        424,
        { code: 'PROVIDER_REJECTED', details: { provider: 'stripe', provider_code: 'charge_already_refunded' } },
      ]);
      expect(answer.body.error.message).toMatch(/already been refunded/);
      expect(await rig.atStripe(other)).toHaveLength(1);
      expect(await rig.rows(other)).toMatchObject([{ status: 'failed', platform_transaction_id: null }]);
      const order = await rig.orderWhen(other, 'is read', () => true);
      expect(kindsOf(order)).not.toContain('refunded');
    });
  });
});

describe('a refund of which no answer is heard', () => {
  /** While it lasts, no call that refunds leaves: its time runs out before. */
  function holdBack(): () => void {
    const client = app.nest.get(OutboundClient, { strict: false });
    const request = client.request.bind(client);
    client.request = (call) =>
      call.method === 'POST' && call.url.includes('/v1/refunds')
        ? Promise.reject(new DOMException('too late', 'TimeoutError'))
        : request(call);
    return () => {
      client.request = request;
    };
  }

  /** It is pending, its job settles it, and it was made once. */
  async function madeOnce(payment: Payment, answer: Answer): Promise<void> {
    expect(answer.status).toBe(202);
    const { transaction, job } = answer.body.data as { transaction: RefundView; job: { id: string } };
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`);
    expect(transaction).toMatchObject({ type: 'refund', amount: '-5.00', parent_transaction_id: payment.id });
    await jobSucceeded(http, job.id);
    expect(await rig.atStripe(payment)).toEqual([500]);
    expect(await rig.transaction(transaction.id)).toMatchObject({
      status: 'completed',
      platform_transaction_id: expect.stringMatching(/^re_/) as string,
    });
    expect(await rig.rows(payment)).toHaveLength(1);
    const order = await rig.orderWhen(payment, 'was told', (one) => kindsOf(one).includes('refund_noted'));
    expect(kindsOf(order).filter((kind) => kind === 'refunded')).toHaveLength(1);
  }

  it('and which Stripe has made stays pending until it is found there', async () => {
    for (let round = 0; ; round += 1) {
      const payment = await rig.payment(TWO_DIGITS);
      // Every try is broken off, before or after Stripe did it, as it falls.
      await app.sandbox.fault({ provider: 'stripe', kind: 'reset', method: 'POST', path: '/v1/refunds' });
      const answer = await rig.refund(payment, { amount: '5.00' });
      const wasMade = (await rig.atStripe(payment)).length > 0;
      await app.sandbox.clearFaults();
      await madeOnce(payment, answer);
      if (wasMade) break;
      expect(round).toBeLessThan(8);
    }
  });

  it('and which Stripe has not made stays pending until it is sent again', async () => {
    const payment = await rig.payment(TWO_DIGITS);
    const letGo = holdBack();
    const answer = await rig.refund(payment, { amount: '5.00' });
    letGo();
    await madeOnce(payment, answer);
  });

  it('and that Stripe never hears of fails when it is too old to be tried', async () => {
    const times = app.nest.get(RefundTimes, { strict: false });
    const payment = await rig.payment(TWO_DIGITS);
    const letGo = holdBack();
    const within = times.send_within_ms;
    times.send_within_ms = 0;
    const answer = await rig.refund(payment, { amount: '5.00' });
    const { job, transaction } = answer.body.data as { transaction: RefundView; job: { id: string } };
    const failed = await jobWhen(http, job.id, 'failed', ({ status }) => status === 'failed');
    letGo();
    times.send_within_ms = within;
    expect(failed.error?.message).toMatch(/not tried any more/);
    expect(await rig.transaction(transaction.id)).toMatchObject({ status: 'failed' });
    expect(await rig.atStripe(payment)).toEqual([]);
    // All of it is left.
    expect((await rig.refund(payment)).status).toBe(201);
  });
});
