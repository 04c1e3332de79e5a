import { StoreChanges } from '../../../src/modules/stores/stores.api.js';
import type { OrderShop, OrderView } from '../../orders/order-shop.js';
import { until } from '../../support/until.js';
import type { Walk } from './walk.js';

const READ = 'GET orders/{order_id}';
const STATUS = 'PUT orders/{order_id}/status';
const FULFILL = 'POST orders/{order_id}/fulfill';
const SHIP = 'POST orders/{order_id}/ship';
const TRACKING = 'GET orders/{order_id}/tracking';
const CANCEL = 'POST orders/{order_id}/cancel';
const EDIT = 'PUT orders/{order_id}';

const UPS = '1Z999AA10123456784';
interface Fulfilled {
  order: OrderView;
  fulfillment: { id: string };
}

/** Every endpoint of orders: lists and files, the whole way of an order, each of the other ways, and what is refused. */
export async function walkOrders(walk: Walk, shop: OrderShop): Promise<void> {
  await readOrders(walk);
  await goTheWholeWay(walk, shop);
  await shipAtOnce(walk, shop);
  await fulfillByStatus(walk, shop);
  await cancel(walk, shop);
  await edit(walk, await shop.untouched());
  await noteRefunds(walk, shop);
}

async function readOrders(walk: Walk): Promise<void> {
  const filters = { limit: '2', sort: '-created_at', expand: 'items', include_total: 'true' };
  for (const [route, own] of [
    ['GET orders', { store_id: walk.store_id }],
    ['GET stores/{store_id}/orders', {}],
  ] as const) {
    const list = await walk.data<{ items: OrderView[]; page: { next_cursor: string } }>(route, 200, {
      query: { ...filters, ...own },
    });
    expect(list.items).toHaveLength(2);
    expect(list.items[0]).toMatchObject({ store: { id: walk.store_id, platform: walk.platform } });
    await walk.take(route, 200, { query: { ...filters, ...own, cursor: list.page.next_cursor } });
  }
  const csv = await walk.take('GET orders/export', 200, { query: { store_id: walk.store_id, rows: 'items' } });
  expect(csv.text.split('\r\n').length).toBeGreaterThan(100);
  const xlsx = await walk.take('GET orders/export', 200, { query: { store_id: walk.store_id, format: 'xlsx' } });
  expect(xlsx.text.startsWith('PK')).toBe(true);
  expect((await walk.items('GET carriers')).length).toBeGreaterThan(5);
  const guess = await walk.data<object>('GET carriers/guess', 200, { query: { tracking_number: UPS } });
  expect(guess).toMatchObject({ carrier: { key: 'ups' } });
}

/** Paid, sent in two parcels with tracking of their own, the one corrected, delivered; each step at the shop. */
async function goTheWholeWay(walk: Walk, shop: OrderShop): Promise<void> {
  const order = await shop.untouched('pending', walk.platform === 'shopify' ? `payment_status = 'pending'` : 'true');
  const ids = { order_id: order.id };
  const paid = await walk.data<OrderView>(STATUS, 200, { ids, body: { status: 'paid', note: 'cash' } });
  expect(paid).toMatchObject({ status: 'paid', payment_status: 'paid' });

  const line = order.items.find(({ quantity }) => quantity > 1)!;
  const some = (quantity: number): object => ({ items: [{ order_item_id: line.id, quantity }], notify_customer: true });
  await walk.take(FULFILL, 409, { ids, body: some(line.quantity + 1) });
  const first = await walk.data<Fulfilled>(FULFILL, 200, { ids, body: some(1) });
  expect(first.order.fulfillment_status).toBe('partial');
  const named = { fulfillment_id: first.fulfillment.id, carrier: 'UPS', tracking_number: UPS };
  await walk.take(SHIP, 200, { ids, body: { ...named, notify_customer: true } });
  await walk.take(SHIP, 200, { ids, body: { ...named, carrier: 'DHL', tracking_number: 'JD014600001234567890' } });
  const rest = await walk.data<Fulfilled>(FULFILL, 200, { ids, body: {} });
  expect(rest.order).toMatchObject({ fulfillment_status: 'fulfilled' });
  for (const { id, tracking_number } of rest.order.fulfillments.filter((one) => one.tracking_number === null)) {
    expect(tracking_number).toBeNull();
    await walk.take(SHIP, 200, { ids, body: { fulfillment_id: id, tracking_number: 'RB123456785GB' } });
  }
  const { shipments } = await walk.data<{ shipments: { tracking_number: string }[] }>(TRACKING, 200, { ids });
  expect(shipments.map((one) => one.tracking_number)).toEqual(
    expect.arrayContaining(['JD014600001234567890', 'RB123456785GB']),
  );

  const delivered = { ids, body: { status: 'delivered' } };
  // Magento knows no delivery: kept here when asked to.
  if (walk.platform === 'magento') {
    expect((await walk.take(STATUS, 409, delivered)).body.error.details.reason).toBe('not_pushable');
  }
  const query: Record<string, string> = walk.platform === 'magento' ? { push: 'false' } : {};
  const after = await walk.data<OrderView>(STATUS, 200, { ...delivered, query });
  expect(after.status).toBe('delivered');
  const timeline = await walk.items<{ kind: string }>('GET orders/{order_id}/timeline', { ids });
  expect(timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['paid', 'fulfilled', 'shipped', 'delivered']),
  );
  await walk.take(CANCEL, 409, { ids, body: {} });
}

