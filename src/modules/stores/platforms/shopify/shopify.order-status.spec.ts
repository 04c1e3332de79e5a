import {
  fulfillmentStatusOf,
  isLive,
  type OrderFacts,
  paymentStatusOf,
  type ShipmentFacts,
  statusOf,
} from './shopify.order-status.js';

function facts(changes: Partial<OrderFacts> = {}): OrderFacts {
  return { cancelled: false, financial: 'PAID', fulfillment: 'UNFULFILLED', shipments: [], ...changes };
}

function shipment(display: string | null, changes: Partial<ShipmentFacts> = {}): ShipmentFacts {
  return { display, delivered_at: null, has_tracking: false, ...changes };
}

describe('paymentStatusOf', () => {
  it.each([
    ['AUTHORIZED', 'authorized'],
    ['EXPIRED', 'failed'],
    ['PAID', 'paid'],
    ['PARTIALLY_PAID', 'partially_paid'],
    ['PARTIALLY_REFUNDED', 'partially_refunded'],
    ['PENDING', 'pending'],
    ['REFUNDED', 'refunded'],
    ['VOIDED', 'voided'],
    ['SOMETHING_NEW', 'pending'],
    [null, 'pending'],
  ])('%s is %s', (financial, expected) => {
    expect(paymentStatusOf(facts({ financial }))).toBe(expected);
  });
});

describe('fulfillmentStatusOf', () => {
  it.each([
    ['FULFILLED', 'fulfilled'],
    ['FULFILLMENT_NOT_REQUIRED', 'fulfilled'],
    ['PARTIALLY_FULFILLED', 'partial'],
    ['IN_PROGRESS', 'unfulfilled'],
    ['ON_HOLD', 'unfulfilled'],
    ['OPEN', 'unfulfilled'],
    ['PENDING_FULFILLMENT', 'unfulfilled'],
    ['REQUEST_DECLINED', 'unfulfilled'],
    ['RESTOCKED', 'unfulfilled'],
    ['SCHEDULED', 'unfulfilled'],
    ['UNFULFILLED', 'unfulfilled'],
    ['SOMETHING_NEW', 'unfulfilled'],
  ])('%s is %s', (fulfillment, expected) => {
    expect(fulfillmentStatusOf(facts({ fulfillment }))).toBe(expected);
  });

  it('is partial when the rest is on hold, and unfulfilled when all came back', () => {
    expect(fulfillmentStatusOf(facts({ fulfillment: 'ON_HOLD', shipments: [shipment('FULFILLED')] }))).toBe('partial');
    expect(fulfillmentStatusOf(facts({ fulfillment: 'RESTOCKED', shipments: [shipment('FULFILLED')] }))).toBe(
      'unfulfilled',
    );
  });
});

describe('statusOf', () => {
  it('is cancelled whatever else happened', () => {
    expect(statusOf(facts({ cancelled: true, fulfillment: 'FULFILLED', shipments: [shipment('DELIVERED')] }))).toBe(
      'cancelled',
    );
  });

  it.each([
    ['PAID', 'paid'],
    ['PARTIALLY_REFUNDED', 'paid'],
    ['REFUNDED', 'paid'],
    ['PARTIALLY_PAID', 'pending'],
    ['AUTHORIZED', 'pending'],
    ['PENDING', 'pending'],
    ['VOIDED', 'pending'],
    ['EXPIRED', 'pending'],
    ['SOMETHING_NEW', 'pending'],
    [null, 'pending'],
  ])('an unshipped order of financial status %s is %s', (financial, expected) => {
    expect(statusOf(facts({ financial }))).toBe(expected);
    expect(statusOf(facts({ financial, fulfillment: 'PARTIALLY_FULFILLED', shipments: [shipment('DELIVERED')] }))).toBe(
      expected,
    );
  });

  it.each([
    ['ATTEMPTED_DELIVERY', 'shipped'],
    ['CANCELED', 'fulfilled'],
    ['CARRIER_PICKED_UP', 'shipped'],
    ['CONFIRMED', 'fulfilled'],
    ['DELAYED', 'shipped'],
    ['DELIVERED', 'delivered'],
    ['FAILURE', 'fulfilled'],
    ['FULFILLED', 'fulfilled'],
    ['IN_TRANSIT', 'shipped'],
    ['LABEL_PRINTED', 'fulfilled'],
    ['LABEL_PURCHASED', 'fulfilled'],
    ['LABEL_VOIDED', 'fulfilled'],
    ['MARKED_AS_FULFILLED', 'fulfilled'],
    ['NOT_DELIVERED', 'shipped'],
    ['OUT_FOR_DELIVERY', 'shipped'],
    ['PICKED_UP', 'delivered'],
    ['READY_FOR_PICKUP', 'shipped'],
    ['SUBMITTED', 'fulfilled'],
    ['SOMETHING_NEW', 'fulfilled'],
    [null, 'fulfilled'],
  ])('a fulfilled order whose parcel is %s is %s', (display, expected) => {
    expect(statusOf(facts({ fulfillment: 'FULFILLED', shipments: [shipment(display)] }))).toBe(expected);
  });

  it('takes a tracking number for handed over, but not that of a label alone', () => {
    const of = (display: string) =>
      statusOf(facts({ fulfillment: 'FULFILLED', shipments: [shipment(display, { has_tracking: true })] }));
    expect(of('FULFILLED')).toBe('shipped');
    expect(of('LABEL_PURCHASED')).toBe('fulfilled');
  });

  it('is delivered only when every parcel is', () => {
    const arrived = shipment('FULFILLED', { delivered_at: '2026-01-05T00:00:00Z' });
    const of = (shipments: ShipmentFacts[]) => statusOf(facts({ fulfillment: 'FULFILLED', shipments }));
    expect(of([arrived, shipment('DELIVERED')])).toBe('delivered');
    expect(of([arrived, shipment('CONFIRMED')])).toBe('shipped');
    expect(of([])).toBe('fulfilled');
  });

  it('calls an order without anything to send fulfilled once it is paid', () => {
    expect(statusOf(facts({ fulfillment: 'FULFILLMENT_NOT_REQUIRED' }))).toBe('fulfilled');
    expect(statusOf(facts({ fulfillment: 'FULFILLMENT_NOT_REQUIRED', financial: 'PENDING' }))).toBe('pending');
  });
});

describe('isLive', () => {
  it.each([
    ['SUCCESS', true],
    ['OPEN', true],
    ['PENDING', true],
    ['CANCELLED', false],
    ['ERROR', false],
    ['FAILURE', false],
  ])('%s: %s', (status, expected) => {
    expect(isLive(status)).toBe(expected);
  });
});
