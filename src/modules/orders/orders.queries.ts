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
    const filters = new ListFilters().add('r.user_id = $?', userId).add('r.store_id = ANY($?::uuid[])', query.store_id);
    return this.read(`orders:${userId}`, filters, query);
  }

  /** The orders of a store that is known to be the user's. */
  listOfStore(userId: string, storeId: string, query: OrderListQueryDto): Promise<RawJson> {
    const filters = new ListFilters().add('r.store_id = $?', storeId).add('r.user_id = $?', userId);
    return this.read(`orders:${userId}:${storeId}`, filters, query);
  }

  async get(userId: string, id: string): Promise<{ order: RawJson; etag: string }> {
    const rows = await this.database.prepared<[string, string]>(
      `SELECT (${WHOLE_ORDER_JSON})::text, r.updated_at::text FROM orders r ${ORDER_JOINS}
       WHERE r.user_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`,
      [userId, id],
    );
    const [row] = rows;
    if (!row) throw AppError.notFound('Order');
    return { order: new RawJson(row[0]), etag: etagOf(id, row[1]) };
  }

  private read(scope: string, filters: ListFilters, query: OrderListQueryDto): Promise<RawJson> {
    filters
      .always('r.deleted_at IS NULL')
      .add('r.status = $?', query.status)
      .add('r.payment_status = $?', query.payment_status)
      .add('r.fulfillment_status = $?', query.fulfillment_status)
      .search('r.tags @> $?::jsonb', query.tag === undefined ? undefined : JSON.stringify([query.tag]))
      .search('r.created_at >= $?', query.created_from)
      .search('r.created_at < $?', query.created_to)
      .search('r.updated_at >= $?', query.updated_from)
      .search('r.total_amount >= $?', query.total_min)
      .search('r.total_amount <= $?', query.total_max);
    addSearch(filters, query.q);
    return this.lists.read({
      scope,
      table: 'orders',
      item: query.expand === 'items' ? ORDER_WITH_ITEMS_JSON : ORDER_JSON,
      joins: ORDER_JOINS,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}

/** A whole e-mail address and a short text have an index of their own; everything else is looked for anywhere. */
function addSearch(filters: ListFilters, q: string | undefined): void {
  const text = q?.normalize('NFC').trim().toLowerCase();
  if (text === undefined || text === '') return;
  if (WHOLE_EMAIL.test(text)) filters.add('lower(r.customer_email) = $?', text);
  else if (text.length < SHORTEST_SEARCH) filters.search(`lower(r.order_number) IN ($?, '#' || $?)`, text);
  else filters.search('r.search_text LIKE $?', containing(text));
}
