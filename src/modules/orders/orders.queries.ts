import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { AppError } from '../../common/errors/app-error.js';
import { etagOf } from '../../common/http/etag.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { ListFilters } from '../../common/http/list-filters.js';
import { RawJson } from '../../common/http/reply.js';
import { PaymentsApi } from '../payments/payments.api.js';
import { orderFilters, storeOrderFilters } from './order-filters.js';
import { ORDER_JOINS, ORDER_JSON, ORDER_WITH_ITEMS_JSON, storyEntryJson, WHOLE_ORDER_JSON } from './order.json.js';
import type { TimelineQueryDto } from './order-story.dto.js';
import { STORY } from './order.story.js';
import type { AllOrdersQueryDto, OrderListQueryDto } from './orders.dto.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  updated_at: { expression: 'r.updated_at', type: 'timestamptz' },
  total_amount: { expression: 'r.total_amount', type: 'numeric' },
};

const WHOLE_ORDER = `
  SELECT (${WHOLE_ORDER_JSON})::text, r.updated_at::text FROM orders r ${ORDER_JOINS}
  WHERE r.user_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`;

const IS_OWN_ORDER = 'SELECT 1 FROM orders WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL';
const STORIES = `(
  SELECT story.id, story.kind, story.message, story.source, story.actor_user_id, story.details, story.occurred_at,
         r.user_id, r.id AS order_id
  FROM orders r JOIN stores store ON store.id = r.store_id CROSS JOIN LATERAL (${STORY}) story)`;

@Injectable()
export class OrderQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly payments: PaymentsApi,
  ) {}

  /** The user's orders across all stores, or of those that the query names. */
  listAll(userId: string, query: AllOrdersQueryDto): Promise<RawJson> {
    return this.read(`orders:${userId}`, orderFilters(userId, query), query);
  }

  /** The orders of a store that is known to be the user's. */
  listOfStore(userId: string, storeId: string, query: OrderListQueryDto): Promise<RawJson> {
    return this.read(`orders:${userId}:${storeId}`, storeOrderFilters(userId, storeId, query), query);
  }

  async get(userId: string, id: string): Promise<{ order: RawJson; etag: string }> {
    const [rows, payment] = await Promise.all([
      this.database.prepared<[string, string]>(WHOLE_ORDER, [userId, id]),
      this.payments.paymentsOf(userId, id),
    ]);
    const [row] = rows;
    if (!row) throw AppError.notFound('Order');
    return { order: new RawJson(`${row[0].slice(0, -1)}, "payment": ${payment}}`), etag: etagOf(id, row[1]) };
  }

  /** The order's story, page by page. Throws NOT_FOUND. */
  async timeline(userId: string, id: string, query: TimelineQueryDto): Promise<RawJson> {
    const filters = new ListFilters().owner(userId).add('r.order_id = $?', id);
    const found = await this.database.prepared(IS_OWN_ORDER, [userId, id]);
    if (found.length === 0) throw AppError.notFound('Order');
    return this.lists.read({
      scope: `timeline:${userId}:${id}`,
      table: STORIES,
      item: storyEntryJson('r'),
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: { occurred_at: { expression: 'r.occurred_at', type: 'timestamptz' } },
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  private read(scope: string, filters: ListFilters, query: OrderListQueryDto): Promise<RawJson> {
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
