import { iso } from '../../common/database/sql.js';

/** SQL of a processor as the wire shows it; the row's alias is `r`. Secrets are never in it, only whether there are any. */
export const PROCESSOR_JSON = `
  json_build_object(
    'id', r.id, 'name', r.name, 'provider', r.provider, 'mode', r.mode, 'account_id', r.account_id,
    'account_name', r.account_name, 'country', r.country, 'default_currency', r.default_currency,
    'is_active', coalesce(r.is_active, true), 'settings', coalesce(r.settings, '{}'::jsonb),
    'connection', json_build_object(
      'state', r.connection_state, 'error', r.connection_error, 'checked_at', ${iso('r.connection_checked_at')}),
    'warnings', r.warnings, 'has_credentials', r.api_credentials IS NOT NULL, 'webhook_url', r.webhook_url,
    'last_synced_at', ${iso('r.last_synced_at')}, 'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;
