import type { Json, JsonObject } from '../../../common/json.js';
import { SYNC_RESOURCES, type SyncResource } from '../platforms/platform.connection.js';

/** One stretch of time, in whole days (UTC) of when records were created, and how it is compared. */
export type Stretch = {
  resource: SyncResource;
  /** ISO, inclusive and exclusive. */
  from: string;
  to: string;
  /**
   * `count`: listed only where the counts differ. `changed`: no days of creation, but what was changed at `from` or later,
   * by the platform's clock. `all`: all that there is.
   */
  by: 'count' | 'list' | 'changed' | 'all';
};

export interface ScanPlan {
  /** Still to be compared, the next one last. */
  todo: Stretch[];
  /** By resource: where the next scan's look at old days begins. */
  rotation: Record<string, string>;
  /** By resource, ISO by the platform's clock: everything changed before is compared once this scan is complete. */
  marks: Record<string, string>;
}

export const DAY_MS = 86_400_000;
/** Days that are always listed: most changes are to young records. */
const RECENT_DAYS = 30;
/** All old days are listed once in so many scans, whatever the counts say. */
const ROUND_SCANS = 30;
const LEAST_ROTATED_DAYS = 7;
const OVERLAP_MS = 5 * 60_000;
/** No record of a shop is older; what is dated before our oldest is found by its count. */
const BEGINNING = '2000-01-01T00:00:00.000Z';

/** The beginning of the time's day, UTC. */
export function dayOf(time: string | number): number {
  return Math.floor((typeof time === 'string' ? Date.parse(time) : time) / DAY_MS) * DAY_MS;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Days in a stretch. */
export function daysIn({ from, to }: Pick<Stretch, 'from' | 'to'>): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/**
 * What one scan compares of a resource: the recent days by their records, all before by counts, and of that a window
 * by its records that moves back from scan to scan. `oldest`: of what we hold.
 */
export function planOf(
  resource: SyncResource,
  now: number,
  oldest: string | null,
  rotated: string | undefined,
): { stretches: Stretch[]; rotated: string } {
  // Clocks differ: what the platform dates some hours ahead of us is today's as well.
  const end = dayOf(now) + 2 * DAY_MS;
  const recent = dayOf(now) - (RECENT_DAYS - 1) * DAY_MS;
  const first = Math.min(oldest === null ? recent : dayOf(oldest), recent);
  const from = Math.min(rotated === undefined ? recent : dayOf(rotated), recent);
  const start = from <= first ? recent : from;
  const days = Math.max(LEAST_ROTATED_DAYS, Math.ceil((recent - first) / DAY_MS / ROUND_SCANS));
  const until = Math.max(first, start - days * DAY_MS);
  const stretch = (a: number, b: number, by: Stretch['by']): Stretch[] =>
    a < b ? [{ resource, from: iso(a), to: iso(b), by }] : [];
  return {
    stretches: [
      ...stretch(recent, end, 'list'),
      ...stretch(first, recent, 'count'),
      ...stretch(Date.parse(BEGINNING), first, 'count'),
      ...stretch(until, start, 'list'),
    ],
    rotated: iso(until),
  };
}

/** What was changed since, whenever it was created; `mark` null: everything. Reaches back over what a shop shows late. */
export function changedSince(resource: SyncResource, mark: string | null): Stretch {
  const from = mark === null ? BEGINNING : iso(Date.parse(mark) - OVERLAP_MS);
  return { resource, from, to: from, by: 'changed' };
}

/** All of it, whenever it was created. */
export function wholeOf(resource: SyncResource): Stretch {
  return { resource, from: BEGINNING, to: BEGINNING, by: 'all' };
}

/** A stretch in two, at a day; the later part first. Only for more than one day. */
export function halves(stretch: Stretch): [Stretch, Stretch] {
  const middle = iso(Date.parse(stretch.from) + Math.floor(daysIn(stretch) / 2) * DAY_MS);
  return [
    { ...stretch, from: middle },
    { ...stretch, to: middle },
  ];
}

/** A stored plan; null for anything that is none. */
export function planFrom(value: Json): ScanPlan | null {
  if (!isObject(value) || !Array.isArray(value.todo) || !isObject(value.rotation) || !isObject(value.marks))
    return null;
  const todo = value.todo.filter(isStretch);
  if (todo.length !== value.todo.length) return null;
  return {
    todo,
    rotation: value.rotation as Record<string, string>,
    marks: value.marks as Record<string, string>,
  };
}

function isStretch(value: unknown): value is Stretch {
  return (
    isObject(value) &&
    SYNC_RESOURCES.some((resource) => resource === value.resource) &&
    typeof value.from === 'string' &&
    typeof value.to === 'string' &&
    ['count', 'list', 'changed', 'all'].some((by) => by === value.by)
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
