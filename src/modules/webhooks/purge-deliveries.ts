import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { Recurring } from '../../common/jobs/recurring.js';

/** Bodies hold customers' data; nobody needs them once the record itself has been read. */
const KEEP_BODIES = '3 days';
const KEEP_DONE = '30 days';
/** What was given up and looked after by nobody. */
const KEEP_DEAD = '180 days';
const BATCH = 5_000;

/** What is no longer needed of the inbox goes. */
@Injectable()
export class PurgeDeliveries {
  constructor(private readonly database: Database) {}

  @Recurring({ name: 'webhooks.purge', every_seconds: 3600 })
  async purge(): Promise<void> {
    await this.repeatedly(
      `UPDATE webhook_deliveries SET body = NULL WHERE id IN (
         SELECT id FROM webhook_deliveries WHERE received_at < now() - interval '${KEEP_BODIES}' AND status IN ('processed', 'ignored')
           AND body IS NOT NULL LIMIT ${BATCH})`,
    );
    await this.repeatedly(
      `DELETE FROM webhook_deliveries WHERE id IN (
         SELECT id FROM webhook_deliveries WHERE received_at < now() - interval '${KEEP_DONE}' AND status IN ('processed', 'ignored')
         UNION ALL
         SELECT id FROM webhook_deliveries WHERE received_at < now() - interval '${KEEP_DEAD}' AND status = 'dead'
         LIMIT ${BATCH})`,
    );
  }

  /** In steps, so that none holds many rows for long. */
  private async repeatedly(sql: string): Promise<void> {
    while ((await this.database.execute(sql)) >= BATCH);
  }
}
