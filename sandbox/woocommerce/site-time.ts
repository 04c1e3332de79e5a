/**
 * The shop's clock. It stands in New York: plain dates are New York's, `*_gmt` dates are UTC, neither names its
 * zone. All moments here are whole seconds since 1970, as the platform stores them.
 */
export const SITE_ZONE = 'America/New_York';

const DAY = 86_400;
const boundaries = new Map<number, { start: number; end: number }>();

function sundayOf(year: number, month: number, nth: number): number {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - first) % 7) + (nth - 1) * 7) / 1000;
}

/** Seconds that New York is ahead of UTC (negative): summer time from the 2nd Sunday of March to the 1st of November. */
export function siteOffset(at: number): number {
  const year = new Date(at * 1000).getUTCFullYear();
  let span = boundaries.get(year);
  if (span === undefined) {
    span = { start: sundayOf(year, 2, 2) + 7 * 3600, end: sundayOf(year, 10, 1) + 6 * 3600 };
    boundaries.set(year, span);
  }
  return at >= span.start && at < span.end ? -4 * 3600 : -5 * 3600;
}

export function gmtText(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19);
}

export function localText(at: number): string {
  return gmtText(at + siteOffset(at));
}

/** A local date's text for a date that the platform shifts once too often (a picture's). */
export function doublyLocalText(at: number): string {
  return gmtText(at + 2 * siteOffset(at));
}

/** The first moment of the UTC day in which `at` lies. */
export function startOfDay(at: number): number {
  return at - (at % DAY);
}

const DATE = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * What a date parameter is compared as: wall-clock seconds. A value without a zone is taken as it stands; one
 * with a zone is first brought to the site's zone, even where it is then compared with a UTC column, which is
 * the trap. Null: not a date.
 */
export function filterMoment(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const wall = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  if (Number.isNaN(wall)) return null;
  const zone = match[3];
  if (zone === undefined) return wall / 1000;
  const instant = wall / 1000 - zoneSeconds(zone);
  return instant + siteOffset(instant);
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2) || '0') * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** The column that a date filter looks at. */
export function columnMoment(at: number, gmt: boolean): number {
  return gmt ? at : at + siteOffset(at);
}
