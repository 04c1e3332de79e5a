import pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const GATE_LOCK = 816;

/** Where a change to a shop is stopped: about to be sent, or done there and about to be stored here. */
export type GatePoint = 'before it is sent' | 'before it is stored';

const CONDITIONS: Record<GatePoint, string> = {
  'before it is sent': 'OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL',
  'before it is stored': `OLD.state <> 'done' AND NEW.state = 'done'`,
};

/** The transaction that would write that step waits in Postgres: what comes after it has certainly not happened. */
export class ChangeGate {
  private constructor(
    private readonly db: TestDatabase,
    private readonly holder: pg.Client,
  ) {}

  static async at(db: TestDatabase): Promise<ChangeGate> {
    await db.query(
      `CREATE FUNCTION change_gate() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_advisory_xact_lock(${GATE_LOCK}); RETURN NEW; END $$`,
    );
    const holder = new pg.Client({ connectionString: db.url });
    holder.on('error', () => undefined);
    await holder.connect();
    return new ChangeGate(db, holder);
  }

  /** `orderIds`: whose changes it stops; all when none is named. */
  async close(point: GatePoint, orderIds: string[] = []): Promise<void> {
    const whose = orderIds.length === 0 ? '' : ` AND NEW.subject_id IN (${orderIds.map((id) => `'${id}'`).join(', ')})`;
    await this.holder.query('SELECT pg_advisory_lock($1)', [GATE_LOCK]);
    await this.db.query(
      `CREATE TRIGGER change_gate BEFORE UPDATE ON store_changes FOR EACH ROW WHEN (${CONDITIONS[point]}${whose})
       EXECUTE FUNCTION change_gate()`,
    );
  }

  async reached(by = 1): Promise<void> {
    await until(
      `${by} changes stand at the gate`,
      () => this.db.count('pg_locks', `locktype = 'advisory' AND objid = ${GATE_LOCK} AND NOT granted`),
      (count) => count >= by,
      { timeout_ms: 40_000, every_ms: 20 },
    );
  }

  /** Once nobody who waits at it is left: a killed process's session ends when Postgres notices. */
  async open(): Promise<void> {
    await this.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE_LOCK} AND NOT granted`,
    );
    await this.db.query('DROP TRIGGER change_gate ON store_changes');
    await this.holder.query('SELECT pg_advisory_unlock_all()');
  }

  async end(): Promise<void> {
    await this.holder.end();
  }
}
