import type { CampaignRow, StoredCreative } from '../campaign.repository.js';

/** An ad that lacks nothing. */
export const anAd = (fields: Partial<StoredCreative> = {}): StoredCreative => ({
  id: '00000000-0000-4000-8000-00000000000a',
  name: null,
  primary_text: 'New arrivals',
  headline: null,
  description: null,
  call_to_action: null,
  link_url: 'https://shop.example/winter',
  display_name: null,
  image_url: null,
  image_id: '00000000-0000-4000-8000-00000000000b',
  ...fields,
});

/** A draft that lacks nothing. */
export const aCampaign = (fields: Partial<CampaignRow> = {}): CampaignRow => ({
  id: '00000000-0000-4000-8000-000000000001',
  user_id: '00000000-0000-4000-8000-000000000002',
  store_id: null,
  social_account_id: '00000000-0000-4000-8000-000000000003',
  name: 'Winter',
  objective: 'traffic',
  status: 'draft',
  status_reason: null,
  currency: 'EUR',
  budget_type: 'daily',
  budget_amount: '20',
  start_date: null,
  end_date: null,
  target_audience: { countries: ['DE'] },
  creatives: [anAd()],
  special_ad_categories: [],
  advertiser: null,
  conversion: null,
  url_parameters: null,
  spend_cap: null,
  daily_spend_cap: null,
  submitted_hash: null,
  approved_hash: null,
  publish_started_at: null,
  published_at: null,
  paused_by: null,
  platform_campaign_id: null,
  deleted_at: null,
  ...fields,
});
