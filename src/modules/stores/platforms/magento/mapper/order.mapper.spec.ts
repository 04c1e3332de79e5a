import type { JsonObject } from '../../../../../common/json.js';
import { line, order } from '../testing/fake-magento.js';
import { mapOrder, type OrderDocuments } from './order.mapper.js';

const documents = (more: Partial<OrderDocuments> = {}): OrderDocuments => ({
  invoices: [],
  shipments: [],
  creditmemos: [],
  ...more,
});
const mapped = (more: JsonObject = {}, docs: Partial<OrderDocuments> = {}) => mapOrder(order(more), documents(docs));

describe('mapOrder', () => {
  it('takes its times for UTC, though they do not say so', () => {
    expect(mapped()).toMatchObject({
      platform_order_id: '7',
      order_number: '000000007',
      platform_created_at: '2026-11-01T10:00:00Z',
      platform_updated_at: '2026-11-02T11:00:00Z',
    });
  });

  it('is one line for a configurable product, under the parent, and knows its variant', () => {
    const parent = line({ product_id: 50, product_type: 'configurable', sku: 'TEE-RED-M', name: 'Tee' });
    const child = line({
      item_id: 72,
      parent_item_id: 71,
      product_id: 51,
      sku: 'TEE-RED-M',
      name: 'Tee-Red-M',
      price: 0,
      row_total: 0,
    });
    const { items, subtotal } = mapped({ items: [parent, child] });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      platform_item_id: '71',
      platform_product_id: '50',
      platform_variant_id: '51',
      title: 'Tee',
      variant_title: 'Red / M',
      sku: 'TEE-RED-M',
      quantity: 2,
      total: '20',
    });
    expect(subtotal).toBe('20');
  });

  it('splits what was paid into goods, tax, shipping and the rest, to the cent', () => {
    const result = mapped({
      items: [line({ discount_amount: 2, tax_amount: 1.49, discount_tax_compensation_amount: 0.01 })],
      discount_amount: -3,
      tax_amount: 1.49,
      shipping_amount: 5,
      shipping_discount_amount: 1,
      grand_total: 25.5,
      coupon_code: 'SAVE',
      shipping_description: 'Flat Rate - Fixed',
    });
    expect(result).toMatchObject({
      subtotal: '18.01',
      discount_amount: '3',
      tax_amount: '1.49',
      shipping_amount: '4',
      // A gift wrap of an extension.
      fees_amount: '2.00',
      total_amount: '25.5',
      discount_codes: [{ code: 'SAVE', amount: '3' }],
      shipping_lines: [{ title: 'Flat Rate - Fixed', code: null, amount: '5' }],
    });
  });

  it('makes fulfilments of shipments, refunds of credit memos, and knows when it was paid', () => {
    const shipment: JsonObject = {
      entity_id: 90,
      created_at: '2026-11-03 08:00:00',
      items: [
        { order_item_id: 71, qty: 1 },
        { order_item_id: 99, qty: 1 },
      ],
      tracks: [
        { track_number: '1', title: 'Old' },
        { track_number: 'JD01', title: 'DHL Express', description: 'https://dhl.example/JD01' },
      ],
    };
    const memo = {
      entity_id: 95,
      created_at: '2026-11-05 08:00:00',
      grand_total: 10.5,
      items: [{ order_item_id: 71, qty: 1, row_total: 10, discount_amount: 0.5, tax_amount: 1 }],
      comments: [{ comment: 'Broken' }],
    };
    const invoices: JsonObject[] = [
      { created_at: '2026-11-02 09:00:00', transaction_id: 'btx1' },
      { created_at: '2026-11-01 12:00:00' },
    ];
    const result = mapped(
      { items: [line({ qty_shipped: 1, qty_refunded: 1 })] },
      { shipments: [shipment], creditmemos: [memo], invoices },
    );
    expect(result).toMatchObject({
      paid_at: '2026-11-01T12:00:00Z',
      payment_reference: 'btx1',
      payment_status: 'partially_refunded',
      refunded_amount: '10.5',
      fulfillments: [
        {
          platform_fulfillment_id: '90',
          carrier: 'DHL Express',
          tracking_number: 'JD01',
          tracking_url: 'https://dhl.example/JD01',
          shipped_at: '2026-11-03T08:00:00Z',
          items: [{ platform_item_id: '71', quantity: 1 }],
        },
      ],
      refunds: [
        {
          platform_refund_id: '95',
          amount: '10.5',
          reason: 'Broken',
          items: [{ platform_item_id: '71', quantity: 1, amount: '10.5' }],
        },
      ],
    });
    expect(result.items[0]).toMatchObject({ fulfilled_quantity: 1, refunded_quantity: 1 });
  });

  it.each([
    [[line({ qty_shipped: 1 })], 'partial'],
    [[line({ qty_shipped: 2 })], 'fulfilled'],
    // What is cancelled or has come back need not be sent any more.
    [[line({ qty_shipped: 1, qty_canceled: 1 })], 'fulfilled'],
    [[line({ qty_shipped: 2 }), line({ item_id: 72, is_virtual: 1 })], 'fulfilled'],
    [[line(), line({ item_id: 72, is_virtual: 1 })], 'unfulfilled'],
  ])('counts what is to be sent only (%#)', (items, status) => {
    expect(mapped({ items }).fulfillment_status).toBe(status);
  });

  it('counts goods that are sold by weight as begun pieces', () => {
    const [item] = mapped({ items: [line({ qty_ordered: 1.5, row_total: 15 })] }).items;
    expect(item).toMatchObject({ quantity: 2, total: '15', properties: { quantity: '1.5' } });
  });

  it("shows the newest comment on the order itself, else the customer's", () => {
    const history = (entity_id: number, comment: string | null, entity_name = 'order'): JsonObject => ({
      entity_id,
      comment,
      entity_name,
    });
    const histories = [
      history(3, 'KSAP mark', 'shipment'),
      history(1, 'First'),
      history(2, 'Second'),
      history(4, null),
    ];
    expect(mapped({ status_histories: histories, customer_note: 'Ring' }).notes).toBe('Second');
    expect(mapped({ customer_note: 'Ring' }).notes).toBe('Ring');
  });

  it('calls a guest by the name on the bill', () => {
    const bill = {
      firstname: 'Ada',
      lastname: 'Wu',
      street: ['1 High St', '', 'Floor 2'],
      region: null,
      country_id: 'us',
    };
    expect(mapped({ billing_address: bill, customer_id: null })).toMatchObject({
      customer_name: 'Ada Wu',
      platform_customer_id: null,
      billing_address: { address1: '1 High St', address2: 'Floor 2', country_code: 'US', province: null },
      shipping_address: null,
    });
  });

  it.each([
    [{ entity_id: 'x' }, 'entity_id'],
    [{ created_at: 'yesterday' }, 'created_at'],
    [{ order_currency_code: 'Dollar' }, 'order_currency_code'],
    [{ grand_total: null }, 'grand_total'],
    [{ grand_total: 'a lot' }, 'grand_total'],
    [{ items: [line({ qty_ordered: -1 })] }, 'items.qty_ordered'],
  ])('cannot express %j', (more, field) => {
    expect(() => mapped(more)).toThrow(new RegExp(`^${field}: `));
  });
});
