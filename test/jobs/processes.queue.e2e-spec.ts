import { rm } from 'node:fs/promises';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser } from '../support/factories.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { connectShop, expectSameAsShop, getJob, jobSucceeded, jobWhen, type ConnectedShop } from '../stores/shops.js';

const OWNERS = 3;

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({ orders: 120, products: 10, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } });
  dataDir = await scratchFolder('processes');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    KSAP_DB_POOL: '6',
    KSAP_WORKER_CONCURRENCY: '2',
    LOG_LEVEL: 'info',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill9()));
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(role: string): Promise<ServerProcess> {
  const server = await ServerProcess.start({ env: { ...env, KSAP_ROLE: role } });
  servers.push(server);
  return server;
}

/** How often the process has begun the job. */
function begun(server: ServerProcess, jobId: string): number {
  return server.lines.filter((line) => line.includes('"Job started"') && line.includes(jobId)).length;
}

describe('two processes that share the work', () => {
  const shops: ConnectedShop[] = [];
  let first: ServerProcess;
  let second: ServerProcess;

  it('run each job once, each of them some', async () => {
    [first, second] = await Promise.all([start('all'), start('all')]);
    await sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 150 });
    for (let owner = 0; owner < OWNERS; owner += 1) {
      const http = await as(first.http, await aUser(db));
      for (const platform of ['shopify', 'woocommerce'] as const)
        shops.push(await connectShop(http, sandbox, platform));
    }
    await sandbox.clearFaults();
    await until(
      'all have been read',
      () => db.count('jobs', `type = 'stores.sync' AND status = 'succeeded'`),
      (count) => count === shops.length,
      { timeout_ms: 45_000 },
    );
    const runs = shops.map((shop) => [begun(first, shop.job_id), begun(second, shop.job_id)] as const);
    expect(runs.map(([one, other]) => one + other)).toEqual(shops.map(() => 1));
    expect(runs.some(([one]) => one === 1) && runs.some(([, other]) => other === 1)).toBe(true);
    for (const shop of shops) await expectSameAsShop(db, sandbox, shop);
  });
});

describe('SIGTERM while a job runs', () => {
  it('ends the process with 0 and leaves the job to the next one, at once', async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill9()));
    const server = await start('all');
    const user = await aUser(db);
    const before = await as(server.http, user);
    await sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 600 });
    const shop = await connectShop(before, sandbox, 'woocommerce');
    await jobWhen(before, shop.job_id, 'runs', (job) => job.status === 'running');
    const asked = performance.now();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(15_000);
    const left = await db.one<{ status: string; worker_id: string | null }>(
      'SELECT status, worker_id FROM jobs WHERE id = $1',
      [shop.job_id],
    );
    expect(left).toEqual({ status: 'queued', worker_id: null });

    await sandbox.clearFaults();
    const http = await as((await start('all')).http, user);
    await jobSucceeded(http, shop.job_id);
    expect((await getJob(http, shop.job_id)).attempts).toBe(1);
    await expectSameAsShop(db, sandbox, shop);
  });
});
