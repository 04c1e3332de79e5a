const LONGEST_MS = 24 * 3600 * 1000;
const BACKOFF_CAP_MS = 5000;

/** Milliseconds from a Retry-After header: seconds ("2", also "2.0") or an HTTP date. Undefined when it says nothing. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS);
  // Date.parse takes nearly anything; an HTTP date begins with the name of a day.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - nowMs), LONGEST_MS);
}

/** Doubling from `baseMs`, up to 5 s, between a half and the whole by chance, so that many do not come back at once. */
export function backoffMs(attempt: number, baseMs: number): number {
  const whole = Math.min(baseMs * 2 ** attempt, BACKOFF_CAP_MS);
  return whole * (0.5 + Math.random() / 2);
}
