import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { ListFilters } from '../../common/http/list-filters.js';
import { RawJson } from '../../common/http/reply.js';
import { ENDPOINT_JSON, EndpointRepository, type EndpointView } from './endpoint.repository.js';
import type { DeliveryListQueryDto, EndpointListQueryDto } from './webhook-endpoints.dto.js';

const FIELDS = `
  'id', r.id, 'endpoint_id', r.endpoint_id, 'webhook_id', r.webhook_id, 'type', r.type, 'store_id', r.store_id,
  'subject_id', r.subject_id, 'status', r.status, 'attempts', r.attempts, 'next_attempt_at', ${iso('r.next_attempt_at')},
  'last_attempt_at', ${iso('r.last_attempt_at')}, 'delivered_at', ${iso('r.delivered_at')},
  'response', CASE WHEN r.response_status IS NOT NULL THEN
     json_build_object('status', r.response_status, 'body', r.response_body, 'ms', r.response_ms) END,
  'error', r.last_error, 'occurred_at', ${iso('r.occurred_at')}, 'created_at', ${iso('r.created_at')}`;
const DELIVERY_JSON = `json_build_object(${FIELDS})`;
const WHOLE_DELIVERY_JSON = `json_build_object(${FIELDS}, 'payload', r.body::json)`;
const SORTS = { created_at: { expression: 'r.created_at', type: 'timestamptz' } };

@Injectable()
export class EndpointQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly endpoints: EndpointRepository,
  ) {}

  list(userId: string, query: EndpointListQueryDto): Promise<RawJson> {
    const filters = new ListFilters().owner(userId).add('r.is_active = $?', query.is_active);
    return this.lists.read({
      scope: `webhook-endpoints:${userId}`,
      table: 'webhook_endpoints',
      item: ENDPOINT_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  async get(userId: string, id: string): Promise<EndpointView> {
    const endpoint = await this.endpoints.view(userId, id);
    if (!endpoint) throw AppError.notFound('Webhook endpoint');
    return endpoint;
  }

  async deliveries(userId: string, endpointId: string, query: DeliveryListQueryDto): Promise<RawJson> {
    if (!(await this.endpoints.find(userId, endpointId))) throw AppError.notFound('Webhook endpoint');
    const filters = new ListFilters()
      .add('r.endpoint_id = $?', endpointId)
      .add('r.user_id = $?', userId)
      .search('r.status = $?', query.status)
      .search('r.type = $?', query.type)
      .range('created_at', '>=', query.created_from)
      .range('created_at', '<', query.created_to);
    return this.lists.read({
      scope: `webhook-endpoint-deliveries:${endpointId}`,
      table: 'webhook_endpoint_deliveries',
      item: DELIVERY_JSON,
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

  async delivery(userId: string, endpointId: string, id: string): Promise<RawJson> {
    const row = await this.database.queryOne<{ json: string }>(
      `SELECT (${WHOLE_DELIVERY_JSON})::text AS json FROM webhook_endpoint_deliveries r
       WHERE r.user_id = $1 AND r.endpoint_id = $2 AND r.id = $3`,
      [userId, endpointId, id],
    );
    if (!row) throw AppError.notFound('Delivery');
    return new RawJson(row.json);
  }
}
