import { PaymentWebhookSchedule } from '../../src/modules/payments/webhooks/webhook-schedule.js';
import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import { freePort } from '../webhooks/free-port.js';
import { connectProcessor, imported, quiet, registered, stripeEvent, stripeSignature, deliver } from './webhook-rig.js';

/** Subscriptions at a payment provider: made, looked after, and taken away again. */
let app: TestApp;
let http: HttpClient;
let processorId: string;
let publicUrl: string;

beforeAll(async () => {
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  app = await startTestApp({
    sandbox: { orders: 20, products: 10 },
    env: { PORT: String(port), KSAP_PUBLIC_URL: publicUrl },
  });
  http = await as(app.http, await aUser(app.db));
  processorId = await connectProcessor(http, 'stripe');
  await imported(app, processorId);
  await registered(http, processorId);
});
beforeEach(() => app.sandbox.clearFaults());
afterAll(() => app.close());

interface Endpoint {
  id: string;
  url: string;
  status: string;
  enabled_events: string[];
}

interface ProcessorSecretsRow {
  webhook_ids: string[];
  webhook_url: string | null;
  webhook_secrets: object | null;
  version: string;
}

const stripe = (method: string, path: string): Promise<Answer> =>
  app.sandbox.http.request(method, `/stripe/v1/${path}`, { headers: { authorization: 'Bearer sk_test_sandbox_demo' } });
/** What the provider has for the processor. */
const there = async (id = processorId): Promise<Endpoint[]> =>
  ((await stripe('GET', 'webhook_endpoints?limit=100')).body.data as Endpoint[]).filter(({ url }) => url.includes(id));
const row = (id = processorId): Promise<ProcessorSecretsRow> =>
  app.db.one<ProcessorSecretsRow>(
    'SELECT webhook_ids, webhook_url, webhook_secrets, updated_at::text AS version FROM payment_processors WHERE id = $1',
    [id],
  );
const standing = async (id = processorId): Promise<{ state: string; checked_at: string; [field: string]: unknown }> =>
  (await http.get(`/api/v1/payment-processors/${id}/webhooks`)).body.data;
const mendedCount = (): Promise<number> =>
  app.db.count('audit_log', `action = 'payment_processor.webhooks_mended' AND subject_id = $1`, [processorId]);

/** As the schedule does within the hour. */
async function check(id = processorId): Promise<void> {
  const { checked_at: before } = await standing(id);
  await app.db.query('UPDATE payment_webhook_checks SET due_at = now() WHERE payment_processor_id = $1', [id]);
  await app.nest.get(PaymentWebhookSchedule).check();
  await until('it was checked', async () => (await standing(id)).checked_at !== before);
}

/** Something is paid at the provider, and it is in the books because the provider told us of it. */
async function expectToBeTold(): Promise<void> {
  const { payment_id: id } = await app.sandbox.event('stripe', 'payment_succeeded', { amount: 2500 });
  await until('the delivery is worked off', () =>
    app.db.count('payment_deliveries', `platform_id = $1 AND status = 'processed'`, [id]),
  );
  expect(await app.db.count('transactions', 'platform_transaction_id = $1', [id])).toBe(1);
}

describe('a processor that was connected', () => {
  it('is told of by its provider, at an address of its own that it shows, with a secret that is sealed', async () => {
    const { webhook_ids: ids, webhook_url: url, webhook_secrets: secrets } = await row();
    expect(url).toBe(`${publicUrl}/api/v1/webhooks/payments/stripe/${processorId}`);
    expect((await there()).map(({ id }) => id)).toEqual(ids);
    expect(JSON.stringify(secrets)).not.toContain('whsec');
    const shown = await http.get(`/api/v1/payment-processors/${processorId}`);
    expect(shown.body.data.webhook_url).toBe(url);
    expect(await standing()).toMatchObject({ state: 'registered', url, error: null, mended_at: null });
    await expectToBeTold();
  });

  it('is found in order by the hourly check, which then changes nothing', async () => {
    await quiet(app, 'stripe');
    const before = await row();
    await check();
    expect(await row()).toEqual(before);
    expect([await mendedCount(), (await standing()).mended_at]).toEqual([0, null]);
  });
});

