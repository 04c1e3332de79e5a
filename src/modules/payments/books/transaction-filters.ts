import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { TransactionListQueryDto } from './transactions.dto.js';

/** Which transactions are meant: by the lists and the export. */
export type TransactionFilter = Partial<Omit<TransactionListQueryDto, 'limit' | 'cursor' | 'include_total' | 'sort'>>;

/** Whether a transaction has the text in it, and the ids of those that have. */
const SEARCHED = '(SELECT s.search_text FROM transaction_search s WHERE s.transaction_id = r.id) LIKE $?';
const FOUND = `
  SELECT s.transaction_id FROM transaction_search s WHERE s.user_id = r.user_id AND s.search_text LIKE (SELECT $?::text)`;

/** Conditions over `transactions r`: the user's, of all processors or of one of them. */
export function transactionFilters(
  userId: string,
  filter: TransactionFilter,
  processorId: string | undefined,
): ListFilters {
  const filters = new ListFilters().owner(userId, processorId === undefined);
  if (processorId !== undefined) filters.scope('r.payment_processor_id = $?', processorId);
  filters
    .indexed('r.type = $?', 'text', filter.type, 2)
    .indexed('r.status = $?', 'text', filter.status, 2)
    .indexed('r.currency = $?', 'text', filter.currency, 2)
    .indexed('r.reconciliation_state = $?', 'text', filter.reconciliation_state, 2)
    .exact('r.order_id = $?', 'uuid', filter.order_id, 2)
    .exact('r.payout_id = $?', 'uuid', filter.payout_id, 2)
    .range('occurred_at', '>=', filter.occurred_from)
    .range('occurred_at', '<', filter.occurred_to)
    .search('abs(r.amount) >= $?', filter.amount_min)
    .search('abs(r.amount) <= $?', filter.amount_max);
  const text = filter.q?.normalize('NFC').trim().toLowerCase();
  if (text) filters.indexedElsewhere(SEARCHED, FOUND, containing(text));
  return filters;
}
