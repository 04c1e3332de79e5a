import { BufferedResponse } from '../../../../common/outbound/buffered-response.js';
import { LeakyBudget } from '../../../../common/outbound/rate-budget.js';
import type { InsightRow } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { TikTokClient } from './tiktok.client.js';
import { insightsOf, spansOf } from './tiktok.insights.js';

const ROW = {
  dimensions: { ad_id: '9', stat_time_day: '2026-10-02 00:00:00' },
  metrics: {
    campaign_id: '7',
    campaign_name: 'Autumn',
    ad_name: '-',
    spend: '12.50',
    impressions: '1000',
    clicks: '30',
    conversion: '2',
    total_complete_payment_rate: '-',
  },
};

/** A network that knows ads by the documentation's name alone. */
function strict(asked: URL[]): NetworkConnection {
  const answer = (body: object): BufferedResponse =>
    new BufferedResponse('tiktok', 200, {}, '', Buffer.from(JSON.stringify(body)));
  const { signal } = new AbortController();
  return {
    signal,
    tokens: { access_token: 't', refresh_token: null },
    clock: { ms: () => 0 },
    budget: new LeakyBudget({ capacity: 100, restore_per_second: 100 }),
    pause: () => Promise.resolve(),
    call: ({ url }) => {
      const query = new URL(url);
      asked.push(query);
      const isKnown = query.searchParams.get('data_level') === 'AUCTION_AD';
      return Promise.resolve(
        isKnown
          ? answer({ code: 0, message: 'OK', data: { list: [ROW], page_info: { total_page: 1 } } })
          : answer({ code: 40002, message: 'data_level: Must be one of AUCTION_AD' }),
      );
    },
  };
}

describe('TikTok’s reports', () => {
  it('are asked for in parts of 30 days', () => {
    expect(spansOf('2026-01-01', '2026-01-30')).toEqual([['2026-01-01', '2026-01-30']]);
    expect(spansOf('2026-01-01', '2026-03-05')).toEqual([
      ['2026-01-01', '2026-01-30'],
      ['2026-01-31', '2026-03-01'],
      ['2026-03-02', '2026-03-05'],
    ]);
  });

  it('are asked for under the other name of the level when the first is refused, once', async () => {
    const asked: URL[] = [];
    const rows: InsightRow[] = [];
    const query = { ad_account_id: '1', since: '2026-09-01', until: '2026-10-02' };
    for await (const page of insightsOf(new TikTokClient('http://tiktok.invalid'), strict(asked), query))
      rows.push(...page);
    expect(asked.map((url) => url.searchParams.get('data_level'))).toEqual(['AD', 'AUCTION_AD', 'AUCTION_AD']);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      day: '2026-10-02',
      platform_campaign_id: '7',
      campaign_name: 'Autumn',
      platform_ad_id: '9',
      ad_name: null,
      spend: '12.50',
      impressions: 1000,
      clicks: 30,
      conversions: '2',
      revenue: null,
    });
  });
});
