import { Injectable } from '@nestjs/common';
import { KeysetLists } from '../../common/http/keyset-list.js';
import type { RawJson } from '../../common/http/reply.js';
import { JOB_JSON } from './job.repository.js';
import type { JobListQueryDto } from './jobs.dto.js';

@Injectable()
export class JobQueries {
  constructor(private readonly lists: KeysetLists) {}

  /** The user's jobs, a page of them. */
  list(userId: string, query: JobListQueryDto): Promise<RawJson> {
    const conditions = ['r.user_id = $1'];
    const parameters: unknown[] = [userId];
    for (const field of ['status', 'type', 'store_id'] as const) {
      if (query[field] === undefined) continue;
      parameters.push(query[field]);
      conditions.push(`r.${field} = $${parameters.length}`);
    }
    return this.lists.read({
      scope: `jobs:${userId}`,
      table: 'jobs',
      item: JOB_JSON,
      conditions,
      parameters,
      sorts: { created_at: { expression: 'r.created_at', type: 'timestamptz' } },
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}
