import { RefundNews } from '../../src/modules/payments/refunds/refund-news.js';
import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import { SHOP_PLATFORMS, type ShopPlatform } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { aProcessor, aTransaction, type ProcessorRow, type TransactionRow } from '../support/payment-factories.js';
import { until } from '../support/until.js';
import { OrderShop, type OrderView } from './order-shop.js';

let app: TestApp;
let http: HttpClient;
let user: UserRow;
let processor: ProcessorRow;
const shops = new Map<ShopPlatform, OrderShop>();

beforeAll(async () => {
  app = await startTestApp({
    sandbox: {
      orders: 120,
      products: 20,
      settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
    },
  });
  Object.assign(app.nest.get(ChangeTimes, { strict: false }), { look_again_ms: 50, resend_after_ms: 200 });
  user = await aUser(app.db);
  http = await as(app.http, user);
  processor = await aProcessor(app.db, { user_id: user.id });
  const opened = await Promise.all(SHOP_PLATFORMS.map((platform) => OrderShop.open(app, http, platform)));
  for (const shop of opened) shops.set(shop.platform, shop);
}, 60_000);
afterAll(() => app.close());
afterEach(() => app.sandbox.clearFaults());

/** A payment of the order, and a refund of it that was made from here. */
async function refunded(
  order: OrderView,
  amount: string,
  columns: Record<string, unknown> = {},
): Promise<TransactionRow> {
  const of = { payment_processor_id: processor.id, currency: order.currency, order_id: order.id, ...columns };
  const payment = await aTransaction(app.db, { ...of, amount: order.total_amount });
  return aTransaction(app.db, { ...of, type: 'refund', amount: `-${amount}`, parent_transaction_id: payment.id });
}

async function tell(type: string, refund: TransactionRow, order: OrderView, more: object = {}): Promise<void> {
  const payload = {
    transaction_id: refund.parent_transaction_id,
    refund_id: refund.id,
    order_id: order.id,
    amount: String(refund.amount)
      .replace('-', '')
      .replace(/(\.\d\d)0+$/, '$1'),
    currency: refund.currency,
    reason: 'Damaged',
    gateway: 'Stripe',
    reference: refund.platform_transaction_id,
    ...more,
  };
  await insert(app.db, 'outbox', { type, user_id: user.id, payload });
  await app.db.query(`SELECT pg_notify('ksap_outbox', '')`);
}

/** SQL over an order `r`. */
const TWO_DIGITS = `currency IN ('EUR', 'USD', 'GBP')`;

const kindsOf = ({ timeline }: OrderView): string[] => timeline.map(({ kind }) => kind);

const orderWhen = (shop: OrderShop, order: OrderView, what: string, kind: string): Promise<OrderView> =>
  until(
    `the order ${what}`,
    () => shop.order(order.id),
    (one) => kindsOf(one).includes(kind),
    { timeout_ms: 40_000 },
  );

