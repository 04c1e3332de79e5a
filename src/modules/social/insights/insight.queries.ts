import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { addDays, dayIn, daysBetween } from './account-days.js';
import type { InsightRangeDto } from './insights.dto.js';

const USUAL_DAYS = 30;
const MOST_DAYS = 366;

const SUMS = `sum(i.spend) AS spend, sum(i.impressions)::bigint AS impressions, sum(i.clicks)::bigint AS clicks,
  sum(i.conversions) AS conversions, sum(i.revenue) AS revenue`;

const CURRENCY = 'coalesce(a.currency, c.currency)';
/** SQL of what was reached, of a row `x` of sums. */
const FIGURES = `
  'spend', ${moneyText('coalesce(x.spend, 0)', CURRENCY)}, 'impressions', coalesce(x.impressions, 0), 'clicks', coalesce(x.clicks, 0),
  'conversions', trim_scale(coalesce(x.conversions, 0))::text, 'revenue', ${moneyText('x.revenue', CURRENCY)},
  'ctr', trim_scale(round(x.clicks::numeric / nullif(x.impressions, 0), 6))::text,
  'cpc', trim_scale(round(x.spend / nullif(x.clicks, 0), 4))::text,
  'roas', trim_scale(round(x.revenue / nullif(x.spend, 0), 4))::text`;

const OF_CAMPAIGN = `
  WITH known AS (SELECT * FROM ad_insights WHERE campaign_id = $1 AND day BETWEEN $2::date AND $3::date)
  SELECT json_build_object(
    'campaign_id', c.id, 'from', $2::date, 'to', $3::date, 'currency', ${CURRENCY}, 'timezone', a.timezone,
    'as_of', ${iso('a.insights_as_of')},
    'totals', (SELECT json_build_object(${FIGURES}) FROM (SELECT ${SUMS} FROM known i) x),
    'days', (
      SELECT coalesce(json_agg(json_build_object('day', x.day, ${FIGURES}, 'is_final', x.is_final) ORDER BY x.day), '[]')
      FROM (SELECT i.day, bool_and(i.is_final) AS is_final, ${SUMS} FROM known i GROUP BY i.day) x),
    'ads', (
      SELECT coalesce(json_agg(json_build_object(
        'platform_ad_id', x.platform_ad_id, 'creative_id', (
          SELECT o.key FROM ad_campaign_objects o
          WHERE o.campaign_id = $1 AND o.kind = 'ad' AND o.platform_id = x.platform_ad_id LIMIT 1),
        'name', x.name, ${FIGURES}) ORDER BY x.spend DESC, x.platform_ad_id), '[]')
      FROM (
        SELECT i.platform_ad_id, (array_agg(i.ad_name ORDER BY i.day DESC))[1] AS name, ${SUMS}
        FROM known i GROUP BY i.platform_ad_id) x)) AS view
  FROM ad_campaigns c LEFT JOIN social_media_accounts a ON a.id = c.social_account_id
  WHERE c.id = $1`;

const OF_ACCOUNT = `
  SELECT json_build_object(
    'account_id', a.id, 'currency', a.currency, 'timezone', a.timezone, 'as_of', ${iso('a.insights_as_of')},
    'full_as_of', ${iso('a.insights_full_at')}, 'next_at', ${iso('a.insights_due_at')}, 'day', a.insights_day,
    'spend_today', ${moneyText('coalesce(x.today, 0)', 'a.currency')}, 'spend_month', ${moneyText('coalesce(x.month, 0)', 'a.currency')}) AS view
  FROM social_media_accounts a,
    LATERAL (
      SELECT sum(i.spend) FILTER (WHERE i.day = a.insights_day) AS today, sum(i.spend) AS month
      FROM ad_insights i
      WHERE i.social_account_id = a.id
        AND i.day BETWEEN date_trunc('month', a.insights_day::timestamp)::date AND a.insights_day) x
  WHERE a.user_id = $1 AND a.id = $2 AND a.deleted_at IS NULL`;

@Injectable()
export class InsightQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, and VALIDATION_ERROR for days that are none or too many. */
  async ofCampaign(userId: string, id: string, { from, to }: InsightRangeDto): Promise<Json> {
    const campaign = await this.database.queryOne<{ timezone: string | null }>(
      `SELECT (SELECT a.timezone FROM social_media_accounts a WHERE a.id = c.social_account_id) AS timezone
       FROM ad_campaigns c WHERE c.user_id = $1 AND c.id = $2 AND c.deleted_at IS NULL`,
      [userId, id],
    );
    if (!campaign) throw AppError.notFound('Campaign');
    const last = to ?? dayIn(campaign.timezone, this.clock.now());
    const first = from ?? addDays(last, 1 - USUAL_DAYS);
    const days = daysBetween(first, last) + 1;
    if (days < 1) throw AppError.validation([{ field: 'to', reason: 'must not be before from' }]);
    if (days > MOST_DAYS) {
      throw AppError.validation([{ field: 'from', reason: `must be at most ${MOST_DAYS} days before to` }]);
    }
    const row = await this.database.queryOne<{ view: Json }>(OF_CAMPAIGN, [id, first, last]);
    if (!row) throw AppError.notFound('Campaign');
    return row.view;
  }

  /** How far an account’s insights are. Throws NOT_FOUND. */
  async ofAccount(userId: string, id: string): Promise<Json> {
    const row = await this.database.queryOne<{ view: Json }>(OF_ACCOUNT, [userId, id]);
    if (!row) throw AppError.notFound('Social account');
    return row.view;
  }
}
