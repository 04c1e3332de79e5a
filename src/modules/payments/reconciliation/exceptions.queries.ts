import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import { EXCEPTION_JOINS, EXCEPTION_JSON, EXCEPTIONS, IS_ACCEPTED } from './exceptions.sql.js';
import type { ExceptionListQueryDto } from './reconciliation-query.dto.js';

/** What does not add up. */
@Injectable()
export class ExceptionQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  list(userId: string, query: ExceptionListQueryDto): Promise<RawJson> {
    const filters = new ListFilters()
      .owner(userId)
      .add('r.subject_type = $?', query.subject_type)
      .add('r.state = $?', query.state)
      .add('r.reason = $?', query.reason)
      .add('r.store_id = $?', query.store_id)
      .add('r.payment_processor_id = $?', query.processor_id);
    return this.lists.read({
      scope: `exceptions:${userId}`,
      table: EXCEPTIONS,
      item: EXCEPTION_JSON,
      joins: EXCEPTION_JOINS,
      conditions: [...filters.conditions, query.accepted === true ? IS_ACCEPTED : `NOT ${IS_ACCEPTED}`],
      parameters: filters.parameters,
      is_search: true,
      sorts: { since: { expression: 'r.since', type: 'timestamptz' } },
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** What an exception hangs on; undefined: there is none of this id. */
  async factsOf(
    userId: string,
    id: string,
  ): Promise<{ subject_type: string; state: string; facts: string } | undefined> {
    return this.database.queryOne(
      `SELECT r.subject_type, r.state, r.facts FROM ${EXCEPTIONS} r WHERE r.user_id = $1 AND r.id = $2`,
      [userId, id],
    );
  }
}
