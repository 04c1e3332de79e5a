import type { JsonObject } from '../../../common/json.js';
import type { SocialPlatform } from './network.connection.js';

/** A campaign in shapes that name no network. Fields bear the database's names; money is decimal text in `currency`. */

export const OBJECTIVES = ['brand_awareness', 'traffic', 'engagement', 'leads', 'conversions'] as const;
export type Objective = (typeof OBJECTIVES)[number];

export const BUDGET_TYPES = ['daily', 'lifetime'] as const;
export type BudgetType = (typeof BUDGET_TYPES)[number];

export const GENDERS = ['female', 'male'] as const;
export type Gender = (typeof GENDERS)[number];

/** Where within the account's platform an ad may show; `partner_apps`: the network's own net of other apps. */
export const PLACEMENTS = ['feed', 'stories', 'reels', 'explore', 'search', 'partner_apps'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** What needs the network's special rules for who may be aimed at. */
export const SPECIAL_AD_CATEGORIES = [
  'housing',
  'employment',
  'credit',
  'financial_products',
  'politics',
  'gambling',
] as const;
export type SpecialAdCategory = (typeof SPECIAL_AD_CATEGORIES)[number];

export const CALLS_TO_ACTION = [
  'shop_now',
  'learn_more',
  'sign_up',
  'contact_us',
  'download',
  'order_now',
  'book_now',
  'get_offer',
  'get_quote',
  'subscribe',
  'apply_now',
] as const;
export type CallToAction = (typeof CALLS_TO_ACTION)[number];

export const CONVERSION_EVENTS = [
  'purchase',
  'add_to_cart',
  'initiate_checkout',
  'add_payment_info',
  'view_content',
  'lead',
  'complete_registration',
  'subscribe',
  'search',
] as const;
export type ConversionEvent = (typeof CONVERSION_EVENTS)[number];

export interface NamedId {
  /** The network's. */
  id: string;
  name: string | null;
}

/** Whom a campaign is for. */
export interface Audience {
  /** ISO 3166-1 alpha-2. */
  countries: string[];
  age_min: number | null;
  /** 65 stands for 65 and older. */
  age_max: number | null;
  /** Empty: all. */
  genders: Gender[];
  interests: NamedId[];
  /** The network's ids. */
  custom_audiences: string[];
  excluded_custom_audiences: string[];
  /** Empty: the network chooses among all of the platform. */
  placements: Placement[];
}

/** A picture as it was when it was approved. */
export interface PlannedImage {
  /** Ours. */
  id: string;
  /** Hex. */
  sha256: string;
  content_type: string;
  width: number;
  height: number;
  /** Bytes. */
  size: number;
  read(): Promise<Buffer>;
}

/** One ad. */
export interface PlannedCreative {
  /** Ours; the same as long as the ad is the same. */
  id: string;
  name: string;
  primary_text: string;
  headline: string | null;
  description: string | null;
  call_to_action: CallToAction | null;
  /** With the campaign's URL parameters. */
  link_url: string;
  /** As whom it speaks, where the network has no page for that. */
  display_name: string;
  image: PlannedImage;
}

/** All that a network is to be told of a campaign. */
export interface CampaignPlan {
  /** Ours; stands at the end of the names there, so that what was made is found again. */
  id: string;
  platform: SocialPlatform;
  ad_account_id: string;
  page_id: string | null;
  /** Of the profile that it speaks as, where the platform has such behind a page. */
  profile_id: string | null;
  currency: string;
  /** IANA, of the account. */
  timezone: string;
  name: string;
  objective: Objective;
  budget_type: BudgetType;
  budget_amount: string;
  /** ISO 8601 UTC. Given, or when its publishing began. */
  start_at: string;
  /** ISO 8601 UTC; null: until it is stopped. */
  end_at: string | null;
  audience: Audience;
  special_ad_categories: SpecialAdCategory[];
  /** Who benefits from it and who pays, where the law wants them named. */
  advertiser: { beneficiary: string; payor: string } | null;
  conversion: { pixel_id: string; event: ConversionEvent } | null;
  creatives: PlannedCreative[];
}

/** Why a network would refuse a plan. */
export interface PlanFault {
  /** Of the campaign on the wire: `budget_amount`, `creatives.0.headline`. */
  field: string;
  /** Goes after the field: `may have at most 40 characters`. */
  reason: string;
}

export const OBJECT_KINDS = ['image', 'campaign', 'ad_set', 'creative', 'ad'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** One thing that is made at the network for a campaign. */
export interface PlannedObject {
  kind: ObjectKind;
  /** Our id of what it stands for: of the image, of the creative (creative, ad), of the campaign (campaign, ad_set). */
  key: string;
}

/** What is at the network by now. */
export interface MadeObjects {
  /** The network's id. Throws when it is not made yet. */
  idOf(kind: ObjectKind, key: string): string;
  has(kind: ObjectKind, key: string): boolean;
}

export type RunState = 'active' | 'paused';

/** What a rehearsal says of one object. */
export interface Rehearsed {
  kind: ObjectKind;
  key: string;
  is_accepted: boolean;
  /** `network`: by its own validation, which makes nothing; `rules`: by what is known of its rules, where it validates nothing. */
  checked_by: 'network' | 'rules';
  /** Why not, or why it was not asked. */
  reason: string | null;
}

/** How a campaign stands at the network. */
export interface CampaignStanding {
  platform_campaign_id: string;
  state: RunState | 'completed' | 'removed';
  /** What the network holds against it or an ad of it. */
  issues: { kind: ObjectKind; platform_id: string; reason: string }[];
}

/** What one ad did on one day. */
export interface InsightRow {
  /** `YYYY-MM-DD` in the account's time zone. */
  day: string;
  platform_campaign_id: string;
  campaign_name: string | null;
  platform_ad_id: string;
  ad_name: string | null;
  /** In the account's currency. */
  spend: string;
  impressions: number;
  clicks: number;
  /** Decimal text: networks model parts of one. */
  conversions: string;
  /** In the account's currency; null: the network does not tell. */
  revenue: string | null;
}

export interface InsightQuery {
  ad_account_id: string;
  /** `YYYY-MM-DD`, both included, in the account's time zone. */
  since: string;
  until: string;
}

export const CHOICE_KINDS = ['interests', 'custom_audiences', 'pixels'] as const;
export type ChoiceKind = (typeof CHOICE_KINDS)[number];

/** Something that can be named in a campaign by its id. */
export interface Choice {
  id: string;
  name: string;
  /** From the general to the special. */
  path: string[];
  /** People, as the network estimates them. */
  size_min: number | null;
  size_max: number | null;
}

/** What an object is told to the network as; the same for the same plan. */
export type DrawnObject = JsonObject;
