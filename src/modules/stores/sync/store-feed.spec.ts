import type { ReadPage } from '../platforms/platform.port.js';
import type { PlatformCustomer } from '../platforms/platform.records.js';
import { storeFeed } from './store-feed.js';

type Page = ReadPage<PlatformCustomer>;

function aPage(cursor: number, count: number, rest: Partial<Page> = {}): Page {
  const records = Array.from({ length: count }, (_, at) => ({ platform_customer_id: `${cursor}-${at}` }));
  return { records: records as PlatformCustomer[], bad: [], deleted: [], cursor, total: null, ...rest };
}

async function* pagesOf(...pages: (Page | Error | Promise<void>)[]): AsyncGenerator<Page> {
  for (const page of pages) {
    if (page instanceof Promise) await page;
    else if (page instanceof Error) throw page;
    else yield page;
  }
}

async function taken(feed: ReturnType<typeof storeFeed>): Promise<[cursor: unknown, records: number][]> {
  const pages: [unknown, number][] = [];
  for (let page = await feed.take(); page; page = await feed.take()) pages.push([page.cursor, page.records.length]);
  return pages;
}

describe('the feed of a store', () => {
  it('hands over as one what is there, with the cursor behind the last of it', async () => {
    const feed = storeFeed(pagesOf(aPage(1, 100, { total: 250 }), aPage(2, 100), aPage(3, 50)));

    const page = await feed.take();

    expect(page).toMatchObject({ cursor: 3, total: 250 });
    expect(page?.records.map((record) => (record as PlatformCustomer).platform_customer_id)).toEqual([
      ...aPage(1, 100).records.map((record) => record.platform_customer_id),
      ...aPage(2, 100).records.map((record) => record.platform_customer_id),
      ...aPage(3, 50).records.map((record) => record.platform_customer_id),
    ]);
    expect(await feed.take()).toBeNull();
  });

  it('makes no batch larger than 500 records of smaller pages, and leaves a larger page whole', async () => {
    const feed = storeFeed(pagesOf(aPage(1, 250), aPage(2, 250), aPage(3, 250), aPage(4, 700)));

    expect(await taken(feed)).toEqual([
      [2, 500],
      [3, 250],
      [4, 700],
    ]);
  });

  it('does not wait for a page that has not come', async () => {
    let arrive = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    const feed = storeFeed(pagesOf(aPage(1, 10), arrival, aPage(2, 10)));

    expect((await feed.take())?.cursor).toBe(1);
    arrive();
    expect((await feed.take())?.cursor).toBe(2);
  });

  it.each([
    ['gone', { deleted: ['7'] }],
    ['bad', { bad: [{ platform_id: '7', reason: 'no id', raw: null }] }],
  ])('keeps apart pages that tell of %s records', async (_, rest) => {
    const feed = storeFeed(pagesOf(aPage(1, 10), aPage(2, 10, rest), aPage(3, 10)));

    expect(await taken(feed)).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
  });

  it('gives every page that came before a fault, then the fault', async () => {
    const feed = storeFeed(pagesOf(aPage(1, 10), aPage(2, 10), new Error('the shop is away')));

    expect((await feed.take())?.cursor).toBe(2);
    await expect(feed.take()).rejects.toThrow('the shop is away');
  });
});
