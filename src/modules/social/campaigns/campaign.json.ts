import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { SPEND_JSON } from '../insights/spend.json.js';

/** Also that the account it was for was removed: it is so for as long as the account is. */
const STATUS_REASON = `
  coalesce(r.status_reason, CASE WHEN coalesce(r.status, 'draft') <> 'completed' AND EXISTS (
    SELECT 1 FROM social_media_accounts a WHERE a.id = r.social_account_id AND a.deleted_at IS NOT NULL)
  THEN 'Its account was removed' END)`;

/** SQL of a campaign as the wire shows it; the row's alias is `r`. */
export const CAMPAIGN_JSON = `
  json_build_object(
    'id', r.id, 'name', r.name, 'status', coalesce(r.status, 'draft'), 'status_reason', ${STATUS_REASON},
    'status_changed_at', ${iso('r.status_changed_at')}, 'paused_by', r.paused_by,
    'platform', (SELECT a.platform FROM social_media_accounts a WHERE a.id = r.social_account_id),
    'store_id', r.store_id, 'social_account_id', r.social_account_id, 'objective', r.objective,
    'budget_type', r.budget_type, 'budget_amount', ${moneyText('r.budget_amount', 'r.currency')}, 'currency', r.currency,
    'start_date', ${iso('r.start_date')}, 'end_date', ${iso('r.end_date')},
    'target_audience', r.target_audience,
    'creatives', (
      SELECT coalesce(json_agg(c.creative || jsonb_build_object('image', (
        SELECT jsonb_build_object('id', i.id, 'content_type', i.content_type, 'width', i.width, 'height', i.height,
          'size', i.size, 'sha256', i.sha256)
        FROM ad_images i WHERE i.id::text = c.creative->>'image_id' AND i.user_id = r.user_id)) ORDER BY c.position), '[]')
      FROM jsonb_array_elements(coalesce(r.creatives, '[]')) WITH ORDINALITY AS c (creative, position)),
    'special_ad_categories', r.special_ad_categories, 'advertiser', r.advertiser, 'conversion', r.conversion,
    'url_parameters', r.url_parameters,
    'caps', json_build_object('total', ${moneyText('r.spend_cap', 'r.currency')}, 'daily', ${moneyText('r.daily_spend_cap', 'r.currency')}),
    'spend', ${SPEND_JSON},
    'submitted_at', ${iso('r.submitted_at')}, 'approved_at', ${iso('r.approved_at')}, 'approved_by', r.approved_by,
    'published_at', ${iso('r.published_at')}, 'platform_campaign_id', r.platform_campaign_id,
    'network', json_build_object('issues', r.network_issues, 'checked_at', ${iso('r.network_checked_at')}),
    'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;
