import type { JsonObject } from '../../../../common/json.js';
import { add, compare } from '../../../../common/money/money.js';
import { characterCount } from '../../../../common/text/clean-text.js';
import type { PlatformOrder } from '../platform.records.js';
import { mapOrder } from './shopify.order-mapper.js';
import { page } from './testing/fake-shopify.js';
import {
  addressNode,
  fulfillmentNode,
  lineItemNode,
  money,
  orderNode,
  refundNode,
  shippingLineNode,
} from './testing/shopify-nodes.js';

function order(changes: JsonObject = {}): PlatformOrder {
  return mapOrder(orderNode(1001, { shippingLines: page([]), ...changes }));
}

function tax(amount: string, rate: number | null = 0.19): JsonObject {
  return { title: 'VAT', rate, priceSet: money(amount) };
}

function share(amount: string, code?: string): JsonObject {
  return {
    allocatedAmountSet: money(amount),
    discountApplication: { index: 0, ...(code === undefined ? {} : { code }) },
  };
}

function addsUp(mapped: PlatformOrder): void {
  const parts = [mapped.subtotal, mapped.tax_amount, mapped.shipping_amount, mapped.fees_amount];
  expect(compare(parts.reduce(add), mapped.total_amount)).toBe(0);
}

describe('mapOrder', () => {
  it('keeps amounts as Shopify wrote them, ids as numbers and the number as shown', () => {
    const mapped = order();
    expect(mapped).toMatchObject({
      platform_order_id: '1001',
      order_number: '#1001',
      platform_customer_id: '9',
      customer_email: 'ada@example.com',
      customer_name: 'Ada Lovelace',
      customer_phone: '+44 20 1',
      subtotal: '100.0',
      total_amount: '100.0',
      currency: 'USD',
      status: 'paid',
      platform_status: 'PAID/UNFULFILLED',
      payment_gateway: 'shopify_payments',
      payment_reference: 'c1.1',
      paid_at: '2026-01-02T00:00:01Z',
      platform_updated_at: '2026-01-04T00:00:00Z',
    });
    expect(mapped.items).toHaveLength(1);
    expect(mapped.items[0]).toMatchObject({ platform_item_id: '1', price: '50.0', total: '100.0', quantity: 2 });
    addsUp(mapped);
  });

  it('adds tax, shipping, tips, duties and fees up to the total where prices are without tax', () => {
    const mapped = order({
      subtotalPriceSet: money('90.0'),
      totalDiscountsSet: money('10.0'),
      totalTaxSet: money('19.0'),
      totalTipReceivedSet: money('5.0'),
      originalTotalDutiesSet: money('2.5'),
      originalTotalAdditionalFeesSet: money('1.25'),
      totalPriceSet: money('122.75'),
      lineItems: page([lineItemNode(1, { discountAllocations: [share('10.0')], taxLines: [tax('18.05')] })]),
      shippingLines: page([shippingLineNode('5.0', { taxLines: [tax('0.95')] })]),
    });
    expect(mapped.items[0]).toMatchObject({ discount_amount: '10.0', tax_amount: '18.05', total: '90.0' });
    expect(mapped.fees_amount).toBe('8.75');
    addsUp(mapped);
  });

  it('takes the tax out of lines, subtotal and shipping where prices include it', () => {
    const mapped = order({
      taxesIncluded: true,
      subtotalPriceSet: money('100.0'),
      totalTaxSet: money('16.92'),
      totalPriceSet: money('106.0'),
      lineItems: page([lineItemNode(1, { taxLines: [tax('15.96')] })]),
      shippingLines: page([shippingLineNode('6.0', { taxLines: [tax('0.96')] })]),
    });
    expect(mapped).toMatchObject({ subtotal: '84.04', shipping_amount: '5.04', tax_amount: '16.92' });
    expect(mapped.items[0]?.total).toBe('84.04');
    expect(mapped.shipping_lines).toEqual([{ title: 'Post', code: 'post', amount: '5.04' }]);
    addsUp(mapped);
  });

  it('sums what each code took off, over lines and shipping, whatever its case', () => {
    const mapped = order({
      discountCodes: ['Summer', 'UNUSED'],
      lineItems: page([
        lineItemNode(1, { discountAllocations: [share('3.10', 'SUMMER'), share('1.0')] }),
        lineItemNode(2, { discountAllocations: [share('0.20', 'summer')] }),
      ]),
      shippingLines: page([shippingLineNode('5.0', { discountAllocations: [share('5.0', 'SUMMER')] })]),
    });
    expect(mapped.discount_codes).toEqual([
      { code: 'Summer', amount: '8.30' },
      { code: 'UNUSED', amount: '0' },
    ]);
  });

  it('counts fulfilled units without the fulfillments that failed, and refunded ones over all refunds', () => {
    const items = (quantity: number) => page([{ quantity, lineItem: { id: 'gid://shopify/LineItem/1' } }]);
    const mapped = order({
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      lineItems: page([lineItemNode(1, { quantity: 5 })]),
      fulfillments: [
        fulfillmentNode(1, { fulfillmentLineItems: items(2) }),
        fulfillmentNode(2, { status: 'CANCELLED', fulfillmentLineItems: items(3) }),
      ],
      refunds: [
        refundNode(1, '40.0', {
          refundLineItems: page([
            {
              quantity: 1,
              subtotalSet: money('35.0'),
              totalTaxSet: money('5.0'),
              lineItem: { id: 'gid://shopify/LineItem/1' },
            },
          ]),
        }),
      ],
    });
    expect(mapped.items[0]).toMatchObject({ fulfilled_quantity: 2, refunded_quantity: 1 });
    expect(mapped.refunds[0]).toMatchObject({ amount: '40.0', currency: 'USD', reason: 'broken' });
    expect(mapped.refunds[0]?.items).toEqual([{ platform_item_id: '1', quantity: 1, amount: '40.0' }]);
    expect(mapped.fulfillment_status).toBe('partial');
  });

  it('names all parcels of a fulfillment, its carrier and its way', () => {
    const mapped = order({
      displayFulfillmentStatus: 'FULFILLED',
      fulfillments: [
        fulfillmentNode(5, {
          displayStatus: 'IN_TRANSIT',
          inTransitAt: '2026-01-03T12:00:00Z',
          trackingInfo: [
            { company: 'DHL', number: 'A1', url: 'https://t.example/A1' },
            { company: 'DHL', number: 'A2', url: null },
          ],
          fulfillmentLineItems: page([]),
        }),
      ],
    });
    expect(mapped.status).toBe('shipped');
    expect(mapped.fulfillments[0]).toMatchObject({
      platform_fulfillment_id: '5',
      status: 'success',
      shipment_status: 'in_transit',
      carrier: 'DHL',
      tracking_number: 'A1, A2',
      tracking_url: 'https://t.example/A1',
      shipped_at: '2026-01-03T12:00:00Z',
    });
  });

  it('lives without customer, addresses, product, variant, e-mail and payment', () => {
    const mapped = order({
      customer: null,
      billingAddress: null,
      email: '',
      displayFinancialStatus: null,
      transactions: [],
      paymentGatewayNames: [],
      totalTaxSet: null,
      lineItems: page([lineItemNode(1, { product: null, variant: null, sku: null, variantTitle: null })]),
    });
    expect(mapped).toMatchObject({
      customer_email: null,
      customer_name: null,
      billing_address: null,
      payment_status: 'pending',
      status: 'pending',
      paid_at: null,
      payment_reference: null,
      tax_amount: '0',
      platform_status: 'NONE/UNFULFILLED',
    });
    expect(mapped.items[0]).toMatchObject({ platform_product_id: null, platform_variant_id: null, sku: null });
  });

  it('refers to the payment that took the money, not to one that failed or only reserved it', () => {
    const payment = (kind: string, status: string, paymentId: string, processedAt: string) => ({
      id: 'gid://shopify/OrderTransaction/1',
      kind,
      status,
      paymentId,
      processedAt,
    });
    const mapped = order({
      transactions: [
        payment('CAPTURE', 'SUCCESS', 'capture', '2026-01-02T00:00:03Z'),
        payment('AUTHORIZATION', 'SUCCESS', 'reserve', '2026-01-02T00:00:02Z'),
        payment('SALE', 'FAILURE', 'failed', '2026-01-02T00:00:01Z'),
        payment('REFUND', 'SUCCESS', 'refund', '2026-01-09T00:00:01Z'),
      ],
    });
    expect(mapped).toMatchObject({ payment_reference: 'capture', paid_at: '2026-01-02T00:00:03Z' });
  });

  it('cuts what is longer than its column and cleans what Postgres cannot store', () => {
    const mapped = order({
      name: `#${'9'.repeat(150)}`,
      email: `${'e'.repeat(300)}@example.com`,
      phone: '1'.repeat(80),
      note: 'a\u0000b',
      lineItems: page([
        lineItemNode(1, {
          title: '🧀'.repeat(600),
          sku: 's'.repeat(300),
          variantTitle: 'v'.repeat(256),
          customAttributes: [
            { key: '__proto__', value: 'x' },
            { key: 'gift', value: null },
          ],
        }),
      ]),
    });
    expect(characterCount(mapped.order_number)).toBe(100);
    expect(mapped.customer_email).toHaveLength(255);
    expect(mapped.customer_phone).toHaveLength(50);
    expect(mapped.notes).toBe('ab');
    const item = mapped.items[0];
    expect(characterCount(item?.title ?? '')).toBe(500);
    expect(item?.title.endsWith('🧀…')).toBe(true);
    expect(item?.sku).toHaveLength(255);
    expect(item?.variant_title?.endsWith('…')).toBe(true);
    expect(Object.keys(item?.properties ?? {})).toEqual(['__proto__', 'gift']);
  });

  it('takes the shop currency of the amounts, and ZZ for no country', () => {
    const mapped = order({
      totalPriceSet: money('1500', 'JPY'),
      shippingAddress: addressNode({ countryCodeV2: 'ZZ' }),
    });
    expect(mapped).toMatchObject({ total_amount: '1500', currency: 'JPY' });
    expect(mapped.shipping_address?.country_code).toBeNull();
    expect(mapped.billing_address?.country_code).toBe('GB');
  });

  it.each<[string, JsonObject]>([
    ['totalPriceSet should be an object, but is null', { totalPriceSet: null }],
    ['amount should be a decimal amount, but is of type number', { totalPriceSet: { shopMoney: { amount: 1.5 } } }],
    ['amount should be a decimal amount, but is of type string', { totalPriceSet: money('1e3') }],
    ['id is not an id of Shopify', { id: 'gid://else/Order/1' }],
    ['createdAt should be a time, but is of type string', { createdAt: 'yesterday' }],
    ['shippingLines is missing', { shippingLines: undefined as unknown as null }],
    ['fulfillmentLineItems is missing', { fulfillments: [fulfillmentNode(1)] }],
    ['refundLineItems is missing', { refunds: [refundNode(1, '1.0')] }],
    [
      'quantity should be a whole number, but is of type number',
      { lineItems: page([lineItemNode(1, { quantity: 1.5 })]) },
    ],
    ['lineItems should be an object, but is of type string', { lineItems: 'x' }],
  ])('says %s', (reason, changes) => {
    expect(() => order(changes)).toThrow(reason);
  });
});
