import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { Json } from '../../../common/json.js';
import { planFrom, type ScanPlan } from './gap-scan-plan.js';

/** A scan that was broken off longer ago than this begins anew: the days have moved on. */
const RESUMABLE_FOR = '24 hours';
const KEEP = '90 days';

export interface GapCounts {
  days: number;
  checked: number;
  missing: number;
  stale: number;
  deleted: number;
  bad: number;
}

export const NOTHING_FOUND: Readonly<GapCounts> = { days: 0, checked: 0, missing: 0, stale: 0, deleted: 0, bad: 0 };

export interface OpenScan {
  id: string;
  /** Null: it has just begun. */
  plan: ScanPlan | null;
  /** When it began, ISO 8601 UTC. */
  started_at: string;
  /** When the last complete one began, ISO 8601 UTC; null: never. What was stored before was compared then. */
  compared_at: string | null;
  days: number;
}

/** The gap scans' memory: what was compared, what is still to be compared, what was repaired. */
@Injectable()
export class GapScanRepository {
  constructor(private readonly database: Database) {}

  /** The broken-off scan to go on with, else a new one. */
  async begin(storeId: string, jobId: string): Promise<OpenScan> {
    return this.database.transaction(async () => {
      const open = await this.database.queryOne<{ id: string; cursor: Json; days: number; started_at: string }>(
        `UPDATE gap_scans SET job_id = $2, status = 'running'
         WHERE id = (SELECT id FROM gap_scans WHERE store_id = $1 AND finished_at IS NULL
                       AND coalesce(last_step_at, started_at) > now() - interval '${RESUMABLE_FOR}'
                     ORDER BY started_at DESC LIMIT 1 FOR UPDATE)
         RETURNING id, cursor, days, ${iso('started_at')} AS started_at`,
        [storeId, jobId],
      );
      const comparedAt = await this.comparedAt(storeId);
      if (open) {
        const { cursor, ...scan } = open;
        return { ...scan, plan: planFrom(cursor), compared_at: comparedAt };
      }
      const begun = await this.database.queryOne<{ id: string; started_at: string }>(
        `INSERT INTO gap_scans (id, store_id, job_id) VALUES ($1, $2, $3) RETURNING id, ${iso('started_at')} AS started_at`,
        [uuidv7(), storeId, jobId],
      );
      if (!begun) throw new Error('The gap scan was not written');
      await this.database.execute(
        `DELETE FROM gap_scans WHERE store_id = $1 AND started_at < now() - interval '${KEEP}'`,
        [storeId],
      );
      return { ...begun, plan: null, days: 0, compared_at: comparedAt };
    });
  }

  async advance(scanId: string, plan: ScanPlan, found: GapCounts): Promise<void> {
    await this.database.execute(
      `UPDATE gap_scans SET cursor = $2, days = days + $3, checked = checked + $4, missing = missing + $5, stale = stale + $6,
              deleted = deleted + $7, bad = bad + $8, last_step_at = now(), error_code = NULL, error_message = NULL
       WHERE id = $1`,
      [scanId, JSON.stringify(plan), found.days, found.checked, found.missing, found.stale, found.deleted, found.bad],
    );
  }

  async complete(storeId: string, scanId: string, { rotation, marks }: ScanPlan): Promise<void> {
    await this.database.execute(
      `UPDATE gap_scans SET status = 'succeeded', cursor = NULL, finished_at = now(), error_code = NULL, error_message = NULL
       WHERE id = $1`,
      [scanId],
    );
    await this.database.execute(
      `INSERT INTO store_checks (store_id, gap_scan_rotation, gap_scan_marks) VALUES ($1, $2, $3)
       ON CONFLICT (store_id) DO UPDATE
       SET gap_scan_rotation = excluded.gap_scan_rotation, gap_scan_marks = excluded.gap_scan_marks`,
      [storeId, JSON.stringify(rotation), JSON.stringify(marks)],
    );
  }

  /** Notes a fault; the scan is not finished, so that the next try goes on with it. */
  async noteFault(scanId: string, code: string, message: string): Promise<void> {
    await this.database.execute(
      `UPDATE gap_scans SET status = 'failed', error_code = $2, error_message = $3 WHERE id = $1`,
      [scanId, code, message],
    );
  }

  /** Its owner did not want it to go on. */
  async cancel(scanId: string): Promise<void> {
    await this.database.execute(`UPDATE gap_scans SET status = 'cancelled', finished_at = now() WHERE id = $1`, [
      scanId,
    ]);
  }

  async result(scanId: string): Promise<GapCounts> {
    const row = await this.database.queryOne<GapCounts>(
      'SELECT days, checked, missing, stale, deleted, bad FROM gap_scans WHERE id = $1',
      [scanId],
    );
    return row ?? NOTHING_FOUND;
  }

  private async comparedAt(storeId: string): Promise<string | null> {
    const row = await this.database.queryOne<{ at: string | null }>(
      `SELECT ${iso('max(started_at)')} AS at FROM gap_scans WHERE store_id = $1 AND status = 'succeeded'`,
      [storeId],
    );
    return row?.at ?? null;
  }

  /** Where the look at old days stands, by resource. */
  async rotation(storeId: string): Promise<Record<string, string>> {
    const row = await this.database.queryOne<{ rotation: Record<string, string> }>(
      'SELECT gap_scan_rotation AS rotation FROM store_checks WHERE store_id = $1',
      [storeId],
    );
    return row?.rotation ?? {};
  }

  /**
   * Up to when the platform's changes are known to be here whole, by resource, ISO by the platform's clock: since the last
   * scan, before the first one since the last read of everything. What webhooks and polls brought since does not count.
   */
  async marks(storeId: string): Promise<Record<string, string>> {
    const row = await this.database.queryOne<{ marks: Record<string, string> }>(
      `SELECT coalesce((SELECT jsonb_object_agg(resource, mark) FROM (
                SELECT DISTINCT ON (resource) resource, ${iso('least(high_water, newest_seen)')} AS mark FROM sync_runs
                WHERE store_id = $1 AND mode = 'full' AND status = 'succeeded' AND newest_seen IS NOT NULL
                ORDER BY resource, started_at DESC) read), '{}')
              || coalesce((SELECT gap_scan_marks FROM store_checks WHERE store_id = $1), '{}') AS marks`,
      [storeId],
    );
    return row?.marks ?? {};
  }
}
