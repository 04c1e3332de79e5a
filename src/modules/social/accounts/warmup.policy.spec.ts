import {
  advance,
  ceilingOf,
  defaultStages,
  type DeliveryDay,
  flag,
  FRESH,
  settle,
  unflag,
  type Warmup,
  type WarmupPolicy,
} from './warmup.policy.js';

const policy: WarmupPolicy = {
  is_enabled: true,
  stages: [
    { daily_budget: '20', clean_days: 2 },
    { daily_budget: '50', clean_days: 3 },
  ],
};
const day = (number: number, more: Partial<DeliveryDay> = {}): DeliveryDay => ({
  day: `2026-11-${String(number).padStart(2, '0')}`,
  spend: '10.00',
  is_clean: true,
  reason: null,
  ...more,
});
const days = (from: number, to: number): DeliveryDay[] =>
  Array.from({ length: to - from + 1 }, (_, index) => day(from + index));

describe('the warm-up policy', () => {
  it('holds a new account at the first ceiling until something was spent', () => {
    const idle = advance(FRESH, [day(1, { spend: '0.00' })], policy);
    expect([idle.status, ceilingOf(idle, policy)]).toEqual(['new', '20']);
    expect(advance(FRESH, [day(1)], policy)).toMatchObject({ status: 'warming', stage: 0, clean_days: 1 });
  });

  it('leads through the stages by clean days, and then lifts the ceiling', () => {
    const walk = [1, 2, 4, 5].map((last) => advance(FRESH, days(1, last), policy));
    expect(walk.map(({ status, stage, clean_days }) => [status, stage, clean_days])).toEqual([
      ['warming', 0, 1],
      ['warming', 1, 0],
      ['warming', 1, 2],
      ['ready', 2, 0],
    ]);
    expect(walk.map((state) => ceilingOf(state, policy))).toEqual(['20', '50', '50', null]);
  });

  it('counts a day once, whatever the order and however often it is told', () => {
    const once = advance(FRESH, [day(2), day(1)], policy);
    expect(advance(once, [day(1), day(2)], policy)).toEqual(once);
    expect(advance(advance(FRESH, [day(1)], policy), [day(2)], policy)).toEqual(once);
  });

  it('begins a stage again on a day that the network complained of, and says why', () => {
    const warming = advance(FRESH, days(1, 3), policy);
    const complained = advance(warming, [day(4, { is_clean: false, reason: 'an ad was disapproved' })], policy);
    expect(complained).toMatchObject({ stage: 1, clean_days: 0, reason: 'an ad was disapproved' });
    expect(advance(complained, [day(5)], policy)).toMatchObject({ stage: 1, clean_days: 1, reason: null });
  });

  it('lets days without spend pass without counting them', () => {
    const state = advance(advance(FRESH, [day(1)], policy), [day(2, { spend: '0' }), day(3, { spend: '-1' })], policy);
    expect(state).toMatchObject({ clean_days: 1, last_day: '2026-11-03' });
  });

  it('puts a flagged account back to the first ceiling, counts nothing, and begins anew after it', () => {
    const ready = advance(FRESH, days(1, 9), policy);
    const flagged = flag(ready, 'policy');
    expect([flagged.status, ceilingOf(flagged, policy), flagged.reason]).toEqual(['flagged', '20', 'policy']);
    expect(advance(flagged, days(10, 19), policy)).toMatchObject({ status: 'flagged', clean_days: 0 });
    expect(unflag(flagged)).toMatchObject({ status: 'warming', stage: 0, clean_days: 0 });
    expect(unflag(ready)).toBe(ready);
  });

  it('has no ceiling for an account that its owner calls established, but a flagged one has', () => {
    const off = { ...policy, is_enabled: false };
    const settled = settle(FRESH, off);
    expect([settled.status, ceilingOf(settled, off)]).toEqual(['ready', null]);
    expect(ceilingOf(flag(settled, 'policy'), off)).toBe('20');
    expect(settle(settled, policy)).toMatchObject({ status: 'new', stage: 0 });
  });

  it('follows a choice of fewer stages', () => {
    const warming: Warmup = { ...FRESH, status: 'warming', stage: 1, clean_days: 1, last_day: '2026-11-01' };
    const fewer = { is_enabled: true, stages: policy.stages.slice(0, 1) };
    expect(settle(warming, fewer).status).toBe('ready');
    expect(settle({ ...FRESH, status: 'warming', clean_days: 5 }, policy)).toMatchObject({ stage: 1, clean_days: 0 });
  });

  it('has usual stages in the digits and the magnitude of the currency', () => {
    const firstOf = (currency: string | null): string | undefined => defaultStages(currency)[0]?.daily_budget;
    expect([firstOf('EUR'), firstOf('JPY'), firstOf(null)].map((amount) => Number(amount))).toEqual([20, 3000, 20]);
    expect(firstOf('JPY')).not.toContain('.');
    const amounts = defaultStages('USD').map(({ daily_budget: amount }) => Number(amount));
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
  });
});
