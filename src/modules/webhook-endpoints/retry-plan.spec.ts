import { MAX_ATTEMPTS, pauseAfter } from './retry-plan.js';

const pauses = (random: () => number): number[] =>
  Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => pauseAfter(index + 1, null, random) ?? NaN);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('pauseAfter', () => {
  it('spreads the tries over about a day, each pause longer than the one before', () => {
    const plan = pauses(() => 0.5);
    expect(sum(plan) / 3600).toBeGreaterThan(22);
    expect(sum(plan) / 3600).toBeLessThan(26);
    expect([...plan].sort((a, b) => a - b)).toEqual(plan);
  });

  it('scatters by a fifth either way', () => {
    expect(pauses(() => 0)[0]).toBeCloseTo(4);
    expect(pauses(() => 1)[0]).toBeCloseTo(6);
  });

  it('waits as long as it is asked to, but no longer than six hours', () => {
    expect(pauseAfter(1, 600, () => 0.5)).toBe(600);
    expect(pauseAfter(1, 10_000_000, () => 0.5)).toBe(6 * 3600);
    expect(pauseAfter(10, 5, () => 0.5)).toBe(36_000);
  });

  it('ends after the last try', () => {
    expect(pauseAfter(MAX_ATTEMPTS, null)).toBeNull();
  });
});
