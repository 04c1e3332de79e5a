import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** As the product's own default. */
const POOL_SIZE = 10;
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface Settings {
  database_url?: string;
  /** Instead of `database_url`: the embedded Postgres of this directory. */
  data_dir?: string;
  statements: Record<string, { text: string; values: unknown[] }>;
}

/**
 * The limit that the product is held against: plain node:http and a pg pool of the same size and session settings,
 * answering each path with the JSON text that one prepared statement gives. No authentication, no validation, no
 * envelope, no log, no headers beyond the content's own.
 */
async function main(): Promise<void> {
  const settings = JSON.parse(process.env.KSAP_BENCH_BARE ?? '{}') as Settings;
  const embedded = settings.data_dir === undefined ? null : await startEmbedded(settings.data_dir);
  const pool = new pg.Pool({
    connectionString: embedded?.connection_string ?? settings.database_url,
    max: POOL_SIZE,
    options: '-c enable_incremental_sort=off',
  });
  await pool.query('SELECT 1');
  const statements = new Map(
    Object.entries(settings.statements).map(([path, { text, values }]) => {
      const name = createHash('sha1').update(text).digest('hex').slice(0, 24);
      return [path, { name, text, values, rowMode: 'array' as const }];
    }),
  );
  const server = createServer((request, response) => {
    const statement = statements.get(request.url ?? '');
    if (!statement) {
      response.writeHead(404).end();
      return;
    }
    pool.query<unknown[]>(statement).then(
      ({ rows }) => {
        const body = String(rows[0]?.[0]);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`bare server on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
  process.once('SIGTERM', () => {
    void (embedded?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
  });
}

async function startEmbedded(dataDir: string): Promise<{ connection_string: string; stop(): Promise<void> }> {
  const { startEmbeddedPostgres } = await import('../src/common/database/embedded/embedded-postgres.js');
  return startEmbeddedPostgres({ data_dir: dataDir, log: QUIET });
}

await main();
