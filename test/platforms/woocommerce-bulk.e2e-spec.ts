import { randomUUID } from 'node:crypto';

import type { PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type {
  BulkOutcome,
  BulkProductChange,
  ProductDraft,
  StockChange,
} from '../../src/modules/stores/platforms/platform.writes.js';
import { WooShop } from './woocommerce-shop.js';

let shop: WooShop;
beforeAll(async () => {
  shop = await WooShop.open({ orders: 10, products: 60 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

const sku = (): string => `W-${randomUUID().slice(0, 8)}`;
const create = (draft: Partial<ProductDraft> = {}): Promise<PlatformProduct> =>
  shop.platform.catalogue.create(
    shop.connection(),
    { title: `Mug ${sku()}`, variants: [{ price: '10.00', sku: sku() }], ...draft },
    randomUUID(),
  );
const applyAll = (changes: BulkProductChange[]): Promise<BulkOutcome[]> =>
  shop.platform.catalogue.applyAll(shop.connection(), changes);
const own = (product: PlatformProduct): { platform_variant_id: string } => ({
  platform_variant_id: product.variants[0]?.platform_variant_id ?? '',
});
const sized = (...sizes: string[]): ProductDraft['variants'] =>
  sizes.map((size) => ({ options: { Size: size }, price: '10.00', sku: sku() }));

describe('many products changed at once in WooCommerce', () => {
  it('are changed by batches: a hundred simple ones by one call', async () => {
    const products = await Promise.all(Array.from({ length: 25 }, () => create()));
    const variable = await create({ variants: sized('S', 'M', 'L') });
    const seen = (await shop.sandbox.requests('woocommerce')).length;
    const changes = [...products, variable].map((product) => ({
      platform_product_id: product.platform_product_id,
      change: {
        tags: ['bulk'],
        variants: product.variants.map(({ platform_variant_id }) => ({ platform_variant_id, price: '7.99' })),
      },
    }));
    const outcomes = await applyAll(changes);
    expect(outcomes.map(({ error }) => error)).toEqual(changes.map(() => null));
    const calls = (await shop.sandbox.requests('woocommerce')).slice(seen);
    const writes = calls
      .filter(({ method, url }) => method !== 'GET' && !url.includes('tags'))
      .map(({ url }) => url.replace(/\?.*/, ''));
    expect(writes.map((url) => url.replace(/^.*wc\/v3\//, ''))).toEqual([
      'products/batch',
      `products/${variable.platform_product_id}/variations/batch`,
    ]);
    // What is told of each is what a read tells.
    for (const { platform_product_id: id, record } of [outcomes[0], outcomes.at(-1)].filter(
      (one) => one !== undefined,
    )) {
      expect(record).toEqual(await shop.product(id));
      expect(record).toMatchObject({ tags: ['bulk'], price: '7.99' });
    }
  });

  it('fail alone: the shop refuses one, the adapter another, and the rest is done', async () => {
    const [taken, good, twice, simple, branded] = await Promise.all(Array.from({ length: 5 }, () => create()));
    if (!taken || !good || !twice || !simple || !branded) throw new Error('not made');
    const outcomes = await applyAll([
      { platform_product_id: good.platform_product_id, change: { title: 'Good' } },
      { platform_product_id: twice.platform_product_id, change: { variants: [{ ...own(twice), sku: taken.sku }] } },
      {
        platform_product_id: simple.platform_product_id,
        change: { variants: [{ platform_variant_id: null, options: { Size: 'S' } }] },
      },
      { platform_product_id: '999999999', change: { title: 'Ghost' } },
      { platform_product_id: branded.platform_product_id, change: { vendor: 'Acme' } },
    ]);
    expect(outcomes.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      'product_invalid_sku',
      'PROVIDER_REJECTED',
      'woocommerce_rest_product_invalid_id',
      'PROVIDER_REJECTED',
    ]);
    expect(outcomes[0]?.record).toMatchObject({ title: 'Good' });
    expect(await shop.product(twice.platform_product_id)).toMatchObject({ sku: twice.sku });
  });

  it('are done once though answers are lost', async () => {
    const products = await Promise.all(Array.from({ length: 5 }, () => create({ variants: sized('S', 'M') })));
    const changes = products.map((product) => ({
      platform_product_id: product.platform_product_id,
      change: { variants: [{ platform_variant_id: null, options: { Size: 'L' }, price: '5.00' }] },
    }));
    await shop.sandbox.fault({ provider: 'woocommerce', kind: 'reset', path: 'variations/batch', count: 4 });
    for (let tries = 0; tries < 6; tries += 1) {
      const done = await applyAll(changes).then(
        () => true,
        () => false,
      );
      if (done) break;
    }
    for (const { platform_product_id: id } of products) {
      expect((await shop.product(id)).variants.map(({ options }) => options.Size)).toEqual(['S', 'M', 'L']);
    }
  });
});

describe('stock in WooCommerce', () => {
  const set = (changes: Partial<StockChange>[]): ReturnType<typeof shop.platform.stock.setQuantities> =>
    shop.platform.stock.setQuantities(
      shop.connection(),
      changes.map((change) => ({
        platform_product_id: '',
        platform_variant_id: '',
        platform_inventory_item_id: null,
        platform_location_id: null,
        set: 0,
        expected: null,
        ...change,
      })),
    );
  const of = (product: PlatformProduct, at = 0): { platform_product_id: string; platform_variant_id: string } => ({
    platform_product_id: product.platform_product_id,
    platform_variant_id: product.variants[at]?.platform_variant_id ?? '',
  });

  it('has one place', async () => {
    expect(await shop.platform.stock.locations()).toEqual([
      { platform_location_id: 'default', name: 'The shop', is_active: true },
    ]);
  });

  it('is counted from the first quantity on, of products and of variants, each by itself', async () => {
    const simple = await create();
    const variable = await create({ variants: sized('S', 'M') });
    const outcomes = await set([
      { ...of(simple), set: 5 },
      { ...of(variable, 1), set: 7 },
      { ...of(variable, 0), set: 1, expected: 3 },
      { platform_product_id: '999999999', platform_variant_id: '999999999', set: 1 },
      { ...of(variable), platform_variant_id: '999999999', set: 1 },
    ]);
    expect(outcomes.map(({ result, available }) => [result, available])).toEqual([
      ['set', 5],
      ['set', 7],
      ['stale', null],
      ['refused', null],
      ['refused', null],
    ]);
    expect((await shop.product(variable.platform_product_id)).variants.map((one) => one.inventory_quantity)).toEqual([
      null,
      7,
    ]);
  });

  it("of a variant that shares its product's number is that number", async () => {
    let shared: PlatformProduct | undefined;
    for await (const page of shop.platform.read(shop.connection(), {
      resource: 'products',
      mode: 'full',
      since: null,
      cursor: null,
    })) {
      shared ??= page.records.find(
        ({ variants }) => variants.length > 1 && variants.every((one) => one.inventory_quantity === -19),
      );
    }
    if (shared === undefined) throw new Error('no product whose variants share its stock');
    const outcomes = await set([
      { ...of(shared, 0), set: 3, expected: -19 },
      { ...of(shared, 1), set: 9, expected: -19 },
    ]);
    expect(outcomes.map(({ result, available }) => [result, available])).toEqual([
      ['set', 3],
      ['stale', 3],
    ]);
    expect(await shop.product(shared.platform_product_id)).toMatchObject({ inventory_quantity: 3 });
  });
});
