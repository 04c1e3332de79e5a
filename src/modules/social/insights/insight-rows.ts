import { Injectable } from '@nestjs/common';
import { batchUpsertSql } from '../../../common/database/batch-upsert.js';
import { Database } from '../../../common/database/database.js';
import { cleanText, clip } from '../../../common/text/clean-text.js';
import type { AccountRow } from '../accounts/account.repository.js';
import type { InsightRow } from '../networks/campaign.records.js';
import type { DaySpan } from './insight-window.js';

const WRITE = batchUpsertSql({
  table: 'ad_insights',
  columns: {
    day: 'date',
    platform_campaign_id: 'text',
    campaign_name: 'text',
    platform_ad_id: 'text',
    ad_name: 'text',
    spend: 'numeric',
    impressions: 'bigint',
    clicks: 'bigint',
    conversions: 'numeric',
    revenue: 'numeric',
  },
  fixed: { user_id: '$2::uuid', social_account_id: '$3::uuid', currency: '$4' },
  computed: {
    // What was made here stays with its campaign though another account of the same owner reads it now.
    campaign_id: 'own.id',
    is_final: 'input.day < $5::date',
  },
  joins: `
    LEFT JOIN (
      SELECT DISTINCT ON (platform_campaign_id) platform_campaign_id, id FROM ad_campaigns
      WHERE social_account_id = ANY($6::uuid[]) AND platform_campaign_id IS NOT NULL
      ORDER BY platform_campaign_id, created_at DESC) own ON own.platform_campaign_id = input.platform_campaign_id`,
  key: ['social_account_id', 'day', 'platform_ad_id'],
  keep: ['user_id'],
  touch: { imported_at: 'now()' },
  returning: '1 AS written',
});

/** What the network does not report any more for a day that was read anew has not been. */
const ZERO = `
  UPDATE ad_insights i SET spend = 0, impressions = 0, clicks = 0, conversions = 0,
         revenue = CASE WHEN i.revenue IS NOT NULL THEN 0 END, imported_at = now()
  WHERE i.social_account_id = $2 AND i.day BETWEEN $3::date AND $4::date
    AND (i.spend, i.impressions, i.clicks, i.conversions, coalesce(i.revenue, 0)) <> (0, 0, 0, 0, 0)
    AND NOT EXISTS (
      SELECT FROM json_to_recordset($1::json) AS told (day date, platform_ad_id text)
      WHERE told.day = i.day AND told.platform_ad_id = i.platform_ad_id)`;

/** What another account of the same owner had read of the same ad account, before this one took it on. */
const TAKE_OVER = `
  DELETE FROM ad_insights i USING json_to_recordset($1::json) AS told (day date, platform_ad_id text)
  WHERE i.social_account_id = ANY($2::uuid[]) AND i.day = told.day AND i.platform_ad_id = told.platform_ad_id`;

/** An account's insights, as they are stored. */
@Injectable()
export class InsightRows {
  constructor(private readonly database: Database) {}

  /**
   * All that was told of these days, in the open transaction; gives how many rows are other than before. `siblings`: the owner's
   * accounts at the same ad account, this one included. `finalBefore`: days before it change no more.
   */
  async write(
    account: AccountRow,
    currency: string,
    span: DaySpan,
    rows: readonly InsightRow[],
    siblings: readonly string[],
    finalBefore: string,
  ): Promise<number> {
    const { id, user_id: userId } = account;
    const told = JSON.stringify(named(rows));
    const others = siblings.filter((sibling) => sibling !== id);
    if (others.length > 0) await this.database.execute(TAKE_OVER, [told, others]);
    const written = await this.database.query(WRITE, [told, userId, id, currency, finalBefore, siblings]);
    const zeroed = await this.database.execute(ZERO, [told, id, span.since, span.until]);
    return written.length + zeroed;
  }

  /** Days that the network changes no more, in the open transaction. */
  async settle(accountId: string, finalBefore: string): Promise<void> {
    await this.database.execute(
      'UPDATE ad_insights SET is_final = true WHERE social_account_id = $1 AND day < $2::date AND NOT is_final',
      [accountId, finalBefore],
    );
  }
}

const LONGEST_NAME = 500;

/** Each ad once a day: the pages of a list that grows while it is read may overlap. Names as the columns take them. */
function named(rows: readonly InsightRow[]): InsightRow[] {
  const byKey = new Map(rows.map((row) => [`${row.day} ${row.platform_ad_id}`, row]));
  return [...byKey.values()].map((row) => ({
    ...row,
    campaign_name: fitting(row.campaign_name),
    ad_name: fitting(row.ad_name),
  }));
}

const fitting = (name: string | null): string | null => (name === null ? null : clip(cleanText(name), LONGEST_NAME));
