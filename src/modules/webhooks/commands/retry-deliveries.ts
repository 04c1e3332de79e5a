import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { DELIVERY_JSON } from '../deliveries.queries.js';
import { WEBHOOKS_CHANNEL } from '../delivery-work.js';
import type { WebhookDeliveryStatus } from '../webhook-delivery.entity.js';

const RETRYABLE: readonly WebhookDeliveryStatus[] = ['failed', 'dead'];
/** With all its tries before it again; the last error stays to be seen until it is worked off. */
const DUE_NOW = `status = 'received', attempts = 0, next_attempt_at = now()`;

/** Lets deliveries be worked off again that failed or were given up. Stores are given that are known to be the user's. */
@Injectable()
export class RetryDeliveries {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the delivery. Throws NOT_FOUND, INVALID_STATE for one that is done. One that waits already is left alone. */
  async one(userId: string, storeId: string, id: string): Promise<Json> {
    return this.database.transaction(async () => {
      const found = await this.database.queryOne<{ status: WebhookDeliveryStatus }>(
        'SELECT status FROM webhook_deliveries WHERE store_id = $1 AND id = $2 FOR UPDATE',
        [storeId, id],
      );
      if (!found) throw AppError.notFound('Delivery');
      if (RETRYABLE.includes(found.status)) {
        await this.database.execute(`UPDATE webhook_deliveries SET ${DUE_NOW} WHERE id = $1`, [id]);
        await this.note(userId, 'webhook_delivery.retried', 'webhook_delivery', id, { store_id: storeId });
      } else if (found.status !== 'received') {
        throw new AppError('INVALID_STATE', `A delivery that is ${found.status} cannot be tried again`, {
          from: found.status,
          to: 'received',
          allowed: [],
        });
      }
      const row = await this.database.queryOne<{ view: Json }>(
        `SELECT ${DELIVERY_JSON} AS view FROM webhook_deliveries r WHERE r.id = $1`,
        [id],
      );
      return row?.view ?? null;
    });
  }

  /** All that were given up. Gives how many. */
  async allDead(userId: string, storeId: string): Promise<number> {
    return this.database.transaction(async () => {
      const count = await this.database.execute(
        `UPDATE webhook_deliveries SET ${DUE_NOW} WHERE store_id = $1 AND status = 'dead'`,
        [storeId],
      );
      if (count > 0) await this.note(userId, 'store.dead_deliveries_retried', 'store', storeId, { count });
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
    await this.database.notify(WEBHOOKS_CHANNEL, '');
  }
}
