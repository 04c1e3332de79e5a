import { existsSync, readFileSync, readdirSync } from 'node:fs';

import type { Json, JsonObject } from '../../src/common/json.js';
import { add, compare, sum } from '../../src/common/money/money.js';
import { mapCustomer } from '../../src/modules/stores/platforms/woocommerce/mapper/customer.mapper.js';
import { mapOrder } from '../../src/modules/stores/platforms/woocommerce/mapper/order.mapper.js';
import { mapProduct } from '../../src/modules/stores/platforms/woocommerce/mapper/product.mapper.js';
import { FixedClock } from '../../src/common/clock/clock.js';
import { WooCommerceWebhooks } from '../../src/modules/stores/platforms/woocommerce/woocommerce.webhook.js';
import type { PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';

/** Every recorded answer of a real WooCommerce server must map, and its sums must agree with the server's own. */
const SAMPLES = new URL('../../../shared/samples/woocommerce/', import.meta.url);
const present = existsSync(SAMPLES);
if (!present) process.stdout.write('skipped: no recorded WooCommerce answers in ../shared/samples/woocommerce\n');

function sample(name: string): Json {
  return JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8')) as Json;
}

function records(names: RegExp): JsonObject[] {
  const files = readdirSync(SAMPLES).filter((name) => names.test(name));
  expect(files.length).toBeGreaterThan(0);
  return files.flatMap((name): JsonObject[] => {
    const answer = sample(name);
    return Array.isArray(answer) ? list(answer) : [answer as JsonObject];
  });
}

const list = (value: Json | undefined): JsonObject[] => value as JsonObject[];

/** Details of every recorded refund, by its order. */
function refundsByOrder(): Map<number, JsonObject[]> {
  const byOrder = new Map<number, JsonObject[]>();
  for (const refund of list(sample('refunds-all.json'))) {
    const id = Number(refund.parent_id);
    byOrder.set(id, [...(byOrder.get(id) ?? []), refund]);
  }
  return byOrder;
}

const ORDERS = /^order-(?!notes|statuses|put)|^orders-page\d\.json$/;

(present ? describe : describe.skip)('recorded orders', () => {
  const refunds = present ? refundsByOrder() : new Map<number, JsonObject[]>();
  const orders = present ? records(ORDERS) : [];
  const mapped = orders.map((order): [JsonObject, PlatformOrder] => [
    order,
    mapOrder(order, list(order.refunds).length === 0 ? [] : (refunds.get(Number(order.id)) ?? null)),
  ]);

  it('map, all of them', () => {
    expect(mapped.length).toBeGreaterThan(300);
    expect(new Set(mapped.map(([, order]) => order.currency)).size).toBe(6);
  });

  it('add up to what WooCommerce says: goods, shipping, fees and tax are the total', () => {
    const wrong = mapped.filter(([raw, order]) => {
      const { subtotal, shipping_amount, fees_amount, tax_amount, total_amount } = order;
      const goods = sum(order.items.map((item) => item.total));
      const parts = sum([subtotal, shipping_amount, fees_amount, tax_amount]);
      return compare(parts, total_amount) !== 0 || compare(goods, subtotal) !== 0 || total_amount !== raw.total;
    });
    expect(wrong.map(([raw]) => raw.id)).toEqual([]);
  });

  it('have lines that add up: tax lines to the tax, shipping lines to the shipping, discounts to the discount', () => {
    const wrong = mapped.filter(([, order]) => {
      const taxes = sum(order.tax_lines.map((line) => line.amount));
      const shipping = sum(order.shipping_lines.map((line) => line.amount));
      const discounts = sum(order.items.map((item) => item.discount_amount));
      return (
        compare(taxes, order.tax_amount) !== 0 ||
        compare(shipping, order.shipping_amount) !== 0 ||
        compare(discounts, order.discount_amount) !== 0
      );
    });
    expect(wrong.map(([raw]) => raw.id)).toEqual([]);
  });

  it('have unit prices that make up the line before discounts', () => {
    for (const [raw, order] of mapped) {
      for (const [index, item] of order.items.entries()) {
        const subtotal = add(item.total, item.discount_amount);
        const off = Number(item.price) * item.quantity - Number(subtotal);
        expect([raw.id, index, Math.abs(off) < 0.001]).toEqual([raw.id, index, true]);
      }
    }
  });

  it('have the refunds that WooCommerce lists, to the cent, never more pieces than were ordered', () => {
    let refunded = 0;
    for (const [raw, order] of mapped) {
      const listed = sum(list(raw.refunds).map((refund) => (refund.total as string).replace('-', '')));
      expect([raw.id, compare(order.refunded_amount, listed)]).toEqual([raw.id, 0]);
      expect(order.refunds).toHaveLength(list(raw.refunds).length);
      for (const refund of order.refunds) {
        const known = order.items.map((item) => item.platform_item_id);
        expect(known).toEqual(expect.arrayContaining(refund.items.map((item) => item.platform_item_id)));
        expect(Number(refund.amount)).toBeGreaterThanOrEqual(0);
      }
      refunded += order.refunds.length;
    }
    expect(refunded).toBeGreaterThanOrEqual(44);
  });

  it('have dates in UTC and the customer’s names as they were written', () => {
    for (const [raw, order] of mapped) {
      expect(order.platform_created_at).toBe(`${raw.date_created_gmt as string}Z`);
      expect(JSON.stringify([order.items.map((item) => item.title), order.customer_name])).not.toMatch(/&\w+;/);
    }
    // The hour that daylight saving repeats: equal to the site's clock, an hour apart in truth.
    const [first, second] = ['order-dst-first.json', 'order-dst-second.json'].map((name) =>
      mapOrder(sample(name) as JsonObject, []),
    );
    expect(Date.parse(second!.platform_created_at)).toBeGreaterThan(Date.parse(first!.platform_created_at));
  });

  it('read alike in their states', () => {
    const states = new Map(
      mapped.map(([, order]) => [order.platform_status, `${order.status}/${order.fulfillment_status}`] as const),
    );
    expect(Object.fromEntries(states)).toMatchObject({
      processing: 'paid/unfulfilled',
      completed: 'fulfilled/fulfilled',
      pending: 'pending/unfulfilled',
      'on-hold': 'pending/unfulfilled',
      failed: 'pending/unfulfilled',
      cancelled: 'cancelled/unfulfilled',
    });
  });
});

(present ? describe : describe.skip)('recorded products', () => {
  it('map, all of them, with all their variations', () => {
    const variations = new Map<number, JsonObject[]>();
    for (const variation of records(/^variations-(?!across).*\.json$|^variations\.json$/)) {
      const parent = Number(variation.parent_id);
      variations.set(parent, [...(variations.get(parent) ?? []), variation]);
    }
    const products = records(/^product-(?!.*response)|^products-page\d\.json$/);
    const mapped = products.map((product) => mapProduct(product, variations.get(Number(product.id)) ?? [], 'kg'));
    expect(mapped.length).toBeGreaterThan(57);
    for (const [index, product] of mapped.entries()) {
      const raw = products[index]!;
      expect(product.variants.length).toBeGreaterThan(0);
      expect(product.title).not.toMatch(/&(?:amp|quot|lt|gt|#\d+);/);
      expect(product.variants.map((variant) => variant.position)).toEqual(product.variants.map((_, at) => at + 1));
      if (raw.type !== 'variable') expect(product.price).toBe(raw.price === '' ? null : raw.price);
      if (raw.type === 'simple' && raw.manage_stock === true)
        expect(product.inventory_quantity).toBe(raw.stock_quantity);
      // The parent's own price is its lowest one, as WooCommerce reckons it.
      const own = variations.get(Number(raw.id));
      if (raw.type === 'variable' && own?.every(({ status }) => status === 'publish') && product.price !== null) {
        expect([raw.id, Number(product.price)]).toEqual([raw.id, Number(raw.price)]);
      }
    }
    const largest = mapped.find((product) => product.variants.length > 100);
    expect(new Set(largest?.variants.map((variant) => variant.platform_variant_id)).size).toBe(130);
  });
});

(present ? describe : describe.skip)('recorded customers', () => {
  it('map, all of them', () => {
    const customers = records(/^customers\.json$/);
    const mapped = customers.map((customer) => mapCustomer(customer));
    expect(mapped.map((customer) => customer.email)).toEqual(customers.map((customer) => customer.email));
  });
});

(present ? describe : describe.skip)('recorded webhook deliveries', () => {
  const webhooks = new WooCommerceWebhooks(new FixedClock());
  const delivery = (name: string): { headers: Record<string, string>; raw_body: Buffer } => {
    const { headers, body_base64 } = sample(name) as { headers: Record<string, string>; body_base64: string };
    return { headers, raw_body: Buffer.from(body_base64, 'base64') };
  };

  it('are understood: an order that changed', () => {
    expect(webhooks.understand(delivery('webhook-delivery-order-updated.json'))).toEqual({
      delivery_id: '9ff6bed53824bb5f0b5352cda0f48e70',
      topic: 'order.updated',
      resource: 'orders',
      platform_id: '550',
      change: 'upsert',
    });
    expect(webhooks.isPing(delivery('webhook-delivery-order-updated.json'))).toBe(false);
  });

  it('are understood: the ping of a new webhook', () => {
    expect(webhooks.isPing(delivery('webhook-ping.json'))).toBe(true);
    expect(webhooks.verify(delivery('webhook-ping.json'), 'secret')).toBe(false);
  });
});
