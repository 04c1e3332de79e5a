import type { VariantValues } from '../platform.writes.js';
import { merge, productBody, sellableBody } from './woocommerce.product-body.js';

const body = (
  values: VariantValues,
  present: { price: string | null; compare_at_price: string | null } | null = null,
  more: Partial<Parameters<typeof sellableBody>[1]> = {},
): ReturnType<typeof sellableBody> => sellableBody(values, { present, row: {}, unit: 'kg', ...more });

describe('prices', () => {
  const sale = { price: '8', compare_at_price: '10' };
  const plain = { price: '10', compare_at_price: null };
  const dates = { date_on_sale_from: '', date_on_sale_to: '' };
  it.each([
    [{ price: '12.50' }, null, { regular_price: '12.50', sale_price: '' }],
    [{ price: '8', compare_at_price: '10' }, null, { regular_price: '10', sale_price: '8', ...dates }],
    [{ price: '10', compare_at_price: '10' }, null, { regular_price: '10', sale_price: '' }],
    [{ price: '10', compare_at_price: '9' }, null, { regular_price: '10', sale_price: '' }],
    // A product on sale stays on sale while that still means anything.
    [{ price: '7' }, sale, { regular_price: '10', sale_price: '7', ...dates }],
    [{ price: '11' }, sale, { regular_price: '11', sale_price: '' }],
    [{ compare_at_price: null }, sale, { regular_price: '8', sale_price: '' }],
    [{ compare_at_price: '15' }, plain, { regular_price: '15', sale_price: '10', ...dates }],
    [{ compare_at_price: null }, { price: null, compare_at_price: null }, { regular_price: '', sale_price: '' }],
    [{}, sale, {}],
  ])('%j on %j is %j', (values, present, expected) => {
    expect(body(values, present)).toEqual(expected);
  });

  it.each(['12,50', 'abc', '-1', '1e3', '', ' 1', '1.'])(
    'refuses %j, which WooCommerce would take for another',
    (price) => {
      expect(() => body({ price })).toThrow(/is no price/);
      expect(() => body({ compare_at_price: price }, { price: '1', compare_at_price: null })).toThrow(/is no price/);
      expect(() => body({ cost_per_item: price })).toThrow(/is no price/);
    },
  );
});

describe('what else a variant is sold by', () => {
  it.each<[VariantValues, object]>([
    [
      { sku: null, barcode: null, weight: null },
      { sku: '', global_unique_id: '', weight: '' },
    ],
    [
      { sku: 'A', barcode: '400' },
      { sku: 'A', global_unique_id: '400' },
    ],
    [{ inventory_quantity: 0 }, { manage_stock: true, stock_quantity: 0 }],
    [{ inventory_quantity: 3, track_inventory: false }, { manage_stock: false }],
    [{ track_inventory: true }, { manage_stock: true }],
    [{ weight: '1.5' }, { weight: '1.5' }],
    [{ weight: '1.5', weight_unit: 'kg' }, { weight: '1.5' }],
    [{ weight: '250', weight_unit: 'g' }, { weight: '0.25' }],
    [{ weight: '1', weight_unit: 'lb' }, { weight: '0.4536' }],
    [{ weight: '16', weight_unit: 'oz' }, { weight: '0.4536' }],
    [{ weight_unit: 'kg' }, {}],
  ])('%j is %j', (values, expected) => {
    expect(body(values)).toEqual(expected);
  });

  it('refuses a unit of its own, and what is no weight or quantity', () => {
    expect(() => body({ weight_unit: 'lb' })).toThrow(/one unit/);
    expect(() => body({ weight: '-1' })).toThrow(/no weight/);
    expect(() => body({ inventory_quantity: 1.5 })).toThrow(/no quantity/);
  });

  it("keeps the cost where the shop keeps it: the core's field, the plug-in's in use, else the common one", () => {
    const cost = { cost_per_item: '4.20' };
    expect(body(cost)).toEqual({ meta_data: [{ key: '_wc_cog_cost', value: '4.20' }] });
    const meta = { meta_data: [{ id: 1, key: '_alg_wc_cog_cost', value: '3' }] };
    expect(body(cost, null, { row: meta })).toEqual({ meta_data: [{ key: '_alg_wc_cog_cost', value: '4.20' }] });
    const core = { cost_of_goods_sold: { values: [], total_value: 0 } };
    expect(body(cost, null, { row: core })).toEqual({ cost_of_goods_sold: { values: [{ defined_value: 4.2 }] } });
    expect(body({ cost_per_item: null }, null, { row: core })).toEqual({ cost_of_goods_sold: { values: [] } });
  });
});

describe("a product's own fields", () => {
  it('are written as they were meant, and what is not named is not written', () => {
    expect(productBody({}, null, [])).toEqual({});
    expect(
      productBody({ title: 'T', description: null, handle: 't', status: 'archived', tags: ['x'] }, [7], []),
    ).toEqual({ name: 'T', description: '', slug: 't', status: 'private', tags: [{ id: 7 }] });
  });

  it('name pictures that the shop has by their ids, so that none is fetched again', () => {
    const present = [{ platform_image_id: '12', url: 'https://shop.test/a.png', alt: null, position: 1 }];
    const images = [
      { url: 'https://shop.test/a.png', alt: 'A' },
      { url: 'https://else.test/b.png', alt: null },
      { url: 'https://any.test/', alt: null, platform_image_id: '9' },
    ];
    expect(productBody({ images }, null, present).images).toEqual([
      { id: 12, alt: 'A' },
      { src: 'https://else.test/b.png', alt: '' },
      { id: 9, alt: '' },
    ]);
  });

  it('are laid over each other with all of their meta data', () => {
    const one = { name: 'a', meta_data: [{ key: 'x', value: '1' }] };
    expect(merge(one, { name: 'b' }, { meta_data: [{ key: 'y', value: '2' }] })).toEqual({
      name: 'b',
      meta_data: [
        { key: 'x', value: '1' },
        { key: 'y', value: '2' },
      ],
    });
    expect(merge({ name: 'a' })).toEqual({ name: 'a' });
  });
});
