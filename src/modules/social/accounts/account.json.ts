import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { TOKEN_END, TOKEN_STATE } from './token-life.js';

/** SQL of an account as the wire shows it; the row's alias is `r`. Tokens are never in it, only what is known of them. */
export const ACCOUNT_JSON = `
  json_build_object(
    'id', r.id, 'platform', r.platform, 'account_name', r.account_name, 'network_name', r.network_name,
    'account_id', r.account_id, 'ad_account_id', r.ad_account_id, 'page_id', r.page_id, 'page_name', r.page_name,
    'instagram_account_id', r.instagram_account_id, 'instagram_username', r.instagram_username,
    'currency', r.currency, 'timezone', r.timezone, 'proxy_id', r.proxy_id,
    'status', coalesce(r.status, 'active'), 'status_reason', r.status_reason,
    'connection', json_build_object(
      'state', r.connection_state, 'error', r.connection_error, 'checked_at', ${iso('r.connection_checked_at')}),
    'has_credentials', r.access_token IS NOT NULL,
    'token', json_build_object(
      'state', ${TOKEN_STATE}, 'expires_at', ${iso('r.token_expires_at')},
      'data_access_expires_at', ${iso('r.data_access_expires_at')}, 'ends_at', ${iso(TOKEN_END)},
      'is_refreshed', r.refresh_token IS NOT NULL,
      'warned', (SELECT coalesce(json_agg(day ORDER BY day DESC), '[]') FROM unnest(r.token_warned_days) day)),
    'scopes', r.scopes, 'missing_scopes', r.missing_scopes, 'warnings', r.warnings,
    'warmup_status', coalesce(r.warmup_status, 'new'),
    'warmup', json_build_object(
      'since', ${iso('r.warmup_since')}, 'stage', r.warmup_stage, 'clean_days', r.warmup_clean_days,
      'daily_ceiling', ${moneyText('r.warmup_ceiling', 'r.currency')}, 'currency', r.currency, 'last_day', r.warmup_last_day,
      'reason', r.warmup_reason),
    'settings', r.settings, 'last_synced_at', ${iso('r.last_synced_at')},
    'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;
