import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { Json, JsonObject } from '../../../common/json.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { ACCOUNT_JSON } from './account.json.js';
import { AccountRepository, type StoredAccount } from './account.repository.js';
import { warmupPolicyOf } from './account-settings.js';
import type { AccountListQueryDto } from './accounts.dto.js';
import { verifyKeyOf } from './commands/start-verify.js';
import { OwnProxies } from './own-proxies.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  account_name: { expression: "coalesce(r.account_name, '')", type: 'text' },
};

@Injectable()
export class AccountQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly accounts: AccountRepository,
    private readonly proxies: OwnProxies,
    private readonly jobs: JobsApi,
  ) {}

  list(userId: string, query: AccountListQueryDto): Promise<RawJson> {
    const text = query.q === undefined ? undefined : containing(query.q);
    const filters = new ListFilters()
      .owner(userId)
      .always('r.deleted_at IS NULL')
      .add('r.platform = $?', query.platform)
      .add("coalesce(r.status, 'active') = $?", query.status)
      .add("coalesce(r.warmup_status, 'new') = $?", query.warmup_status)
      .add('r.connection_state = $?', query.connection_state)
      .add('r.proxy_id = $?', query.proxy_id)
      .search(
        '(r.account_name ILIKE $? OR r.network_name ILIKE $? OR r.account_id ILIKE $? OR r.ad_account_id ILIKE $? OR r.page_name ILIKE $?)',
        text,
      );
    return this.lists.read({
      scope: `social-accounts:${userId}`,
      table: 'social_media_accounts',
      item: ACCOUNT_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<StoredAccount> {
    const stored = await this.accounts.view(userId, id);
    if (!stored) throw AppError.notFound('Social account');
    return stored;
  }

  /** Where the account stands: at the network, its token, its way out, its spend policy with all stages. Throws NOT_FOUND. */
  async health(userId: string, id: string): Promise<Json> {
    const account = await this.accounts.find(userId, id);
    const stored = await this.accounts.view(userId, id);
    if (!account || !stored) throw AppError.notFound('Social account');
    const times = await this.database.queryOne<{ next: string | null; since: string | null; failures: number }>(
      `SELECT ${iso('r.next_sync_at')} AS next, ${iso('r.failing_since')} AS since, r.failures FROM social_media_accounts r WHERE r.id = $1`,
      [id],
    );
    const proxy = account.proxy_id === null ? null : await this.proxies.brief(userId, account.proxy_id);
    const job = await this.jobs.unfinished(verifyKeyOf(id));
    const view = stored.view as JsonObject;
    const { stages, is_enabled } = warmupPolicyOf(account.settings, account.currency);
    const reasons = [view.status_reason, (view.connection as { error: { message: string } | null }).error?.message];
    return {
      account_id: id,
      platform: account.platform,
      is_usable: view.status === 'active' && ['connected', 'degraded'].includes(account.connection_state),
      status: view.status ?? null,
      status_reason: view.status_reason ?? null,
      reasons: reasons.filter((reason) => typeof reason === 'string'),
      connection: view.connection ?? null,
      failing_since: times?.since ?? null,
      failures: times?.failures ?? 0,
      token: view.token ?? null,
      scopes: view.scopes ?? [],
      missing_scopes: view.missing_scopes ?? [],
      warnings: view.warnings ?? [],
      warmup_status: account.warmup_status,
      warmup: { ...(view.warmup as JsonObject), is_enabled, stages: stages.map((stage) => ({ ...stage })) },
      proxy: proxy === null ? null : { ...proxy },
      last_verified_at: view.last_synced_at ?? null,
      next_verification_at: times?.next ?? null,
      job_id: job?.id ?? null,
    };
  }
}
