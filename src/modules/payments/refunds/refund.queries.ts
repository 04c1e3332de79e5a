import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import type { ListQueryDto } from '../../../common/http/list.dto.js';
import { ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import { PROCESSOR_JOIN, TRANSACTION_JSON } from '../books/transaction.json.js';

const SORTS = { occurred_at: { expression: 'r.occurred_at', type: 'timestamptz' } };

@Injectable()
export class RefundQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** A payment's refunds, ours and those made elsewhere, the newest first. Throws NOT_FOUND. */
  async list(userId: string, transactionId: string, query: ListQueryDto): Promise<RawJson> {
    const rows = await this.database.prepared('SELECT 1 FROM transactions WHERE user_id = $1 AND id = $2', [
      userId,
      transactionId,
    ]);
    if (rows.length === 0) throw AppError.notFound('Transaction');
    const filters = new ListFilters().owner(userId, false).scope('r.parent_transaction_id = $?', transactionId);
    filters.add('r.type = $?', 'refund');
    return this.lists.read({
      scope: `refunds:${userId}:${transactionId}`,
      table: 'transactions',
      item: TRANSACTION_JSON,
      joins: PROCESSOR_JOIN,
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: SORTS,
      sort: '-occurred_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}
