import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import type { Json } from '../../../common/json.js';
import type { WrittenPage } from '../payment-sink.js';

/** A read that was broken off longer ago than this begins anew: its cursor may have expired at the provider. */
const RESUMABLE_FOR = '24 hours';
/** As many records that are not final are asked for again with each read. */
const MOST_OPEN = 1000;

export interface ReadRow {
  payment_processor_id: string;
  resource: string;
  mode: 'full' | 'incremental';
  /** ISO 8601 UTC. */
  since: string | null;
  until: string;
  cursor: Json;
  seen: number;
  total: number | null;
}

export interface NewRead {
  processor_id: string;
  resource: string;
  job_id: string;
  /** One that was never read whole is read whole, whatever is wished. */
  mode: ReadRow['mode'];
  /** Seconds before the last read's beginning from which an incremental one begins. */
  overlap: number;
  /** Give up the cursor of a read that a fault broke off. */
  afresh: boolean;
}

const ROW = `payment_processor_id, resource, mode, ${iso('since')} AS since, ${iso('until')} AS until, cursor, seen, total`;

/** The import's memory: where the read of each list of each processor stands. */
@Injectable()
export class PaymentReads {
  constructor(private readonly database: Database) {}

  /** How many records the job saw of a resource that it has read to its end not long ago; undefined: it has not. */
  async finishedBy(jobId: string, processorId: string, resource: string): Promise<number | undefined> {
    const row = await this.database.queryOne<{ seen: number }>(
      `SELECT seen FROM payment_reads WHERE payment_processor_id = $1 AND resource = $2 AND job_id = $3
         AND status = 'succeeded' AND finished_at > now() - interval '${RESUMABLE_FOR}'`,
      [processorId, resource, jobId],
    );
    return row?.seen;
  }

  /** In the open transaction: the broken-off read to go on with, else a new one, which is this job's from now on. */
  async begin(read: NewRead): Promise<ReadRow> {
    const known = await this.database.queryOne<{ has_full: boolean }>(
      `SELECT last_full_at IS NOT NULL AS has_full FROM payment_reads
       WHERE payment_processor_id = $1 AND resource = $2 FOR UPDATE`,
      [read.processor_id, read.resource],
    );
    const mode = known?.has_full === true ? read.mode : 'full';
    return (await this.goOn(read, mode)) ?? (await this.beginAnew(read, mode));
  }

  /** Keeps a page's counts and where to go on, in the page's own transaction. False: another job reads this now. */
  async advance(
    read: ReadRow,
    jobId: string,
    page: { cursor: Json; total: number | null; seen: number; counts: WrittenPage },
  ): Promise<boolean> {
    const count = await this.database.execute(
      `UPDATE payment_reads SET cursor = $4, total = coalesce($5, total), last_page_at = now(), seen = seen + $6,
              created = created + $7, updated = updated + $8, unchanged = unchanged + $9, bad = bad + $10,
              error_code = NULL, error_message = NULL
       WHERE payment_processor_id = $1 AND resource = $2 AND job_id = $3 AND status = 'running'`,
      [
        read.payment_processor_id,
        read.resource,
        jobId,
        JSON.stringify(page.cursor),
        page.total,
        page.seen,
        page.counts.created,
        page.counts.updated,
        page.counts.unchanged,
        page.counts.bad,
      ],
    );
    return count > 0;
  }

  /** The read is complete: the next one begins where this one began. */
  async complete(read: ReadRow): Promise<void> {
    await this.database.execute(
      `UPDATE payment_reads SET status = 'succeeded', finished_at = now(), last_success_at = now(), error_code = NULL,
              error_message = NULL, cursor = NULL, high_water = greatest(high_water, until),
              last_full_at = CASE WHEN mode = 'full' THEN now() ELSE last_full_at END
       WHERE payment_processor_id = $1 AND resource = $2`,
      [read.payment_processor_id, read.resource],
    );
  }

