import { addDays } from './account-days.js';

/** Which days of an account are read, and when the next time is. Pure. */

/** How far back the first import goes. */
const FIRST_DAYS = 90;
/** Networks make one report of that many days, and are asked for few. */
const CHUNK_DAYS = 30;
const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days, both included. */
export interface DaySpan {
  since: string;
  until: string;
}

/** How far an import is that takes several runs: it is the same day still, and all from `since` on was read. */
export interface ImportProgress {
  job: string;
  day: string;
  since: string;
}

/** `first`: nothing was read yet; `settling`: all days that the network may still change; `recent`: today and yesterday. */
export type ImportScope = 'first' | 'settling' | 'recent';

/** All that may still change is read once a day. */
export function scopeOf(fullAt: Date | null, now: Date, isAll: boolean): ImportScope {
  if (fullAt === null) return 'first';
  return isAll || now.getTime() - fullAt.getTime() >= DAY_MS ? 'settling' : 'recent';
}

/** Today and yesterday first, since the spend guard goes by them; then back in time, some weeks at once. */
export function spansOf(scope: ImportScope, today: string, settlingDays: number): DaySpan[] {
  const yesterday = addDays(today, -1);
  const back = scope === 'recent' ? 1 : scope === 'settling' ? settlingDays : Math.max(FIRST_DAYS, settlingDays);
  const oldest = addDays(today, -back);
  const spans = [{ since: yesterday, until: today }];
  for (let until = addDays(yesterday, -1); until >= oldest; until = addDays(until, -CHUNK_DAYS)) {
    const since = addDays(until, 1 - CHUNK_DAYS);
    spans.push({ since: since > oldest ? since : oldest, until });
  }
  return spans;
}

/** What of it is left for a run that goes on where another broke off. Today and yesterday have gone on meanwhile. */
export function spansLeft(spans: readonly DaySpan[], progress: ImportProgress | null, job: string): DaySpan[] {
  const [recent] = spans;
  if (!recent || progress?.job !== job || progress.day !== recent.until) return [...spans];
  return spans.filter((span) => span === recent || span.since < progress.since);
}

/** A day's numbers change no more after that many days. */
export const finalBefore = (today: string, settlingDays: number): string => addDays(today, -settlingDays);

/** How long until the next import. `isRunning`: something is active, or was within two days; `isUsed`: there is anything to see. */
export function restOf({ isRunning, isUsed }: { isRunning: boolean; isUsed: boolean }): number {
  return isRunning ? QUARTER_HOUR_MS : isUsed ? HOUR_MS : DAY_MS;
}
