import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { uuidv7 } from '../../common/ids/ids.js';
import { workerIsDead } from '../../common/jobs/worker-instance.js';
import type { Json, JsonObject } from '../../common/json.js';
import type { JobStatus } from './job.dto.js';
import type { JobView, NewJob } from './jobs.api.js';

export const JOB_CHANNEL = 'ksap_job';
const DEFAULT_MAX_ATTEMPTS = 8;

/** A job as its row has it, as far as running it needs. */
export interface JobRow {
  id: string;
  type: string;
  user_id: string;
  store_id: string | null;
  status: JobStatus;
  payload: JsonObject;
  attempts: number;
  max_attempts: number;
  run_token: string;
  request_id: string | null;
}

/** Whether a run may go on. `lost`: another owns the job, `cancel`: its owner wants it to stop. */
type Verdict = 'go_on' | 'lost' | 'cancel';

const verdictOf = (row: { cancelled: boolean } | undefined): Verdict =>
  row === undefined ? 'lost' : row.cancelled ? 'cancel' : 'go_on';

export interface QueuedJob {
  id: string;
  type: string;
  /** Names this waiting of the job: the queue takes it once, however often it is offered. */
  queue_key: string;
  /** Milliseconds from now. */
  delay_ms: number;
}

export const JOB_JSON = `
  json_build_object(
    'id', id, 'type', type, 'store_id', store_id, 'status', status,
    'progress', json_build_object('done', progress_done, 'total', progress_total, 'unit', progress_unit),
    'result', result,
    'error', CASE WHEN error_code IS NULL THEN NULL ELSE json_build_object('code', error_code, 'message', error_message) END,
    'attempts', attempts, 'created_at', ${iso('created_at')}, 'started_at', ${iso('started_at')}, 'finished_at', ${iso('finished_at')})`;

/** A waiting is told from the next by when it is due and how many tries went before. */
const QUEUE_KEY = `id || '_' || attempts || '_' || (extract(epoch FROM run_after) * 1000)::bigint`;

/**
 * What has waited for long is offered under a new key every half minute: an entry that died with its worker, between
 * the queue's handing it over and our claim, would otherwise keep its key until the queue finds out.
 */
const AGAIN = `CASE WHEN run_after < now() - interval '15 seconds'
                    THEN '_' || floor(extract(epoch FROM now()) / 30)::bigint ELSE '' END`;
/** A job that outlived this many workers beyond its own tries is what kills them. */
const WORKERS_TO_KILL = 20;

/** The jobs table: the truth about every job. The queue only carries ids. */
@Injectable()
export class JobRepository {
  constructor(private readonly database: Database) {}

  /** Inserts, or gives the unfinished job with the same dedupe key (`queue_key` null: the queue has it already). */
  async insert(job: NewJob, requestId: string | null): Promise<{ view: JobView; queue_key: string | null }> {
    for (;;) {
      const inserted = await this.database.queryOne<{ view: JobView; queue_key: string }>(
        `INSERT INTO jobs (id, user_id, store_id, type, status, payload, dedupe_key, run_after, max_attempts, request_id)
         VALUES ($1, $2, $3, $4, 'queued', $5, $6, now() + make_interval(secs => $7::float8 / 1000), $8, $9)
         ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'running') DO NOTHING
         RETURNING ${JOB_JSON} AS view, ${QUEUE_KEY} AS queue_key`,
        [
          uuidv7(),
          job.user_id,
          job.store_id,
          job.type,
          JSON.stringify(job.payload),
          job.dedupe_key ?? null,
          job.delay_ms ?? 0,
          job.max_attempts ?? DEFAULT_MAX_ATTEMPTS,
          requestId,
        ],
      );
      if (inserted) return inserted;
      const known = await this.database.queryOne<{ view: JobView }>(
        `SELECT ${JOB_JSON} AS view FROM jobs WHERE dedupe_key = $1 AND status IN ('queued', 'running')`,
        [job.dedupe_key],
      );
      if (known) return { view: known.view, queue_key: null };
    }
  }

  async find(userId: string, id: string): Promise<JobView | undefined> {
    const row = await this.database.queryOne<{ view: JobView }>(
      `SELECT ${JOB_JSON} AS view FROM jobs WHERE user_id = $1 AND id = $2`,
      [userId, id],
    );
    return row?.view;
  }

