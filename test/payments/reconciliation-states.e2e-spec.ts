import { startTestApp, type TestApp } from '../support/app.js';
import { aProcessor, aPayout } from '../support/payment-factories.js';
import { DAY, LONG_AGO, World } from './reconciliation-world.js';

const NOW = (): Date => new Date();
const later = (ms: number): Date => new Date(LONG_AGO.getTime() + ms);

describe('a pass of reconciliation', () => {
  let app: TestApp;
  let world: World;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  beforeEach(async () => {
    world = await World.make(app);
  });
  afterAll(() => app.close());

  describe('judges an order', () => {
    const judged = async (
      columns: Record<string, unknown>,
      payments: Record<string, unknown>[] = [],
    ): Promise<unknown[]> => {
      const order = await world.order({ payment_reference: 'ch_of_order', ...columns });
      for (const [index, payment] of payments.entries()) {
        const id = index === 0 ? { platform_transaction_id: 'ch_of_order' } : { own_references: ['ch_of_order'] };
        await world.payment({ ...id, occurred_at: later(index * 1000), ...payment });
      }
      await world.pass();
      const { state, reason } = await world.ofOrder(order);
      return [state, reason];
    };

    it('expected while its money may still come', async () => {
      expect(await judged({ created_at: NOW(), paid_at: NOW() })).toEqual(['expected', 'not_seen_yet']);
    });
    it('missing when it has not come for days', async () => {
      expect(await judged({})).toEqual(['missing', 'no_payment_found']);
    });
    it('missing, and why, when its payment failed', async () => {
      expect(await judged({}, [{ status: 'failed' }])).toEqual(['missing', 'payment_failed']);
    });
    it('expected while its payment is pending', async () => {
      expect(await judged({}, [{ status: 'pending' }])).toEqual(['expected', 'payment_pending']);
    });
    it('under_amount when less came', async () => {
      expect(await judged({}, [{ amount: '140.00' }])).toEqual(['under_amount', 'paid_less']);
    });
    it('over_amount when more came', async () => {
      expect(await judged({}, [{ amount: '150.00' }])).toEqual(['over_amount', 'paid_more']);
    });
    it('matched_auto when several payments are its amount together', async () => {
      expect(await judged({}, [{ amount: '100.00' }, { amount: '43.30' }])).toEqual(['matched_auto', null]);
    });
    it('currency_mismatch when it came in another currency', async () => {
      expect(await judged({}, [{ currency: 'USD' }])).toEqual(['currency_mismatch', 'other_currency']);
    });
    it('exactly in a currency of three digits', async () => {
      const columns = { currency: 'KWD', total_amount: '1.500' };
      expect(await judged(columns, [{ currency: 'KWD', amount: '1.499' }])).toEqual(['under_amount', 'paid_less']);
    });
    it('void when it was cancelled before it was paid', async () => {
      expect(await judged({ status: 'cancelled', paid_at: null })).toEqual(['void', 'cancelled_unpaid']);
    });
    it('void when nothing is to be paid', async () => {
      expect(await judged({ total_amount: '0.00' })).toEqual(['void', 'nothing_to_pay']);
    });
    it('void while the shop says that it is not paid', async () => {
      expect(await judged({ status: 'pending', paid_at: null })).toEqual(['void', 'not_paid']);
    });
    it.each(['cod', 'Cash on Delivery (COD)', 'checkmo', 'manual, gift_card'])(
      'void when it was paid by %s',
      async (payment_gateway) => {
        expect(await judged({ payment_gateway })).toEqual(['void', 'paid_elsewhere']);
      },
    );
    it('matched_with_tolerance when a gift card paid the rest', async () => {
      expect(await judged({ payment_gateway: 'stripe, gift_card' }, [{ amount: '100.00' }])).toEqual([
        'matched_with_tolerance',
        'rest_paid_elsewhere',
      ]);
    });
    it('expected when the shop says that a part of it is paid, and that part came', async () => {
      expect(await judged({ payment_status: 'partially_paid' }, [{ amount: '50.00' }])).toEqual([
        'expected',
        'partly_paid',
      ]);
    });
    it('expected when its payment service is not connected', async () => {
      expect(await judged({ payment_gateway: 'paypal' })).toEqual(['expected', 'processor_not_connected']);
    });
    it('expected while a processor is in its first import', async () => {
      await aProcessor(app.db, { user_id: world.user.id });
      expect(await judged({})).toEqual(['expected', 'first_import']);
    });
    it('matched_with_tolerance within the user’s tolerance, and not beyond it', async () => {
      await app.db.query(`INSERT INTO reconciliation_rules VALUES ($1, '0.10', '1', 3, 24, 72, 70, '[]')`, [
        world.user.id,
      ]);
      expect(await judged({}, [{ amount: '141.90' }])).toEqual(['matched_with_tolerance', 'within_tolerance']);
      await app.db.query(`UPDATE transactions SET amount = '141.80' WHERE user_id = $1`, [world.user.id]);
      await world.pass();
      const { state } = await app.db.one<{ state: string }>('SELECT state FROM order_payments WHERE user_id = $1', [
        world.user.id,
      ]);
      expect(state).toBe('under_amount');
    });
    it('with its fees, refunds and what was left of it', async () => {
      const order = await world.order({ payment_reference: 'ch_fees' });
      const payment = await world.payment({ platform_transaction_id: 'ch_fees' });
      await world.refund(payment, { fee_amount: '-0.20', net_amount: '-19.80' });
      await world.pass();
      expect(await world.ofOrder(order)).toMatchObject({
        state: 'matched_auto',
        paid_amount: '143.3000',
        refunded_amount: '20.0000',
        fee_amount: '4.2600',
        net_amount: '119.0400',
        fee_currency: 'EUR',
        transactions_count: 2,
      });
    });
  });

  describe('judges a transaction', () => {
    it('duplicate when its order was paid already, and the order stays matched', async () => {
      const order = await world.order({ payment_reference: 'ch_first' });
      const first = await world.payment({ platform_transaction_id: 'ch_first' });
      const second = await world.payment({ own_references: ['ch_first'], occurred_at: later(DAY) });
      await world.pass();
      expect(await world.ofTransaction(first)).toMatchObject({ state: 'matched_auto', order_id: order.id });
      expect(await world.ofTransaction(second)).toMatchObject({
        state: 'duplicate',
        reason: 'order_paid_already',
        order_id: order.id,
      });
      expect(await world.ofOrder(order)).toMatchObject({ state: 'matched_auto', paid_amount: '143.3000' });
    });

    it('void when it was one too many and has been given back', async () => {
      await world.order({ payment_reference: 'ch_a' });
      await world.payment({ platform_transaction_id: 'ch_a' });
      const second = await world.payment({ own_references: ['ch_a'], occurred_at: later(DAY) });
      const refund = await world.refund(second, { amount: '-143.30', occurred_at: later(2 * DAY) });
      await world.pass();
      expect(await world.ofTransaction(second)).toMatchObject({ state: 'void', reason: 'duplicate_refunded' });
      expect(await world.ofTransaction(refund)).toMatchObject({ state: 'matched_auto', method: 'parent' });
    });

    it('matched when its order was paid, refunded, and paid again', async () => {
      const order = await world.order({ payment_reference: 'ch_again' });
      const first = await world.payment({ platform_transaction_id: 'ch_again' });
      await world.refund(first, { amount: '-143.30', occurred_at: later(DAY) });
      const second = await world.payment({ own_references: ['ch_again'], occurred_at: later(2 * DAY) });
      await world.pass();
      expect(await world.ofTransaction(second)).toMatchObject({ state: 'matched_auto' });
      expect(await world.ofOrder(order)).toMatchObject({ state: 'matched_auto', paid_amount: '143.3000' });
    });

    it('orphan when its order should long be known, expected before', async () => {
      const old = await world.payment();
      const young = await world.payment({ occurred_at: NOW(), amount: '1.00' });
      await world.pass();
      expect(await world.ofTransaction(old)).toMatchObject({ state: 'orphan', reason: 'no_order_found' });
      expect(await world.ofTransaction(young)).toMatchObject({ state: 'expected', reason: 'order_not_seen_yet' });
    });

    it.each([
      ['failed', 'payment_failed'],
      ['cancelled', 'payment_cancelled'],
    ])('void when it is %s', async (status, reason) => {
      const payment = await world.payment({ status });
      await world.pass();
      expect(await world.ofTransaction(payment)).toMatchObject({ state: 'void', reason });
    });

    it('void when it is a fee of the account', async () => {
      const fee = await world.payment({ type: 'fee', amount: '-5.00' });
      await world.pass();
      expect(await world.ofTransaction(fee)).toMatchObject({ state: 'void', reason: 'not_of_an_order' });
    });

    it('orphan when it is a refund of no known payment', async () => {
      const refund = await world.payment({ type: 'refund', amount: '-5.00', parent_platform_id: 'ch_unknown' });
      await world.pass();
      expect(await world.ofTransaction(refund)).toMatchObject({ state: 'orphan', reason: 'payment_not_known' });
    });

    it('with the order of its payment when it is a refund or a chargeback', async () => {
      const order = await world.order({ payment_reference: 'ch_p' });
      const payment = await world.payment({ platform_transaction_id: 'ch_p' });
      const refund = await world.refund(payment);
      const chargeback = await world.refund(payment, { type: 'chargeback' });
      await world.pass();
      for (const child of [refund, chargeback]) {
        expect(await world.ofTransaction(child)).toMatchObject({
          state: 'matched_auto',
          order_id: order.id,
          reason: null,
        });
      }
    });

    it('refund_in_later_payout only when it was made before its payment was paid out and came off a later payout', async () => {
      const processor = { payment_processor_id: world.processor.id };
      const first = await aPayout(app.db, { ...processor, initiated_at: later(2 * DAY) });
      const second = await aPayout(app.db, { ...processor, initiated_at: later(9 * DAY) });
      await world.order({ payment_reference: 'ch_paid' });
      const payment = await world.payment({ platform_transaction_id: 'ch_paid', payout_id: first.id });
      const early = await world.refund(payment, { payout_id: second.id, occurred_at: later(DAY) });
      const ordinary = await world.refund(payment, { payout_id: second.id, occurred_at: later(3 * DAY) });
      const together = await world.refund(payment, { payout_id: first.id, occurred_at: later(DAY) });
      await world.pass();
      expect(await world.ofTransaction(early)).toMatchObject({
        state: 'matched_auto',
        reason: 'refund_in_later_payout',
      });
      expect(await world.ofTransaction(ordinary)).toMatchObject({ state: 'matched_auto', reason: null });
      expect(await world.ofTransaction(together)).toMatchObject({ state: 'matched_auto', reason: null });
    });
  });
});
