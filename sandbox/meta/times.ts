import { offsetMinutes } from '../core/ads/zone-time.js';

/** As Graph writes times, in the account's zone: `2026-11-23T09:00:00+0100`. */
export function graphTime(ms: number, zone: string): string {
  const offset = offsetMinutes(zone, ms);
  const shown = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offset);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${shown}${offset < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}${digits(size % 60)}`;
}