describe('a refund that was made from here', () => {
  it.each(SHOP_PLATFORMS)('is shown with its order and told to its shop, once: %s', async (platform) => {
    const shop = shops.get(platform)!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    const refund = await refunded(order, '1.50');
    await tell('payments.refunded', refund, order);
    await tell('payments.refunded', refund, order);
    const after = await orderWhen(shop, order, 'was told at its shop', 'refund_noted');
    await shop.poll();
    const polled = await shop.order(order.id);
    for (const one of [after, polled]) {
      expect(one.refunds).toEqual([expect.objectContaining({ transaction_id: refund.id, currency: order.currency })]);
      const [shown] = one.refunds as { amount: string; platform_refund_id: string | null }[];
      expect(Number(shown!.amount)).toBe(1.5);
      expect(kindsOf(one).filter((kind) => kind.startsWith('refund'))).toEqual(['refunded', 'refund_noted']);
      expect(kindsOf(one)).not.toContain('changed');
      // Shopify has none of its own that moves no money: its note says it.
      if (platform === 'shopify') {
        expect(shown!.platform_refund_id).toBeNull();
        expect(one).toMatchObject({ payment_status: 'paid' });
        expect(one.notes).toContain(
          `Refunded 1.50 ${String(order.currency)} by Stripe (${refund.platform_transaction_id})`,
        );
      } else if (platform === 'woocommerce') {
        expect(shown!.platform_refund_id).not.toBeNull();
        expect(one).toMatchObject({ payment_status: 'partially_refunded' });
      }
    }
  });

  it('is told once more to nobody when the shop does not take it, and the order says why', async () => {
    const shop = shops.get('woocommerce')!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    // Given back in the shop as well, by somebody who did not wait to see it.
    await shop.happens('order_refunded', order, { full: true });
    await tell('payments.refunded', await refunded(order, '2.00'), order);
    const after = await orderWhen(shop, order, 'says that its shop does not know', 'refund_not_noted');
    expect(after.timeline.find(({ kind }) => kind === 'refund_not_noted')!.message).toMatch(/Only 0\.00 .* are left/);
    expect(after.refunds).toHaveLength(1);
  });

  it('in another currency than the order’s is not told to the shop', async () => {
    const shop = shops.get('woocommerce')!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    const refund = await refunded(order, '2.00', { currency: 'CHF' });
    await tell('payments.refunded', refund, order);
    const after = await orderWhen(shop, order, 'says so', 'refund_not_noted');
    expect(after.timeline.find(({ kind }) => kind === 'refund_not_noted')!.message).toContain('CHF');
  });

  it('waits for a shop that cannot be reached', async () => {
    const shop = shops.get('woocommerce')!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    await app.sandbox.fault({ provider: 'woocommerce', kind: 'error_500', method: 'POST', path: '/refunds' });
    await tell('payments.refunded', await refunded(order, '2.00'), order);
    const shown = await orderWhen(shop, order, 'shows it', 'refunded');
    expect(shown.refunds).toMatchObject([{ amount: '2.00', platform_refund_id: null }]);
    await until(
      'the shop was asked in vain',
      () =>
        app.db.query<{ code: string | null }>(
          `SELECT error_code AS code FROM jobs WHERE type = 'orders.note_refund' AND status = 'queued'`,
        ),
      (jobs) => jobs.some(({ code }) => code !== null),
      { timeout_ms: 40_000 },
    );
    await app.sandbox.clearFaults();
    const after = await orderWhen(shop, order, 'was told at its shop', 'refund_noted');
    expect(after.refunds).toHaveLength(1);
  });

  it('and then failed at its processor is taken back', async () => {
    const shop = shops.get('shopify')!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    const refund = await refunded(order, '2.00');
    const request = await insert(app.db, 'refund_requests', {
      user_id: user.id,
      payment_processor_id: processor.id,
      transaction_id: refund.parent_transaction_id,
      amount: '2.00',
      currency: order.currency,
      status: 'completed',
      settled_at: new Date(),
      told_order_id: order.id,
    });
    await app.db.query('UPDATE transactions SET refund_request_id = $2 WHERE id = $1', [refund.id, request.id]);
    await tell('payments.refunded', refund, order);
    await orderWhen(shop, order, 'shows it', 'refund_noted');
    await app.db.query(`UPDATE transactions SET status = 'failed' WHERE id = $1`, [refund.id]);
    await tell('payments.changed', refund, order, { processor_id: processor.id, created: [], updated: [refund.id] });
    const after = await orderWhen(shop, order, 'says that it failed', 'refund_failed');
    expect(after.refunds).toEqual([]);
    expect(after.timeline.find(({ kind }) => kind === 'refund_failed')!.message).toContain('could not carry out');
  });

  it('of a payment that is tied to its order only later is told then', async () => {
    const shop = shops.get('shopify')!;
    const order = await shop.untouched('paid', TWO_DIGITS);
    const refund = await refunded(order, '2.00', { order_id: null });
    const request = await insert(app.db, 'refund_requests', {
      user_id: user.id,
      payment_processor_id: processor.id,
      transaction_id: refund.parent_transaction_id,
      amount: '2.00',
      currency: order.currency,
      status: 'completed',
      settled_at: new Date(),
    });
    await app.db.query('UPDATE transactions SET refund_request_id = $2 WHERE id = $1', [refund.id, request.id]);
    const news = app.nest.get(RefundNews, { strict: false });
    await news.tellLate();
    expect((await shop.order(order.id)).refunds).toEqual([]);
    await app.db.query('UPDATE transactions SET order_id = $2 WHERE id = $1', [refund.parent_transaction_id, order.id]);
    await news.tellLate();
    await news.tellLate();
    const after = await orderWhen(shop, order, 'was told at its shop', 'refund_noted');
    expect(after.refunds).toMatchObject([{ transaction_id: refund.id }]);
  });
});
