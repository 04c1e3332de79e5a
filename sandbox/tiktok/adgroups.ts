import type { Json, JsonObject } from '../core/json.js';
import type { Advertiser } from './advertisers.js';
import { AUDIENCES, INTERESTS, LANGUAGES, PIXEL_ID, REGIONS } from './audience-data.js';
import { activeAdvertiserOf, type Call, type Route } from './call.js';
import { budgetIn, listing, namedIn, ownOf, statusIn, switching } from './campaigns.js';
import { checkGoal, EVENTS, GOALS } from './goals.js';
import type { Input } from './input.js';
import type { AdGroup, Campaign } from './records.js';
import { wrong } from './refusal.js';
import { SCOPES } from './tokens.js';
import { adgroupView } from './views.js';

const DAY = 86_400_000;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const AGES = ['AGE_13_17', 'AGE_18_24', 'AGE_25_34', 'AGE_35_44', 'AGE_45_54', 'AGE_55_100'];
const PLACEMENTS = ['PLACEMENT_TIKTOK', 'PLACEMENT_PANGLE', 'PLACEMENT_GLOBAL_APP_BUNDLE'];
const SCHEDULES = ['SCHEDULE_START_END', 'SCHEDULE_FROM_NOW'];
/** What is said once, when an ad group is made. */
const FIXED = [
  'placement_type',
  'placements',
  'tiktok_subplacements',
  'promotion_type',
  'promotion_target_type',
  'promotion_website_type',
  'optimization_goal',
  'optimization_event',
  'billing_event',
  'pixel_id',
  'budget_mode',
  'request_id',
];
const KEPT = [
  'promotion_type',
  'promotion_target_type',
  'promotion_website_type',
  'comment_disabled',
  'video_download_disabled',
  'share_disabled',
  'dayparting',
  'operating_systems',
  'network_types',
  'device_price_ranges',
  'click_attribution_window',
  'view_attribution_window',
  'attribution_event_count',
  'search_result_enabled',
  'skip_learning_phase',
  'brand_safety_type',
  'spending_power',
  'identity_id',
  'identity_type',
  'creative_material_mode',
  'smart_audience_enabled',
  'smart_interest_behavior_enabled',
  'tiktok_subplacements',
];

export const ADGROUP_ROUTES: Record<string, Route> = {
  'POST /adgroup/create/': { scope: SCOPES.ads, run: create },
  'POST /adgroup/update/': { scope: SCOPES.ads, run: update },
  'POST /adgroup/status/update/': switching('adgroup_ids', (world) => world.store.adgroups),
  'GET /adgroup/get/': listing((world) => world.store.adgroups, adgroupView, 'adgroup_name', {
    campaign_ids: 'campaign_id',
    adgroup_ids: 'adgroup_id',
  }),
};

function create(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const campaign = ownOf(world.store.campaigns, advertiser, input.needed('campaign_id'), 'campaign_id');
  const said: JsonObject = {
    adgroup_name: namedIn(input, 'adgroup_name'),
    ...aimOf(input, true),
    ...goalOf(input, campaign),
  };
  const now = world.clock.now();
  const start = timeIn(input, 'schedule_start_time');
  if (start === null) throw wrong('schedule_start_time: Missing data for required field.');
  said.schedule_type = input.neededOf('schedule_type', SCHEDULES);
  said.pacing = input.neededOf('pacing', ['PACING_MODE_SMOOTH', 'PACING_MODE_FAST']);
  const end = timeIn(input, 'schedule_end_time');
  const budget = budgetOf(input, advertiser, campaign, { start, end });
  checkSchedule(said.schedule_type, start, end, now);
  const status = statusIn(input);
  const request = input.text('request_id');
  for (const key of KEPT) if (input.has(key)) said[key] = input.raw(key) ?? null;
  input.onlyThese();
  const known = request === null ? undefined : world.store.requests.get(`${advertiser.advertiser_id} g ${request}`);
  const before = known === undefined ? undefined : world.store.adgroups.get(known);
  if (before !== undefined) return adgroupView(world, before);
  const group: AdGroup = {
    id: world.store.newId(),
    advertiser_id: advertiser.advertiser_id,
    operation_status: status,
    is_deleted: false,
    created_at: now,
    updated_at: now,
    campaign_id: campaign.id,
    ...budget,
    start: Math.max(start, now),
    end,
    said,
  };
  world.store.adgroups.set(group.id, group);
  if (request !== null) world.store.requests.set(`${advertiser.advertiser_id} g ${request}`, group.id);
  world.wrote('ad_groups');
  return adgroupView(world, group);
}

function update(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const group = ownOf(world.store.adgroups, advertiser, input.needed('adgroup_id'), 'adgroup_id');
  for (const key of FIXED) if (input.has(key)) throw wrong(`${key}: Unknown field.`);
  const said: JsonObject = { ...group.said, ...aimOf(input, false) };
  if (input.has('adgroup_name')) said.adgroup_name = namedIn(input, 'adgroup_name');
  const now = world.clock.now();
  const { type, start, end } = scheduleIn(input, group, now);
  if (type !== null) said.schedule_type = type;
  const days = group.budget_mode === 'BUDGET_MODE_TOTAL' ? daysOf(start, end) : 1;
  const budget = input.has('budget') ? budgetIn(input, advertiser.min_adgroup_budget * days) : group.budget;
  for (const key of KEPT) if (input.has(key)) said[key] = input.raw(key) ?? null;
  input.onlyThese(['bid_price', 'conversion_bid_price', 'bid_type', 'pacing']);
  Object.assign(group, { said, budget, start, end, updated_at: now });
  world.wrote('ad_group_updates');
  return adgroupView(world, group);
}

