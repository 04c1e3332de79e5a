import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { inTransaction } from '../../../common/database/transaction-context.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { JsonObject } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import type { Platform } from '../platforms/platform.port.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository } from '../store.repository.js';
import type { ChangeKind, ChangeResult, PastChange, StoreChange } from '../stores.api.js';
import { faultOf } from './change-faults.js';
import { cannot, kindOf } from './change-kinds.js';
import { ChangeLog, ChangeLost, type ChangeRow } from './change-log.js';
import { ChangeRunner, type Verdict } from './change-runner.js';
import { ChangeTimes } from './change-times.js';
import { PendingChanges } from './pending-changes.js';

/** A person's change: written down, sent while they wait, handed to a job when no answer is heard. */
@Injectable()
export class RunChange {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly log: ChangeLog,
    private readonly runner: ChangeRunner,
    private readonly pending: PendingChanges,
    private readonly times: ChangeTimes,
  ) {}

  /** See `StoreChanges.run`. */
  async run<K extends ChangeKind>(change: StoreChange<K>): Promise<ChangeResult> {
    if (inTransaction()) throw new Error(`${change.kind} is called inside a database transaction`);
    const store = await this.stores.find(change.user_id, change.store_id);
    if (!store) throw AppError.notFound('Store');
    const platform = this.connections.platformOf(store);
    this.connections.credentialsOf(store);
    const lacks = kindOf(change.kind).lacks(platform, change.payload);
    if (lacks !== null) cannot(platform, lacks);
    const hadEffect = await this.database.hadEffect();
    // In a transaction, so that the request's idempotency key tells of it before anything is sent.
    const row: ChangeRow = await this.database.transaction(() => this.log.begin(change));
    try {
      const verdict = await this.runner.send({ row, store }, false);
      if (verdict.state === 'refused' && !hadEffect) await this.database.withdrawEffect();
      return await this.resultOf(row, verdict);
    } catch (error) {
      if (error instanceof ChangeLost) return this.inOtherHands(row, platform);
      throw error;
    }
  }

  /** See `StoreChanges.latest`. */
  latest(userId: string, storeId: string, subjectId: string, context: JsonObject): Promise<PastChange | undefined> {
    return this.log.latest(userId, storeId, subjectId, context);
  }

  /** It took longer than its lease: the job has it, or has settled it. Or the store is gone, and the change with it. */
  private async inOtherHands({ user_id: userId, id }: ChangeRow, platform: Platform): Promise<ChangeResult> {
    const row = await this.log.find(userId, id);
    if (!row) throw AppError.notFound('Store');
    if (row.state === 'done') return { state: 'done', id, outcome: row.outcome ?? {} };
    if (row.state === 'refused') {
      const message = row.error?.message ?? `${platform.label} refused it`;
      throw new ProviderError({ fault: 'rejected', provider: platform.key, message });
    }
    return { state: 'pending', id, job: await this.pending.start(row) };
  }

  private async resultOf(row: ChangeRow, verdict: Verdict): Promise<ChangeResult> {
    const { id } = row;
    if (verdict.state === 'done') return { state: 'done', id, outcome: verdict.outcome };
    if (verdict.state === 'refused') throw verdict.error;
    return {
      state: 'pending',
      id,
      job: await this.pending.handOver(row, faultOf(verdict.error), this.waitOf(verdict.error)),
    };
  }

  private waitOf(error: unknown): number {
    if (error instanceof ResumeLater) return error.after_ms;
    const asked = error instanceof ProviderError ? (error.retry_after_ms ?? 0) : 0;
    return Math.max(asked, this.times.look_again_ms);
  }
}
