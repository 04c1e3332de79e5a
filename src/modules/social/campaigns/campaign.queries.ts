import { Injectable } from '@nestjs/common';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { ListQueryDto } from '../../../common/http/list.dto.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { VersionedView } from '../../../common/http/versioned-rows.js';
import { CAMPAIGN_JSON } from './campaign.json.js';
import { CampaignRepository } from './campaign.repository.js';
import type { CampaignListQueryDto } from './campaigns.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  name: { expression: 'r.name', type: 'text' },
};
const HISTORY_SORTS = { created_at: SORTS.created_at };

/** An entry of the audit log, as a campaign's history shows it. */
const HISTORY_JSON = `
  json_build_object(
    'id', r.id, 'at', ${iso('r.created_at')},
    'step', coalesce(r.details->>'step', substr(r.action, length('campaign.') + 1)),
    'from', r.details->>'from', 'to', r.details->>'to', 'by', coalesce(r.details->>'by', 'system'), 'user_id', CASE WHEN r.details->>'by' = 'user' THEN r.user_id END,
    'reason', r.details->>'reason', 'fields', coalesce(r.details->'fields', '[]'), 'request_id', r.request_id)`;

@Injectable()
export class CampaignQueries {
  constructor(
    private readonly lists: KeysetLists,
    private readonly campaigns: CampaignRepository,
  ) {}

  list(userId: string, query: CampaignListQueryDto): Promise<RawJson> {
    const text = query.q === undefined ? undefined : containing(query.q);
    const filters = new ListFilters()
      .owner(userId)
      .always('r.deleted_at IS NULL')
      .add("coalesce(r.status, 'draft') = $?", query.status)
      .add(
        'EXISTS (SELECT 1 FROM social_media_accounts a WHERE a.id = r.social_account_id AND a.platform = $?)',
        query.platform,
      )
      .add('r.social_account_id = $?', query.social_account_id)
      .add('r.store_id = $?', query.store_id)
      .add('r.objective = $?', query.objective)
      .search('(r.name ILIKE $? OR r.platform_campaign_id ILIKE $?)', text);
    return this.lists.read({
      scope: `ad-campaigns:${userId}`,
      table: 'ad_campaigns',
      item: CAMPAIGN_JSON,
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
  async get(userId: string, id: string): Promise<VersionedView> {
    const stored = await this.campaigns.view(userId, id);
    if (!stored) throw AppError.notFound('Campaign');
    return stored;
  }

  /** Every step of the campaign, the newest first. Throws NOT_FOUND. */
  async history(userId: string, id: string, query: ListQueryDto): Promise<RawJson> {
    await this.get(userId, id);
    const filters = new ListFilters()
      .owner(userId, false)
      .always("r.subject_type = 'campaign'")
      .scope('r.subject_id = $?', id);
    return this.lists.read({
      scope: `ad-campaign-history:${userId}:${id}`,
      table: 'audit_log',
      item: HISTORY_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: HISTORY_SORTS,
      sort: '-created_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}
