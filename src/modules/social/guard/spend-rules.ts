import { add, compare, divide, formatMoney, subtract } from '../../../common/money/money.js';
import type { BudgetType } from '../networks/campaign.records.js';

/** What may be spent, and what follows when it is. Pure; money is decimal text in one currency. */

export const CAP_KINDS = ['campaign_total', 'campaign_daily', 'account_daily', 'account_monthly', 'warmup'] as const;
/** `warmup`: the day's ceiling of an account that is being warmed up. */
export type CapKind = (typeof CAP_KINDS)[number];

/** Null: there is none. */
export type Caps = Readonly<Record<CapKind, string | null>>;

/** What was spent, as far as the network has told. */
export interface Spent {
  campaign_total: string;
  /** On the account's present day, as the next. */
  campaign_today: string;
  account_today: string;
  /** In the account's present month. */
  account_month: string;
}

export interface Budget {
  budget_type: BudgetType;
  budget_amount: string;
  start_date: Date | null;
  end_date: Date | null;
}

/** What campaigns are allowed to spend by their budgets. */
export interface Committed {
  campaign: Budget;
  /** A day, by all campaigns of the account that run, this one included. */
  account_daily: string;
}

export interface PassedCap {
  cap: CapKind;
  limit: string;
  spend: string;
}

const DAY_MS = 24 * 3600_000;
const SCALE = 4;

const WORDS: Readonly<Record<CapKind, string>> = {
  campaign_total: 'the campaign’s own cap',
  campaign_daily: 'the campaign’s own cap for a day',
  account_daily: 'the account’s cap for a day',
  account_monthly: 'the account’s cap for a month',
  warmup: 'what the account may spend a day while it warms up',
};

/** As a person reads it. */
export const capWords = (cap: CapKind): string => WORDS[cap];

/** What it may spend on one day: a lifetime budget is taken evenly. */
export function dailyBudget({ budget_type, budget_amount, start_date, end_date }: Budget, now: Date): string {
  if (budget_type === 'daily' || end_date === null) return budget_amount;
  const start = start_date ?? now;
  const days = Math.max(1, Math.ceil((end_date.getTime() - start.getTime()) / DAY_MS));
  return divide(budget_amount, String(days), SCALE);
}

/**
 * The caps that are passed. One that is just reached is, too, unless the budget ends there by itself: the network keeps that, and
 * whoever sets both alike means it.
 */
export function passedCaps(caps: Caps, spent: Spent, committed: Committed): PassedCap[] {
  const { campaign, account_daily } = committed;
  const ends: Partial<Record<CapKind, string>> = {
    ...(campaign.budget_type === 'lifetime' && { campaign_total: campaign.budget_amount }),
    ...(campaign.budget_type === 'daily' && { campaign_daily: campaign.budget_amount }),
    account_daily,
    warmup: account_daily,
  };
  return CAP_KINDS.flatMap((cap): PassedCap[] => {
    const limit = caps[cap];
    if (limit === null) return [];
    const spend = spentOf(cap, spent);
    const order = compare(spend, limit);
    const end = ends[cap];
    const isMeant = order === 0 && end !== undefined && compare(end, limit) === 0;
    return order < 0 || isMeant ? [] : [{ cap, limit, spend }];
  });
}

/** What the network has told was spent of a cap. */
export function spentOf(cap: CapKind, spent: Spent): string {
  if (cap === 'campaign_total') return spent.campaign_total;
  if (cap === 'campaign_daily') return spent.campaign_today;
  return cap === 'account_monthly' ? spent.account_month : spent.account_today;
}

/** What is known of the account's day besides the campaign that is to be switched on. */
export interface Beside {
  /** Daily budgets of the account's other campaigns that run or are about to. */
  committed: string;
  /** Spent today by what does not run, or was made elsewhere. */
  idle_today: string;
}

/** Why a campaign must not be switched on, each in a sentence; empty: nothing speaks against it. */
export function spendRefusals(
  caps: Caps,
  spent: Spent,
  budget: Budget,
  beside: Beside,
  { now, currency }: { now: Date; currency: string },
): string[] {
  const own = dailyBudget(budget, now);
  const say = (amount: string): string => `${formatMoney(amount, currency)} ${currency}`;
  const budgetWords = budget.budget_type === 'daily' ? 'Its daily budget' : 'Its budget, by days,';
  const refusals: string[] = [];
  const refuse = (cap: CapKind, planned: string | null, words: (planned: string, limit: string) => string): void => {
    const limit = caps[cap];
    if (limit === null) return;
    const spend = spentOf(cap, spent);
    const limitWords = `${say(limit)}, ${WORDS[cap]}`;
    if (compare(spend, limit) >= 0) refusals.push(`${say(spend)} are spent of ${limitWords}`);
    else if (planned !== null && compare(planned, limit) > 0) refusals.push(words(say(planned), limitWords));
  };
  const simple =
    (what: string) =>
    (planned: string, limit: string): string =>
      `${what} of ${planned} is more than ${limit}`;
  const isLifetime = budget.budget_type === 'lifetime';
  refuse('campaign_total', budget.budget_amount, simple(isLifetime ? 'Its budget' : 'Its daily budget'));
  refuse('campaign_daily', own, simple(budgetWords));
  const all = add(add(own, beside.committed), beside.idle_today);
  const isAlone = compare(all, own) === 0;
  const together = isAlone
    ? simple(budgetWords)
    : (planned: string, limit: string): string =>
        `With what else the account spends it would come to ${planned} a day, more than ${limit}`;
  refuse('account_daily', all, together);
  refuse('warmup', all, together);
  refuse('account_monthly', own, simple(budgetWords));
  return refusals;
}

/** What was spent today by what does not run by a budget that is known here. */
export function idleToday(accountToday: string, byRunning: readonly string[]): string {
  const idle = byRunning.reduce((left, spend) => subtract(left, spend), accountToday);
  return compare(idle, '0') < 0 ? '0' : idle;
}
