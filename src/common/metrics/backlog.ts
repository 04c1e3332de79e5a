import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { Database } from '../database/database.js';

const WAITING = 'ksap_backlog';
const OLDEST = 'ksap_backlog_oldest_seconds';

interface What {
  /** A table with its condition. */
  of: string;
  /** The column that tells since when it has waited; without it only the count is told. */
  since?: string;
}

/** What waits to be done, and for how long: a backlog that grows is a worker that does not keep up. */
const BACKLOGS: Record<string, What> = {
  jobs_queued: { of: `jobs WHERE status = 'queued' AND run_after <= now()`, since: 'run_after' },
  jobs_running: { of: `jobs WHERE status = 'running'` },
  events: { of: 'outbox WHERE dispatched_at IS NULL AND dead_at IS NULL', since: 'created_at' },
  events_dead: { of: 'outbox WHERE dead_at IS NOT NULL AND dispatched_at IS NULL' },
  webhook_deliveries: { of: `webhook_deliveries WHERE status IN ('received', 'failed')`, since: 'received_at' },
  webhook_deliveries_dead: { of: `webhook_deliveries WHERE status = 'dead'` },
  payment_deliveries: { of: `payment_deliveries WHERE status IN ('received', 'failed')`, since: 'received_at' },
  payment_deliveries_dead: { of: `payment_deliveries WHERE status = 'dead'` },
  // Written down before they are sent: those of which it is not known yet what became of them at the shop.
  store_changes: { of: `store_changes WHERE state = 'sent'`, since: 'created_at' },
  // Of the last day: what became of them a person must look up.
  store_changes_given_up: { of: `store_changes WHERE state = 'given_up' AND settled_at > now() - interval '1 day'` },
  // Asked for, and not known yet whether the money was given back.
  refund_requests: { of: `refund_requests WHERE status IN ('pending', 'sent')`, since: 'created_at' },
  mails: { of: `mails WHERE status = 'queued'`, since: 'created_at' },
  stores_failing: { of: `stores WHERE connection_state IN ('degraded', 'failed')` },
};

const COUNTS = Object.entries(BACKLOGS)
  .map(([what, { of, since }]) => {
    const age = since === undefined ? 'NULL::float8' : `coalesce(extract(epoch FROM now() - min(${since})), 0)::float8`;
    return `SELECT '${what}' AS what, count(*)::integer AS count, ${age} AS oldest FROM ${of}`;
  })
  .join(' UNION ALL ');

/** Gauges of what waits, read from the database when Prometheus asks. */
@Injectable()
export class Backlog {
  constructor(private readonly database: Database) {}

  /** Brings the gauges up to date. A database that is away leaves them as they were: readiness tells that. */
  async refresh(): Promise<void> {
    const waiting = gaugeOf(WAITING, 'What waits to be done');
    const oldest = gaugeOf(OLDEST, 'How long the oldest of it has waited, in seconds; 0 when nothing waits');
    try {
      const rows = await this.database.query<{ what: string; count: number; oldest: number | null }>(COUNTS);
      for (const { what, count, oldest: age } of rows) {
        waiting.set({ what }, count);
        if (age !== null) oldest.set({ what }, Math.max(0, age));
      }
    } catch {
      waiting.reset();
      oldest.reset();
    }
  }
}

function gaugeOf(name: string, help: string): Gauge<'what'> {
  const known = register.getSingleMetric(name) as Gauge<'what'> | undefined;
  return known ?? new Gauge({ name, help, labelNames: ['what'] });
}
