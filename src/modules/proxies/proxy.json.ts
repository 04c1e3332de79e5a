import { iso } from '../../common/database/sql.js';

/** SQL of how a proxy stands, from its row `r`. */
export const PROXY_STATE = `CASE WHEN r.down_since IS NOT NULL THEN 'down' WHEN r.test_result IS NULL THEN 'untested'
  WHEN r.test_result = 'success' THEN 'up' ELSE 'failing' END`;

/** SQL of how many accounts go out through the proxy `r`. Their module asks us; we only count its rows. */
export const ACCOUNTS_COUNT = `(SELECT count(*)::int FROM social_media_accounts account WHERE account.proxy_id = r.id)`;

/** SQL of a proxy as the wire shows it; the row's alias is `r`. Its password is never in it. */
export const PROXY_JSON = `json_build_object(
  'id', r.id, 'name', r.name, 'protocol', coalesce(r.protocol, 'http'), 'host', r.host, 'port', r.port, 'username', r.username,
  'has_password', r.password IS NOT NULL, 'ca_certificate', r.ca_certificate, 'country', r.country,
  'is_active', coalesce(r.is_active, true), 'state', ${PROXY_STATE}, 'last_tested', ${iso('r.last_tested')},
  'test_result', r.test_result, 'test_reason', r.test_reason, 'test_message', r.test_message,
  'latency', json_build_object('connect_ms', r.connect_ms, 'tls_ms', r.tls_ms, 'first_byte_ms', r.first_byte_ms),
  'exit_ip', r.exit_ip, 'exit_country', r.exit_country, 'anonymity', r.anonymity,
  'test_interval_seconds', r.test_interval_seconds, 'next_test_at', ${iso('r.next_test_at')},
  'failures', r.failures, 'down_since', ${iso('r.down_since')}, 'accounts_count', ${ACCOUNTS_COUNT},
  'created_at', ${iso('r.created_at')}, 'updated_at', ${iso('r.updated_at')})`;

/** SQL of a test as the wire shows it; the row's alias is `r`. */
export const PROXY_TEST_JSON = `json_build_object(
  'id', r.id, 'proxy_id', r.proxy_id, 'job_id', r.job_id, 'tested_at', ${iso('r.tested_at')}, 'test_result', r.test_result,
  'test_reason', r.test_reason, 'test_message', r.test_message,
  'latency', json_build_object('connect_ms', r.connect_ms, 'tls_ms', r.tls_ms, 'first_byte_ms', r.first_byte_ms),
  'exit_ip', r.exit_ip, 'exit_country', r.exit_country, 'anonymity', r.anonymity)`;
