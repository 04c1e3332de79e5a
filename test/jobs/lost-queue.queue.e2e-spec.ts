import { Redis } from 'ioredis';
import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser } from '../support/factories.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import {
  connectQuietly,
  connectShop,
  expectSameAsShop,
  getJob,
  jobSucceeded,
  jobWhen,
  startSync,
  type ConnectedShop,
} from '../stores/shops.js';

describe('losing everything that the queue has stored', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let api: TestApp;
  let worker: TestApp | undefined;
  const shops: ConnectedShop[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 30, products: 8, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } });
    api = await startTestApp({ database: db, sandbox, env: { KSAP_ROLE: 'api' } });
  });

  afterAll(async () => {
    await worker?.close();
    await api.close();
    await sandbox.close();
    await db.drop();
  });

  it('loses no job that waits', async () => {
    const user = await aUser(db);
    const http = await as(api.http, user);
    for (const platform of ['shopify', 'woocommerce'] as const) shops.push(await connectShop(http, sandbox, platform));
    for (const shop of shops) expect((await getJob(http, shop.job_id)).status).toBe('queued');
    expect(await forgetQueue(api, db)).toBeGreaterThan(0);

    const { REDIS_URL: redisUrl } = api.env;
    worker = await startTestApp({
      database: db,
      data_dir: api.data_dir,
      sandbox,
      env: { KSAP_ROLE: 'worker', ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
    });
    for (const shop of shops) {
      await jobSucceeded(http, shop.job_id);
      await expectSameAsShop(db, sandbox, shop);
    }
  });

  it('loses no job that is put off while the workers run', async () => {
    const http = await as(api.http, await aUser(db));
    const storeId = await connectQuietly(http, sandbox, 'shopify');
    await sandbox.fault({ provider: 'shopify', kind: 'error_500' });
    const { id: jobId } = await startSync(http, storeId);
    const shop: ConnectedShop = { store_id: storeId, platform: 'shopify', job_id: jobId };
    await jobWhen(http, jobId, 'waits for its next try', (job) => job.status === 'queued' && job.error !== null);
    await sandbox.clearFaults();
    expect(await forgetQueue(api, db)).toBeGreaterThan(0);
    await jobSucceeded(http, shop.job_id);
    await expectSameAsShop(db, sandbox, shop);
  });
});

/** Empties the queue's store, whichever it is; gives how many entries went. */
async function forgetQueue(app: TestApp, db: TestDatabase): Promise<number> {
  const { REDIS_URL: redisUrl } = app.env;
  if (redisUrl === undefined) {
    const tables = await db.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename LIKE '%job%'`,
    );
    let count = 0;
    for (const { name } of tables) {
      const rows = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`);
      count += rows[0]?.count ?? 0;
    }
    await db.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`);
    return count;
  }
  const redis = new Redis(redisUrl);
  try {
    const count = await redis.dbsize();
    await redis.flushdb();
    return count;
  } finally {
    await redis.quit();
  }
}
