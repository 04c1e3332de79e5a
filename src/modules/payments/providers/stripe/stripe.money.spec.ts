import { MoneyError } from '../../../../common/money/money.js';
import { currencyOf, moneyOf, rateOf, unitsOf } from './stripe.money.js';

describe('amounts of Stripe', () => {
  it.each([
    [14330, 'usd', '143.30'],
    [5, 'eur', '0.05'],
    [-1500, 'usd', '-15.00'],
    [1500, 'jpy', '1500'],
    [1, 'krw', '1'],
    [5120, 'kwd', '5.120'],
    [1, 'bhd', '0.001'],
    [0, 'jpy', '0'],
    [99_999_999, 'usd', '999999.99'],
    // None of these has digits at ISO, but Stripe goes on writing two.
    [500, 'isk', '5'],
    [500, 'ugx', '5'],
    // ISO gives the ariary digits, Stripe does not.
    [500, 'mga', '500.00'],
    // Two digits for charges; that only whole units can be paid out shows in the amount.
    [1045, 'huf', '10.45'],
    [80_000, 'twd', '800.00'],
  ])('%i %s is %s', (units, code, amount) => {
    expect(moneyOf(units, code)).toBe(amount);
    expect(unitsOf(amount, currencyOf(code))).toBe(units);
  });

  it('refuses fractions of the smallest unit in both directions', () => {
    expect(() => unitsOf('1.005', 'USD')).toThrow(MoneyError);
    expect(() => unitsOf('0.5', 'JPY')).toThrow(MoneyError);
    expect(() => moneyOf(1.5, 'usd')).toThrow(MoneyError);
  });

  it.each([
    [1.2658, '1.2658'],
    [0.0000066, '0.0000066'],
    [1, '1'],
    [null, null],
  ])('writes the rate %p as %p', (rate, text) => {
    expect(rateOf(rate)).toBe(text);
  });
});
