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

/** Every request that the adapter can build, against the published contract of wc/v3. */
const SPEC = new URL('../../../shared/specs/woocommerce-wc-v3.openapi.json', import.meta.url);
const present = existsSync(SPEC);
if (!present) process.stdout.write('skipped: no ../shared/specs/woocommerce-wc-v3.openapi.json\n');

interface Schema {
  $ref?: string;
  type?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema & { readOnly?: boolean }>;
  'x-known-values'?: string[];
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Spec {
  paths: Record<string, Record<string, Operation | undefined>>;
  components: { schemas: Record<string, Schema> };
}

/** What the contract has against this request; empty when it has nothing. */
function faultsOf(spec: Spec, seen: Seen): string[] {
  const template = Object.keys(spec.paths)
    .filter((path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(`/${seen.path}`))
    // A literal segment is meant before a variable one.
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const operation = template === undefined ? undefined : spec.paths[template]?.[seen.method.toLowerCase()];
  if (RECORDED_ROUTES.has(`${seen.method} ${seen.path}`)) {
    const names = Object.keys(seen.query).filter((name) => !name.startsWith('oauth_'));
    return names.filter((name) => !['include', 'per_page', '_fields'].includes(name));
  }
  if (operation === undefined) return [`${seen.method} ${seen.path} is no route`];
  const known = new Map(
    operation.parameters?.filter((entry) => entry.in === 'query').map((entry) => [entry.name, entry]),
  );
  const query = Object.entries(seen.query).filter(([name]) => !name.startsWith('oauth_'));
  return [
    ...query.flatMap(([name, value]) => {
      if (/[[\]]/.test(name)) return [`${name}: an indexed list breaks the signature`];
      if (RECORDED.has(`${template ?? ''} ${name}=${value}`)) return [];
      const parameter = known.get(name);
      return parameter === undefined
        ? [`${name} is no parameter of ${template ?? ''}`]
        : valueFaults(name, value, parameter.schema);
    }),
    ...bodyFaults(spec, operation, seen),
  ];
}

/** In the recorded server's own list of routes, and not in the documents that the contract was written from. */
const RECORDED = new Set(['/products status=trash']);
const RECORDED_ROUTES = new Set(['GET refunds']);

function valueFaults(name: string, value: string, schema: Schema): string[] {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (type === 'array') return value.split(',').flatMap((item) => valueFaults(name, item, schema.items ?? {}));
  if (type === 'boolean' && value !== 'true' && value !== 'false') return [`${name}=${value} is no boolean`];
  if (type === 'integer' && !(/^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum)) {
    return [`${name}=${value} is out of range`];
  }
  const values = schema['x-known-values'];
  return values === undefined || values.includes(value) ? [] : [`${name}=${value} is none of ${values.join(', ')}`];
}

function bodyFaults(spec: Spec, operation: Operation, { body, headers }: Seen): string[] {
  if (body === null) return [];
  if (headers['content-type'] !== 'application/json') return ['a body without its content type is ignored'];
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return ['takes no body'];
  const properties = resolve(spec, schema).properties ?? {};
  return Object.entries(body).flatMap(([name, value]) => {
    const property = properties[name];
    if (property === undefined || property.readOnly === true) return [`${name} cannot be written`];
    return typeof value === property.type ? [] : [`${name} is not of type ${property.type ?? ''}`];
  });
}

function resolve(spec: Spec, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (spec.components.schemas[name] ?? {});
}

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
