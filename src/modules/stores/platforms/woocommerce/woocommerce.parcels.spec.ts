import type { JsonObject } from '../../../../common/json.js';
import { mapOrder } from './mapper/order.mapper.js';
import { order } from './testing/fake-shop.js';
import {
  fulfillmentMeta,
  hasParcel,
  isWhole,
  merged,
  shipmentNote,
  trackingMeta,
  withParcel,
} from './woocommerce.parcels.js';

const LINES: JsonObject[] = [
  {
    id: 11,
    name: 'Tee - M',
    parent_name: 'Tee',
    product_id: 5,
    variation_id: 6,
    quantity: 2,
    subtotal: '20.00',
    total: '20.00',
    total_tax: '0',
  },
  { id: 12, name: 'Mug', product_id: 7, variation_id: 0, quantity: 1, subtotal: '5.00', total: '5.00', total_tax: '0' },
];
const UPS = {
  carrier: 'UPS',
  tracking_number: '1Z',
  tracking_url: 'https://ups.test/1Z',
  shipped_at: '2026-11-20T10:00:00Z',
};
const NOW = '2026-11-21T08:00:00Z';

const row = (meta: JsonObject[], more: JsonObject = {}): JsonObject =>
  order(1, { line_items: LINES, meta_data: meta.map((entry, at) => ({ id: at + 1, ...entry })), ...more });
const sent = (...items: [id: string, quantity: number][]): JsonObject =>
  fulfillmentMeta(
    {
      platform_order_id: '1',
      items: items.map(([platform_item_id, quantity]) => ({ platform_item_id, quantity })),
      platform_location_id: null,
      notify_customer: false,
      tracking: null,
      shipped_at: null,
    },
    `f${items.length}-${items.map(([, quantity]) => quantity).join('')}`,
    NOW,
  );

describe('what is written is what is read', () => {
  it('a part without a parcel', () => {
    const mapped = mapOrder(row([sent(['11', 1])]), []);
    expect(mapped).toMatchObject({ status: 'paid', fulfillment_status: 'partial' });
    expect(mapped.items.map((item) => item.fulfilled_quantity)).toEqual([1, 0]);
    expect(mapped.fulfillments).toEqual([
      {
        platform_fulfillment_id: 'f1-1',
        status: 'success',
        carrier: null,
        tracking_number: null,
        tracking_url: null,
        shipment_status: null,
        shipped_at: NOW,
        delivered_at: null,
        items: [{ platform_item_id: '11', quantity: 1 }],
      },
    ]);
  });

  it('two of them and a parcel: all is sent, though the order is not completed', () => {
    const lines = mapOrder(row([]), []);
    const parcels = withParcel([], 'f1-2', UPS, [{ platform_item_id: '11', quantity: 2 }], lines);
    const mapped = mapOrder(row([sent(['11', 2]), sent(['12', 1]), trackingMeta(parcels)]), []);
    expect(mapped).toMatchObject({ status: 'paid', fulfillment_status: 'fulfilled' });
    expect(mapped.fulfillments).toMatchObject([{ platform_fulfillment_id: 'f1-2', ...UPS }, { tracking_number: null }]);
    expect(mapped.items.map((item) => item.fulfilled_quantity)).toEqual([2, 1]);
  });

  it('nothing, where the field is not ours to understand', () => {
    const strange = [
      'text',
      7,
      null,
      [],
      { items: 'none' },
      { items: [{ item_id: 99, qty: 1 }] },
      { items: [{ item_id: '11', qty: 'x' }] },
    ];
    const meta = strange.map((value, at) => ({ key: `_ksap_fulfillment_${at}`, value }));
    expect(mapOrder(row(meta), [])).toMatchObject({ fulfillments: [], fulfillment_status: 'unfulfilled' });
  });

  it('an order with refunded pieces is whole without them', () => {
    const refund = {
      id: 9,
      amount: '5.00',
      line_items: [
        {
          id: 90,
          quantity: -1,
          total: '-5.00',
          total_tax: '0',
          meta_data: [{ key: '_refunded_item_id', value: '12' }],
        },
      ],
    };
    const refunded = row([sent(['11', 2])], { refunds: [{ id: 9, total: '-5.00' }] });
    expect(mapOrder(refunded, [refund])).toMatchObject({ fulfillment_status: 'fulfilled' });
    expect(mapOrder(refunded, [])).toMatchObject({ fulfillment_status: 'partial' });
  });

  it('tags, a cancellation and a delivery', () => {
    const tags = { key: '_ksap_tags', value: ['vip', 'gift'] };
    const cancelled = { key: '_ksap_cancelled', value: { at: NOW, reason: 'fraud' } };
    const delivered = { key: '_ksap_delivered_at', value: NOW };
    expect(mapOrder(row([tags, cancelled]), [])).toMatchObject({ tags: ['vip', 'gift'], cancelled_at: null });
    expect(mapOrder(row([cancelled], { status: 'cancelled' }), [])).toMatchObject({
      cancelled_at: NOW,
      cancel_reason: 'fraud',
    });
    const done = { status: 'completed', date_completed_gmt: '2026-11-20T10:00:00' };
    const mapped = mapOrder(row([sent(['11', 2], ['12', 1]), delivered], done), []);
    expect(mapped).toMatchObject({ status: 'delivered', fulfillments: [{ delivered_at: NOW }] });
  });
});

