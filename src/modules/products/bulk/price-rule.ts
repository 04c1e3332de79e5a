import { add, compare, digitsOf, divide, isMoney, multiply, round, subtract } from '../../../common/money/money.js';

/** How an amount is made of the one before: exactly one of `set`, `add` and `percent`. */
export interface PriceRule {
  set?: string;
  /** May be negative. */
  add?: string;
  /** Of the amount before: "-10" makes 90 of 100. */
  percent?: string;
  /** `.99`: the nearest amount that ends so. `0.05`: the nearest multiple. */
  round?: string;
}

const ENDING = /^\.\d{1,4}$/;
const STEP = /^\d{1,6}(?:\.\d{1,4})?$/;

/** What is wrong with a rule whatever it is applied to; null: nothing. */
export function faultOfRule(rule: PriceRule, currency: string): { field: keyof PriceRule; reason: string } | null {
  const given = (['set', 'add', 'percent'] as const).filter((key) => rule[key] !== undefined);
  if (given.length !== 1) return { field: given[1] ?? 'set', reason: 'exactly one of set, add and percent is needed' };
  const digits = digitsOf(currency);
  for (const field of ['set', 'add'] as const) {
    const amount = rule[field];
    if (amount !== undefined && compare(round(amount, digits), amount) !== 0)
      return { field, reason: `must have no more digits than ${currency} has (${digits})` };
  }
  if (rule.set !== undefined && compare(rule.set, '0') < 0) return { field: 'set', reason: 'must not be negative' };
  if (rule.percent !== undefined && compare(rule.percent, '-100') < 0)
    return { field: 'percent', reason: 'must not be under -100: every price would be negative' };
  return rule.round === undefined ? null : faultOfRounding(rule.round, currency, digits);
}

function faultOfRounding(
  rounding: string,
  currency: string,
  digits: number,
): { field: 'round'; reason: string } | null {
  const isEnding = ENDING.test(rounding);
  if (!isEnding && !STEP.test(rounding))
    return { field: 'round', reason: 'must be an ending such as .99 or a step such as 0.05' };
  const value = isEnding ? `0${rounding}` : rounding;
  if (!isEnding && compare(value, '0') === 0) return { field: 'round', reason: 'must be more than 0' };
  if (compare(round(value, digits), value) !== 0)
    return { field: 'round', reason: `must have no more digits than ${currency} has (${digits})` };
  return null;
}

/**
 * The amount that the rule makes of `before`, with the currency's digits; may be negative. Null stays null under
 * `add` and `percent`: there is nothing to reckon with.
 */
export function applyRule(rule: PriceRule, before: string | null, currency: string): string | null {
  const raw = rawAmount(rule, before);
  if (raw === null) return null;
  const digits = digitsOf(currency);
  return rule.round === undefined || compare(raw, '0') < 0 ? round(raw, digits) : rounded(raw, rule.round, digits);
}

function rawAmount(rule: PriceRule, before: string | null): string | null {
  if (rule.set !== undefined) return rule.set;
  if (before === null) return null;
  if (rule.add !== undefined) return add(before, rule.add);
  return add(before, multiply(before, divide(rule.percent ?? '0', '100', 10), 10));
}

function rounded(amount: string, rounding: string, digits: number): string {
  if (!rounding.startsWith('.')) {
    const steps = divide(amount, rounding, 0, 'half_up');
    return round(multiply(steps, rounding, 4), digits);
  }
  // The nearest amount with that ending: how many whole units lie below it, rounded.
  const ending = `0${rounding}`;
  const whole = round(subtract(amount, ending), 0, 'half_up');
  const units = compare(whole, '0') < 0 ? '0' : whole;
  return round(add(units, ending), digits);
}

/** Whether the text is a percentage: decimal, signed, at most four digits after the point. */
export function isPercent(value: unknown): value is string {
  return isMoney(value) && /^-?\d{1,5}(?:\.\d{1,4})?$/.test(value);
}
