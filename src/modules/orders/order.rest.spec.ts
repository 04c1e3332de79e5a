import { AppError } from '../../common/errors/app-error.js';
import { chooseItems, leftOf, liveShipments, unshippedItems, type WishedItem } from './order.rest.js';
import type { OrderVersion, VersionLine, VersionShipment } from './order.version.js';

const ID = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;

const line = (number: number, quantity: number, fulfilled = 0, refunded = 0): VersionLine => ({
  id: ID(number),
  platform_item_id: `p${number}`,
  title: `Line ${number}`,
  quantity,
  fulfilled_quantity: fulfilled,
  refunded_quantity: refunded,
});

const shipment = (status: string): VersionShipment => ({
  id: ID(9),
  platform_fulfillment_id: 'f1',
  status,
  carrier: null,
  tracking_number: null,
  tracking_url: null,
  items: [],
});

const order = (lines: VersionLine[], more: Partial<OrderVersion> = {}): OrderVersion => ({
  id: ID(0),
  store_id: ID(1),
  user_id: ID(2),
  platform: 'shopify',
  platform_order_id: '7',
  order_number: '#7',
  status: 'paid',
  payment_status: 'paid',
  fulfillment_status: 'unfulfilled',
  total_amount: '1.00',
  currency: 'EUR',
  notes: null,
  tags: [],
  updated_at: '2026-01-01T00:00:00.000Z',
  platform_updated_at: null,
  etag: '"x"',
  read_at: '2026-01-01 00:00:00+00',
  lines,
  shipments: [],
  ...more,
});

const chosen = (of: OrderVersion, wished?: WishedItem[]): string[] =>
  chooseItems(of, wished).map(({ platform_item_id, quantity }) => `${platform_item_id}×${quantity}`);

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It was not refused');
}

describe('what is left of a line', () => {
  it.each([
    [3, 0, 0, 3],
    [3, 1, 0, 2],
    [3, 1, 1, 1],
    [3, 3, 0, 0],
    [3, 3, 1, 0],
    [0, 0, 0, 0],
  ])('of %i, %i sent and %i refunded, is %i', (quantity, fulfilled, refunded, left) => {
    expect(leftOf(line(1, quantity, fulfilled, refunded))).toBe(left);
  });
});

describe('chooseItems', () => {
  it('takes the whole rest when no lines are named', () => {
    expect(chosen(order([line(1, 3, 1), line(2, 1, 1), line(3, 2, 0, 1)]))).toEqual(['p1×2', 'p3×1']);
  });

  it('takes the named lines, and no more of them than is asked for', () => {
    expect(chosen(order([line(1, 3), line(2, 2)]), [{ order_item_id: ID(1), quantity: 2 }])).toEqual(['p1×2']);
  });

  it('says what is left of each line of which too much is asked for', () => {
    const wished = [
      { order_item_id: ID(1), quantity: 3 },
      { order_item_id: ID(2), quantity: 1 },
    ];
    expect(refusal(() => chosen(order([line(1, 3, 1), line(2, 1)]), wished))).toMatchObject({
      code: 'CONFLICT',
      details: {
        reason: 'more_than_left',
        items: [{ field: 'items.0.quantity', order_item_id: ID(1), quantity: 3, left: 2 }],
      },
    });
  });

  it('says that nothing is left', () => {
    const sent = order([line(1, 1, 1), line(2, 2, 0, 2)], { status: 'fulfilled' });
    expect(refusal(() => chosen(sent))).toMatchObject({ code: 'CONFLICT', details: { reason: 'nothing_left' } });
    expect(refusal(() => chosen(sent, [{ order_item_id: ID(1), quantity: 1 }]))).toMatchObject({
      details: { reason: 'nothing_left', items: [{ left: 0 }] },
    });
  });

  it('refuses lines that are not the order’s, and a line named twice, by name', () => {
    const wished = [
      { order_item_id: ID(5), quantity: 1 },
      { order_item_id: ID(1), quantity: 1 },
      { order_item_id: ID(1), quantity: 1 },
    ];
    expect(refusal(() => chosen(order([line(1, 3)]), wished))).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: {
        errors: [
          { field: 'items.0.order_item_id', reason: 'is no line of this order' },
          { field: 'items.2.order_item_id', reason: 'is named twice' },
        ],
      },
    });
  });

  it.each(['cancelled', 'pending'] as const)('refuses an order that is %s', (status) => {
    expect(refusal(() => chosen(order([line(1, 1)], { status })))).toMatchObject({
      code: 'INVALID_STATE',
      details: { from: status, to: 'fulfilled' },
    });
  });

  it('refuses an order that was refunded', () => {
    expect(refusal(() => chosen(order([line(1, 1)], { payment_status: 'refunded' })))).toMatchObject({
      details: { reason: 'refunded' },
    });
  });
});

describe('unshippedItems', () => {
  it('are what is left, where there are parcels', () => {
    const some = order([line(1, 3, 1)], { shipments: [shipment('success')] });
    expect(unshippedItems(some)).toMatchObject([{ platform_item_id: 'p1', quantity: 2 }]);
  });

  it('are not what is fulfilled without being sent, beside goods that are left', () => {
    const mixed = order([line(1, 3, 3), line(2, 2)]);
    expect(unshippedItems(mixed)).toMatchObject([{ platform_item_id: 'p2', quantity: 2 }]);
  });

  it('are everything that was not refunded, where an order counts as fulfilled without a parcel', () => {
    const bare = order([line(1, 3, 3, 1)], { status: 'fulfilled' });
    expect(unshippedItems(bare)).toMatchObject([{ platform_item_id: 'p1', quantity: 2 }]);
    const failed = order([line(1, 3, 3)], { status: 'fulfilled', shipments: [shipment('cancelled')] });
    expect(liveShipments(failed)).toEqual([]);
    expect(unshippedItems(failed)).toMatchObject([{ quantity: 3 }]);
  });
});
