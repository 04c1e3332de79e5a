import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import type { Json } from '../json.js';
import { deliveryJson } from './delivery-lists.js';
import { type DeliveryStatus, INBOX_TABLE, type InboxTable } from './inbox-table.js';

const RETRYABLE: readonly DeliveryStatus[] = ['failed', 'dead'];
/** With all its tries before it again; the last error stays to be seen until it is worked off. */
const DUE_NOW = `status = 'received', attempts = 0, next_attempt_at = now()`;

/** Lets deliveries be worked off again that failed or were given up. Owners are given that are known to be the user's. */
@Injectable()
export class RetryDeliveries {
  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the delivery. Throws NOT_FOUND, INVALID_STATE for one that is done. One that waits already is left alone. */
  async one(userId: string, ownerId: string, id: string): Promise<Json> {
    const { name, owner_column: column, delivery_word: word } = this.table;
    return this.database.transaction(async () => {
      const found = await this.database.queryOne<{ status: DeliveryStatus }>(
        `SELECT status FROM ${name} WHERE ${column} = $1 AND id = $2 FOR UPDATE`,
        [ownerId, id],
      );
      if (!found) throw AppError.notFound('Delivery');
      if (RETRYABLE.includes(found.status)) {
        await this.database.execute(`UPDATE ${name} SET ${DUE_NOW} WHERE id = $1`, [id]);
        await this.note(userId, `${word}.retried`, word, id, { [column]: ownerId });
      } else if (found.status !== 'received') {
        throw new AppError('INVALID_STATE', `A delivery that is ${found.status} cannot be tried again`, {
          from: found.status,
          to: 'received',
          allowed: [],
        });
      }
      const row = await this.database.queryOne<{ view: Json }>(
        `SELECT ${deliveryJson(this.table)} AS view FROM ${name} r WHERE r.id = $1`,
        [id],
      );
      return row?.view ?? null;
    });
  }

  /** All that were given up. Gives how many. */
  async allDead(userId: string, ownerId: string): Promise<number> {
    const { name, owner_column: column, owner_word: word } = this.table;
    return this.database.transaction(async () => {
      const count = await this.database.execute(
        `UPDATE ${name} SET ${DUE_NOW} WHERE ${column} = $1 AND status = 'dead'`,
        [ownerId],
      );
      if (count > 0) await this.note(userId, `${word}.dead_deliveries_retried`, word, ownerId, { count });
      return count;
    });
  }

  private async note(
    userId: string,
    action: string,
    subjectType: string,
    subjectId: string,
    details: Record<string, string | number>,
  ): Promise<void> {
    await this.audit.record({ user_id: userId, action, subject_type: subjectType, subject_id: subjectId, details });
    await this.database.notify(this.table.channel, '');
  }
}
