import { setImmediate as nextTurn } from 'node:timers/promises';

export interface PageFeedOptions<Page> {
  /** Both as one; null: they do not go together, or would be too much at once. */
  join: (page: Page, next: Page) => Page | null;
  /** Is awaited for each page before it is handed over. */
  prepare?: (page: Page) => Promise<void>;
}

/**
 * The pages of a read, fetched while earlier ones are written. Those that have come by the time they are wanted are
 * handed over as one: a transaction costs what it costs for few rows too. Once no more go together with those that wait,
 * one further page is fetched and no more until they are taken.
 */
export class PageFeed<Page extends object> {
  /** What has come and was not taken yet. */
  private held: Page | null = null;
  private ended: { error?: unknown } | null = null;
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly pages: AsyncGenerator<Page>,
    private readonly options: PageFeedOptions<Page>,
  ) {
    void this.gather();
  }

  /** The next page, or null at the end. Throws what the read throws, after all pages before it were handed over. */
  async take(): Promise<Page | null> {
    while (this.held === null && this.ended === null) await this.change();
    // As long as pages come from one turn to the next, waiting for them costs nothing.
    for (let known: Page | null = null; known !== this.held;) {
      known = this.held;
      await nextTurn();
    }
    const page = this.held;
    if (page === null && this.ended !== null && 'error' in this.ended) throw this.ended.error;
    this.held = null;
    this.wake();
    return page;
  }

  /** Ends the reader's streams; a fetch that is still under way is left to the connection's signal. */
  close(): void {
    this.isClosed = true;
    this.wake();
    void this.pages.return(undefined).catch(() => undefined);
  }

  private async gather(): Promise<void> {
    try {
      for (let result = await this.pages.next(); result.done !== true; result = await this.pages.next()) {
        await this.options.prepare?.(result.value);
        await this.hold(result.value);
      }
      this.ended = {};
    } catch (error) {
      // Told by `take`, behind what is held.
      this.ended = { error };
    }
    this.wake();
  }

  private async hold(page: Page): Promise<void> {
    while (!this.isClosed) {
      const all = this.held === null ? page : this.options.join(this.held, page);
      if (all !== null) {
        this.held = all;
        this.wake();
        return;
      }
      await this.change();
    }
  }

  /** `take` waits where nothing is held, and `hold` where something is: never both. */
  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
