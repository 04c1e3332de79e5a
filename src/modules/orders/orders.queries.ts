import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { etagOf } from '../../common/http/etag.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../common/http/list-filters.js';
import { RawJson } from '../../common/http/reply.js';
import { ORDER_JOINS, ORDER_JSON, ORDER_WITH_ITEMS_JSON, WHOLE_ORDER_JSON } from './order.json.js';
import type { AllOrdersQueryDto, OrderListQueryDto } from './orders.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  updated_at: { expression: 'r.updated_at', type: 'timestamptz' },
  total_amount: { expression: 'r.total_amount', type: 'numeric' },
};

const WHOLE_ORDER = `
  SELECT (${WHOLE_ORDER_JSON})::text, r.updated_at::text FROM orders r ${ORDER_JOINS}
  WHERE r.user_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`;

/** Shorter than three letters a trigram index finds nothing: then only whole order numbers are looked for. */
const SHORTEST_SEARCH = 3;
const WHOLE_EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

@Injectable()
export class OrderQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** The user's orders across all stores, or of those that the query names. */
  listAll(userId: string, query: AllOrdersQueryDto): Promise<RawJson> {
    const [storeId, ...others] = query.store_id ?? [];
    if (storeId !== undefined && others.length === 0) {
      return this.read(`orders:${userId}`, ofOneStore(userId, storeId).scope(IS_OWN_STORE, storeId), query, true);
    }
    const filters = new ListFilters().owner(userId).within('store_id', OWN_STORES, query.store_id);
    return this.read(`orders:${userId}`, filters, query, false);
  }

  /** The orders of a store that is known to be the user's. */
  listOfStore(userId: string, storeId: string, query: OrderListQueryDto): Promise<RawJson> {
    return this.read(`orders:${userId}:${storeId}`, ofOneStore(userId, storeId), query, true);
  }

  async get(userId: string, id: string): Promise<{ order: RawJson; etag: string }> {
    const rows = await this.database.prepared<[string, string]>(WHOLE_ORDER, [userId, id]);
    const [row] = rows;
    if (!row) throw AppError.notFound('Order');
    return { order: new RawJson(row[0]), etag: etagOf(id, row[1]) };
  }

  private read(scope: string, filters: ListFilters, query: OrderListQueryDto, isOfOneStore: boolean): Promise<RawJson> {
    // Each status has an index of its own in the order of all the user's orders, not in that of one store's.
    const weight = isOfOneStore ? 2 : 1;
    filters
      .always('r.deleted_at IS NULL')
      .indexed('r.status = $?', 'text', query.status, weight)
      .indexed('r.payment_status = $?', 'text', query.payment_status, weight)
      .indexed('r.fulfillment_status = $?', 'text', query.fulfillment_status, weight)
      .indexed('r.tags @> $?', 'jsonb', query.tag === undefined ? undefined : JSON.stringify([query.tag]), 2)
      .range('created_at', '>=', query.created_from)
      .range('created_at', '<', query.created_to)
      .range('updated_at', '>=', query.updated_from)
      .range('total_amount', '>=', query.total_min)
      .range('total_amount', '<=', query.total_max);
    addSearch(filters, query.q, weight);
    return this.lists.read({
      scope,
      table: 'orders',
      item: query.expand === 'items' ? ORDER_WITH_ITEMS_JSON : ORDER_JSON,
      joins: ORDER_JOINS,
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
}

/** Asked once a query, $1 being the owner: another's store is not looked through in vain. */
const IS_OWN_STORE = 'EXISTS (SELECT 1 FROM stores own WHERE own.id = $? AND own.user_id = $1)';
const OWN_STORES = 'ARRAY(SELECT own.id FROM stores own WHERE own.user_id = $1 AND own.id = ANY($?::uuid[]))';

const ofOneStore = (userId: string, storeId: string): ListFilters =>
  new ListFilters().owner(userId, false).scope('r.store_id = $?', storeId);

/** A whole e-mail address and a short text have an index that is enough alone; everything else is looked for anywhere. */
function addSearch(filters: ListFilters, q: string | undefined, weight: 1 | 2): void {
  const text = q?.normalize('NFC').trim().toLowerCase();
  if (text === undefined || text === '') return;
  if (WHOLE_EMAIL.test(text)) filters.exact('lower(r.customer_email) = $?', 'text', text, weight);
  else if (text.length < SHORTEST_SEARCH) filters.exact(`lower(r.order_number) IN ($?, '#' || $?)`, 'text', text, 2);
  else filters.indexed('r.search_text LIKE $?', 'text', containing(text), 2);
}
