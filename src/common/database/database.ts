import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Pool, QueryArrayResult, QueryResult } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { idempotencyContext } from '../http/idempotency-context.js';
import { inTransaction, transactionContext } from './transaction-context.js';

/** How often a transaction that Postgres broke off for concurrency's sake (40001, 40P01) is begun again. */
const CONCURRENCY_TRIES = 3;
const MAX_PREPARED = 300;

/**
 * The one way to Postgres. Everything runs in the caller's transaction when there is one,
 * else on a connection of the pool. Rows come as `pg` gives them: numeric and bigint as text, timestamptz as Date.
 */
@Injectable()
export class Database {
  private readonly statementNames = new Map<string, string>();

  constructor(readonly dataSource: DataSource) {}

  /** Entity manager of the open transaction, or the default one. */
  get manager(): EntityManager {
    return transactionContext.getStore()?.manager ?? this.dataSource.manager;
  }

  /**
   * Runs `work` in a transaction: joins the open one, else opens one and commits it at the end.
   * Whatever `work` throws rolls everything back. A deadlock or serialization failure of an own
   * transaction runs `work` again, so it must have no effect outside the database.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (inTransaction()) return work();
    for (let attempt = 1; ; attempt += 1) {
      const afterCommit: (() => void | Promise<void>)[] = [];
      try {
        const result = await this.dataSource.transaction((manager) =>
          transactionContext.run({ manager, after_commit: afterCommit }, async () => {
            const value = await work();
            await this.markEffect();
            return value;
          }),
        );
        for (const hook of afterCommit) await hook();
        return result;
      } catch (error) {
        if (attempt >= CONCURRENCY_TRIES || !isConcurrencyFailure(error)) throw error;
      }
    }
  }

  /**
   * Runs `work` inside the open transaction so that its failure undoes only what it did, and is thrown on.
   * Throws when there is no transaction.
   */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    if (!inTransaction()) throw new Error('A savepoint needs an open transaction');
    await this.query('SAVEPOINT part');
    try {
      const result = await work();
      await this.query('RELEASE SAVEPOINT part');
      return result;
    } catch (error) {
      await this.query('ROLLBACK TO SAVEPOINT part');
      await this.query('RELEASE SAVEPOINT part');
      throw error;
    }
  }

  /** Runs `hook` once the open transaction has committed; at once when there is none. */
  async afterCommit(hook: () => void | Promise<void>): Promise<void> {
    const open = transactionContext.getStore();
    if (open) open.after_commit.push(hook);
    else await hook();
  }

  /** Runs one statement and gives its rows. */
  async query<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const open = transactionContext.getStore();
    if (open) {
      const runner = open.manager.queryRunner;
      if (!runner) throw new Error('The open transaction has no query runner');
      return (await runner.query(sql, parameters, true)).records as Row[];
    }
    const result: QueryResult<Row> = await this.pool.query<Row>(sql, parameters);
    return result.rows;
  }

  /** The first row, or undefined. */
  async queryOne<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row | undefined> {
    return (await this.query<Row>(sql, parameters))[0];
  }

  /** How many rows an INSERT, UPDATE or DELETE touched. */
  async execute(sql: string, parameters: unknown[] = []): Promise<number> {
    const open = transactionContext.getStore();
    if (open) {
      const runner = open.manager.queryRunner;
      if (!runner) throw new Error('The open transaction has no query runner');
      return (await runner.query(sql, parameters, true)).affected ?? 0;
    }
    return (await this.pool.query(sql, parameters)).rowCount ?? 0;
  }

  /**
   * A hot read: a prepared statement on the pool, rows as arrays. Not for use inside a transaction.
   * Every connection keeps each prepared text, so only the first few hundred different ones are prepared.
   */
  async prepared<Row extends unknown[]>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const name = this.statementName(sql);
    const result: QueryArrayResult<Row> = await this.pool.query<Row>({
      ...(name !== undefined && { name }),
      text: sql,
      values: parameters,
      rowMode: 'array',
    });
    return result.rows;
  }

  /** Tells every process on `channel`, when the open transaction commits (at once without one). */
  async notify(channel: string, payload: string): Promise<void> {
    await this.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }

  /** Whether the request under way has had an effect that its idempotency key tells of. Without a key: false. */
  async hadEffect(): Promise<boolean> {
    const request = idempotencyContext.getStore();
    if (!request) return false;
    const row = await this.queryOne(
      'SELECT 1 AS had FROM idempotency_keys WHERE scope = $1 AND key = $2 AND effect_at IS NOT NULL',
      [request.scope, request.key],
    );
    return row !== undefined;
  }

  /**
   * Takes back what `transaction` has noted beside the request's idempotency key: what was written down for fear that it might
   * happen has not happened, and the request may be repeated.
   */
  async withdrawEffect(): Promise<void> {
    const request = idempotencyContext.getStore();
    if (!request) return;
    await this.execute('UPDATE idempotency_keys SET effect_at = NULL WHERE scope = $1 AND key = $2', [
      request.scope,
      request.key,
    ]);
  }

  private statementName(sql: string): string | undefined {
    const known = this.statementNames.get(sql);
    if (known !== undefined || this.statementNames.size >= MAX_PREPARED) return known;
    const name = `q${createHash('sha1').update(sql).digest('hex').slice(0, 24)}`;
    this.statementNames.set(sql, name);
    return name;
  }

  /**
   * Notes beside the request's idempotency key, in the same transaction, that it had an effect: should the
   * process die before the answer is kept, a repeat is told so and does not act a second time.
   */
  private async markEffect(): Promise<void> {
    const request = idempotencyContext.getStore();
    if (!request) return;
    await this.execute('UPDATE idempotency_keys SET effect_at = now() WHERE scope = $1 AND key = $2', [
      request.scope,
      request.key,
    ]);
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

function isConcurrencyFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '40001' || code === '40P01';
}
