import { guarded, guardedDecimal, unguarded } from './formula-guard.js';

describe('guarded', () => {
  it.each(['=1+1', '+49 170 1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', "'=1+1", "''@x"])(
    'puts an apostrophe before %j',
    (text) => {
      expect(guarded(text)).toBe(`'${text}`);
    },
  );

  it.each(['', 'Tent', '12.50', ' =1', "it's", "'tis", '#1001', 'a=b'])('leaves %j alone', (text) => {
    expect(guarded(text)).toBe(text);
  });

  it('is undone by unguarded, whatever the text', () => {
    const letters = ["'", '=', '+', '-', '@', '\t', '\r', '\n', 'a', '1', ' ', '＝'];
    for (let number = 0; number < letters.length ** 3; number += 1) {
      const text = [0, 1, 2]
        .map((place) => letters[Math.floor(number / letters.length ** place) % letters.length])
        .join('');
      expect(unguarded(guarded(text))).toBe(text);
    }
  });
});

describe('guardedDecimal', () => {
  it('leaves a negative number a number, and guards what only looks like one', () => {
    expect(['-12.50', '0', '-12+3', '=1'].map(guardedDecimal)).toEqual(['-12.50', '0', "'-12+3", "'=1"]);
  });
});
