import pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/**
 * Where what is written down of a thing at the network is stopped: it is about to be asked for; it is there, or gone, and that is about
 * to be stored; it is about to be switched on; it was, or was switched off, and that is about to be stored.
 */
export type StopPoint = 'asked' | 'made' | 'removed' | 'switching' | 'active' | 'paused';

/** Of the gate's own: other suites have theirs in the same cluster. */
const LOCK = 818;

const SETUP = `
  CREATE TABLE object_stops (campaign_id UUID NOT NULL, kind TEXT NOT NULL, point TEXT NOT NULL);
  CREATE FUNCTION object_gate() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE reached TEXT;
  BEGIN
    IF NEW.state = 'sending' THEN reached := 'asked';
    ELSIF TG_OP = 'UPDATE' AND NEW.state <> OLD.state THEN reached := NEW.state;
    ELSIF TG_OP = 'UPDATE' AND NEW.run_state <> OLD.run_state THEN reached := NEW.run_state;
    END IF;
    PERFORM pg_advisory_xact_lock(${LOCK}) FROM object_stops stop
      WHERE stop.campaign_id = NEW.campaign_id AND stop.kind = NEW.kind AND stop.point = reached;
    RETURN NEW;
  END $$;
  CREATE TRIGGER object_gate BEFORE INSERT OR UPDATE ON ad_campaign_objects FOR EACH ROW EXECUTE FUNCTION object_gate()`;

/** The transaction that would write that waits in Postgres: what comes after it has certainly not happened. */
export class ObjectGate {
  private constructor(
    private readonly db: TestDatabase,
    private readonly holder: pg.Client,
  ) {}

  static async at(db: TestDatabase): Promise<ObjectGate> {
    await db.query(SETUP);
    const holder = new pg.Client({ connectionString: db.url });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return new ObjectGate(db, holder);
  }

  async stop(campaignId: string, kind: string, point: StopPoint): Promise<void> {
    await this.db.query('INSERT INTO object_stops VALUES ($1, $2, $3)', [campaignId, kind, point]);
  }

  async reached(by: number): Promise<void> {
    await until(
      `${by} stand at the gate`,
      () => this.waiting(),
      (count) => count >= by,
      { timeout_ms: 40_000, every_ms: 20 },
    );
  }

  /** Whoever waited is gone, and nobody is stopped any more. */
  async open(): Promise<void> {
    await this.db.query('DELETE FROM object_stops');
    await this.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK} AND NOT granted`,
    );
  }

  async end(): Promise<void> {
    await this.holder.end();
  }

  private waiting(): Promise<number> {
    return this.db.count('pg_locks', `locktype = 'advisory' AND objid = ${LOCK} AND NOT granted`);
  }
}
