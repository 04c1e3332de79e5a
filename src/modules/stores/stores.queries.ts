import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import type { RawJson } from '../../common/http/reply.js';
import type { Json } from '../../common/json.js';
import { STORE_JSON } from './store.json.js';
import { StoreRepository, type StoredView } from './store.repository.js';
import type { StoreListQueryDto } from './stores.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  name: { expression: 'r.name', type: 'text' },
};

const BAD_RECORDS_SHOWN = 20;

const RUN_JSON = `json_build_object(
  'id', run.id, 'mode', run.mode, 'status', run.status, 'since', ${iso('run.since')}, 'cursor', run.cursor,
  'counts', json_build_object('seen', run.seen, 'created', run.created, 'updated', run.updated, 'unchanged', run.unchanged,
                               'deleted', run.deleted, 'bad', run.bad, 'total', run.total),
  'error', CASE WHEN run.error_code IS NULL THEN NULL ELSE json_build_object('code', run.error_code, 'message', run.error_message) END,
  'job_id', run.job_id, 'started_at', ${iso('run.started_at')}, 'last_page_at', ${iso('run.last_page_at')},
  'finished_at', ${iso('run.finished_at')})`;

/** Since the last complete read began: whatever the shop changed before that has been seen. Null: nothing was read yet. */
const LAG_SECONDS = `(SELECT floor(extract(epoch FROM now() - max(run.started_at)))::bigint FROM sync_runs run
  WHERE run.store_id = state.store_id AND run.resource = state.resource AND run.status = 'succeeded')`;

@Injectable()
export class StoreQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly stores: StoreRepository,
  ) {}

  list(userId: string, query: StoreListQueryDto): Promise<RawJson> {
    const conditions = ['r.user_id = $1'];
    const parameters: unknown[] = [userId];
    for (const field of ['platform', 'status', 'connection_state'] as const) {
      if (query[field] === undefined) continue;
      parameters.push(query[field]);
      conditions.push(`r.${field} = $${parameters.length}`);
    }
    if (query.q !== undefined) {
      parameters.push(query.q.toLowerCase());
      conditions.push(`strpos(lower(r.name || ' ' || coalesce(r.domain, '')), $${parameters.length}) > 0`);
    }
    return this.lists.read({
      scope: `stores:${userId}`,
      table: 'stores',
      item: STORE_JSON,
      conditions,
      parameters,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  async get(userId: string, id: string): Promise<StoredView> {
    const stored = await this.stores.view(userId, id);
    if (!stored) throw AppError.notFound('Store');
    return stored;
  }

  /** Where each resource stands: its last run with cursor and counts, its lag, and the records that could not be taken. */
  async syncStatus(userId: string, id: string, resources: readonly string[]): Promise<Json> {
    const row = await this.database.queryOne<{ status: Json }>(
      `SELECT json_build_object(
         'store_id', r.id, 'connection_state', r.connection_state, 'last_synced_at', ${iso('r.last_synced_at')},
         'next_sync_at', ${iso('r.next_sync_at')}, 'failing_since', ${iso('r.failing_since')}, 'failures', r.failures,
         'lag_seconds', (SELECT max(${LAG_SECONDS}) FROM sync_state state WHERE state.store_id = r.id AND state.resource = ANY($3)),
         'resources', (
           SELECT coalesce(json_agg(json_build_object(
             'resource', wanted.resource, 'last_success_at', ${iso('state.last_success_at')}, 'last_full_at', ${iso('state.last_full_at')},
             'lag_seconds', ${LAG_SECONDS},
             'last_error', state.last_error, 'last_run', last_run.run,
             'bad_records', json_build_object('count', bad.count, 'items', bad.items)) ORDER BY ordinal), '[]')
           FROM unnest($3::text[]) WITH ORDINALITY AS wanted (resource, ordinal)
           LEFT JOIN sync_state state ON state.store_id = r.id AND state.resource = wanted.resource
           LEFT JOIN LATERAL (SELECT ${RUN_JSON} AS run FROM sync_runs run WHERE run.store_id = r.id AND run.resource = wanted.resource
                              ORDER BY run.started_at DESC LIMIT 1) last_run ON true
           CROSS JOIN LATERAL (
             SELECT count(*) AS count,
                    coalesce(json_agg(json_build_object('platform_id', platform_id, 'reason', reason, 'occurrences', occurrences,
                             'last_seen_at', ${iso('last_seen_at')}) ORDER BY last_seen_at DESC) FILTER (WHERE rank <= ${BAD_RECORDS_SHOWN}), '[]') AS items
             FROM (SELECT *, row_number() OVER (ORDER BY last_seen_at DESC) AS rank FROM sync_bad_records
                   WHERE store_id = r.id AND resource = wanted.resource AND resolved_at IS NULL) kept) bad)) AS status
       FROM stores r WHERE r.user_id = $1 AND r.id = $2`,
      [userId, id, resources],
    );
    if (!row) throw AppError.notFound('Store');
    return row.status;
  }
}
