import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import type { JsonObject } from '../../src/common/json.js';
import type { PlatformOrder, PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type { ProductChange } from '../../src/modules/stores/platforms/platform.writes.js';
import { WooShop } from '../platforms/woocommerce-shop.js';
import { faultsOf, type Spec, type WcRequest } from './checkers/wc-v3.js';

/** Every write that the adapter can make, made at the sandbox, against the published contract of wc/v3. */
const SPEC = new URL('../../../shared/specs/woocommerce-wc-v3.openapi.json', import.meta.url);
const present = existsSync(SPEC);
if (!present) process.stdout.write('skipped: no ../shared/specs/woocommerce-wc-v3.openapi.json\n');

async function writeProducts(shop: WooShop): Promise<void> {
  const { catalogue, stock } = shop.platform;
  const connection = shop.connection();
  const shared: ProductChange = {
    description: '<p>Soft</p>',
    handle: 'a-shirt',
    tags: ['sale', 'never seen'],
    status: 'draft',
  };
  const images = [{ url: 'https://pictures.example.test/a.png', alt: 'A' }];
  const simple = await catalogue.create(
    connection,
    {
      ...shared,
      title: 'Simple',
      images,
      variants: [
        { price: '10', compare_at_price: '12.50', sku: 'C-1', weight: '1.5', weight_unit: 'lb', inventory_quantity: 5 },
      ],
    },
    randomUUID(),
  );
  const draft = {
    title: 'Shirt',
    variants: [
      {
        options: { Size: 'S' },
        price: '10',
        barcode: '4006381333931',
        cost_per_item: '4.20',
        image_url: images[0]?.url ?? '',
      },
      { options: { Size: 'M' }, price: '11', sku: 'C-2' },
    ],
  };
  const key = randomUUID();
  const variable = await catalogue.create(connection, draft, key);
  await catalogue.findCreated(connection, draft, key);
  await catalogue.findCreated(connection, { ...draft, variants: [{ sku: 'C-9' }] }, randomUUID());
  const [small, medium] = variable.variants;
  const change: ProductChange = {
    ...shared,
    title: 'Shirt II',
    variants: [
      {
        platform_variant_id: small?.platform_variant_id ?? '',
        price: '9',
        compare_at_price: '10',
        track_inventory: true,
      },
      { platform_variant_id: null, options: { Size: 'L', Colour: 'Red' }, price: '12' },
    ],
    remove_variants: [medium?.platform_variant_id ?? ''],
  };
  await catalogue.update(connection, variable.platform_product_id, change);
  const { platform_product_id: id } = simple;
  await catalogue.update(connection, id, {
    images: [...simple.images.map(({ url, alt }) => ({ url, alt })), ...images],
    variants: [{ platform_variant_id: id, cost_per_item: null, sku: null, weight: null }],
  });
  await catalogue.applyAll(connection, [
    { platform_product_id: id, change: { tags: ['bulk'], variants: [{ platform_variant_id: id, price: '8' }] } },
    {
      platform_product_id: variable.platform_product_id,
      change: pricesOf(await shop.product(variable.platform_product_id)),
    },
  ]);
  await stock.setQuantities(
    connection,
    [id, small?.platform_variant_id ?? ''].map((variant, at) => ({
      platform_product_id: at === 0 ? id : variable.platform_product_id,
      platform_variant_id: variant,
      platform_inventory_item_id: null,
      platform_location_id: null,
      set: 3,
      expected: null,
    })),
  );
  await catalogue.remove(connection, id);
}

function pricesOf(product: PlatformProduct): { variants: { platform_variant_id: string; price: string }[] } {
  return { variants: product.variants.map(({ platform_variant_id }) => ({ platform_variant_id, price: '7' })) };
}

async function writeOrders(shop: WooShop): Promise<void> {
  const { orders } = shop.platform;
  const connection = shop.connection();
  const tracking = { carrier: 'UPS', tracking_number: '1Z', tracking_url: null };
  const order: PlatformOrder = await shop.placed('processing');
  const { platform_order_id: id } = order;
  const items = order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity }));
  const request = {
    platform_order_id: id,
    items,
    platform_location_id: null,
    notify_customer: true,
    tracking,
    shipped_at: null,
  };
  const { platform_fulfillment_id } = await orders.fulfill(connection, request, randomUUID());
  await orders.track(connection, { ...request, platform_fulfillment_id, ...tracking, tracking_number: '2Z' });
  await orders.move(connection, id, 'delivered');
  await orders.edit(connection, id, { notes: 'Ring twice', tags: ['vip'] });
  const waiting = await shop.placed('on-hold');
  await orders.move(connection, waiting.platform_order_id, 'paid');
  const cancelled = { platform_order_id: waiting.platform_order_id, reason: 'other', note: null } as const;
  await orders.cancel(connection, { ...cancelled, restock: false, notify_customer: false });
}

