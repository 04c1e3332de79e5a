import { setImmediate as nextTurn } from 'node:timers/promises';

interface Asked<Page> {
  answer: Promise<IteratorResult<Page>>;
  /** The page, as soon as it is there. */
  come: Page | null;
}

export interface PageFeedOptions<Page> {
  /** Both as one; null: they do not go together. */
  join: (page: Page, next: Page) => Page | null;
  /** Is awaited for each page before it is handed over. */
  prepare?: (page: Page) => Promise<void>;
}

/**
 * The pages of a read, fetched while earlier ones are written. Those that have come by the time they are wanted are
 * handed over as one: a transaction costs what it costs for few rows too.
 */
export class PageFeed<Page extends object> {
  private asked: Asked<Page>;

  constructor(
    private readonly pages: AsyncGenerator<Page>,
    private readonly options: PageFeedOptions<Page>,
  ) {
    this.asked = this.ask();
  }

  /** The next page, or null at the end. Throws what the read throws, after all pages before it were handed over. */
  async take(): Promise<Page | null> {
    const result = await this.asked.answer;
    if (result.done === true) return null;
    let page = result.value;
    for (;;) {
      this.asked = this.ask();
      await nextTurn();
      const { come } = this.asked;
      const joined = come === null ? null : this.options.join(page, come);
      if (joined === null) return page;
      page = joined;
    }
  }

  /** Ends the reader's streams; a fetch that is still under way is left to the connection's signal. */
  close(): void {
    void this.pages.return(undefined).catch(() => undefined);
  }

  private async fetch(): Promise<IteratorResult<Page>> {
    const result = await this.pages.next();
    if (result.done !== true) await this.options.prepare?.(result.value);
    return result;
  }

  private ask(): Asked<Page> {
    const asked: Asked<Page> = { answer: this.fetch(), come: null };
    asked.answer.then(
      (result) => {
        if (result.done !== true) asked.come = result.value;
      },
      // Told by `take`; until then it must not count as unhandled.
      () => undefined,
    );
    return asked;
  }
}
