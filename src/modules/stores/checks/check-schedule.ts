import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { JobsApi } from '../../jobs/jobs.api.js';
import { startWebhooks } from '../commands/connect-store.js';
import { StartGapScan } from '../commands/start-gap-scan.js';
import type { Platform } from '../platforms/platform.port.js';
import { Platforms } from '../platforms/platforms.js';
import { StoreRepository } from '../store.repository.js';
import { CheckTimes } from './check-times.js';
import { StoreChecksRepository } from './store-checks.repository.js';

const BATCH = 50;

/** Looks after connected stores: hourly whether their webhooks still stand, nightly whether anything was missed. */
@Injectable()
export class CheckSchedule {
  constructor(
    private readonly database: Database,
    private readonly checks: StoreChecksRepository,
    private readonly stores: StoreRepository,
    private readonly platforms: Platforms,
    private readonly jobs: JobsApi,
    private readonly startGapScan: StartGapScan,
    private readonly times: CheckTimes,
  ) {}

  @Recurring({ name: 'stores.check_webhooks', every_seconds: 60 })
  async checkWebhooks(): Promise<void> {
    if (!this.times.has_address) return;
    const platforms = this.keysOf((platform) => platform.webhooks !== undefined);
    await this.checks.addMissing();
    await this.repeatedly(async () => {
      const due = await this.checks.takeDueWebhooks(platforms, BATCH);
      for (const store of due) await startWebhooks(this.jobs, store);
      return due.length;
    });
  }

  @Recurring({ name: 'stores.schedule_gap_scans', every_seconds: 60 })
  async scanGaps(): Promise<void> {
    const platforms = this.keysOf((platform) => platform.census !== undefined);
    await this.checks.addMissing();
    await this.repeatedly(async () => {
      const due = await this.checks.takeDueGapScans(platforms, BATCH);
      for (const { id, user_id: userId, timezone, first } of due) {
        await this.checks.setGapScanNight(id, this.times.night(timezone));
        const store = first ? undefined : await this.stores.find(userId, id);
        if (store) await this.startGapScan.start(store);
      }
      return due.length;
    });
  }

  private keysOf(wanted: (platform: Platform) => boolean): string[] {
    return this.platforms.all.filter(wanted).map((platform) => platform.key);
  }

  private async repeatedly(batch: () => Promise<number>): Promise<void> {
    while ((await this.database.transaction(batch)) === BATCH);
  }
}
