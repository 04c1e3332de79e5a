import { rm } from 'node:fs/promises';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { added, doorsOf, fieldsOf } from './rig.js';

describe('kill -9 in the middle of tests of proxies', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let env: Record<string, string>;
  let user: UserRow;
  let server: ServerProcess;
  let http: HttpClient;

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 1, products: 1 });
    dataDir = await scratchFolder('killed-proxies');
    const redisUrl = await freshRedis();
    env = {
      DATABASE_URL: db.url,
      KSAP_DATA_DIR: dataDir,
      KSAP_SANDBOX_URL: sandbox.url,
      LOG_LEVEL: 'warn',
      KSAP_DB_POOL: '6',
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    };
    user = await aUser(db);
    await start();
  }, 120_000);
  afterAll(async () => {
    await server.kill9();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    server = await ServerProcess.start({ env });
    http = await as(server.http, user);
  }
  const tests = (id: string): Promise<number> => db.count('proxy_tests', 'proxy_id = $1', [id]);

  it('loses neither a test that was asked for nor one that was due, and writes none down twice', async () => {
    const doors = await doorsOf(sandbox);
    await sandbox.fault({ provider: 'proxy', kind: 'slow', delay_ms: 5_000 });
    const asked = await added(http, { ...fieldsOf(doors.get('http')!), is_active: false });
    const due = await added(http, fieldsOf(doors.get('socks5')!));
    const { job } = (await http.post(`${asked.path}/test`)).body.data as unknown as { job: { id: string } };
    await until(
      'both tests are on their way',
      async () => (await sandbox.state()).proxy!.connections!,
      (connections) => connections >= 2,
    );
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    expect([await tests(asked.id), await tests(due.id)]).toEqual([0, 0]);

    await sandbox.clearFaults();
    // A minute and a half passes.
    await db.query("UPDATE proxies SET next_test_at = next_test_at - interval '90 seconds' WHERE id = $1", [due.id]);
    await start();
    const ended = await until(
      'the job ended',
      async () => (await http.get(`/api/v1/jobs/${job.id}`)).body.data,
      ({ status }) => status === 'succeeded',
      { timeout_ms: 60_000 },
    );
    expect(ended).toMatchObject({ result: { test: { test_result: 'success', job_id: job.id } } });
    await until(
      'the due one was tested',
      () => tests(due.id),
      (count) => count > 0,
    );
    expect([await tests(asked.id), await tests(due.id)]).toEqual([1, 1]);
    expect((await sandbox.state()).proxy!.echoed_directly).toBe(0);
  }, 120_000);
});
