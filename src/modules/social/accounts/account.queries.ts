import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import { ACCOUNT_JSON } from './account.json.js';
import { AccountRepository, type StoredAccount } from './account.repository.js';
import type { AccountListQueryDto } from './accounts.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  account_name: { expression: "coalesce(r.account_name, '')", type: 'text' },
};

@Injectable()
export class AccountQueries {
  constructor(
    private readonly lists: KeysetLists,
    private readonly accounts: AccountRepository,
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
}
