import type { Json } from '../core/json.js';
import { type GraphNode, Lazy } from './fields.js';
import type { Ad, AdSet, Budget, Campaign, Creative, Image, Status } from './records.js';
import { graphTime } from './times.js';
import type { World } from './world.js';

/** What an object is in effect, with what stands above it. */
function effective(world: World, account_id: string, own: Status, above: [Status, string][]): string {
  if (own === 'DELETED' || own === 'ARCHIVED') return own;
  for (const [status, name] of above) {
    if (status === 'DELETED' || status === 'ARCHIVED') return status;
    if (status === 'PAUSED' && own === 'ACTIVE') return name;
  }
  if (own === 'PAUSED') return 'PAUSED';
  return world.accounts.get(`act_${account_id}`)?.account_status === 1 ? own : 'WITH_ISSUES';
}

export function campaignStatus(world: World, campaign: Campaign): string {
  return effective(world, campaign.account_id, campaign.status, []);
}

export function adsetStatus(world: World, adset: AdSet): string {
  const campaign = world.store.campaigns.get(adset.campaign_id);
  return effective(world, adset.account_id, adset.status, [[campaign?.status ?? 'DELETED', 'CAMPAIGN_PAUSED']]);
}

export function adStatus(world: World, ad: Ad): string {
  const campaign = world.store.campaigns.get(ad.campaign_id);
  const adset = world.store.adsets.get(ad.adset_id);
  const status = effective(world, ad.account_id, ad.status, [
    [campaign?.status ?? 'DELETED', 'CAMPAIGN_PAUSED'],
    [adset?.status ?? 'DELETED', 'ADSET_PAUSED'],
  ]);
  if (status === 'DELETED' || status === 'ARCHIVED' || ad.review === 'approved') return status;
  return ad.review === 'rejected' ? 'DISAPPROVED' : 'PENDING_REVIEW';
}

export function campaignNode(world: World, campaign: Campaign): GraphNode {
  const { store } = world;
  const adsets = new Lazy(() => store.adsetsOf(campaign.id).map((one) => adsetNode(world, one)));
  const ads = new Lazy(() => store.adsOf('campaign_id', campaign.id).map((one) => adNode(world, one)));
  const time = timesOf(world, campaign.account_id);
  return {
    type: 'Campaign',
    id: campaign.id,
    defaults: ['id'],
    fields: {
      account_id: campaign.account_id,
      ads,
      adsets,
      bid_strategy: campaign.bid_strategy ?? undefined,
      ...budgetFields(campaign, () => store.spentBy(store.adsOf('campaign_id', campaign.id))),
      buying_type: campaign.buying_type,
      can_use_spend_cap: true,
      configured_status: campaign.status,
      created_time: time(campaign.created_at),
      effective_status: campaignStatus(world, campaign),
      is_adset_budget_sharing_enabled: campaign.is_adset_budget_sharing_enabled ?? undefined,
      issues_info: issues(world, campaign.account_id),
      name: campaign.name,
      objective: campaign.objective,
      pacing_type: ['standard'],
      promoted_object: undefined,
      smart_promotion_type: 'GUIDED_CREATION',
      source_campaign_id: '0',
      special_ad_categories: campaign.special_ad_categories,
      special_ad_category: campaign.special_ad_categories[0] ?? 'NONE',
      special_ad_category_country: campaign.special_ad_category_country,
      spend_cap: campaign.spend_cap === null ? undefined : String(campaign.spend_cap),
      start_time: time(campaign.start_time),
      status: campaign.status,
      stop_time: time(campaign.stop_time),
      updated_time: time(campaign.updated_at),
    },
  };
}

export function adsetNode(world: World, adset: AdSet): GraphNode {
  const { store } = world;
  const time = timesOf(world, adset.account_id);
  return {
    type: 'AdSet',
    id: adset.id,
    defaults: ['id'],
    fields: {
      account_id: adset.account_id,
      ads: new Lazy(() => store.adsOf('adset_id', adset.id).map((one) => adNode(world, one))),
      attribution_spec: adset.attribution_spec,
      bid_amount: adset.bid_amount ?? undefined,
      bid_strategy: adset.bid_strategy ?? undefined,
      billing_event: adset.billing_event,
      ...budgetFields(adset, () => store.spentBy(store.adsOf('adset_id', adset.id))),
      campaign: campaignOf(world, adset.campaign_id),
      campaign_id: adset.campaign_id,
      configured_status: adset.status,
      created_time: time(adset.created_at),
      destination_type: adset.destination_type ?? 'UNDEFINED',
      dsa_beneficiary: adset.dsa_beneficiary ?? undefined,
      dsa_payor: adset.dsa_payor ?? undefined,
      effective_status: adsetStatus(world, adset),
      end_time: time(adset.end_time),
      is_dynamic_creative: false,
      issues_info: issues(world, adset.account_id),
      learning_stage_info: { status: 'LEARNING', attribution_windows: ['7d_click', '1d_view'] },
      name: adset.name,
      optimization_goal: adset.optimization_goal,
      pacing_type: ['standard'],
      promoted_object: adset.promoted_object ?? undefined,
      start_time: time(adset.start_time),
      status: adset.status,
      targeting: adset.targeting,
      updated_time: time(adset.updated_at),
    },
  };
}

