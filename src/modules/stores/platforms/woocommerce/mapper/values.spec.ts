import { ellipsis, idAt, listAt, amountAt } from '../../platform.values.js';
import { nameAt, perUnit, stockAt, unixAt, utcAt, weightAt } from './values.js';

describe('values as PHP writes them', () => {
  it.each([
    [7, '7'],
    ['14', '14'],
    [0, null],
    ['', null],
    ['0', null],
    [-1, null],
    [1.5, null],
    [null, null],
    [false, null],
  ])('the id %j is %j', (value, expected) => {
    expect(idAt(value)).toBe(expected);
  });

  it('a list with gaps comes as an object', () => {
    expect(listAt({ '0': { a: 1 }, '2': { a: 3 } })).toEqual([{ a: 1 }, { a: 3 }]);
    expect(listAt(['x', null, { a: 1 }])).toEqual([{ a: 1 }]);
    expect(listAt(false)).toEqual([]);
  });

  it.each([
    ['143.30', '143.30'],
    ['-3.00', '-3.00'],
    ['225.25', '225.25'],
    ['-0.00', '0.00'],
    ['-0.50', '-0.50'],
    ['0', '0'],
    ['007.10', '7.10'],
    [' 5.00 ', '5.00'],
    ['1.23456', '1.23456'],
    ['999999999999999.9999', '999999999999999.9999'],
    [12.5, '12.5'],
    ['', null],
    [null, null],
    [false, null],
  ])('the amount %j is %j', (value, expected) => {
    expect(amountAt(value, 'total')).toBe(expected);
  });

  it.each(['12,50', 'abc', '$5', '1000000000000000', true, [], {}])(
    '%j is no amount, and its field is named',
    (value) => {
      expect(() => amountAt(value, 'total')).toThrow(/^total: /);
    },
  );

  it.each([
    ['82.68', '2', '41.34'],
    ['10.00', '3', '3.3333'],
    ['10.00', '4', '2.50'],
    ['10', '4', '2.5'],
    ['100', '3', '33.3333'],
    ['1.255', '1', '1.255'],
    ['5.00', '0.5', '10.00'],
    ['7.00', '0', '7.00'],
    ['0.00', '3', '0.00'],
  ])('%s for %s is %s each', (total, quantity, expected) => {
    expect(perUnit(total, quantity)).toBe(expected);
  });

  it.each([
    [23, 23],
    ['-19', -19],
    [2.7, 2],
    [null, null],
    ['', null],
    ['many', null],
    [1e12, null],
  ])('stock of %j is %j', (value, expected) => {
    expect(stockAt(value)).toBe(expected);
  });

  it.each([
    ['2.5', '2.5'],
    ['', null],
    ['2 kg', null],
    ['-1', null],
    ['100000000', null],
  ])('a weight of %j is %j', (value, expected) => {
    expect(weightAt(value)).toBe(expected);
  });

  it.each([
    ['2026-11-17T14:36:00', '2026-11-17T14:36:00Z'],
    ['2026-11-17 14:36:00', '2026-11-17T14:36:00Z'],
    ['2026-11-17T14:36:00+02:00', '2026-11-17T12:36:00Z'],
    ['2026-11-01T05:30:00', '2026-11-01T05:30:00Z'],
    ['0000-00-00T00:00:00', null],
    ['-0001-11-30T00:00:00', null],
    ['2026-13-45T00:00:00', null],
    ['', null],
    [null, null],
  ])('the date %j is %j', (value, expected) => {
    expect(utcAt(value)).toBe(expected);
  });

  it('takes Unix seconds of plug-ins, as number or text', () => {
    expect(unixAt('1763337600')).toBe('2025-11-17T00:00:00Z');
    expect(unixAt(1763337600)).toBe('2025-11-17T00:00:00Z');
    expect(unixAt('0')).toBeNull();
    expect(unixAt('yesterday')).toBeNull();
  });

  it('decodes names, but only what is an entity', () => {
    expect(nameAt('M&uuml;ller &amp; S&#246;hne', 50)).toBe('Müller & Söhne');
    expect(nameAt('AT&T &copy2 Salt & Pepper <Set> "Deluxe"', 50)).toBe('AT&T &copy2 Salt & Pepper <Set> "Deluxe"');
    expect(nameAt('   ', 50)).toBeNull();
  });

  it('cuts to characters, not to halves of them, and shows that it did', () => {
    expect(ellipsis('abcdef', 6)).toBe('abcdef');
    expect(ellipsis('abcdefg', 6)).toBe('abcde…');
    expect(ellipsis('😀😀😀😀', 3)).toBe('😀😀…');
  });
});
