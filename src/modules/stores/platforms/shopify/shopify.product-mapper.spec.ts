import { mapCustomer } from './shopify.customer-mapper.js';
import { mapProduct, mapStock } from './shopify.product-mapper.js';
import { page } from './testing/fake-shopify.js';
import {
  addressNode,
  customerNode,
  imageNode,
  levelNode,
  productNode,
  stockNode,
  variantNode,
} from './testing/shopify-nodes.js';

function item(changes: object): { inventoryItem: never } {
  const inventoryItem = { ...(variantNode(21).inventoryItem as object), ...changes };
  return { inventoryItem: inventoryItem as never };
}

describe('mapProduct', () => {
  it('maps a product with a variant, its options, stock and picture', () => {
    const mapped = mapProduct(productNode(11));
    expect(mapped).toMatchObject({
      platform_product_id: '11',
      title: 'Cheese "Käse" 🧀',
      price: '19.9',
      cost_per_item: '8.0',
      sku: 'SKU-21',
      barcode: null,
      inventory_quantity: 7,
      track_inventory: true,
      weight: '0.25',
      weight_unit: 'kg',
      product_type: null,
      status: 'active',
      platform_status: 'ACTIVE',
      images: [{ platform_image_id: '71', url: 'https://cdn.example/71.png', alt: null, position: 1 }],
    });
    expect(mapped.variants).toEqual([
      expect.objectContaining({
        platform_variant_id: '21',
        platform_inventory_item_id: '31',
        title: 'M / Red',
        options: { Size: 'M', Colour: 'Red' },
        image_url: null,
        inventory_levels: [
          { platform_location_id: '1', location_name: 'Place 1', available: 5 },
          { platform_location_id: '2', location_name: 'Place 2', available: 2 },
        ],
      }),
    ]);
  });

  it('shows the lowest price with its own compare-at price, the first SKU, and sums tracked stock only', () => {
    const mapped = mapProduct(
      productNode(11, {
        variants: page([
          variantNode(22, { position: 2, price: '9.50', compareAtPrice: '12.00', inventoryQuantity: -3 }),
          variantNode(21, { position: 1, price: '10.0' }),
          variantNode(23, { position: 3, price: '9.5', inventoryQuantity: 99, ...item({ tracked: false }) }),
        ]),
      }),
    );
    expect(mapped.variants.map((variant) => variant.position)).toEqual([1, 2, 3]);
    expect(mapped).toMatchObject({ price: '9.50', compare_at_price: '12.00', sku: 'SKU-21', inventory_quantity: 4 });
    expect(mapped.variants[2]).toMatchObject({ inventory_quantity: null, track_inventory: false });
  });

  it('drops the title and options that Shopify invents for a product without options', () => {
    const only = variantNode(21, {
      title: 'Default Title',
      selectedOptions: [{ name: 'Title', value: 'Default Title' }],
    });
    const mapped = mapProduct(productNode(11, { hasOnlyDefaultVariant: true, variants: page([only]) }));
    expect(mapped.variants[0]).toMatchObject({ title: null, options: {} });
  });

  it.each([
    ['ACTIVE', 'active'],
    ['UNLISTED', 'active'],
    ['DRAFT', 'draft'],
    ['ARCHIVED', 'archived'],
    ['SOMETHING_NEW', 'draft'],
  ])('%s is %s', (status, expected) => {
    expect(mapProduct(productNode(11, { status }))).toMatchObject({ status: expected, platform_status: status });
  });

  it('leaves out films and pictures that are not ready', () => {
    const media = [
      { id: 'gid://shopify/Video/1', alt: null, mediaContentType: 'VIDEO' },
      { ...imageNode(2), image: null },
      imageNode(3),
    ];
    const mapped = mapProduct(
      productNode(11, { media: page(media), variants: page([variantNode(21, { media: page([imageNode(3)]) })]) }),
    );
    expect(mapped.images).toEqual([expect.objectContaining({ platform_image_id: '3', position: 1 })]);
    expect(mapped.variants[0]?.image_url).toBe('https://cdn.example/3.png');
  });

  it.each([
    ['GRAMS', 'g'],
    ['POUNDS', 'lb'],
    ['OUNCES', 'oz'],
    ['STONES', null],
  ])('a weight in %s has the unit %s', (unit, expected) => {
    const variants = page([variantNode(21, item({ measurement: { weight: { unit, value: 1e-7 } } }))]);
    expect(mapProduct(productNode(11, { variants }))).toMatchObject({ weight: '0.0000001', weight_unit: expected });
  });

  it('says what is wrong with a product that has no variant, and with a level without a number', () => {
    expect(() => mapProduct(productNode(11, { variants: page([]) }))).toThrow('the product has no variant');
    const level = { ...levelNode(1, 1), quantities: [] };
    const variants = page([variantNode(21, item({ inventoryLevels: page([level]) }))]);
    expect(() => mapProduct(productNode(11, { variants }))).toThrow('no available quantity');
  });
});

describe('mapStock', () => {
  it('brings the stock of each variant of the item, as new as its newest part', () => {
    expect(mapStock(stockNode(31))).toEqual([
      {
        platform_product_id: '11',
        platform_variant_id: '21',
        inventory_quantity: 7,
        track_inventory: true,
        inventory_levels: [
          { platform_location_id: '1', location_name: 'Place 1', available: 5 },
          { platform_location_id: '2', location_name: 'Place 2', available: 2 },
        ],
        platform_updated_at: '2026-03-01T10:00:00Z',
      },
    ]);
  });

  it('brings nothing for an item whose variant is gone, and no number where stock is not tracked', () => {
    expect(mapStock(stockNode(31, { variants: null }))).toEqual([]);
    expect(mapStock(stockNode(31, { tracked: false }))[0]).toMatchObject({ inventory_quantity: null });
  });
});

describe('mapCustomer', () => {
  it('maps a customer, counts given as text included', () => {
    expect(mapCustomer(customerNode(9, { defaultAddress: addressNode() }))).toMatchObject({
      platform_customer_id: '9',
      email: 'ada@example.com',
      last_name: null,
      phone: null,
      orders_count: 3,
      total_spent: '310.5',
      currency: 'USD',
      address: { address1: '1 Street', address2: null, postal_code: 'N1', country_code: 'GB', email: null },
    });
  });

  it('says what is missing', () => {
    expect(() => mapCustomer(customerNode(9, { amountSpent: null }))).toThrow('amountSpent');
  });
});
