import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../src/common/config/config.js';
import { migrate } from '../src/common/database/migrate.js';
import { ExpectedError, lastWords } from '../src/common/errors/expected-error.js';
import { withDatabase } from './open-database.js';

/**
 * `npm run migrate`: brings the database of DATABASE_URL (else the embedded one, which must not be in use) up to date.
 * `npm run migrate:revert [-- n]`: undoes the last migration, or the last n.
 */
async function main([direction = 'up', count = '1']: string[]): Promise<void> {
  const steps = /^[1-9]\d{0,3}$/.test(count) ? Number(count) : null;
  if ((direction !== 'up' && direction !== 'down') || steps === null) {
    throw new ExpectedError('usage: npm run migrate | npm run migrate:revert [-- how many]');
  }
  const config = loadConfig(process.env);
  await withDatabase(config, (dataSource) => (direction === 'up' ? up(dataSource) : down(dataSource, steps)));
}

async function up(dataSource: DataSource): Promise<void> {
  const ran = await migrate(dataSource);
  const newest = (await applied(dataSource)).at(-1) ?? 'none';
  console.log(
    ran === 0 ? `Nothing to do: the database is at ${newest}` : `Ran ${ran} migrations: the database is at ${newest}`,
  );
}

async function down(dataSource: DataSource, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const last = (await applied(dataSource)).at(-1);
    if (last === undefined) {
      console.log('Nothing to undo: no migration has run');
      return;
    }
    await dataSource.undoLastMigration({ transaction: 'each' });
    console.log(`Undid ${last}`);
  }
}

/** Names of the migrations that have run, oldest first. */
async function applied(dataSource: DataSource): Promise<string[]> {
  const [{ exists }] = await dataSource.query<[{ exists: boolean }]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS exists`,
  );
  if (!exists) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY timestamp');
  return rows.map((row) => row.name);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(lastWords(error));
  process.exitCode = 1;
}
