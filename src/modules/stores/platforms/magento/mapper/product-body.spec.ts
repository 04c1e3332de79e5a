import type { JsonObject } from '../../../../../common/json.js';
import { joined, productBody, slugOf, variantBody } from './product-body.js';

const now = Date.parse('2026-11-15T12:00:00Z');
const context = (present: JsonObject | null) => ({ present, weight_unit: 'kg' as const, now });
const custom = (body: JsonObject): Record<string, unknown> =>
  Object.fromEntries(
    ((body.custom_attributes ?? []) as { attribute_code: string; value: unknown }[]).map((one) => [
      one.attribute_code,
      one.value,
    ]),
  );
const reduced = { price: 10, custom_attributes: [{ attribute_code: 'special_price', value: '8.00' }] };
const over = {
  price: 10,
  custom_attributes: [
    { attribute_code: 'special_price', value: '8.00' },
    { attribute_code: 'special_to_date', value: '2026-01-01 00:00:00' },
  ],
};

describe('bodies of products', () => {
  it('name only what is to change', () => {
    expect(productBody({})).toEqual({});
    expect(variantBody({}, context(reduced))).toEqual({});
    expect(productBody({ title: 'Mug', status: 'archived' })).toEqual({ name: 'Mug', status: 2 });
    expect(custom(productBody({ description: null, handle: 'mug' }))).toEqual({ description: '', url_key: 'mug' });
  });

  it.each([
    ['a price', { price: '12' }, { price: 10 }, 12, { special_price: '' }],
    ['a price beside a regular one that stays', { price: '7' }, reduced, 10, { special_price: '7' }],
    ['a price over the regular one', { price: '12' }, reduced, 12, { special_price: '' }],
    ['a reduction', { compare_at_price: '15' }, { price: 10 }, 15, { special_price: '10' }],
    ['the end of a reduction', { compare_at_price: null }, reduced, 8, { special_price: '' }],
    [
      'a new reduction where one is over',
      { compare_at_price: '15' },
      over,
      15,
      { special_price: '10', special_to_date: '' },
    ],
    ['a price of what is new', { price: '5', compare_at_price: '9' }, null, 9, { special_price: '5' }],
  ])('set %s', (_what, values, present, price, attributes) => {
    const body = variantBody(values, context(present));
    expect(body.price).toBe(price);
    expect(custom(body)).toEqual(attributes);
  });

  it('set stock, cost and weight, the weight in the unit of the shop', () => {
    const body = variantBody(
      { inventory_quantity: 0, track_inventory: true, cost_per_item: '3.5', weight: '500', weight_unit: 'g' },
      context(null),
    );
    expect(body).toMatchObject({
      weight: 0.5,
      extension_attributes: {
        stock_item: { qty: 0, is_in_stock: false, manage_stock: true, use_config_manage_stock: false },
      },
    });
    expect(custom(body)).toEqual({ cost: '3.5' });
    expect(variantBody({ weight: '1', weight_unit: 'lb' }, context(null)).weight).toBe(0.4536);
    expect(variantBody({ weight: '1', weight_unit: 'kg' }, { ...context(null), weight_unit: 'lb' }).weight).toBe(
      2.2046,
    );
    expect(variantBody({ weight: null }, context(null)).weight).toBeNull();
  });

  it('are joined with all their attributes', () => {
    const body = joined(productBody({ handle: 'mug' }), variantBody({ cost_per_item: '1', price: '2' }, context(null)));
    expect(body.price).toBe(2);
    expect(custom(body)).toEqual({ url_key: 'mug', cost: '1' });
  });

  it('make short names of any text', () => {
    expect(slugOf('Étagère “日本” & Söhne 19"')).toBe('etagere-sohne-19');
    expect(slugOf('—')).toBe('');
  });
});
