import { randomUUID } from 'node:crypto';
import { ProcessPaymentDeliveries } from '../../src/modules/payments/webhooks/process-payment-deliveries.js';
import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import type { ProcessorRow } from '../support/payment-factories.js';
import { until } from '../support/until.js';
import { aListeningProcessor, deliver, stripeEvent, stripeSignature } from './webhook-rig.js';

/** What became of payment providers’ deliveries, as their owner sees it. */
const SECRET = 'whsec_known';

let app: TestApp;
let owner: UserRow;
let http: HttpClient;
let processor: ProcessorRow;

beforeAll(async () => {
  app = await startTestApp({ sandbox: { orders: 40, products: 10 } });
  owner = await aUser(app.db);
  http = await as(app.http, owner);
  processor = await aListeningProcessor(app, { user_id: owner.id });
});
afterAll(() => app.close());

beforeEach(async () => {
  await app.sandbox.clearFaults();
  await app.db.query('DELETE FROM payment_deliveries');
});

const signed = (raw: string, secrets = [SECRET], at = Date.now()): Record<string, string> => ({
  'stripe-signature': stripeSignature(raw, secrets, at),
});
const send = (raw: string, headers = signed(raw)): Promise<Answer> => deliver(app, processor, raw, headers);
/** Worked off now: a test does not wait for the clock. */
const wake = (): Promise<void> => app.nest.get(ProcessPaymentDeliveries).process();
const statusOf = async (id: string): Promise<string> =>
  (await app.db.one<{ status: string }>('SELECT status FROM payment_deliveries WHERE id = $1', [id])).status;
const calls = async (): Promise<number> => (await app.sandbox.requests('stripe')).length;

const processed = (id: string): Promise<string> =>
  until(
    'it is processed',
    async () => {
      await wake();
      return statusOf(id);
    },
    (status) => status === 'processed',
  );

const inbox = (path = '', of = processor.id): string => `/api/v1/payment-processors/${of}/webhooks${path}`;

const aDelivery = (columns: Record<string, unknown> = {}): Promise<{ id: string }> =>
  insert(app.db, 'payment_deliveries', {
    payment_processor_id: processor.id,
    delivery_id: randomUUID(),
    topic: 'charge.succeeded',
    resource: 'charges',
    platform_id: 'ch_unknown',
    body: Buffer.from(stripeEvent('evt_kept')),
    status: 'processed',
    next_attempt_at: null,
    ...columns,
  });

describe('GET /payment-processors/:id/webhooks/deliveries', () => {
  it('shows what came and what became of it; one of them whole, without secrets', async () => {
    const body = stripeEvent('evt_seen', {
      object: { id: 'ch_unknown', object: 'charge', client_secret: 'pi_1_secret_2' },
    });
    expect((await send(body)).status).toBe(200);
    const [shown] = await until(
      'it is processed',
      async () => (await http.get(inbox('/deliveries'))).body.data.items as Record<string, unknown>[],
      (items) => items[0]?.status === 'processed',
    );
    expect(shown).toMatchObject({
      delivery_id: 'evt_seen',
      topic: 'charge.succeeded',
      resource: 'charges',
      attempts: 1,
    });
    expect(Object.keys(shown ?? {})).not.toContain('body');
    const one = await http.get(inbox(`/deliveries/${String(shown?.id)}`));
    expect(one.body.data.body.data.object).toEqual({ id: 'ch_unknown', object: 'charge', client_secret: '[hidden]' });
    expect(one.text).not.toContain('v1=');
    expect((await http.get(inbox())).body.data).toMatchObject({
      waiting: 0,
      dead: 0,
      last_delivery_at: shown?.received_at,
    });
  });

  it('filters by status, topic and resource, and pages', async () => {
    for (let n = 1; n <= 5; n += 1) await aDelivery({ received_at: new Date(Date.UTC(2026, 9, n)) });
    await aDelivery({
      received_at: new Date(Date.UTC(2026, 9, 6)),
      status: 'dead',
      resource: 'payouts',
      topic: 'payout.paid',
    });
    const count = async (query: string): Promise<number> =>
      (await http.get(inbox(`/deliveries?${query}`))).body.data.items.length as number;
    expect(await count('status=dead')).toBe(1);
    expect(await count('topic=charge.succeeded')).toBe(5);
    expect(await count('resource=payouts')).toBe(1);
    expect(await count('received_from=2026-10-02&received_to=2026-10-04')).toBe(2);
    const first = (await http.get(inbox('/deliveries?limit=4'))).body.data;
    const second = (await http.get(inbox(`/deliveries?limit=4&cursor=${first.page.next_cursor}`))).body.data;
    expect(new Set([...first.items, ...second.items].map(({ id }: { id: string }) => id)).size).toBe(6);
    expectRefusal(await http.get(inbox('/deliveries?status=lost')), 400, 'VALIDATION_ERROR');
  });

  it('is 404 for somebody else, as are single ones and their retries', async () => {
    const stranger = await as(app.http, await aUser(app.db));
    const { id } = await aDelivery({ status: 'dead' });
    for (const path of ['', '/deliveries', `/deliveries/${id}`])
      expectRefusal(await stranger.get(inbox(path)), 404, 'NOT_FOUND');
    for (const path of [`/deliveries/${id}/retry`, '/deliveries/retry-dead'])
      expectRefusal(await stranger.post(inbox(path), {}), 404, 'NOT_FOUND');
    expect(await statusOf(id)).toBe('dead');
  });
});