  /** Notes a fault; the read is not finished, so that the next try goes on with it. */
  async noteFault(read: ReadRow, jobId: string, fault: { code: string; message: string }): Promise<void> {
    await this.database.execute(
      `UPDATE payment_reads SET status = 'failed', error_code = $4, error_message = $5
       WHERE payment_processor_id = $1 AND resource = $2 AND job_id = $3`,
      [read.payment_processor_id, read.resource, jobId, fault.code, fault.message],
    );
  }

  /** Its owner did not want it to go on: the next read begins anew. */
  async cancel(read: ReadRow, jobId: string): Promise<void> {
    await this.database.execute(
      `UPDATE payment_reads SET status = 'cancelled', finished_at = now()
       WHERE payment_processor_id = $1 AND resource = $2 AND job_id = $3`,
      [read.payment_processor_id, read.resource, jobId],
    );
  }

  /** What a job's reads have brought together. */
  async broughtBy(jobId: string, processorId: string): Promise<{ created: number; updated: number }> {
    const row = await this.database.queryOne<{ created: number; updated: number }>(
      `SELECT coalesce(sum(created), 0)::int AS created, coalesce(sum(updated), 0)::int AS updated
       FROM payment_reads WHERE payment_processor_id = $1 AND job_id = $2`,
      [processorId, jobId],
    );
    return row ?? { created: 0, updated: 0 };
  }

  /** The provider's ids of transactions of these types that are not final, the newest first. */
  async openTransactions(processorId: string, types: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT platform_transaction_id AS id FROM transactions
       WHERE payment_processor_id = $1 AND status = 'pending' AND type = ANY($2) AND platform_transaction_id IS NOT NULL
       ORDER BY occurred_at DESC LIMIT ${MOST_OPEN}`,
      [processorId, types],
    );
    return rows.map((row) => row.id);
  }

  /** Those of payouts that are not final, or whose lines are not all there. */
  async openPayouts(processorId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT platform_payout_id AS id FROM payouts
       WHERE payment_processor_id = $1 AND (status IN ('pending', 'in_transit') OR (status = 'paid' AND NOT lines_complete))
       ORDER BY initiated_at DESC LIMIT ${MOST_OPEN}`,
      [processorId],
    );
    return rows.map((row) => row.id);
  }

  private goOn(read: NewRead, mode: ReadRow['mode']): Promise<ReadRow | undefined> {
    return this.database.queryOne<ReadRow>(
      `UPDATE payment_reads SET job_id = $3, status = 'running'
       WHERE payment_processor_id = $1 AND resource = $2 AND mode = $4 AND status IN ('running', 'failed')
         AND coalesce(last_page_at, started_at) > now() - interval '${RESUMABLE_FOR}'
         AND NOT ($5::boolean AND error_code IS NOT NULL)
       RETURNING ${ROW}`,
      [read.processor_id, read.resource, read.job_id, mode, read.afresh],
    );
  }

  private async beginAnew(read: NewRead, mode: ReadRow['mode']): Promise<ReadRow> {
    const row = await this.database.queryOne<ReadRow>(
      `INSERT INTO payment_reads AS known (payment_processor_id, resource, job_id, mode, since, until)
       VALUES ($1, $2, $3, $4, NULL, now())
       ON CONFLICT (payment_processor_id, resource) DO UPDATE SET
         job_id = excluded.job_id, status = 'running', mode = excluded.mode, until = excluded.until, cursor = NULL,
         since = CASE WHEN excluded.mode = 'incremental' THEN known.high_water - make_interval(secs => $5::float8) END,
         seen = 0, created = 0, updated = 0, unchanged = 0, bad = 0, total = NULL, error_code = NULL, error_message = NULL,
         started_at = now(), last_page_at = NULL, finished_at = NULL
       RETURNING ${ROW}`,
      [read.processor_id, read.resource, read.job_id, mode, read.overlap],
    );
    if (!row) throw new Error('The read was not written');
    return row;
  }
}