  /**
   * Takes a job to run it: one that waits and is due, or one whose worker died. Undefined when there is nothing
   * to run (done, cancelled, running elsewhere, not yet due): a second delivery of an id ends here.
   */
  async claim(id: string, workerId: number): Promise<JobRow | undefined> {
    return this.database.queryOne<JobRow>(
      `UPDATE jobs SET status = 'running', run_token = $2, worker_id = $3, attempts = attempts + 1,
              started_at = coalesce(started_at, now()), updated_at = now(), error_code = NULL, error_message = NULL
       WHERE id = $1
         AND ((status = 'queued' AND run_after <= now() + interval '50 milliseconds')
              OR (status = 'running' AND ${workerIsDead('jobs.worker_id')}))
       RETURNING id, type, user_id, store_id, status, payload, attempts, max_attempts, run_token, request_id`,
      [id, randomUUID(), workerId],
    );
  }

  /** Whether this run still owns the job and may go on; in a transaction the row stays locked until its end. */
  async fence(job: JobRow): Promise<Verdict> {
    const row = await this.database.queryOne<{ cancelled: boolean }>(
      `SELECT cancel_requested_at IS NOT NULL AS cancelled FROM jobs
       WHERE id = $1 AND run_token = $2 AND status = 'running' FOR UPDATE`,
      [job.id, job.run_token],
    );
    return verdictOf(row);
  }

  /** Writes progress; tells whether the run may go on. */
  async progress(job: JobRow, done: number, total: number | null, unit: string): Promise<Verdict> {
    const row = await this.database.queryOne<{ cancelled: boolean }>(
      `UPDATE jobs SET progress_done = $3, progress_total = $4, progress_unit = $5, updated_at = now()
       WHERE id = $1 AND run_token = $2 AND status = 'running' RETURNING cancel_requested_at IS NOT NULL AS cancelled`,
      [job.id, job.run_token, done, total, unit],
    );
    if (row) await this.tell(job.id);
    return verdictOf(row);
  }

  async succeed(job: JobRow, result: Json): Promise<void> {
    await this.close(job, `status = 'succeeded', result = $3, error_code = NULL, error_message = NULL`, [
      JSON.stringify(result),
    ]);
  }

  async fail(job: JobRow, code: string, message: string): Promise<void> {
    await this.close(job, `status = 'failed', error_code = $3, error_message = $4`, [code, message]);
  }

  async cancelled(job: JobRow): Promise<void> {
    await this.close(job, `status = 'cancelled'`, []);
  }

  /**
   * Puts a running job back to wait. `counts`: whether the try is to be counted against the maximum.
   * The last fault stays visible while it waits. Gives the key of its new waiting; undefined when another run owns it.
   */
  async putBack(
    job: JobRow,
    delayMs: number,
    counts: boolean,
    fault: { code: string; message: string } | null,
  ): Promise<string | undefined> {
    const row = await this.database.queryOne<{ queue_key: string }>(
      `UPDATE jobs SET status = 'queued', run_after = now() + make_interval(secs => $3::float8 / 1000), worker_id = NULL,
              run_token = NULL, attempts = attempts - $4::int, error_code = $5, error_message = $6, updated_at = now()
       WHERE id = $1 AND run_token = $2 AND status = 'running' RETURNING ${QUEUE_KEY} AS queue_key`,
      [job.id, job.run_token, delayMs, counts ? 0 : 1, fault?.code ?? null, fault?.message ?? null],
    );
    await this.tell(job.id);
    return row?.queue_key;
  }

  /** Wishes a job to stop: at once when it waits, else its worker is told. Gives its status after that. */
  async requestCancel(userId: string, id: string): Promise<JobView | undefined> {
    const row = await this.database.queryOne<{ view: JobView }>(
      `UPDATE jobs SET cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now(),
              status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,
              finished_at = CASE WHEN status = 'queued' THEN now() ELSE finished_at END
       WHERE user_id = $1 AND id = $2 AND status IN ('queued', 'running') RETURNING ${JOB_JSON} AS view`,
      [userId, id],
    );
    if (row) await this.tell(id);
    return row?.view;
  }

