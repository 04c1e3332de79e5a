import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { type JobRun } from '../../jobs/jobs.api.js';
import { AccountConnections } from '../accounts/account-connections.js';
import type { AccountRow } from '../accounts/account.repository.js';
import type { InsightQuery, InsightRow } from '../networks/campaign.records.js';
import type { NetworkConnection } from '../networks/network.connection.js';
import { dayIn, daysBetween } from './account-days.js';
import { ImportStates } from './import-state.js';
import { InsightOwners } from './insight-owners.js';
import { InsightRows } from './insight-rows.js';
import { type DaySpan, finalBefore, scopeOf, spansLeft, spansOf } from './insight-window.js';

/** An account that knows its ad account and the currency that it spends in. */
export type SpendingAccount = AccountRow & { ad_account_id: string; currency: string };

export interface Imported {
  since: string;
  until: string;
  /** Rows that are other than before. */
  changed: number;
  /** When all that may still change was read with it; null: only what is recent. */
  full_at: Date | null;
}

/** Reads what an account's ads did, some days at a time, each stored before the next is read. */
@Injectable()
export class ImportInsights {
  constructor(
    private readonly database: Database,
    private readonly connections: AccountConnections,
    private readonly states: ImportStates,
    private readonly owners: InsightOwners,
    private readonly rows: InsightRows,
    private readonly clock: Clock,
  ) {}

  /** Throws what the network refused with, ProxyUnavailable and ProxyFault when the account's proxy carries nothing. */
  async run(account: SpendingAccount, connection: NetworkConnection, job: JobRun, isAll: boolean): Promise<Imported> {
    const network = this.connections.networkOf(account);
    const { settling_days: settling } = network.campaigns;
    const now = this.clock.now();
    const today = dayIn(account.timezone, now);
    const state = await this.states.of(account.id);
    const scope = scopeOf(state?.insights_full_at ?? null, now, isAll);
    const spans = spansOf(scope, today, settling);
    const since = spans.at(-1)?.since ?? today;
    const { siblings, isOwn } = await this.owners.of(account);
    let changed = 0;
    for (const span of spansLeft(spans, state?.insights_progress ?? null, job.id)) {
      const told = await this.read(account, connection, span);
      changed += await this.database.transaction(async () => {
        await job.fence();
        const own = told.filter(isOwn);
        const count = await this.rows.write(
          account,
          account.currency,
          span,
          own,
          siblings,
          finalBefore(today, settling),
        );
        if (span.until === today) await this.states.recent(account.id, now, today);
        await this.states.progress(account.id, { job: job.id, day: today, since: span.since });
        return count;
      });
      await job.progress(daysBetween(span.since, today) + 1, daysBetween(since, today) + 1, 'days');
    }
    await this.database.transaction(async () => {
      await job.fence();
      await this.rows.settle(account.id, finalBefore(today, settling));
    });
    return { since, until: today, changed, full_at: scope === 'recent' ? null : now };
  }

  private async read(account: SpendingAccount, connection: NetworkConnection, span: DaySpan): Promise<InsightRow[]> {
    const network = this.connections.networkOf(account);
    const query: InsightQuery = { ad_account_id: account.ad_account_id, ...span };
    const rows: InsightRow[] = [];
    for await (const page of network.campaigns.insights(connection, query)) rows.push(...page);
    if (rows.some(({ day }) => day < span.since || day > span.until)) {
      const message = 'The network tells of days that it was not asked for';
      throw new ProviderError({ fault: 'bad_answer', provider: network.key, message });
    }
    return rows;
  }
}
