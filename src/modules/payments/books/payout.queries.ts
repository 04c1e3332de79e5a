import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import type { ListQueryDto } from '../../../common/http/list.dto.js';
import { DEFAULT_LIMIT } from '../../../common/http/list.dto.js';
import { ListFilters } from '../../../common/http/list-filters.js';
import { RawJson } from '../../../common/http/reply.js';
import { PAYOUT_JSON, PAYOUT_LINE_JSON, WHOLE_PAYOUT_JSON } from './payout.json.js';
import type { PayoutListQueryDto } from './payouts.dto.js';
import { PROCESSOR_JOIN } from './transaction.json.js';

const INITIATED = { initiated_at: { expression: 'r.initiated_at', type: 'timestamptz' } };
const OCCURRED = { occurred_at: { expression: 'r.occurred_at', type: 'timestamptz' } };

const WHOLE = `SELECT (${WHOLE_PAYOUT_JSON})::text FROM payouts r ${PROCESSOR_JOIN} WHERE r.user_id = $1 AND r.id = $2`;

@Injectable()
export class PayoutQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The user's payouts, of all processors or of one that is known to be the user's. */
  list(userId: string, query: PayoutListQueryDto, processorId: string | undefined): Promise<RawJson> {
    const filters = new ListFilters().owner(userId, processorId === undefined);
    if (processorId !== undefined) filters.scope('r.payment_processor_id = $?', processorId);
    filters
      .add('r.status = $?', query.status)
      .add('r.currency = $?', query.currency)
      .add('lower(r.platform_payout_id) = lower($?)', query.q?.trim())
      .search('r.arrival_date >= $?::date', query.arrival_from)
      .search('r.arrival_date < $?::date', query.arrival_to)
      .search('abs(r.amount) >= $?', query.amount_min)
      .search('abs(r.amount) <= $?', query.amount_max);
    return this.lists.read({
      scope: `payouts:${userId}:${processorId ?? ''}`,
      table: 'payouts',
      item: PAYOUT_JSON,
      joins: PROCESSOR_JOIN,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: INITIATED,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** With its summary and the first of its lines. Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<RawJson> {
    const [row] = await this.database.prepared<[string]>(WHOLE, [userId, id]);
    if (!row) throw AppError.notFound('Payout');
    const lines = await this.readLines(userId, id, { limit: DEFAULT_LIMIT });
    return new RawJson(`${row[0].trimEnd().slice(0, -1)},"lines":${lines.text}}`);
  }

  /** The payout's lines in the order in which they happened. Throws NOT_FOUND. */
  async lines(userId: string, id: string, query: ListQueryDto): Promise<RawJson> {
    await this.check(userId, id);
    return this.readLines(userId, id, query);
  }

  /** Throws NOT_FOUND unless the payout is the user's; gives the provider's id of it. */
  async check(userId: string, id: string): Promise<string> {
    const [row] = await this.database.prepared<[string]>(
      'SELECT platform_payout_id FROM payouts WHERE user_id = $1 AND id = $2',
      [userId, id],
    );
    if (!row) throw AppError.notFound('Payout');
    return row[0];
  }

  private readLines(
    userId: string,
    id: string,
    query: Pick<ListQueryDto, 'limit' | 'cursor' | 'include_total'>,
  ): Promise<RawJson> {
    const filters = new ListFilters().owner(userId, false).scope('r.payout_id = $?', id);
    return this.lists.read({
      scope: `payout_lines:${userId}:${id}`,
      table: 'payout_lines',
      item: PAYOUT_LINE_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: OCCURRED,
      sort: 'occurred_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}
