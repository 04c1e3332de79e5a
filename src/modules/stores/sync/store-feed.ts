import { PageFeed } from '../../../common/async/page-feed.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { ReadPage } from '../platforms/platform.port.js';
import type { RecordOf } from '../platforms/platform.records.js';

/** Records that are written in one transaction, unless one page alone has more. */
const MOST_AT_ONCE = 500;

type Page = ReadPage<RecordOf[SyncResource]>;

/** The pages of a platform's read; `prepare` is awaited for each before it is handed over. */
export function storeFeed(
  pages: AsyncGenerator<Page>,
  prepare: (records: Page['records']) => Promise<void> = () => Promise.resolve(),
): PageFeed<Page> {
  return new PageFeed(pages, { join, prepare: (page) => prepare(page.records) });
}

/** A record that one page calls gone or bad and another brings must meet its table in their order. */
function join(page: Page, next: Page): Page | null {
  const isPlain = [page, next].every(({ deleted, bad }) => deleted.length === 0 && bad.length === 0);
  if (!isPlain || page.records.length + next.records.length > MOST_AT_ONCE) return null;
  return { ...next, records: [...page.records, ...next.records], total: next.total ?? page.total };
}
