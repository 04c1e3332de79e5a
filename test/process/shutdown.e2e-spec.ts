import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connect,
  connectShop,
  createStore,
  credentialsFor,
  expectSameAsShop,
  jobSucceeded,
  jobWhen,
} from '../stores/shops.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ACCOUNT } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const ENDED_WELL = { code: 0, signal: null };

describe('SIGTERM', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let server: ServerProcess;
  let person: HttpClient;
  let token: string;
  let storeId: string;

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 500, products: 20 });
    dataDir = await scratchFolder('shutdown');
    await restart();
    const { body } = await server.http.post('/api/v1/auth/register', ACCOUNT);
    token = String(body.data.access_token);
    person = server.http.with({ authorization: `Bearer ${token}` });
  });
  afterAll(async () => {
    await server.kill9();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function restart(): Promise<void> {
    server = await ServerProcess.start({
      env: { DATABASE_URL: db.url, KSAP_DATA_DIR: dataDir, KSAP_SANDBOX_URL: sandbox.url, LOG_LEVEL: 'debug' },
    });
    if (token) person = server.http.with({ authorization: `Bearer ${token}` });
  }

  const signal = (): boolean => process.kill(server.pid, 'SIGTERM');
  const stopping = (): Promise<string> => server.line(/"msg":"Stopping"/);
  const complaints = (): string[] => server.lines.filter((line) => /"level":"(warn|error|fatal)"|^\s+at /.test(line));

  it('ends the request in flight, takes no other, and is done at once though the connection would live on', async () => {
    storeId = await createStore(person, 'shopify');
    await sandbox.fault({ provider: 'shopify', kind: 'slow', delay_ms: 1_500, count: 1 });
    const inFlight = connect(person, storeId, credentialsFor('shopify', sandbox), { skip_sync: true });
    await sleep(400);

    signal();
    await stopping();
    const begun = performance.now();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow('fetch failed');

    expect(await inFlight).toMatchObject({
      status: 202,
      body: { data: { store: { connection: { state: 'connected' } } } },
    });
    expect(await server.exited).toEqual(ENDED_WELL);
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(complaints()).toEqual([]);
  });

  it('ends streams, puts a running job back, and the next process ends it, with nothing missing or doubled', async () => {
    await restart();
    await sandbox.fault({ provider: 'woocommerce', kind: 'slow', delay_ms: 150 });
    const shop = await connectShop(person, sandbox, 'woocommerce');
    await jobWhen(person, shop.job_id, 'has done something', ({ progress }) => progress.done > 0);
    const stream = await events(`${server.url}/api/v1/jobs/${shop.job_id}/events`);

    signal();
    const [said] = await Promise.all([textOf(stream), server.exited]);

    expect(said).toMatch(/^event: progress\ndata: \{.*"status":"running"/);
    expect(said).not.toContain('event: end');
    expect(await server.exited).toEqual(ENDED_WELL);
    const row = await db.one('SELECT status, attempts FROM jobs WHERE id = $1', [shop.job_id]);
    expect(row).toMatchObject({ status: 'queued' });

    await sandbox.clearFaults();
    await restart();
    const job = await jobSucceeded(person, shop.job_id);
    expect(job.error).toBeNull();
    await expectSameAsShop(db, sandbox, shop);
  });

  it('ends a start that is under way in order', async () => {
    const starting = ServerProcess.spawn({ env: { DATABASE_URL: db.url, KSAP_DATA_DIR: dataDir, LOG_LEVEL: 'debug' } });
    await starting.line(/Starting Nest application/);
    process.kill(starting.pid, 'SIGTERM');

    expect(await starting.exited).toEqual(ENDED_WELL);
    expect(starting.lines.join('\n')).toContain('"msg":"Stopped"');
  });

  it('is heard once, however often it comes', async () => {
    await sandbox.fault({ provider: 'shopify', kind: 'slow', delay_ms: 1_200, count: 1 });
    const inFlight = connect(person, storeId, credentialsFor('shopify', sandbox), { skip_sync: true });
    await sleep(300);

    signal();
    await stopping();
    signal();
    process.kill(server.pid, 'SIGINT');
    await sleep(200);
    signal();

    expect((await inFlight).status).toBe(202);
    expect(await server.exited).toEqual(ENDED_WELL);
    expect(server.lines.filter((line) => line.includes('"msg":"Stopping"'))).toHaveLength(1);
  });

  /** A stream on a keep-alive connection of its own. */
  async function events(url: string): Promise<IncomingMessage> {
    const request = get(url, { agent: new Agent({ keepAlive: true }), headers: { authorization: `Bearer ${token}` } });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  }
});

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk as string;
  return text;
}
