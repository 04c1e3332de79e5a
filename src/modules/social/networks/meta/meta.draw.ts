import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../../common/json.js';
import { markOf, marked } from '../campaign.port.js';
import type {
  CampaignPlan,
  DrawnObject,
  MadeObjects,
  PlannedCreative,
  PlannedImage,
  PlannedObject,
} from '../campaign.records.js';
import { unitsOf } from './meta.money.js';
import { targetingOf } from './meta.targeting.js';
import { ACTION_TERMS, CATEGORY_TERMS, goalOf, OBJECTIVE_TERMS } from './meta.terms.js';

/** https://developers.facebook.com/docs/marketing-api/reference/ad-campaign-group/ */
const NAME_LENGTH = 400;
const CREATIVE_NAME_LENGTH = 100;

/** Pictures, the campaign, its one ad set, then each creative with its ad. */
export function objectsOf({ id, creatives }: CampaignPlan): PlannedObject[] {
  const pictures = new Set(creatives.map(({ image }) => image.id));
  return [
    ...[...pictures].map((key): PlannedObject => ({ kind: 'image', key })),
    { kind: 'campaign', key: id },
    { kind: 'ad_set', key: id },
    ...creatives.flatMap((creative): PlannedObject[] => [
      { kind: 'creative', key: creative.id },
      { kind: 'ad', key: creative.id },
    ]),
  ];
}

/** As it is made: paused. Of a picture only what it is. */
export function draw(plan: CampaignPlan, object: PlannedObject, made: MadeObjects): DrawnObject {
  switch (object.kind) {
    case 'image':
      return { sha256: imageOf(plan, object.key).sha256 };
    case 'campaign':
      return campaign(plan);
    case 'ad_set':
      return adSet(plan, made);
    case 'creative':
      return creative(plan, creativeOf(plan, object.key), made);
    case 'ad':
      return ad(plan, creativeOf(plan, object.key), made);
  }
}

/** What ends the object's name at Meta; null: it has none. */
export function markIn(plan: CampaignPlan, object: PlannedObject, made: MadeObjects): string | null {
  if (object.kind === 'image') return null;
  if (object.kind !== 'creative') return markOf(object.key);
  return markOf(versionOf(object.key, story(plan, creativeOf(plan, object.key), made)));
}

export function imageOf({ creatives }: CampaignPlan, key: string): PlannedImage {
  const found = creatives.find(({ image }) => image.id === key);
  if (found) return found.image;
  throw new Error(`The plan has no picture ${key}`);
}

function creativeOf({ creatives }: CampaignPlan, key: string): PlannedCreative {
  const found = creatives.find(({ id }) => id === key);
  if (found) return found;
  throw new Error(`The plan has no creative ${key}`);
}

function campaign({ id, name, objective, special_ad_categories, audience }: CampaignPlan): JsonObject {
  return {
    name: marked(name, id, NAME_LENGTH),
    objective: OBJECTIVE_TERMS[objective],
    status: 'PAUSED',
    buying_type: 'AUCTION',
    special_ad_categories: special_ad_categories.map((one) => CATEGORY_TERMS[one]),
    ...(special_ad_categories.length > 0 && { special_ad_category_country: audience.countries }),
    // The budget is the ad set's, and no other shares it.
    is_adset_budget_sharing_enabled: false,
  };
}

function adSet(plan: CampaignPlan, made: MadeObjects): JsonObject {
  const { id, name, budget_type, budget_amount, currency, start_at, end_at, advertiser } = plan;
  const units = unitsOf(budget_amount, currency);
  if (units === null) throw new Error(`Meta cannot be told of ${budget_amount} ${currency}`);
  return {
    name: marked(name, id, NAME_LENGTH),
    campaign_id: made.idOf('campaign', id),
    status: 'PAUSED',
    [budget_type === 'daily' ? 'daily_budget' : 'lifetime_budget']: units,
    bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
    ...goalOf(plan),
    targeting: targetingOf(plan),
    start_time: graphTime(start_at),
    ...(end_at !== null && { end_time: graphTime(end_at) }),
    ...(advertiser !== null && { dsa_beneficiary: advertiser.beneficiary, dsa_payor: advertiser.payor }),
  };
}

/** The mark says which version it is: creatives cannot be changed, so that an edited one is another. */
function creative(plan: CampaignPlan, planned: PlannedCreative, made: MadeObjects): JsonObject {
  const spec = story(plan, planned, made);
  return { name: marked(planned.name, versionOf(planned.id, spec), CREATIVE_NAME_LENGTH), object_story_spec: spec };
}

function story(
  { page_id, platform, profile_id }: CampaignPlan,
  planned: PlannedCreative,
  made: MadeObjects,
): JsonObject {
  const { primary_text, headline, description, call_to_action, link_url, image } = planned;
  return {
    ...(page_id !== null && { page_id }),
    ...(platform === 'instagram' && profile_id !== null && { instagram_user_id: profile_id }),
    link_data: {
      link: link_url,
      message: primary_text,
      ...(headline !== null && { name: headline }),
      ...(description !== null && { description }),
      image_hash: made.idOf('image', image.id),
      ...(call_to_action !== null && {
        call_to_action: { type: ACTION_TERMS[call_to_action], value: { link: link_url } },
      }),
    },
  };
}

function ad({ id, conversion }: CampaignPlan, planned: PlannedCreative, made: MadeObjects): JsonObject {
  return {
    name: marked(planned.name, planned.id, NAME_LENGTH),
    adset_id: made.idOf('ad_set', id),
    status: 'PAUSED',
    creative: { creative_id: made.idOf('creative', planned.id) },
    // Without it Meta counts what people do on the site for goals alone that are such conversions.
    ...(conversion !== null && {
      tracking_specs: [{ 'action.type': ['offsite_conversion'], fb_pixel: [conversion.pixel_id] }],
    }),
  };
}

function versionOf(key: string, spec: JsonObject): string {
  return `${key}/${createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8)}`;
}

/** `2026-11-23T09:00:00+0000`, as Graph writes times. */
export function graphTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19)}+0000`;
}
