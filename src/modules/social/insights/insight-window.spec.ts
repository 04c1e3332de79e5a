import { restOf, scopeOf, spansLeft, spansOf } from './insight-window.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const TODAY = '2026-11-22';
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3600_000);

describe('what an import reads', () => {
  it('is today and yesterday, and once a day all that may still change', () => {
    expect(scopeOf(ago(23), NOW, false)).toBe('recent');
    expect(scopeOf(ago(24), NOW, false)).toBe('settling');
    expect(scopeOf(ago(1), NOW, true)).toBe('settling');
    expect(scopeOf(null, NOW, false)).toBe('first');
  });

  it('covers each day once, today first', () => {
    expect(spansOf('recent', TODAY, 28)).toEqual([{ since: '2026-11-21', until: TODAY }]);
    const settling = spansOf('settling', TODAY, 28);
    expect(settling.slice(1)).toEqual([{ since: '2026-10-25', until: '2026-11-20' }]);
    const first = spansOf('first', TODAY, 28);
    expect(first[1]).toEqual({ since: '2026-10-22', until: '2026-11-20' });
    expect(first.at(-1)).toEqual({ since: '2026-08-24', until: '2026-09-21' });
    for (const [scope, days] of [
      ['settling', 28],
      ['settling', 1],
      ['settling', 31],
      ['first', 90],
    ] as const) {
      const spans = spansOf(scope, TODAY, scope === 'first' ? 28 : days);
      const read = new Set<string>();
      for (const { since, until } of spans) {
        for (let at = Date.parse(since); at <= Date.parse(until); at += 86_400_000) {
          const day = new Date(at).toISOString().slice(0, 10);
          expect(read.has(day)).toBe(false);
          read.add(day);
        }
      }
      expect([scope, days, read.size]).toEqual([scope, days, days + 1]);
    }
  });

  it('goes on where it was, with today and yesterday anew', () => {
    const spans = spansOf('first', TODAY, 28);
    const [recent, , third] = spans;
    const progress = { job: 'one', day: TODAY, since: spans[1]!.since };
    expect(spansLeft(spans, progress, 'one')).toEqual([recent, ...spans.slice(2)]);
    expect(spansLeft(spans, progress, 'one')[1]).toEqual(third);
    expect(spansLeft(spans, progress, 'another')).toEqual(spans);
    expect(spansLeft(spans, { ...progress, day: '2026-11-21' }, 'one')).toEqual(spans);
    expect(spansLeft(spans, null, 'one')).toEqual(spans);
  });

  it('comes again the sooner the more there is to see', () => {
    const minutes = (isRunning: boolean, isUsed: boolean): number => restOf({ isRunning, isUsed }) / 60_000;
    expect([minutes(true, true), minutes(false, true), minutes(false, false)]).toEqual([15, 60, 1440]);
  });
});