export function adNode(world: World, ad: Ad): GraphNode {
  const time = timesOf(world, ad.account_id);
  const adset = world.store.adsets.get(ad.adset_id);
  const creative = world.store.creatives.get(ad.creative_id);
  return {
    type: 'Ad',
    id: ad.id,
    defaults: ['id'],
    fields: {
      account_id: ad.account_id,
      ad_review_feedback: ad.review === 'rejected' ? { global: ad.feedback } : undefined,
      adset: new Lazy(() => (adset === undefined ? null : adsetNode(world, adset))),
      adset_id: ad.adset_id,
      campaign: campaignOf(world, ad.campaign_id),
      campaign_id: ad.campaign_id,
      configured_status: ad.status,
      conversion_domain: undefined,
      created_time: time(ad.created_at),
      creative: new Lazy(() => (creative === undefined ? null : creativeNode(creative))),
      effective_status: adStatus(world, ad),
      issues_info: ad.review === 'rejected' ? [reviewIssue(ad)] : issues(world, ad.account_id),
      name: ad.name,
      preview_shareable_link: `https://fb.me/sandbox-${ad.id}`,
      source_ad_id: '0',
      status: ad.status,
      tracking_specs: [],
      updated_time: time(ad.updated_at),
    },
  };
}

export function creativeNode(creative: Creative): GraphNode {
  const link = creative.object_story_spec?.link_data;
  const data = typeof link === 'object' && link !== null && !Array.isArray(link) ? link : {};
  return {
    type: 'AdCreative',
    id: creative.id,
    defaults: ['id'],
    fields: {
      account_id: creative.account_id,
      body: data.message,
      call_to_action_type: undefined,
      degrees_of_freedom_spec: creative.degrees_of_freedom_spec ?? undefined,
      effective_object_story_id: creative.object_story_id ?? `2000000001_${creative.id.slice(-9)}`,
      image_hash: creative.image_hash ?? data.image_hash,
      instagram_user_id: creative.instagram_user_id ?? creative.object_story_spec?.instagram_user_id,
      link_url: data.link,
      name: creative.name,
      object_story_id: creative.object_story_id ?? undefined,
      object_story_spec: creative.object_story_spec ?? undefined,
      object_type: 'SHARE',
      status: creative.status,
      thumbnail_url: 'https://scontent.sandbox.invalid/thumbnail.jpg',
      title: data.name,
      url_tags: creative.url_tags ?? undefined,
    },
  };
}

export function imageNode(world: World, image: Image): GraphNode {
  const time = graphTime(image.created_at, world.accounts.get(`act_${image.account_id}`)?.timezone_name ?? 'UTC');
  const url = `https://scontent.sandbox.invalid/${image.hash}.png`;
  return {
    type: 'AdImage',
    id: `${image.account_id}:${image.hash}`,
    defaults: ['id', 'hash', 'name', 'permalink_url', 'status', 'url', 'url_128', 'width', 'height'],
    fields: {
      account_id: image.account_id,
      created_time: time,
      hash: image.hash,
      height: image.height,
      name: image.name,
      original_height: image.height,
      original_width: image.width,
      permalink_url: url,
      status: 'ACTIVE',
      updated_time: time,
      url,
      url_128: url,
      width: image.width,
    },
  };
}

function campaignOf(world: World, id: string): Lazy {
  const campaign = world.store.campaigns.get(id);
  return new Lazy(() => (campaign === undefined ? null : campaignNode(world, campaign)));
}

function budgetFields(
  { daily_budget, lifetime_budget }: Budget,
  spent: () => number,
): Record<string, string | undefined> {
  const budget = lifetime_budget ?? daily_budget;
  return {
    daily_budget: daily_budget === null ? undefined : String(daily_budget),
    lifetime_budget: lifetime_budget === null ? undefined : String(lifetime_budget),
    budget_remaining: budget === null ? '0' : String(lifetime_budget === null ? budget : Math.max(0, budget - spent())),
  };
}

function timesOf(world: World, account_id: string): (ms: number | null) => string | undefined {
  const zone = world.accounts.get(`act_${account_id}`)?.timezone_name ?? 'UTC';
  return (ms) => (ms === null ? undefined : graphTime(ms, zone));
}

function issues(world: World, account_id: string): Json | undefined {
  if (world.accounts.get(`act_${account_id}`)?.account_status === 1) return undefined;
  return [
    {
      level: 'AD_ACCOUNT',
      error_code: 1815946,
      error_summary: 'Ad account is not active',
      error_message: 'The ad account is disabled or has an unpaid balance.',
      error_type: 'HARD_ERROR',
    },
  ];
}

function reviewIssue(ad: Ad): Json {
  return {
    level: 'AD',
    error_code: 1815869,
    error_summary: 'Ad rejected',
    error_message: Object.values(ad.feedback).join(' '),
    error_type: 'HARD_ERROR',
  };
}
