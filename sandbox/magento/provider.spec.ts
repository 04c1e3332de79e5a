import type { Json, JsonObject } from '../core/json.js';
import type { SandboxProvider } from '../core/provider.js';
import { createMagentoProvider } from './provider.js';

const TOKEN = 'Bearer magento-sandbox-access-token';
const FILTER = 'searchCriteria[filter_groups][0][filters][0]';

function open(settings: Record<string, string> = {}): SandboxProvider {
  return createMagentoProvider({
    seed: 1,
    orders: 60,
    products: 12,
    url: () => 'http://sandbox.test',
    deliver: () => undefined,
    setting: (name) => settings[name],
    ledger: () => {
      throw new Error('a shop keeps no books of its payment service');
    },
    sold: () => undefined,
    spent: () => undefined,
  });
}

async function call(
  shop: SandboxProvider,
  method: string,
  path: string,
  more: { body?: Json; query?: Record<string, string>; authorization?: string } = {},
): Promise<{ status: number; body: JsonObject }> {
  const address = `/magento/demo/rest/all/${path}?${new URLSearchParams(more.query).toString()}`;
  const url = new URL(address, 'http://sandbox.test');
  const answer = await shop.handle({
    method,
    url,
    path: url.pathname.slice('/magento'.length),
    headers: { authorization: more.authorization ?? TOKEN, 'content-type': 'application/json' },
    body: Buffer.from(more.body === undefined ? '' : JSON.stringify(more.body)),
  });
  return { status: answer.status, body: JSON.parse(answer.body as string) as JsonObject };
}

async function orderIn(shop: SandboxProvider, field: string, value: string): Promise<JsonObject> {
  const query = { [`${FILTER}[field]`]: field, [`${FILTER}[value]`]: value, 'searchCriteria[pageSize]': '1' };
  const { body } = await call(shop, 'GET', 'V1/orders', { query });
  return (body.items as JsonObject[])[0] ?? {};
}

const text = (value: Json | undefined): string =>
  typeof value === 'number' ? String(value) : ((value ?? '') as string);

