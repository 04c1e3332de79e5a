import { randomUUID } from 'node:crypto';
import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import type { ProcessorRow } from '../support/payment-factories.js';
import {
  aListeningProcessor,
  deliver,
  type Recorded,
  recordedDelivery,
  stripeEvent,
  stripeSignature,
} from './webhook-rig.js';

/** Deliveries of payment providers: whom we believe. */
const SECRET = 'whsec_known';

let app: TestApp;
let owner: UserRow;
let processor: ProcessorRow;

beforeAll(async () => {
  app = await startTestApp({ sandbox: { orders: 20, products: 10 } });
  owner = await aUser(app.db);
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
const calls = async (): Promise<number> => (await app.sandbox.requests('stripe')).length;

describe('a delivery of a payment provider', () => {
  const raw = stripeEvent('evt_door');

  it.each<[string, () => Record<string, string>]>([
    ['has no signature', () => ({})],
    ['is signed with another secret', () => signed(raw, ['whsec_another'])],
    ['was changed by one byte', () => signed(raw.replace('evt_door', 'evt_doors'))],
    ['has a signature of the wrong length', () => ({ 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=ab` })],
    ['was signed six minutes ago: a replay', () => signed(raw, [SECRET], Date.now() - 360_000)],
    [
      'has a new time on an old signature',
      () => {
        const old = stripeSignature(raw, [SECRET], Date.now() - 360_000);
        return { 'stripe-signature': old.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000)}`) };
      },
    ],
  ])('is 401 and changes nothing when it %s', async (_what, headers) => {
    const before = await calls();
    expectRefusal(await send(raw, headers()), 401, 'UNAUTHENTICATED');
    expect([await app.db.count('payment_deliveries'), await calls()]).toEqual([0, before]);
  });

  it('is taken once however often it is sent, each time newly signed', async () => {
    for (let time = 0; time < 3; time += 1) {
      const answer = await send(raw, signed(raw, [SECRET], Date.now() - time * 60_000));
      expect([answer.status, answer.body.data]).toEqual([200, { received: true }]);
    }
    expect(await app.db.count('payment_deliveries', `delivery_id = 'evt_door'`)).toBe(1);
  });

  it('is one of many when they come at the same time: each is stored once', async () => {
    const many = Array.from({ length: 40 }, (_, n) => stripeEvent(`evt_burst_${n % 20}`));
    const answers = await Promise.all(many.map((body) => send(body)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await app.db.count('payment_deliveries')).toBe(20);
  });

  it('is taken with any of the secrets while one is rolled, and with none that is gone', async () => {
    const rolling = await aListeningProcessor(app, {
      user_id: owner.id,
      secrets: ['whsec_new', 'whsec_old'],
      credentials: { secret_key: 'sk_test_sandbox_demo', webhook_secret: 'whsec_by_hand' },
    });
    const outcomes: Record<string, number> = {};
    for (const secret of ['whsec_new', 'whsec_old', 'whsec_by_hand', 'whsec_older']) {
      const body = stripeEvent(`evt_${secret}`);
      outcomes[secret] = (await deliver(app, rolling, body, signed(body, [secret]))).status;
    }
    // Stripe signs with both while a secret is rolled.
    const both = stripeEvent('evt_both');
    outcomes.both = (await deliver(app, rolling, both, signed(both, ['whsec_strange', 'whsec_old']))).status;
    expect(outcomes).toEqual({ whsec_new: 200, whsec_old: 200, whsec_by_hand: 200, whsec_older: 401, both: 200 });
  });

  it('is 404 for a processor that is not there, that is of another provider, or that was deleted', async () => {
    const nobody = { id: randomUUID(), provider: 'stripe' };
    expectRefusal(await deliver(app, nobody, raw, signed(raw)), 404, 'NOT_FOUND');
    expectRefusal(await deliver(app, { ...processor, provider: 'square' }, raw, signed(raw)), 404, 'NOT_FOUND');
    expectRefusal(await deliver(app, { ...processor, provider: 'bitcoin' }, raw, signed(raw)), 404, 'NOT_FOUND');
    expectRefusal(await deliver(app, { ...processor, id: 'nonsense' }, raw, signed(raw)), 400, 'VALIDATION_ERROR');
    const gone = await aListeningProcessor(app, { user_id: owner.id });
    await app.db.query('UPDATE payment_processors SET deleted_at = now(), api_credentials = NULL WHERE id = $1', [
      gone.id,
    ]);
    expectRefusal(await deliver(app, gone, raw, signed(raw)), 404, 'NOT_FOUND');
  });

  it('is 401 for a processor that has no credentials any more', async () => {
    const closed = await aListeningProcessor(app, { user_id: owner.id });
    await app.db.query('UPDATE payment_processors SET api_credentials = NULL WHERE id = $1', [closed.id]);
    expectRefusal(await deliver(app, closed, raw, signed(raw)), 401, 'UNAUTHENTICATED');
  });

  it('is acknowledged and needs no work when nothing follows from its topic', async () => {
    const before = await calls();
    const body = stripeEvent('evt_unknown', {
      type: 'radar.early_fraud',
      object: { id: 'issfr_1', object: 'radar.x' },
    });
    expect((await send(body)).status).toBe(200);
    const row = await app.db.one('SELECT status, resource, topic FROM payment_deliveries');
    expect(row).toEqual({ status: 'ignored', resource: null, topic: 'radar.early_fraud' });
    expect(await calls()).toBe(before);
  });

  it('is refused with a reason when it is signed and says nothing', async () => {
    const body = '{"hello":"world"}';
    expectRefusal(await send(body), 400, 'VALIDATION_ERROR');
    expect(await app.db.count('payment_deliveries')).toBe(0);
  });
});

describe.each(['stripe', 'paypal', 'square'])('what %s itself sent', (provider) => {
  let genuine: Recorded;
  let recipient: ProcessorRow;

  beforeAll(async () => {
    const recorded = await recordedDelivery(app, provider);
    genuine = recorded.delivery;
    recipient = await aListeningProcessor(app, { user_id: owner.id, provider, ...recorded.subscription });
  });

  it('is taken, and once: sent again it changes nothing', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await deliver(app, recipient, genuine.body, genuine.headers)).status).toBe(200);
    }
    const stored = await app.db.query<{ delivery_id: string }>('SELECT delivery_id FROM payment_deliveries');
    const event = JSON.parse(genuine.body) as { id?: string; event_id?: string };
    expect(stored).toEqual([{ delivery_id: event.id ?? event.event_id }]);
  });

  it('is 401 when one byte of it was changed', async () => {
    const changed = genuine.body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
    expect(changed).not.toBe(genuine.body);
    expectRefusal(await deliver(app, recipient, changed, genuine.headers), 401, 'UNAUTHENTICATED');
    expectRefusal(await deliver(app, recipient, `${genuine.body} `, genuine.headers), 401, 'UNAUTHENTICATED');
  });

  it('is 401 at another processor, whose subscription it is not', async () => {
    const other = await aListeningProcessor(app, { user_id: owner.id, provider });
    expectRefusal(await deliver(app, other, genuine.body, genuine.headers), 401, 'UNAUTHENTICATED');
    expect(await app.db.count('payment_deliveries')).toBe(0);
  });
});

describe('a delivery of which it cannot be told now whether it is genuine', () => {
  it('is 503 with Retry-After, so that the provider delivers it again, and is not stored', async () => {
    const paypal = await aListeningProcessor(app, { user_id: owner.id, provider: 'paypal', secrets: [] });
    await app.sandbox.fault({ provider: 'paypal', kind: 'error_500' });
    const answer = await deliver(app, paypal, '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}', {
      'paypal-transmission-id': randomUUID(),
      'paypal-transmission-time': new Date().toISOString(),
      'paypal-transmission-sig': Buffer.alloc(256, 1).toString('base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': `${app.sandbox.url}/paypal/v1/notifications/certs/CERT-unseen`,
    });
    expectRefusal(answer, 503, 'PROVIDER_UNAVAILABLE');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await app.db.count('payment_deliveries')).toBe(0);
  });
});
