import type { PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type { ProductChange } from '../../src/modules/stores/platforms/platform.writes.js';
import { WriteShop } from './shopify-write-shop.js';

let shop: WriteShop;
beforeAll(async () => {
  shop = await WriteShop.open({ orders: 5, products: 20 });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

const KEY = '0b7b5d3e-6c55-4f0a-9d5c-0a8a4f5c2f11';

describe('products at Shopify', () => {
  it('creates a product whole, and gives it as Shopify has it', async () => {
    const made = await shop.platform.catalogue.create(
      shop.connection,
      {
        title: 'Sailcloth bag',
        description: '<p>Strong</p>',
        vendor: 'Loft',
        product_type: 'Bags',
        status: 'draft',
        tags: ['new', 'sail'],
        images: [{ url: 'https://pictures.example/bag.jpg', alt: 'The bag' }],
        variants: [
          { sku: 'BAG-S', price: '49.90', compare_at_price: '59.90', cost_per_item: '20.5', barcode: '400', weight: '0.4', weight_unit: 'kg', options: { Size: 'S' }, track_inventory: true, inventory_quantity: 7 },
          { sku: 'BAG-L', price: '69.90', options: { Size: 'L' }, image_url: 'https://pictures.example/large.jpg' },
        ],
      },
      KEY,
    ); // prettier-ignore
    expect(made).toMatchObject({
      title: 'Sailcloth bag',
      description: '<p>Strong</p>',
      handle: 'sailcloth-bag',
      vendor: 'Loft',
      product_type: 'Bags',
      status: 'draft',
      tags: ['new', 'sail'],
      price: '49.90',
      compare_at_price: '59.90',
    });
    expect(made.images.map((image) => image.alt)).toEqual(['The bag', null]);
    expect(made.variants).toMatchObject([
      { sku: 'BAG-S', price: '49.90', cost_per_item: '20.5', barcode: '400', weight: '0.4', weight_unit: 'kg', options: { Size: 'S' }, inventory_quantity: 7, position: 1 },
      { sku: 'BAG-L', price: '69.90', compare_at_price: null, options: { Size: 'L' }, position: 2 },
    ]); // prettier-ignore
    expect(made.variants[1]?.image_url).toContain('large.jpg');
    expect(await shop.platform.catalogue.findCreated(shop.connection, draft(), KEY)).toEqual(made);
  });

  it('creates a product without options', async () => {
    const made = await shop.platform.catalogue.create(shop.connection, draft(), '11111111-6c55-4f0a-9d5c-0a8a4f5c2f11');
    expect(made.variants).toMatchObject([{ price: '5.00', options: {}, title: null }]);
  });

  it('finds what an unheard creation made', async () => {
    const key = '22222222-6c55-4f0a-9d5c-0a8a4f5c2f11';
    expect(await shop.platform.catalogue.findCreated(shop.connection, draft(), key)).toBeNull();
    for (let tries = 0; tries < 30; tries += 1) {
      await expect(shop.platform.catalogue.create(shop.unheard('KsapProductSet'), draft(), key)).rejects.toMatchObject({
        fault: 'unknown_outcome',
      });
      const found = await shop.platform.catalogue.findCreated(shop.connection, draft(), key);
      if (found !== null) {
        expect(found.title).toBe('Plain');
        return;
      }
    }
    throw new Error('the sandbox never lost an answer after the work');
  });

  it('changes prices and nothing else', async () => {
    const product = shop.aProduct((one) => one.variants.length > 1);
    const [variant] = product.variants;
    const after = await shop.platform.catalogue.update(shop.connection, product.platform_product_id, {
      variants: [
        { platform_variant_id: variant?.platform_variant_id ?? '', price: '12.34', compare_at_price: '20.00' },
      ],
    });
    expect(after.variants[0]).toEqual({ ...variant, price: '12.34', compare_at_price: '20.00' });
    expect(after.variants.slice(1)).toEqual(product.variants.slice(1));
    expect(after.title).toBe(product.title);
    expect(Date.parse(after.platform_updated_at ?? '')).toBeGreaterThan(Date.parse(product.platform_updated_at ?? ''));
  });

  it('changes everything else', async () => {
    const product = shop.aProduct((one) => one.images.length > 0 && one.variants.length > 1);
    const [first, last] = [product.variants[0], product.variants.at(-1)];
    const option = Object.keys(first?.options ?? {})[0] ?? '';
    const after = await shop.platform.catalogue.update(shop.connection, product.platform_product_id, {
      title: 'Renamed',
      description: null,
      tags: ['a', 'b'],
      status: 'archived',
      vendor: 'Other',
      images: [
        { url: 'https://pictures.example/new.png', alt: 'New' },
        { url: product.images[0]?.url ?? '', alt: 'Old' },
      ],
      variants: [
        { platform_variant_id: first?.platform_variant_id ?? '', sku: 'NEW-SKU', barcode: null, cost_per_item: '1.50', weight: '250', weight_unit: 'g' },
        { platform_variant_id: null, price: '3.00', sku: 'ADDED', options: { ...first?.options, [option]: 'Giant' } },
      ],
      remove_variants: [last?.platform_variant_id ?? ''],
    }); // prettier-ignore
    expect(after).toMatchObject({
      title: 'Renamed',
      description: null,
      tags: ['a', 'b'],
      status: 'archived',
      vendor: 'Other',
    });
    expect(after.images.map((image) => image.alt)).toEqual(['New', 'Old']);
    expect(after.images[1]?.platform_image_id).toBe(product.images[0]?.platform_image_id);
    expect(after.variants).toHaveLength(product.variants.length);
    expect(after.variants[0]).toMatchObject({ sku: 'NEW-SKU', barcode: null, cost_per_item: '1.5', weight: '250', weight_unit: 'g' }); // prettier-ignore
    expect(after.variants.at(-1)).toMatchObject({ sku: 'ADDED', price: '3.00' });
    expect(after.variants.at(-1)?.options[option]).toBe('Giant');
    expect(after.variants.map((one) => one.platform_variant_id)).not.toContain(last?.platform_variant_id);
  });

  it('refuses a negative price before it is sent, and what Shopify refuses with its words', async () => {
    const product = shop.aProduct();
    const before = await shop.counts();
    const variantId = product.variants[0]?.platform_variant_id ?? '';
    const update = (change: ProductChange): Promise<PlatformProduct> =>
      shop.platform.catalogue.update(shop.connection, product.platform_product_id, change);
    await expect(update({ variants: [{ platform_variant_id: variantId, price: '-1' }] })).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'NEGATIVE_PRICE_VALUE',
    });
    await expect(update({ title: ' ' })).rejects.toMatchObject({ fault: 'rejected' });
    await expect(update({ variants: [{ platform_variant_id: '1', price: '1' }] })).rejects.toMatchObject({
      fault: 'rejected',
      provider_code: 'PRODUCT_VARIANT_DOES_NOT_EXIST',
    });
    const other = shop.products.find((one) => one.handle !== product.handle)?.handle ?? '';
    await expect(update({ handle: other })).rejects.toMatchObject({
      fault: 'rejected',
      provider_message: expect.stringContaining('already in use') as string,
    });
    expect((await shop.counts()).writes).toEqual(before.writes);
  });

  it('removes a product, and does not mind that it is gone', async () => {
    const product = shop.aProduct();
    await shop.platform.catalogue.remove(shop.connection, product.platform_product_id);
    await shop.platform.catalogue.remove(shop.connection, product.platform_product_id);
    expect(await shop.platform.readOne(shop.connection, 'products', product.platform_product_id)).toBeNull();
    await expect(
      shop.platform.catalogue.update(shop.connection, product.platform_product_id, { title: 'x' }),
    ).rejects.toMatchObject({ fault: 'rejected' });
  });
});

function draft(): { title: string; variants: { price: string }[] } {
  return { title: 'Plain', variants: [{ price: '5.00' }] };
}
