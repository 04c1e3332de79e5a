import { backoffMs, retryAfterMs } from './retry-after.js';

const now = Date.parse('2026-11-01T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['2', 2000],
    ['2.0', 2000],
    ['0', 0],
    [' 30 ', 30_000],
    ['Sun, 01 Nov 2026 12:00:10 GMT', 10_000],
    ['Sunday, 01-Nov-26 12:00:10 GMT', 10_000],
    ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['2026', 2_026_000],
    ['Sun, 99 Nov 2026', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});

describe('backoffMs', () => {
  it('doubles up to 5 s, between a half and the whole', () => {
    for (const [attempt, whole] of [
      [0, 300],
      [1, 600],
      [2, 1200],
      [10, 5000],
    ] as const) {
      const waits = Array.from({ length: 200 }, () => backoffMs(attempt, 300));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(whole / 2);
      expect(Math.max(...waits)).toBeLessThanOrEqual(whole);
      expect(new Set(waits).size).toBeGreaterThan(100);
    }
  });
});
