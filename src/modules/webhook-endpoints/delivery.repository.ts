import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import type { JsonObject } from '../../common/json.js';

/** Wakes the sender. */
export const ENDPOINTS_CHANNEL = 'ksap_webhook_endpoints';

/** Rows of one statement: a batch of a sync is no larger, and the relay is not held up by it. */
const INSERT_ROWS = 2000;

export interface NewDelivery {
  webhook_id: string;
  type: string;
  subject_id: string | null;
  data: JsonObject;
}

/** What endpoints are to be told. */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  /** Adds them for each of the user's endpoints that wants them; in the open transaction. Once by their ids. */
  async addForSubscribers(
    userId: string,
    storeId: string | null,
    occurredAt: Date,
    deliveries: NewDelivery[],
  ): Promise<void> {
    const types = [...new Set(deliveries.map(({ type }) => type))];
    const wanted = await this.database.query<{ type: string }>(
      `SELECT DISTINCT told.type FROM webhook_endpoints e
       JOIN unnest($2::text[]) AS told (type) ON e.events ?| ARRAY['*', told.type] WHERE e.user_id = $1 AND e.is_active`,
      [userId, types],
    );
    const wantedTypes = new Set(wanted.map(({ type }) => type));
    const rows = deliveries.filter(({ type }) => wantedTypes.has(type));
    for (let from = 0; from < rows.length; from += INSERT_ROWS) {
      await this.database.execute(
        `INSERT INTO webhook_endpoint_deliveries (endpoint_id, user_id, store_id, webhook_id, type, subject_id, data, occurred_at)
         SELECT e.id, e.user_id, store.id, told.webhook_id, told.type, told.subject_id, told.data, $3
         FROM json_to_recordset($4::json) AS told (webhook_id text, type text, subject_id uuid, data jsonb)
         JOIN webhook_endpoints e ON e.user_id = $1 AND e.is_active AND e.events ?| ARRAY['*', told.type]
         LEFT JOIN stores store ON store.id = $2
         WHERE $2::uuid IS NULL OR store.id IS NOT NULL
         ON CONFLICT (endpoint_id, webhook_id) DO NOTHING`,
        [userId, storeId, occurredAt, JSON.stringify(rows.slice(from, from + INSERT_ROWS))],
      );
    }
    if (rows.length > 0) await this.database.notify(ENDPOINTS_CHANNEL, '');
  }

  /** Adds one for one endpoint, whatever it subscribed to. */
  async addFor(endpoint: { id: string; user_id: string }, id: string, delivery: NewDelivery): Promise<void> {
    await this.database.execute(
      `INSERT INTO webhook_endpoint_deliveries (id, endpoint_id, user_id, webhook_id, type, subject_id, data)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        endpoint.id,
        endpoint.user_id,
        delivery.webhook_id,
        delivery.type,
        delivery.subject_id,
        JSON.stringify(delivery.data),
      ],
    );
    await this.database.notify(ENDPOINTS_CHANNEL, '');
  }

  /** Makes it due again, with all its tries before it; false when the endpoint has no such delivery. */
  async sendAgain(userId: string, endpointId: string, id: string): Promise<boolean> {
    const found = await this.database.execute(
      `UPDATE webhook_endpoint_deliveries SET status = 'pending', attempts = 0, next_attempt_at = now(), delivered_at = NULL
       WHERE user_id = $1 AND endpoint_id = $2 AND id = $3`,
      [userId, endpointId, id],
    );
    if (found === 1) await this.database.notify(ENDPOINTS_CHANNEL, '');
    return found === 1;
  }
}
