import { rm } from 'node:fs/promises';
import { ChangeGate, REFUNDS_OF_PAYMENTS } from '../orders/change-gate.js';
import { as } from '../support/as.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { freshRedis } from '../support/redis.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { scratchFolder } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import { kindsOf, type Payment, RefundRig, TWO_DIGITS } from './refund-rig.js';

let db: TestDatabase;
let sandbox: TestSandbox;
let dataDir: string;
let env: Record<string, string>;
let user: UserRow;
let gate: ChangeGate;
let server: ServerProcess;
let http: HttpClient;
let rig: RefundRig;

beforeAll(async () => {
  db = await createTestDatabase();
  sandbox = await startSandbox({ orders: 160, products: 20 });
  dataDir = await scratchFolder('killed-refund');
  const redisUrl = await freshRedis();
  env = {
    DATABASE_URL: db.url,
    KSAP_DATA_DIR: dataDir,
    KSAP_SANDBOX_URL: sandbox.url,
    LOG_LEVEL: 'info',
    KSAP_DB_POOL: '6',
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  user = await aUser(db);
  gate = await ChangeGate.at(db, REFUNDS_OF_PAYMENTS);
  await start();
  rig = await RefundRig.open(db, sandbox, http);
}, 120_000);

afterAll(async () => {
  await server.kill9();
  await gate.end();
  await sandbox.close();
  await db.drop();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(() => sandbox.clearFaults());

async function start(): Promise<void> {
  server = await ServerProcess.start({ env });
  http = await as(server.http, user);
}

describe('kill -9 in the middle of refunds', () => {
  const send = (payment: Payment): Promise<Answer> =>
    rig.refund(payment, { amount: '5.00' }, { 'idempotency-key': `killed-${payment.id}` });

  async function afterTheKill(payments: Payment[], unheard: Promise<string>[]): Promise<void> {
    expect(await server.kill9()).toMatchObject({ signal: 'SIGKILL' });
    expect(await Promise.all(unheard)).toEqual(payments.map(() => 'unheard'));
    await gate.open();
    await sandbox.clearFaults();
    // A minute passes.
    await db.query(
      `UPDATE refund_requests SET lease_until = now() - interval '1 second', sent_at = sent_at - interval '1 minute'
       WHERE status IN ('pending', 'sent')`,
    );
    await start();
    rig.useHttp(http);
    await db.query(`SELECT pg_notify('ksap_refunds', '')`);
    const settled = await until(
      'the refunds are settled',
      () =>
        db.query<{ status: string }>('SELECT status FROM refund_requests WHERE transaction_id = ANY($1)', [
          payments.map(({ id }) => id),
        ]),
      (rows) => rows.every(({ status }) => status === 'completed' || status === 'failed'),
      { timeout_ms: 60_000 },
    );
    expect(settled).toEqual(payments.map(() => ({ status: 'completed' })));
    for (const payment of payments) {
      expect(await rig.atStripe(payment)).toEqual([500]);
      expect(await rig.refundsOf(payment)).toMatchObject([{ status: 'completed', amount: '-5.00' }]);
      expect(await rig.rows(payment)).toHaveLength(1);
      // The first one was not answered: the same wish is told so, and is not carried out a second time.
      const again = await send(payment);
      expect([again.status, again.body.error?.code]).toEqual([409, 'CONFLICT']);
      expect(await rig.atStripe(payment)).toEqual([500]);
      const order = await rig.orderWhen(payment, 'was told at its shop', (one) =>
        kindsOf(one).includes('refund_noted'),
      );
      expect(order.refunds).toMatchObject([{ amount: '5.00' }]);
    }
  }

  it('made at Stripe and not known here: each is made exactly once, and known after the restart', async () => {
    const payments = [await rig.payment(TWO_DIGITS), await rig.payment(TWO_DIGITS)];
    await gate.close('before it is stored');
    const unheard = payments.map((payment) => heard(send(payment)));
    await gate.reached(payments.length);
    for (const payment of payments) expect(await rig.atStripe(payment)).toEqual([500]);
    await afterTheKill(payments, unheard);
  });

  it('before it was sent, and lost on the way: each is made exactly once', async () => {
    const [held, lost] = [await rig.payment(TWO_DIGITS), await rig.payment(TWO_DIGITS)];
    await gate.close('before it is sent', [held.id]);
    await sandbox.fault({ provider: 'stripe', kind: 'timeout', method: 'POST', path: '/v1/refunds' });
    const unheard = [heard(send(held)), heard(send(lost))];
    await gate.reached();
    await until('the other is sent', () =>
      db.count('refund_requests', 'transaction_id = $1 AND sent_at IS NOT NULL', [lost.id]),
    );
    expect(await rig.atStripe(held)).toEqual([]);
    await afterTheKill([held, lost], unheard);
  });
});

const heard = (answer: Promise<Answer>): Promise<string> =>
  answer.then(
    () => 'heard',
    () => 'unheard',
  );
