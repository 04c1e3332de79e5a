import { addDays, dayIn } from '../core/ads/zone-time.js';
import type { AdAccount } from './accounts.js';
import type { Params } from './input.js';
import { GraphRefusal, wrongParam } from './refusal.js';

export interface Span {
  since: string;
  until: string;
}

/** How many days back each preset begins and ends. */
const PRESETS: Record<string, readonly [from: number, to: number]> = {
  today: [0, 0],
  yesterday: [1, 1],
  last_3d: [3, 1],
  last_7d: [7, 1],
  last_14d: [14, 1],
  last_28d: [28, 1],
  last_30d: [30, 1],
  last_90d: [90, 1],
  maximum: [1100, 0],
};
const DATE = /^\d{4}-\d\d-\d\d$/;
const MONTHS_KEPT = 37;

/** The days that are asked for. Throws GraphRefusal. */
export function rangeIn(params: Params, { timezone_name }: AdAccount, now: number): Span {
  const today = dayIn(timezone_name, now);
  const preset = params.oneOf('date_preset', Object.keys(PRESETS));
  const range = params.object('time_range');
  if (range === null) {
    const [from, to] = PRESETS[preset ?? 'last_30d'] ?? [30, 1];
    return { since: addDays(today, -from), until: addDays(today, -to) };
  }
  const { since, until } = range;
  if (typeof since !== 'string' || typeof until !== 'string' || !DATE.test(since) || !DATE.test(until)) {
    throw wrongParam("Must be a valid time range: {'since':YYYY-MM-DD,'until':YYYY-MM-DD}");
  }
  if (since > until) throw wrongParam('since must be before until in time_range');
  if (since < addDays(today, -MONTHS_KEPT * 30.5)) {
    const words = `(#3018) The start date of the time range cannot be beyond ${MONTHS_KEPT} months from the current date`;
    throw new GraphRefusal(3018, words);
  }
  return { since, until };
}

/** The pieces that a range is told in: of so many days, by month, or whole. Throws GraphRefusal. */
export function piecesOf(params: Params, whole: Span): Span[] {
  const step = params.text('time_increment') ?? 'all_days';
  if (step === 'all_days') return [whole];
  const days = /^\d+$/.test(step) ? Number(step) : 0;
  if (step !== 'monthly' && (days < 1 || days > 90)) {
    throw wrongParam('Param time_increment must be a number from 1 to 90, monthly or all_days');
  }
  const pieces: Span[] = [];
  let since = whole.since;
  while (since <= whole.until) {
    const last =
      step === 'monthly'
        ? addDays(`${addDays(`${since.slice(0, 7)}-28`, 4).slice(0, 7)}-01`, -1)
        : addDays(since, days - 1);
    const until = last < whole.until ? last : whole.until;
    pieces.push({ since, until });
    since = addDays(until, 1);
  }
  return pieces;
}
