import { nextNight } from './next-night.js';

describe('the next night of a shop', () => {
  it.each([
    ['UTC', '2026-11-22T10:30:00Z', '2026-11-23T01:00:00.000Z'],
    ['America/New_York', '2026-11-22T10:30:00Z', '2026-11-23T06:00:00.000Z'],
    ['+05:30', '2026-11-22T10:30:00Z', '2026-11-22T19:00:00.000Z'],
    [null, '2026-11-22T00:59:00Z', '2026-11-22T01:00:00.000Z'],
    ['Nowhere/Land', '2026-11-22T01:10:00Z', '2026-11-23T01:00:00.000Z'],
  ])('%s, from %s on, begins at %s', (timezone, now, night) => {
    expect(nextNight(new Date(now), timezone, 0).toISOString()).toBe(night);
  });

  it('has room for all shops', () => {
    expect(nextNight(new Date('2026-11-22T10:00:00Z'), 'UTC', 0.5).toISOString()).toBe('2026-11-23T03:00:00.000Z');
  });
});
