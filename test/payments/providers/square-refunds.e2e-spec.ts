import { randomUUID } from 'node:crypto';

import { negate } from '../../../src/common/money/money.js';
import type { RefundOrder } from '../../../src/modules/payments/providers/provider.port.js';
import type { ProviderTransaction } from '../../../src/modules/payments/providers/provider.records.js';
import { until } from '../../support/until.js';
import { SquareRig, TOKENS } from './square-rig.js';

describe('Square, refunds', () => {
  let rig: SquareRig;
  beforeAll(async () => {
    rig = await SquareRig.start(30);
  });
  afterAll(() => rig.close());
  afterEach(() => rig.sandbox.clearFaults());

  /** A payment of 42.00 USD that nobody else refunds. */
  async function paid(currency = 'USD', amount = 4200): Promise<ProviderTransaction> {
    const { payment_id: id } = await rig.sandbox.event('square', 'payment_succeeded', { currency, amount });
    const page = await rig.square.readOne(rig.connection(), 'payments', String(id));
    const [row] = page?.transactions ?? [];
    if (row === undefined) throw new Error('the payment was not made');
    return row;
  }

  const orderOf = (
    payment: ProviderTransaction,
    amount: string,
    reason: string | null = 'Broken cup',
  ): RefundOrder => ({
    refund_id: randomUUID(),
    payment: { ...payment, own_references: payment.own_references },
    amount,
    reason,
  });
  const refunds = async (): Promise<number> => (await rig.writes()).refunds ?? 0;

  it.each([
    ['USD', 4200, '5.00'],
    ['JPY', 4200, '500'],
    ['KWD', 4200, '1.234'],
  ])('in %s gives back a part, pending until the card’s bank agrees', async (currency, total, amount) => {
    const payment = await paid(currency, total);
    const order = orderOf(payment, amount);
    const made = await rig.square.refund(rig.connection(), order);
    expect(made).toMatchObject({
      type: 'refund',
      amount: negate(amount),
      currency,
      parent_platform_id: payment.platform_transaction_id,
      refund_request_id: order.refund_id,
      description: 'Broken cup',
    });
    expect(['pending', 'completed']).toContain(made.status);
    await until(
      'the refund is completed',
      () => rig.square.readOne(rig.connection(), 'refunds', made.platform_transaction_id),
      (page) => page?.transactions[0]?.status === 'completed',
    );
  });

  it('sends the same order twice and gives back once', async () => {
    const order = orderOf(await paid(), '42.00', null);
    const before = await refunds();
    const [first, second] = [
      await rig.square.refund(rig.connection(), order),
      await rig.square.refund(rig.connection(), order),
    ];
    expect(second.platform_transaction_id).toBe(first.platform_transaction_id);
    expect(await refunds()).toBe(before + 1);
  });

  it.each([['reset'], ['error_500'], ['malformed']])(
    'does not know the outcome when the answer is lost to %s',
    async (kind) => {
      const order = orderOf(await paid(), '10.00');
      await rig.sandbox.fault({ provider: 'square', kind, rate: 1, path: '/v2/refunds', method: 'POST' });
      await expect(rig.square.refund(rig.connection(), order)).rejects.toMatchObject({ fault: 'unknown_outcome' });
      await rig.sandbox.clearFaults();
      const before = await refunds();
      const found = await rig.square.findRefund(rig.connection(), order);
      const again = await rig.square.refund(rig.connection(), order);
      if (found !== null) expect(again.platform_transaction_id).toBe(found.platform_transaction_id);
      expect(await refunds()).toBe(before + (found === null ? 1 : 0));
      expect(await rig.square.findRefund(rig.connection(), order)).toMatchObject({
        platform_transaction_id: again.platform_transaction_id,
        refund_request_id: order.refund_id,
      });
    },
  );

  it('finds its own refund among others of the same sum, and none that is another’s', async () => {
    const payment = await paid();
    const [mine, other, never] = ['5.00', '5.00', '5.00'].map((amount) => orderOf(payment, amount));
    if (mine === undefined || other === undefined || never === undefined) throw new Error('three orders');
    const made = await rig.square.refund(rig.connection(), mine);
    await rig.square.refund(rig.connection(), other);
    expect((await rig.square.findRefund(rig.connection(), mine))?.platform_transaction_id).toBe(
      made.platform_transaction_id,
    );
    expect(await rig.square.findRefund(rig.connection(), never)).toBeNull();
    const nowhere = { ...never, payment: { ...never.payment, platform_transaction_id: 'nobody' } };
    expect(await rig.square.findRefund(rig.connection(), nowhere)).toBeNull();
  });

  it.each([
    ['more than was paid', '42.01', {}, 'REFUND_AMOUNT_INVALID'],
    ['another currency', '1.00', { currency: 'EUR' }, 'CURRENCY_MISMATCH'],
    ['a payment that is not there', '1.00', { platform_transaction_id: 'nobody' }, 'NOT_FOUND'],
  ])('of %s is refused in Square’s words, and nothing is done', async (_words, amount, more, code) => {
    const payment = { ...(await paid()), ...more };
    const before = await refunds();
    await expect(rig.square.refund(rig.connection(), orderOf(payment, amount))).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: code,
    });
    expect(await refunds()).toBe(before);
  });

  it('of what is left and a cent more is refused', async () => {
    const payment = await paid();
    await rig.square.refund(rig.connection(), orderOf(payment, '40.00'));
    await expect(rig.square.refund(rig.connection(), orderOf(payment, '2.01'))).rejects.toMatchObject({
      fault: 'rejected',
    });
    await rig.square.refund(rig.connection(), orderOf(payment, '2.00'));
  });

  it('of a disputed payment is refused', async () => {
    const payment = await paid();
    await rig.sandbox.event('square', 'dispute_created', { payment_id: payment.platform_transaction_id });
    await expect(rig.square.refund(rig.connection(), orderOf(payment, '1.00'))).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE',
    });
  });

  it('under a key that was used for another sum is refused', async () => {
    const order = orderOf(await paid(), '1.00');
    await rig.square.refund(rig.connection(), order);
    await expect(rig.square.refund(rig.connection(), { ...order, amount: '2.00' })).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('with a token that only reads is refused as a lack of permission', async () => {
    const order = orderOf(await paid(), '1.00');
    await expect(rig.square.refund(rig.connection(TOKENS.reading), order)).rejects.toMatchObject({
      fault: 'auth',
      provider_code: 'INSUFFICIENT_SCOPES',
    });
  });
});
