import { decimalOf } from '../core/ads/currencies.js';
import type { Conversion } from '../core/ads/delivery.js';
import type { Json, JsonObject } from '../core/json.js';
import type { AdAccount } from './accounts.js';
import type { GraphNode } from './fields.js';
import { accepts, filtersIn } from './filtering.js';
import type { Params } from './input.js';
import { piecesOf, rangeIn, type Span } from './insights-range.js';
import type { Ad } from './records.js';
import type { Level } from './report-run.js';
import { GraphRefusal, wrongParam } from './refusal.js';
import { adStatus } from './views.js';
import type { World } from './world.js';

const LEVELS: readonly Level[] = ['account', 'campaign', 'adset', 'ad'];
/** Which sales each window counts: hours after a click, or after a view. */
const WINDOWS: Record<string, readonly [after_click: boolean, hours: number]> = {
  '1d_click': [true, 24],
  '7d_click': [true, 168],
  '28d_click': [true, 672],
  '1d_view': [false, 24],
};
const USUAL = ['7d_click', '1d_view'];
const HOUR = 3_600_000;

/** What an insights call asks for, looked through. */
interface Query {
  level: Level;
  pieces: Span[];
  windows: string[];
  ads: Ad[];
}

/** GET insights of an account, a campaign, an ad set or an ad: one row for each thing and piece of time that was delivered. */
export function insightsOf(
  world: World,
  params: Params,
  account: AdAccount,
  ads: Ad[],
  own: Level,
  isInBackground = false,
): GraphNode[] {
  const query = queryIn(world, params, account, ads, own);
  const now = world.clock.now();
  const groups = new Map<string, Ad[]>();
  for (const ad of query.ads) {
    const key = keyOf(ad, query.level);
    groups.set(key, [...(groups.get(key) ?? []), ad]);
  }
  const most = isInBackground ? Infinity : Number(world.context.setting('SANDBOX_META_SYNC_ROWS') ?? 10_000);
  if (groups.size * query.pieces.length > most) {
    throw new GraphRefusal(1, "Please reduce the amount of data you're asking for, then retry your request", {
      status: 500,
    });
  }
  const rows: GraphNode[] = [];
  for (const group of groups.values()) {
    for (const piece of query.pieces) {
      const row = rowOf(world, account, group, piece, query, now);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}

function queryIn(world: World, params: Params, account: AdAccount, ads: Ad[], own: Level): Query {
  const level = (params.oneOf('level', LEVELS) ?? own) as Level;
  if (LEVELS.indexOf(level) < LEVELS.indexOf(own)) throw wrongParam(`Level ${level} is above the ${own} itself`);
  const windows = params.texts('action_attribution_windows', [...Object.keys(WINDOWS), 'default']) ?? [];
  params.oneOf('action_report_time', ['impression', 'conversion', 'mixed']);
  params.flag('use_account_attribution_setting');
  params.flag('use_unified_attribution_setting');
  const filters = filtersIn(params);
  const wanted = ads.filter((ad) =>
    filters.every((filter) => {
      const known: Record<string, string> = {
        'campaign.id': ad.campaign_id,
        'adset.id': ad.adset_id,
        'ad.id': ad.id,
        'campaign.name': world.store.campaigns.get(ad.campaign_id)?.name ?? '',
        'ad.name': ad.name,
        'ad.effective_status': adStatus(world, ad),
      };
      const have = known[filter.field];
      if (have === undefined) throw wrongParam(`Filtering field ${filter.field} is not supported`);
      return accepts(filter, have);
    }),
  );
  const whole = rangeIn(params, account, world.clock.now());
  return { level, pieces: piecesOf(params, whole), windows: windows.filter((one) => one !== 'default'), ads: wanted };
}

function keyOf(ad: Ad, level: Level): string {
  if (level === 'account') return ad.account_id;
  return level === 'campaign' ? ad.campaign_id : level === 'adset' ? ad.adset_id : ad.id;
}

function rowOf(world: World, account: AdAccount, ads: Ad[], piece: Span, query: Query, now: number): GraphNode | null {
  const [first] = ads;
  if (first === undefined) return null;
  const { delivery } = world.store;
  const isIn = (date: string): boolean => date >= piece.since && date <= piece.until;
  let [spend, impressions, clicks] = [0, 0, 0];
  const sales: Conversion[] = [];
  for (const ad of ads) {
    for (const [date, day] of delivery.daysOf(ad.id)) {
      if (!isIn(date)) continue;
      spend += Math.round(day.spend);
      impressions += Math.floor(day.impressions);
      clicks += Math.floor(day.clicks);
    }
    sales.push(...delivery.conversionsOf(ad.id, now).filter((sale) => isIn(sale.day)));
  }
  if (impressions === 0 && spend === 0) return null;
  const told = { spend, impressions, clicks, sales };
  return {
    ...nodeOf(query),
    fields: {
      ...names(world, account, first, query.level),
      ...numbers(account, told, query),
      date_start: piece.since,
      date_stop: piece.until,
    },
  };
}

function nodeOf(query: Query): Omit<GraphNode, 'fields'> {
  const own = query.level === 'account' ? [] : [`${query.level}_id`];
  const defaults = ['account_id', ...own, 'impressions', 'spend'];
  return { type: 'AdsInsights', id: null, defaults, always: ['date_start', 'date_stop'] };
}

interface Told {
  spend: number;
  impressions: number;
  clicks: number;
  sales: Conversion[];
}

function names(world: World, account: AdAccount, ad: Ad, level: Level): Record<string, Json | undefined> {
  const depth = LEVELS.indexOf(level);
  const campaign = depth >= 1 ? world.store.campaigns.get(ad.campaign_id) : undefined;
  const adset = depth >= 2 ? world.store.adsets.get(ad.adset_id) : undefined;
  const one = depth >= 3 ? ad : undefined;
  return {
    account_currency: account.currency,
    account_id: account.account_id,
    account_name: account.name,
    attribution_setting: '7d_click_1d_view',
    buying_type: campaign?.buying_type,
    campaign_id: campaign?.id,
    campaign_name: campaign?.name,
    objective: campaign?.objective,
    adset_id: adset?.id,
    adset_name: adset?.name,
    optimization_goal: adset?.optimization_goal,
    ad_id: one?.id,
    ad_name: one?.name,
  };
}

function numbers(account: AdAccount, told: Told, { windows }: Query): Record<string, Json | undefined> {
  const { spend, impressions, clicks, sales } = told;
  const reach = Math.max(1, Math.floor(impressions * 0.8));
  const money = (units: number): string => decimalOf(units, account.currency);
  const share = (a: number, b: number): string | undefined => (b === 0 ? undefined : (a / b).toFixed(6));
  const bought = stats(sales, windows, () => 1, String);
  const worth = stats(sales, windows, (sale) => sale.value, money);
  const counted = within(sales, USUAL);
  const value = counted.reduce((sum, sale) => sum + sale.value, 0);
  return {
    impressions: String(impressions),
    clicks: String(clicks),
    inline_link_clicks: String(clicks),
    unique_clicks: String(Math.floor(clicks * 0.95)),
    reach: String(reach),
    frequency: share(impressions, reach),
    spend: money(spend),
    social_spend: money(0),
    cpc: share(spend / 100, clicks),
    cpm: share((spend / 100) * 1000, impressions),
    ctr: share(clicks * 100, impressions),
    actions: [{ action_type: 'link_click', value: String(clicks), ...each(windows, String(clicks)) }, ...named(bought)],
    action_values: bought === null ? undefined : named(worth),
    cost_per_action_type:
      counted.length === 0
        ? undefined
        : [{ action_type: 'purchase', value: share(spend / 100, counted.length) ?? '0' }],
    purchase_roas:
      counted.length === 0 ? undefined : [{ action_type: 'omni_purchase', value: share(value, spend) ?? '0' }],
  };
}

/** Meta tells one purchase under three names. */
function named(stat: JsonObject | null): JsonObject[] {
  if (stat === null) return [];
  const types = ['purchase', 'omni_purchase', 'offsite_conversion.fb_pixel_purchase'];
  return types.map((action_type) => ({ action_type, ...stat }));
}

function each(windows: readonly string[], value: string): JsonObject {
  return windows.includes('7d_click') ? { '7d_click': value } : {};
}

/** The sum over the sales of the usual windows, and of each window that was asked for; null: no sales. */
function stats(
  sales: Conversion[],
  windows: readonly string[],
  of: (sale: Conversion) => number,
  write: (sum: number) => string,
): JsonObject | null {
  const sum = (names: readonly string[]): number => within(sales, names).reduce((all, sale) => all + of(sale), 0);
  if (within(sales, [...USUAL, ...windows]).length === 0) return null;
  const stat: JsonObject = { value: write(sum(USUAL)) };
  for (const name of windows) if (within(sales, [name]).length > 0) stat[name] = write(sum([name]));
  return stat;
}

function within(sales: Conversion[], names: readonly string[]): Conversion[] {
  return sales.filter((sale) =>
    names.some((name) => {
      const [afterClick, hours] = WINDOWS[name] ?? [true, 0];
      return sale.after_click === afterClick && sale.known_at - sale.clicked_at <= hours * HOUR;
    }),
  );
}
