import { randomUUID } from 'node:crypto';

import type { PlatformOrder } from './platform.records.js';
import { ContractRig, isFresh, type WritesUnderTest } from './platform.rig.contract.js';
import type { CancelRequest, FulfillmentRequest, PlatformOrders, RefundNote } from './platform.writes.js';

/** What every platform does that lets its orders be shipped, cancelled and noted on. */
export function ordersContract(setUp: () => Promise<WritesUnderTest>): void {
  let rig: ContractRig;
  let orders: PlatformOrders | undefined;

  beforeAll(async () => {
    rig = await ContractRig.over(setUp);
    ({ orders } = rig.platform);
  });
  afterAll(() => rig.close());
  afterEach(() => rig.under.clearFaults());

  const shipped = async (order: PlatformOrder, items: FulfillmentRequest['items']): Promise<string> =>
    (await orders!.fulfill(rig.connect(), shipment(order, items), randomUUID())).platform_fulfillment_id;

  it('ships a part, then the rest, and never more than is left', async () => {
    if (!orders) return;
    const order = await rig.freshOrder();
    const id = order.platform_order_id;
    const first = await shipped(order, onePiece(order));
    const partly = await rig.order(id);
    expect(partly.fulfillment_status).toBe('partial');
    expect(partly.fulfillments.map((one) => one.platform_fulfillment_id)).toEqual([first]);
    expect(piecesOf(partly.fulfillments[0]?.items ?? [])).toBe(1);
    expect(piecesOf(left(partly))).toBe(piecesOf(left(order)) - 1);

    const tooMuch = left(order);
    await expect(shipped(partly, tooMuch)).rejects.toMatchObject({ fault: 'rejected' });
    expect((await rig.order(id)).fulfillments).toHaveLength(1);

    const second = await shipped(partly, left(partly));
    const whole = await rig.order(id);
    expect(whole.fulfillment_status).toBe('fulfilled');
    // What goes out from several places is several fulfilments.
    const ids = whole.fulfillments.map((one) => one.platform_fulfillment_id);
    expect(ids).toEqual(expect.arrayContaining([first, second]));
    expect(piecesOf(whole.fulfillments.flatMap((one) => one.items))).toBe(piecesOf(left(order)));
    expect(left(whole)).toEqual([]);
    await expect(shipped(whole, onePiece(order))).rejects.toMatchObject({ fault: 'rejected' });
  });

  it('finds the shipment that it made by its key, and none by another', async () => {
    if (!orders) return;
    const order = await rig.freshOrder();
    const request = shipment(order, onePiece(order));
    const key = randomUUID();
    const connection = rig.connect();
    expect(await orders.findFulfillment(connection, request, key, [])).toBeNull();
    const { platform_fulfillment_id: id } = await orders.fulfill(connection, request, key);
    expect((await orders.findFulfillment(connection, request, key, []))?.platform_fulfillment_id).toBe(id);
    expect(await orders.findFulfillment(connection, request, randomUUID(), [id])).toBeNull();
  });

  it.each(['reset', 'error_500'])('ships once though answers are lost (%s)', async (kind) => {
    if (!orders) return;
    const { fulfill, findFulfillment } = orders;
    const shippedOrders = [await rig.freshOrder(), await rig.freshOrder(), await rig.freshOrder()];
    await rig.under.fault(kind, 0.3);
    for (const order of shippedOrders) {
      const [request, key] = [shipment(order, onePiece(order)), randomUUID()];
      await rig.onceWhatever(
        () => fulfill.call(orders, rig.connect(), request, key),
        () => findFulfillment.call(orders, rig.connect(), request, key, []),
      );
    }
    await rig.under.clearFaults();
    for (const { platform_order_id: id } of shippedOrders) {
      const { fulfillments } = await rig.order(id);
      expect(fulfillments).toHaveLength(1);
      expect(piecesOf(fulfillments[0]?.items ?? [])).toBe(1);
    }
  });

  it('takes tracking with the shipment and later; twice is once', async () => {
    if (!orders) return;
    const order = await rig.freshOrder();
    const tracking = { carrier: 'UPS', tracking_number: '1Z999AA10123456784', tracking_url: null };
    const request = { ...shipment(order, onePiece(order)), tracking };
    const { platform_fulfillment_id: id } = await orders.fulfill(rig.connect(), request, randomUUID());
    expect((await rig.order(order.platform_order_id)).fulfillments).toMatchObject([
      { platform_fulfillment_id: id, carrier: 'UPS', tracking_number: '1Z999AA10123456784' },
    ]);
    const change = {
      platform_order_id: order.platform_order_id,
      platform_fulfillment_id: id,
      notify_customer: false,
      shipped_at: null,
      carrier: 'DHL Express',
      tracking_number: '1234567890',
      tracking_url: 'https://tracking.example/1234567890',
    };
    await orders.track(rig.connect(), change);
    await orders.track(rig.connect(), change);
    expect((await rig.order(order.platform_order_id)).fulfillments).toMatchObject([
      {
        platform_fulfillment_id: id,
        carrier: 'DHL Express',
        tracking_number: '1234567890',
        tracking_url: 'https://tracking.example/1234567890',
      },
    ]);
  });

  it('cancels an order; twice is once, and nothing of it is shipped after that', async () => {
    if (!orders) return;
    const order = await rig.freshOrder(...(rig.under.cancels === 'unpaid' ? [isUnpaid] : []));
    const request = cancellation(order);
    await orders.cancel(rig.connect(), request, randomUUID());
    expect((await rig.order(order.platform_order_id)).status).toBe('cancelled');
    const stock = await stockOf(order);
    await orders.cancel(rig.connect(), request, randomUUID());
    expect(await stockOf(order)).toEqual(stock);
    await expect(shipped(order, onePiece(order))).rejects.toMatchObject({ fault: 'rejected' });
    expect((await rig.order(order.platform_order_id)).fulfillments).toEqual([]);
  });

  it.each(['reset', 'error_500'])('takes goods back once though answers are lost (%s)', async (kind) => {
    if (!orders) return;
    const { cancel } = orders;
    const canBe = rig.under.cancels === 'unpaid' ? isUnpaid : isFresh;
    const order = await rig.freshOrder(
      (one) => canBe(one) && one.items.every((item) => item.platform_product_id !== null),
    );
    const before = await stockOf(order);
    const key = randomUUID();
    await rig.under.fault(kind, 0.3);
    for (let time = 0; time < 3; time += 1)
      await rig.patiently(() => cancel.call(orders, rig.connect(), cancellation(order), key));
    await rig.under.clearFaults();
    expect((await rig.order(order.platform_order_id)).status).toBe('cancelled');
    // Of each variant by itself: several may share the stock of their product.
    const taken = (await stockOf(order)).map((quantity, index) => (quantity ?? 0) - (before[index] ?? 0));
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...taken)).toBeLessThanOrEqual(piecesOf(order.items));
  });

  it('notes on an order what it has a place for; twice is once', async () => {
    if (!orders || orders.editable.length === 0) return;
    const { platform_order_id: id } = await rig.freshOrder();
    const wish = { notes: 'Ring twice', tags: ['vip', 'gift'] };
    const edit = Object.fromEntries(orders.editable.map((field) => [field, wish[field]]));
    await orders.edit(rig.connect(), id, edit);
    await orders.edit(rig.connect(), id, edit);
    const after = await rig.order(id);
    if (orders.editable.includes('notes')) expect(after.notes).toBe('Ring twice');
    if (orders.editable.includes('tags')) expect([...after.tags].sort()).toEqual(['gift', 'vip']);
  });

  it('moves an order as it says it can; one that is there already is left alone', async () => {
    if (!orders) return;
    for (const to of orders.moves.filter((status) => status !== 'cancelled')) {
      const order = to === 'paid' ? await rig.freshOrder(isUnpaid) : await rig.freshOrder();
      const id = order.platform_order_id;
      // A parcel that is under way or has arrived must have been packed.
      if (to === 'shipped' || to === 'delivered') await shipped(order, left(order));
      await orders.move(rig.connect(), id, to);
      const after = await rig.order(id);
      expect(after.status).toBe(to);
      await orders.move(rig.connect(), id, to);
      expect(await rig.order(id)).toMatchObject({ status: to, platform_updated_at: after.platform_updated_at });
    }
  });

  it.each(['reset', 'error_500'])(
    'notes a refund once though answers are lost (%s), and finds it by its key',
    async (kind) => {
      if (!orders) return;
      const { noteRefund, findRefundNote } = orders;
      const notes = (await freshOrders(3)).map((order, n) => refundOf(order, n === 0 ? order.total_amount : '1.00'));
      await rig.under.fault(kind, 0.3);
      const noted = [];
      for (const note of notes) {
        const key = randomUUID();
        const outcome = await rig.onceWhatever(
          () => noteRefund.call(orders, rig.connect(), note, key),
          () => findRefundNote.call(orders, rig.connect(), note, key),
        );
        noted.push({ note, key, outcome });
      }
      await rig.under.clearFaults();
      for (const { note, key, outcome } of noted) {
        expect(await orders.findRefundNote(rig.connect(), note, key)).toEqual(outcome);
        expect(await orders.findRefundNote(rig.connect(), note, randomUUID())).toBeNull();
        const after = await rig.order(note.platform_order_id);
        if (outcome.platform_refund_id === null) {
          expect(after.refunds).toEqual([]);
          continue;
        }
        expect(after.refunds.map((one) => [one.platform_refund_id, Number(one.amount)])).toEqual([
          [outcome.platform_refund_id, Number(note.amount)],
        ]);
      }
    },
  );

  it('takes no note of a refund of more than was paid, where it keeps refunds', async () => {
    if (!orders) return;
    const [order] = await freshOrders(1);
    const note = refundOf(order!, '1.00');
    const { platform_refund_id: kept } = await orders.noteRefund(rig.connect(), note, randomUUID());
    if (kept === null) return;
    const rest = { ...note, amount: order!.total_amount };
    await expect(orders.noteRefund(rig.connect(), rest, randomUUID())).rejects.toMatchObject({ fault: 'rejected' });
    expect((await rig.order(note.platform_order_id)).refunds).toHaveLength(1);
  });

  async function freshOrders(count: number): Promise<PlatformOrder[]> {
    const found: PlatformOrder[] = [];
    while (found.length < count) found.push(await rig.freshOrder());
    return found;
  }

  it('refuses what is asked of an order that is not there', async () => {
    if (!orders) return;
    const ghost = { platform_order_id: '999999999', items: [{ platform_item_id: '1' }] } as unknown as PlatformOrder;
    await expect(shipped(ghost, [{ platform_item_id: '1', quantity: 1 }])).rejects.toMatchObject({ fault: 'rejected' });
  });

  async function stockOf(order: PlatformOrder): Promise<(number | null)[]> {
    const ids = new Set(order.items.flatMap((item) => item.platform_product_id ?? []));
    const products = await Promise.all([...ids].map((id) => rig.platform.readOne(rig.connect(), 'products', id)));
    return products.flatMap((product) => product?.variants.map((variant) => variant.inventory_quantity) ?? []);
  }
}

