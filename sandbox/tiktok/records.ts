import type { Json } from '../core/json.js';

export interface Made {
  id: string;
  advertiser_id: string;
  operation_status: 'ENABLE' | 'DISABLE';
  is_deleted: boolean;
  created_at: number;
  updated_at: number;
  /** What the call said, to be told again under its own names. */
  said: Record<string, Json>;
}

export interface Campaign extends Made {
  objective_type: string;
  budget_mode: string;
  /** In the currency. */
  budget: number;
  /** The campaign's budget is what its ad groups spend. */
  has_shared_budget: boolean;
}

export interface AdGroup extends Made {
  campaign_id: string;
  budget_mode: string;
  budget: number;
  start: number;
  end: number | null;
}

export interface Ad extends Made {
  campaign_id: string;
  adgroup_id: string;
  review: 'approved' | 'pending' | 'rejected';
  reject_reason: string;
}

export interface Image {
  image_id: string;
  advertiser_id: string;
  file_name: string;
  width: number;
  height: number;
  size: number;
  format: string;
  signature: string;
  created_at: number;
}

export interface Identity {
  identity_id: string;
  identity_type: string;
  display_name: string;
  advertiser_id: string | null;
}

/** As TikTok writes times: `2026-11-23 09:00:00`, in UTC. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
