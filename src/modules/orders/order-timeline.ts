import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import type { JsonObject } from '../../common/json.js';
import { wordsOf, withoutEchoes, type Differences } from './sync/order-differences.js';

export interface OwnEntry {
  order_id: string;
  kind: string;
  message: string;
  actor_user_id: string;
  details: JsonObject;
  /** Within an order, an entry with the same key is not told twice. */
  dedupe_key: string | null;
}

/** How the key of an entry begins that tells of a change which we made at the platform. */
export const OWN_CHANGE = 'change:';

/** What was done to orders from here. Its writes join the open transaction. */
@Injectable()
export class OrderTimeline {
  constructor(private readonly database: Database) {}

  async add(entry: OwnEntry): Promise<void> {
    await this.database.execute(
      `INSERT INTO order_timeline (order_id, kind, message, source, actor_user_id, details, dedupe_key, occurred_at)
       VALUES ($1, $2, $3, 'ksap', $4, $5, $6, clock_timestamp())
       ON CONFLICT ON CONSTRAINT order_timeline_order_id_dedupe_key_key DO NOTHING`,
      [entry.order_id, entry.kind, entry.message, entry.actor_user_id, JSON.stringify(entry.details), entry.dedupe_key],
    );
  }

  /**
   * Takes back what was noted since `since` as done at the platform and was the echo of our own change of this `kind`,
   * which a webhook or a sync brought before the change was settled, or the settlement itself.
   */
  async forgetEchoes(orderId: string, kind: string, since: string): Promise<void> {
    const noted = await this.database.query<{ id: string; details: Differences }>(
      `SELECT id, details FROM order_timeline
       WHERE order_id = $1 AND kind = 'changed' AND source <> 'ksap' AND created_at >= $2::timestamptz FOR UPDATE`,
      [orderId, since],
    );
    if (kind === 'shipped' || kind === 'delivered') await this.markSteps(orderId, since);
    for (const { id, details } of noted) {
      const rest = withoutEchoes(details, [kind]);
      if (Object.keys(rest).length === Object.keys(details).length) continue;
      if (Object.keys(rest).length === 0) {
        await this.database.execute('DELETE FROM order_timeline WHERE id = $1', [id]);
      } else {
        await this.database.execute('UPDATE order_timeline SET details = $2, message = $3 WHERE id = $1', [
          id,
          JSON.stringify(rest),
          wordsOf(rest),
        ]);
      }
    }
  }

  /** Where the parcels are since then follows from our change: a step of theirs, but none of the order's story. */
  private async markSteps(orderId: string, since: string): Promise<void> {
    await this.database.execute(
      `UPDATE order_timeline SET details = details || '{"is_echo": true}'
       WHERE order_id = $1 AND kind = 'shipment' AND source <> 'ksap' AND created_at >= $2::timestamptz`,
      [orderId, since],
    );
  }
}
