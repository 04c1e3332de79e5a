import { listCell, pairsCell, readListCell, readPairsCell } from './list-cell.js';

describe('cells with several things in them', () => {
  it.each([[[]], [['winter']], [['winter', 'sale']], [['a, b', 'c;d', 'e:f', 'g\\h', '\\']], [['ü', '日本']]])(
    'come back as they were: %j',
    (texts: string[]) => {
      expect(readListCell(listCell(texts))).toEqual(texts);
    },
  );

  it.each<Record<string, string>>([{}, { Size: 'M' }, { Size: 'M', Colour: 'Red' }, { 'a:b': 'c;d', 'e, f': '\\' }])(
    'come back as the pairs that they were: %j',
    (pairs) => {
      expect(readPairsCell(pairsCell(pairs))).toEqual(pairs);
    },
  );

  it('are written as a person would', () => {
    expect(listCell(['winter', 'sale'])).toBe('winter, sale');
    expect(pairsCell({ Size: 'M', Colour: 'Red' })).toBe('Size: M; Colour: Red');
    expect(readListCell(' winter ,,sale,')).toEqual(['winter', 'sale']);
  });

  it.each(['Size', 'Size:', ': M', 'Size: M: L'])('are refused when a pair is none: %j', (cell) => {
    expect(readPairsCell(cell)).toBeNull();
  });
});
