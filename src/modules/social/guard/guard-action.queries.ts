import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import type { ListQueryDto } from '../../../common/http/list.dto.js';
import { ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { Json } from '../../../common/json.js';

const ACTION_JSON = `
  json_build_object(
    'id', r.id, 'campaign_id', r.campaign_id, 'social_account_id', r.social_account_id, 'cap', r.cap,
    'limit', ${moneyText('r."limit"', 'r.currency')}, 'spend', ${moneyText('r.spend', 'r.currency')}, 'currency', r.currency, 'day', r.day,
    'state', r.state, 'reason', r.reason, 'created_at', ${iso('r.created_at')}, 'paused_at', ${iso('r.paused_at')},
    'undone_at', ${iso('r.undone_at')})`;

const SORTS = { created_at: { expression: 'r.created_at', type: 'timestamptz' } };

@Injectable()
export class GuardActionQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The newest first. Throws NOT_FOUND. */
  async list(userId: string, campaignId: string, query: ListQueryDto): Promise<RawJson> {
    const campaign = await this.database.queryOne(
      'SELECT 1 AS known FROM ad_campaigns WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL',
      [userId, campaignId],
    );
    if (!campaign) throw AppError.notFound('Campaign');
    const filters = new ListFilters().owner(userId, false).scope('r.campaign_id = $?', campaignId);
    return this.lists.read({
      scope: `guard-actions:${userId}:${campaignId}`,
      table: 'ad_guard_actions',
      item: ACTION_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: SORTS,
      sort: '-created_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async one(userId: string, campaignId: string, id: string): Promise<{ state: string; view: Json }> {
    const row = await this.database.queryOne<{ state: string; view: Json }>(
      `SELECT r.state, ${ACTION_JSON} AS view FROM ad_guard_actions r WHERE r.user_id = $1 AND r.campaign_id = $2 AND r.id = $3`,
      [userId, campaignId, id],
    );
    if (!row) throw AppError.notFound('Guard action');
    return row;
  }
}
