import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** As the product's own default. */
const POOL_SIZE = 10;

/**
 * The limit that the inbox is held against: plain node:http that writes each body into a table with one INSERT of its own
 * and then answers. No signature, no deduplication beyond the key, no work afterwards.
 */
async function main(): Promise<void> {
  const pool = new pg.Pool({ connectionString: process.env.KSAP_BENCH_DATABASE ?? '', max: POOL_SIZE });
  await pool.query(
    'CREATE TABLE bare_deliveries (delivery_id text PRIMARY KEY, body bytea NOT NULL, received_at timestamptz NOT NULL DEFAULT now())',
  );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const values = [request.headers['x-shopify-webhook-id'], Buffer.concat(chunks)];
      const text = 'INSERT INTO bare_deliveries (delivery_id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING';
      pool.query({ name: 'put', text, values }).then(
        () => response.writeHead(200).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`bare inbox on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
  process.once('SIGTERM', () => process.exit(0));
}

await main();
