const SECOND = 1;
const MINUTE = 60;
const HOUR = 3600;

/** Pauses between tries in seconds: the last try is some 24 hours after the first. */
const PAUSES = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
];
const JITTER = 0.2;
/** What an endpoint may ask for by Retry-After. */
const LONGEST_ASKED = 6 * HOUR;

export const MAX_ATTEMPTS = PAUSES.length + 1;

/**
 * Seconds until the next try after `attempts` of them, or null when that was the last. Scattered by a fifth either way, so
 * that what failed together does not come back together. `asked`: the seconds of a Retry-After.
 */
export function pauseAfter(attempts: number, asked: number | null, random: () => number = Math.random): number | null {
  const pause = PAUSES[attempts - 1];
  if (pause === undefined) return null;
  const scattered = pause * (1 - JITTER + 2 * JITTER * random());
  return Math.max(scattered, Math.min(asked ?? 0, LONGEST_ASKED));
}
