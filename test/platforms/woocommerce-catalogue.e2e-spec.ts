import { randomUUID } from 'node:crypto';

import type { PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type { ProductChange, ProductDraft } from '../../src/modules/stores/platforms/platform.writes.js';
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
const update = (product: PlatformProduct, change: ProductChange): Promise<PlatformProduct> =>
  shop.platform.catalogue.update(shop.connection(), product.platform_product_id, change);
const own = (product: PlatformProduct): { platform_variant_id: string } => ({
  platform_variant_id: product.variants[0]?.platform_variant_id ?? '',
});
const sized = (...sizes: string[]): ProductDraft['variants'] =>
  sizes.map((size) => ({ options: { Size: size }, price: '10.00', sku: sku() }));

describe('a product made in WooCommerce', () => {
  it('has everything that was asked for', async () => {
    const product = await create({
      description: '<p>Soft</p>',
      handle: 'soft-mug',
      status: 'archived',
      tags: ['sale', 'Salt & Pepper', 'sale'],
      images: [{ url: 'https://pictures.example.test/a.png', alt: 'Front' }],
      variants: [
        {
          price: '8.00',
          compare_at_price: '10.00',
          sku: 'SOFT',
          barcode: '4006381333931',
          cost_per_item: '3.10',
          weight: '500',
          weight_unit: 'g',
          inventory_quantity: 4,
        },
      ],
    });
    expect(product).toMatchObject({
      description: '<p>Soft</p>',
      handle: 'soft-mug',
      status: 'archived',
      tags: ['sale', 'Salt & Pepper'],
      images: [{ alt: 'Front' }],
      price: '8.00',
      compare_at_price: '10.00',
      cost_per_item: '3.10',
      sku: 'SOFT',
      barcode: '4006381333931',
      weight: '0.5',
      weight_unit: 'kg',
      inventory_quantity: 4,
    });
    // The tag with the ampersand, which is stored escaped, is found again.
    const other = await create({ tags: ['salt & pepper'] });
    expect(other.tags).toEqual(['Salt & Pepper']);
  });

  it('is a draft until all of its variants are there, and then what it should be', async () => {
    const many = Array.from({ length: 130 }, (_, at) => `S${at}`);
    const product = await create({ variants: sized(...many) });
    expect(product.status).toBe('active');
    expect(product.variants.map(({ options }) => options.Size)).toEqual(many);
  });

  it('leaves nothing behind when the shop refuses a variant', async () => {
    const taken = await create();
    const before = (await shop.sandbox.state()).woocommerce?.products;
    const variants = sized('S', 'M').map((variant, at) => (at === 1 ? { ...variant, sku: taken.sku } : variant));
    await expect(create({ variants })).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'product_invalid_sku',
    });
    expect((await shop.sandbox.state()).woocommerce?.products).toBe(before);
  });

  it.each<[string, Partial<ProductDraft>]>([
    ['a price with a comma', { variants: [{ price: '12,50' }] }],
    ['a negative price', { variants: [{ price: '-1' }] }],
    ['a vendor', { vendor: 'Acme' }],
    ['variants that cannot be told apart', { variants: [...sized('S'), ...sized('S')] }],
    ['a variant without options among several', { variants: [...sized('S'), { price: '1' }] }],
    ['no variants', { variants: [] }],
  ])('is refused with %s before anything is sent', async (_what, draft) => {
    const before = await shop.writes();
    await expect(create(draft)).rejects.toMatchObject({ fault: 'rejected' });
    expect(await shop.writes()).toEqual(before);
  });

  it('is refused in the words of the shop: a SKU that is taken, a picture that is not there', async () => {
    const taken = await create();
    await expect(create({ variants: [{ price: '1', sku: taken.sku }] })).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'product_invalid_sku',
      provider_message: 'Invalid or duplicated SKU.',
    });
    await expect(create({ images: [{ url: 'https://x.example.test/missing.png', alt: null }] })).rejects.toMatchObject({
      provider_code: 'woocommerce_product_image_upload_error',
    });
  });

  it('is found without a SKU too, and finished when it was left half made', async () => {
    const { catalogue } = shop.platform;
    const draft = { title: 'Unsaid', variants: sized('S', 'M', 'L').map((variant) => ({ ...variant, sku: null })) };
    const key = randomUUID();
    await shop.sandbox.fault({ provider: 'woocommerce', kind: 'malformed', path: 'variations/batch', count: 1 });
    await expect(catalogue.create(shop.connection(), draft, key)).rejects.toMatchObject({ fault: 'unknown_outcome' });
    const found = await catalogue.findCreated(shop.connection(), draft, key);
    expect(found).toMatchObject({ title: 'Unsaid', status: 'active' });
    expect(found?.variants.map(({ options }) => options.Size)).toEqual(['S', 'M', 'L']);
    expect(await catalogue.findCreated(shop.connection(), draft, randomUUID())).toBeNull();
  });
});

