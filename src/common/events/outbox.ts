import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { inTransaction } from '../database/transaction-context.js';
import { currentContext } from '../logger/request-context.js';
import type { DomainEvent } from './domain-event.js';

export const OUTBOX_CHANNEL = 'ksap_outbox';

/** Where a write leaves its events: rows of the same transaction, so that neither exists without the other. */
@Injectable()
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Adds events to the open transaction; throws when there is none. */
  async add(...events: DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    if (!inTransaction()) throw new Error('Events are added in the transaction of the write that they tell of');
    const requestId = currentContext()?.request_id ?? null;
    await this.database.query(
      `WITH added AS (
         INSERT INTO outbox (type, user_id, store_id, payload, request_id)
         SELECT type, user_id, store_id, payload, $2
         FROM jsonb_to_recordset($1::jsonb) AS event (type text, user_id uuid, store_id uuid, payload jsonb))
       SELECT pg_notify($3, '')`,
      [JSON.stringify(events), requestId, OUTBOX_CHANNEL],
    );
  }

  /** Takes away what is told of a store, handled or not: for the transaction in which the store itself goes. */
  async forgetStore(storeId: string): Promise<void> {
    await this.database.execute('DELETE FROM outbox WHERE store_id = $1', [storeId]);
  }
}
