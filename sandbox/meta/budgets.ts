import { decimalOf } from '../core/ads/currencies.js';
import type { AdAccount } from './accounts.js';
import type { Params } from './input.js';
import type { Budget } from './records.js';
import { invalid, wrongParam } from './refusal.js';

const DAY = 86_400_000;

/** The budget that the call gives; both null: none. Throws GraphRefusal for two, or for too little. */
export function budgetIn(params: Params, account: AdAccount): Budget {
  const [daily, lifetime] = [params.count('daily_budget'), params.count('lifetime_budget')];
  if (daily !== null && lifetime !== null) {
    throw wrongParam('Only one of daily_budget and lifetime_budget may be given');
  }
  if (daily !== null && daily < account.min_daily_budget)
    throw tooLow(account, account.min_daily_budget, 'daily_budget');
  return { daily_budget: daily, lifetime_budget: lifetime };
}

/** A lifetime budget needs an end, and must be enough for every day up to it. Throws GraphRefusal. */
export function checkLifetime(budget: Budget, start: number, end: number | null, account: AdAccount): void {
  if (budget.lifetime_budget === null) return;
  if (end === null) {
    const words = 'An end time is needed when a lifetime budget is used.';
    throw invalid('End time needed', words, { subcode: 1487009, fields: ['end_time'] });
  }
  const least = account.min_daily_budget * Math.max(1, Math.ceil((end - start) / DAY));
  if (budget.lifetime_budget < least) throw tooLow(account, least, 'lifetime_budget');
}

function tooLow({ currency }: AdAccount, least: number, field: string): Error {
  const words = `Your budget is too low. Your budget must be at least ${decimalOf(least, currency)} ${currency}.`;
  return invalid('Your budget is too low', words, { subcode: 1885272, fields: [field] });
}
