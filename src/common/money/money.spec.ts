import {
  add,
  compare,
  digitsOf,
  divide,
  formatMoney,
  fromMinorUnits,
  isCurrency,
  isMoney,
  isZero,
  MoneyError,
  multiply,
  negate,
  readMoney,
  round,
  subtract,
  sum,
  toMinorUnits,
} from './money.js';

describe('digitsOf and isCurrency', () => {
  it.each([
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['HUF', 2],
    ['MGA', 2],
  ])('%s has %i digits', (code, digits) => {
    expect(isCurrency(code)).toBe(true);
    expect(digitsOf(code)).toBe(digits);
  });

  it.each(['usd', 'XXX', 'XAU', 'ABC', '', 'US', 'constructor', null])('%j is no currency', (code) => {
    expect(isCurrency(code)).toBe(false);
  });

  it('takes two digits for a code of a shop that ISO does not know', () => {
    expect(digitsOf('BTC')).toBe(2);
  });
});

describe('isMoney', () => {
  it.each(['0', '143.30', '-5', '1500', '007.10', '9'.repeat(30), '0.000000000000000001'])('%j is money', (text) => {
    expect(isMoney(text)).toBe(true);
  });

  it.each(['', ' 1', '1,5', '1.', '.5', '+1', '1e3', 'NaN', 'Infinity', '0x10', '--1', '1\n', '9'.repeat(31), 5, null])(
    '%j is not',
    (value) => {
      expect(isMoney(value)).toBe(false);
    },
  );
});

describe('readMoney', () => {
  it.each([
    [' 143.30 ', '143.30'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+5.00', '5.00'],
    ['-0.00', '0.00'],
    ['007', '7'],
    ['1.5E3', '1500'],
    ['1e-7', '0.0000001'],
    ['1.20e1', '12'],
    ['', null],
    ['12,50', null],
    ['$5', null],
    ['1e99', null],
    ['Infinity', null],
    ['.', null],
  ])('%j is %j', (text, expected) => {
    expect(readMoney(text)).toBe(expected);
  });
});

describe('formatMoney', () => {
  it.each([
    ['143.3', 'USD', '143.30'],
    ['143.300000', 'USD', '143.30'],
    ['1500.00', 'JPY', '1500'],
    ['1500.50', 'JPY', '1500.5'],
    ['1.2345', 'USD', '1.2345'],
    ['1.2', 'KWD', '1.200'],
    ['-0.00', 'EUR', '0.00'],
    ['-0', 'JPY', '0'],
    ['-007.1', 'EUR', '-7.10'],
    ['0.5000', 'JPY', '0.5'],
    ['100', 'USD', '100.00'],
    ['-0.10', 'EUR', '-0.10'],
    ['123456789012345678901234567890.12', 'USD', '123456789012345678901234567890.12'],
  ])('%s %s is shown as %s', (amount, currency, shown) => {
    expect(formatMoney(amount, currency)).toBe(shown);
  });

  it.each(['', 'abc', '1e5', '1,00'])('throws on %j rather than show something', (text) => {
    expect(() => formatMoney(text, 'USD')).toThrow(MoneyError);
  });
});

describe('arithmetic', () => {
  it('adds and subtracts what floats cannot', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(subtract('0.3', '0.1')).toBe('0.2');
    expect(add('999999999999999999999999999.99', '0.01')).toBe('1000000000000000000000000000.00');
  });

  it('keeps the longer fraction and knows no negative zero', () => {
    expect(add('1.50', '2')).toBe('3.50');
    expect(subtract('1.50', '1.5')).toBe('0.00');
    expect(negate('0.00')).toBe('0.00');
    expect(negate('-3.10')).toBe('3.10');
  });

  it('sums many cents exactly', () => {
    expect(sum(Array.from({ length: 100_000 }, () => '0.01'))).toBe('1000.00');
    expect(sum([])).toBe('0');
    expect(sum(['1', '-1.000'])).toBe('0.000');
  });

  it.each([
    ['19.99', '3', 2, undefined, '59.97'],
    ['10.005', '1', 2, 'half_up', '10.01'],
    ['10.005', '1', 2, 'half_even', '10.00'],
    ['-10.005', '1', 2, 'half_up', '-10.01'],
    ['33.33', '0.19', 2, 'half_up', '6.33'],
    ['1.5', '1', 0, 'half_even', '2'],
  ] as const)('%s × %s to %i digits (%s) is %s', (a, b, scale, rounding, result) => {
    expect(multiply(a, b, scale, rounding)).toBe(result);
  });

  it.each([
    ['10', '3', 2, 'half_up', '3.33'],
    ['20', '3', 2, 'half_up', '6.67'],
    ['0.125', '1', 2, 'half_even', '0.12'],
    ['0.125', '1', 2, 'half_up', '0.13'],
    ['1', '8', 3, 'half_up', '0.125'],
    ['100', '-3', 0, 'half_up', '-33'],
  ] as const)('%s ÷ %s to %i digits (%s) is %s', (a, b, scale, rounding, result) => {
    expect(divide(a, b, scale, rounding)).toBe(result);
  });

  it('rounds once: a quotient just below a half is not rounded up to it first', () => {
    expect(divide('1.4999999999999999', '1', 0, 'half_up')).toBe('1');
    expect(round('2.675', 2)).toBe('2.68');
    expect(round('5', 2)).toBe('5.00');
  });

  it('refuses division by zero, a bad scale and results out of range', () => {
    expect(() => divide('1', '0.00', 2)).toThrow(MoneyError);
    expect(() => multiply('1', '1', 1.5)).toThrow(MoneyError);
    expect(() => multiply('1', '1', -1)).toThrow(MoneyError);
    expect(() => multiply('9'.repeat(30), '10', 0)).toThrow(MoneyError);
  });

  it('gives the same for short amounts as for long ones', () => {
    // Fourteen zeros more make an amount too long for the quick way.
    const long = (amount: string): string => `${amount}${amount.includes('.') ? '' : '.'}${'0'.repeat(14)}`;
    const short = (text: string, scale: number): string => round(text, scale);
    let seed = 7;
    const draw = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let n = 0; n < 2000; n += 1) {
      const [a = '', b = ''] = [0, 0].map(() => {
        const scale = draw(5);
        const digits = String(draw(10 ** (1 + draw(9)))).padStart(scale + 1, '0');
        const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
        return draw(2) === 0 ? text : `-${text}`;
      });
      const scale = Math.max(...[a, b].map((text) => text.split('.')[1]?.length ?? 0));
      expect([a, b, add(a, b)]).toEqual([a, b, short(add(long(a), long(b)), scale)]);
      expect([a, b, subtract(a, b)]).toEqual([a, b, short(subtract(long(a), long(b)), scale)]);
      expect([a, b, sum([a, b, a])]).toEqual([a, b, short(sum([long(a), long(b), long(a)]), scale)]);
      expect([a, b, compare(a, b)]).toEqual([a, b, compare(long(a), long(b))]);
      expect([a, isZero(a)]).toEqual([a, isZero(long(a))]);
    }
    expect(add('999999999.9999', '0.0001')).toBe('1000000000.0000');
    expect(sum(Array<string>(5000).fill('999999999.9999'))).toBe('4999999999999.5000');
  });

  it('compares by value', () => {
    expect(compare('1.50', '1.5')).toBe(0);
    expect(compare('-2', '1')).toBe(-1);
    expect(compare('10', '9.99')).toBe(1);
    expect(isZero('-0.000')).toBe(true);
    expect(isZero('0.001')).toBe(false);
  });

  it('takes no float', () => {
    expect(() => add(1.1 as unknown as string, '1')).toThrow(MoneyError);
  });
});

