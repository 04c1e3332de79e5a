import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Json, JsonObject } from '../../common/json.js';
import type { Lane } from '../../common/jobs/queue.js';
import type { JobStatus } from './job.dto.js';

export { EXAMPLE_JOB, EXAMPLE_SETTLE_JOB, JobAnswerDto, JobDto } from './job.dto.js';

/** A job as the wire shows it. Times are ISO 8601 UTC. */
export interface JobView {
  id: string;
  type: string;
  store_id: string | null;
  status: JobStatus;
  progress: { done: number; total: number | null; unit: string | null };
  result: Json;
  error: { code: string; message: string } | null;
  attempts: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface NewJob {
  type: string;
  user_id: string;
  store_id: string | null;
  /** Ids and choices only: never a secret, never data that could be stale when it runs. */
  payload: JsonObject;
  /** While a job with this key is queued or running, starting another gives that one. */
  dedupe_key?: string;
  /** Not before this many milliseconds from now. */
  delay_ms?: number;
  /** Tries before a fault that may pass makes it failed. Default 8. */
  max_attempts?: number;
}

/** What other modules may ask of jobs. */
export abstract class JobsApi {
  /** Writes the job in the open transaction (else in one of its own); the queue hears of it after the commit. */
  abstract start(job: NewJob): Promise<JobView>;
  /** Asks every unfinished job of the store to stop; a running one stops at its next page. */
  abstract cancelOfStore(userId: string, storeId: string): Promise<void>;
  /** Asks the user's unfinished jobs with these dedupe keys to stop, as above. */
  abstract cancelByKeys(userId: string, dedupeKeys: string[]): Promise<void>;
  /** The user's jobs with these dedupe keys that wait for a later time are due now: what they waited for has come. */
  abstract hasten(userId: string, dedupeKeys: string[]): Promise<void>;
  /** The job with this dedupe key that is queued or running, if there is one. */
  abstract unfinished(dedupeKey: string): Promise<JobView | undefined>;
  /**
   * Whether this job has ended within the time that a request may wait for one (15 s). One that was put back, for another try or
   * what it waits for, has not: that is told at once.
   */
  abstract hasEnded(dedupeKey: string, jobId: string): Promise<boolean>;
  /** How many jobs of these types and store are queued or running. */
  abstract countActive(storeId: string, types: string[]): Promise<number>;
}

/** What a handler is given. A job may run twice: re-read before acting, and write so that twice is once. */
export interface JobRun {
  readonly id: string;
  readonly user_id: string;
  readonly store_id: string | null;
  readonly payload: JsonObject;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when the job is cancelled, taken over by another worker, or the process shuts down. */
  readonly signal: AbortSignal;
  /** Tells how far it is; written at most twice a second. */
  progress(done: number, total: number | null, unit: string): Promise<void>;
  /**
   * Call inside a transaction before its writes: throws when another worker has taken the job over or its owner has
   * cancelled it, and holds the job's row until the commit: of two runs only one can write, and none after a cancellation.
   */
  fence(): Promise<void>;
}

export abstract class JobHandler {
  /** Runs the job; what it returns is kept as the job's `result`. Throws JobFailure to fail for good at once. */
  abstract run(run: JobRun): Promise<Json>;
}

/** A fault that another try would not mend; `code` and the message are shown to the job's owner. */
export class JobFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'JobFailure';
  }
}

/** Why a run was stopped from outside: the reason of its signal. */
export class JobStopped extends Error {
  constructor(readonly why: 'cancel' | 'lost' | 'shutdown') {
    super(`The job was stopped: ${why}`);
    this.name = 'JobStopped';
  }
}

export const HANDLES_JOB = Symbol('ksap:handles-job');

export interface HandlesJobOptions {
  type: string;
  lane: Lane;
}

/** Marks the one class that runs jobs of a type; it extends {@link JobHandler}. */
export function HandlesJob(options: HandlesJobOptions): CustomDecorator<symbol> {
  return SetMetadata(HANDLES_JOB, options);
}
