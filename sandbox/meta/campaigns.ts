import type { AdAccount } from './accounts.js';
import { budgetIn } from './budgets.js';
import { type Call, mustWrite, Result } from './call.js';
import type { Params } from './input.js';
import { type Campaign, type Status, STATUSES } from './records.js';
import { invalid, wrongParam } from './refusal.js';
import { hasBudget } from './store.js';
import { campaignNode } from './views.js';

const OBJECTIVES = [
  'OUTCOME_APP_PROMOTION',
  'OUTCOME_AWARENESS',
  'OUTCOME_ENGAGEMENT',
  'OUTCOME_LEADS',
  'OUTCOME_SALES',
  'OUTCOME_TRAFFIC',
];
const CATEGORIES = [
  'NONE',
  'EMPLOYMENT',
  'HOUSING',
  'CREDIT',
  'ISSUES_ELECTIONS_POLITICS',
  'ONLINE_GAMBLING_AND_GAMING',
  'FINANCIAL_PRODUCTS_SERVICES',
];
export const BID_STRATEGIES = [
  'COST_CAP',
  'LOWEST_COST_WITHOUT_CAP',
  'LOWEST_COST_WITH_BID_CAP',
  'LOWEST_COST_WITH_MIN_ROAS',
];
const NAME_LENGTH = 400;

/** POST act_X/campaigns. */
export function createCampaign(call: Call, account: AdAccount): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const name = nameIn(params);
  const objective = objectiveIn(params);
  const categories = params.texts('special_ad_categories', CATEGORIES);
  if (categories === null) throw wrongParam('The parameter special_ad_categories is required');
  const budget = budgetIn(params, account);
  const now = world.clock.now();
  const campaign: Campaign = {
    id: '',
    account_id: account.account_id,
    name,
    objective,
    status: newStatus(params),
    created_at: now,
    updated_at: now,
    ...budget,
    buying_type: params.oneOf('buying_type', ['AUCTION', 'RESERVED']) ?? 'AUCTION',
    bid_strategy: bidIn(params, hasBudget(budget)),
    special_ad_categories: categories,
    special_ad_category_country: params.texts('special_ad_category_country') ?? [],
    is_adset_budget_sharing_enabled: params.flag('is_adset_budget_sharing_enabled'),
    spend_cap: capIn(params, account),
    start_time: params.moment('start_time'),
    stop_time: params.moment('stop_time'),
  };
  const check = isCheckOnly(params);
  params.onlyThese(['pacing_type', 'promoted_object', 'adlabels']);
  checkCampaign(campaign);
  if (check) return new Result({ success: true });
  campaign.id = world.store.newId('campaign');
  world.store.campaigns.set(campaign.id, campaign);
  world.wrote('campaigns');
  return new Result({ id: campaign.id }, () => campaignNode(world, campaign));
}

/** POST of a campaign. */
export function updateCampaign(call: Call, account: AdAccount, campaign: Campaign): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const budget = params.has('daily_budget') || params.has('lifetime_budget') ? budgetIn(params, account) : null;
  if (budget !== null && !hasBudget(campaign)) {
    const words = 'The budget of a campaign whose ad sets have budgets of their own cannot be set.';
    throw invalid('Campaign budget cannot be set', words, { subcode: 1885621 });
  }
  const changed: Campaign = {
    ...campaign,
    ...(budget ?? {}),
    name: params.or('name', () => nameIn(params), campaign.name),
    status: statusIn(params) ?? campaign.status,
    bid_strategy: params.or('bid_strategy', () => bidIn(params, hasBudget(campaign)), campaign.bid_strategy),
    special_ad_categories: params.texts('special_ad_categories', CATEGORIES) ?? campaign.special_ad_categories,
    special_ad_category_country: params.texts('special_ad_category_country') ?? campaign.special_ad_category_country,
    spend_cap: params.or('spend_cap', () => capIn(params, account), campaign.spend_cap),
    start_time: params.or('start_time', () => params.moment('start_time'), campaign.start_time),
    stop_time: params.or('stop_time', () => params.moment('stop_time'), campaign.stop_time),
    is_adset_budget_sharing_enabled:
      params.flag('is_adset_budget_sharing_enabled') ?? campaign.is_adset_budget_sharing_enabled,
    updated_at: world.clock.now(),
  };
  const check = isCheckOnly(params);
  params.onlyThese();
  checkCampaign(changed);
  if (!check) {
    Object.assign(campaign, changed);
    world.wrote('campaign_updates');
  }
  return new Result({ success: true }, () => campaignNode(world, campaign));
}

