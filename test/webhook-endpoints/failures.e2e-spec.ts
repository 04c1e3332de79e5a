import { startTestApp, type TestApp } from '../support/app.js';
import { anOrder } from '../support/factories.js';
import { mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import { aReceiver, isGenuine } from './receiver.js';
import { hasAnswer, PATH, Rig } from './rig.js';

describe('deliveries that do not arrive', () => {
  let app: TestApp;
  let rig: Rig;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    rig = await Rig.on(app);
  });
  afterEach(() => rig.close());

  it('are tried again after a failure, with the same id and bytes and a signature of the new time', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    rig.receiver.answer = (response) =>
      response.writeHead(503, { 'retry-after': '1' }).end(`<h1>${'busy '.repeat(400)}</h1>`);
    const order = await anOrder(app.db, { store_id: rig.store.id });
    await rig.happens('orders.changed', { created: [order.id], updated: [] });
    const [failed] = await until('the first try', () => rig.deliveries(endpoint.id), hasAnswer);
    expect(failed).toMatchObject({ status: 'pending', attempts: 1, error: 'It answered 503' });
    const response = failed!.response as { status: number; body: string };
    expect(response.status).toBe(503);
    expect(response.body).toHaveLength(1024);
    expect(Date.parse(String(failed!.next_attempt_at))).toBeGreaterThan(Date.now() + 1000);
    expect(await rig.endpoint(endpoint.id)).toMatchObject({
      consecutive_failures: 1,
      is_active: true,
    });

    // What it says stays what it was when it was first sent.
    await app.db.query(`UPDATE orders SET customer_name = 'Somebody else' WHERE id = $1`, [order.id]);
    rig.receiver.answer = (answer) => answer.writeHead(200).end('ok');
    await rig.hurry(endpoint.id);
    await rig.settled(endpoint.id, 'delivered');
    const [one, two] = rig.receiver.received;
    expect(two!.headers['webhook-id']).toBe(one!.headers['webhook-id']);
    expect(two!.body).toBe(one!.body);
    expect(isGenuine(two!, endpoint.secret)).toBe(true);
    expect(await rig.endpoint(endpoint.id)).toMatchObject({
      consecutive_failures: 0,
      failing_since: null,
    });
  });

  it('are given up after the last try, and can then still be sent again by hand', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    rig.receiver.answer = (response) => response.writeHead(500).end();
    const order = await anOrder(app.db, { store_id: rig.store.id });
    await rig.happens('orders.changed', { created: [order.id], updated: [] });
    await until('the first try', () => rig.deliveries(endpoint.id), hasAnswer);
    await app.db.query('UPDATE webhook_endpoint_deliveries SET attempts = 10 WHERE endpoint_id = $1', [endpoint.id]);
    await rig.hurry(endpoint.id);
    const [failed] = await rig.settled(endpoint.id, 'failed');
    expect(failed).toMatchObject({ attempts: 11, next_attempt_at: null });

    rig.receiver.answer = (response) => response.writeHead(202).end();
    const again = await rig.ada.post(`${PATH}/${endpoint.id}/deliveries/${String(failed!.id)}/redeliver`);
    expect([again.status, again.body.data.status]).toEqual([202, 'pending']);
    expect(again.headers.get('location')).toBe(`${PATH}/${endpoint.id}/deliveries/${String(failed!.id)}`);
    await rig.settled(endpoint.id, 'delivered');
    expect(new Set(rig.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('follow no redirect', async () => {
    const elsewhere = await aReceiver();
    try {
      const endpoint = await rig.endpointFor(['order.created']);
      rig.receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
      const order = await anOrder(app.db, { store_id: rig.store.id });
      await rig.happens('orders.changed', { created: [order.id], updated: [] });
      const [tried] = await until('a try', () => rig.deliveries(endpoint.id), hasAnswer);
      expect(tried).toMatchObject({ status: 'pending', error: 'It answered 307' });
      expect(elsewhere.received).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('switch the endpoint off at once when it answers 410: state, reason, event, mail', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    rig.receiver.answer = (response) => response.writeHead(410).end('gone');
    const orders = [
      await anOrder(app.db, { store_id: rig.store.id }),
      await anOrder(app.db, { store_id: rig.store.id }),
    ];
    await rig.happens('orders.changed', { created: [orders[0]!.id], updated: [] });
    const off = await until(
      'it is off',
      async () => await rig.endpoint(endpoint.id),
      ({ is_active: isActive }) => !isActive,
    );
    expect(off.disabled_reason).toContain('410');
    expect(off.disabled_at).not.toBeNull();
    expect(await app.db.count('outbox', `type = 'webhook-endpoints.disabled' AND user_id = $1`, [rig.user.id])).toBe(1);
    expect(
      await app.db.count('audit_log', `action = 'webhook_endpoint.disabled' AND subject_id = $1`, [endpoint.id]),
    ).toBe(1);
    const mail = await mailTo(app, rig.user.email, 'switched off');
    expect(mail.text).toContain(rig.receiver.url);

    // Nothing more is noted for it or sent to it.
    await rig.happens('orders.changed', { created: [orders[1]!.id], updated: [] });
    await until(
      'the event was heard',
      () => app.db.count('outbox', 'dispatched_at IS NULL'),
      (count) => count === 0,
    );
    expect(await app.db.count('webhook_endpoint_deliveries', 'endpoint_id = $1', [endpoint.id])).toBe(1);
    expect(rig.receiver.received).toHaveLength(1);

    // Switched on again, what waited is sent.
    rig.receiver.answer = (response) => response.writeHead(200).end();
    const on = await rig.ada.put(`${PATH}/${endpoint.id}`, { is_active: true });
    expect(on.body.data).toMatchObject({ is_active: true, disabled_reason: null, consecutive_failures: 0 });
    await rig.hurry(endpoint.id);
    await rig.settled(endpoint.id, 'delivered');
  });

  it('switch the endpoint off after three days of nothing but failures, not before', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    rig.receiver.answer = (response) => response.writeHead(500).end();
    const order = await anOrder(app.db, { store_id: rig.store.id });
    const failing = async (days: number, tries: number) => {
      await app.db.query(
        `UPDATE webhook_endpoints SET failing_since = now() - make_interval(secs => $2::float8), consecutive_failures = $3 WHERE id = $1`,
        [endpoint.id, days * 86_400, tries],
      );
      await rig.hurry(endpoint.id);
      const before = rig.receiver.received.length;
      await rig.received(before + 1);
      await until(
        'it is noted',
        () => app.db.count('webhook_endpoints', 'id = $1 AND consecutive_failures = $2', [endpoint.id, tries + 1]),
        Boolean,
      );
      return await rig.endpoint(endpoint.id);
    };
    await rig.happens('orders.changed', { created: [order.id], updated: [] });
    await rig.received(1);
    await until(
      'it is noted',
      () => app.db.count('webhook_endpoints', 'id = $1 AND consecutive_failures = 1', [endpoint.id]),
      Boolean,
    );
    expect((await failing(4, 5)).is_active).toBe(true);
    expect((await failing(2, 50)).is_active).toBe(true);
    const off = await failing(3.01, 30);
    expect(off).toMatchObject({ is_active: false, disabled_reason: expect.stringContaining('3 days') });
  });
});
