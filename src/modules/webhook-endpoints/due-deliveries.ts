import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import type { JsonObject } from '../../common/json.js';
import type { SealedSecret } from '../../common/security/secret-box.js';

/** Far longer than a batch can last; should its process die, the deliveries are due again after it. */
const LEASE = '3 minutes';
const KEEP = '30 days';

export interface DueEndpoint {
  id: string;
  user_id: string;
  url: string;
  secret: SealedSecret;
  previous_secret: SealedSecret | null;
}

export interface DueDelivery {
  id: string;
  webhook_id: string;
  type: string;
  subject_id: string | null;
  data: JsonObject;
  body: string | null;
  attempts: number;
  occurred_at: Date;
}

/** How a try ended. A type, not an interface, so that it is plain JSON. */
export type Outcome = {
  id: string;
  status: 'pending' | 'delivered' | 'failed';
  /** Until the next try; null when there is none. */
  pause_seconds: number | null;
  response_status: number | null;
  response_body: string | null;
  response_ms: number;
  error: string | null;
};

/** Deliveries on their way: who takes which, and what became of them. */
@Injectable()
export class DueDeliveries {
  constructor(private readonly database: Database) {}

  /** Active endpoints, but those, to which something is due. */
  endpoints(except: string[], limit: number): Promise<DueEndpoint[]> {
    return this.database.query<DueEndpoint>(
      `SELECT e.id, e.user_id, e.url, e.secret,
              CASE WHEN e.previous_secret_expires_at > now() THEN e.previous_secret END AS previous_secret
       FROM webhook_endpoints e
       WHERE e.is_active AND e.id <> ALL($1::uuid[])
         AND EXISTS (SELECT 1 FROM webhook_endpoint_deliveries d
                     WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.next_attempt_at <= now())
       LIMIT $2`,
      [except, limit],
    );
  }

  /** The endpoint as it is now; undefined when it is gone or switched off. */
  async endpoint(id: string): Promise<DueEndpoint | undefined> {
    return this.database.queryOne<DueEndpoint>(
      `SELECT id, user_id, url, secret, CASE WHEN previous_secret_expires_at > now() THEN previous_secret END AS previous_secret
       FROM webhook_endpoints WHERE id = $1 AND is_active`,
      [id],
    );
  }

  /** Takes due deliveries of an endpoint; nobody else has them until the lease is over. */
  claim(endpointId: string, limit: number): Promise<DueDelivery[]> {
    return this.database.query<DueDelivery>(
      `UPDATE webhook_endpoint_deliveries SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE}'
       WHERE id IN (SELECT id FROM webhook_endpoint_deliveries
                    WHERE endpoint_id = $1 AND status = 'pending' AND next_attempt_at <= now()
                    ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, webhook_id, type, subject_id, data, body, attempts, occurred_at`,
      [endpointId, limit],
    );
  }

  /** Gives back what was taken and not tried. */
  async release(ids: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhook_endpoint_deliveries SET attempts = attempts - 1, next_attempt_at = now()
       WHERE id = ANY($1) AND status = 'pending'`,
      [ids],
    );
  }

  /** Keeps what is sent, before it is: every further try sends the same bytes. */
  async keepBodies(bodies: { id: string; body: string }[]): Promise<void> {
    if (bodies.length === 0) return;
    await this.database.execute(
      `UPDATE webhook_endpoint_deliveries d SET body = made.body
       FROM json_to_recordset($1::json) AS made (id uuid, body text) WHERE d.id = made.id AND d.body IS NULL`,
      [JSON.stringify(bodies)],
    );
  }

  /** Notes the outcomes; in the open transaction. */
  async note(outcomes: Outcome[]): Promise<void> {
    await this.database.execute(
      `UPDATE webhook_endpoint_deliveries d
       SET status = o.status, next_attempt_at = now() + make_interval(secs => o.pause_seconds), last_attempt_at = now(),
           delivered_at = CASE WHEN o.status = 'delivered' THEN now() END, response_status = o.response_status,
           response_body = o.response_body, response_ms = o.response_ms, last_error = o.error
       FROM json_to_recordset($1::json) AS o (id uuid, status text, pause_seconds float8, response_status int,
                                              response_body text, response_ms int, error text)
       WHERE d.id = o.id`,
      [JSON.stringify(outcomes)],
    );
  }

  async purge(): Promise<void> {
    await this.database.execute(
      `DELETE FROM webhook_endpoint_deliveries WHERE created_at < now() - interval '${KEEP}'`,
    );
  }
}
