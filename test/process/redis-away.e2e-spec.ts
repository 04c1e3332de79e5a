import { rm } from 'node:fs/promises';
import { connectShop, expectSameAsShop, expectStatus, jobSucceeded } from '../stores/shops.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { hasRedisServer, RedisServer } from './redis-server.js';
import { TcpGate } from './tcp-gate.js';

const PROFILE = '/api/v1/users/profile';

const withRedis = hasRedisServer ? describe : describe.skip;

withRedis(`Redis goes away and comes back${hasRedisServer ? '' : ' (skipped: there is no redis-server here)'}`, () => {
  let db: TestDatabase;
  let redis: RedisServer;
  let gate: TcpGate;
  let sandbox: TestSandbox;
  let dataDir: string;
  let server: ServerProcess;
  let http: HttpClient;
  let person: HttpClient;

  beforeAll(async () => {
    db = await createTestDatabase();
    redis = await RedisServer.start();
    gate = await TcpGate.before(redis.url);
    sandbox = await startSandbox();
    dataDir = await scratchFolder('redis');
    server = await ServerProcess.start({
      env: { DATABASE_URL: db.url, REDIS_URL: gate.url, KSAP_DATA_DIR: dataDir, KSAP_SANDBOX_URL: sandbox.url },
    });
    http = server.http;
    expectStatus(await http.post('/api/v1/auth/register', ACCOUNT), 201);
    person = await signIn();
  });
  afterAll(async () => {
    await server.kill9();
    await gate.close();
    await redis.kill();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function signIn(): Promise<HttpClient> {
    const { body } = expectStatus(await http.post('/api/v1/auth/login', ACCOUNT), 200);
    return http.with({ authorization: `Bearer ${String(body.data.access_token)}` });
  }
  const ready = (): Promise<Answer> => http.get('/health/ready');
  const isReady = ({ status }: Answer): boolean => status === 200;
  const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
    const begun = performance.now();
    const result = await work;
    expect(performance.now() - begun).toBeLessThan(ms);
    return result;
  };

  it('the queue and the sessions are on it', async () => {
    expect(server.lines.join('\n')).toContain('queue on Redis');
    const shop = await connectShop(person, sandbox, 'shopify');
    await jobSucceeded(person, shop.job_id);
    await expectSameAsShop(db, sandbox, shop);
  });

  it('nobody is logged out and requests go on; what it lost with its memory is done all the same', async () => {
    await redis.kill();

    expect((await within(5_000, person.get(PROFILE))).status).toBe(200);
    const other = await within(5_000, signIn());
    expect((await other.get('/api/v1/orders?limit=1')).status).toBe(200);
    const shop = await within(8_000, connectShop(person, sandbox, 'woocommerce'));
    const away = await until('the queue is missed', ready, ({ status }) => status === 503);
    expect(away.body.checks).toMatchObject({ database: { status: 'ok' }, queue: { status: 'failed' } });
    expect((await http.get('/health/live')).status).toBe(200);

    await redis.comeBack();
    await until('it is ready again', ready, isReady);
    await jobSucceeded(person, shop.job_id);
    await expectSameAsShop(db, sandbox, shop);
    expect((await person.get(PROFILE)).status).toBe(200);
  });

  it('a session that ends meanwhile stays ended when Redis is back with what it held', async () => {
    const leaving = await signIn();
    expect((await leaving.get(PROFILE)).status).toBe(200);

    gate.shut();
    expect((await within(5_000, leaving.post('/api/v1/auth/logout', {}))).status).toBe(200);
    expect((await leaving.get(PROFILE)).status).toBe(401);

    gate.open();
    await until('it is ready again', ready, isReady);
    expect((await leaving.get(PROFILE)).status).toBe(401);
    expect((await person.get(PROFILE)).status).toBe(200);
  });

  it('the process stops in order while Redis is away', async () => {
    gate.shut();
    expect(await within(20_000, server.stop())).toEqual({ code: 0, signal: null });
  });
});
