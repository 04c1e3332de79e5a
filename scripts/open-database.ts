import type { DataSource } from 'typeorm';
import { createDataSource } from '../ormconfig.js';
import type { Config } from '../src/common/config/config.js';
import { connect } from '../src/common/database/connect.js';
import { startEmbeddedPostgres } from '../src/common/database/embedded/embedded-postgres.js';

const POOL = 2;

/**
 * Runs `work` on the database of DATABASE_URL, else on the embedded one, which is started for it and stopped again.
 *
 * @throws DataDirInUseError when a server runs on the embedded one
 */
export async function withDatabase(config: Config, work: (dataSource: DataSource) => Promise<void>): Promise<void> {
  const embedded = config.database_url === null ? await startEmbedded(config.data_dir) : null;
  try {
    const url = config.database_url ?? embedded?.connection_string ?? '';
    const dataSource = await connect(createDataSource(url, POOL));
    try {
      await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await embedded?.stop();
  }
}

function startEmbedded(dataDir: string): ReturnType<typeof startEmbeddedPostgres> {
  const silent = () => undefined;
  const tell = (message: string) => console.error(message);
  return startEmbeddedPostgres({ data_dir: dataDir, log: { debug: silent, info: silent, warn: tell, error: tell } });
}
