import { AppError } from '../../../common/errors/app-error.js';
import { leftOf, refundAmount, type RefundablePayment, type RefundWish } from './refund-rules.js';

const payment = (more: Partial<RefundablePayment> = {}): RefundablePayment => ({
  type: 'payment',
  status: 'completed',
  platform_transaction_id: 'ch_1',
  amount: '143.3000',
  currency: 'EUR',
  refunded: '0',
  ...more,
});

describe('how much is refunded', () => {
  it.each<[string, Partial<RefundablePayment>, RefundWish, string]>([
    ['all of it', {}, {}, '143.30'],
    ['all that is left', { refunded: '43.3000' }, {}, '100.00'],
    ['a part', {}, { amount: '0.01' }, '0.01'],
    ['the last cent', { refunded: '143.29' }, { amount: '0.01' }, '0.01'],
    ['whole yen', { amount: '1500.0000', currency: 'JPY' }, { amount: '1500' }, '1500'],
    ['fils', { amount: '1.5000', currency: 'KWD' }, { amount: '0.125' }, '0.125'],
    ['fewer digits than the currency has', {}, { amount: '5' }, '5.00'],
    ['with its currency said', {}, { amount: '5', currency: 'EUR' }, '5.00'],
  ])('%s', (_what, more, wish, expected) => {
    expect(refundAmount(payment(more), wish)).toBe(expected);
  });

  it.each<[string, Partial<RefundablePayment>, RefundWish, string, Record<string, unknown>]>([
    ['more than is left', { refunded: '43.30' }, { amount: '100.01' }, 'CONFLICT', { left: '100.00', currency: 'EUR' }],
    ['anything when nothing is left', { refunded: '143.30' }, {}, 'CONFLICT', { left: '0.00' }],
    ['anything of one that was refunded too far', { refunded: '150' }, {}, 'CONFLICT', { left: '0.00' }],
    ['tenths of a cent', {}, { amount: '0.001' }, 'VALIDATION_ERROR', { field: 'amount' }],
    ['a part of a yen', { currency: 'JPY' }, { amount: '1.0' }, 'VALIDATION_ERROR', { field: 'amount' }],
    ['nothing', {}, { amount: '0.00' }, 'VALIDATION_ERROR', { field: 'amount' }],
    ['another currency', {}, { amount: '1.00', currency: 'USD' }, 'VALIDATION_ERROR', { field: 'currency' }],
    ['a pending payment', { status: 'pending' }, {}, 'INVALID_STATE', { from: 'pending' }],
    ['a failed payment', { status: 'failed' }, {}, 'INVALID_STATE', { from: 'failed' }],
    ['a refund', { type: 'refund' }, {}, 'INVALID_STATE', { type: 'refund' }],
    ['one without the provider’s id', { platform_transaction_id: null }, {}, 'INVALID_STATE', {}],
  ])('not %s', (_what, more, wish, code, details) => {
    let thrown: unknown;
    try {
      refundAmount(payment(more), wish);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe(code);
    expect((thrown as AppError).details).toMatchObject(details);
  });

  it('what is left has the currency’s digits', () => {
    expect(leftOf(payment({ amount: '10.0000', refunded: '2.5000', currency: 'KWD' }))).toBe('7.500');
  });
});
