import { setTimeout as wait } from 'node:timers/promises';

/** What time it is, and waiting: the one source of both, so that tests can move time. */
export abstract class Clock {
  /** Milliseconds since 1970, UTC. */
  abstract ms(): number;

  /** Resolves after `ms` milliseconds; at once for 0 or less. Rejects with the signal's reason when it is aborted. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;

  now(): Date {
    return new Date(this.ms());
  }

  /** ISO 8601 UTC with `Z`. */
  iso(): string {
    return this.now().toISOString();
  }
}

export class SystemClock extends Clock {
  ms(): number {
    return Date.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= 0) return;
    try {
      await wait(Math.ceil(ms), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}

interface Sleeper {
  until: number;
  wake: () => void;
}

/** For tests: stands still until it is moved; moving it wakes, in order, whoever slept until then. */
export class FixedClock extends Clock {
  private at: number;
  private readonly sleepers: Sleeper[] = [];

  constructor(start: string | number | Date = '2026-11-01T12:00:00.000Z') {
    super();
    this.at = new Date(start).getTime();
  }

  ms(): number {
    return this.at;
  }

  set(to: string | number | Date): void {
    this.moveTo(new Date(to).getTime());
  }

  advance(ms: number): void {
    this.moveTo(this.at + ms);
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this.sleepers.length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const sleeper: Sleeper = {
        until: this.at + ms,
        wake: () => {
          this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
    signal?.throwIfAborted();
  }

  private moveTo(at: number): void {
    this.at = at;
    const due = this.sleepers.filter((sleeper) => sleeper.until <= at);
    for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
  }
}