describe('an order that was completed in the shop', () => {
  const done = { status: 'completed', date_completed_gmt: '2026-11-20T10:00:00' };

  it('is one fulfilment of all of it, until parcels are known', () => {
    const mapped = mapOrder(row([], done), []);
    expect(mapped).toMatchObject({ status: 'fulfilled', fulfillment_status: 'fulfilled' });
    expect(mapped.fulfillments).toMatchObject([
      {
        platform_fulfillment_id: 'completed',
        shipped_at: '2026-11-20T10:00:00Z',
        items: [
          { platform_item_id: '11', quantity: 2 },
          { platform_item_id: '12', quantity: 1 },
        ],
      },
    ]);
    const parcels = withParcel([], 'completed', UPS, mapped.fulfillments[0]?.items ?? null, mapped);
    const tracked = mapOrder(row([trackingMeta(parcels)], done), []);
    expect(tracked).toMatchObject({
      status: 'shipped',
      fulfillments: [{ platform_fulfillment_id: 'completed', ...UPS }],
    });
  });

  it('has none without lines, and an open one has none either', () => {
    expect(mapOrder(row([], { ...done, line_items: [] }), []).fulfillments).toEqual([]);
    expect(mapOrder(row([]), []).fulfillments).toEqual([]);
  });
});

describe("the plug-ins' list of parcels", () => {
  const theirs = { tracking_provider: 'usps', tracking_number: '94', formatted_tracking_link: 'https://usps.test/94' };

  it('keeps what others put there, and changes one in its place', () => {
    const of = { items: [] };
    const both = withParcel([theirs], 'ours', UPS, null, of);
    expect(both).toMatchObject([theirs, { tracking_id: 'ours', date_shipped: '1795168800' }]);
    const changed = withParcel(both, 'ours', { ...UPS, tracking_number: '2Z', shipped_at: null }, null, of);
    expect(changed).toMatchObject([theirs, { tracking_number: '2Z', date_shipped: '1795168800' }]);
    expect(hasParcel(changed, 'ours', { ...UPS, tracking_number: '2Z' })).toBe(true);
    expect(hasParcel(changed, 'ours', UPS)).toBe(false);
  });

  it("takes over a plug-in's own one, without what it had made of the carrier before", () => {
    const [parcel] = withParcel([theirs], 'parcel-1', { ...UPS, tracking_url: null }, null, { items: [] });
    expect(parcel).toMatchObject({ custom_tracking_provider: 'UPS', custom_tracking_link: '', tracking_number: '1Z' });
    expect(parcel).not.toHaveProperty('formatted_tracking_link');
    expect(hasParcel([parcel ?? {}], 'parcel-1', { ...UPS, tracking_url: null })).toBe(true);
    expect(hasParcel([parcel ?? {}], 'parcel-1', UPS)).toBe(false);
  });
});

describe('the sums', () => {
  it('add up lines that are named twice', () => {
    const twice = { platform_item_id: '11', quantity: 1 };
    expect(merged([twice, { platform_item_id: '12', quantity: 1 }, twice])).toEqual([
      ['11', 2],
      ['12', 1],
    ]);
  });

  it('call an order whole when nothing is left', () => {
    const mapped = mapOrder(row([sent(['11', 1])]), []);
    expect(isWhole(mapped, new Map([['11', 1]]))).toBe(false);
    expect(
      isWhole(
        mapped,
        new Map([
          ['11', 1],
          ['12', 1],
        ]),
      ),
    ).toBe(true);
  });

  it('tell the customer what comes, and with whom', () => {
    const mapped = mapOrder(row([]), []);
    expect(shipmentNote(mapped, [{ platform_item_id: '11', quantity: 2 }], UPS)).toBe(
      'Shipped: 2 × Tee, M. UPS, tracking number 1Z. https://ups.test/1Z',
    );
    expect(shipmentNote(mapped, null, null)).toBe('Your order is on its way.');
  });
});
