import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/common/json.js';
import { harness } from '../../sandbox/woocommerce/spec-support.js';
import { present, recorded, recordedLike, SAMPLES } from './checkers/samples.js';
import { shapeOf, strangers } from './checkers/shape.js';

/**
 * The sandbox's WooCommerce must have the shape of the recorded server's answers, key for key: what an adapter
 * learns here must hold there. The recordings are not part of this repository.
 */
if (!present) process.stdout.write('skipped: no recorded WooCommerce answers in ../shared/samples/woocommerce\n');

const maybe = present ? describe : describe.skip;

maybe("the sandbox's WooCommerce beside the recorded server", () => {
  const shop = harness({ orders: 1500, products: 130 });

  async function all(path: string, query: Record<string, string> = {}): Promise<JsonObject[]> {
    const rows: JsonObject[] = [];
    for (let page = 1; ; page++) {
      const answer = await shop.get(path, { ...query, per_page: '100', page: String(page) });
      expect(answer.status).toBe(200);
      if (answer.rows.length === 0) return rows;
      rows.push(...answer.rows);
    }
  }

  function expectSameShape(ours: JsonObject[], theirs: JsonObject[]): void {
    expect(ours.length).toBeGreaterThan(0);
    expect(strangers(shapeOf(ours), shapeOf(theirs))).toEqual([]);
    // The other way round: no member of theirs is missing in ours (objects that hold none of our data aside).
    expect(Object.keys(ours[0] ?? {}).sort()).toEqual(Object.keys(theirs[0] ?? {}).sort());
  }

  const orders = (): JsonObject[] =>
    recordedLike('order-').filter((record) => typeof record.id === 'number' && 'line_items' in record);

  it('orders', async () => {
    const theirs = [...recorded('orders-page1.json', 'orders-page2.json', 'orders-page3.json'), ...orders()];
    const ours = [...(await all('orders')), ...(await all('orders', { status: 'trash,checkout-draft' }))];
    expectSameShape(ours, theirs);
  });

  it("orders have every surprise of the recorded ones: each member's every type", async () => {
    const ours = shapeOf(await all('orders'));
    const theirs = shapeOf(recorded('orders-page1.json', 'orders-page2.json', 'orders-page3.json'));
    expect(strangers(theirs, ours)).toEqual([]);
  });

  it('products have every surprise of the recorded ones', async () => {
    const theirs = shapeOf(recorded('products-page1.json'));
    expect(strangers(theirs, shapeOf(await all('products')))).toEqual([]);
  });

  it('members in the same order', async () => {
    const [ours] = (await shop.get('orders', { per_page: '1' })).rows;
    const [theirs] = recorded('orders-page1.json');
    expect(Object.keys(ours ?? {})).toEqual(Object.keys(theirs ?? {}));
    const [product] = (await shop.get('products', { per_page: '1' })).rows;
    expect(Object.keys(product ?? {})).toEqual(Object.keys(recorded('products-page1.json')[0] ?? {}));
  });

  it('products', async () => {
    expectSameShape(await all('products'), recordedLike('product-').concat(recorded('products-page1.json')));
  });

  it('variations of a product', async () => {
    const parents = (await all('products', { type: 'variable' })).map((product) => Number(product.id));
    const ours = (await Promise.all(parents.map((id) => all(`products/${id}/variations`)))).flat();
    const theirs = recordedLike('variations').filter((record) => record.type === 'variation');
    expectSameShape(ours, theirs);
  });

  it('variations across products, and one read as a product', async () => {
    const across = await all('variations');
    expectSameShape(across, recorded('variations-across-products.json', 'variations-parent-stock.json'));
    const one = await shop.get(`products/${Number(across[0]?.id)}`);
    const theirs = recorded('variation-read-as-product.json');
    expectSameShape([one.record], [...theirs, ...recordedLike('product-')].slice(0, 1));
  });

  it('refunds, of one order and of all', async () => {
    const rows = await all('refunds');
    expectSameShape(rows, recorded('refunds-all.json'));
    const ofOrder = await all(`orders/${Number(rows[0]?.parent_id)}/refunds`);
    expectSameShape(ofOrder, recorded('refunds-of-order-full.json', 'refunds-of-order-lines.json'));
  });

  it.each([
    ['customers', 'customers.json'],
    ['products/categories', 'categories.json'],
    ['products/tags', 'tags.json'],
    ['products/brands', 'brands.json'],
    ['products/attributes/1/terms', 'attribute-terms.json'],
  ])('%s', async (path, sample) => {
    expectSameShape(await all(path), recorded(sample));
  });

  it('currency, totals, notes, webhooks', async () => {
    expectSameShape([(await shop.get('data/currencies/current')).record], recorded('currency-current.json'));
    expectSameShape((await shop.get('reports/orders/totals')).rows, recorded('report-orders-totals.json'));
    expectSameShape((await shop.get('products/attributes')).rows, recorded('attributes.json'));
    const order = (await shop.get('orders', { per_page: '1' })).rows[0]?.id as number;
    expectSameShape((await shop.get(`orders/${order}/notes`)).rows, recorded('order-notes.json'));
    const body = { topic: 'order.updated', delivery_url: 'http://127.0.0.1:9099/hook', name: 'sample' };
    const created = await shop.call('POST', 'webhooks', {}, { body });
    expectSameShape([created.record], recorded('webhook-created.json'));
  });

  it.each([
    ['order', 'orders/1', 'not-found-order.json', 404],
    ['product', 'products/1', 'not-found-product.json', 404],
    ['webhook', 'webhooks/999', 'delete-webhook-missing.json', 404],
    ['route', 'nonsense', 'no-route.json', 404],
  ])('the refusal of a missing %s, word for word', async (_, path, sample, status) => {
    const answer = await shop.get(path);
    expect(answer.status).toBe(status);
    expect(answer.text.trim()).toBe(readFileSync(new URL(`errors/${sample}`, SAMPLES), 'utf8').trim());
  });

  it.each([
    [{ topic: 'order.created' }, 'webhook-no-url.json'],
    [{ topic: 'nonsense', delivery_url: 'http://a.test/' }, 'webhook-bad.json'],
    [{ topic: 'order.created', delivery_url: 'ftp://a.test/' }, 'webhook-bad-url.json'],
  ])('the refusal of the webhook %j, word for word', async (body, sample) => {
    const answer = await shop.call('POST', 'webhooks', {}, { body });
    expect(answer.text.trim()).toBe(readFileSync(new URL(`errors/${sample}`, SAMPLES), 'utf8').trim());
  });
});
