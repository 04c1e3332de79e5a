import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import { AppError } from '../errors/app-error.js';
import { KeysetLists } from '../http/keyset-list.js';
import { ListFilters } from '../http/list-filters.js';
import type { RawJson } from '../http/reply.js';
import type { Json, JsonObject } from '../json.js';
import { shownBody } from './delivery-body.js';
import type { InboxListQueryDto } from './delivery.dto.js';
import { INBOX_TABLE, type InboxTable, WAITING } from './inbox-table.js';

/** SQL of a delivery as lists show it: what it said is shown only when one is asked for. */
export function deliveryJson({ shown_columns: shown }: InboxTable): string {
  return `
  json_build_object(
    'id', r.id, 'delivery_id', r.delivery_id, 'topic', r.topic, 'resource', r.resource, 'platform_id', r.platform_id,
    ${shown.map((name) => `'${name}', r.${name}, `).join('')}'status', r.status, 'attempts', r.attempts,
    'next_attempt_at', ${iso('r.next_attempt_at')}, 'last_error', r.last_error, 'received_at', ${iso('r.received_at')},
    'processed_at', ${iso('r.processed_at')})`;
}

/** How an inbox stands. Times are ISO 8601 UTC. */
export interface Standing {
  last_delivery_at: string | null;
  /** Stored and not worked off yet. */
  waiting: number;
  /** Given up: a person should look. */
  dead: number;
}

/** What an inbox shows. Owners are given that are known to be the user's. */
@Injectable()
export class DeliveryLists {
  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  list(ownerId: string, query: InboxListQueryDto): Promise<RawJson> {
    const { name, owner_column: column } = this.table;
    const filters = new ListFilters()
      .scope(`r.${column} = $?`, ownerId)
      .add('r.status = $?', query.status)
      .add('r.topic = $?', query.topic)
      .add('r.resource = $?', query.resource)
      .range('received_at', '>=', query.received_from)
      .range('received_at', '<', query.received_to);
    return this.lists.read({
      scope: `${name}:${ownerId}`,
      table: name,
      item: deliveryJson(this.table),
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
  async get(ownerId: string, id: string): Promise<Json> {
    const { name, owner_column: column } = this.table;
    const row = await this.database.queryOne<{ view: JsonObject; headers: JsonObject; body: Buffer | null }>(
      `SELECT ${deliveryJson(this.table)} AS view, r.headers, r.body FROM ${name} r WHERE r.${column} = $1 AND r.id = $2`,
      [ownerId, id],
    );
    if (!row) throw AppError.notFound('Delivery');
    return { ...row.view, headers: row.headers, body: row.body === null ? null : shownBody(row.body) };
  }

  async standing(ownerId: string): Promise<Standing> {
    const { name, owner_column: column } = this.table;
    const row = await this.database.queryOne<Standing>(
      `SELECT (SELECT ${iso('max(received_at)')} FROM ${name} WHERE ${column} = $1) AS last_delivery_at,
              (SELECT count(*)::int FROM ${name} WHERE ${column} = $1 AND ${WAITING}) AS waiting,
              (SELECT count(*)::int FROM ${name} WHERE ${column} = $1 AND status = 'dead') AS dead`,
      [ownerId],
    );
    return row ?? { last_delivery_at: null, waiting: 0, dead: 0 };
  }
}
