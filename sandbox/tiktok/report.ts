import { addDays, dayIn } from '../core/ads/zone-time.js';
import type { Json, JsonObject } from '../core/json.js';
import type { Advertiser } from './advertisers.js';
import { advertiserOf, type Call, type Route } from './call.js';
import type { Input } from './input.js';
import { Input as Inputs } from './input.js';
import { pageOf } from './lists.js';
import { Tally } from './report-numbers.js';
import type { Ad } from './records.js';
import { wrong } from './refusal.js';
import { SCOPES } from './tokens.js';

const LEVELS: Record<string, keyof Keys> = {
  ADVERTISER: 'advertiser_id',
  CAMPAIGN: 'campaign_id',
  ADGROUP: 'adgroup_id',
  AD: 'ad_id',
};
const DATE = /^\d{4}-\d\d-\d\d$/;
const MOST_DAYS = 30;

interface Keys {
  advertiser_id: string;
  campaign_id: string;
  adgroup_id: string;
  ad_id: string;
}

interface Query {
  id: keyof Keys;
  by_day: boolean;
  metrics: string[];
  since: string;
  until: string;
  ids: Record<string, string[]>;
}

export const REPORT_ROUTES: Record<string, Route> = {
  'GET /report/integrated/get/': { scope: SCOPES.reporting, run: report },
};

/** GET /report/integrated/get/: a row for each thing, and each day, that was delivered. */
function report(call: Call): Json {
  const { world, input } = call;
  const advertiser = advertiserOf(call);
  const query = queryIn(input, advertiser, world.clock.now());
  world.store.settle();
  const tallies = new Map<string, Tally>();
  const whole = new Tally(world, advertiser, null, 'advertiser_id');
  for (const ad of world.store.ads.values()) {
    const keys: Keys = {
      advertiser_id: ad.advertiser_id,
      campaign_id: ad.campaign_id,
      adgroup_id: ad.adgroup_id,
      ad_id: ad.id,
    };
    if (ad.advertiser_id !== advertiser.advertiser_id || !isWanted(keys, query)) continue;
    for (const date of datesOf(call, ad, query)) {
      const key = `${keys[query.id]} ${query.by_day ? date : ''}`;
      let tally = tallies.get(key);
      if (tally === undefined) tallies.set(key, (tally = new Tally(world, advertiser, ad, query.id)));
      tally.add(ad, date);
      whole.add(ad, date);
    }
  }
  const rows = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, tally]): JsonObject => {
      const [id = '', date = ''] = key.split(' ');
      const day: JsonObject = query.by_day ? { stat_time_day: `${date} 00:00:00` } : {};
      return { dimensions: { [query.id]: id, ...day }, metrics: tally.told(query.metrics) };
    });
  const isTotalled = input.flag('enable_total_metrics') ?? false;
  const page = pageOf(rows, input);
  input.onlyThese(['query_mode', 'service_type']);
  return isTotalled ? { ...page, total_metrics: whole.told(query.metrics) } : page;
}

function queryIn(input: Input, { timezone }: Advertiser, now: number): Query {
  input.neededOf('report_type', ['BASIC']);
  const level = input.neededOf(
    'data_level',
    Object.keys(LEVELS).flatMap((name) => [name, `AUCTION_${name}`]),
  );
  const id = LEVELS[level.replace('AUCTION_', '')] ?? 'advertiser_id';
  const dimensions = input.texts('dimensions', [...Object.values(LEVELS), 'stat_time_day']);
  if (dimensions?.includes(id) !== true) throw wrong(`dimensions: Must include ${id} for the data level ${level}.`);
  const others = dimensions.filter((one) => one !== id && one !== 'stat_time_day');
  if (others.length > 0) throw wrong(`dimensions: Only one ID dimension is allowed, not ${others.join(', ')} too.`);
  const byDay = dimensions.includes('stat_time_day');
  const metrics = input.texts('metrics', Tally.METRICS) ?? ['spend', 'impressions'];
  const today = dayIn(timezone, now);
  const isWhole = input.flag('query_lifetime') ?? false;
  const [since, until] = [input.text('start_date'), input.text('end_date')];
  const ids = idsIn(input);
  const common = { id, by_day: byDay, metrics, ids };
  if (isWhole) {
    if (byDay) throw wrong('query_lifetime: Not supported with stat_time_day.');
    return { ...common, since: addDays(today, -1000), until: today };
  }
  return { ...common, ...daysIn(since, until, byDay ? MOST_DAYS : 365) };
}

/** At most `most` days. Throws TiktokRefusal. */
function daysIn(since: string | null, until: string | null, most: number): { since: string; until: string } {
  if (since === null || until === null) throw wrong('start_date: Missing data for required field.');
  if (!DATE.test(since) || !DATE.test(until)) throw wrong('start_date: Not a valid date: must be YYYY-MM-DD.');
  if (since > until) throw wrong('end_date: The end date should not be earlier than the start date.');
  if (addDays(since, most) <= until) throw wrong(`end_date: The time range should not exceed ${most} days.`);
  return { since, until };
}

/** `[{ field_name: 'campaign_ids', filter_type: 'IN', filter_value: '["…"]' }]`. */
function idsIn(input: Input): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const item of input.list('filtering') ?? []) {
    const filter = Inputs.inside(typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {});
    const name = filter.neededOf('field_name', ['campaign_ids', 'adgroup_ids', 'ad_ids']);
    // The published contract numbers the types, the documentation names them.
    filter.neededOf('filter_type', ['IN', '0', '1', '5', '6', '7', '8', '9']);
    ids[name.slice(0, -1)] = listOf(filter.needed('filter_value'));
  }
  return ids;
}

function listOf(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
  } catch {
    // Said below: it is no list either way.
  }
  throw wrong('filtering: filter_value must be a JSON list.');
}

function isWanted(keys: Keys, { ids }: Query): boolean {
  return Object.entries(ids).every(([name, wanted]) => wanted.includes(keys[name as keyof Keys]));
}

function datesOf({ world }: Call, ad: Ad, { since, until }: Query): string[] {
  return [...world.store.delivery.daysOf(ad.id).keys()].filter((date) => date >= since && date <= until);
}
