import { iso } from '../../common/database/sql.js';

/** SQL of a store as the wire shows it; the row's alias is `r`. Credentials are never in it, only whether there are any. */
export const STORE_JSON = `
  json_build_object(
    'id', r.id, 'name', r.name, 'description', r.description, 'domain', r.domain, 'platform', r.platform,
    'platform_store_id', r.platform_store_id, 'status', r.status, 'settings', r.settings,
    'connection', json_build_object(
      'state', r.connection_state, 'error', r.connection_error, 'checked_at', ${iso('r.connection_checked_at')},
      'warnings', r.platform_warnings),
    'has_credentials', r.api_credentials IS NOT NULL, 'currency', r.currency, 'timezone', r.timezone,
    'last_synced_at', ${iso('r.last_synced_at')}, 'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;
