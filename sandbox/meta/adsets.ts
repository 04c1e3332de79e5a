import type { JsonObject } from '../core/json.js';
import type { AdAccount } from './accounts.js';
import { budgetIn, checkLifetime } from './budgets.js';
import { bidIn, BID_STRATEGIES, isCheckOnly, nameIn, newStatus, statusIn } from './campaigns.js';
import { type Call, mustWrite, Result } from './call.js';
import { BILLING_EVENTS, checkGoal, GOALS } from './goals.js';
import type { Params } from './input.js';
import type { AdSet, Campaign } from './records.js';
import { GraphRefusal, invalid, wrongParam } from './refusal.js';
import { hasBudget } from './store.js';
import { checkTargeting, isForEurope } from './targeting.js';
import { adsetNode } from './views.js';

const HOUR = 3_600_000;
const CHANGES_AN_HOUR = 4;
const DESTINATIONS = ['UNDEFINED', 'WEBSITE', 'APP', 'MESSENGER', 'ON_AD', 'ON_POST', 'ON_PAGE', 'INSTAGRAM_PROFILE'];
const USUAL_WINDOWS: JsonObject[] = [
  { event_type: 'CLICK_THROUGH', window_days: 7 },
  { event_type: 'VIEW_THROUGH', window_days: 1 },
];

/** POST act_X/adsets. */
export function createAdSet(call: Call, account: AdAccount): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const name = nameIn(params);
  const campaign = campaignIn(call, account);
  const now = world.clock.now();
  const targeting = params.object('targeting');
  if (targeting === null) throw wrongParam('The parameter targeting is required');
  const goal = params.oneOf('optimization_goal', GOALS);
  if (goal === null) throw wrongParam('The parameter optimization_goal is required');
  const billing = params.oneOf('billing_event', BILLING_EVENTS);
  if (billing === null) throw wrongParam('The parameter billing_event is required');
  const adset: AdSet = {
    id: '',
    account_id: account.account_id,
    campaign_id: campaign.id,
    name,
    status: newStatus(params),
    created_at: now,
    updated_at: now,
    ...budgetIn(params, account),
    start_time: params.moment('start_time') ?? now,
    end_time: params.moment('end_time'),
    optimization_goal: goal,
    billing_event: billing,
    bid_strategy: hasBudget(campaign) ? null : bidIn(params, true),
    bid_amount: params.count('bid_amount'),
    destination_type: params.oneOf('destination_type', DESTINATIONS),
    targeting,
    promoted_object: params.object('promoted_object'),
    attribution_spec: (params.list('attribution_spec') as JsonObject[] | null) ?? USUAL_WINDOWS,
    dsa_beneficiary: params.text('dsa_beneficiary') ?? account.default_dsa_beneficiary,
    dsa_payor: params.text('dsa_payor') ?? account.default_dsa_payor,
    budget_changes: [],
  };
  const check = isCheckOnly(params);
  params.onlyThese(['pacing_type', 'is_dynamic_creative', 'daily_min_spend_target', 'daily_spend_cap', 'adlabels']);
  checkAdSet(adset, campaign, account, now);
  if (check) return new Result({ success: true });
  adset.id = world.store.newId('adset');
  world.store.adsets.set(adset.id, adset);
  world.wrote('ad_sets');
  return new Result({ id: adset.id }, () => adsetNode(world, adset));
}

/** POST of an ad set. */
export function updateAdSet(call: Call, account: AdAccount, adset: AdSet): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const campaign = world.store.campaigns.get(adset.campaign_id);
  if (campaign === undefined) throw wrongParam('The campaign of the ad set is gone');
  const now = world.clock.now();
  const budget = params.has('daily_budget') || params.has('lifetime_budget') ? budgetIn(params, account) : null;
  if (budget !== null) checkChanges(adset, now);
  const changed: AdSet = {
    ...adset,
    ...(budget ?? {}),
    name: params.or('name', () => nameIn(params), adset.name),
    status: statusIn(params) ?? adset.status,
    start_time: params.moment('start_time') ?? adset.start_time,
    end_time: params.or('end_time', () => params.moment('end_time'), adset.end_time),
    ...aimOf(params, adset),
    updated_at: now,
  };
  const check = isCheckOnly(params);
  params.onlyThese();
  const isSwitch = params.given().every((one) => one === 'status' || one === 'name' || one === 'execution_options');
  if (!isSwitch) checkAdSet(changed, campaign, account, now);
  if (!check) {
    Object.assign(adset, changed);
    if (budget !== null) adset.budget_changes.push(now);
    world.wrote('ad_set_updates');
  }
  return new Result({ success: true }, () => adsetNode(world, adset));
}

