import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOrder, aStore, type OrderRow } from '../support/factories.js';
import { until } from '../support/until.js';
import { aReceiver, isGenuine } from './receiver.js';
import { PATH, Rig } from './rig.js';

describe('deliveries to webhook endpoints', () => {
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

  it('tell of an order as the API shows it, signed so that the recipe of the documentation verifies it', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    const order = await anOrder(app.db, { store_id: rig.store.id, customer_name: 'Zoë "Q" Ünal' });
    await rig.happens('orders.changed', { created: [order.id], updated: [] });
    await rig.received(1);
    const [first] = rig.receiver.received;
    expect(isGenuine(first!, endpoint.secret)).toBe(true);
    expect(isGenuine({ ...first!, body: first!.body.replace('Zoë', 'Zoe') }, endpoint.secret)).toBe(false);
    expect(first!.headers['content-type']).toBe('application/json; charset=utf-8');

    const told = JSON.parse(first!.body) as { id: string; data: { order: unknown } };
    const shown = (await rig.ada.get('/api/v1/orders?expand=items')).body.data.items[0];
    expect(told).toEqual({
      id: first!.headers['webhook-id'],
      type: 'order.created',
      created_at: expect.stringMatching(/Z$/),
      api_version: 'v1',
      data: { store_id: rig.store.id, order_id: order.id, order: shown },
    });
    const [delivery] = await rig.settled(endpoint.id, 'delivered');
    expect(delivery).toMatchObject({
      webhook_id: told.id,
      type: 'order.created',
      subject_id: order.id,
      attempts: 1,
      error: null,
      response: { status: 204, body: '' },
    });
    const whole = await rig.ada.get(`${PATH}/${endpoint.id}/deliveries/${String(delivery!.id)}`);
    expect(whole.body.data.payload).toEqual(told);
  });

  it('go to each endpoint that wants them, one for each record, and to nobody else', async () => {
    const stranger = await aStore(app.db);
    const all = await rig.endpointFor(['*']);
    const onlyNew = await rig.endpointFor(['order.created']);
    const orders: OrderRow[] = [];
    for (let count = 0; count < 3; count += 1) orders.push(await anOrder(app.db, { store_id: rig.store.id }));
    const ids = orders.map(({ id }) => id);
    const foreign = await anOrder(app.db, { store_id: stranger.id });
    await rig.happens('orders.changed', { created: [foreign.id], updated: [] }, stranger);
    await rig.happens('orders.changed', { created: ids.slice(0, 1), updated: ids.slice(1) });
    await rig.happens('orders.deleted', { deleted: ids.slice(2) });
    await rig.received(5);
    await until(
      'all are noted',
      () => app.db.count('webhook_endpoint_deliveries', `user_id = '${rig.user.id}' AND status = 'delivered'`),
      (count) => count === 5,
    );
    const types = async (id: string) => (await rig.deliveries(id)).map(({ type }) => type).sort();
    expect(await types(all.id)).toEqual(['order.created', 'order.deleted', 'order.updated', 'order.updated']);
    expect(await types(onlyNew.id)).toEqual(['order.created']);
    expect(rig.receiver.received.some(({ body }) => body.includes(foreign.id))).toBe(false);
    const gone = rig.receiver.received.map(({ body }) => JSON.parse(body)).find(({ type }) => type === 'order.deleted');
    expect(gone.data).toEqual({ store_id: rig.store.id, order_id: ids[2] });
  });

  it.each(['order.status_changed', 'order.fulfilled', 'order.shipped', 'order.cancelled'])(
    'tell of %s with the order beside what the event says',
    async (type) => {
      const endpoint = await rig.endpointFor([type]);
      const order = await anOrder(app.db, { store_id: rig.store.id });
      await rig.happens(type, { order_id: order.id, from: 'paid', to: 'shipped' });
      await rig.received(1);
      const { type: told, data } = JSON.parse(rig.receiver.received[0]!.body);
      expect(isGenuine(rig.receiver.received[0]!, endpoint.secret)).toBe(true);
      expect([told, data.order_id, data.to, data.order.order_number]).toEqual([
        type,
        order.id,
        'shipped',
        order.order_number,
      ]);
    },
  );

  it('tell of low stock, a delivery for each variant', async () => {
    await rig.endpointFor(['inventory.low']);
    const variant = {
      product_id: randomUUID(),
      product_title: 'Tent',
      variant_title: null,
      sku: 'T',
      available: 1,
      threshold: 2,
    };
    const ids = [randomUUID(), randomUUID()];
    await rig.happens('inventory.low', { variants: ids.map((id) => ({ ...variant, variant_id: id })) });
    await rig.received(2);
    const told = rig.receiver.received.map(({ body }) => JSON.parse(body).data.variant_id as string);
    expect(told.sort()).toEqual([...ids].sort());
  });

  it('are signed with both secrets after a rotation', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    const { secret } = (await rig.ada.post(`${PATH}/${endpoint.id}/rotate-secret`)).body.data;
    await rig.ada.post(`${PATH}/${endpoint.id}/test`);
    await rig.received(1);
    expect(isGenuine(rig.receiver.received[0]!, secret)).toBe(true);
    expect(isGenuine(rig.receiver.received[0]!, endpoint.secret)).toBe(true);
    await app.db.query(`UPDATE webhook_endpoints SET previous_secret_expires_at = now() WHERE id = $1`, [endpoint.id]);
    await rig.ada.post(`${PATH}/${endpoint.id}/test`);
    await rig.received(2);
    expect(isGenuine(rig.receiver.received[1]!, secret)).toBe(true);
    expect(isGenuine(rig.receiver.received[1]!, endpoint.secret)).toBe(false);
  });

  it('send a ping on request', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    const answer = await rig.ada.post(`${PATH}/${endpoint.id}/test`);
    expect([answer.status, answer.body.data.type]).toEqual([202, 'ping']);
    await rig.received(1);
    expect(isGenuine(rig.receiver.received[0]!, endpoint.secret)).toBe(true);
    expect(JSON.parse(rig.receiver.received[0]!.body)).toMatchObject({
      type: 'ping',
      data: { message: expect.any(String) },
    });
  });

  it('to a slow endpoint hold up no other', async () => {
    const slow = await aReceiver();
    try {
      slow.answer = () => undefined;
      const stuck = await rig.endpointFor(['order.created'], slow.url);
      const quick = await rig.endpointFor(['order.created']);
      const orders: string[] = [];
      for (let count = 0; count < 12; count += 1) orders.push((await anOrder(app.db, { store_id: rig.store.id })).id);
      const from = Date.now();
      await rig.happens('orders.changed', { created: orders, updated: [] });
      await rig.received(12);
      expect(Date.now() - from).toBeLessThan(8000);
      expect(slow.received.length).toBeGreaterThan(0);
      expect((await rig.deliveries(stuck.id)).every(({ status }) => status === 'pending')).toBe(true);
      await until(
        'all are noted',
        () => rig.deliveries(quick.id, '?status=delivered'),
        (items) => items.length === 12,
      );
      const [timedOut] = await until(
        'the time is over',
        () => rig.deliveries(stuck.id),
        (items) => items.some(({ error }) => error !== null),
        { timeout_ms: 25_000 },
      );
      expect(timedOut).toMatchObject({ status: 'pending' });
    } finally {
      await slow.close();
    }
  });

  it('whose process dies between sending and noting are sent once more with the same id', async () => {
    const endpoint = await rig.endpointFor(['order.created']);
    const order = await anOrder(app.db, { store_id: rig.store.id });
    await rig.happens('orders.changed', { created: [order.id], updated: [] });
    await rig.settled(endpoint.id, 'delivered');
    // As the row stands when the process is killed after the answer came: taken, its lease running out.
    await app.db.query(
      `UPDATE webhook_endpoint_deliveries SET status = 'pending', delivered_at = NULL, next_attempt_at = now() - interval '1 second'
       WHERE endpoint_id = $1`,
      [endpoint.id],
    );
    await app.db.query(`SELECT pg_notify('ksap_webhook_endpoints', '')`);
    await rig.received(2);
    const [one, two] = rig.receiver.received;
    expect(two!.headers['webhook-id']).toBe(one!.headers['webhook-id']);
    expect(two!.body).toBe(one!.body);
  });

  it('are listed page by page, by status, type and time', async () => {
    const endpoint = await rig.endpointFor(['order.created', 'order.updated']);
    const orders: string[] = [];
    for (let count = 0; count < 5; count += 1) orders.push((await anOrder(app.db, { store_id: rig.store.id })).id);
    await rig.happens('orders.changed', { created: orders.slice(0, 3), updated: orders.slice(3) });
    await rig.received(5);
    await until(
      'all are noted',
      () => rig.deliveries(endpoint.id, '?status=delivered'),
      (items) => items.length === 5,
    );
    expect(await rig.deliveries(endpoint.id, '?status=pending')).toEqual([]);
    expect(await rig.deliveries(endpoint.id, '?type=order.updated')).toHaveLength(2);
    expect(await rig.deliveries(endpoint.id, '?created_to=2020-01-01')).toEqual([]);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { items, page } = (await rig.ada.get(`${PATH}/${endpoint.id}/deliveries?limit=2${cursor}`)).body.data;
      seen.push(...items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor === null ? '' : `&cursor=${String(page.next_cursor)}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(5);
  });
});