function refundOf(order: PlatformOrder, amount: string): RefundNote {
  return {
    platform_order_id: order.platform_order_id,
    amount,
    currency: order.currency,
    reason: 'Damaged',
    gateway: 'Stripe',
    reference: 're_1',
  };
}

function cancellation(order: PlatformOrder): CancelRequest {
  return {
    platform_order_id: order.platform_order_id,
    reason: 'customer',
    note: 'Changed their mind',
    restock: true,
    notify_customer: false,
  };
}

function isUnpaid(order: PlatformOrder): boolean {
  return order.status === 'pending' && order.payment_status === 'pending';
}

function shipment(order: PlatformOrder, items: FulfillmentRequest['items']): FulfillmentRequest {
  return {
    platform_order_id: order.platform_order_id,
    items,
    platform_location_id: null,
    notify_customer: false,
    tracking: null,
    shipped_at: null,
  };
}

function onePiece(order: PlatformOrder): FulfillmentRequest['items'] {
  return [{ platform_item_id: order.items[0]!.platform_item_id, quantity: 1 }];
}

function left(order: PlatformOrder): FulfillmentRequest['items'] {
  return order.items
    .map((item) => ({
      platform_item_id: item.platform_item_id,
      quantity: item.quantity - item.fulfilled_quantity - item.refunded_quantity,
    }))
    .filter((item) => item.quantity > 0);
}

function piecesOf(items: { quantity: number }[]): number {
  return items.reduce((sum, item) => sum + item.quantity, 0);
}
