import pg from 'pg';
import { locateBinaries } from './binaries.js';
import { prepareCluster, SUPERUSER, type Cluster } from './cluster.js';
import { lockDataDir } from './data-dir-lock.js';
import type { EmbeddedLog } from './embedded-log.js';
import { Postmaster, type ExitListener } from './postmaster.js';

const DATABASE = 'ksap';

export interface EmbeddedPostgres {
  /** Of the database `ksap`, as its superuser; holds a password: never log it. The same over restarts of Postgres. */
  connection_string: string;
  /** Tells of every end of Postgres that `stop` did not ask for. */
  onExit(listener: ExitListener): void;
  /** Fast shutdown, then gives the data directory free; safe to call more than once. Takes at most 25 s. */
  stop(): Promise<void>;
}

/**
 * Starts the Postgres that comes with the program, on a free port of 127.0.0.1, with everything in `data_dir`: makes
 * the cluster at the first start, ends what a killed run left behind, recovers after a crash, and starts Postgres again
 * when it ends by itself.
 *
 * @throws DataDirInUseError when another process runs on the same data directory
 * @throws Error with what to do about it, when Postgres cannot run here
 */
export async function startEmbeddedPostgres(options: {
  data_dir: string;
  log: EmbeddedLog;
}): Promise<EmbeddedPostgres> {
  const { data_dir, log } = options;
  const binaries = await locateBinaries();
  const lock = await lockDataDir(data_dir);
  let postmaster: Postmaster | null = null;
  try {
    const cluster = await prepareCluster(data_dir, binaries, log);
    postmaster = await Postmaster.start(binaries, cluster, log);
    await ensureDatabase(cluster, postmaster.port);
    return handle(postmaster, addressOf(cluster, postmaster.port, DATABASE), () => lock.release());
  } catch (error) {
    await postmaster?.stop();
    await lock.release();
    throw error;
  }
}

function handle(postmaster: Postmaster, address: string, release: () => Promise<void>): EmbeddedPostgres {
  let stopped: Promise<void> | null = null;
  return {
    connection_string: address,
    onExit: (listener) => postmaster.onExit(listener),
    stop: () => {
      stopped ??= postmaster.stop().finally(release);
      return stopped;
    },
  };
}

/** Asked at every start: a first start may have been killed before it made the database. */
async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(cluster, port, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function addressOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
