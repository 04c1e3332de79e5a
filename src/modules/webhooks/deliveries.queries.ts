import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { ListFilters } from '../../common/http/list-filters.js';
import type { RawJson } from '../../common/http/reply.js';
import type { Json, JsonObject } from '../../common/json.js';
import { DeliveryInboxes, DeliveryInboxStatus, type InboxStanding } from '../stores/stores.api.js';
import { shownBody } from './delivery-body.js';
import type { DeliveryListQueryDto } from './deliveries.dto.js';

/** SQL of a delivery as lists show it: what it said is shown only when one is asked for. */
export const DELIVERY_JSON = `
  json_build_object(
    'id', r.id, 'delivery_id', r.delivery_id, 'topic', r.topic, 'resource', r.resource, 'platform_id', r.platform_id,
    'change', r.change, 'status', r.status, 'attempts', r.attempts, 'next_attempt_at', ${iso('r.next_attempt_at')},
    'last_error', r.last_error, 'received_at', ${iso('r.received_at')}, 'processed_at', ${iso('r.processed_at')})`;

/** What the inbox of a store shows. Stores are given that are known to be the user's. */
@Injectable()
export class DeliveryQueries extends DeliveryInboxStatus implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly inboxes: DeliveryInboxes,
  ) {
    super();
  }

  onModuleInit(): void {
    this.inboxes.register(this);
  }

  list(storeId: string, query: DeliveryListQueryDto): Promise<RawJson> {
    const filters = new ListFilters()
      .scope('r.store_id = $?', storeId)
      .add('r.status = $?', query.status)
      .add('r.topic = $?', query.topic)
      .add('r.resource = $?', query.resource)
      .range('received_at', '>=', query.received_from)
      .range('received_at', '<', query.received_to);
    return this.lists.read({
      scope: `deliveries:${storeId}`,
      table: 'webhook_deliveries',
      item: DELIVERY_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search || filters.parameters.length > 1,
      sorts: { received_at: { expression: 'r.received_at', type: 'timestamptz' } },
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** With headers and body. Throws NOT_FOUND. */
  async get(storeId: string, id: string): Promise<Json> {
    const row = await this.database.queryOne<{ view: JsonObject; headers: JsonObject; body: Buffer | null }>(
      `SELECT ${DELIVERY_JSON} AS view, r.headers, r.body FROM webhook_deliveries r WHERE r.store_id = $1 AND r.id = $2`,
      [storeId, id],
    );
    if (!row) throw AppError.notFound('Delivery');
    return { ...row.view, headers: row.headers, body: row.body === null ? null : shownBody(row.body) };
  }

  override async standing(storeId: string): Promise<InboxStanding> {
    const row = await this.database.queryOne<InboxStanding>(
      `SELECT (SELECT ${iso('max(received_at)')} FROM webhook_deliveries WHERE store_id = $1) AS last_delivery_at,
              (SELECT count(*)::int FROM webhook_deliveries WHERE store_id = $1 AND status IN ('received', 'failed')) AS waiting,
              (SELECT count(*)::int FROM webhook_deliveries WHERE store_id = $1 AND status = 'dead') AS dead`,
      [storeId],
    );
    return row ?? { last_delivery_at: null, waiting: 0, dead: 0 };
  }
}
