import pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const GATE_LOCK = 815;

/**
 * Stops a sync at a point of the test's choosing: the transaction that would write it waits in Postgres, so that what
 * comes after has certainly not happened, and what came before has.
 */
export class Gate {
  private constructor(
    private readonly db: TestDatabase,
    private readonly holder: pg.Client,
  ) {}

  /** `owner`: the column of `table` that says whose run it is. */
  static async at(db: TestDatabase, { table, owner } = { table: 'sync_runs', owner: 'store_id' }): Promise<Gate> {
    await db.query(`CREATE TABLE gate (owner_id uuid, resource text, seen integer, status text)`);
    await db.query(`
      CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM gate WHERE coalesce(owner_id, NEW.${owner}) = NEW.${owner} AND resource = NEW.resource
                   AND NEW.seen >= seen AND NEW.status = status) THEN
          PERFORM pg_advisory_xact_lock(${GATE_LOCK});
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`CREATE TRIGGER gate BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION gate()`);
    const holder = new pg.Client({ connectionString: db.url });
    holder.on('error', () => undefined);
    await holder.connect();
    return new Gate(db, holder);
  }

  /**
   * Whoever writes a run of the resource with at least so many records seen (or this status) waits from now on; null: of
   * whoever's.
   */
  async close(ownerId: string | null, resource: string, seen: number, status = 'running'): Promise<void> {
    await this.holder.query('SELECT pg_advisory_lock($1)', [GATE_LOCK]);
    await this.db.query('INSERT INTO gate VALUES ($1, $2, $3, $4)', [ownerId, resource, seen, status]);
  }

  /** Until somebody waits at the gate. */
  async reached(timeoutMs = 40_000): Promise<void> {
    await until(
      'the sync stands at the gate',
      () => this.db.count('pg_locks', `locktype = 'advisory' AND objid = ${GATE_LOCK} AND NOT granted`),
      (count) => count > 0,
      { timeout_ms: timeoutMs, every_ms: 20 },
    );
  }

  async open(): Promise<void> {
    await this.db.query('DELETE FROM gate');
    await this.holder.query('SELECT pg_advisory_unlock_all()');
  }

  async end(): Promise<void> {
    await this.holder.end();
  }
}
