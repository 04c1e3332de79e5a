import type { JsonObject } from '../core/json.js';

export type Status = 'ACTIVE' | 'PAUSED' | 'DELETED' | 'ARCHIVED';
export const STATUSES = ['ACTIVE', 'PAUSED', 'DELETED', 'ARCHIVED'] as const;

interface Dated {
  id: string;
  account_id: string;
  name: string;
  status: Status;
  created_at: number;
  updated_at: number;
}

/** Smallest units; at most one of the two is set. */
export interface Budget {
  daily_budget: number | null;
  lifetime_budget: number | null;
}

export interface Campaign extends Dated, Budget {
  objective: string;
  buying_type: string;
  bid_strategy: string | null;
  special_ad_categories: string[];
  special_ad_category_country: string[];
  is_adset_budget_sharing_enabled: boolean | null;
  spend_cap: number | null;
  start_time: number | null;
  stop_time: number | null;
}

export interface AdSet extends Dated, Budget {
  campaign_id: string;
  start_time: number;
  end_time: number | null;
  optimization_goal: string;
  billing_event: string;
  bid_strategy: string | null;
  bid_amount: number | null;
  destination_type: string | null;
  targeting: JsonObject;
  promoted_object: JsonObject | null;
  attribution_spec: JsonObject[];
  dsa_beneficiary: string | null;
  dsa_payor: string | null;
  /** When its budget was changed, for the limit of four an hour. */
  budget_changes: number[];
}

export interface Ad extends Dated {
  campaign_id: string;
  adset_id: string;
  creative_id: string;
  review: 'approved' | 'pending' | 'rejected';
  /** What the reviewers say, by rule. */
  feedback: Record<string, string>;
}

export interface Creative extends Dated {
  object_story_spec: JsonObject | null;
  object_story_id: string | null;
  instagram_user_id: string | null;
  image_hash: string | null;
  url_tags: string | null;
  degrees_of_freedom_spec: JsonObject | null;
}

export interface Image {
  hash: string;
  account_id: string;
  name: string;
  width: number;
  height: number;
  created_at: number;
}
