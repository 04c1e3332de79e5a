import type { Json, JsonObject } from '../core/json.js';
import { type Ad, type AdGroup, type Campaign, type Image, type Made, timeOf } from './records.js';
import type { World } from './world.js';

export function campaignStatus(world: World, campaign: Campaign): string {
  if (campaign.is_deleted) return 'CAMPAIGN_STATUS_DELETE';
  if (world.advertisers.get(campaign.advertiser_id)?.status !== 'STATUS_ENABLE')
    return 'CAMPAIGN_STATUS_ADVERTISER_AUDIT_DENY';
  return `CAMPAIGN_STATUS_${campaign.operation_status}`;
}

export function adgroupStatus(world: World, group: AdGroup): string {
  const campaign = world.store.campaigns.get(group.campaign_id);
  if (group.is_deleted) return 'ADGROUP_STATUS_DELETE';
  if (campaign?.is_deleted !== false) return 'ADGROUP_STATUS_CAMPAIGN_DELETE';
  if (group.operation_status === 'DISABLE') return 'ADGROUP_STATUS_DISABLE';
  if (campaign.operation_status === 'DISABLE') return 'ADGROUP_STATUS_CAMPAIGN_DISABLE';
  const now = world.clock.now();
  if (group.start > now) return 'ADGROUP_STATUS_NOT_START';
  return (group.end ?? Infinity) <= now ? 'ADGROUP_STATUS_TIME_DONE' : 'ADGROUP_STATUS_DELIVERY_OK';
}

export function adStatus(world: World, ad: Ad): string {
  const group = world.store.adgroups.get(ad.adgroup_id);
  if (ad.is_deleted) return 'AD_STATUS_DELETE';
  const above = group === undefined ? 'ADGROUP_STATUS_DELETE' : adgroupStatus(world, group);
  if (above.includes('CAMPAIGN')) return above.replace('ADGROUP_', 'AD_');
  if (above === 'ADGROUP_STATUS_DELETE' || above === 'ADGROUP_STATUS_DISABLE')
    return above.replace('ADGROUP_STATUS', 'AD_STATUS_ADGROUP');
  if (ad.review === 'rejected') return 'AD_STATUS_AUDIT_DENY';
  if (ad.review === 'pending') return 'AD_STATUS_AUDIT';
  return ad.operation_status === 'DISABLE' ? 'AD_STATUS_DISABLE' : above.replace('ADGROUP_', 'AD_');
}

export function campaignView(world: World, campaign: Campaign): JsonObject {
  return {
    ...campaign.said,
    ...common(campaign),
    campaign_id: campaign.id,
    budget: campaign.budget,
    budget_mode: campaign.budget_mode,
    budget_optimize_on: campaign.has_shared_budget,
    objective: 'LANDING_PAGE',
    objective_type: campaign.objective_type,
    secondary_status: campaignStatus(world, campaign),
    campaign_type: 'REGULAR_CAMPAIGN',
    is_new_structure: true,
    is_smart_performance_campaign: false,
  };
}

export function adgroupView(world: World, group: AdGroup): JsonObject {
  return {
    ...group.said,
    ...common(group),
    adgroup_id: group.id,
    campaign_id: group.campaign_id,
    campaign_name: nameOf(world.store.campaigns.get(group.campaign_id), 'campaign_name'),
    budget: group.budget,
    budget_mode: group.budget_mode,
    schedule_start_time: timeOf(group.start),
    schedule_end_time: timeOf(group.end ?? group.start + 10 * 365 * 86_400_000),
    secondary_status: adgroupStatus(world, group),
  };
}

export function adView(world: World, ad: Ad): JsonObject {
  return {
    ...ad.said,
    ...common(ad),
    ad_id: ad.id,
    adgroup_id: ad.adgroup_id,
    adgroup_name: nameOf(world.store.adgroups.get(ad.adgroup_id), 'adgroup_name'),
    campaign_id: ad.campaign_id,
    campaign_name: nameOf(world.store.campaigns.get(ad.campaign_id), 'campaign_name'),
    secondary_status: adStatus(world, ad),
    ...(ad.review === 'rejected' && { reject_reason: ad.reject_reason }),
  };
}

export function imageView(image: Image): JsonObject {
  const { created_at, advertiser_id: _, ...shown } = image;
  const time = new Date(created_at).toISOString();
  return {
    ...shown,
    displayable: true,
    image_url: `https://p16-sandbox.invalid/${image.image_id}.${image.format}`,
    is_carousel_usable: image.width === image.height,
    material_id: `7${image.signature.replace(/\D/g, '').padEnd(18, '0').slice(0, 18)}`,
    create_time: time,
    modify_time: time,
  };
}

export function nameOf(made: Made | undefined, key: string): Json {
  return made?.said[key] ?? '';
}

function common(made: Made): JsonObject {
  return {
    advertiser_id: made.advertiser_id,
    operation_status: made.operation_status,
    create_time: timeOf(made.created_at),
    modify_time: timeOf(made.updated_at),
  };
}
