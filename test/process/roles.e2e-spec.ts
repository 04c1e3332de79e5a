import { rm } from 'node:fs/promises';
import { connectShop, getJob, jobSucceeded } from '../stores/shops.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

describe('API and worker as two processes', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let api: ServerProcess;
  let worker: ServerProcess;
  let person: HttpClient;

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox();
    dataDir = await scratchFolder('roles');
    api = await start('api');
    const { body } = await api.http.post('/api/v1/auth/register', ACCOUNT);
    person = api.http.with({ authorization: `Bearer ${String(body.data.access_token)}` });
  });
  afterAll(async () => {
    await api.kill9();
    await worker.kill9();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = (role: string): Promise<ServerProcess> =>
    ServerProcess.start({
      env: { DATABASE_URL: db.url, KSAP_DATA_DIR: dataDir, KSAP_SANDBOX_URL: sandbox.url, KSAP_ROLE: role },
    });

  it('the API takes work and does none; the worker does it as soon as it is there', async () => {
    const shop = await connectShop(person, sandbox, 'shopify');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await getJob(person, shop.job_id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await db.count('worker_instances')).toBe(0);

    worker = await start('worker');
    await jobSucceeded(person, shop.job_id);
    expect(await db.one('SELECT role, pid FROM worker_instances')).toEqual({ role: 'worker', pid: worker.pid });
    expect(await db.count('orders')).toBeGreaterThan(0);
  });

  it('each is ready with its own parts', async () => {
    const [atApi, atWorker] = await Promise.all([api.http.get('/health/ready'), worker.http.get('/health/ready')]);
    expect(atApi.status).toBe(200);
    expect(Object.keys(atApi.body.checks as object)).toEqual(['database', 'queue']);
    expect(atWorker.status).toBe(200);
    expect(Object.keys(atWorker.body.checks as object)).toEqual(['database', 'queue', 'worker']);
    expect((await worker.http.get('/health/live')).status).toBe(200);
    expect((await worker.http.get('/metrics')).text).toMatch(/^process_cpu_user_seconds_total /m);
  });

  it.each([
    ['GET', '/api/v1/stores'],
    ['POST', '/api/v1/auth/login'],
    ['GET', '/docs'],
    ['GET', '/openapi.json'],
    ['GET', '/health'],
    ['GET', '/metrics/../api/v1/orders'],
    ['DELETE', '/api/v1/nowhere'],
  ])('the worker answers %s %s with a 404 that says what it is', async (method, path) => {
    const answer = await worker.http.request(method, path);

    expect(answer).toMatchObject({ status: 404, body: { success: false, error: { code: 'NOT_FOUND' } } });
    expect(answer.body.error.message).toMatch(/worker/);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id);
  });

  it('the ready line of each says what it serves', () => {
    expect(api.lines.join('\n')).toMatch(/KSAP is ready at \S+ \(docs: \S+; role api;/);
    expect(worker.lines.join('\n')).toMatch(/KSAP is ready at \S+ \(health and metrics alone; role worker;/);
  });

  it('the API serves on when the worker goes, and both end with 0', async () => {
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
    expect((await person.get('/api/v1/orders?limit=1')).status).toBe(200);
    expect(await api.stop()).toEqual({ code: 0, signal: null });
  });
});
