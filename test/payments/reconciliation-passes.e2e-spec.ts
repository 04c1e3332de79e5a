import { PaymentsApi } from '../../src/modules/payments/payments.api.js';
import { Outbox } from '../../src/common/events/outbox.js';
import { Database } from '../../src/common/database/database.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { until } from '../support/until.js';
import { LONG_AGO, World } from './reconciliation-world.js';

describe('passes of reconciliation', () => {
  let app: TestApp;
  let world: World;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    world = await World.make(app);
  });
  afterAll(() => app.close());

  const tell = async (type: string, payload: Record<string, string[] | string>): Promise<void> => {
    const event = { type, user_id: world.user.id, store_id: null, payload };
    await app.nest.get(Database).transaction(() => app.nest.get(Outbox).add(event));
  };

  /** Some of everything. */
  async function books(): Promise<void> {
    for (let n = 0; n < 40; n += 1) {
      const at = new Date(LONG_AGO.getTime() + n * 3_600_000);
      const amount = `${10 + n}.00`;
      const mail = `buyer${n % 7}@mail.example`;
      await world.order({
        order_number: `#${9000 + n}`,
        total_amount: amount,
        customer_email: mail,
        created_at: at,
        paid_at: at,
        payment_reference: n % 3 === 0 ? `ch_books_${world.user.id}_${n}` : null,
      });
      if (n % 8 === 7) continue;
      const payment = await world.payment({
        platform_transaction_id: `ch_books_${world.user.id}_${n}`,
        amount: n % 5 === 4 ? `${9 + n}.00` : amount,
        customer_email: mail,
        occurred_at: at,
        order_references: n % 3 === 1 ? [String(9000 + n)] : [],
      });
      if (n % 6 === 0) await world.refund(payment, { amount: '-1.00' });
    }
    await world.payment({ amount: '3.21' });
  }

  it('change no row the second time', async () => {
    await books();
    const first = await world.pass();
    expect(first).toMatchObject({ is_full: true, orders: 40, changed_orders: 40 });
    expect(first.changed_transactions).toBe(first.transactions);
    const before = await world.places();
    expect(await world.pass()).toMatchObject({ changed_orders: 0, changed_transactions: 0 });
    expect(await world.places()).toEqual(before);
  });

  it('come to the same bit by bit as all at once', async () => {
    await app.db.query(`INSERT INTO reconciliations (user_id, full_due_at) VALUES ($1, now() + interval '1 day')`, [
      world.user.id,
    ]);
    await books();
    const ids = async (table: string): Promise<string[]> =>
      (
        await app.db.query<{ id: string }>(`SELECT id FROM ${table} WHERE user_id = $1 ORDER BY md5(id::text)`, [
          world.user.id,
        ])
      ).map(({ id }) => id);
    const marks = [
      ...(await ids('orders')).map((id) => ['order', id]),
      ...(await ids('transactions')).map((id) => ['transaction', id]),
    ];
    for (let from = 0; from < marks.length; from += 9) {
      for (const [type, id] of marks.slice(from, from + 9)) {
        await app.db.query('INSERT INTO reconciliation_marks VALUES ($1, $2, $3)', [world.user.id, type, id]);
      }
      expect((await world.passMarked())?.is_full).toBe(false);
    }
    const before = await world.places();
    expect(before.length).toBeGreaterThan(70);
    expect(await world.pass()).toMatchObject({ is_full: true, changed_orders: 0, changed_transactions: 0 });
    expect(await world.places()).toEqual(before);
  });

  it('begin by themselves when orders and payments have changed, and when an order is gone', async () => {
    const payment = await world.payment({ platform_transaction_id: 'ch_soon', occurred_at: new Date() });
    await tell('payments.changed', { processor_id: world.processor.id, created: [payment.id], updated: [] });
    await until(
      'the payment was looked at',
      () => world.ofTransaction(payment),
      ({ state }) => state === 'expected',
    );
    const order = await world.order({ payment_reference: 'ch_soon' });
    await tell('orders.changed', { created: [order.id], updated: [] });
    await until(
      'it has its order',
      () => world.ofTransaction(payment),
      ({ order_id: id }) => id === order.id,
    );
    expect((await world.ofOrder(order)).state).toBe('matched_auto');
    await app.db.query('UPDATE orders SET deleted_at = now() WHERE id = $1', [order.id]);
    await tell('orders.deleted', { deleted: [order.id] });
    await until(
      'it has none any more',
      () => world.ofTransaction(payment),
      ({ order_id: id }) => id === null,
    );
    expect(await app.db.count('order_payments', 'order_id = $1', [order.id])).toBe(0);
  });

  it('tell of orders whose fees are others, and what they are', async () => {
    const order = await world.order({ payment_reference: 'ch_fee' });
    await world.payment({
      platform_transaction_id: 'ch_fee',
      amount: '143.30',
      fee_amount: '5.10',
      net_amount: '138.20',
    });
    await world.pass();
    const events = await app.db.query(
      `SELECT store_id, payload FROM outbox WHERE user_id = $1 AND type = 'payments.order_fees_changed'`,
      [world.user.id],
    );
    expect(events).toEqual([{ store_id: world.store.id, payload: { order_ids: [order.id] } }]);
    const payments = app.nest.get(PaymentsApi, { strict: false });
    const stranger = await World.make(app);
    expect(await payments.feesOf(world.user.id, [order.id])).toEqual([
      { order_id: order.id, fee_amount: '5.10', net_amount: '138.20', fee_currency: 'EUR' },
    ]);
    expect(await payments.feesOf(stranger.user.id, [order.id])).toEqual([]);
    expect(await payments.paymentsOf(stranger.user.id, order.id)).toBe('null');
  });

  it('are a job when a person wants one now: money that is late by then is missing', async () => {
    const order = await world.order({ created_at: new Date(), paid_at: new Date() });
    await world.pass();
    expect((await world.ofOrder(order)).state).toBe('expected');
    await app.db.query(`UPDATE orders SET paid_at = $2, created_at = $2 WHERE id = $1`, [order.id, LONG_AGO]);
    const http = await as(app.http, world.user);
    const answer = await http.post('/api/v1/reconciliation/run');
    expect(answer.status).toBe(202);
    const path = String(answer.headers.get('location'));
    const job = await until(
      'the job ended',
      async () => (await http.get(path)).body.data.job ?? (await http.get(path)).body.data,
      ({ status }) => status === 'succeeded',
    );
    expect(job.result).toMatchObject({ is_full: true, orders: 1, changed_orders: 1 });
    expect((await world.ofOrder(order)).state).toBe('missing');
  });
});