describe('POST /payment-processors/:id/webhooks/deliveries/:payment_delivery_id/retry', () => {
  it('works a dead one off at once, and notes who wanted it; a processed one is 409', async () => {
    const { id } = await aDelivery({ status: 'dead', attempts: 15, last_error: 'no answer' });
    const answer = await http.post(inbox(`/deliveries/${id}/retry`), {});
    expect([answer.status, answer.body.data.status, answer.body.data.attempts]).toEqual([200, 'received', 0]);
    await processed(id);
    expectRefusal(await http.post(inbox(`/deliveries/${id}/retry`), {}), 409, 'INVALID_STATE');
    expect(await app.db.count('audit_log', `action = 'payment_delivery.retried' AND subject_id = $1`, [id])).toBe(1);
  });

  it('takes all dead ones at once', async () => {
    const dead = await Promise.all([1, 2, 3].map(() => aDelivery({ status: 'dead', attempts: 15 })));
    expect((await http.post(inbox('/deliveries/retry-dead'), {})).body.data).toEqual({ retried: 3 });
    for (const { id } of dead) await processed(id);
  });
});

describe('a delivery that cannot be worked off', () => {
  it('is loud when it is given up: one mail for the first, a count in the metrics', async () => {
    await app.sandbox.fault({ provider: 'stripe', kind: 'error_500' });
    const last = { status: 'failed', attempts: 14, next_attempt_at: new Date() };
    for (const { id } of [await aDelivery(last), await aDelivery(last)]) {
      const isDead = (status: string): boolean => status === 'dead';
      await wake();
      await until('it is dead', () => statusOf(id), isDead, { timeout_ms: 40_000 });
    }
    const mail = await mailTo(app, owner.email, 'could not be taken in');
    expect(mail.text).toContain('retry-dead');
    expect((await mailsTo(app, owner.email)).length).toBe(1);
    expect((await app.http.get('/metrics')).text).toMatch(/ksap_backlog\{what="payment_deliveries_dead"\} 2/);
  });

  it('has not failed when our credentials are refused: it waits, without further calls, until they are good again', async () => {
    await app.sandbox.fault({ provider: 'stripe', kind: 'auth_revoked' });
    const { id } = await aDelivery({ status: 'received', next_attempt_at: new Date() });
    await wake();
    const state = (): Promise<{ connection_state: string }> =>
      app.db.one('SELECT connection_state FROM payment_processors WHERE id = $1', [processor.id]);
    await until('the processor has failed', state, ({ connection_state }) => connection_state === 'failed');
    await until(
      'it was put back',
      () => app.db.one<{ attempts: number }>('SELECT attempts FROM payment_deliveries WHERE id = $1', [id]),
      ({ attempts }) => attempts === 0,
    );
    await mailTo(app, owner.email, 'is not being read');
    await app.sandbox.clearFaults();
    const before = await calls();
    await wake();
    expect([await statusOf(id), await calls()]).toEqual(['received', before]);
    await app.db.query(`UPDATE payment_processors SET connection_state = 'connected' WHERE id = $1`, [processor.id]);
    await processed(id);
  });
});

describe('deliveries that a process took and did not come back from', () => {
  it('are another’s once the lease is over, and count as tried', async () => {
    const { id } = await aDelivery({ status: 'received', attempts: 1, next_attempt_at: new Date(Date.now() + 400) });
    await wake();
    expect(await statusOf(id)).toBe('received');
    await processed(id);
    const { attempts } = await app.db.one<{ attempts: number }>(
      'SELECT attempts FROM payment_deliveries WHERE id = $1',
      [id],
    );
    expect(attempts).toBe(2);
  });
});

describe('deliveries that were worked off long ago', () => {
  it('lose their bodies after some days and go after a month; dead ones stay', async () => {
    const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    const [fresh, old, , dead] = await Promise.all([
      aDelivery({ received_at: ago(1) }),
      aDelivery({ received_at: ago(5) }),
      aDelivery({ received_at: ago(31) }),
      aDelivery({ received_at: ago(31), status: 'dead' }),
    ]);
    await app.nest.get(ProcessPaymentDeliveries).purge();
    const rows = await app.db.query<{ id: string; kept: boolean }>(
      'SELECT id, body IS NOT NULL AS kept FROM payment_deliveries',
    );
    const kept = new Map(rows.map((row) => [row.id, row.kept]));
    expect(kept).toEqual(
      new Map([
        [fresh.id, true],
        [old.id, false],
        [dead.id, true],
      ]),
    );
  });
});
