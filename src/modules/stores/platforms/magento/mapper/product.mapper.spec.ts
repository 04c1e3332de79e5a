import type { JsonObject } from '../../../../../common/json.js';
import { mapProduct, type CatalogueFacts } from './product.mapper.js';

const facts: CatalogueFacts = {
  base_url: 'https://shop.example/',
  media_url: 'https://shop.example/media/',
  weight_unit: 'lb',
  now: Date.parse('2026-11-15T12:00:00Z'),
  attributes: new Map([
    [
      '93',
      {
        code: 'color',
        label: 'Color',
        options: new Map([
          ['49', 'Red'],
          ['50', 'Blue'],
        ]),
      },
    ],
    ['83', { code: 'manufacturer', label: 'Manufacturer', options: new Map([['20', 'Acme']]) }],
  ]),
};

const custom = (values: Record<string, string>): JsonObject[] =>
  Object.entries(values).map(([attribute_code, value]) => ({ attribute_code, value }));

const product = (more: JsonObject = {}): JsonObject => ({
  id: 5,
  sku: 'A',
  name: 'Mug',
  type_id: 'simple',
  status: 1,
  price: 10,
  weight: 1.5,
  created_at: '2026-01-01 00:00:00',
  updated_at: '2026-02-01 00:00:00',
  ...more,
});

const levels = (available: number) => () => [{ platform_location_id: 'default', location_name: 'Default', available }];

describe('mapProduct', () => {
  it('makes a simple product its own only variant', () => {
    const mapped = mapProduct(
      product({
        custom_attributes: custom({ url_key: 'mug', description: '<p>Hot</p>', cost: '4.0000', manufacturer: '20' }),
        media_gallery_entries: [
          { id: 2, media_type: 'image', file: '/m/u/b.jpg', position: 2, disabled: false, label: null },
          { id: 1, media_type: 'image', file: '/m/u/a b.jpg', position: 1, disabled: false, label: 'Front' },
          { id: 3, media_type: 'image', file: '/m/u/c.jpg', position: 3, disabled: true },
          { id: 4, media_type: 'external-video', file: '/m/u/d.jpg', position: 4, disabled: false },
        ],
      }),
      [],
      facts,
      levels(7),
    );
    expect(mapped).toMatchObject({
      platform_product_id: '5',
      handle: 'mug',
      url: 'https://shop.example/mug.html',
      description: '<p>Hot</p>',
      vendor: 'Acme',
      cost_per_item: '4.00',
      weight: '1.5',
      weight_unit: 'lb',
      status: 'active',
      inventory_quantity: 7,
      images: [
        {
          platform_image_id: '1',
          url: 'https://shop.example/media/catalog/product/m/u/a%20b.jpg',
          alt: 'Front',
          position: 1,
        },
        { platform_image_id: '2', position: 2 },
      ],
      variants: [{ platform_variant_id: '5', sku: 'A', options: {}, inventory_quantity: 7, track_inventory: true }],
    });
  });

  it('knows its variants by the words behind their values, and is as new as the newest of them', () => {
    const parent = product({
      type_id: 'configurable',
      extension_attributes: { configurable_product_options: [{ attribute_id: '93', label: 'Colour', position: 0 }] },
    });
    const child = (id: number, color: string, price: number): JsonObject =>
      product({
        id,
        sku: `A-${id}`,
        price,
        updated_at: `2026-03-0${id} 00:00:00`,
        custom_attributes: custom({ color }),
      });
    const mapped = mapProduct(parent, [child(6, '49', 12), child(7, '50', 11)], facts, () => null);
    expect(mapped.variants.map(({ title, options, price }) => [title, options, price])).toEqual([
      ['Red', { Colour: 'Red' }, '12'],
      ['Blue', { Colour: 'Blue' }, '11'],
    ]);
    expect(mapped).toMatchObject({
      price: '11',
      track_inventory: false,
      inventory_quantity: 0,
      platform_updated_at: '2026-03-07T00:00:00Z',
    });
  });

  it.each([
    [{ special_price: '8.0000' }, '8.00', '10'],
    [
      { special_price: '8', special_from_date: '2026-11-01 00:00:00', special_to_date: '2026-11-15 00:00:00' },
      '8',
      '10',
    ],
    [{ special_price: '8', special_to_date: '2026-11-14 00:00:00' }, '10', null],
    [{ special_price: '8', special_from_date: '2026-12-01 00:00:00' }, '10', null],
    [{ special_price: '12' }, '10', null],
  ])('shows a reduced price in its time only: %j', (values, price, compare_at_price) => {
    const mapped = mapProduct(product({ custom_attributes: custom(values) }), [], facts, () => null);
    expect(mapped).toMatchObject({ price, compare_at_price });
  });

  it('is a draft while it is disabled, and cannot be without an id', () => {
    expect(mapProduct(product({ status: 2 }), [], facts, () => null)).toMatchObject({
      status: 'draft',
      platform_status: 'disabled',
    });
    expect(() => mapProduct(product({ id: 0 }), [], facts, () => null)).toThrow('id: is not an id');
  });
});
