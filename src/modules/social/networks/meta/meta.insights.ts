import type { Json, JsonObject } from '../../../../common/json.js';
import { isMoney } from '../../../../common/money/money.js';
import type { InsightQuery, InsightRow } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import { badAnswer } from './meta.client.js';
import { isTooMuch, META } from './meta.errors.js';
import type { MetaGraph } from './meta.graph.js';
import { objectsIn, textIn } from './meta.values.js';

/** More days are reckoned in the background, as Meta advises. */
const DAYS_AT_ONCE = 2;
const ROWS_A_PAGE = 500;
const DAY_MS = 24 * 3600_000;
const FIELDS = [
  ...['campaign_id', 'campaign_name', 'objective', 'ad_id', 'ad_name'],
  ...['spend', 'impressions', 'clicks', 'actions', 'action_values', 'date_start', 'date_stop'],
];
/** Also of what was deleted since: its spend counts. Without a word about it Meta leaves it out. */
const WHATEVER_BECAME_OF_IT = [
  ...['ACTIVE', 'PAUSED', 'DELETED', 'ARCHIVED', 'PENDING_REVIEW', 'DISAPPROVED', 'PREAPPROVED'],
  ...['PENDING_BILLING_INFO', 'CAMPAIGN_PAUSED', 'ADSET_PAUSED', 'IN_PROCESS', 'WITH_ISSUES'],
];
/** One purchase has several names; the first that is told is taken, and never two together. */
const PURCHASES = ['omni_purchase', 'purchase', 'offsite_conversion.fb_pixel_purchase'];
const LEADS = ['lead', 'offsite_conversion.fb_pixel_lead', 'onsite_conversion.lead_grouped'];

const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 5_000;
/** Several minutes are usual for large accounts. */
const MOST_LOOKS = 120;
const TRIES = 2;

/**
 * What each ad did on each day. Clicks are `clicks`, all of them: it is what Meta's own cost per click is reckoned by, and ads
 * without a link have no other. Conversions are purchases, of campaigns for leads they are leads.
 */
export async function* insightsOf(
  graph: MetaGraph,
  connection: NetworkConnection,
  query: InsightQuery,
): AsyncGenerator<InsightRow[]> {
  const params = paramsOf(query);
  const days = (Date.parse(query.until) - Date.parse(query.since)) / DAY_MS + 1;
  if (days <= DAYS_AT_ONCE) {
    try {
      for await (const page of graph.rows(connection, query.ad_account_id, { ...params, limit: ROWS_A_PAGE })) {
        yield page.flatMap(rowOf);
      }
      return;
    } catch (error) {
      if (!isTooMuch(error)) throw error;
    }
  }
  const report = await reportOf(graph, connection, query.ad_account_id, params);
  for await (const page of graph.rows(connection, report, { limit: ROWS_A_PAGE })) yield page.flatMap(rowOf);
}

/** https://developers.facebook.com/docs/marketing-api/insights/parameters/ */
function paramsOf({ since, until }: InsightQuery): JsonObject {
  return {
    level: 'ad',
    time_increment: 1,
    time_range: { since, until },
    fields: FIELDS.join(','),
    filtering: [{ field: 'ad.effective_status', operator: 'IN', value: WHATEVER_BECAME_OF_IT }],
    // As its Ads Manager reckons: each ad set by the window that it is optimised for.
    use_unified_attribution_setting: true,
  };
}

/** The id of a report that is done. Throws NetworkError `transient` when Meta does not get it done. */
async function reportOf(
  graph: MetaGraph,
  connection: NetworkConnection,
  account: string,
  params: JsonObject,
): Promise<string> {
  let said = 'it takes too long';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const id = await graph.startReport(connection, account, params);
    const end = await endOf(graph, connection, id);
    if (end === 'Job Completed') return id;
    if (end === null) break;
    said = end;
  }
  throw new NetworkError('transient', { provider: META, message: `Meta did not finish a report: ${said}` });
}

/** How the report ended; null: it has not. */
async function endOf(graph: MetaGraph, connection: NetworkConnection, id: string): Promise<string | null> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { async_status: status } = await graph.readReport(connection, id, [
      'async_status',
      'async_percent_completion',
    ]);
    if (typeof status !== 'string') throw badAnswer('a report has no async_status');
    if (['Job Completed', 'Job Failed', 'Job Skipped'].includes(status)) return status;
    await connection.pause(Math.min(FIRST_LOOK_MS * (look + 1), LONGEST_LOOK_MS));
  }
  return null;
}

/** None for a row of no ad. */
function rowOf(row: JsonObject): InsightRow[] {
  const { ad_id: ad, campaign_id: campaign, date_start: day } = row;
  if (typeof ad !== 'string' || typeof campaign !== 'string' || typeof day !== 'string') return [];
  const isForLeads = row.objective === 'OUTCOME_LEADS' || row.objective === 'LEAD_GENERATION';
  return [
    {
      day,
      platform_campaign_id: campaign,
      campaign_name: textIn(row.campaign_name),
      platform_ad_id: ad,
      ad_name: textIn(row.ad_name),
      spend: decimalIn(row.spend),
      impressions: countIn(row.impressions),
      clicks: countIn(row.clicks),
      conversions: valueOf(row.actions, isForLeads ? LEADS : PURCHASES),
      revenue: valueOf(row.action_values, PURCHASES),
    },
  ];
}

/** Of the first of the types that is told; none is told: 0. */
function valueOf(stats: Json | undefined, types: readonly string[]): string {
  const told = objectsIn(stats);
  const first = types.find((type) => told.some((stat) => stat.action_type === type));
  return decimalIn(told.find((stat) => stat.action_type === first)?.value);
}

function decimalIn(value: Json | undefined): string {
  const text = typeof value === 'number' ? String(value) : value;
  return isMoney(text) ? text : '0';
}

function countIn(value: Json | undefined): number {
  const count = Number(value ?? 0);
  return Number.isSafeInteger(count) ? count : 0;
}
