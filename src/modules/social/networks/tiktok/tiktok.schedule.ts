import type { JsonObject } from '../../../../common/json.js';
import { NetworkError } from '../network.error.js';
import { TIKTOK } from './tiktok.errors.js';
import type { Row } from './tiktok.lists.js';
import { msOf, utcOf } from './tiktok.words.js';

/** So much may pass until TikTok reads a start that was now. */
const MARGIN_MS = 60_000;

/** What TikTok takes when an ad group is made and never again, by who names it here. */
const FIXED: Readonly<Record<string, string>> = {
  placement_type: 'target_audience.placements',
  placements: 'target_audience.placements',
  search_result_enabled: 'target_audience.placements',
  budget_mode: 'budget_type',
  optimization_goal: 'objective and conversion',
  pixel_id: 'conversion.pixel_id',
  optimization_event: 'conversion.event',
};
/** The same, of which nothing of a plan but the objective decides. */
const BOUND = ['campaign_id', 'promotion_type', 'promotion_target_type', 'billing_event'];

/** An ad group that is to begin now at the earliest: TikTok takes no start that has passed. */
export function groupAsNow(told: JsonObject, now: number): JsonObject {
  const start = Math.max(msOf(told.schedule_start_time) ?? 0, now + MARGIN_MS);
  return { ...told, schedule_start_time: utcOf(start) };
}

/**
 * What of an ad group can still be changed. Once it has begun its start stands. Throws NetworkError `invalid` when the change is one
 * that TikTok does not make.
 */
export function groupChange(told: JsonObject, there: Row | null, now: number): JsonObject {
  const changed = there === null ? [] : Object.keys(FIXED).filter((name) => differs(told[name], there[name]));
  if (changed.length > 0) {
    const fields = [...new Set(changed.map((name) => FIXED[name]))].join(', ');
    throw new NetworkError('invalid', {
      provider: TIKTOK,
      message: `TikTok does not change ${fields} of a campaign that it has: make another campaign`,
    });
  }
  const left = Object.entries(told).filter(([name]) => FIXED[name] === undefined && !BOUND.includes(name));
  const begun = there === null ? null : msOf(there.schedule_start_time);
  const start = msOf(told.schedule_start_time);
  const stands = (begun !== null && begun <= now) || start === null || start <= now;
  return Object.fromEntries(stands ? left.filter(([name]) => name !== 'schedule_start_time') : left);
}

/** Whether what TikTok tells of itself is another value; what it does not tell is not known to be. */
function differs(wanted: unknown, there: unknown): boolean {
  if (wanted === undefined || there === undefined || there === null) return false;
  const text = (value: unknown): string => JSON.stringify([value].flat().map(String).sort());
  return text(wanted) !== text(there);
}