describe('the Magento sandbox', () => {
  it('gives the same data for the same seed', async () => {
    expect(open().detail()).toEqual(open().detail());
    expect((await call(open(), 'GET', 'V1/orders/7')).body).toEqual((await call(open(), 'GET', 'V1/orders/7')).body);
  });

  it.each(['Bearer nobody', 'OAuth oauth_version="1.0"', ''])('does not let %j in', async (authorization) => {
    expect((await call(open(), 'GET', 'V1/orders/1', { authorization })).status).toBe(401);
  });

  it('says of a missing permission which it is', async () => {
    const { status, body } = await call(open(), 'GET', 'V1/orders/1', {
      authorization: 'Bearer magento-limited-access-token',
    });
    expect([status, body.parameters]).toEqual([401, { resources: 'Magento_Sales::actions_view' }]);
  });

  it('gives the last page again past the end', async () => {
    const page = (n: string): Promise<{ body: JsonObject }> =>
      call(open(), 'GET', 'V1/orders', {
        query: {
          'searchCriteria[pageSize]': '50',
          'searchCriteria[currentPage]': n,
          fields: 'items[entity_id],total_count',
        },
      });
    const [second, ninth] = [(await page('2')).body, (await page('9')).body];
    expect(second.total_count).toBe(60);
    expect(second.items).toHaveLength(10);
    expect(ninth.items).toEqual(second.items);
  });

  it.each<[string, string, Json | undefined, Record<string, string>]>([
    ['GET', 'V1/orders', undefined, {}],
    ['GET', 'V1/orders', undefined, { [`${FILTER}[field]`]: 'colour', [`${FILTER}[value]`]: '1' }],
    ['GET', 'V1/orders', undefined, { [`${FILTER}[field]`]: 'entity_id', [`${FILTER}[condition_type]`]: 'about' }],
    ['POST', 'V1/products', { product: { sku: 'X', name: 'X', price: 1, colour: 'red' } }, {}],
    ['POST', 'V1/products', { product: { sku: 'X', name: 'X', price: -1 } }, {}],
    ['POST', 'V1/products', { product: { sku: 'X', price: 1 } }, {}],
    ['POST', 'V1/products', {}, {}],
  ])('refuses %s %s with %j, query %j', async (method, path, body, query) => {
    const answer = await call(open(), method, path, { ...(body === undefined ? {} : { body }), query });
    expect([answer.status, typeof answer.body.message]).toEqual([400, 'string']);
  });

  it('ships no more than is left, and completes what is paid and sent', async () => {
    const shop = open();
    const order = await orderIn(shop, 'status', 'pending');
    const id = text(order.entity_id);
    expect((await call(shop, 'POST', `V1/order/${id}/invoice`, { body: { capture: true } })).status).toBe(200);
    const [line] = (order.items as JsonObject[]).filter((row) => row.is_virtual === 0);
    const items = [{ order_item_id: line?.item_id ?? 0, qty: Number(line?.qty_ordered) + 1 }];
    expect((await call(shop, 'POST', `V1/order/${id}/ship`, { body: { items } })).status).toBe(400);
    const before = await call(shop, 'GET', `V1/orders/${id}`);
    expect(before.body).toMatchObject({ state: 'processing', total_due: 0 });
    expect((await call(shop, 'POST', `V1/order/${id}/ship`, { body: { items: [] } })).status).toBe(200);
    const after = await call(shop, 'GET', `V1/orders/${id}`);
    expect(after.body.state).toBe('complete');
    expect(text(after.body.updated_at) > text(before.body.updated_at)).toBe(true);
    expect((await call(shop, 'POST', `V1/orders/${id}/cancel`)).body).toBe(false);
  });

  it('works handed-in changes off between two looks', async () => {
    const shop = open();
    const body = [
      { sku: 'MG-0001', product: { sku: 'MG-0001', price: 3 } },
      { sku: 'MG-0001', product: { sku: 'MG-0001', price: -3 } },
    ];
    const accepted = await call(shop, 'PUT', 'async/bulk/V1/products/bySku', { body });
    expect(accepted.status).toBe(202);
    const look = async (): Promise<unknown[]> => {
      const { body: status } = await call(shop, 'GET', `V1/bulk/${text(accepted.body.bulk_uuid)}/detailed-status`);
      return (status.operations_list as JsonObject[]).map((operation) => operation.status);
    };
    expect([await look(), await look(), await look()]).toEqual([
      [4, 4],
      [1, 4],
      [1, 3],
    ]);
    expect((await call(shop, 'GET', 'V1/products/MG-0001')).body.price).toBe(3);
  });

  it('has no sources where they are switched off, and finds a SKU with a slash when it is escaped twice', async () => {
    const shop = open({ SANDBOX_MAGENTO_SOURCES: 'off' });
    const query = { 'searchCriteria[pageSize]': '1' };
    expect((await call(shop, 'GET', 'V1/inventory/sources', { query })).status).toBe(404);
    expect((await call(shop, 'GET', 'V1/products/MG%252F0003')).body.sku).toBe('MG/0003');
  });

  it('refunds what was paid, in part and whole', async () => {
    const shop = open();
    const { entity_id: id } = await orderIn(shop, 'state', 'complete');
    const before = (await call(shop, 'GET', `V1/orders/${text(id)}`)).body;
    await shop.event('order_refunded', { order_id: id ?? 0, amount: '1.00' });
    await shop.event('order_refunded', { order_id: id ?? 0, full: true });
    const after = (await call(shop, 'GET', `V1/orders/${text(id)}`)).body;
    expect(after).toMatchObject({ state: 'closed', total_refunded: before.total_paid });
    await expect(shop.event('order_refunded', { order_id: id ?? 0 })).rejects.toThrow('nothing is left');
  });
});
