import { Injectable } from '@nestjs/common';
import type { Json } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { StoreConnections } from '../store-connections.js';
import { StoreRepository } from '../store.repository.js';
import { kindOf } from './change-kinds.js';
import { asTransient, faultOf, UNHEARD, type ChangeFault } from './change-faults.js';
import { ChangeLog, ChangeLost, type ChangeRow } from './change-log.js';
import { ChangeRunner, type Verdict, type Work } from './change-runner.js';
import { ChangeTimes } from './change-times.js';
import { SETTLE_JOB } from './pending-changes.js';

/** The longest pause between two looks at a change that may still be at work at the platform. */
const LOOK_AGAIN_MS = 20_000;

/** Finds out what became of a change, and sends it again only when the platform certainly has not done it. */
@Injectable()
@HandlesJob({ type: SETTLE_JOB, lane: 'work' })
export class SettleChangeJob extends JobHandler {
  constructor(
    private readonly log: ChangeLog,
    private readonly stores: StoreRepository,
    private readonly connections: StoreConnections,
    private readonly runner: ChangeRunner,
    private readonly times: ChangeTimes,
  ) {
    super();
  }

  override async run(job: JobRun): Promise<Json> {
    const { change_id: id } = job.payload as { change_id: string };
    const store = job.store_id ? await this.stores.find(job.user_id, job.store_id) : undefined;
    if (!store?.api_credentials) throw new JobFailure('INVALID_STATE', 'The store is not connected any more');
    const row = await this.log.claim(job.user_id, id);
    if (!row) return this.settledBefore(job.user_id, id);
    const work: Work = { row, store, signal: job.signal };
    try {
      return await this.tell(work, await this.bring(work));
    } catch (error) {
      if (error instanceof ChangeLost) throw new ResumeLater(1_000, error.message);
      if (!(error instanceof JobFailure)) await this.log.release(row, null);
      throw error;
    }
  }

  private async bring(work: Work): Promise<Verdict> {
    const { row } = work;
    if (row.outcome) return this.runner.finish(work, { outcome: row.outcome });
    const isLate = row.age_ms > this.times.send_within_ms;
    if (row.sent_ms_ago === null) return isLate ? this.tooLate(work) : this.runner.send(work, true);
    const { lookUp } = kindOf(row.kind);
    if (!lookUp && isLate) return this.giveUp(work, null);
    const verdict = await this.runner.lookUp(work);
    if (verdict) return verdict;
    if (isLate) return this.tooLate(work);
    const wait = this.times.resend_after_ms - row.sent_ms_ago;
    if (wait > 0 && (lookUp !== null || row.error?.code === UNHEARD))
      throw new ResumeLater(Math.min(wait, LOOK_AGAIN_MS), 'The platform may still be working on it');
    return this.runner.send(work, true);
  }

  private async tell({ row, store }: Work, verdict: Verdict): Promise<Json> {
    if (verdict.state === 'done') return { state: 'done', change_id: row.id, outcome: verdict.outcome };
    if (verdict.state === 'refused') throw failureOf(faultOf(verdict.error));
    if (row.attempts >= this.times.max_attempts) throw failureOf(await this.noteUnknown(row, verdict.error));
    await this.log.release(row, faultOf(verdict.error));
    throw asTransient(verdict.error, this.connections.platformOf(store));
  }

  private async settledBefore(userId: string, id: string): Promise<Json> {
    const row = await this.log.find(userId, id);
    if (!row) throw new JobFailure('NOT_FOUND', 'The change is not there any more');
    if (row.state === 'sent') throw new ResumeLater(Math.max(row.lease_left_ms, 0) + 500, 'Somebody else is at it');
    if (row.state === 'done') return { state: 'done', change_id: row.id, outcome: row.outcome ?? {} };
    throw failureOf(row.error ?? { code: 'INTERNAL', message: 'It was not carried out' });
  }

  private async tooLate(work: Work): Promise<Verdict> {
    const { key: provider, label } = this.connections.platformOf(work.store);
    const hours = Math.round(this.times.send_within_ms / 3_600_000);
    let part: string | null = null;
    try {
      if (work.row.sent_ms_ago !== null) part = await this.runner.partly(work);
    } catch (error) {
      return { state: 'open', error };
    }
    const message =
      part === null
        ? `${label} has not carried it out within ${hours} hours, and it is not tried any more`
        : `${label} has carried out only a part of it: ${part}. The rest was not done within ${hours} hours, and is not tried any more`;
    return this.runner.refuse(work, new ProviderError({ fault: 'rejected', provider, message }));
  }

  private async giveUp(work: Work, error: unknown): Promise<Verdict> {
    throw failureOf(await this.noteUnknown(work.row, error));
  }

  private async noteUnknown(row: ChangeRow, error: unknown): Promise<ChangeFault> {
    const why = error instanceof Error ? ` Last: ${faultOf(error).message}` : '';
    const fault = {
      code: UNHEARD,
      message: `Whether the shop has carried this out (${row.kind}) is not known: look there before doing it again.${why}`,
    };
    await this.log.settle(row, { error: fault, given_up: true });
    return fault;
  }
}

function failureOf(fault: ChangeFault): JobFailure {
  return new JobFailure(fault.code, fault.message);
}
