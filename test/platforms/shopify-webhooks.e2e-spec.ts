import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import { SUBSCRIBED_TOPICS } from '../../src/modules/stores/platforms/shopify/shopify.webhook.js';
import { credentialsFor } from '../stores/shops.js';
import { until } from '../support/until.js';
import { WriteShop } from './shopify-write-shop.js';

let shop: WriteShop;
let listener: Server;
let callback: string;
let answer = 500;
const heard: string[] = [];

beforeAll(async () => {
  shop = await WriteShop.open({ orders: 60, products: 10 }, { SANDBOX_WEBHOOK_RETRY_MS: '1' });
  listener = createServer((request, response) => {
    heard.push(String(request.headers['x-shopify-topic']));
    request.resume().on('end', () => response.writeHead(answer).end());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  callback = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/in`;
});
afterAll(async () => {
  await new Promise((resolve) => listener.close(resolve));
  await shop.close();
});

function connection(): PlatformConnection {
  const credentials = shop.platform.parseCredentials(credentialsFor('shopify', shop.sandbox));
  return { ...shop.connection, credentials };
}

describe("Shopify's webhooks", () => {
  it('are dropped after eight failed deliveries, and come back when they are registered again', async () => {
    const { webhooks } = shop.platform;
    const ids = await webhooks.register(connection(), callback, '');
    expect(ids).toHaveLength(SUBSCRIBED_TOPICS.length);
    expect(await webhooks.register(connection(), callback, '')).toEqual(ids);

    const product = shop.aProduct();
    await shop.platform.catalogue.update(shop.connection, product.platform_product_id, { title: 'Nobody hears it' });
    await until('it is dropped', subscriptions, (count) => count === SUBSCRIBED_TOPICS.length - 1);
    expect(heard.filter((topic) => topic === 'products/update')).toHaveLength(9);

    answer = 200;
    const mended = await webhooks.register(connection(), callback, '');
    expect(mended).toHaveLength(ids.length);
    expect(mended.filter((id) => !ids.includes(id))).toHaveLength(1);
    heard.length = 0;
    await shop.platform.catalogue.update(shop.connection, product.platform_product_id, { title: 'Heard again' });
    await until('it is heard', () => heard.includes('products/update'));
  });

  it('tell of a shipment, from here as from the shop', async () => {
    heard.length = 0;
    const order = shop.anOrder(
      (one) => one.cancelled_at === null && one.fulfillments.length === 0 && one.refunds.length === 0,
    );
    await shop.platform.orders.fulfill(
      shop.connection,
      {
        platform_order_id: order.platform_order_id,
        items: order.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
        platform_location_id: null,
        notify_customer: false,
        tracking: null,
        shipped_at: null,
      },
      'a-key',
    );
    await until('both are heard', () =>
      ['orders/updated', 'fulfillments/create'].every((topic) => heard.includes(topic)),
    );
  });

  async function subscriptions(): Promise<number> {
    const text = '{ webhookSubscriptionsCount { count } }';
    const response = await fetch(`${shop.sandbox.url}/shopify/demo/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_sandbox_demo_token' },
      body: JSON.stringify({ query: text }),
    });
    const body = (await response.json()) as { data: { webhookSubscriptionsCount: { count: number } } };
    return body.data.webhookSubscriptionsCount.count;
  }
});
