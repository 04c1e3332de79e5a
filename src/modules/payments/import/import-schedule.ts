import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { StartImport } from '../commands/start-import.js';
import { importIntervalOf } from '../processor-settings.js';
import { ProcessorRepository } from '../processor.repository.js';

const BATCH = 50;

/** Catches every connected processor up when it is due: what no webhook told. */
@Injectable()
export class ImportSchedule {
  constructor(
    private readonly database: Database,
    private readonly processors: ProcessorRepository,
    private readonly startImport: StartImport,
  ) {}

  @Recurring({ name: 'payments.schedule_import', every_seconds: 10 })
  async startDue(): Promise<void> {
    for (;;) {
      const count = await this.database.transaction(() => this.startBatch());
      if (count < BATCH) return;
    }
  }

  /** An import that is still under way is not begun a second time; its processor is looked at again an interval later. */
  private async startBatch(): Promise<number> {
    const due = await this.database.query<{ id: string; user_id: string }>(
      `SELECT id, user_id FROM payment_processors
       WHERE next_sync_at <= now() AND is_active IS DISTINCT FROM false AND api_credentials IS NOT NULL AND deleted_at IS NULL
       ORDER BY next_sync_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id, user_id: userId } of due) {
      const processor = await this.processors.find(userId, id);
      if (!processor) continue;
      await this.database.execute(
        'UPDATE payment_processors SET next_sync_at = now() + make_interval(secs => $2::float8) WHERE id = $1',
        [id, importIntervalOf(processor.settings)],
      );
      await this.startImport.start(processor, 'incremental');
    }
    return due.length;
  }
}