describe('what came apart', () => {
  it('is registered anew when the provider dropped it, and said in the status and the audit log', async () => {
    const [lost] = await there();
    expect((await stripe('DELETE', `webhook_endpoints/${lost!.id}`)).status).toBe(200);
    await check();
    const [made] = await there();
    expect(made?.id).not.toBe(lost!.id);
    expect((await row()).webhook_ids).toEqual([made?.id]);
    expect([await mendedCount(), (await standing()).mended_at]).toEqual([1, expect.any(String)]);
    await expectToBeTold();
  });

  it('is made anew when we have lost the secret, which the provider tells but once', async () => {
    await app.db.query('UPDATE payment_processors SET webhook_secrets = NULL WHERE id = $1', [processorId]);
    const before = await there();
    await check();
    expect((await there()).length).toBe(1);
    expect(await there()).not.toEqual(before);
    await expectToBeTold();
  });

  it('is taken away from an address that we had, and made at the one that we have', async () => {
    const old = `${publicUrl}/api/v1/webhooks/payments/stripe/${processorId}?old`;
    await app.sandbox.http.request('POST', '/stripe/v1/webhook_endpoints', {
      raw: new URLSearchParams({ url: old, 'enabled_events[0]': 'charge.succeeded' }).toString(),
      headers: {
        authorization: 'Bearer sk_test_sandbox_demo',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    await app.db.query('UPDATE payment_processors SET webhook_url = $2 WHERE id = $1', [processorId, old]);
    expect((await there()).length).toBe(2);
    await check();
    expect((await there()).map(({ url }) => url)).toEqual([old.replace('?old', '')]);
    expect((await row()).webhook_url).toBe(old.replace('?old', ''));
  });

  it('is said with the reason when the provider does not let us, and is tried again', async () => {
    await app.sandbox.fault({ provider: 'stripe', kind: 'error_500', path: 'webhook_endpoints' });
    await app.db.query('UPDATE payment_webhook_checks SET due_at = now() WHERE payment_processor_id = $1', [
      processorId,
    ]);
    await app.nest.get(PaymentWebhookSchedule).check();
    const long = { timeout_ms: 40_000 };
    const failing = await until(
      'it is failing',
      () => standing(),
      ({ state }) => state === 'failing',
      long,
    );
    expect(failing.error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    await app.sandbox.clearFaults();
    await until(
      'it is registered again',
      () => standing(),
      ({ state }) => state === 'registered',
      long,
    );
  });
});

describe('a secret that is rolled at the provider', () => {
  it('does not lose a delivery: the old one is good until the new one was given', async () => {
    const rolled = await app.sandbox.event('stripe', 'webhook_secret_rolled');
    await expectToBeTold();
    const [{ secret }] = rolled.endpoints as [{ secret: string }];
    const credentials = { secret_key: 'sk_test_sandbox_demo', webhook_secret: secret };
    expect((await http.put(`/api/v1/payment-processors/${processorId}`, { credentials })).status).toBe(200);
    // The one that we knew before is no longer signed with.
    await app.sandbox.event('stripe', 'webhook_secret_rolled');
    await expectToBeTold();
  });
});

describe('a processor whose key must not register webhooks', () => {
  it('is connected all the same, says what is wrong, and is caught up by imports', async () => {
    const other = await as(app.http, await aUser(app.db));
    const id = await connectProcessor(other, 'stripe', { secret_key: 'rk_test_sandbox_readonly' });
    const shown = await until(
      'it is failing',
      async () => (await other.get(`/api/v1/payment-processors/${id}/webhooks`)).body.data,
      ({ state }) => state === 'failing',
    );
    expect(shown.error.code).toMatch(/^PROVIDER_(AUTH_FAILED|REJECTED)$/);
    expect(await app.db.count('payment_processors', `id = $1 AND connection_state = 'connected'`, [id])).toBe(1);
  });
});

describe('a processor that is deleted', () => {
  it('leaves nothing at the provider; what comes later is 404, and what had come is not worked off', async () => {
    const { webhook_ids: ids } = await row();
    await app.db.query(
      `INSERT INTO payment_deliveries (payment_processor_id, delivery_id, topic, resource, platform_id, next_attempt_at)
       VALUES ($1, 'late', 'charge.succeeded', 'charges', 'ch_1', now() + interval '1 hour')`,
      [processorId],
    );
    expect((await http.delete(`/api/v1/payment-processors/${processorId}`)).status).toBe(200);
    expect(ids.length).toBe(1);
    expect(await there()).toEqual([]);
    const raw = stripeEvent('evt_late');
    const headers = { 'stripe-signature': stripeSignature(raw, ['whsec_any']) };
    expectRefusal(await deliver(app, { id: processorId, provider: 'stripe' }, raw, headers), 404, 'NOT_FOUND');
    await until('what had come is left', () =>
      app.db.count('payment_deliveries', `delivery_id = 'late' AND status = 'ignored'`),
    );
    expect(await app.db.count('payment_webhook_checks', 'payment_processor_id = $1', [processorId])).toBe(0);
  });
});
