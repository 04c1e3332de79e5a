import { Injectable } from '@nestjs/common';

/** How long a job that failed waits for its next try, in milliseconds. */
@Injectable()
export class JobTimes {
  /** Before the second try; doubled before each one after it. */
  backoff_first_ms = 2_000;
  backoff_max_ms = 5 * 60_000;

  /** @param attempt the try that failed, from 1. With jitter, so that jobs that failed together do not come back together. */
  backoffMs(attempt: number): number {
    const full = Math.min(this.backoff_first_ms * 2 ** (attempt - 1), this.backoff_max_ms);
    return Math.round(full / 2 + Math.random() * (full / 2));
  }
}
