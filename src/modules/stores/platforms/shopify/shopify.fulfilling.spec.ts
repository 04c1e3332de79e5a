import type { PlatformFulfillment } from '../platform.records.js';
import type { FulfillmentRequest } from '../platform.writes.js';
import { fulfillmentsFor, itemsLeft, madeBy, type OpenFulfillmentOrder } from './shopify.fulfilling.js';

const request = (changes: Partial<FulfillmentRequest> = {}): FulfillmentRequest => ({
  platform_order_id: '1',
  items: [{ platform_item_id: '11', quantity: 3 }],
  platform_location_id: null,
  notify_customer: true,
  tracking: null,
  shipped_at: null,
  ...changes,
});

const open = (id: string, location: string | null, ...lines: [item: string, remaining: number][]): OpenFulfillmentOrder => ({
  id,
  location,
  lines: lines.map(([item, remaining]) => ({ id: `${id}-${item}`, platform_item_id: item, remaining })),
}); // prettier-ignore

describe('fulfillmentsFor', () => {
  it('takes the lines from where they are left', () => {
    expect(fulfillmentsFor(request(), [open('A', '1', ['11', 3], ['12', 1])])).toEqual([
      {
        lineItemsByFulfillmentOrder: [
          { fulfillmentOrderId: 'A', fulfillmentOrderLineItems: [{ id: 'A-11', quantity: 3 }] },
        ],
        notifyCustomer: true,
      },
    ]);
  });

  it('is one fulfilment for each place, over all fulfillment orders there', () => {
    const parts = fulfillmentsFor(request({ items: [{ platform_item_id: '11', quantity: 6 }] }), [
      open('A', '1', ['11', 2]),
      open('B', '2', ['11', 2]),
      open('C', '1', ['11', 5]),
    ]);
    expect(parts.map((part) => part.lineItemsByFulfillmentOrder)).toEqual([
      [
        { fulfillmentOrderId: 'A', fulfillmentOrderLineItems: [{ id: 'A-11', quantity: 2 }] },
        { fulfillmentOrderId: 'C', fulfillmentOrderLineItems: [{ id: 'C-11', quantity: 2 }] },
      ],
      [{ fulfillmentOrderId: 'B', fulfillmentOrderLineItems: [{ id: 'B-11', quantity: 2 }] }],
    ]);
  });

  it('counts a line that is named twice once', () => {
    const items = [
      { platform_item_id: '11', quantity: 2 },
      { platform_item_id: '11', quantity: 2 },
    ];
    expect(() => fulfillmentsFor(request({ items }), [open('A', '1', ['11', 3])])).toThrow('Only 3 of line 11');
  });

  it.each<[string | null, OpenFulfillmentOrder[], string]>([
    [null, [open('A', '1', ['11', 2])], 'INVALID_QUANTITY'],
    [null, [], 'INVALID_QUANTITY'],
    ['2', [open('A', '1', ['11', 3])], 'OTHER_LOCATION'],
    ['2', [open('A', '1', ['12', 3])], 'INVALID_QUANTITY'],
  ])('refuses what is not there (from %s)', (platform_location_id, orders, provider_code) => {
    expect(() => fulfillmentsFor(request({ platform_location_id }), orders)).toThrow(
      expect.objectContaining({ fault: 'rejected', provider_code }) as Error,
    );
  });

  it('bears the tracking', () => {
    const tracking = { carrier: 'UPS', tracking_number: '1Z', tracking_url: null };
    expect(fulfillmentsFor(request({ tracking }), [open('A', '1', ['11', 3])])[0]?.trackingInfo).toEqual({
      company: 'UPS',
      number: '1Z',
    });
  });
});

describe('madeBy', () => {
  const there = (id: string, quantity: number, changes: Partial<PlatformFulfillment> = {}): PlatformFulfillment => ({
    platform_fulfillment_id: id,
    status: 'success',
    carrier: null,
    tracking_number: null,
    tracking_url: null,
    shipment_status: null,
    shipped_at: null,
    delivered_at: null,
    items: [{ platform_item_id: '11', quantity }],
    ...changes,
  });
  const tracking = { carrier: 'UPS', tracking_number: '1Z', tracking_url: null };
  const idsOf = (made: PlatformFulfillment[]): string[] => made.map((one) => one.platform_fulfillment_id);

  it.each<[string, FulfillmentRequest, PlatformFulfillment[], string[], string[]]>([
    ['the new one that holds just that', request(), [there('1', 3)], [], ['1']],
    ['none that was there before', request(), [there('1', 3)], ['1'], []],
    ['none that was cancelled', request(), [there('1', 3, { status: 'cancelled' })], [], []],
    ['none that holds more', request(), [there('1', 4)], [], []],
    ['a part', request(), [there('1', 2)], [], ['1']],
    ['none that holds nothing', request(), [there('1', 0, { items: [] })], [], []],
    ['no more than was asked for', request(), [there('1', 2), there('2', 2), there('3', 1)], [], ['1', '3']],
    ['two that hold it together', request(), [there('1', 1), there('2', 2)], [], ['1', '2']],
    ['none with another number', request({ tracking }), [there('1', 3, { tracking_number: '2Z' })], [], []],
    ['a part that bears the number', request({ tracking }), [there('1', 1, { tracking_number: '1Z' })], [], ['1']],
  ])('finds %s', (_name, asked, fulfillments, known, expected) => {
    expect(idsOf(madeBy(asked, fulfillments, known))).toEqual(expected);
  });

  it.each<[string, PlatformFulfillment[], [string, number][]]>([
    [
      'all of it',
      [],
      [
        ['11', 3],
        ['12', 1],
      ],
    ],
    [
      'the rest of a line',
      [there('1', 2)],
      [
        ['11', 1],
        ['12', 1],
      ],
    ],
    ['the other line', [there('1', 1), there('2', 2)], [['12', 1]]],
    ['nothing', [there('1', 3), there('2', 1, { items: [{ platform_item_id: '12', quantity: 1 }] })], []],
  ])('leaves %s', (_name, made, expected) => {
    const items = [['11', 1], ['gid://shopify/LineItem/12', 1], ['11', 2]].map(([id, quantity]) => ({
      platform_item_id: String(id),
      quantity: Number(quantity),
    })); // prettier-ignore
    const left = itemsLeft(request({ items }), made);
    expect(left.map((item) => [item.platform_item_id, item.quantity])).toEqual(expected);
  });
});
