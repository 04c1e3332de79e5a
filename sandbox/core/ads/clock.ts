import type { JsonObject } from '../json.js';
import { SandboxInputError } from '../provider.js';

const HOUR = 3_600_000;
const MOST_HOURS = 24 * 400;

/**
 * A network's own time: the wall clock, and the hours that `time_passed` put on top. Advertising takes days to show anything;
 * nobody waits that long for a test.
 */
export class AdClock {
  private ahead = 0;

  constructor(private readonly wall: () => number = Date.now) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.wall() + this.ahead;
  }

  /** `hours`, more than 0, pass at once. Throws SandboxInputError. */
  pass(payload: JsonObject): JsonObject {
    const { hours } = payload;
    if (typeof hours !== 'number' || !(hours > 0 && hours <= MOST_HOURS)) {
      throw new SandboxInputError(`hours must be a number above 0, at most ${MOST_HOURS}`);
    }
    this.ahead += Math.round(hours * HOUR);
    return { now: new Date(this.now()).toISOString() };
  }
}
