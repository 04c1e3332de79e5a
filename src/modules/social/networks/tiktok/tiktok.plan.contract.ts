import { createHash } from 'node:crypto';
import type {
  Audience,
  CampaignPlan,
  MadeObjects,
  ObjectKind,
  PlannedCreative,
  PlannedImage,
} from '../campaign.records.js';

export const ADVERTISER = '7000000000000000001';
export const PIXEL = '7000000000000000701';
const CAMPAIGN_ID = '0191a000-0000-7000-8000-000000000001';
const HOUR_MS = 3600_000;

export const anAudience = (more: Partial<Audience> = {}): Audience => ({
  countries: ['DE', 'AT'],
  age_min: null,
  age_max: null,
  genders: [],
  interests: [],
  custom_audiences: [],
  excluded_custom_audiences: [],
  placements: ['feed'],
  ...more,
});

export function anImage(bytes: Buffer = Buffer.from('a picture'), more: Partial<PlannedImage> = {}): PlannedImage {
  return {
    id: '0191a000-0000-7000-8000-00000000000a',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content_type: 'image/png',
    width: 1080,
    height: 1080,
    size: bytes.length,
    read: () => Promise.resolve(bytes),
    ...more,
  };
}

export const aCreative = (more: Partial<PlannedCreative> = {}): PlannedCreative => ({
  id: '0191a000-0000-7000-8000-0000000000c1',
  name: 'Boots',
  primary_text: 'Warm boots for wet days',
  headline: null,
  description: null,
  call_to_action: 'shop_now',
  link_url: 'https://shop.example/boots?utm_source=tiktok',
  display_name: 'KSAP Demo',
  image: anImage(),
  ...more,
});

/** One that TikTok takes. */
export const aPlan = (more: Partial<CampaignPlan> = {}): CampaignPlan => ({
  id: CAMPAIGN_ID,
  platform: 'tiktok',
  ad_account_id: ADVERTISER,
  page_id: null,
  profile_id: null,
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  name: 'Autumn boots',
  objective: 'conversions',
  budget_type: 'daily',
  budget_amount: '40.50',
  start_at: new Date(Date.now() - HOUR_MS).toISOString(),
  end_at: null,
  audience: anAudience(),
  special_ad_categories: [],
  advertiser: null,
  conversion: { pixel_id: PIXEL, event: 'purchase' },
  creatives: [aCreative()],
  ...more,
});

/** What is made by now. */
export class Made implements MadeObjects {
  private readonly ids = new Map<string, string>();

  set(kind: ObjectKind, key: string, id: string): void {
    this.ids.set(`${kind} ${key}`, id);
  }

  has(kind: ObjectKind, key: string): boolean {
    return this.ids.has(`${kind} ${key}`);
  }

  idOf(kind: ObjectKind, key: string): string {
    const id = this.ids.get(`${kind} ${key}`);
    if (id === undefined) throw new Error(`${kind} ${key} is not made yet`);
    return id;
  }
}
