import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { ReadPage } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';

/** Records that are written in one transaction, unless one page alone has more. */
const MOST_AT_ONCE = 500;

type Page = ReadPage<RecordOf[SyncResource]>;

interface Asked {
  answer: Promise<IteratorResult<Page>>;
  /** The page, as soon as it is there. */
  come: Page | null;
}

/**
 * The pages of a read, fetched while earlier ones are written. Those that have come by the time they are wanted are
 * handed over as one: a transaction costs what it costs for few rows too.
 */
export class PageFeed {
  private asked: Asked;

  /** `prepare` is awaited for each page before it is handed over. */
  constructor(
    private readonly pages: AsyncGenerator<Page>,
    private readonly prepare: (records: Page['records']) => Promise<void> = () => Promise.resolve(),
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
      if (come === null || !fits(page, come)) return page;
      page = { ...come, records: [...page.records, ...come.records], total: come.total ?? page.total };
    }
  }

  /** Ends the adapter's streams; a fetch that is still under way is left to the connection's signal. */
  close(): void {
    void this.pages.return(undefined).catch(() => undefined);
  }

  private async fetch(): Promise<IteratorResult<Page>> {
    const result = await this.pages.next();
    if (result.done !== true) await this.prepare(result.value.records);
    return result;
  }

  private ask(): Asked {
    const asked: Asked = { answer: this.fetch(), come: null };
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

/** A record that one page calls gone or bad and another brings must meet its table in their order. */
function fits(page: Page, next: Page): boolean {
  const isPlain = [page, next].every(({ deleted, bad }) => deleted.length === 0 && bad.length === 0);
  return isPlain && page.records.length + next.records.length <= MOST_AT_ONCE;
}
