import { changedSince, DAY_MS, dayOf, daysIn, halves, planFrom, planOf, type Stretch } from './gap-scan-plan.js';

const NOW = Date.parse('2026-11-22T10:30:00Z');
const day = (text: string): string => `${text}T00:00:00.000Z`;
const of = (stretches: Stretch[], by: Stretch['by']): string[] =>
  stretches.filter((stretch) => stretch.by === by).map(({ from, to }) => `${from.slice(0, 10)}..${to.slice(0, 10)}`);

describe('the plan of a gap scan', () => {
  it('lists the recent days, today included, and counts everything before', () => {
    const { stretches } = planOf('orders', NOW, day('2025-01-10'), undefined);
    expect(of(stretches, 'list')[0]).toBe('2026-10-24..2026-11-24');
    expect(of(stretches, 'count')).toEqual(['2025-01-10..2026-10-24', '2000-01-01..2025-01-10']);
  });

  it('looks at older days in turn, until it begins anew', () => {
    const oldest = day('2026-08-01');
    const seen = new Set<string>();
    let rotated: string | undefined;
    for (let scan = 0; scan < 12; scan += 1) {
      const plan = planOf('orders', NOW, oldest, rotated);
      const window = plan.stretches.at(-1)!;
      expect(daysIn(window)).toBeLessThanOrEqual(7);
      for (let at = Date.parse(window.from); at < Date.parse(window.to); at += DAY_MS)
        seen.add(new Date(at).toISOString());
      ({ rotated } = plan);
    }
    expect(seen.size).toBe((dayOf(day('2026-10-24')) - dayOf(oldest)) / DAY_MS);
    // Twelve windows of a week are one round of 84 days; the thirteenth begins anew.
    const [again] = planOf('orders', NOW, oldest, rotated)
      .stretches.filter(({ by }) => by === 'list')
      .slice(1);
    expect(again?.to).toBe(day('2026-10-24'));
  });

  it('has nothing old to look at in a young shop, but what the platform dates before it', () => {
    const { stretches } = planOf('products', NOW, day('2026-11-20'), undefined);
    expect(of(stretches, 'list')).toEqual(['2026-10-24..2026-11-24']);
    expect(of(stretches, 'count')).toEqual(['2000-01-01..2026-10-24']);
  });

  it('parts a stretch at a day, without a gap or an overlap', () => {
    const whole: Stretch = { resource: 'orders', from: day('2026-10-01'), to: day('2026-10-04'), by: 'count' };
    const [later, earlier] = halves(whole);
    expect([earlier.from, earlier.to, later.from, later.to]).toEqual([
      day('2026-10-01'),
      day('2026-10-02'),
      day('2026-10-02'),
      day('2026-10-04'),
    ]);
  });

  it('looks at what was changed since the last scan, a little before it, and before the first at everything', () => {
    expect(changedSince('orders', '2026-11-20T10:00:00Z').from).toBe('2026-11-20T09:55:00.000Z');
    expect(changedSince('orders', null).from).toBe('2000-01-01T00:00:00.000Z');
  });

  it('goes on only with a plan that it wrote itself', () => {
    const todo = [...planOf('orders', NOW, null, undefined).stretches, changedSince('orders', null)];
    const plan = { todo, rotation: {}, marks: { orders: day('2026-11-20') } };
    expect(planFrom(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(planFrom({ ...plan, todo: [{ resource: 'orders' }] })).toBeNull();
    expect(planFrom({ todo, rotation: {} })).toBeNull();
    expect(planFrom(null)).toBeNull();
  });
});
