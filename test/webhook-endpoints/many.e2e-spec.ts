import { startTestApp, type TestApp } from '../support/app.js';
import { sized } from '../support/size.js';
import { until } from '../support/until.js';
import { Rig } from './rig.js';

const ORDERS = sized(3_000, 10_000);
/** As a sync's batches are. */
const BATCH = 1000;

describe(`${ORDERS} orders that come in while an endpoint is subscribed`, () => {
  let app: TestApp;
  let rig: Rig;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' } });
    rig = await Rig.on(app);
  });
  afterAll(async () => {
    await rig.close();
    await app.close();
  });

  it('hold up the relay for no more than a moment a batch, and are told of one by one, each under its own id', async () => {
    await rig.endpointFor(['order.created']);
    const rows = await app.db.query<{ id: string }>(
      `INSERT INTO orders (store_id, user_id, platform_order_id, order_number, total_amount, currency, status, created_at, updated_at)
       SELECT $1, $2, n::text, '#' || n, 1, 'EUR', 'paid', now(), now() FROM generate_series(1, $3::int) AS n RETURNING id`,
      [rig.store.id, rig.user.id, ORDERS],
    );
    const ids = rows.map(({ id }) => id);
    for (let from = 0; from < ORDERS; from += BATCH) {
      await rig.happens('orders.changed', { created: ids.slice(from, from + BATCH), updated: [] });
    }
    const waiting = () => app.db.count('outbox', `type = 'orders.changed' AND dispatched_at IS NULL`);
    await until('every event is heard', waiting, (count) => count === 0, { timeout_ms: 60_000 });
    const { ms } = await app.db.one<{ ms: number }>(
      `SELECT max(extract(epoch FROM dispatched_at - created_at) * 1000)::float8 AS ms FROM outbox WHERE type = 'orders.changed'`,
    );
    // All batches, one after the other, on a machine that does other things as well.
    expect(ms).toBeLessThan(30_000);
    await until(
      'all are told',
      () => app.db.count('webhook_endpoint_deliveries', `status = 'delivered'`),
      (count) => count === ORDERS,
      { timeout_ms: 150_000, every_ms: 500 },
    );
    expect(new Set(rig.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(ORDERS);
  }, 240_000);
});
