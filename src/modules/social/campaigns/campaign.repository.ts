import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { VersionedRows, type VersionedView } from '../../../common/http/versioned-rows.js';
import type {
  Audience,
  BudgetType,
  CallToAction,
  ConversionEvent,
  Objective,
  SpecialAdCategory,
} from '../networks/campaign.records.js';
import { CAMPAIGN_JSON } from './campaign.json.js';
import type { CampaignStatus } from './campaign-state.js';

/** One ad as it is stored in `creatives`. */
export interface StoredCreative {
  id: string;
  name: string | null;
  primary_text: string;
  headline: string | null;
  description: string | null;
  call_to_action: CallToAction | null;
  link_url: string;
  display_name: string | null;
  /** Where the picture is to be had; fetched when the campaign is submitted. */
  image_url: string | null;
  /** Of `ad_images`: the picture itself. */
  image_id: string | null;
}

/** Who paused it. */
export type PausedBy = 'user' | 'guard' | 'network';

/** A campaign as code needs it. Amounts are decimal text in `currency`. */
export interface CampaignRow {
  id: string;
  user_id: string;
  store_id: string | null;
  social_account_id: string | null;
  name: string;
  objective: Objective | null;
  status: CampaignStatus;
  status_reason: string | null;
  currency: string | null;
  budget_type: BudgetType | null;
  budget_amount: string | null;
  start_date: Date | null;
  end_date: Date | null;
  target_audience: Partial<Audience> | null;
  creatives: StoredCreative[];
  special_ad_categories: SpecialAdCategory[];
  advertiser: { beneficiary: string; payor: string } | null;
  conversion: { pixel_id: string; event: ConversionEvent } | null;
  url_parameters: string | null;
  spend_cap: string | null;
  daily_spend_cap: string | null;
  submitted_hash: string | null;
  approved_hash: string | null;
  publish_started_at: Date | null;
  published_at: Date | null;
  paused_by: PausedBy | null;
  platform_campaign_id: string | null;
  deleted_at: Date | null;
}

const ROW = `id, user_id, store_id, social_account_id, name, objective, coalesce(status, 'draft') AS status, status_reason, currency, budget_type,
  trim_scale(budget_amount)::text AS budget_amount, start_date, end_date, target_audience, coalesce(creatives, '[]') AS creatives,
  special_ad_categories, advertiser, conversion, url_parameters, trim_scale(spend_cap)::text AS spend_cap,
  trim_scale(daily_spend_cap)::text AS daily_spend_cap, submitted_hash, approved_hash, publish_started_at, published_at, paused_by,
  platform_campaign_id, deleted_at`;

@Injectable()
export class CampaignRepository {
  private readonly rows: VersionedRows;

  constructor(private readonly database: Database) {
    this.rows = new VersionedRows(database, 'ad_campaigns', CAMPAIGN_JSON, 'r.deleted_at IS NULL');
  }

  /** The user's campaign; in a transaction and with `lock` nobody else changes it until the end. */
  find(userId: string, id: string, lock = false): Promise<CampaignRow | undefined> {
    return this.database.queryOne<CampaignRow>(
      `SELECT ${ROW} FROM ad_campaigns WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL ${lock ? 'FOR UPDATE' : ''}`,
      [userId, id],
    );
  }

  /** Also when it was deleted: what is left of it at the network has its row. */
  findAny(userId: string, id: string): Promise<CampaignRow | undefined> {
    return this.database.queryOne<CampaignRow>(`SELECT ${ROW} FROM ad_campaigns WHERE user_id = $1 AND id = $2`, [
      userId,
      id,
    ]);
  }

  /** Of an account, with these statuses. */
  ofAccount(userId: string, accountId: string, statuses: readonly CampaignStatus[]): Promise<CampaignRow[]> {
    return this.database.query<CampaignRow>(
      `SELECT ${ROW} FROM ad_campaigns
       WHERE user_id = $1 AND social_account_id = $2 AND coalesce(status, 'draft') = ANY($3) AND deleted_at IS NULL ORDER BY created_at, id`,
      [userId, accountId, statuses],
    );
  }

  /** Of an account, those that spend, or may: also while they are being switched on. */
  runningOf(userId: string, accountId: string): Promise<Pick<CampaignRow, 'id' | 'name' | 'status'>[]> {
    return this.database.query<Pick<CampaignRow, 'id' | 'name' | 'status'>>(
      `SELECT c.id, c.name, coalesce(c.status, 'draft') AS status FROM ad_campaigns c
       WHERE c.user_id = $1 AND c.social_account_id = $2 AND c.deleted_at IS NULL
         AND (c.status IN ('active', 'publishing') OR EXISTS (
           SELECT 1 FROM ad_campaign_objects o
           WHERE o.campaign_id = c.id AND o.kind = 'campaign' AND o.state <> 'removed' AND o.run_state = 'switching'))
       ORDER BY c.created_at, c.id LIMIT 20`,
      [userId, accountId],
    );
  }

  /** Whether anything of it is at the network, or may be. */
  async isAtNetwork({ id, published_at }: CampaignRow): Promise<boolean> {
    if (published_at !== null) return true;
    const row = await this.database.queryOne<{ is_there: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM ad_campaign_objects WHERE campaign_id = $1 AND state <> 'removed') AS is_there",
      [id],
    );
    return row?.is_there === true;
  }

  view(userId: string, id: string, lock = false): Promise<VersionedView | undefined> {
    return this.rows.view(userId, id, lock);
  }

  async insert(id: string, userId: string, name: string): Promise<void> {
    await this.database.execute("INSERT INTO ad_campaigns (id, user_id, name, status) VALUES ($1, $2, $3, 'draft')", [
      id,
      userId,
      name,
    ]);
  }

  /** Changes the given columns and the version. Column names come from code, never from input. */
  update(userId: string, id: string, columns: Record<string, unknown>): Promise<void> {
    return this.rows.update(userId, id, columns);
  }
}
