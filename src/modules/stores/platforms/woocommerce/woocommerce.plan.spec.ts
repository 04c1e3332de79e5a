import type { JsonObject } from '../../../../common/json.js';
import type { ProductChange } from '../platform.writes.js';
import { mapProduct } from './mapper/product.mapper.js';
import { recorded } from './testing/recorded.js';
import { isEmptyPlan, planOf } from './woocommerce.plan.js';
import type { ProductPlan } from './woocommerce.plan.js';
import type { WholeProduct } from './woocommerce.product-reader.js';

function whole(row: JsonObject, variations: JsonObject[] = []): WholeProduct {
  return { row, variations, product: mapProduct(row, variations, 'kg') };
}
const simple = (): WholeProduct => whole(recorded().simple_product);
const variable = (): WholeProduct => whole(recorded().variable_product, recorded().variations);
const plan = (change: ProductChange, of: WholeProduct): ProductPlan =>
  planOf(change, of, { tag_ids: null, unit: 'kg' });

describe('a change of a simple product', () => {
  it("is written into the product itself, its only variant's values too", () => {
    const of = simple();
    const id = of.product.platform_product_id;
    const made = plan({ title: 'T', variants: [{ platform_variant_id: id, price: '3', inventory_quantity: 2 }] }, of);
    expect(made.product).toMatchObject({ name: 'T', manage_stock: true, stock_quantity: 2 });
    expect([made.create, made.update, made.remove, made.attributes]).toEqual([[], [], [], null]);
  });

  it.each<[string, (id: string) => ProductChange]>([
    ['a further variant', () => ({ variants: [{ platform_variant_id: null, options: { Size: 'S' } }] })],
    ['a variant of another product', () => ({ variants: [{ platform_variant_id: '1' }] })],
    ['options', (id) => ({ variants: [{ platform_variant_id: id, options: { Size: 'S' } }] })],
    [
      'a picture apart from its own',
      (id) => ({ variants: [{ platform_variant_id: id, image_url: 'https://x.test/' }] }),
    ],
    ['the removal of its variant', (id) => ({ remove_variants: [id] })],
  ])('refuses %s', (_what, change) => {
    const of = simple();
    expect(() => plan(change(of.product.platform_product_id), of)).toThrow(
      expect.objectContaining({ fault: 'rejected' }),
    );
  });

  it('is nothing when nothing is named', () => {
    expect(isEmptyPlan(plan({}, simple()))).toBe(true);
    expect(isEmptyPlan(plan({ title: 'x' }, simple()))).toBe(false);
  });
});

describe('a change of a product that is made of others, or sold elsewhere', () => {
  const of = (type: string): WholeProduct => whole({ ...recorded().simple_product, type });
  const changed = (type: string, values: object): ProductPlan => {
    const it = of(type);
    return plan({ title: 'T', variants: [{ platform_variant_id: it.product.platform_product_id, ...values }] }, it);
  };

  it.each<[string, object]>([
    ['grouped', { price: '3' }],
    ['grouped', { compare_at_price: '3' }],
    ['grouped', { inventory_quantity: 3 }],
    ['grouped', { track_inventory: true }],
    ['external', { inventory_quantity: 3 }],
    ['external', { track_inventory: true }],
  ])('refuses of a %s one what WooCommerce would drop: %j', (type, values) => {
    expect(() => changed(type, values)).toThrow(expect.objectContaining({ fault: 'rejected' }));
  });

  it('writes what it has, and passes over what asks for nothing', () => {
    expect(changed('grouped', { sku: 'G', compare_at_price: null, track_inventory: false }).product).toEqual({
      name: 'T',
      sku: 'G',
    });
    expect(changed('external', { price: '3' }).product).toMatchObject({ regular_price: '3' });
  });
});

describe('a change of a variable product', () => {
  it('refuses what a variant is sold by while it has no variation', () => {
    const of = whole({ ...recorded().variable_product, variations: [] });
    const id = of.product.platform_product_id;
    expect(() => plan({ variants: [{ platform_variant_id: id, price: '3' }] }, of)).toThrow(
      expect.objectContaining({ fault: 'rejected' }),
    );
  });

  it('names the variants that change, and no others', () => {
    const of = variable();
    const [first] = of.product.variants;
    const id = first?.platform_variant_id ?? '';
    const made = plan({ variants: [{ platform_variant_id: id, sku: 'NEW' }] }, of);
    expect(made.update).toEqual([{ id: Number(id), sku: 'NEW' }]);
    expect(isEmptyPlan({ ...made, update: [] })).toBe(true);
  });

  it('makes a new variant with options that the product then has, and not one that is there already', () => {
    const of = variable();
    const [first] = of.product.variants;
    const options = { ...first?.options };
    const [name = ''] = Object.keys(options);
    const made = plan(
      {
        variants: [
          { platform_variant_id: null, options: { ...options, [name]: 'Quite new' }, price: '1' },
          { platform_variant_id: null, options, price: '2' },
        ],
      },
      of,
    );
    expect(made.create).toHaveLength(1);
    expect(made.create[0]).toMatchObject({ regular_price: '1' });
    expect(made.update).toMatchObject([{ id: Number(first?.platform_variant_id) }]);
    const attribute = made.attributes?.find((one) => JSON.stringify(one).includes('Quite new'));
    expect(attribute).toMatchObject({ variation: true });
    // The shop's own attributes go by their ids.
    expect(attribute?.id).toEqual(expect.any(Number));
    expect(made.attributes).toHaveLength((of.row.attributes as unknown[]).length);
  });

  it('adds an attribute of the product alone where an option is of none that it has', () => {
    const of = variable();
    const made = plan({ variants: [{ platform_variant_id: null, options: { Cut: 'Slim' } }] }, of);
    expect(made.attributes?.at(-1)).toMatchObject({ name: 'Cut', variation: true, options: ['Slim'] });
    expect(made.create).toEqual([{ attributes: [{ name: 'Cut', option: 'Slim' }] }]);
  });

  it('refuses a variant that is not there, and a new one without options; forgets removals that are done', () => {
    const of = variable();
    expect(() => plan({ variants: [{ platform_variant_id: '1' }] }, of)).toThrow(/no variant 1/);
    expect(() => plan({ variants: [{ platform_variant_id: null }] }, of)).toThrow(/needs options/);
    const id = of.product.variants[0]?.platform_variant_id ?? '';
    expect(plan({ remove_variants: [id, '1'] }, of).remove).toEqual([Number(id)]);
  });

  it("sets a picture of its own, and refuses to take it away, which the API can't", () => {
    const of = variable();
    const id = of.product.variants[0]?.platform_variant_id ?? '';
    const made = plan({ variants: [{ platform_variant_id: id, image_url: 'https://x.test/a.png' }] }, of);
    expect(made.update).toEqual([{ id: Number(id), image: { src: 'https://x.test/a.png' } }]);
    const pictured = recorded().variations.map((row) => ({
      ...row,
      image: { id: 1, src: 'https://shop.test/own.png' },
    }));
    const owner = whole(recorded().variable_product, pictured);
    const change = { variants: [{ platform_variant_id: id, image_url: null }] };
    expect(() => plan(change, owner)).toThrow(/cannot take/);
  });
});
