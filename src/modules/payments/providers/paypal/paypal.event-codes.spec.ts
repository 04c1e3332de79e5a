import { kindOf } from './paypal.event-codes.js';

describe('the kind of a row by its event code', () => {
  it.each([
    ['T0006', false, 'payment'],
    ['T0013', false, 'payment'],
    ['T0099', false, 'payment'],
    ['T3000', false, 'payment'],
    // Money that the merchant sent: a subscription of their own, postage, mass payments.
    ['T0003', true, 'adjustment'],
    ['T0001', true, 'adjustment'],
    ['T1107', true, 'refund'],
    ['T1113', true, 'refund'],
    ['T1106', true, 'chargeback'],
    ['T1201', true, 'chargeback'],
    ['T1202', false, 'chargeback'],
    ['T1205', false, 'chargeback'],
    ['T0100', true, 'fee'],
    ['T0106', true, 'fee'],
    ['T0114', true, 'fee'],
    ['T1108', false, 'fee'],
    ['T1109', false, 'fee'],
    ['T0200', true, 'adjustment'],
    ['T0300', false, 'adjustment'],
    ['T1101', false, 'adjustment'],
    ['T1105', false, 'adjustment'],
    ['T1110', true, 'adjustment'],
    ['T1111', false, 'adjustment'],
    ['T1200', true, 'adjustment'],
    ['T1501', true, 'adjustment'],
    ['T1900', true, 'adjustment'],
    ['T2103', true, 'adjustment'],
    ['T2104', false, 'adjustment'],
    ['T5000', false, 'adjustment'],
    ['T9900', false, 'adjustment'],
    // A withdrawal that gives money is none.
    ['T0400', false, 'adjustment'],
  ])('%s, negative %s, is a %s', (code, isNegative, type) => {
    expect(kindOf(code, isNegative)).toEqual({ kind: 'transaction', type, known: true });
  });

  it.each(['T0400', 'T0401', 'T0403'])('%s is a payout', (code) => {
    expect(kindOf(code, true)).toEqual({ kind: 'payout' });
  });

  it.each(['T1300', 'T1301', 'T1302', 'T9800'])('%s moves no money', (code) => {
    expect(kindOf(code, false)).toEqual({ kind: 'none' });
  });

  it.each(['T1199', 'T1299', 'T2300', 'T4200', 'X0006', 'T006', ''])('%j is not known', (code) => {
    expect(kindOf(code, true)).toEqual({ kind: 'transaction', type: 'adjustment', known: false });
  });
});
