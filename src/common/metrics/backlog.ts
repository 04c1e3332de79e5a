import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { Database } from '../database/database.js';

const WAITING = 'ksap_backlog';

/** What waits to be done, and for how long: a backlog that grows is a worker that does not keep up. */
const BACKLOGS: Record<string, string> = {
  jobs_queued: `SELECT count(*) AS count FROM jobs WHERE status = 'queued' AND run_after <= now()`,
  jobs_running: `SELECT count(*) AS count FROM jobs WHERE status = 'running'`,
  events: `SELECT count(*) AS count FROM outbox WHERE dispatched_at IS NULL AND dead_at IS NULL`,
  events_dead: `SELECT count(*) AS count FROM outbox WHERE dead_at IS NOT NULL AND dispatched_at IS NULL`,
  webhook_deliveries: `SELECT count(*) AS count FROM webhook_deliveries WHERE status IN ('received', 'failed')`,
  webhook_deliveries_dead: `SELECT count(*) AS count FROM webhook_deliveries WHERE status = 'dead'`,
  mails: `SELECT count(*) AS count FROM mails WHERE status = 'queued'`,
  stores_failing: `SELECT count(*) AS count FROM stores WHERE connection_state IN ('degraded', 'failed')`,
};

/** Gauges of what waits, read from the database when Prometheus asks. */
@Injectable()
export class Backlog {
  constructor(private readonly database: Database) {}

  /** Brings the gauges up to date. A database that is away leaves them as they were: readiness tells that. */
  async refresh(): Promise<void> {
    const gauge =
      (register.getSingleMetric(WAITING) as Gauge<'what'> | undefined) ??
      new Gauge({ name: WAITING, help: 'What waits to be done', labelNames: ['what'] });
    const sql = Object.entries(BACKLOGS).map(([what, query]) => `SELECT '${what}' AS what, (${query}) AS count`);
    try {
      const rows = await this.database.query<{ what: string; count: string }>(sql.join(' UNION ALL '));
      for (const { what, count } of rows) gauge.set({ what }, Number(count));
    } catch {
      gauge.reset();
    }
  }
}