export function nameIn(params: Params): string {
  const name = params.needed('name');
  if (name.length <= NAME_LENGTH) return name;
  throw invalid('Name is too long', `The name may have at most ${NAME_LENGTH} characters.`, { fields: ['name'] });
}

/** ACTIVE or PAUSED. */
export function newStatus(params: Params): Status {
  return (params.oneOf('status', ['ACTIVE', 'PAUSED']) ?? 'ACTIVE') as Status;
}

export function statusIn(params: Params): Status | null {
  return params.oneOf('status', STATUSES) as Status | null;
}

/** Whether the call is a rehearsal. */
export function isCheckOnly(params: Params): boolean {
  const known = ['validate_only', 'include_recommendations', 'synchronous_ad_review', 'include_warnings'];
  return params.texts('execution_options', known)?.includes('validate_only') ?? false;
}

export function bidIn(params: Params, isAllowed: boolean): string | null {
  const strategy = params.oneOf('bid_strategy', BID_STRATEGIES);
  if (strategy === null) return isAllowed ? 'LOWEST_COST_WITHOUT_CAP' : null;
  if (isAllowed) return strategy;
  const words = 'The bid strategy is set where the budget is: this campaign has none.';
  throw invalid('Bid strategy not allowed', words, { subcode: 1885737, fields: ['bid_strategy'] });
}

function objectiveIn(params: Params): string {
  const objective = params.needed('objective');
  if (OBJECTIVES.includes(objective)) return objective;
  const words = `Param objective must be one of {${OBJECTIVES.join(', ')}} - got "${objective}".`;
  throw wrongParam(words);
}

function capIn(params: Params, account: AdAccount): number | null {
  const cap = params.count('spend_cap');
  // Meta's way to say that there is none.
  if (cap === null || cap === 922_337_203_685_478) return null;
  const least = account.min_daily_budget * 100;
  if (cap >= least) return cap;
  throw invalid('Campaign spending limit too low', `The limit must be at least ${least}.`, { fields: ['spend_cap'] });
}

function checkCampaign(campaign: Campaign): void {
  if (!hasBudget(campaign) && campaign.is_adset_budget_sharing_enabled === null) {
    const words =
      'You must specify True or False in the is_adset_budget_sharing_enabled field if you are not using a campaign budget.';
    const fields = ['is_adset_budget_sharing_enabled'];
    throw invalid('Must specify True or False in is_adset_budget_sharing_enabled field', words, {
      subcode: 4834011,
      fields,
    });
  }
  const categories = campaign.special_ad_categories;
  if (categories.includes('NONE') && categories.length > 1) {
    throw invalid('Invalid special ad category', 'NONE cannot be combined with another category.');
  }
  if (categories.includes('ISSUES_ELECTIONS_POLITICS')) {
    const words = 'Your Page or ad account is not authorised to run ads about social issues, elections or politics.';
    throw invalid('Authorization needed', words, { subcode: 1885553, fields: ['special_ad_categories'] });
  }
  const { start_time, stop_time } = campaign;
  if (start_time !== null && stop_time !== null && stop_time <= start_time) {
    throw invalid('Invalid end date', 'The campaign must end after it begins.', { fields: ['stop_time'] });
  }
}
