import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connectQuietly, credentialsFor, shopDetail } from '../stores/shops.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser } from '../support/factories.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const COPIES = 2;

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let server: ServerProcess;
let env: Record<string, string>;

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({ orders: 240, products: 10, settings: { SANDBOX_SHOPIFY_RESTORE: '100000' } });
  dataDir = await scratchFolder('killed-inbox');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    LOG_LEVEL: 'warn',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  server = await ServerProcess.start({ env });
});

afterAll(async () => {
  await server.kill9();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('kill -9 in the middle of a batch of webhooks', () => {
  it('leaves each to be worked off once after the restart: nothing lost, nothing doubled', async () => {
    const http = await as(server.http, await aUser(db));
    const storeId = await connectQuietly(http, sandbox, 'shopify');
    const orderIds = (await shopDetail(sandbox, 'shopify')).order_ids.map(String);
    await sandbox.fault({ provider: 'shopify', kind: 'slow', delay_ms: 700, path: 'graphql' });

    const deliveries = orderIds.flatMap((id) => Array.from({ length: COPIES }, (_, copy) => [id, copy] as const));
    const answers = await Promise.all(
      deliveries.map(([id, copy]) => {
        const raw = JSON.stringify({ admin_graphql_api_id: `gid://shopify/Order/${id}` });
        const secret = credentialsFor('shopify', sandbox).client_secret!;
        return server.http.request('POST', `/api/v1/webhooks/shopify/${storeId}`, {
          raw,
          headers: {
            'content-type': 'application/json',
            'x-shopify-topic': 'orders/updated',
            'x-shopify-webhook-id': `${id}-${copy}`,
            'x-shopify-hmac-sha256': createHmac('sha256', secret).update(raw).digest('base64'),
          },
        });
      }),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await until('some are worked off and some are not', async () => {
      const done = await db.count('webhook_deliveries', `status = 'processed'`);
      return done > 0 && done < deliveries.length;
    });
    await server.kill9();
    const left = await db.count('webhook_deliveries', `status = 'received'`);
    expect(left).toBeGreaterThan(0);
    // What was acknowledged is there, whatever became of the process.
    expect(await db.count('webhook_deliveries')).toBe(deliveries.length);

    await sandbox.clearFaults();
    await theLeaseEnds();
    server = await ServerProcess.start({ env });
    await until(
      'all are worked off',
      () => db.count('webhook_deliveries', `status = 'processed'`),
      (count) => count === deliveries.length,
      { timeout_ms: 60_000 },
    );
    const rows = await db.query<{ id: string }>(
      'SELECT platform_order_id AS id FROM orders WHERE store_id = $1 AND deleted_at IS NULL',
      [storeId],
    );
    expect(rows.map((row) => row.id).sort()).toEqual(orderIds.sort());
    const { twice } = await db.one<{ twice: number }>(
      `SELECT count(*)::int AS twice FROM (SELECT order_id, platform_item_id FROM order_items GROUP BY 1, 2 HAVING count(*) > 1) doubled`,
    );
    expect(twice).toBe(0);
    const { most } = await db.one<{ most: number }>('SELECT max(attempts) AS most FROM webhook_deliveries');
    expect(most).toBeLessThanOrEqual(2);
  }, 150_000);
});

/** Deliveries of a process that was killed are another's once their lease is over: half a minute passes. */
async function theLeaseEnds(): Promise<void> {
  await db.query(
    `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - interval '31 seconds' WHERE status = 'received'`,
  );
}
