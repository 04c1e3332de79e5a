import { rm } from 'node:fs/promises';
import { WorkerLanes } from '../../src/modules/jobs/worker.js';
import { connectShop, jobSucceeded, jobWhen } from '../stores/shops.js';
import { startTestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { TcpGate } from './tcp-gate.js';

const TOKEN = 'metrics-token-of-this-test';

describe('health and metrics', () => {
  let db: TestDatabase;
  let gate: TcpGate;
  let sandbox: TestSandbox;
  let dataDir: string;
  let server: ServerProcess;
  let http: HttpClient;
  let person: HttpClient;

  beforeAll(async () => {
    db = await createTestDatabase();
    gate = await TcpGate.before(db.url);
    sandbox = await startSandbox();
    dataDir = await scratchFolder('health');
    const env = {
      DATABASE_URL: gate.url.replace('//postgres@', '//postgres:hunter2@'),
      KSAP_DATA_DIR: dataDir,
      KSAP_SANDBOX_URL: sandbox.url,
      KSAP_METRICS_TOKEN: TOKEN,
    };
    server = await ServerProcess.start({ env });
    http = server.http;
    const { body } = await http.post('/api/v1/auth/register', ACCOUNT);
    person = http.with({ authorization: `Bearer ${String(body.data.access_token)}` });
  });
  afterAll(async () => {
    await server.kill9();
    await gate.close();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });
  afterEach(() => gate.open());

  const ready = () => http.get('/health/ready');
  const isReady = ({ status }: Answer): boolean => status === 200;

  it('is live, and ready with each part by its name', async () => {
    expect(await http.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ready()).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        checks: { database: { status: 'ok' }, queue: { status: 'ok' }, worker: { status: 'ok' } },
      },
    });
  });

  it('shows metrics to whoever bears the token', async () => {
    await person.get('/api/v1/stores/7b1f6a3e-0000-4000-8000-000000000001');

    const bare = await http.get('/metrics');
    expect(bare).toMatchObject({ status: 401, body: { success: false, error: { code: 'UNAUTHENTICATED' } } });
    expect((await http.get('/metrics', { headers: { authorization: `Bearer ${TOKEN}x` } })).status).toBe(401);

    const { status, headers, text } = await http.get('/metrics', { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    const labels = 'method="GET",route="/api/v1/stores/:store_id",status="404"';
    expect(text).toMatch(new RegExp(`^ksap_http_request_seconds_bucket\\{le="10",${labels}\\} 1$`, 'm'));
    expect(text).not.toContain('7b1f6a3e');
  });

  it('is live but not ready while the database is away, and works again when it is back', async () => {
    const shop = await connectShop(person, sandbox, 'shopify');
    await jobSucceeded(person, shop.job_id);

    gate.shut();
    const away = await until('the fault shows', ready, ({ status }) => status === 503);
    expect(away.body).toMatchObject({
      status: 'failed',
      checks: { database: { status: 'failed', faults: [expect.stringContaining('cannot be reached')] } },
    });
    expect(away.text).not.toMatch(/hunter2|127\.0\.0\.1/);
    expect((await http.get('/health/live')).status).toBe(200);
    expect(await person.get('/api/v1/stores')).toMatchObject({
      status: 503,
      body: { success: false, error: { code: 'SERVICE_UNAVAILABLE' } },
    });

    gate.open();
    await until('it is ready again', ready, isReady);
    const sync = await person.post(`/api/v1/stores/${shop.store_id}/sync`, { mode: 'full' });
    expect(sync.status).toBe(202);
    await jobSucceeded(person, String(sync.body.data.job.id));
  });

  it('answers in time that the database is silent', async () => {
    gate.silence();
    const begun = performance.now();
    const { status, body } = await ready();

    expect(status).toBe(503);
    expect(body.checks.database).toEqual({ status: 'failed', faults: ['no answer within 3 s'] });
    expect(performance.now() - begun).toBeLessThan(6_000);

    gate.shut();
    gate.open();
    await until('it is ready again', ready, isReady);
  });

  it('takes up its session again when the database ends it', async () => {
    const sessions = `SELECT pid FROM pg_stat_activity WHERE application_name = 'ksap-session' AND datname = current_database()`;
    const [before] = await db.query<{ pid: number }>(sessions);
    await db.query('SELECT pg_terminate_backend($1)', [before?.pid]);

    await until(
      'there is another session',
      () => db.query<{ pid: number }>(sessions),
      ([now]) => !!now && now.pid !== before?.pid,
    );
    await until('it is ready', ready, isReady);
    const shop = await connectShop(person, sandbox, 'woocommerce');
    await jobWhen(person, shop.job_id, 'is taken', ({ status }) => status !== 'queued');
    await jobSucceeded(person, shop.job_id);
  });

  it('names the lane whose worker has stopped', async () => {
    const app = await startTestApp();
    try {
      expect((await app.http.get('/health/ready')).status).toBe(200);
      await app.nest.get(WorkerLanes).sync.worker.close();

      const { status, body } = await app.http.get('/health/ready');

      expect(status).toBe(503);
      expect(body.checks).toMatchObject({
        database: { status: 'ok' },
        queue: { status: 'ok' },
        worker: { status: 'failed', faults: ['the worker of the sync lane has stopped'] },
      });
    } finally {
      await app.close();
    }
  });
});
