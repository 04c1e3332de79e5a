import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { RawJson } from '../../../common/http/reply.js';
import { transactionFilters } from './transaction-filters.js';
import { PROCESSOR_JOIN, TRANSACTION_JSON, WHOLE_TRANSACTION_JSON } from './transaction.json.js';
import type { TransactionListQueryDto } from './transactions.dto.js';

const SORTS = {
  occurred_at: { expression: 'r.occurred_at', type: 'timestamptz' },
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
};

const WHOLE = `SELECT (${WHOLE_TRANSACTION_JSON})::text FROM transactions r ${PROCESSOR_JOIN} WHERE r.user_id = $1 AND r.id = $2`;

@Injectable()
export class TransactionQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The user's transactions, of all processors or of one alone. */
  list(userId: string, query: TransactionListQueryDto, processorId: string | undefined): Promise<RawJson> {
    const filters = transactionFilters(userId, query, processorId);
    return this.lists.read({
      scope: `transactions:${userId}:${processorId ?? ''}`,
      table: 'transactions',
      item: TRANSACTION_JSON,
      joins: PROCESSOR_JOIN,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      rare: filters.rareMatches(query.sort),
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<RawJson> {
    const [row] = await this.database.prepared<[string]>(WHOLE, [userId, id]);
    if (!row) throw AppError.notFound('Transaction');
    return new RawJson(row[0]);
  }
}
