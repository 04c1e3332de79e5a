import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import type { HttpClient } from '../support/http.js';
import { World } from './reconciliation-world.js';

describe('what a person decides', () => {
  let app: TestApp;
  let world: World;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  beforeEach(async () => {
    world = await World.make(app);
    http = await as(app.http, world.user);
  });
  afterAll(() => app.close());

  const match = (id: string, orderId: string, note = 'I know it') =>
    http.post(`/api/v1/transactions/${id}/match`, { order_id: orderId, note });
  const unmatch = (id: string, body: object = {}) => http.post(`/api/v1/transactions/${id}/unmatch`, body);

  describe('POST transactions/:id/match', () => {
    it('ties a payment to an order, is told and written down, and no pass undoes it', async () => {
      const order = await world.order();
      const payment = await world.payment({ amount: '99.00', occurred_at: new Date() });
      const refund = await world.refund(payment, { occurred_at: new Date() });
      await world.pass();
      expect((await world.ofOrder(order)).state).toBe('missing');

      const answer = await match(payment.id, order.id, 'Paid on the phone');
      expect(answer.status).toBe(200);
      expect(answer.body.data).toMatchObject({
        id: payment.id,
        order_id: order.id,
        reconciliation: { state: 'matched_manual', method: 'manual', note: 'Paid on the phone' },
      });
      expect((await world.passMarked())?.is_full).toBe(false);
      expect(await world.ofOrder(order)).toMatchObject({
        state: 'matched_manual',
        reason: 'amount_differs',
        difference: '-44.3000',
      });
      expect(await world.ofTransaction(refund)).toMatchObject({ state: 'matched_manual', order_id: order.id });
      await world.pass();
      expect(await world.ofTransaction(payment)).toMatchObject({ state: 'matched_manual', order_id: order.id });

      expect(await app.db.query('SELECT action, details FROM audit_log WHERE subject_id = $1', [payment.id])).toEqual([
        { action: 'transaction.matched', details: { order_id: order.id, was_of: null, note: 'Paid on the phone' } },
      ]);
      expect(
        await app.db.query(`SELECT payload FROM outbox WHERE user_id = $1 AND type = 'payments.transaction_matched'`, [
          world.user.id,
        ]),
      ).toEqual([{ payload: { transaction_id: payment.id, order_id: order.id, was_of: null } }]);
    });

    it('changes nothing when it is repeated', async () => {
      const order = await world.order();
      const payment = await world.payment();
      await match(payment.id, order.id);
      const before = await world.places();
      expect((await match(payment.id, order.id)).status).toBe(200);
      expect(await world.places()).toEqual(before);
      expect(await app.db.count('audit_log', 'subject_id = $1', [payment.id])).toBe(1);
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['a refund', { type: 'refund', amount: '-5.00' }, 'not_a_payment'],
      ['a fee', { type: 'fee', amount: '-5.00' }, 'not_a_payment'],
      ['a payment that failed', { status: 'failed' }, 'not_paid'],
      ['a payment in another currency', { currency: 'USD' }, 'currency_mismatch'],
    ])('refuses %s, and changes nothing', async (_what, columns, reason) => {
      const order = await world.order();
      const transaction = await world.payment(columns);
      const before = await world.places();
      const answer = await match(transaction.id, order.id);
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details.reason).toBe(reason);
      expect(await world.places()).toEqual(before);
      expect(await app.db.count('audit_log', 'subject_id = $1', [transaction.id])).toBe(0);
    });

    it('refuses a payment that is matched to another order', async () => {
      const first = await world.order({ payment_reference: 'ch_taken' });
      const second = await world.order();
      const payment = await world.payment({ platform_transaction_id: 'ch_taken' });
      await world.pass();
      const answer = await match(payment.id, second.id);
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details).toEqual({ reason: 'matched_elsewhere', order_id: first.id });
    });

    it('does not know another user’s order or transaction', async () => {
      const stranger = await World.make(app);
      const [theirOrder, theirPayment] = [await stranger.order(), await stranger.payment()];
      const [order, payment] = [await world.order(), await world.payment()];
      expectRefusal(await match(payment.id, theirOrder.id), 404, 'NOT_FOUND');
      expectRefusal(await match(theirPayment.id, order.id), 404, 'NOT_FOUND');
      expectRefusal(await unmatch(theirPayment.id), 404, 'NOT_FOUND');
      expect((await stranger.ofTransaction(theirPayment)).order_id).toBeNull();
    });

    it.each<[string, object]>([
      ['order_id', { order_id: 'x', note: 'n' }],
      ['note', { order_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4' }],
      ['amount', { order_id: '019aa5c0-5a11-7f60-8f3e-55b1a2a0c9d4', note: 'n', amount: '1' }],
    ])('refuses input with a wrong %s', async (field, body) => {
      const payment = await world.payment();
      const answer = await http.post(`/api/v1/transactions/${payment.id}/match`, body);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    });
  });

  describe('POST transactions/:id/unmatch', () => {
    it('loosens a payment, and no pass ties it again until a person does', async () => {
      const order = await world.order({ payment_reference: 'ch_loose' });
      const payment = await world.payment({ platform_transaction_id: 'ch_loose' });
      await world.pass();
      const answer = await unmatch(payment.id, { note: 'Another purchase' });
      expect(answer.body.data).toMatchObject({
        order_id: null,
        reconciliation: { state: 'orphan', reason: 'unmatched_by_hand', note: 'Another purchase' },
      });
      await world.pass();
      expect(await world.ofTransaction(payment)).toMatchObject({
        state: 'orphan',
        order_id: null,
        method: 'unmatched',
      });
      expect((await world.ofOrder(order)).state).toBe('missing');
      expect((await match(payment.id, order.id)).status).toBe(200);
      await world.pass();
      expect((await world.ofOrder(order)).state).toBe('matched_manual');
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['a payment that is matched to nothing', {}, 'not_matched'],
      ['a refund', { type: 'refund', amount: '-5.00' }, 'not_a_payment'],
    ])('refuses %s', async (_what, columns, reason) => {
      const answer = await unmatch((await world.payment(columns)).id);
      expectRefusal(answer, 409, 'CONFLICT');
      expect(answer.body.error.details.reason).toBe(reason);
    });
  });

  describe('reconciliation/rules', () => {
    it('are the usual ones until they are changed, and everything is looked at anew then', async () => {
      const order = await world.order({ payment_reference: 'ch_r' });
      await world.payment({ platform_transaction_id: 'ch_r', amount: '143.00' });
      await world.pass();
      expect((await http.get('/api/v1/reconciliation/rules')).body.data).toMatchObject({
        days_until_missing: 3,
        tolerance_amount: '0.00',
      });
      const answer = await http.put('/api/v1/reconciliation/rules', { tolerance_amount: '0.50' });
      expect(answer.body.data).toMatchObject({ tolerance_amount: '0.5', days_until_missing: 3 });
      expect((await world.passMarked())?.is_full).toBe(true);
      expect((await world.ofOrder(order)).state).toBe('matched_with_tolerance');
      expect(
        await app.db.count('audit_log', `action = 'reconciliation.rules_changed' AND user_id = $1`, [world.user.id]),
      ).toBe(1);
    });

    it.each<[string, unknown]>([
      ['tolerance_amount', '-1'],
      ['tolerance_amount', 1],
      ['tolerance_percent', '101'],
      ['days_until_missing', -1],
      ['time_window_hours', 0],
      ['minimum_score', 50],
      ['ignored_gateways', 'cod'],
      ['days_until_missing', null],
      ['unknown', 1],
    ])('refuse %s of %j', async (field, value) => {
      const answer = await http.put('/api/v1/reconciliation/rules', { [field]: value });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toMatch(new RegExp(`^${field}`));
    });
  });

  it.each([
    ['GET', '/api/v1/reconciliation'],
    ['GET', '/api/v1/reconciliation/exceptions'],
    ['POST', '/api/v1/reconciliation/run'],
    ['GET', '/api/v1/reconciliation/rules'],
  ])('%s %s needs an access token', async (method, path) => {
    expectRefusal(await app.http.request(method, path), 401, 'UNAUTHENTICATED');
  });
});
