import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one piece of work may have the process for itself. */
const AT_ONE_GO_MS = 1;

/**
 * For loops over many rows: awaited before each, it lets whatever else is due (answers of Postgres, requests) in between
 * every millisecond, where the loop would otherwise hold them all up until its end.
 */
export class Breather {
  private since = performance.now();

  async turn(): Promise<void> {
    if (performance.now() - this.since < AT_ONE_GO_MS) return;
    await nextTurn();
    this.since = performance.now();
  }
}
