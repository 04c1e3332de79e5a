import type { DataSource } from 'typeorm';

/** Second half of "KSAP": nobody else locks with it. */
const MIGRATION_LOCK = 0x4d494752;

/**
 * Brings the database up to date and tells how many migrations ran. Processes that start together wait for each
 * other: the lock is a session's, so a killed migrator frees it.
 */
export async function migrate(dataSource: DataSource): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.length;
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}