describe('minor units', () => {
  it.each([
    ['143.30', 'USD', 14330n],
    ['143.3', 'USD', 14330n],
    ['1500', 'JPY', 1500n],
    ['1.234', 'KWD', 1234n],
    ['-0.01', 'EUR', -1n],
  ])('%s %s is %s', (amount, currency, units) => {
    expect(toMinorUnits(amount, currency)).toBe(units);
    expect(compare(fromMinorUnits(units, currency), amount)).toBe(0);
  });

  it('writes the digits of the currency', () => {
    expect(fromMinorUnits(14330, 'USD')).toBe('143.30');
    expect(fromMinorUnits(5, 'USD')).toBe('0.05');
    expect(fromMinorUnits(1500, 'JPY')).toBe('1500');
    expect(fromMinorUnits(0, 'KWD')).toBe('0.000');
    expect(fromMinorUnits(-7n, 'USD')).toBe('-0.07');
    expect(fromMinorUnits(-0, 'JPY')).toBe('0');
    expect(() => fromMinorUnits(10n ** 40n, 'USD')).toThrow('larger than money can be');
    expect(fromMinorUnits(50000, 'UGX', 2)).toBe('500.00');
  });

  it('refuses a fraction of a unit, an unknown currency and numbers that are not whole', () => {
    expect(() => toMinorUnits('1.005', 'USD')).toThrow(MoneyError);
    expect(() => toMinorUnits('0.5', 'JPY')).toThrow(MoneyError);
    expect(() => toMinorUnits('1', 'BTC')).toThrow(MoneyError);
    expect(() => fromMinorUnits(1.5, 'USD')).toThrow(MoneyError);
    expect(() => fromMinorUnits(2 ** 60, 'USD')).toThrow(MoneyError);
  });
});
