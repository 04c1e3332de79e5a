import type { JsonObject } from '../../../../../common/json.js';
import { recorded } from '../testing/recorded.js';
import { mapCustomer } from './customer.mapper.js';
import { mapProduct } from './product.mapper.js';

const product = (more: JsonObject = {}): JsonObject => ({ ...recorded().simple_product, ...more });
const variation = (id: number, more: JsonObject = {}): JsonObject => ({ ...recorded().variations[0], id, ...more });

describe('mapProduct', () => {
  it('maps a recorded simple product with itself as its only variant', () => {
    const mapped = mapProduct(product(), [], 'kg');
    expect(mapped).toMatchObject({
      platform_product_id: '16',
      title: 'Classic Beanie 1',
      handle: 'classic-beanie-1',
      price: '109.21',
      compare_at_price: null,
      sku: 'SIM-001',
      inventory_quantity: 157,
      track_inventory: true,
      weight: '2.5',
      weight_unit: 'kg',
      tags: ['sale'],
      product_type: 'Clothing',
      status: 'active',
      platform_status: 'publish',
      platform_created_at: '2026-11-22T10:28:42Z',
    });
    expect(mapped.description).toContain('<strong>product 1</strong>');
    expect(mapped.images.map(({ platform_image_id, position, alt }) => [platform_image_id, position, alt])).toEqual([
      ['10', 1, 'Picture 1'],
      ['11', 2, 'Picture 2'],
      ['12', 3, 'Picture 3'],
    ]);
    expect(mapped.variants).toMatchObject([
      { platform_variant_id: '16', title: null, inventory_quantity: 157, options: {}, position: 1 },
    ]);
  });

  it('maps a recorded variable product from its variations', () => {
    const { variable_product, variations } = recorded();
    const mapped = mapProduct(variable_product, variations, null);
    expect(mapped).toMatchObject({ price: '14.10', inventory_quantity: 22, track_inventory: true, sku: 'VAR-001' });
    expect(mapped.variants).toMatchObject([
      {
        platform_variant_id: '61',
        title: 'Blue, S',
        options: { Color: 'Blue', Size: 'S' },
        inventory_quantity: -1,
        position: 1,
      },
      { platform_variant_id: '62', title: 'Blue, M', sku: 'VAR-001-05', position: 2 },
    ]);
  });

  it('takes the lowest price, with what it was before beside it', () => {
    const variations = [
      variation(1, { price: '9.50', regular_price: '11.40' }),
      variation(2, { price: '10.40' }),
      variation(3, { price: '' }),
      variation(4, { price: '100.00' }),
    ];
    expect(mapProduct(product({ type: 'variable' }), variations, null)).toMatchObject({
      price: '9.50',
      compare_at_price: '11.40',
    });
  });

  it('counts stock that variations share once, and shows it on each', () => {
    const { variations_on_parent_stock: variations } = recorded();
    const mapped = mapProduct(product({ type: 'variable', manage_stock: true, stock_quantity: -19 }), variations, null);
    expect(mapped.inventory_quantity).toBe(-19);
    expect(mapped.variants.map((variant) => variant.inventory_quantity)).toEqual([-19, -19]);
  });

  it('adds stock of the variations’ own to the shared one', () => {
    const variations = [
      variation(1, { manage_stock: 'parent', stock_quantity: 5 }),
      variation(2, { manage_stock: true, stock_quantity: 3 }),
      variation(3, { manage_stock: false, stock_quantity: null }),
    ];
    const mapped = mapProduct(product({ type: 'variable', manage_stock: true, stock_quantity: 5 }), variations, null);
    expect(mapped.inventory_quantity).toBe(8);
    expect(mapped.variants.map((variant) => [variant.inventory_quantity, variant.track_inventory])).toEqual([
      [5, true],
      [3, true],
      [null, false],
    ]);
  });

  it('takes from the parent what a variation has not of its own', () => {
    const mapped = mapProduct(
      product({ type: 'variable' }),
      [variation(1, { sku: '', weight: '', image: null })],
      'lb',
    );
    expect(mapped.variants[0]).toMatchObject({ sku: 'SIM-001', weight: '2.5', weight_unit: 'lb' });
    expect(mapped.variants[0]?.image_url).toContain('product-1.png');
  });

  it('says "any" where the customer chooses, and leaves it out of the options', () => {
    const attributes = [
      { name: 'Color', variation: true },
      { name: 'Size', variation: true },
      { name: 'Care', variation: false },
    ];
    const red = variation(1, { attributes: [{ name: 'Color', option: 'R&amp;ed' }], name: 'Red' });
    const [variant] = mapProduct(product({ type: 'variable', attributes }), [red], null).variants;
    expect(variant).toMatchObject({ title: 'R&ed, Any Size', options: { Color: 'R&ed' } });
  });

  it('orders variants as the shop does', () => {
    const variations = [variation(3), variation(1, { menu_order: 2 }), variation(2)];
    const ids = mapProduct(product(), variations, null).variants.map((variant) => variant.platform_variant_id);
    expect(ids).toEqual(['2', '3', '1']);
  });

  it.each([
    ['grouped', { type: 'grouped', price: '83.04', regular_price: '', manage_stock: false, stock_quantity: null }],
    ['external', { type: 'external', price: '83.04', manage_stock: false, stock_quantity: null }],
    ['variable without variations', { type: 'variable', variations: [], price: '83.04', manage_stock: false }],
  ])('gives a %s product one variant that tracks no stock', (_type, more) => {
    const mapped = mapProduct(product(more), [], null);
    expect(mapped).toMatchObject({ price: '83.04', inventory_quantity: 0, track_inventory: false });
    expect(mapped.variants).toMatchObject([
      { platform_variant_id: '16', inventory_quantity: null, track_inventory: false },
    ]);
  });

  it("shows a grouped product's price, which is its members', on the product and not on its variant", () => {
    const mapped = mapProduct(product({ type: 'grouped', price: '83.04', regular_price: '' }), [], null);
    expect([mapped.price, mapped.variants[0]?.price]).toEqual(['83.04', null]);
    const external = mapProduct(product({ type: 'external', price: '15', regular_price: '15' }), [], null);
    expect([external.price, external.variants[0]?.price]).toEqual(['15', '15']);
  });

  it.each([
    ['publish', 'active'],
    ['private', 'archived'],
    ['draft', 'draft'],
    ['pending', 'draft'],
    ['future', 'draft'],
  ])('%s is %s', (status, expected) => {
    expect(mapProduct(product({ status }), [], null)).toMatchObject({ status: expected, platform_status: status });
  });

  it.each<[string, JsonObject, string | null]>([
    ['core', { cost_of_goods_sold: { values: [{ defined_value: 4.2 }], total_value: 4.2 } }, '4.2'],
    ['core, not set', { cost_of_goods_sold: { values: [], total_value: 0 } }, null],
    ['a plug-in', { meta_data: [{ key: '_wc_cog_cost', value: '4.20' }] }, '4.20'],
    ['a plug-in, nonsense', { meta_data: [{ key: '_wc_cog_cost', value: { a: 1 } }] }, null],
  ])('knows the cost from %s', (_where, more, cost) => {
    expect(mapProduct(product(more), [], null)).toMatchObject({
      cost_per_item: cost,
      variants: [{ cost_per_item: cost }],
    });
  });

  it('decodes names, brands and slugs, and has a title for what has no name', () => {
    const mapped = mapProduct(
      product({
        name: 'Salt &amp; Pepper',
        slug: 'caf%c3%a9',
        brands: [{ name: 'Müller &amp; Söhne' }],
        categories: [
          { name: 'Uncategorized', slug: 'uncategorized' },
          { name: 'Home &amp; Garden', slug: 'home' },
        ],
      }),
      [],
      null,
    );
    expect(mapped).toMatchObject({
      title: 'Salt & Pepper',
      handle: 'café',
      vendor: 'Müller & Söhne',
      product_type: 'Home & Garden',
    });
    expect(mapProduct(product({ name: '', slug: '' }), [], null)).toMatchObject({ title: 'Product 16', handle: null });
    expect(mapProduct(product({ slug: '100%' }), [], null).handle).toBe('100%');
  });

  it('has no price where the shop has none, and refuses one that is none', () => {
    expect(mapProduct(product({ price: '', regular_price: '' }), [], null).price).toBeNull();
    expect(() => mapProduct(product({ price: '12,50' }), [], null)).toThrow(/^price: /);
  });
});

describe('mapCustomer', () => {
  it('maps a recorded customer', () => {
    expect(mapCustomer(recorded().customer)).toMatchObject({
      platform_customer_id: '3',
      email: 'cust1@example.test',
      first_name: 'Iñigo',
      last_name: "O'Brien",
      phone: '555-0101',
      address: { address1: '1 Main St', province: 'NY', province_code: 'NY', country_code: 'US' },
      orders_count: null,
      total_spent: null,
      platform_created_at: '2026-11-22T10:28:50Z',
    });
  });

  it('refuses one without an id', () => {
    expect(() => mapCustomer({ email: 'a@b.test' })).toThrow(/^id: /);
  });
});
