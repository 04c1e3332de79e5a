import pg from 'pg';

export interface TestDatabase {
  name: string;
  /** Connection string of a fresh, migrated database of its own. */
  url: string;
  /** Runs one statement and gives its rows; numeric, bigint as text, as the product sees them. */
  query<Row extends object = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** The first row of `sql`; an error when there is none. */
  one<Row extends object = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row>;
  /** How many rows `table` has (where `condition`, when given). */
  count(table: string, condition?: string, parameters?: unknown[]): Promise<number>;
  drop(): Promise<void>;
}

let made = 0;

/**
 * A database of its own for one suite: a clone of the migrated template (`template: 'empty'`: without any table).
 * The caller drops it (`startTestApp` does so in `close`).
 */
export async function createTestDatabase(options: { template?: 'migrated' | 'empty' } = {}): Promise<TestDatabase> {
  const { KSAP_TEST_ADMIN_URL: adminUrl, KSAP_TEST_PREFIX: prefix } = process.env;
  if (!adminUrl || !prefix)
    throw new Error('No test database server: this suite does not belong to a project with one');
  made += 1;
  const name = `${prefix}_${process.pid}_${made}`;
  const template = options.template === 'empty' ? 'template0' : `${prefix}_template`;
  await onServer(adminUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`);

  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.toString(), max: 4, application_name: 'ksap-test' });
  // The suite may end the server's connections on purpose; an idle one that breaks is no failure of the test.
  pool.on('error', () => undefined);

  const query = async <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(sql, parameters)).rows;

  return {
    name,
    url: url.toString(),
    query,
    async one<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row> {
      const [row] = await query<Row>(sql, parameters);
      if (row === undefined) throw new Error(`No row: ${sql}`);
      return row;
    },
    async count(table, condition = 'true', parameters = []) {
      const sql = `SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(table)} WHERE ${condition}`;
      const [row] = await query<{ count: number }>(sql, parameters);
      return row?.count ?? 0;
    },
    async drop() {
      await pool.end();
      await onServer(adminUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    },
  };
}

async function onServer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