/** When it is to run from now on. Throws TiktokRefusal. */
function scheduleIn(
  input: Input,
  group: AdGroup,
  now: number,
): { type: string | null; start: number; end: number | null } {
  const type = input.oneOf('schedule_type', SCHEDULES);
  const end = timeIn(input, 'schedule_end_time') ?? (type === 'SCHEDULE_FROM_NOW' ? null : group.end);
  const start = timeIn(input, 'schedule_start_time') ?? group.start;
  if (start !== group.start && group.start <= now) throw wrong('schedule_start_time: The ad group has begun.');
  if (type !== null || end !== group.end) checkSchedule(type, Math.max(start, now), end, now);
  return { type, start, end };
}

/** Whom it is for. Throws TiktokRefusal. */
function aimOf(input: Input, isNew: boolean): JsonObject {
  const said: JsonObject = {};
  const lists: Record<string, readonly string[]> = {
    location_ids: [...REGIONS.keys()],
    age_groups: AGES,
    languages: [...LANGUAGES.keys()],
    interest_category_ids: [...INTERESTS.keys()],
    audience_ids: [...AUDIENCES],
    excluded_audience_ids: [...AUDIENCES],
    placements: PLACEMENTS,
  };
  for (const [key, choices] of Object.entries(lists)) {
    const values = input.texts(key, choices);
    if (values !== null) said[key] = values;
  }
  if (isNew && (said.location_ids === undefined || (said.location_ids as string[]).length === 0)) {
    throw wrong('location_ids: Missing data for required field.');
  }
  const gender = input.oneOf('gender', ['GENDER_UNLIMITED', 'GENDER_MALE', 'GENDER_FEMALE']);
  if (gender !== null || isNew) said.gender = gender ?? 'GENDER_UNLIMITED';
  const placement = input.oneOf('placement_type', ['PLACEMENT_TYPE_AUTOMATIC', 'PLACEMENT_TYPE_NORMAL']);
  if (placement === 'PLACEMENT_TYPE_NORMAL' && said.placements === undefined) {
    throw wrong('placements: Required when placement_type is PLACEMENT_TYPE_NORMAL.');
  }
  if (placement !== null || isNew) said.placement_type = placement ?? 'PLACEMENT_TYPE_AUTOMATIC';
  return said;
}

/** What it is to bring, and what is paid for. Throws TiktokRefusal. */
function goalOf(input: Input, campaign: Campaign): JsonObject {
  const goal = input.neededOf('optimization_goal', GOALS);
  const billing = input.needed('billing_event');
  const pixel = input.text('pixel_id');
  const event = input.oneOf('optimization_event', EVENTS);
  checkGoal(campaign.objective_type, goal, billing);
  if (goal === 'CONVERT' || goal === 'VALUE') {
    if (pixel !== PIXEL_ID)
      throw wrong(`pixel_id: ${pixel === null ? 'Missing data for required field.' : 'The pixel does not exist.'}`);
    if (event === null) throw wrong('optimization_event: Missing data for required field.');
  }
  const bid = input.oneOf('bid_type', ['BID_TYPE_NO_BID', 'BID_TYPE_CUSTOM']) ?? 'BID_TYPE_NO_BID';
  const [price, conversionPrice] = [input.number('bid_price'), input.number('conversion_bid_price')];
  if (bid === 'BID_TYPE_CUSTOM' && price === null && conversionPrice === null) {
    throw wrong('bid_price: Required when bid_type is BID_TYPE_CUSTOM.');
  }
  return {
    optimization_goal: goal,
    billing_event: billing,
    bid_type: bid,
    ...(pixel !== null && { pixel_id: pixel }),
    ...(event !== null && { optimization_event: event }),
    ...(price !== null && { bid_price: price }),
    ...(conversionPrice !== null && { conversion_bid_price: conversionPrice }),
  };
}

function budgetOf(
  input: Input,
  advertiser: Advertiser,
  campaign: Campaign,
  { start, end }: { start: number; end: number | null },
): { budget_mode: string; budget: number } {
  if (campaign.has_shared_budget) {
    input.number('budget');
    input.text('budget_mode');
    return { budget_mode: campaign.budget_mode, budget: 0 };
  }
  const mode = input.neededOf('budget_mode', [
    'BUDGET_MODE_DAY',
    'BUDGET_MODE_TOTAL',
    'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
  ]);
  if (mode !== 'BUDGET_MODE_TOTAL')
    return { budget_mode: mode, budget: budgetIn(input, advertiser.min_adgroup_budget) };
  if (end === null) throw wrong('schedule_end_time: Required when budget_mode is BUDGET_MODE_TOTAL.');
  return { budget_mode: mode, budget: budgetIn(input, advertiser.min_adgroup_budget * daysOf(start, end)) };
}

function daysOf(start: number, end: number | null): number {
  return end === null ? 1 : Math.max(1, Math.ceil((end - start) / DAY));
}

function checkSchedule(type: Json, start: number, end: number | null, now: number): void {
  if (type === 'SCHEDULE_START_END' && end === null) throw wrong('schedule_end_time: Missing data for required field.');
  if (start < now - DAY)
    throw wrong('schedule_start_time: The start time should not be earlier than the current time.');
  if (end !== null && end <= Math.max(start, now))
    throw wrong('schedule_end_time: The end time should be later than the start time.');
}

function timeIn(input: Input, key: string): number | null {
  const text = input.text(key);
  if (text === null) return null;
  const ms = TIME.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : NaN;
  if (Number.isNaN(ms)) throw wrong(`${key}: Not a valid datetime: must be YYYY-MM-DD HH:MM:SS.`);
  return ms;
}
