import { tooMany } from './refusal.js';

const MINUTE = 60;

/** TikTok's limits for an app: so many calls a second, sixty times as many a minute. Seconds begin on the second. */
export class Throttle {
  private second = 0;
  private minute = 0;
  private in_second = 0;
  private in_minute = 0;

  constructor(
    private readonly per_second: number,
    private readonly wall: () => number = Date.now,
  ) {}

  /** Throws TiktokRefusal. */
  count(): void {
    const second = Math.floor(this.wall() / 1000);
    const minute = Math.floor(second / MINUTE);
    if (second !== this.second) this.in_second = 0;
    if (minute !== this.minute) this.in_minute = 0;
    this.second = second;
    this.minute = minute;
    this.in_second++;
    this.in_minute++;
    if (this.in_second > this.per_second || this.in_minute > this.per_second * MINUTE) throw tooMany();
  }
}
