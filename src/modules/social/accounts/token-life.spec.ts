import { dueWarning, endOf } from './token-life.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

describe('the warnings before a token ends', () => {
  it.each([
    [14.01, null],
    [14, 14],
    [7.5, 14],
    [7, 7],
    [1.1, 7],
    [1, 1],
    [0.01, 1],
    [0, 0],
    [-30, 0],
  ])('with %d days left, the one of %s days is due', (left, due) => {
    expect(dueWarning(inDays(left), NOW, [])?.days ?? null).toBe(due);
  });

  it('come once each', () => {
    expect(dueWarning(inDays(6), NOW, [14])).toEqual({ days: 7, warned: [14, 7] });
    expect(dueWarning(inDays(6), NOW, [14, 7])).toBeNull();
    expect(dueWarning(inDays(10), NOW, [7])).toBeNull();
    expect(dueWarning(inDays(-1), NOW, [14, 7, 1, 0])).toBeNull();
    expect(dueWarning(null, NOW, [])).toBeNull();
  });

  it('go by the end that comes first', () => {
    const [near, far] = [inDays(3), inDays(30)];
    expect(endOf({ token_expires_at: far, data_access_expires_at: near })).toBe(near);
    expect(endOf({ token_expires_at: near, data_access_expires_at: far })).toBe(near);
    expect(endOf({ token_expires_at: null, data_access_expires_at: far })).toBe(far);
    expect(endOf({ token_expires_at: null, data_access_expires_at: null })).toBeNull();
  });
});
