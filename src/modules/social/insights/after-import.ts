import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type JobRun } from '../../jobs/jobs.api.js';
import { GuardPass } from '../guard/guard-pass.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import { CampaignStandings } from './campaign-standings.js';
import { DeliveryReport } from './delivery-report.js';
import type { SpendingAccount } from './import-insights.js';
import { ImportStates } from './import-state.js';

/** What follows from an import: caps first, since what is past one goes on spending. */
@Injectable()
export class AfterImport {
  constructor(
    private readonly database: Database,
    private readonly guard: GuardPass,
    private readonly standings: CampaignStandings,
    private readonly report: DeliveryReport,
    private readonly states: ImportStates,
  ) {}

  async run(account: SpendingAccount, connection: NetworkConnection, job: JobRun, fullAt: Date | null): Promise<void> {
    await this.guard.check(account.id);
    await this.report.run(account);
    await this.standings.run(account, connection, job);
    await this.database.transaction(async () => {
      await job.fence();
      await this.states.ended(account.id, fullAt);
    });
  }
}
