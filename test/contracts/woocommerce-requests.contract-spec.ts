import { existsSync, readFileSync } from 'node:fs';

import { FixedClock } from '../../src/common/clock/clock.js';
import type { Json, JsonObject } from '../../src/common/json.js';
import {
  FakeShop,
  collect,
  json,
  order,
  raw,
} from '../../src/modules/stores/platforms/woocommerce/testing/fake-shop.js';
import type { Seen } from '../../src/modules/stores/platforms/woocommerce/testing/fake-shop.js';
import { recorded } from '../../src/modules/stores/platforms/woocommerce/testing/recorded.js';
import { WooCommercePlatform } from '../../src/modules/stores/platforms/woocommerce/woocommerce.platform.js';
import { faultsOf, type Spec } from './checkers/wc-v3.js';

/** Every request that the adapter can build, against the published contract of wc/v3. */
const SPEC = new URL('../../../shared/specs/woocommerce-wc-v3.openapi.json', import.meta.url);
const present = existsSync(SPEC);
if (!present) process.stdout.write('skipped: no ../shared/specs/woocommerce-wc-v3.openapi.json\n');

/** One shop on which everything that the adapter does can be done. */
function busyShop(url: string): FakeShop {
  const { variable_product, variations, simple_product, order_with_refund, refund, customer } = recorded();
  const shop = new FakeShop(url);
  const callback = 'https://ksap.example.test/hook';
  shop.lists.set('orders', [
    order(1, { refunds: [{ id: 7, total: '-1.00' }] }),
    order(2, { status: 'trash' }),
    order_with_refund,
  ]);
  shop.lists.set('orders/1/refunds', [{ id: 7, amount: '1.00' }]);
  shop.lists.set('refunds', [{ ...refund, parent_id: 550 }]);
  shop.lists.set('orders/550/refunds', [refund]);
  shop.lists.set('products', [simple_product, variable_product]);
  shop.lists.set('products/56/variations', variations);
  shop.lists.set('customers', [customer]);
  shop.lists.set('webhooks', [
    { id: 1, topic: 'order.updated', delivery_url: callback, status: 'disabled' },
    { id: 2, topic: 'order.updated', delivery_url: callback, status: 'active' },
  ]);
  shop.handlers.push(({ method, path, url: asked }) => {
    if (path.endsWith('/wp-json/')) {
      const index = { name: 'Shop', home: url, timezone_string: 'UTC', namespaces: ['wc/v3'] };
      return raw(JSON.stringify(index), 200, {}, asked.href.replace(/\?.*/, ''));
    }
    if (path === 'data/currencies/current') return json({ code: 'USD' });
    if (path.startsWith('settings/')) return json({ value: 'kg' });
    return method === 'GET' ? undefined : json({ id: 9 });
  });
  return shop;
}

async function doEverything(url: string): Promise<Seen[]> {
  const shop = busyShop(url);
  const platform = new WooCommercePlatform(new FixedClock());
  const connection = shop.connection();
  const callback = 'https://ksap.example.test/hook';
  await platform.verify(connection);
  for (const resource of platform.resources) {
    for (const mode of ['full', 'incremental'] as const) {
      const since = mode === 'full' ? null : '2026-11-01T00:00:00Z';
      await collect(platform.read(connection, { resource, mode, since, cursor: null }));
    }
  }
  for (const [resource, id] of [
    ['orders', '550'],
    ['products', '56'],
    ['customers', '3'],
  ] as const) {
    await platform.readOne(connection, resource, id);
  }
  await platform.webhooks.register(connection, callback, 'secret');
  await platform.webhooks.remove(connection, callback);
  return shop.seen.filter(({ path }) => !path.endsWith('/wp-json/'));
}

(present ? describe : describe.skip)('requests to wc/v3', () => {
  const spec = present ? (JSON.parse(readFileSync(SPEC, 'utf8')) as Spec) : { paths: {}, components: { schemas: {} } };

  it.each(['https://shop.example.test', 'http://shop.example.test/store'])(
    'from %s keep the published contract, all of them',
    async (url) => {
      const seen = await doEverything(url);
      const routes = new Set(seen.map(({ method, path }) => `${method} ${path.replace(/\d+/g, '{id}')}`));
      expect([...routes].sort()).toEqual(
        [
          'DELETE webhooks/{id}',
          'GET customers',
          'GET customers/{id}',
          'GET data/currencies/current',
          'GET orders',
          'GET orders/{id}',
          'GET orders/{id}/refunds',
          'GET refunds',
          'GET products',
          'GET products/{id}',
          'GET products/{id}/variations',
          'GET settings/products/woocommerce_weight_unit',
          'GET webhooks',
          'POST webhooks',
          'PUT webhooks/{id}',
        ].sort(),
      );
      expect(seen.flatMap((request) => faultsOf(spec, request))).toEqual([]);
    },
  );

  it('would not pass if they broke it', () => {
    const request = (path: string, query: Record<string, string>, body: Json = null, method = 'GET'): Seen =>
      ({ method, path, query, body: body as JsonObject | null, headers: {} }) as unknown as Seen;
    expect(faultsOf(spec, request('orders', { per_page: '101' }))).toHaveLength(1);
    expect(faultsOf(spec, request('orders', { pagesize: '1' }))).toHaveLength(1);
    expect(faultsOf(spec, request('orders', { order: 'up' }))).toHaveLength(1);
    expect(faultsOf(spec, request('orders', { 'include[]': '1' }))).toHaveLength(1);
    expect(faultsOf(spec, request('order', {}))).toHaveLength(1);
    expect(faultsOf(spec, request('webhooks', {}, { topic: 'x' }, 'POST'))).toHaveLength(1);
    const typed = {
      ...request('webhooks', {}, { topik: 'x' }, 'POST'),
      headers: { 'content-type': 'application/json' },
    };
    expect(faultsOf(spec, typed)).toEqual(['topik cannot be written']);
  });
});
