import type { JsonObject } from '../core/json.js';
import { harness, textOf, type Harness, type Heard } from './spec-support.js';

let shop: Harness;
beforeEach(() => {
  shop = harness({ orders: 40, products: 20 });
});

const put = (path: string, body: JsonObject): Promise<Heard> => shop.call('PUT', path, {}, { body });
const post = (path: string, body: JsonObject): Promise<Heard> => shop.call('POST', path, {}, { body });
const made = async (body: JsonObject): Promise<number> => Number((await post('products', body)).record.id);
const codeOf = (heard: Heard): unknown => [heard.status, heard.record.code];

async function anOrder(status: string): Promise<{ id: number }> {
  const { order_id: id } = await shop.provider.event('order_placed', { status });
  return { id: Number(id) };
}

describe('products', () => {
  it('are refused with types and values that they cannot have, each named', async () => {
    const heard = await post('products', { regular_price: 12.5, manage_stock: 'perhaps', type: 'bundle' });
    expect(codeOf(heard)).toEqual([400, 'rest_invalid_param']);
    expect(Object.keys((heard.record.data as { params: object }).params).sort()).toEqual([
      'manage_stock',
      'regular_price',
      'type',
    ]);
    expect(shop.provider.state().products).toBe(20);
  });

  it('are refused with a SKU that another one or a variation bears, though not one in the trash', async () => {
    const id = await made({ sku: 'TAKEN' });
    expect(codeOf(await post('products', { sku: 'TAKEN' }))).toEqual([400, 'product_invalid_sku']);
    expect(codeOf(await post('products', { sku: 'VAR-001-00' }))).toEqual([400, 'product_invalid_sku']);
    expect((await shop.call('DELETE', `products/${id}`)).status).toBe(200);
    expect(codeOf(await shop.call('DELETE', `products/${id}`))).toEqual([410, 'woocommerce_rest_already_trashed']);
    expect((await post('products', { sku: 'TAKEN' })).status).toBe(201);
  });

  it('keep what was written, and show it in lists', async () => {
    const id = await made({
      name: 'Käse & Brot',
      regular_price: '9.50',
      sale_price: '8',
      meta_data: [{ key: 'k', value: 7 }],
    });
    const { record } = await shop.get(`products/${id}`);
    expect(record).toMatchObject({
      name: 'Käse & Brot',
      slug: 'kase-brot',
      price: '8.00',
      status: 'publish',
      meta_data: [{ key: 'k', value: '7' }],
    });
    const { rows } = await shop.get('products', { include: String(id), _fields: 'id,name' });
    expect(rows).toEqual([{ id, name: 'Käse & Brot' }]);
  });

  it('drop the price of a grouped one, and the stock of it and of an external one', async () => {
    shop = harness({ orders: 5, products: 40 });
    const { rows } = await shop.get('products', { per_page: '100' });
    const idOf = (type: string): number => Number(rows.find((row) => row.type === type)?.id);
    const body = { regular_price: '61', sale_price: '60', manage_stock: true, stock_quantity: 5 };
    const before = (await shop.get(`products/${idOf('grouped')}`)).record.price;
    expect((await put(`products/${idOf('grouped')}`, body)).record).toMatchObject({
      price: before,
      regular_price: '',
      sale_price: '',
      manage_stock: false,
      stock_quantity: null,
    });
    expect((await put(`products/${idOf('external')}`, body)).record).toMatchObject({
      price: '60.00',
      regular_price: '61.00',
      manage_stock: false,
      stock_quantity: null,
    });
  });

  it('take strange values without a word, as the platform does', async () => {
    const price = async (body: JsonObject): Promise<unknown> => (await post('products', body)).record.price;
    expect(await price({ regular_price: '12,50' })).toBe('1250.00');
    expect(await price({ regular_price: 'abc' })).toBe('');
    expect(await price({ regular_price: '5', sale_price: '6' })).toBe('5.00');
    expect((await post('products', { stock_quantity: 5 })).record.stock_quantity).toBeNull();
  });

  it('are younger after every write, even an empty one, which webhooks are told of too', async () => {
    const id = await made({ name: 'x' });
    await post('webhooks', { topic: 'product.updated', delivery_url: 'http://127.0.0.1:9/' });
    const before = textOf((await shop.get(`products/${id}`)).record, 'date_modified_gmt');
    const after = textOf((await put(`products/${id}`, {})).record, 'date_modified_gmt');
    expect(after > before).toBe(true);
    expect(shop.sent.map(({ topic }) => topic)).toEqual(['ping', 'product.updated']);
  });

  it('in a batch have an answer each, and more than a hundred are refused as a whole', async () => {
    const id = await made({ sku: 'A' });
    const { status, record } = await post('products/batch', {
      create: [{ sku: 'A' }],
      update: [{ id, name: 'B' }, { id: 999_999 }],
      delete: [999_998],
    });
    expect(status).toBe(200);
    expect(record).toMatchObject({
      create: [{ id: 0, error: { code: 'product_invalid_sku', data: { status: 400, resource_id: id } } }],
      update: [
        { id, name: 'B' },
        { id: 999_999, error: { code: 'woocommerce_rest_product_invalid_id' } },
      ],
      delete: [{ id: 999_998, error: { data: { status: 404 } } }],
    });
    const many = Array.from({ length: 101 }, () => ({ id }));
    expect((await post('products/batch', { update: many })).status).toBe(413);
  });

  it('have variations that are written under their parent only', async () => {
    const attributes = [{ name: 'Size', variation: true, options: ['S', 'M'] }];
    const id = await made({ type: 'variable', attributes });
    const heard = await post(`products/${id}/variations/batch`, {
      create: [
        {
          regular_price: '5',
          attributes: [
            { name: 'Size', option: 'S' },
            { name: 'Cut', option: 'Slim' },
          ],
        },
      ],
    });
    const [variation] = heard.record.create as JsonObject[];
    expect(variation).toMatchObject({ price: '5.00', attributes: [{ id: 0, name: 'Size', option: 'S' }] });
    const variationId = Number(variation?.id);
    expect((await shop.get(`products/${id}`)).record.variations).toEqual([variationId]);
    expect(codeOf(await put(`products/${variationId}`, { name: 'x' }))).toEqual([
      404,
      'woocommerce_rest_invalid_product_id',
    ]);
    const other = await made({ type: 'variable' });
    const wrong = await put(`products/${other}/variations/${variationId}`, {});
    expect(codeOf(wrong)).toEqual([404, 'woocommerce_rest_product_variation_invalid_id']);
    await post(`products/${id}/variations/batch`, { delete: [variationId] });
    expect((await shop.get(`products/${id}`)).record.variations).toEqual([]);
  });

  it('have tags that must be there, and of which there is one a name', async () => {
    const { record } = await post('products/tags', { name: 'Salt & Pepper' });
    expect(record).toMatchObject({ name: 'Salt &amp; Pepper', slug: 'salt-pepper' });
    const again = await post('products/tags', { name: 'salt & pepper' });
    expect(codeOf(again)).toEqual([400, 'term_exists']);
    expect((again.record.data as { resource_id: number }).resource_id).toBe(record.id);
    const id = await made({ tags: [{ id: record.id ?? 0 }, { id: 1 }] });
    expect((await shop.get(`products/${id}`)).record.tags).toMatchObject([{ id: record.id }]);
    expect(codeOf(await post('products/tags', {}))).toEqual([400, 'rest_missing_callback_param']);
  });

  it('are not written with a key that may only read', async () => {
    const how = { key: ['ck_sandbox_readonly', 'cs_sandbox_readonly'] as [string, string], body: { name: 'x' } };
    expect((await shop.call('POST', 'products', {}, how)).status).toBe(401);
  });
});

