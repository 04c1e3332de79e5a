import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { INBOX_TABLE, type InboxTable } from './inbox-table.js';

/** Bodies hold customers' data; nobody needs them once the record itself has been read. */
const KEEP_BODIES = '3 days';
const KEEP_DONE = '30 days';
/** What was given up and looked after by nobody. */
const KEEP_DEAD = '180 days';
const BATCH = 5_000;

/** What is no longer needed of an inbox goes. */
@Injectable()
export class InboxPurge {
  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
  ) {}

  async run(): Promise<void> {
    const { name } = this.table;
    await this.repeatedly(
      `UPDATE ${name} SET body = NULL WHERE id IN (
         SELECT id FROM ${name} WHERE received_at < now() - interval '${KEEP_BODIES}' AND status IN ('processed', 'ignored')
           AND body IS NOT NULL LIMIT ${BATCH})`,
    );
    await this.repeatedly(
      `DELETE FROM ${name} WHERE id IN (
         SELECT id FROM ${name} WHERE received_at < now() - interval '${KEEP_DONE}' AND status IN ('processed', 'ignored')
         UNION ALL
         SELECT id FROM ${name} WHERE received_at < now() - interval '${KEEP_DEAD}' AND status = 'dead'
         LIMIT ${BATCH})`,
    );
  }

  /** In steps, so that none holds many rows for long. */
  private async repeatedly(sql: string): Promise<void> {
    while ((await this.database.execute(sql)) >= BATCH);
  }
}