async function shipAtOnce(walk: Walk, shop: OrderShop): Promise<void> {
  const order = await shop.untouched();
  const ids = { order_id: order.id };
  const etag = (await walk.take(READ, 200, { ids })).headers.get('etag')!;
  const body = {
    carrier: 'DPD',
    tracking_number: '01234567890123',
    tracking_url: 'https://parcels.example.com/01234567890123',
    shipped_at: '2026-11-22T10:30:00Z',
  };
  const shipped = await walk.data<Fulfilled>(SHIP, 200, { ids, body, headers: { 'if-match': etag } });
  expect(shipped.order.status).toBe('shipped');
  await walk.take(SHIP, 412, { ids, body, headers: { 'if-match': etag } });
}

async function fulfillByStatus(walk: Walk, shop: OrderShop): Promise<void> {
  const order = await shop.untouched();
  const ids = { order_id: order.id };
  await walk.take(STATUS, 409, { ids, body: { status: 'delivered' } });
  const fulfilled = await walk.data<OrderView>(STATUS, 200, { ids, body: { status: 'fulfilled' } });
  expect(fulfilled.fulfillment_status).toBe('fulfilled');
  const call = { ids, body: { status: 'shipped' } };
  // Only Shopify knows of parcels without a number.
  if (walk.platform === 'shopify') await walk.take(STATUS, 200, call);
  else expect((await walk.take(STATUS, 409, call)).body.error.details.use).toContain('/ship');
}

async function cancel(walk: Walk, shop: OrderShop): Promise<void> {
  const order = await shop.cancellable();
  const ids = { order_id: order.id };
  const body = { reason: 'customer', note: 'changed their mind', restock: true, notify_customer: true };
  expect((await walk.data<OrderView>(CANCEL, 200, { ids, body })).status).toBe('cancelled');
  await walk.take(CANCEL, 200, { ids, body });
  await walk.take(SHIP, 409, { ids, body: { tracking_number: UPS } });
  const other = { order_id: (await shop.cancellable()).id };
  await walk.take(STATUS, 200, { ids: other, body: { status: 'cancelled' } });
}

async function edit(walk: Walk, order: OrderView): Promise<void> {
  const ids = { order_id: order.id };
  const tags = walk.platform === 'magento' ? {} : { tags: ['vip', 'gift'] };
  const edited = await walk.data<OrderView>(EDIT, 200, { ids, body: { notes: 'Ring twice', ...tags } });
  expect(edited).toMatchObject({ notes: 'Ring twice', ...tags });
  if (walk.platform === 'magento') await walk.take(EDIT, 400, { ids, body: { tags: ['vip'] } });
  await walk.take('POST orders/{order_id}/notes', 200, { ids, body: { message: 'Called them' } });
  const told = await walk.data<OrderView>(READ, 200, { ids });
  expect(told.timeline.map(({ message }) => message)).toEqual(expect.arrayContaining(['Called them']));
}

/** A payment provider gave money back: a part, and all of another order. */
async function noteRefunds(walk: Walk, shop: OrderShop): Promise<void> {
  for (const isWhole of [false, true]) {
    const order = await shop.untouched();
    const amount = isWhole ? String(order.total_amount) : '1.00';
    const { user_id } = await shop.app.db.one<{ user_id: string }>('SELECT user_id FROM orders WHERE id = $1', [
      order.id,
    ]);
    await shop.app.nest.get(StoreChanges, { strict: false }).run({
      kind: 'order.note_refund',
      user_id,
      store_id: walk.store_id,
      subject_id: order.id,
      payload: {
        platform_order_id: order.platform_order_id,
        amount,
        currency: String(order.currency),
        reason: null,
        gateway: 'Stripe',
        reference: 're_1',
      },
      context: {},
    });
    // A shop that wants fewer calls just now is asked later.
    const after = await until(
      'the shop was told of the refund',
      () => walk.data<OrderView>(READ, 200, { ids: { order_id: order.id } }),
      ({ timeline }) => timeline.some(({ kind }) => kind === 'refund_noted'),
    );
    // Shopify has no refund of its own that moves no money.
    if (walk.platform === 'woocommerce') expect(after.refunds).toMatchObject([{ amount }]);
    if (walk.platform === 'shopify') expect(after.refunds).toEqual([]);
  }
}
