import {
  type Budget,
  type Caps,
  dailyBudget,
  idleToday,
  passedCaps,
  spendRefusals,
  type Spent,
} from './spend-rules.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const NO_CAPS: Caps = {
  campaign_total: null,
  campaign_daily: null,
  account_daily: null,
  account_monthly: null,
  warmup: null,
};
const NOTHING: Spent = { campaign_total: '0', campaign_today: '0', account_today: '0', account_month: '0' };
const daily = (amount: string): Budget => ({
  budget_type: 'daily',
  budget_amount: amount,
  start_date: null,
  end_date: null,
});
const lifetime = (amount: string, days: number): Budget => ({
  budget_type: 'lifetime',
  budget_amount: amount,
  start_date: NOW,
  end_date: new Date(NOW.getTime() + days * 86_400_000),
});

describe('the budget of one day', () => {
  it('is the daily one, or an even part of the whole', () => {
    expect(dailyBudget(daily('20'), NOW)).toBe('20');
    expect(dailyBudget(lifetime('100', 8), NOW)).toBe('12.5000');
    expect(dailyBudget(lifetime('100', 0.5), NOW)).toBe('100.0000');
    expect(dailyBudget({ ...lifetime('100', 4), start_date: null }, NOW)).toBe('25.0000');
  });
});

describe('caps that are passed', () => {
  const passed = (caps: Partial<Caps>, spent: Partial<Spent>, campaign = daily('20'), all = '20'): string[] =>
    passedCaps({ ...NO_CAPS, ...caps }, { ...NOTHING, ...spent }, { campaign, account_daily: all }).map(
      ({ cap, limit, spend }) => `${cap} ${spend}/${limit}`,
    );

  it('are none where there is none, and none that is not reached', () => {
    expect(passed({}, { campaign_total: '1000000' })).toEqual([]);
    expect(passed({ campaign_total: '50' }, { campaign_total: '49.99' })).toEqual([]);
  });

  it('are told each with what was spent of it', () => {
    const caps = {
      campaign_total: '50',
      campaign_daily: '10',
      account_daily: '30',
      account_monthly: '99',
      warmup: '20',
    };
    const spent = { campaign_total: '51', campaign_today: '11', account_today: '25', account_month: '99.01' };
    expect(passed(caps, spent)).toEqual([
      'campaign_total 51/50',
      'campaign_daily 11/10',
      'account_monthly 99.01/99',
      'warmup 25/20',
    ]);
  });

  it('include one that is just reached, but not where the budget itself ends', () => {
    expect(passed({ campaign_total: '50.00' }, { campaign_total: '50' })).toHaveLength(1);
    expect(passed({ campaign_daily: '20' }, { campaign_today: '20.0000' })).toEqual([]);
    expect(passed({ campaign_daily: '20' }, { campaign_today: '20' }, daily('30'))).toHaveLength(1);
    expect(passed({ campaign_daily: '20' }, { campaign_today: '20.01' })).toHaveLength(1);
    expect(passed({ campaign_total: '100' }, { campaign_total: '100' }, lifetime('100', 5))).toEqual([]);
    expect(passed({ warmup: '20' }, { account_today: '20' })).toEqual([]);
    expect(passed({ warmup: '20' }, { account_today: '20' }, daily('20'), '40')).toHaveLength(1);
    expect(passed({ account_monthly: '20' }, { account_month: '20' })).toHaveLength(1);
  });
});

describe('what speaks against switching on', () => {
  const refused = (
    caps: Partial<Caps>,
    { spent = {}, budget = daily('20'), committed = '0', idle = '0' }: Given = {},
  ): string[] =>
    spendRefusals(
      { ...NO_CAPS, ...caps },
      { ...NOTHING, ...spent },
      budget,
      { committed, idle_today: idle },
      { now: NOW, currency: 'EUR' },
    );
  interface Given {
    spent?: Partial<Spent>;
    budget?: Budget;
    committed?: string;
    idle?: string;
  }

  it('is nothing within the caps', () => {
    expect(refused({})).toEqual([]);
    const caps = {
      campaign_total: '20',
      campaign_daily: '20',
      account_daily: '20',
      account_monthly: '20',
      warmup: '20',
    };
    expect(refused(caps)).toEqual([]);
  });

  it('is a budget that is more than a cap', () => {
    expect(refused({ campaign_daily: '19.99' })).toEqual([
      'Its daily budget of 20.00 EUR is more than 19.99 EUR, the campaign’s own cap for a day',
    ]);
    expect(refused({ campaign_total: '15' })).toHaveLength(1);
    expect(refused({ account_monthly: '15' })).toHaveLength(1);
    expect(refused({ campaign_total: '99' }, { budget: lifetime('100', 10) })).toHaveLength(1);
    expect(refused({ campaign_daily: '9.99' }, { budget: lifetime('100', 10) })).toEqual([
      'Its budget, by days, of 10.00 EUR is more than 9.99 EUR, the campaign’s own cap for a day',
    ]);
    expect(refused({ warmup: '20', account_daily: '10' })).toHaveLength(1);
  });

  it('is what else the account spends', () => {
    expect(refused({ warmup: '50' }, { committed: '30' })).toEqual([]);
    expect(refused({ warmup: '50' }, { committed: '30.01' })).toEqual([
      'With what else the account spends it would come to 50.01 EUR a day, more than 50.00 EUR, what the account may spend a day while it warms up',
    ]);
    expect(refused({ account_daily: '50' }, { committed: '20', idle: '10.01' })).toHaveLength(1);
  });

  it('is what was spent already', () => {
    expect(refused({ campaign_total: '100' }, { spent: { campaign_total: '100' } })).toEqual([
      '100.00 EUR are spent of 100.00 EUR, the campaign’s own cap',
    ]);
    expect(refused({ account_monthly: '100' }, { spent: { account_month: '120.5' } })).toHaveLength(1);
    expect(refused({ account_daily: '100' }, { spent: { account_today: '100' } })).toHaveLength(1);
    expect(refused({ campaign_daily: '20' }, { spent: { campaign_today: '19' } })).toEqual([]);
  });
});

describe('what was spent beside the campaigns that run', () => {
  it('is the rest of the day', () => {
    expect(idleToday('30', ['10', '5.50'])).toBe('14.50');
    expect(idleToday('10', ['10.01'])).toBe('0');
    expect(idleToday('10', [])).toBe('10');
  });
});
