import pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** Where a change to the outside is stopped: about to be sent, or done there and about to be stored here. */
export type GatePoint = 'before it is sent' | 'before it is stored';

interface Stopped {
  table: string;
  /** Whose changes it stops, by this column. */
  subject: string;
  /** Of the gate's own: other suites have theirs in the same cluster. */
  lock: number;
  conditions: Record<GatePoint, string>;
}

const IS_SENT = 'OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL';

/** A change to an order at its shop. */
export const CHANGES_OF_ORDERS: Stopped = {
  table: 'store_changes',
  subject: 'subject_id',
  lock: 816,
  conditions: { 'before it is sent': IS_SENT, 'before it is stored': `OLD.state <> 'done' AND NEW.state = 'done'` },
};

/** A refund of a payment at its provider. */
export const REFUNDS_OF_PAYMENTS: Stopped = {
  table: 'refund_requests',
  subject: 'transaction_id',
  lock: 817,
  conditions: { 'before it is sent': IS_SENT, 'before it is stored': `NEW.status = 'completed'` },
};

/** The transaction that would write that step waits in Postgres: what comes after it has certainly not happened. */
export class ChangeGate {
  private constructor(
    private readonly db: TestDatabase,
    private readonly holder: pg.Client,
    private readonly stopped: Stopped,
  ) {}

  static async at(db: TestDatabase, stopped = CHANGES_OF_ORDERS): Promise<ChangeGate> {
    await db.query(
      `CREATE FUNCTION change_gate() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_advisory_xact_lock(${stopped.lock}); RETURN NEW; END $$`,
    );
    const holder = new pg.Client({ connectionString: db.url });
    holder.on('error', () => undefined);
    await holder.connect();
    return new ChangeGate(db, holder, stopped);
  }

  /** `ids`: whose changes it stops; all when none is named. */
  async close(point: GatePoint, ids: string[] = []): Promise<void> {
    const { table, subject, lock, conditions } = this.stopped;
    const whose = ids.length === 0 ? '' : ` AND NEW.${subject} IN (${ids.map((id) => `'${id}'`).join(', ')})`;
    await this.holder.query('SELECT pg_advisory_lock($1)', [lock]);
    await this.db.query(
      `CREATE TRIGGER change_gate BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${conditions[point]}${whose})
       EXECUTE FUNCTION change_gate()`,
    );
  }

  async reached(by = 1): Promise<void> {
    await until(
      `${by} changes stand at the gate`,
      () => this.db.count('pg_locks', `locktype = 'advisory' AND objid = ${this.stopped.lock} AND NOT granted`),
      (count) => count >= by,
      { timeout_ms: 40_000, every_ms: 20 },
    );
  }

  /** Once nobody who waits at it is left: a killed process's session ends when Postgres notices. */
  async open(): Promise<void> {
    await this.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${this.stopped.lock} AND NOT granted`,
    );
    await this.db.query(`DROP TRIGGER change_gate ON ${this.stopped.table}`);
    await this.holder.query('SELECT pg_advisory_unlock_all()');
  }

  async end(): Promise<void> {
    await this.holder.end();
  }
}