/** Whom it is for, and what it is to bring. */
function aimOf(params: Params, adset: AdSet): Partial<AdSet> {
  return {
    optimization_goal: params.oneOf('optimization_goal', GOALS) ?? adset.optimization_goal,
    billing_event: params.oneOf('billing_event', BILLING_EVENTS) ?? adset.billing_event,
    bid_strategy: params.oneOf('bid_strategy', BID_STRATEGIES) ?? adset.bid_strategy,
    bid_amount: params.or('bid_amount', () => params.count('bid_amount'), adset.bid_amount),
    targeting: params.object('targeting') ?? adset.targeting,
    promoted_object: params.object('promoted_object') ?? adset.promoted_object,
    dsa_beneficiary: params.text('dsa_beneficiary') ?? adset.dsa_beneficiary,
    dsa_payor: params.text('dsa_payor') ?? adset.dsa_payor,
  };
}

function campaignIn({ world, params }: Call, account: AdAccount): Campaign {
  const id = params.needed('campaign_id');
  const campaign = world.store.campaigns.get(id);
  if (campaign?.account_id !== account.account_id) {
    throw invalid('Invalid campaign', `The campaign ${id} does not exist in this ad account.`, {
      subcode: 1885194,
      fields: ['campaign_id'],
    });
  }
  if (campaign.status !== 'DELETED' && campaign.status !== 'ARCHIVED') return campaign;
  const words = 'Ad sets cannot be added to a campaign that was deleted or archived.';
  throw invalid('Campaign deleted', words, { subcode: 1487566, fields: ['campaign_id'] });
}

function checkAdSet(adset: AdSet, campaign: Campaign, account: AdAccount, now: number): void {
  if (hasBudget(campaign) && hasBudget(adset)) {
    const words = 'The campaign has a budget already: remove it from the ad set, or from the campaign.';
    throw invalid('Campaign budget is in use', words, {
      subcode: 1885621,
      fields: ['daily_budget', 'lifetime_budget'],
    });
  }
  if (!hasBudget(campaign) && !hasBudget(adset)) {
    const words = 'You must set a daily or a lifetime budget, on the ad set or on its campaign.';
    throw invalid('Budget is missing', words, { subcode: 1885610, fields: ['daily_budget'] });
  }
  const { end_time } = adset;
  const start = Math.max(adset.start_time, now);
  if (end_time !== null && end_time <= now) {
    throw invalid('End date is in the past', 'The ad set must end in the future.', {
      subcode: 1487007,
      fields: ['end_time'],
    });
  }
  if (end_time !== null && end_time - start < 24 * HOUR) {
    const words = 'The ad set must run for at least 24 hours.';
    throw invalid('Schedule is too short', words, { subcode: 1487793, fields: ['end_time'] });
  }
  checkLifetime(hasBudget(campaign) ? campaign : adset, start, end_time ?? campaign.stop_time, account);
  checkBid(adset, campaign);
  checkGoal(adset, campaign);
  checkTargeting(adset.targeting, campaign.special_ad_categories);
  checkEurope(adset);
}

function checkBid(adset: AdSet, campaign: Campaign): void {
  const strategy = adset.bid_strategy ?? campaign.bid_strategy;
  const needsAmount = strategy === 'COST_CAP' || strategy === 'LOWEST_COST_WITH_BID_CAP';
  if (needsAmount === (adset.bid_amount !== null)) return;
  const words = needsAmount
    ? 'You must provide a bid cap or cost control for the bid strategy that you chose.'
    : 'The bid strategy "lowest cost without cap" takes no bid amount.';
  throw invalid('Bid amount', words, { subcode: 1815857, fields: ['bid_amount'] });
}

function checkEurope(adset: AdSet): void {
  if (!isForEurope(adset.targeting)) return;
  const missing = [
    ...(adset.dsa_beneficiary === null || adset.dsa_beneficiary === '' ? ['dsa_beneficiary'] : []),
    ...(adset.dsa_payor === null || adset.dsa_payor === '' ? ['dsa_payor'] : []),
  ];
  if (missing.length === 0) return;
  const words = 'Ads that are shown in the European Union must say who benefits from them and who pays for them.';
  throw invalid('Beneficiary and payer are needed', words, { subcode: 3858081, fields: missing });
}

function checkChanges(adset: AdSet, now: number): void {
  adset.budget_changes = adset.budget_changes.filter((at) => now - at < HOUR);
  if (adset.budget_changes.length < CHANGES_AN_HOUR) return;
  throw new GraphRefusal(613, '(#613) Calls to this api have exceeded the rate limit.', {
    subcode: 1487632,
    title: 'Budget changed too often',
    words: 'The budget of an ad set can be changed four times an hour.',
  });
}

/** What the ids of ad sets are read from, for other writes. Throws GraphRefusal. */
export function adsetIn({ world }: Call, params: Params, account: AdAccount): AdSet {
  const id = params.needed('adset_id');
  const adset = world.store.adsets.get(id);
  if (adset?.account_id === account.account_id && adset.status !== 'DELETED') return adset;
  throw invalid('Invalid ad set', `The ad set ${id} does not exist in this ad account.`, {
    subcode: 1487194,
    fields: ['adset_id'],
  });
}
