import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { TransactionListQueryDto } from './transactions.dto.js';

/** Which transactions are meant: by the lists and the export. */
export type TransactionFilter = Partial<Omit<TransactionListQueryDto, 'limit' | 'cursor' | 'include_total' | 'sort'>>;

/** Conditions over `transactions r`: the user's, of all processors or of one of them. */
export function transactionFilters(
  userId: string,
  filter: TransactionFilter,
  processorId: string | undefined,
): ListFilters {
  const filters = new ListFilters().owner(userId, processorId === undefined);
  if (processorId !== undefined) filters.scope('r.payment_processor_id = $?', processorId);
  // Type and status have indexes in the order of all the user's transactions, not in that of one processor's.
  const weight = processorId === undefined ? 1 : 2;
  filters
    .indexed('r.type = $?', 'text', filter.type, weight)
    .indexed('r.status = $?', 'text', filter.status, weight)
    .indexed('r.currency = $?', 'text', filter.currency, 2)
    .indexed('r.reconciliation_state = $?', 'text', filter.reconciliation_state, 2)
    .exact('r.order_id = $?', 'uuid', filter.order_id, 2)
    .exact('r.payout_id = $?', 'uuid', filter.payout_id, 2)
    .range('occurred_at', '>=', filter.occurred_from)
    .range('occurred_at', '<', filter.occurred_to)
    .search('abs(r.amount) >= $?', filter.amount_min)
    .search('abs(r.amount) <= $?', filter.amount_max);
  const text = filter.q?.normalize('NFC').trim().toLowerCase();
  if (text) filters.indexed('r.search_text LIKE $?', 'text', containing(text), 2);
  return filters;
}
