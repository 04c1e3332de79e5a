interface ZoneParts {
  /** `2026-11-23`. */
  date: string;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const MINUTE = 60_000;

/** What a clock on the wall of that time zone shows. */
export function partsIn(zone: string, ms: number): ZoneParts {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = value;
  const { year = '', month = '', day = '', hour, minute, second } = parts;
  return { date: `${year}-${month}-${day}`, hour: Number(hour), minute: Number(minute), second: Number(second) };
}

/** The account's day, `2026-11-23`, that a moment lies in. */
export function dayIn(zone: string, ms: number): string {
  return partsIn(zone, ms).date;
}

/** How far the zone is ahead of UTC at that moment, in minutes. */
export function offsetMinutes(zone: string, ms: number): number {
  const { date, hour, minute, second } = partsIn(zone, ms);
  const shown = Date.parse(`${date}T00:00:00Z`) + ((hour * 60 + minute) * 60 + second) * 1000;
  return Math.round((shown - Math.floor(ms / 1000) * 1000) / MINUTE);
}

/** The date that lies `days` after, or before, a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