describe('a product changed in WooCommerce', () => {
  it('writes nothing when nothing is named, and nothing but what is named else', async () => {
    const product = await create({ tags: ['new'], description: '<p>x</p>' });
    const before = await shop.writes();
    expect(await update(product, {})).toEqual(product);
    expect(await shop.writes()).toEqual(before);
    const after = await update(product, { variants: [{ ...own(product), price: '12.00' }] });
    expect(after).toMatchObject({ price: '12.00', tags: ['new'], description: '<p>x</p>', sku: product.sku });
  });

  it('keeps the pictures that it has, in the order that was asked for', async () => {
    const images = ['a', 'b'].map((name) => ({ url: `https://pictures.example.test/${name}.png`, alt: name }));
    const product = await create({ images });
    const [first, second] = product.images;
    const before = await shop.writes();
    const after = await update(product, {
      images: [second, first].map((one) => ({ url: one?.url ?? '', alt: one?.alt ?? null })),
    });
    expect(after.images.map(({ platform_image_id }) => platform_image_id)).toEqual([
      second?.platform_image_id,
      first?.platform_image_id,
    ]);
    expect((await shop.writes()).pictures).toBe(before.pictures);
  });

  it('takes new options, names them once, and does not make a variant twice', async () => {
    const product = await create({ variants: sized('S', 'M') });
    const change = {
      variants: [{ platform_variant_id: null, options: { Size: 'L' }, price: '11.00', sku: sku() }],
    };
    await update(product, change);
    const after = await update(product, change);
    expect(after.variants.map(({ options }) => options.Size)).toEqual(['S', 'M', 'L']);
  });

  it('refuses in the words of the shop, and says what it did all the same', async () => {
    const [taken, product] = [await create(), await create({ variants: sized('S', 'M') })];
    const [small, medium] = product.variants;
    const change = update(product, {
      variants: [
        { platform_variant_id: small?.platform_variant_id ?? '', price: '1.00' },
        { platform_variant_id: medium?.platform_variant_id ?? '', sku: taken.sku },
      ],
    });
    await expect(change).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'product_invalid_sku',
      message: expect.stringContaining('1 other variant was changed'),
    });
  });

  it('is refused once it lies in the trash, and its SKU is free again', async () => {
    const product = await create();
    await shop.platform.catalogue.remove(shop.connection(), product.platform_product_id);
    await expect(update(product, { title: 'Ghost' })).rejects.toMatchObject({ fault: 'rejected' });
    expect((await create({ variants: [{ price: '1', sku: product.sku }] })).sku).toBe(product.sku);
  });

  it('is younger than it was, so that a sync takes the change', async () => {
    const product = await create();
    const changed = await update(product, { title: 'Younger' });
    const [before, after] = [product, changed].map(({ platform_updated_at: at }) => Date.parse(at ?? ''));
    expect(after).toBeGreaterThan(before ?? NaN);
  });
});
