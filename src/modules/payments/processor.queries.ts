import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import type { RawJson } from '../../common/http/reply.js';
import type { Json } from '../../common/json.js';
import { PROCESSOR_JSON } from './processor.json.js';
import { ProcessorRepository, type StoredProcessor } from './processor.repository.js';
import type { ProcessorListQueryDto } from './processors.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  name: { expression: 'r.name', type: 'text' },
};

const BAD_RECORDS_SHOWN = 20;

/** Since the last complete read began: whatever came before that has been seen. Null: nothing was read whole yet. */
const LAG_SECONDS = 'floor(extract(epoch FROM now() - read.high_water))::bigint';

const RESOURCE_JSON = `json_build_object(
  'resource', wanted.resource, 'status', read.status, 'mode', read.mode, 'since', ${iso('read.since')}, 'until', ${iso('read.until')},
  'counts', json_build_object('seen', coalesce(read.seen, 0), 'created', coalesce(read.created, 0), 'updated', coalesce(read.updated, 0),
                               'unchanged', coalesce(read.unchanged, 0), 'bad', coalesce(read.bad, 0), 'total', read.total),
  'error', CASE WHEN read.error_code IS NOT NULL THEN json_build_object('code', read.error_code, 'message', read.error_message) END,
  'lag_seconds', ${LAG_SECONDS}, 'last_full_at', ${iso('read.last_full_at')}, 'last_success_at', ${iso('read.last_success_at')},
  'job_id', read.job_id, 'started_at', ${iso('read.started_at')}, 'last_page_at', ${iso('read.last_page_at')},
  'finished_at', ${iso('read.finished_at')})`;

@Injectable()
export class ProcessorQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly processors: ProcessorRepository,
  ) {}

  list(userId: string, query: ProcessorListQueryDto): Promise<RawJson> {
    const conditions = ['r.user_id = $1', 'r.deleted_at IS NULL'];
    const parameters: unknown[] = [userId];
    for (const field of ['provider', 'mode', 'connection_state', 'is_active'] as const) {
      if (query[field] === undefined) continue;
      parameters.push(query[field]);
      conditions.push(`r.${field} = $${parameters.length}`);
    }
    return this.lists.read({
      scope: `payment-processors:${userId}`,
      table: 'payment_processors',
      item: PROCESSOR_JSON,
      conditions,
      parameters,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<StoredProcessor> {
    const stored = await this.processors.view(userId, id);
    if (!stored) throw AppError.notFound('Payment processor');
    return stored;
  }

  /** Where the read of each resource stands, its lag, and the records that could not be taken. Throws NOT_FOUND. */
  async importStatus(userId: string, id: string, resourcesOf: (provider: string) => readonly string[]): Promise<Json> {
    const processor = await this.processors.find(userId, id);
    if (!processor) throw AppError.notFound('Payment processor');
    const row = await this.database.queryOne<{ status: Json }>(
      `SELECT json_build_object(
         'processor_id', r.id, 'connection_state', r.connection_state, 'is_active', coalesce(r.is_active, true),
         'last_synced_at', ${iso('r.last_synced_at')}, 'next_sync_at', ${iso('r.next_sync_at')},
         'failing_since', ${iso('r.failing_since')}, 'failures', r.failures,
         'lag_seconds', (SELECT max(${LAG_SECONDS}) FROM payment_reads read
                         WHERE read.payment_processor_id = r.id AND read.resource = ANY($3)),
         'resources', (SELECT coalesce(json_agg(${RESOURCE_JSON} ORDER BY ordinal), '[]')
                       FROM unnest($3::text[]) WITH ORDINALITY AS wanted (resource, ordinal)
                       LEFT JOIN payment_reads read ON read.payment_processor_id = r.id AND read.resource = wanted.resource),
         'bad_records', (SELECT json_build_object('count', count(*), 'items',
              coalesce(json_agg(json_build_object('resource', resource, 'platform_id', platform_id, 'reason', reason,
                       'seen_at', ${iso('seen_at')}) ORDER BY seen_at DESC) FILTER (WHERE rank <= ${BAD_RECORDS_SHOWN}), '[]'))
            FROM (SELECT *, row_number() OVER (ORDER BY seen_at DESC) AS rank FROM payment_bad_records
                  WHERE payment_processor_id = r.id) bad)) AS status
       FROM payment_processors r WHERE r.user_id = $1 AND r.id = $2`,
      [userId, id, resourcesOf(processor.provider)],
    );
    return row?.status ?? null;
  }
}
