import { compare, digitsOf, isZero, multiply } from '../../../common/money/money.js';

/**
 * How fast an account's spend may grow. A spending policy and nothing else: a new account that spends much at once is what
 * networks stop, and what its owner regrets. Stages have a ceiling for what campaigns may spend a day; days on which ads ran
 * without a complaint of the network lead from one to the next. Pure: time comes as days, money as decimal text.
 */

export const WARMUP_STATUSES = ['new', 'warming', 'ready', 'flagged'] as const;
/**
 * `new`: nothing has run yet; `warming`: it runs under a ceiling; `ready`: no ceiling; `flagged`: the network holds something
 * against it: the first stage's ceiling, and no day counts until that is over.
 */
export type WarmupStatus = (typeof WARMUP_STATUSES)[number];

export interface WarmupStage {
  /** What campaigns may spend a day, in the account's currency. */
  daily_budget: string;
  /** Clean days with spend until the next stage. */
  clean_days: number;
}

export interface Warmup {
  status: WarmupStatus;
  /** From 0. */
  stage: number;
  /** Of this stage. */
  clean_days: number;
  /** The last day that was counted, `YYYY-MM-DD`; null: none yet. */
  last_day: string | null;
  /** Why it is where it is, when that is not as usual. */
  reason: string | null;
}

export interface DeliveryDay {
  /** `YYYY-MM-DD` in the account's time zone; over, so that nothing more is spent on it. */
  day: string;
  /** In the account's currency. */
  spend: string;
  /** Nothing was disapproved or restricted by the network. */
  is_clean: boolean;
  reason: string | null;
}

export interface WarmupPolicy {
  /** False: the owner takes the account for an established one. */
  is_enabled: boolean;
  stages: readonly WarmupStage[];
}

export const MOST_STAGES = 10;

/** In units of a currency like the euro. */
const DEFAULT_STAGES: readonly WarmupStage[] = [
  { daily_budget: '20', clean_days: 3 },
  { daily_budget: '50', clean_days: 4 },
  { daily_budget: '150', clean_days: 7 },
  { daily_budget: '500', clean_days: 7 },
];

/** Roughly how many units are worth one of the euro's or dollar's: for defaults that make sense, never for sums. */
const ROUGH_UNITS: Readonly<Record<string, string>> = {
  ...{
    ARS: '1000',
    BRL: '5',
    CLP: '1000',
    CNY: '7',
    COP: '4000',
    CZK: '25',
    DKK: '7',
    EGP: '50',
    HKD: '8',
    HUF: '400',
  },
  ...{
    IDR: '16000',
    ILS: '4',
    INR: '85',
    JPY: '150',
    KRW: '1400',
    MXN: '20',
    MYR: '4',
    NOK: '11',
    PEN: '4',
    PHP: '60',
  },
  ...{ PKR: '280', PLN: '4', RON: '5', RUB: '90', SAR: '4', SEK: '11', THB: '35', TRY: '40', TWD: '32', UAH: '42' },
  ...{ AED: '4', VND: '25000', ZAR: '18' },
};

/** The stages of an account whose owner set none. */
export function defaultStages(currency: string | null): WarmupStage[] {
  const units = ROUGH_UNITS[currency ?? ''] ?? '1';
  const digits = currency === null ? 2 : digitsOf(currency);
  return DEFAULT_STAGES.map((stage) => ({ ...stage, daily_budget: multiply(stage.daily_budget, units, digits) }));
}

export const FRESH: Warmup = { status: 'new', stage: 0, clean_days: 0, last_day: null, reason: null };

/** What may be spent a day; null: as much as the owner likes. */
export function ceilingOf(warmup: Warmup, { is_enabled, stages }: WarmupPolicy): string | null {
  if (warmup.status === 'flagged') return stages[0]?.daily_budget ?? null;
  if (!is_enabled || warmup.status === 'ready') return null;
  return stages[Math.min(warmup.stage, stages.length - 1)]?.daily_budget ?? null;
}

/** The state after days of delivery, in any order; a day that was counted already counts for nothing. */
export function advance(warmup: Warmup, days: readonly DeliveryDay[], policy: WarmupPolicy): Warmup {
  return [...days]
    .filter(({ day }) => warmup.last_day === null || compareDays(day, warmup.last_day) > 0)
    .sort((a, b) => compareDays(a.day, b.day))
    .reduce((state, day) => settle(counted(state, day), policy), settle(warmup, policy));
}

/** The network holds something against the account. */
export function flag(warmup: Warmup, reason: string): Warmup {
  return { ...warmup, status: 'flagged', stage: 0, clean_days: 0, reason };
}

/** That is over: it begins at the first stage again. */
export function unflag(warmup: Warmup): Warmup {
  if (warmup.status !== 'flagged') return warmup;
  return { ...warmup, status: 'warming', stage: 0, clean_days: 0, reason: 'begins anew after a restriction' };
}

/** As the owner's choice of stages wants it: fewer stages, none, or some again. */
export function settle(warmup: Warmup, { is_enabled, stages }: WarmupPolicy): Warmup {
  if (warmup.status === 'flagged') return warmup;
  const isThrough = warmup.stage >= stages.length;
  if (!is_enabled || isThrough) return { ...warmup, status: 'ready', clean_days: 0, reason: null };
  if (warmup.status === 'ready') return { ...warmup, status: warmup.last_day === null ? 'new' : 'warming' };
  const needed = stages[warmup.stage]?.clean_days ?? 0;
  if (warmup.clean_days < needed || warmup.status === 'new') return warmup;
  return settle({ ...warmup, stage: warmup.stage + 1, clean_days: 0, reason: null }, { is_enabled, stages });
}

function counted(warmup: Warmup, { day, spend, is_clean, reason }: DeliveryDay): Warmup {
  const seen = { ...warmup, last_day: day };
  if (warmup.status === 'flagged' || isZero(spend) || compare(spend, '0') < 0) return seen;
  const running = warmup.status === 'new' ? { ...seen, status: 'warming' as const } : seen;
  if (is_clean) return { ...running, clean_days: running.clean_days + 1, reason: null };
  // Established or not: what is complained of begins its stage again.
  return { ...running, clean_days: 0, reason: reason ?? 'the network complained of its ads' };
}

const compareDays = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
