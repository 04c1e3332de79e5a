import type { DataSource } from 'typeorm';
import { ExpectedError } from '../errors/expected-error.js';

const OLDEST_MAJOR = 15;

/** Opens the pool; what keeps it from that is told in words, without the address's password. */
export async function connect(dataSource: DataSource): Promise<DataSource> {
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new ExpectedError(`DATABASE_URL: the database cannot be used: ${reasonOf(error)}`, { cause: error });
  }
  try {
    const [row] = await dataSource.query<{ server_version_num: string }[]>('SHOW server_version_num');
    const major = Math.floor(Number(row?.server_version_num) / 10_000);
    if (major >= OLDEST_MAJOR) return dataSource;
    throw new ExpectedError(`DATABASE_URL: this is Postgres ${major}; ${OLDEST_MAJOR} or newer is needed`);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Node tries each address of a name, and then its error has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
