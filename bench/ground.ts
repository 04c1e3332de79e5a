import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/common/database/embedded/embedded-postgres.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What the benchmark stands on: a directory of its own and databases of its own; all of it goes at the end. */
export class Ground {
  private readonly databases: string[] = [];

  private constructor(
    readonly directory: string,
    private readonly embedded: EmbeddedPostgres | null,
    private readonly address: string,
  ) {}

  /** On the Postgres of `databaseUrl` (its user must be allowed to create databases), else on an embedded one. */
  static async prepare(databaseUrl: string | undefined): Promise<Ground> {
    const directory = await mkdtemp(join(tmpdir(), 'ksap-bench-'));
    if (databaseUrl !== undefined && databaseUrl !== '') return new Ground(directory, null, databaseUrl);
    const embedded = await startEmbeddedPostgres({ data_dir: join(directory, 'data'), log: QUIET });
    return new Ground(directory, embedded, embedded.connection_string);
  }

  get isEmbedded(): boolean {
    return this.embedded !== null;
  }

  /** An empty database; gives its address. */
  async createDatabase(label: string): Promise<string> {
    const name = `ksap_bench_${label}_${randomBytes(4).toString('hex')}`;
    await this.administer(`CREATE DATABASE ${name}`);
    this.databases.push(name);
    const url = new URL(this.address);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** A data directory for one process. */
  directoryFor(label: string): string {
    return join(this.directory, label);
  }

  async clear(): Promise<void> {
    if (this.embedded) await this.embedded.stop();
    else for (const name of this.databases) await this.administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await rm(this.directory, { recursive: true, force: true });
  }

  private async administer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.address });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