async function takeCensus(shop: WooShop): Promise<void> {
  const { census } = shop.platform;
  for (const resource of ['orders', 'products'] as const) {
    await census.count(shop.connection(), resource, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z');
    for await (const page of census.list(shop.connection(), resource, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'))
      expect(page).toBeDefined();
  }
}

(present ? describe : describe.skip)('writes to wc/v3', () => {
  const spec = present ? (JSON.parse(readFileSync(SPEC, 'utf8')) as Spec) : { paths: {}, components: { schemas: {} } };
  let shop: WooShop;
  beforeAll(async () => {
    shop = await WooShop.open({ orders: 40, products: 12 });
  });
  afterAll(() => shop.close());

  it('keep the published contract, all of them', async () => {
    await writeProducts(shop);
    await writeOrders(shop);
    await takeCensus(shop);
    const calls = (await shop.sandbox.requests('woocommerce')).map((call) => {
      const url = new URL(call.url, 'http://sandbox');
      const body =
        typeof call.body === 'string' && call.body !== '' ? (JSON.parse(call.body) as JsonObject) : call.body;
      return {
        method: call.method,
        path: url.pathname.replace(/^.*\/wp-json\/wc\/v3\//, ''),
        query: Object.fromEntries(url.searchParams),
        headers: call.headers,
        body: (body === '' ? null : body) as JsonObject | null,
        status: call.status,
      };
    });
    const writes = new Set(
      calls
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${path.replace(/\d+/g, '{id}')}`),
    );
    expect([...writes].sort()).toEqual([
      'DELETE products/{id}',
      'POST orders/{id}/notes',
      'POST products',
      'POST products/batch',
      'POST products/tags',
      'POST products/{id}/variations/batch',
      'PUT orders/{id}',
      'PUT products/{id}',
    ]);
    expect(calls.flatMap((call) => faultsOf(spec, call))).toEqual([]);
    expect(calls.filter(({ status }) => status >= 400)).toEqual([]);
  });

  it('would not pass if they broke it', () => {
    const request = (method: string, path: string, body: JsonObject): WcRequest => ({
      method,
      path,
      query: {},
      headers: { 'content-type': 'application/json' },
      body,
    });
    const faults = (path: string, body: JsonObject): string[] => faultsOf(spec, request('POST', path, body));
    expect(faults('products', { regular_price: 12.5 })).toEqual(['regular_price is not of type string']);
    expect(faults('products', { price: '12.5' })).toEqual(['price cannot be written']);
    expect(faults('products', { tags: ['sale'] })).toEqual(['tags[] is not of type object']);
    expect(faults('products', { images: [{ url: 'x' }] })).toEqual(['images[].url cannot be written']);
    expect(faults('products/batch', { update: [{ id: 1, stock_quantity: '1' }] })).toEqual([
      'update[].stock_quantity is not of type integer',
    ]);
    expect(faults('products/batch', { delete: ['x'] })).toEqual(['delete[] is not of type integer']);
    expect(faults('orders/1/notes', { note: 1 })).toEqual(['note is not of type string']);
  });
});
