import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { Json } from '../../../common/json.js';
import { cleanJson, cleanText } from '../../../common/text/clean-text.js';
import type { SyncResource } from '../platforms/platform.connection.js';
import type { BadRecord } from '../platforms/platform.port.js';
import type { WrittenCounts } from '../stores.api.js';

/**
 * How far before the high-water mark the next read reaches back: more than a shop takes to make a change visible.
 * What is read twice is not written twice.
 */
const OVERLAP = '5 minutes';
/** A read that was broken off longer ago than this begins anew: its cursor may have expired at the platform. */
const RESUMABLE_FOR = '24 hours';
/** Where nothing was seen, no clock of the shop is known: the next read reaches back further. */
const UNSEEN_REACH = '1 day';

export interface SyncRunRow {
  id: string;
  resource: SyncResource;
  mode: 'full' | 'incremental';
  /** ISO 8601 UTC. */
  since: string | null;
  cursor: Json;
  seen: number;
  total: number | null;
}

export interface PageCounts extends WrittenCounts {
  seen: number;
  deleted: number;
  bad: number;
}

const RUN = `id, resource, mode, ${iso('since')} AS since, cursor, seen, total`;

/** The sync's memory: runs with their cursors, where each resource stands, and the records that could not be taken. */
@Injectable()
export class SyncRepository {
  constructor(private readonly database: Database) {}

  /** Whether the resource was ever read whole. */
  async hasFullRead(storeId: string, resource: SyncResource): Promise<boolean> {
    const row = await this.database.queryOne(
      'SELECT 1 AS done FROM sync_state WHERE store_id = $1 AND resource = $2 AND last_full_at IS NOT NULL',
      [storeId, resource],
    );
    return row !== undefined;
  }

  /** How many records the job saw of a resource that it has read to its end not long ago; undefined: it has not. */
  async finishedBy(jobId: string, resource: SyncResource): Promise<number | undefined> {
    const row = await this.database.queryOne<{ seen: number }>(
      `SELECT seen FROM sync_runs WHERE job_id = $1 AND resource = $2 AND status = 'succeeded'
         AND finished_at > now() - interval '${RESUMABLE_FOR}' ORDER BY finished_at DESC LIMIT 1`,
      [jobId, resource],
    );
    return row?.seen;
  }

  /**
   * The broken-off read to go on with, else a new one. `afresh`: give up its cursor, if it was a fault that broke it
   * off and nothing came of it since (a process that was killed says nothing against the cursor).
   */
  async begin(
    storeId: string,
    jobId: string,
    resource: SyncResource,
    mode: SyncRunRow['mode'],
    afresh: boolean,
  ): Promise<SyncRunRow> {
    return this.database.transaction(async () => {
      if (afresh) {
        await this.database.execute(
          `UPDATE sync_runs SET status = 'failed', finished_at = now()
           WHERE store_id = $1 AND resource = $2 AND mode = $3 AND finished_at IS NULL AND error_code IS NOT NULL`,
          [storeId, resource, mode],
        );
      }
      const open = await this.database.queryOne<SyncRunRow>(
        `UPDATE sync_runs SET job_id = $4, status = 'running'
         WHERE id = (SELECT id FROM sync_runs WHERE store_id = $1 AND resource = $2 AND mode = $3 AND status IN ('running', 'failed')
                       AND finished_at IS NULL AND coalesce(last_page_at, started_at) > now() - interval '${RESUMABLE_FOR}'
                     ORDER BY started_at DESC LIMIT 1 FOR UPDATE)
         RETURNING ${RUN}`,
        [storeId, resource, mode, jobId],
      );
      return open ?? (await this.insert(storeId, jobId, resource, mode));
    });
  }

  /** Keeps a page's counts and where to go on, in the page's own transaction. */
  async advance(
    run: SyncRunRow,
    cursor: Json,
    counts: PageCounts,
    total: number | null,
    newest: string | null,
  ): Promise<void> {
    await this.database.execute(
      `UPDATE sync_runs SET cursor = $2, total = coalesce($3, total), last_page_at = now(), seen = seen + $4,
              created = created + $5, updated = updated + $6, unchanged = unchanged + $7, deleted = deleted + $8, bad = bad + $9,
              newest_seen = greatest(newest_seen, $10::timestamptz), error_code = NULL, error_message = NULL
       WHERE id = $1`,
      [
        run.id,
        JSON.stringify(cursor),
        total,
        counts.seen,
        counts.created,
        counts.updated,
        counts.unchanged,
        counts.deleted,
        counts.bad,
        newest,
      ],
    );
  }

