import type { JsonObject } from '../../../../../common/json.js';
import { order } from '../testing/fake-shop.js';
import { recorded } from '../testing/recorded.js';
import { mapOrder } from './order.mapper.js';

const line = (more: JsonObject = {}): JsonObject => ({
  id: 1,
  name: 'Mug',
  product_id: 9,
  variation_id: 0,
  quantity: 2,
  subtotal: '10.00',
  total: '8.00',
  total_tax: '0.80',
  sku: 'M',
  price: 4.000000000001,
  ...more,
});

describe('mapOrder', () => {
  it('maps a recorded order with a refund', () => {
    const { order_with_refund, refund } = recorded();
    const mapped = mapOrder(order_with_refund, [refund]);
    expect(mapped).toMatchObject({
      platform_order_id: '550',
      order_number: '550',
      platform_customer_id: '36',
      customer_email: 'cust34@example.test',
      customer_name: 'Dmitri 山田',
      customer_phone: '555-0199',
      subtotal: '259.14',
      tax_amount: '53.03',
      shipping_amount: '5.99',
      fees_amount: '0',
      total_amount: '318.16',
      refunded_amount: '9.19',
      currency: 'EUR',
      status: 'paid',
      fulfillment_status: 'unfulfilled',
      payment_status: 'partially_refunded',
      platform_status: 'processing',
      payment_gateway: 'paypal',
      payment_reference: 'tx_289',
      tax_lines: [{ title: 'VAT', rate: '20', amount: '53.03' }],
      shipping_lines: [{ title: 'Flat rate', code: 'flat_rate', amount: '5.99' }],
      paid_at: '2026-11-17T14:37:00Z',
      // UTC, not the site's own 09:36.
      platform_created_at: '2026-11-17T14:36:00Z',
      platform_updated_at: '2026-11-19T14:36:00Z',
      refunds: [
        {
          platform_refund_id: '604',
          amount: '9.19',
          currency: 'EUR',
          reason: 'Damaged item',
          refunded_at: '2026-11-22T10:30:14Z',
          items: [{ platform_item_id: '1314', quantity: 1, amount: '9.19' }],
        },
      ],
    });
    expect(mapped.shipping_address).toMatchObject({ city: 'London', country_code: 'GB', province: null });
    expect(mapped.items).toMatchObject([
      { platform_item_id: '1314', refunded_quantity: 1, sku: null, platform_variant_id: '20' },
      { platform_item_id: '1315', refunded_quantity: 0, quantity: 2, price: '125.74', total: '251.48', properties: {} },
    ]);
  });

  it('shows what the customer wrote, and nothing of the plug-ins’ notes', () => {
    const [item] = mapOrder(recorded().order_with_line_meta, []).items;
    expect(item).toMatchObject({
      title: 'Variable Tee 1',
      variant_title: 'Green, M',
      platform_product_id: '56',
      platform_variant_id: '60',
      properties: { Color: 'Green', Size: 'M', Engraving: 'Für "Eva" & Co' },
    });
  });

  it('computes the unit price before discounts from text, never from the noisy float', () => {
    const [item] = mapOrder(
      order(1, { line_items: [line({ subtotal: '82.68', price: 41.339999999999996 })] }),
      [],
    ).items;
    expect(item).toMatchObject({ price: '41.34', total: '8.00', discount_amount: '74.68', tax_amount: '0.80' });
  });

  it('has no negative discount for a line that was made dearer', () => {
    expect(mapOrder(order(1, { line_items: [line({ total: '12.00' })] }), []).items[0]?.discount_amount).toBe('0');
  });

  it('keeps a line whose product was deleted', () => {
    const [item] = mapOrder(order(1, { line_items: [line({ product_id: 0, sku: null, name: '' })] }), []).items;
    expect(item).toMatchObject({ platform_product_id: null, platform_variant_id: null, sku: null, title: '(no name)' });
  });

  it('counts goods by weight as whole pieces and keeps the exact quantity', () => {
    const [item] = mapOrder(order(1, { line_items: [line({ quantity: 0.5, subtotal: '5.00' })] }), []).items;
    expect(item).toMatchObject({ quantity: 1, price: '10.00', properties: { quantity: '0.5' } });
  });

  it('sums fees, negative ones too, apart from the goods', () => {
    const fees = [{ total: '2.50' }, { total: '-3.00' }];
    const mapped = mapOrder(order(1, { fee_lines: fees, line_items: [line()] }), []);
    expect(mapped).toMatchObject({ fees_amount: '-0.50', subtotal: '8.00' });
  });

  it('decodes names of coupons, taxes and shipping', () => {
    const mapped = mapOrder(
      order(1, {
        coupon_lines: [{ code: 'a&amp;b', discount: '1.00' }],
        tax_lines: [{ label: 'T&amp;V', rate_percent: 8.875, tax_total: '2.33', shipping_tax_total: '0.53' }],
        shipping_lines: [{ method_title: 'Caf&eacute;', method_id: 'flat_rate', total: '' }],
      }),
      [],
    );
    expect(mapped.discount_codes).toEqual([{ code: 'a&b', amount: '1.00' }]);
    expect(mapped.tax_lines).toEqual([{ title: 'T&V', rate: '8.875', amount: '2.86' }]);
    expect(mapped.shipping_lines).toEqual([{ title: 'Café', code: 'flat_rate', amount: '0' }]);
  });

  it('keeps the decimals that the shop gives, whatever the currency has', () => {
    expect(mapOrder(order(1, { currency: 'JPY', total: '225.25' }), []).total_amount).toBe('225.25');
  });

  it('knows a guest, a blank address and a status of the shop’s own', () => {
    const mapped = mapOrder(
      order(1, { customer_id: 0, billing: { first_name: '', country: '' }, status: 'in-the-workshop' }),
      [],
    );
    expect(mapped).toMatchObject({
      platform_customer_id: null,
      customer_name: null,
      billing_address: null,
      status: 'pending',
      platform_status: 'in-the-workshop',
    });
  });

  it('takes the amount of a refund without one from the order', () => {
    const refunds = [{ id: 612, reason: '', total: '-4.00' }];
    const detail = { id: 612, amount: '', reason: '', date_created_gmt: '2026-11-22T10:19:09', line_items: [] };
    expect(mapOrder(order(1, { refunds }), [detail]).refunds).toMatchObject([
      { amount: '4.00', reason: null, items: [] },
    ]);
  });

  it('cuts what is longer than its column', () => {
    const mapped = mapOrder(
      order(1, {
        number: '9'.repeat(101),
        billing: { phone: '5'.repeat(51), first_name: 'x'.repeat(300), email: 'a@b.test' },
        line_items: [line({ name: 'n'.repeat(501), sku: 's'.repeat(256) })],
      }),
      [],
    );
    expect([mapped.order_number.length, mapped.customer_phone?.length, mapped.customer_name?.length]).toEqual([
      100, 50, 255,
    ]);
    expect(mapped.items[0]?.title).toBe(`${'n'.repeat(499)}…`);
    expect(mapped.items[0]?.sku).toBe(`${'s'.repeat(254)}…`);
  });

  it.each<[string, JsonObject]>([
    ['id', { id: 0 }],
    ['currency', { currency: 'usd' }],
    ['total', { total: '' }],
    ['total', { total: '1,50' }],
    ['date_created_gmt', { date_created_gmt: null }],
    ['line_items.quantity', { line_items: [line({ quantity: -1 })] }],
    ['line_items.total', { line_items: [line({ total: 'x' })] }],
  ])('refuses an order without a usable %s', (field, more) => {
    expect(() => mapOrder(order(1, more), [])).toThrow(new RegExp(`^${field}: `));
  });
});

