import type { Json, JsonObject } from '../core/json.js';
import type { Advertiser } from './advertisers.js';
import { activeAdvertiserOf, advertiserOf, type Call, type Route } from './call.js';
import type { Input } from './input.js';
import { filtered, pageOf } from './lists.js';
import type { Campaign, Made } from './records.js';
import { TiktokRefusal, wrong } from './refusal.js';
import { SCOPES } from './tokens.js';
import { campaignView } from './views.js';
import type { World } from './world.js';

export const OBJECTIVES = [
  'REACH',
  'TRAFFIC',
  'VIDEO_VIEWS',
  'ENGAGEMENT',
  'LEAD_GENERATION',
  'APP_PROMOTION',
  'WEB_CONVERSIONS',
  'PRODUCT_SALES',
];
const MODES = ['BUDGET_MODE_INFINITE', 'BUDGET_MODE_DAY', 'BUDGET_MODE_TOTAL', 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET'];
const INDUSTRIES = ['HOUSING', 'EMPLOYMENT', 'CREDIT'];
const NAME_LENGTH = 512;
const MOST_AT_ONCE = 20;

export const CAMPAIGN_ROUTES: Record<string, Route> = {
  'POST /campaign/create/': { scope: SCOPES.ads, run: create },
  'POST /campaign/update/': { scope: SCOPES.ads, run: update },
  'POST /campaign/status/update/': switching('campaign_ids', (world) => world.store.campaigns),
  'GET /campaign/get/': listing((world) => world.store.campaigns, campaignView, 'campaign_name', {
    campaign_ids: 'campaign_id',
  }),
};

function create(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const name = namedIn(input, 'campaign_name');
  const objective = input.neededOf('objective_type', OBJECTIVES);
  const industries = input.texts('special_industries', INDUSTRIES) ?? [];
  const mode = input.oneOf('budget_mode', MODES) ?? 'BUDGET_MODE_INFINITE';
  const shared = input.flag('budget_optimize_on') ?? false;
  if (shared && mode === 'BUDGET_MODE_INFINITE') throw wrong('budget_mode: Required when budget_optimize_on is true.');
  const budget = mode === 'BUDGET_MODE_INFINITE' ? 0 : budgetIn(input, advertiser.min_campaign_budget);
  const request = input.text('request_id');
  const status = statusIn(input);
  input.onlyThese(['campaign_type', 'app_promotion_type', 'sales_destination', 'virtual_objective_type', 'po_number']);
  const known = request === null ? undefined : world.store.requests.get(`${advertiser.advertiser_id} c ${request}`);
  const before = known === undefined ? undefined : world.store.campaigns.get(known);
  if (before !== undefined) return campaignView(world, before);
  const now = world.clock.now();
  const campaign: Campaign = {
    id: world.store.newId(),
    advertiser_id: advertiser.advertiser_id,
    operation_status: status,
    is_deleted: false,
    created_at: now,
    updated_at: now,
    objective_type: objective,
    budget_mode: mode,
    budget,
    has_shared_budget: shared,
    said: { campaign_name: name, special_industries: industries },
  };
  world.store.campaigns.set(campaign.id, campaign);
  if (request !== null) world.store.requests.set(`${advertiser.advertiser_id} c ${request}`, campaign.id);
  world.wrote('campaigns');
  return campaignView(world, campaign);
}

function update(call: Call): Json {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const campaign = ownOf(world.store.campaigns, advertiser, input.needed('campaign_id'), 'campaign_id');
  const said: JsonObject = { ...campaign.said };
  if (input.has('campaign_name')) said.campaign_name = namedIn(input, 'campaign_name');
  if (input.has('special_industries')) said.special_industries = input.texts('special_industries', INDUSTRIES) ?? [];
  if (input.has('budget') && campaign.budget_mode === 'BUDGET_MODE_INFINITE') {
    throw wrong('budget: The campaign has no budget.');
  }
  const budget = input.has('budget') ? budgetIn(input, advertiser.min_campaign_budget) : campaign.budget;
  input.onlyThese(['po_number']);
  Object.assign(campaign, { said, budget, updated_at: world.clock.now() });
  world.wrote('campaign_updates');
  return campaignView(world, campaign);
}

/** GET …/get: what the advertiser has of one kind, newest first; `lists` and `nameKey` as `filtered` has them. */
export function listing<T extends Made>(
  madeIn: (world: World) => ReadonlyMap<string, T>,
  view: (world: World, one: T) => JsonObject,
  nameKey: string,
  lists: Record<string, string>,
): Route {
  return {
    scope: SCOPES.ads,
    run: (call) => {
      const { world, input } = call;
      const { advertiser_id } = advertiserOf(call);
      const own = [...madeIn(world).values()].filter((one) => one.advertiser_id === advertiser_id);
      const rows = own.map((one) => view(world, one)).reverse();
      return pageOf(filtered(rows, input, lists, nameKey), input);
    },
  };
}

/** POST …/status/update of one kind. */
export function switching(key: string, madeIn: (world: World) => ReadonlyMap<string, Made>): Route {
  return {
    scope: SCOPES.ads,
    run: (call) => ({
      [key]: switched(call, madeIn(call.world), key),
      status: call.input.needed('operation_status'),
    }),
  };
}

/** The ids that were switched. Throws TiktokRefusal. */
function switched<T extends Made>(call: Call, made: ReadonlyMap<string, T>, key: string): string[] {
  const { world, input } = call;
  const advertiser = activeAdvertiserOf(call);
  const ids = input.texts(key) ?? [];
  const status = input.neededOf('operation_status', ['ENABLE', 'DISABLE', 'DELETE']);
  if (ids.length === 0) throw wrong(`${key}: Missing data for required field.`);
  if (ids.length > MOST_AT_ONCE) throw wrong(`${key}: Longer than maximum length ${MOST_AT_ONCE}.`);
  input.onlyThese(['allow_partial_success', 'postback_window_mode']);
  const all = ids.map((id) => ownOf(made, advertiser, id, key));
  for (const one of all) {
    if (status === 'DELETE') one.is_deleted = true;
    else one.operation_status = status === 'ENABLE' ? 'ENABLE' : 'DISABLE';
    one.updated_at = world.clock.now();
  }
  world.wrote('status_updates');
  return ids;
}

/** What is the advertiser's, and was not deleted. Throws TiktokRefusal. */
export function ownOf<T extends Made>(
  made: ReadonlyMap<string, T>,
  { advertiser_id }: Advertiser,
  id: string,
  key: string,
): T {
  const one = made.get(id);
  if (one?.advertiser_id !== advertiser_id)
    throw wrong(`${key}: ${id} does not exist in the advertiser ${advertiser_id}.`);
  if (one.is_deleted) throw new TiktokRefusal(40002, `${key}: ${id} has been deleted.`);
  return one;
}

export function namedIn(input: Input, key: string): string {
  const name = input.needed(key);
  if (name.length > NAME_LENGTH) throw wrong(`${key}: Longer than maximum length ${NAME_LENGTH}.`);
  if (/\p{Emoji_Presentation}/u.test(name)) throw wrong(`${key}: Emojis are not supported.`);
  return name;
}

export function statusIn(input: Input): 'ENABLE' | 'DISABLE' {
  return input.oneOf('operation_status', ['ENABLE', 'DISABLE']) === 'DISABLE' ? 'DISABLE' : 'ENABLE';
}

/** In the currency, two digits after the point. Throws TiktokRefusal. */
export function budgetIn(input: Input, least: number): number {
  const budget = input.number('budget');
  if (budget === null) throw wrong('budget: Missing data for required field.');
  if (Math.abs(budget * 100 - Math.round(budget * 100)) > 1e-6) throw wrong('budget: At most two decimal places.');
  if (budget < least) throw wrong(`budget: The budget should not be less than ${least}.`);
  return budget;
}
