import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json, JsonObject } from '../../../common/json.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { ACCOUNT_JSON } from './account.json.js';
import { AccountRepository, type AccountRow } from './account.repository.js';
import { warmupPolicyOf } from './account-settings.js';
import { verifyKeyOf } from './commands/start-verify.js';
import { OwnProxies } from './own-proxies.js';

/** SQL of what the account's own view says of how it stands. */
const STANDING_JSON = `
  (SELECT json_build_object(
     'account_id', r.id, 'platform', r.platform,
     'is_usable', view->>'status' = 'active' AND r.connection_state IN ('connected', 'degraded')
       AND coalesce(r.connection_error->>'code', '') <> 'PROXY_UNAVAILABLE'
       AND view->'token'->>'state' IN ('permanent', 'valid', 'expiring'),
     'status', view->'status', 'status_reason', r.status_reason,
     'reasons', array_to_json(array_remove(ARRAY[r.status_reason, r.connection_error->>'message'], NULL)),
     'connection', view->'connection', 'failing_since', ${iso('r.failing_since')}, 'failures', r.failures,
     'token', view->'token', 'scopes', r.scopes, 'missing_scopes', r.missing_scopes, 'warnings', r.warnings,
     'warmup_status', view->'warmup_status', 'warmup', view->'warmup',
     'last_verified_at', view->'last_synced_at', 'next_verification_at', ${iso('r.next_sync_at')})
   FROM (SELECT ${ACCOUNT_JSON} AS view) shown)`;

/** Where an account stands: at the network, its token, its way out, its spend policy with all stages. */
@Injectable()
export class AccountHealth {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly proxies: OwnProxies,
    private readonly jobs: JobsApi,
  ) {}

  /** Throws NOT_FOUND. */
  async of(userId: string, id: string): Promise<Json> {
    const account = await this.accounts.find(userId, id);
    const row = await this.database.queryOne<{ standing: JsonObject }>(
      `SELECT ${STANDING_JSON} AS standing FROM social_media_accounts r WHERE r.user_id = $1 AND r.id = $2`,
      [userId, id],
    );
    if (!account || !row) throw AppError.notFound('Social account');
    const { standing } = row;
    const job = await this.jobs.unfinished(verifyKeyOf(id));
    return {
      ...standing,
      warmup: { ...(standing.warmup as JsonObject), ...policyOf(account) },
      proxy: await this.wayOut(account),
      job_id: job?.id ?? null,
    };
  }

  private async wayOut({ user_id: userId, proxy_id: proxyId }: AccountRow): Promise<Json> {
    const proxy = proxyId === null ? null : await this.proxies.brief(userId, proxyId);
    return proxy && { ...proxy };
  }
}

function policyOf({ settings, currency }: AccountRow): JsonObject {
  const { stages, is_enabled } = warmupPolicyOf(settings, currency);
  return { is_enabled, stages: stages.map((stage) => ({ ...stage })) };
}
