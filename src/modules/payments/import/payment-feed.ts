import { PageFeed } from '../../../common/async/page-feed.js';
import type { Clock } from '../../../common/clock/clock.js';
import type { ProviderPage } from '../providers/provider.records.js';

/** Records that are written in one transaction, unless one page alone has more. */
const MOST_AT_ONCE = 1000;

export interface ObservedPage extends ProviderPage {
  /** When it was asked for. */
  observed_at: Date;
}

/** The pages of a provider's read; `prepare` is awaited for each before it is handed over. */
export function paymentFeed(
  pages: AsyncGenerator<ProviderPage>,
  clock: Clock,
  prepare: (page: ObservedPage) => Promise<void>,
): PageFeed<ObservedPage> {
  return new PageFeed(observed(pages, clock), { join, prepare });
}

async function* observed(pages: AsyncGenerator<ProviderPage>, clock: Clock): AsyncGenerator<ObservedPage> {
  try {
    for (;;) {
      const observedAt = clock.now();
      const result = await pages.next();
      if (result.done === true) return;
      yield { ...result.value, observed_at: observedAt };
    }
  } finally {
    await pages.return(undefined);
  }
}

/** The records of both in their order; what one of them calls bad must meet its table in the order of pages. */
function join(page: ObservedPage, next: ObservedPage): ObservedPage | null {
  if (page.bad.length + next.bad.length > 0 || sizeOf(page) + sizeOf(next) > MOST_AT_ONCE) return null;
  return {
    ...next,
    transactions: [...page.transactions, ...next.transactions],
    payouts: [...page.payouts, ...next.payouts],
    payout_lines: [...page.payout_lines, ...next.payout_lines],
    complete_payouts: [...page.complete_payouts, ...next.complete_payouts],
    total: next.total ?? page.total,
    observed_at: page.observed_at,
  };
}

const sizeOf = (page: ProviderPage): number =>
  page.transactions.length + page.payouts.length + page.payout_lines.length;