  /**
   * The read is complete. The next one begins at the newest change seen, by the shop's own clock, but not after this
   * one began, by ours: so neither a clock that is wrong nor a change made during the read loses anything.
   * Gives the run's counts.
   */
  async complete(storeId: string, run: SyncRunRow): Promise<{ created: number; updated: number; deleted: number }> {
    const counts = await this.database.queryOne<{ created: number; updated: number; deleted: number }>(
      `UPDATE sync_runs SET status = 'succeeded', finished_at = now(), error_code = NULL, error_message = NULL
       WHERE id = $1 RETURNING created, updated, deleted`,
      [run.id],
    );
    await this.database.execute(
      `INSERT INTO sync_state (store_id, resource, high_water, last_full_at, last_success_at, last_run_id, last_error)
       SELECT $1, resource, least(high_water, coalesce(newest_seen, high_water - interval '${UNSEEN_REACH}')),
              CASE WHEN mode = 'full' THEN now() END, now(), id, NULL
       FROM sync_runs WHERE id = $2
       ON CONFLICT (store_id, resource) DO UPDATE SET
         high_water = greatest(sync_state.high_water, excluded.high_water),
         last_full_at = coalesce(excluded.last_full_at, sync_state.last_full_at),
         last_success_at = now(), last_run_id = excluded.last_run_id, last_error = NULL, updated_at = now()`,
      [storeId, run.id],
    );
    return counts ?? { created: 0, updated: 0, deleted: 0 };
  }

  /** Notes a fault beside the run and the resource; the run is not finished, so that the next try goes on with it. */
  async noteFault(storeId: string, run: SyncRunRow, code: string, message: string): Promise<void> {
    await this.database.execute(
      `UPDATE sync_runs SET status = 'failed', error_code = $2, error_message = $3 WHERE id = $1`,
      [run.id, code, message],
    );
    await this.database.execute(
      `INSERT INTO sync_state (store_id, resource, last_run_id, last_error)
       VALUES ($1, $2, $3, jsonb_build_object('code', $4::text, 'message', $5::text, 'at', ${iso('now()')}))
       ON CONFLICT (store_id, resource) DO UPDATE SET last_error = excluded.last_error, last_run_id = excluded.last_run_id, updated_at = now()`,
      [storeId, run.resource, run.id, code, message],
    );
  }

  /** Its owner did not want it to go on: the next read begins anew. */
  async cancel(run: SyncRunRow): Promise<void> {
    await this.database.execute(`UPDATE sync_runs SET status = 'cancelled', finished_at = now() WHERE id = $1`, [
      run.id,
    ]);
  }

  /** Keeps records that could not be taken in, each once, with what was sent and why. */
  async keepBad(storeId: string, resource: SyncResource, records: BadRecord[]): Promise<void> {
    const rows = new Map(
      records.map((record) => {
        const raw = cleanJson(record.raw);
        const id =
          record.platform_id ??
          `unknown-${createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 32)}`;
        return [id, { platform_id: id.slice(0, 255), reason: cleanText(record.reason).slice(0, 2000), raw }];
      }),
    );
    if (rows.size === 0) return;
    await this.database.execute(
      `INSERT INTO sync_bad_records AS known (store_id, resource, platform_id, reason, raw)
       SELECT $1, $2, platform_id, reason, raw FROM jsonb_to_recordset($3::jsonb) AS bad (platform_id text, reason text, raw jsonb)
       ON CONFLICT (store_id, resource, platform_id) DO UPDATE SET reason = excluded.reason, raw = excluded.raw,
         occurrences = known.occurrences + 1, last_seen_at = now(), resolved_at = NULL`,
      [storeId, resource, JSON.stringify([...rows.values()])],
    );
  }

  /** Records that came in well at last are no longer bad. */
  async resolveBad(storeId: string, resource: SyncResource, platformIds: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE sync_bad_records SET resolved_at = now()
       WHERE store_id = $1 AND resource = $2 AND platform_id = ANY($3) AND resolved_at IS NULL`,
      [storeId, resource, platformIds],
    );
  }

  private async insert(
    storeId: string,
    jobId: string,
    resource: SyncResource,
    mode: SyncRunRow['mode'],
  ): Promise<SyncRunRow> {
    const row = await this.database.queryOne<SyncRunRow>(
      `INSERT INTO sync_runs (id, store_id, job_id, resource, mode, since, high_water)
       VALUES ($1, $2, $3, $4::text, $5::text,
               CASE WHEN $5::text = 'incremental' THEN
                 (SELECT high_water - interval '${OVERLAP}' FROM sync_state WHERE store_id = $2 AND resource = $4::text) END,
               now())
       RETURNING ${RUN}`,
      [uuidv7(), storeId, jobId, resource, mode],
    );
    if (!row) throw new Error('The sync run was not written');
    return row;
  }
}
