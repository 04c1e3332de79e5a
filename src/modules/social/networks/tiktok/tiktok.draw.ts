import type { JsonObject } from '../../../../common/json.js';
import { marked } from '../campaign.port.js';
import type {
  CampaignPlan,
  DrawnObject,
  MadeObjects,
  PlannedCreative,
  PlannedImage,
  PlannedObject,
} from '../campaign.records.js';
import {
  ageGroupsOf,
  aimOf,
  CALLS,
  EVENTS,
  genderOf,
  industriesOf,
  placementOf,
  USUAL_CALL_TO_ACTION,
} from './tiktok.terms.js';
import { utcOf, withoutEmoji } from './tiktok.words.js';

/** TikTok takes 512 characters and counts Chinese and Japanese ones twice: so many fit, whatever they are. */
const NAME_UNITS = 256;

export function objectsOf({ id, creatives }: CampaignPlan): PlannedObject[] {
  const images = new Set(creatives.map(({ image }) => image.id));
  return [
    ...[...images].map((key): PlannedObject => ({ kind: 'image', key })),
    { kind: 'campaign', key: id },
    { kind: 'ad_set', key: id },
    ...creatives.map(({ id: key }): PlannedObject => ({ kind: 'ad', key })),
  ];
}

/**
 * What is told of an object, but for what TikTok has to be asked about first: the countries go as `location_ids`, and the name that
 * the ad speaks as goes as an identity. Pure.
 */
export function drawn(plan: CampaignPlan, { kind, key }: PlannedObject, made: MadeObjects): DrawnObject {
  if (kind === 'image') return drawnImage(imageIn(plan, key));
  if (kind === 'campaign') return drawnCampaign(plan);
  if (kind === 'ad_set') return drawnGroup(plan, made);
  if (kind === 'ad') return drawnAd(plan, creativeIn(plan, key), made);
  throw new Error(`TikTok has no ${kind}`);
}

export function imageIn({ creatives }: CampaignPlan, key: string): PlannedImage {
  const image = creatives.find(({ image: one }) => one.id === key)?.image;
  if (image === undefined) throw new Error(`The plan has no picture ${key}`);
  return image;
}

export function creativeIn({ creatives }: CampaignPlan, key: string): PlannedCreative {
  const creative = creatives.find(({ id }) => id === key);
  if (creative === undefined) throw new Error(`The plan has no ad ${key}`);
  return creative;
}

function nameOf(name: string, key: string): string {
  return marked(withoutEmoji(name), key, NAME_UNITS);
}

function drawnImage({ sha256, content_type }: PlannedImage): JsonObject {
  return { sha256, content_type };
}

/** Its ad group has the budget: what the campaign's own would be is spent either way. */
function drawnCampaign(plan: CampaignPlan): JsonObject {
  const industries = industriesOf(plan.special_ad_categories);
  return {
    advertiser_id: plan.ad_account_id,
    campaign_name: nameOf(plan.name, plan.id),
    objective_type: mustAim(plan).objective_type,
    budget_mode: 'BUDGET_MODE_INFINITE',
    ...(industries.length > 0 && { special_industries: industries }),
  };
}

function drawnGroup(plan: CampaignPlan, made: MadeObjects): JsonObject {
  const { audience, conversion, end_at: end } = plan;
  const aim = mustAim(plan);
  return {
    advertiser_id: plan.ad_account_id,
    campaign_id: made.idOf('campaign', plan.id),
    adgroup_name: nameOf(plan.name, plan.id),
    ...aim.promotion,
    ...placementOf(audience, aim),
    countries: [...audience.countries].sort(),
    age_groups: ageGroupsOf(audience),
    gender: genderOf(audience),
    interest_category_ids: audience.interests.map(({ id }) => id),
    audience_ids: [...audience.custom_audiences],
    excluded_audience_ids: [...audience.excluded_custom_audiences],
    budget_mode: plan.budget_type === 'daily' ? 'BUDGET_MODE_DAY' : 'BUDGET_MODE_TOTAL',
    budget: Number(plan.budget_amount),
    schedule_type: end === null ? 'SCHEDULE_FROM_NOW' : 'SCHEDULE_START_END',
    schedule_start_time: utcOf(Date.parse(plan.start_at)),
    ...(end !== null && { schedule_end_time: utcOf(Date.parse(end)) }),
    optimization_goal: aim.optimization_goal,
    billing_event: aim.billing_event,
    ...(aim.by_pixel &&
      conversion !== null && { pixel_id: conversion.pixel_id, optimization_event: EVENTS[conversion.event] }),
    bid_type: 'BID_TYPE_NO_BID',
    pacing: 'PACING_MODE_SMOOTH',
  };
}

function drawnAd(plan: CampaignPlan, creative: PlannedCreative, made: MadeObjects): JsonObject {
  const { call_to_action: call } = creative;
  return {
    advertiser_id: plan.ad_account_id,
    adgroup_id: made.idOf('ad_set', plan.id),
    display_name: creative.display_name,
    creative: {
      ad_name: nameOf(creative.name, creative.id),
      ad_format: 'SINGLE_IMAGE',
      image_ids: [made.idOf('image', creative.image.id)],
      ad_text: creative.primary_text,
      call_to_action: call === null ? USUAL_CALL_TO_ACTION : (CALLS[call] ?? USUAL_CALL_TO_ACTION),
      landing_page_url: creative.link_url,
    },
  };
}

function mustAim(plan: CampaignPlan): NonNullable<ReturnType<typeof aimOf>> {
  const aim = aimOf(plan);
  if (aim === null) throw new Error(`TikTok runs no campaign for ${plan.objective}`);
  return aim;
}
