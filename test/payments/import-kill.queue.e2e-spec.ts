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
import { Gate } from '../sync/gate.js';
import { CREDENTIALS } from './webhook-rig.js';

const PROCESSORS = '/api/v1/payment-processors';

describe('kill -9 in the middle of the import of a payment processor', () => {
  let db: TestDatabase;
  let sandbox: TestSandbox;
  let dataDir: string;
  let env: Record<string, string>;
  let gate: Gate;
  let server: ServerProcess;
  let killed: { id: string; job_id: string };

  beforeAll(async () => {
    db = await createTestDatabase();
    sandbox = await startSandbox({ orders: 60 });
    dataDir = await scratchFolder('killed-import');
    const redisUrl = await freshRedis();
    env = {
      DATABASE_URL: db.url,
      KSAP_DATA_DIR: dataDir,
      KSAP_SANDBOX_URL: sandbox.url,
      LOG_LEVEL: 'info',
      KSAP_DB_POOL: '6',
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    };
    gate = await Gate.at(db, { table: 'payment_reads', owner: 'payment_processor_id' });
    server = await ServerProcess.start({ env });
  });

  afterAll(async () => {
    await server.kill9();
    await gate.end();
    await sandbox.close();
    await db.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const connect = async (user: UserRow): Promise<{ id: string; job_id: string; http: HttpClient }> => {
    const http = await as(server.http, user);
    const { stripe: credentials } = CREDENTIALS;
    const { data } = (await http.post(PROCESSORS, { name: 'Stripe', provider: 'stripe', credentials })).body;
    return { id: String(data.id), job_id: String(data.sync_job_id), http };
  };
  const succeeded = (jobId: string) =>
    until(
      'the import has succeeded',
      () => db.one<{ status: string; attempts: number }>('SELECT status, attempts FROM jobs WHERE id = $1', [jobId]),
      ({ status }) => status === 'succeeded',
      { timeout_ms: 90_000 },
    );
  const readOf = (resource: string) =>
    db.query<{ seen: number; until: Date; status: string }>(
      'SELECT seen, until, status FROM payment_reads WHERE payment_processor_id = $1 AND resource = $2',
      [killed.id, resource],
    );
  /** What an import brings, whichever way it took. */
  const books = async (id: string) => ({
    transactions: await db.query(
      `SELECT platform_transaction_id, t.type, t.status, t.amount, t.currency, t.net_amount, p.platform_payout_id,
              (SELECT platform_transaction_id FROM transactions parent WHERE parent.id = t.parent_transaction_id) AS parent
       FROM transactions t LEFT JOIN payouts p ON p.id = t.payout_id WHERE t.payment_processor_id = $1 ORDER BY 1`,
      [id],
    ),
    payouts: await db.query(
      `SELECT platform_payout_id, status, amount, lines_count, lines_amount, lines_complete FROM payouts
       WHERE payment_processor_id = $1 ORDER BY 1`,
      [id],
    ),
  });

  // In the order in which they are read.
  it.each([
    ['before the first page is stored', 'payouts', 'charges'],
    ['in a later list', 'charges', 'balance_transactions'],
    ['in the last list', 'balance_transactions', null],
  ])('goes on at once where it was: %s', async (_when, resource, next) => {
    await gate.close(null, resource, 1);
    if (resource === 'payouts') killed = await connect(await aUser(db));
    await gate.reached();
    const [before] = await readOf(resource);
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    await gate.open();
    if (next !== null) await gate.close(null, next, 1);
    server = await ServerProcess.start({ env });
    await until(
      'the read goes on in the new process',
      () => readOf(resource),
      ([now]) => now?.status === 'succeeded',
      { timeout_ms: 60_000 },
    );
    // The same read, not a new one: it ends where the first try said that it would.
    if (before) expect((await readOf(resource))[0]).toMatchObject({ until: before.until });
    await gate.open();
  });

  it('has everything once in the end, as if nothing had happened', async () => {
    const job = await succeeded(killed.job_id);
    expect(job.attempts).toBeGreaterThan(1);
    const calm = await connect(await aUser(db));
    await succeeded(calm.job_id);
    const expected = await books(calm.id);
    expect(expected.transactions.length).toBeGreaterThan(10);
    expect(expected.payouts.length).toBeGreaterThan(0);
    expect(await books(killed.id)).toEqual(expected);
    const twice = await db.query(
      'SELECT resource, seen, created + updated + unchanged + bad AS written FROM payment_reads WHERE payment_processor_id = $1 AND seen <> created + updated + unchanged + bad',
      [killed.id],
    );
    expect(twice).toEqual([]);
  });
});
