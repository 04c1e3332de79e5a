import { containing, ListFilters } from '../../common/http/list-filters.js';
import type { AllOrdersQueryDto } from './orders.dto.js';

/** Which orders are meant: by the lists and the export. */
export type OrderFilter = Partial<Omit<AllOrdersQueryDto, 'limit' | 'cursor' | 'include_total' | 'sort' | 'expand'>>;

/** Shorter than three letters a trigram index finds nothing: then only whole order numbers are looked for. */
const SHORTEST_SEARCH = 3;
const WHOLE_EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Asked once a query, $1 being the owner: another's store is not looked through in vain. */
const IS_OWN_STORE = 'EXISTS (SELECT 1 FROM stores own WHERE own.id = $? AND own.user_id = $1)';
const OWN_STORES = 'ARRAY(SELECT own.id FROM stores own WHERE own.user_id = $1 AND own.id = ANY($?::uuid[]))';

/** Conditions over `orders r`: the user's across all stores, or of those that the filter names. */
export function orderFilters(userId: string, filter: OrderFilter): ListFilters {
  const [storeId, ...others] = filter.store_id ?? [];
  if (storeId !== undefined && others.length === 0) {
    return addAll(ofOneStore(userId, storeId).scope(IS_OWN_STORE, storeId), filter, 2);
  }
  // Each status has an index of its own in the order of all the user's orders, not in that of one store's.
  return addAll(new ListFilters().owner(userId).within('store_id', OWN_STORES, filter.store_id), filter, 1);
}

/** The same of a store that is known to be the user's. */
export function storeOrderFilters(userId: string, storeId: string, filter: OrderFilter): ListFilters {
  return addAll(ofOneStore(userId, storeId), filter, 2);
}

const ofOneStore = (userId: string, storeId: string): ListFilters =>
  new ListFilters().owner(userId, false).scope('r.store_id = $?', storeId);

function addAll(filters: ListFilters, filter: OrderFilter, weight: 1 | 2): ListFilters {
  filters
    .always('r.deleted_at IS NULL')
    .indexed('r.status = $?', 'text', filter.status, weight)
    .indexed('r.payment_status = $?', 'text', filter.payment_status, weight)
    .indexed('r.fulfillment_status = $?', 'text', filter.fulfillment_status, weight)
    .indexed('r.tags @> $?', 'jsonb', filter.tag === undefined ? undefined : JSON.stringify([filter.tag]), 2)
    .range('created_at', '>=', filter.created_from)
    .range('created_at', '<', filter.created_to)
    .range('updated_at', '>=', filter.updated_from)
    .range('total_amount', '>=', filter.total_min)
    .range('total_amount', '<=', filter.total_max);
  addSearch(filters, filter.q, weight);
  return filters;
}

/** A whole e-mail address and a short text have an index that is enough alone; everything else is looked for anywhere. */
function addSearch(filters: ListFilters, q: string | undefined, weight: 1 | 2): void {
  const text = q?.normalize('NFC').trim().toLowerCase();
  if (text === undefined || text === '') return;
  if (WHOLE_EMAIL.test(text)) filters.exact('lower(r.customer_email) = $?', 'text', text, weight);
  else if (text.length < SHORTEST_SEARCH) filters.exact(`lower(r.order_number) IN ($?, '#' || $?)`, 'text', text, 2);
  else filters.indexed('r.search_text LIKE $?', 'text', containing(text), 2);
}
