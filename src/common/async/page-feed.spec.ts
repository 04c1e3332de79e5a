import { setTimeout as pause } from 'node:timers/promises';
import { PageFeed } from './page-feed.js';

interface Page {
  rows: number[];
}

const MOST = 4;
const join = (page: Page, next: Page): Page | null =>
  page.rows.length + next.rows.length > MOST ? null : { rows: [...page.rows, ...next.rows] };

/** Pages of one row each; `fetched` is how many were asked for. */
class Source {
  fetched = 0;
  isClosed = false;

  async *pages(count: number, after: () => Promise<void> = () => Promise.resolve()): AsyncGenerator<Page> {
    try {
      for (let row = 1; row <= count; row += 1) {
        this.fetched = row;
        await after();
        yield { rows: [row] };
      }
    } finally {
      this.isClosed = true;
    }
  }
}

describe('PageFeed', () => {
  it('hands over every page once and in order, those that have come together as one', async () => {
    const feed = new PageFeed(new Source().pages(10), { join });
    const taken: number[][] = [];
    for (let page = await feed.take(); page !== null; page = await feed.take()) taken.push(page.rows);
    expect(taken.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(taken.length).toBeLessThan(10);
    expect(Math.max(...taken.map((rows) => rows.length))).toBeLessThanOrEqual(MOST);
    expect(await feed.take()).toBeNull();
  });

  it('gathers while what was taken is worked on, and stops one page behind what goes together', async () => {
    const source = new Source();
    const feed = new PageFeed(
      source.pages(20, () => pause(2)),
      { join },
    );
    expect((await feed.take())?.rows).toEqual([1]);
    await pause(100);
    expect(source.fetched).toBe(6);
    expect((await feed.take())?.rows).toEqual([2, 3, 4, 5]);
  });

  it('awaits the preparation of each page before it hands it over', async () => {
    const prepared: number[] = [];
    const prepare = async (page: Page): Promise<void> => {
      await pause(2);
      prepared.push(...page.rows);
    };
    const feed = new PageFeed(new Source().pages(3), { join, prepare });
    for (let page = await feed.take(); page !== null; page = await feed.take()) {
      expect(prepared).toEqual(expect.arrayContaining(page.rows));
    }
    expect(prepared).toEqual([1, 2, 3]);
  });

  it('tells a fault of the read behind all pages that came before it', async () => {
    async function* broken(): AsyncGenerator<Page> {
      yield* new Source().pages(2);
      throw new Error('the service is away');
    }
    const feed = new PageFeed(broken(), { join });
    const taken: number[] = [];
    const all = async (): Promise<void> => {
      for (let page = await feed.take(); page !== null; page = await feed.take()) taken.push(...page.rows);
    };
    await expect(all()).rejects.toThrow('the service is away');
    expect(taken).toEqual([1, 2]);
  });

  it('ends the reader when it is closed in the middle', async () => {
    const source = new Source();
    const feed = new PageFeed(source.pages(20), { join });
    await feed.take();
    feed.close();
    await pause(10);
    expect(source.isClosed).toBe(true);
    expect(source.fetched).toBeLessThan(20);
  });
});
