import { beginning, following, halved } from './paypal.search.js';

const UNTIL = Date.parse('2026-11-01T12:00:00Z');
const DAY = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the windows of a read', () => {
  it('cover everything from its start to its end, none longer than 31 days', () => {
    const since = '2026-01-15T08:30:15.500Z';
    const ends: [number, number][] = [];
    for (let next = beginning({ since, cursor: null }, UNTIL); next !== null; next = following(next, 1, UNTIL)) {
      if (next.pass === 0) ends.push([next.start, next.end]);
      expect(next.end - next.start).toBeLessThanOrEqual(31 * DAY);
    }
    expect(iso(ends[0]?.[0] ?? 0)).toBe('2026-01-15T08:30:15.000Z');
    expect(ends.at(-1)?.[1]).toBe(UNTIL);
    for (const [index, [start]] of ends.slice(1).entries()) expect(start).toBe(ends[index]?.[1]);
    expect(ends).toHaveLength(10);
  });

  it.each([[null], ['2019-01-01T00:00:00Z']])('reach back three years at most (since %s)', (since) => {
    const first = beginning({ since, cursor: null }, UNTIL);
    expect(iso(first?.start ?? 0)).toBe('2023-11-03T12:00:00.000Z');
  });

  it('go through the pages of each pass before the next', () => {
    const first = beginning({ since: iso(UNTIL - DAY), cursor: null }, UNTIL);
    const seen: string[] = [];
    for (let next = first; next !== null; next = following(next, next.pass === 0 ? 3 : 0, UNTIL)) {
      seen.push(`${next.pass}.${next.page}`);
    }
    expect(seen).toEqual(['0.1', '0.2', '0.3', '1.1', '2.1']);
  });

  it('go on where a read stopped, and not at all when it had ended', () => {
    const cursor = { start: UNTIL - DAY, end: UNTIL, pass: 1, page: 4 };
    expect(beginning({ since: null, cursor }, UNTIL)).toEqual(cursor);
    expect(beginning({ since: null, cursor: { done: true } }, UNTIL)).toBeNull();
  });

  it('are halved as often as it takes, but not below a second', () => {
    let window = { start: UNTIL - 8000, end: UNTIL, pass: 2, page: 1 };
    const lengths = [0, 1, 2].map(() => {
      window = halved(window);
      return (window.end - window.start) / 1000;
    });
    expect(lengths).toEqual([4, 2, 1]);
    expect(window).toMatchObject({ pass: 0, page: 1 });
    expect(() => halved(window)).toThrow('more than it shows within one second');
  });
});
