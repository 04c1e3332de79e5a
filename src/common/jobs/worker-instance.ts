import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { SessionConnection } from '../database/session-connection.js';

/** First half of the advisory locks by which workers show that they live ("KS"). */
export const WORKER_LOCK_NAMESPACE = 0x4b53;

/**
 * SQL that is true when no living process holds worker `idColumn`'s lock. Postgres frees the lock the moment
 * the process dies, however it dies, so a job left by a killed worker is known at once, without a lease to wait for.
 */
export const workerIsDead = (idColumn: string): string =>
  `NOT EXISTS (
     SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND classid::bigint = ${WORKER_LOCK_NAMESPACE} AND objid::bigint = ${idColumn})`;

/** This process as a worker: a row that says where it runs, and a lock that says that it lives. */
@Injectable()
export class WorkerInstance {
  private instanceId: number | null = null;

  constructor(
    private readonly database: Database,
    private readonly session: SessionConnection,
    private readonly role: string,
  ) {}

  get id(): number {
    if (this.instanceId === null) throw new Error('This process has not registered as a worker');
    return this.instanceId;
  }

  async register(): Promise<void> {
    const row = await this.database.queryOne<{ id: string }>(
      `INSERT INTO worker_instances (role, hostname, pid) VALUES ($1, $2, $3) RETURNING id`,
      [this.role, hostname(), process.pid],
    );
    const id = Number(row?.id);
    await this.session.holdLock(WORKER_LOCK_NAMESPACE, id);
    this.instanceId = id;
  }

  async beat(): Promise<void> {
    await this.database.execute('UPDATE worker_instances SET heartbeat_at = now() WHERE id = $1', [this.id]);
    await this.database.execute(
      `DELETE FROM worker_instances WHERE heartbeat_at < now() - interval '1 day' AND ${workerIsDead('worker_instances.id')}`,
    );
  }
}
