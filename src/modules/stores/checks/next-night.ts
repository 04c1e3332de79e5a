const HOUR_MS = 3_600_000;
/** When a shop sleeps, by its own clock. */
const NIGHT_BEGINS = 1;
const NIGHT_HOURS = 4;

/** A time in the shop's next night. `share` of the night, 0 to 1: not all shops at the same minute. */
export function nextNight(now: Date, timezone: string | null, share: number): Date {
  const hour = hourIn(now, timezone);
  const until = (NIGHT_BEGINS - hour + 24) % 24 || 24;
  return new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS + (until + share * NIGHT_HOURS) * HOUR_MS);
}

const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;

/** Platforms tell an IANA name or a fixed offset. UTC where it is neither. */
function hourIn(now: Date, timezone: string | null): number {
  const [, sign, hours, minutes] = OFFSET.exec(timezone ?? '') ?? [];
  if (sign !== undefined) {
    const offset = (Number(hours) + Number(minutes) / 60) * HOUR_MS * (sign === '-' ? -1 : 1);
    return new Date(now.getTime() + offset).getUTCHours();
  }
  try {
    return Number(
      new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: timezone ?? 'UTC' }).format(now),
    );
  } catch {
    return now.getUTCHours();
  }
}
