/** Days as ad accounts count them: `YYYY-MM-DD` in their own time zone. */

const DAY_MS = 24 * 3600_000;

/** The day there at that moment. UTC's where the zone is none that is known. */
export function dayIn(timezone: string | null, at: Date): string {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone ?? 'UTC',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(at);
  } catch {
    return at.toISOString().slice(0, 10);
  }
}

/** The day that is so many days later, or earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days lie from one to the other: 0 for the same. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The first day of its month. */
export const monthOf = (day: string): string => `${day.slice(0, 8)}01`;
