/** How long before a token ends its owner is told, in days; once each. */
export const WARNING_DAYS = [14, 7, 1] as const;
/** From when on a token that can be refreshed is. */
export const REFRESH_BEFORE_MS = 8 * 3600_000;

const DAY_MS = 24 * 3600_000;

export const TOKEN_STATES = ['missing', 'permanent', 'valid', 'expiring', 'expired', 'refused'] as const;
/**
 * `permanent`: no end is known; `expiring`: within 14 days; `expired`: its time is over; `refused`: the network does not
 * accept it, whatever its time says; `missing`: the account was disconnected.
 */
export type TokenState = (typeof TOKEN_STATES)[number];

export interface TokenTimes {
  token_expires_at: Date | null;
  /** After it the token works no longer for what we read. */
  data_access_expires_at: Date | null;
}

/** When the token is of no use any more; null: no end is known. */
export function endOf({ token_expires_at: own, data_access_expires_at: access }: TokenTimes): Date | null {
  if (own === null || access === null) return own ?? access;
  return own <= access ? own : access;
}

/** SQL of the same, over the account's row `r`. */
export const TOKEN_END = 'least(r.token_expires_at, r.data_access_expires_at)';

/** SQL of the token's state, over the account's row `r`. */
export const TOKEN_STATE = `CASE
  WHEN r.access_token IS NULL THEN 'missing' WHEN r.token_refused_at IS NOT NULL THEN 'refused'
  WHEN ${TOKEN_END} IS NULL THEN 'permanent' WHEN ${TOKEN_END} <= now() THEN 'expired'
  WHEN ${TOKEN_END} <= now() + interval '${WARNING_DAYS[0]} days' THEN 'expiring' ELSE 'valid' END`;

export interface TokenWarning {
  /** What to tell now: the nearest of the days that have come; 0: it has ended. */
  days: number;
  /** Every day that this warning covers, those told before included. */
  warned: number[];
}

/** The warning that is due; null: none, or told already. An account that comes with few days left is warned once. */
export function dueWarning(end: Date | null, now: Date, warned: readonly number[]): TokenWarning | null {
  if (end === null) return null;
  const left = end.getTime() - now.getTime();
  const reached = [...WARNING_DAYS, 0].filter((days) => left <= days * DAY_MS);
  const nearest = reached.at(-1);
  if (nearest === undefined || warned.some((days) => days <= nearest)) return null;
  return { days: nearest, warned: [...new Set([...warned, nearest])] };
}
