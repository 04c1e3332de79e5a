/** Moments are whole seconds since 1970; the platform writes them in UTC without naming the zone. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
