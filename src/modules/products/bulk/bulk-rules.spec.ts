import { differences, effectOn, type BulkProduct, type BulkVariant } from './bulk-rules.js';

const variant = (wish: Partial<BulkVariant> = {}): BulkVariant => ({
  id: 'v1',
  platform_variant_id: '11',
  title: 'Red',
  price: '19.9000',
  compare_at_price: null,
  cost_per_item: '5.0000',
  inventory_quantity: 5,
  track_inventory: true,
  locations: 1,
  ...wish,
});
const product = (wish: Partial<BulkProduct> = {}): BulkProduct => ({
  id: 'p1',
  platform_product_id: '1',
  title: 'Backpack',
  status: 'active',
  tags: ['summer', 'bag'],
  vendor: 'Northwind',
  product_type: null,
  variants: [variant()],
  ...wish,
});

describe('a bulk change', () => {
  it('says only what it touches, before and after', () => {
    const effect = effectOn(
      product({ variants: [variant(), variant({ id: 'v2', platform_variant_id: '12', price: '10.00' })] }),
      { price: { set: '10' }, status: 'draft', vendor: 'Northwind' },
      'EUR',
    );
    expect(effect).toEqual({
      kind: 'change',
      before: { status: 'active', variants: [{ id: 'v1', platform_variant_id: '11', price: '19.9000' }] },
      after: { status: 'draft', variants: [{ id: 'v1', platform_variant_id: '11', price: '10.00' }] },
    });
  });

  it('leaves alone what is so already', () => {
    expect(effectOn(product(), { price: { set: '19.90' }, tags: { set: ['bag', 'summer'] } }, 'EUR')).toEqual({
      kind: 'unchanged',
    });
    expect(effectOn(product(), { compare_at_price: { percent: '10' } }, 'EUR')).toEqual({ kind: 'unchanged' });
  });

  it.each<[string, object, Partial<BulkVariant>]>([
    ['The price of variant "Red" would be negative (-0.10)', { price: { add: '-20' } }, {}],
    ['The cost_per_item of variant "Red" would be negative (-1.00)', { cost_per_item: { add: '-6' } }, {}],
    ['variant "Red" has no price to reckon with', { price: { percent: '5' } }, { price: null }],
    ['The stock of variant "Red" would be negative (-1)', { inventory_quantity: { add: -6 } }, {}],
    ['Its stock is not tracked', { inventory_quantity: { set: 1 } }, { inventory_quantity: null }],
    [
      'The stock of variant "Red" lies in 2 locations: set it for each of them',
      { inventory_quantity: { set: 1 } },
      { locations: 2 },
    ],
  ])('is refused for a product: %s', (reason, changes, wish) => {
    expect(effectOn(product({ variants: [variant(wish)] }), changes, 'EUR')).toEqual({ kind: 'refused', reason });
  });

  it('adds, removes and replaces tags', () => {
    const after = (tags: object): unknown => {
      const effect = effectOn(product(), { tags }, 'EUR');
      return effect.kind === 'change' ? effect.after.tags : effect.kind;
    };
    expect(after({ add: ['new', 'bag'] })).toEqual(['summer', 'bag', 'new']);
    expect(after({ remove: ['bag', 'unknown'] })).toEqual(['summer']);
    expect(after({ add: ['new'], remove: ['summer'] })).toEqual(['bag', 'new']);
    expect(after({ set: [] })).toEqual([]);
    expect(after({ add: Array.from({ length: 250 }, (_, n) => `t${n}`) })).toBe('refused');
  });

  it('clears with null', () => {
    expect(effectOn(product(), { cost_per_item: null, vendor: null }, 'EUR')).toMatchObject({
      after: { vendor: null, variants: [{ cost_per_item: null }] },
    });
  });
});

describe('differences', () => {
  const state = {
    status: 'active',
    tags: ['bag', 'summer'],
    variants: [{ id: 'v1', platform_variant_id: '11', price: '19.90', inventory_quantity: 5 }],
  };

  it('are none where values are equal however they are written', () => {
    expect(differences(state, product())).toEqual([]);
    expect(differences({ vendor: null }, product({ vendor: null }))).toEqual([]);
  });

  it('name what is another, and variants that are gone', () => {
    expect(differences(state, product({ status: 'draft', tags: [], variants: [variant({ price: '1' })] }))).toEqual([
      'status',
      'tags',
      'variants.v1.price',
    ]);
    expect(differences(state, product({ variants: [variant({ inventory_quantity: 4 })] }))).toEqual([
      'variants.v1.inventory_quantity',
    ]);
    expect(differences(state, product({ variants: [variant({ platform_variant_id: '12' })] }))).toEqual([
      'variants.v1',
    ]);
    expect(differences({ vendor: 'Northwind' }, product({ vendor: null }))).toEqual(['vendor']);
  });
});