describe('orders', () => {
  it('are refused with a status that the shop has not, and lines of other orders', async () => {
    const { id } = await anOrder('processing');
    expect(codeOf(await put(`orders/${id}`, { status: 'wc-completed' }))).toEqual([400, 'rest_invalid_param']);
    expect(codeOf(await put(`orders/${id}`, { meta_data: { a: 1 } }))).toEqual([400, 'rest_invalid_param']);
    const strange = await put(`orders/${id}`, { line_items: [{ id: 1, quantity: 2 }] });
    expect(codeOf(strange)).toEqual([400, 'woocommerce_rest_invalid_item_id']);
    expect(codeOf(await put('orders/1', {}))).toEqual([404, 'woocommerce_rest_shop_order_invalid_id']);
  });

  it('keep meta data by key and by id, and lose it by null', async () => {
    const { id } = await anOrder('processing');
    const metaOf = (heard: Heard): JsonObject[] =>
      (heard.record.meta_data as JsonObject[]).filter(({ key }) => key === 'k');
    const [first] = metaOf(await put(`orders/${id}`, { meta_data: [{ key: 'k', value: { a: [1, '2'] } }] }));
    expect(first?.value).toEqual({ a: [1, '2'] });
    expect(metaOf(await put(`orders/${id}`, { meta_data: [{ key: 'k', value: 'new' }] }))).toEqual([
      { ...first, value: 'new' },
    ]);
    const gone = await put(`orders/${id}`, { meta_data: [{ id: first?.id ?? 0, key: 'k', value: null }] });
    expect(metaOf(gone)).toEqual([]);
  });

  it('are dated and noted when their status changes, and webhooks are told', async () => {
    const { id } = await anOrder('on-hold');
    await post('webhooks', { topic: 'order.updated', delivery_url: 'http://127.0.0.1:9/' });
    const { record } = await put(`orders/${id}`, { status: 'completed' });
    expect(record.date_completed_gmt).not.toBeNull();
    expect(record.date_paid_gmt).not.toBeNull();
    const { rows } = await shop.get(`orders/${id}/notes`);
    expect(rows.at(-1)?.note).toBe('Order status changed from On hold to Completed.');
    expect(shop.sent.map(({ topic }) => topic)).toContain('order.updated');
    expect(shop.provider.detail()[0]?.writes).toMatchObject({ orders: 1, orders_completed: 1 });
  });

  it('take stock once when they are paid, and give it back once when they are cancelled', async () => {
    const { id } = await anOrder('pending');
    const lines = async (): Promise<JsonObject[]> => (await shop.get(`orders/${id}`)).record.line_items as JsonObject[];
    const stock = async (): Promise<unknown[]> =>
      Promise.all(
        (await lines()).map(async ({ product_id, variation_id }) => {
          const bearer = Number(variation_id) > 0 ? Number(variation_id) : Number(product_id);
          return (await shop.get(`products/${bearer}`)).record.stock_quantity ?? null;
        }),
      );
    const taken = async (): Promise<number> =>
      (await lines()).filter(({ meta_data }) => (meta_data as JsonObject[]).some(({ key }) => key === '_reduced_stock'))
        .length;
    const before = await stock();
    await put(`orders/${id}`, { status: 'processing' });
    const [paid, lower] = [await taken(), await stock()];
    expect(paid).toBe(before.filter((one) => one !== null).length);
    expect(paid).toBeGreaterThan(0);
    expect(lower).not.toEqual(before);
    await put(`orders/${id}`, { status: 'completed' });
    expect(await stock()).toEqual(lower);
    await put(`orders/${id}`, { status: 'cancelled' });
    await put(`orders/${id}`, { status: 'cancelled' });
    expect([await taken(), await stock()]).toEqual([0, before]);
  });

  it('have notes, which neither bump them nor are told to webhooks', async () => {
    const { id } = await anOrder('processing');
    const before = (await shop.get(`orders/${id}`)).record.date_modified_gmt;
    expect((await post(`orders/${id}/notes`, { note: 'Packed', customer_note: true })).status).toBe(201);
    expect(codeOf(await post(`orders/${id}/notes`, {}))).toEqual([400, 'rest_missing_callback_param']);
    const { rows } = await shop.get(`orders/${id}/notes`, { type: 'customer' });
    expect(rows.at(-1)).toMatchObject({ note: 'Packed', customer_note: true });
    expect((await shop.get(`orders/${id}`)).record.date_modified_gmt).toBe(before);
  });
});