describe('tracking of shipment plug-ins', () => {
  const parcel = {
    tracking_provider: 'dhl',
    custom_tracking_provider: '',
    custom_tracking_link: '',
    ast_tracking_link: 'https://t.test/?a=1&amp;n=JD01',
    tracking_number: 'JD01',
    date_shipped: '1763337600',
    tracking_id: 'abc',
  };
  const tracked = (status: string, ...parcels: JsonObject[]): JsonObject =>
    order(1, {
      status,
      line_items: [line(), line({ id: 2, quantity: 1 })],
      meta_data: [{ id: 5, key: '_wc_shipment_tracking_items', value: parcels }],
    });

  it('makes a completed order shipped, a lone parcel holding all of it', () => {
    const mapped = mapOrder(tracked('completed', parcel), []);
    expect(mapped).toMatchObject({ status: 'shipped', fulfillment_status: 'fulfilled' });
    expect(mapped.fulfillments).toEqual([
      {
        platform_fulfillment_id: 'abc',
        status: 'success',
        carrier: 'dhl',
        tracking_number: 'JD01',
        tracking_url: 'https://t.test/?a=1&n=JD01',
        shipment_status: null,
        shipped_at: '2025-11-17T00:00:00Z',
        delivered_at: null,
        items: [
          { platform_item_id: '1', quantity: 2 },
          { platform_item_id: '2', quantity: 1 },
        ],
      },
    ]);
    expect(mapped.items.map((item) => item.fulfilled_quantity)).toEqual([2, 1]);
  });

  it('counts what the parcels say is in them', () => {
    const first = { ...parcel, products_list: [{ product: '9', item_id: '1', qty: '1' }] };
    const partly = mapOrder(tracked('processing', first), []);
    expect(partly).toMatchObject({ status: 'paid', fulfillment_status: 'partial' });
    expect(partly.items.map((item) => item.fulfilled_quantity)).toEqual([1, 0]);
    const second = {
      ...parcel,
      products_list: [
        { item_id: '1', qty: '1' },
        { item_id: '2', qty: '1' },
        { item_id: '77', qty: '1' },
      ],
    };
    expect(mapOrder(tracked('processing', first, second), [])).toMatchObject({ fulfillment_status: 'fulfilled' });
  });

  it('makes no link of what is none, and no parcel of what has no number', () => {
    const odd = { ...parcel, custom_tracking_link: 'javascript:alert(1)' };
    expect(mapOrder(tracked('processing', odd), []).fulfillments[0]?.tracking_url).toBeNull();
    expect(mapOrder(tracked('processing', { tracking_provider: 'dhl' }), []).fulfillments).toEqual([]);
    const serialized = order(1, { meta_data: [{ key: '_wc_shipment_tracking_items', value: 'a:1:{}' }] });
    expect(mapOrder(serialized, []).fulfillments).toEqual([]);
  });
});