  async cancelWished(id: string): Promise<boolean> {
    const row = await this.database.queryOne(
      `SELECT 1 AS wished FROM jobs WHERE id = $1 AND cancel_requested_at IS NOT NULL`,
      [id],
    );
    return row !== undefined;
  }

  async unfinishedOfStore(userId: string, storeId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM jobs WHERE user_id = $1 AND store_id = $2 AND status IN ('queued', 'running')`,
      [userId, storeId],
    );
    return rows.map((row) => row.id);
  }

  async unfinished(dedupeKey: string): Promise<JobView | undefined> {
    const row = await this.database.queryOne<{ view: JobView }>(
      `SELECT ${JOB_JSON} AS view FROM jobs WHERE dedupe_key = $1 AND status IN ('queued', 'running')`,
      [dedupeKey],
    );
    return row?.view;
  }

  /** What waits for a later time is due. Gives what the queue must know. */
  hasten(userId: string, dedupeKeys: string[]): Promise<QueuedJob[]> {
    return this.database.query<QueuedJob>(
      `UPDATE jobs SET run_after = now(), updated_at = now()
       WHERE user_id = $1 AND dedupe_key = ANY($2) AND status = 'queued' AND run_after > now()
       RETURNING id, type, ${QUEUE_KEY} AS queue_key, 0 AS delay_ms`,
      [userId, dedupeKeys],
    );
  }

  async countActive(storeId: string, types: string[]): Promise<number> {
    const row = await this.database.queryOne<{ count: string }>(
      `SELECT count(*) FROM jobs WHERE store_id = $1 AND type = ANY($2) AND status IN ('queued', 'running')`,
      [storeId, types],
    );
    return Number(row?.count ?? 0);
  }

  /** A failed or cancelled job waits again, with all its tries. */
  async retry(userId: string, id: string): Promise<{ view: JobView; queue_key: string } | undefined> {
    const row = await this.database.queryOne<{ view: JobView; queue_key: string }>(
      `UPDATE jobs SET status = 'queued', run_after = now(), attempts = 0, finished_at = NULL, cancel_requested_at = NULL,
              error_code = NULL, error_message = NULL, result = NULL, updated_at = now()
       WHERE user_id = $1 AND id = $2 AND status IN ('failed', 'cancelled') RETURNING ${JOB_JSON} AS view, ${QUEUE_KEY} AS queue_key`,
      [userId, id],
    );
    if (row) await this.tell(id);
    return row;
  }

  /** Fails jobs that have taken worker after worker down with them, so that they do not take the next. */
  async failKillers(): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE jobs SET status = 'failed', error_code = 'WORKER_LOST', finished_at = now(), updated_at = now(), worker_id = NULL,
              run_token = NULL, error_message = 'Each worker that ran this job died; it is not run again by itself'
       WHERE status = 'running' AND attempts >= max_attempts + ${WORKERS_TO_KILL} AND ${workerIsDead('jobs.worker_id')}
       RETURNING id`,
    );
    for (const { id } of rows) await this.tell(id);
  }

  /** What the queue must know: waiting jobs that are (nearly) due, and running ones whose worker is dead. */
  async toPutBack(limit: number): Promise<QueuedJob[]> {
    return this.database.query<QueuedJob>(
      `SELECT id, type, ${QUEUE_KEY} || ${AGAIN} AS queue_key, 0 AS delay_ms FROM jobs
       WHERE (status = 'queued' AND run_after <= now() AND updated_at < now() - interval '5 seconds')
          OR (status = 'running' AND ${workerIsDead('jobs.worker_id')})
       ORDER BY run_after LIMIT $1`,
      [limit],
    );
  }

  private async close(job: JobRow, assignments: string, values: unknown[]): Promise<void> {
    await this.database.execute(
      `UPDATE jobs SET ${assignments}, finished_at = now(), updated_at = now(), worker_id = NULL, run_token = NULL
       WHERE id = $1 AND run_token = $2 AND status = 'running'`,
      [job.id, job.run_token, ...values],
    );
    await this.tell(job.id);
  }

  private tell(id: string): Promise<void> {
    return this.database.notify(JOB_CHANNEL, id);
  }
}
