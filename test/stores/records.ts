import type {
  PlatformOrder,
  PlatformProduct,
  PlatformVariant,
} from '../../src/modules/stores/platforms/platform.records.js';

let sequence = 0;
const next = (): number => (sequence += 1);

export function aVariantRecord(values: Partial<PlatformVariant> = {}): PlatformVariant {
  const number = next();
  return {
    platform_variant_id: `v${number}`,
    platform_inventory_item_id: null,
    title: 'Default',
    sku: `SKU-${number}`,
    barcode: null,
    price: '10.00',
    compare_at_price: null,
    cost_per_item: null,
    inventory_quantity: 5,
    track_inventory: true,
    weight: null,
    weight_unit: null,
    options: {},
    position: 1,
    image_url: null,
    inventory_levels: [],
    ...values,
  };
}

/** A product as a platform hands it over. */
export function aProductRecord(values: Partial<PlatformProduct> = {}): PlatformProduct {
  const number = next();
  return {
    platform_product_id: `p${number}`,
    title: `Product ${number}`,
    description: null,
    handle: null,
    url: null,
    price: '10.00',
    compare_at_price: null,
    cost_per_item: null,
    sku: null,
    barcode: null,
    inventory_quantity: 5,
    track_inventory: true,
    weight: null,
    weight_unit: null,
    images: [],
    tags: [],
    vendor: null,
    product_type: null,
    status: 'active',
    platform_status: null,
    platform_created_at: '2026-11-01T09:00:00Z',
    platform_updated_at: '2026-11-01T09:00:00Z',
    variants: [aVariantRecord()],
    ...values,
  };
}

/** An order as a platform hands it over: one line of two. */
export function anOrderRecord(values: Partial<PlatformOrder> = {}): PlatformOrder {
  const number = next();
  return {
    platform_order_id: `o${number}`,
    order_number: `#${number}`,
    platform_customer_id: null,
    customer_email: null,
    customer_name: null,
    customer_phone: null,
    billing_address: null,
    shipping_address: null,
    subtotal: '20.00',
    discount_amount: '0.00',
    tax_amount: '0.00',
    shipping_amount: '0.00',
    fees_amount: '0.00',
    total_amount: '20.00',
    refunded_amount: '0.00',
    currency: 'EUR',
    status: 'paid',
    fulfillment_status: 'unfulfilled',
    payment_status: 'paid',
    platform_status: null,
    payment_gateway: null,
    payment_reference: null,
    notes: null,
    tags: [],
    discount_codes: [],
    tax_lines: [],
    shipping_lines: [],
    cancelled_at: null,
    cancel_reason: null,
    paid_at: null,
    platform_created_at: '2026-11-01T09:00:00Z',
    platform_updated_at: '2026-11-01T09:00:00Z',
    items: [
      {
        platform_item_id: `i${number}`,
        platform_product_id: null,
        platform_variant_id: null,
        title: 'Thing',
        variant_title: null,
        sku: null,
        quantity: 2,
        price: '10.00',
        total: '20.00',
        discount_amount: '0.00',
        tax_amount: '0.00',
        fulfilled_quantity: 0,
        refunded_quantity: 0,
        properties: {},
      },
    ],
    fulfillments: [],
    refunds: [],
    ...values,
  };
}
