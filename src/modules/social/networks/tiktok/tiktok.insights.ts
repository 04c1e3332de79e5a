import type { InsightQuery, InsightRow } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import type { TikTokClient } from './tiktok.client.js';
import { pagesOf, type Row, textIn } from './tiktok.lists.js';

const DAY_MS = 86_400_000;
/** What a report by days spans at most. */
const MOST_DAYS = 30;
/** The published contract calls the level of ads so, the documentation calls it `AUCTION_AD`. */
const LEVELS = ['AD', 'AUCTION_AD'] as const;
type Level = (typeof LEVELS)[number];

const METRICS = [
  'campaign_id',
  'campaign_name',
  'ad_name',
  'spend',
  'impressions',
  'clicks',
  'conversion',
  // TikTok's name for the value of all purchases: it is no rate.
  'total_complete_payment_rate',
];

/** What ads did, by days of the account's time zone. */
export async function* insightsOf(
  client: TikTokClient,
  connection: NetworkConnection,
  { ad_account_id: advertiser, since, until }: InsightQuery,
): AsyncGenerator<InsightRow[]> {
  let level: Level = LEVELS[0];
  for (const [start, end] of spansOf(since, until)) {
    try {
      yield* rowsOf(client, connection, advertiser, level, start, end);
    } catch (error) {
      if (level === LEVELS[1] || !isAboutLevel(error)) throw error;
      level = LEVELS[1];
      yield* rowsOf(client, connection, advertiser, level, start, end);
    }
  }
}

async function* rowsOf(
  client: TikTokClient,
  connection: NetworkConnection,
  advertiser_id: string,
  data_level: Level,
  start_date: string,
  end_date: string,
): AsyncGenerator<InsightRow[]> {
  const query = {
    ...{ advertiser_id, data_level, start_date, end_date },
    service_type: 'AUCTION',
    report_type: 'BASIC',
    dimensions: ['ad_id', 'stat_time_day'],
    metrics: METRICS,
  };
  for await (const page of pagesOf(client, connection, 'report/integrated/get', query)) {
    if (page.length > 0) yield page.map(insightOf);
  }
}

function isAboutLevel(error: unknown): boolean {
  return error instanceof NetworkError && error.refusal === 'invalid' && /data_level/i.test(error.message);
}

function insightOf({ dimensions, metrics }: Row): InsightRow {
  const [of, did] = [dimensions as Row, metrics as Row];
  const value = textIn(did, 'total_complete_payment_rate');
  return {
    day: textIn(of, 'stat_time_day').slice(0, 10),
    platform_campaign_id: textIn(did, 'campaign_id'),
    campaign_name: nameIn(did, 'campaign_name'),
    platform_ad_id: textIn(of, 'ad_id'),
    ad_name: nameIn(did, 'ad_name'),
    spend: decimalOf(textIn(did, 'spend')) ?? '0',
    impressions: Number(decimalOf(textIn(did, 'impressions')) ?? 0),
    clicks: Number(decimalOf(textIn(did, 'clicks')) ?? 0),
    conversions: decimalOf(textIn(did, 'conversion')) ?? '0',
    revenue: decimalOf(value),
  };
}

/** Null: TikTok writes `-` for what it has nothing of. */
function decimalOf(text: string): string | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : null;
}

function nameIn(row: Row, name: string): string | null {
  const text = textIn(row, name);
  return text === '' || text === '-' ? null : text;
}

/** `since` to `until` in parts that a report takes. */
export function spansOf(since: string, until: string): [start: string, end: string][] {
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const last = Date.parse(until);
  const spans: [string, string][] = [];
  for (let at = Date.parse(since); at <= last; at += MOST_DAYS * DAY_MS) {
    spans.push([dayOf(at), dayOf(Math.min(last, at + (MOST_DAYS - 1) * DAY_MS))]);
  }
  return spans;
}
