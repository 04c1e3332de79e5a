import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Logger } from '@nestjs/common';

import type { Json } from '../../src/common/json.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import { MagentoPlatform } from '../../src/modules/stores/platforms/magento/magento.platform.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import type { PlatformOrder } from '../../src/modules/stores/platforms/platform.records.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { faultsOf, type MagentoRequest, type Spec } from './checkers/magento.js';

/** Every request that the adapter makes, against the published contract of REST V1. */
const SPEC = new URL('../../../shared/specs/magento-2.4.9-admin.swagger2.json', import.meta.url);
const present = existsSync(SPEC);
if (!present) process.stdout.write('skipped: no ../shared/specs/magento-2.4.9-admin.swagger2.json\n');

const platform = new MagentoPlatform();
let http: OutboundClient;
let pictures: Server;

beforeAll(async () => {
  Logger.overrideLogger(false);
  http = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract' }),
  );
  pictures = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from('89504e470d0a1a0a', 'hex'));
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await http.close();
  await new Promise((resolve) => pictures.close(resolve));
});

function connect(sandbox: TestSandbox): PlatformConnection {
  const url = `${sandbox.url}/magento/demo`;
  return {
    store_id: 'contract',
    credentials: platform.parseCredentials({ url, access_token: 'magento-sandbox-access-token' }),
    http,
    signal: new AbortController().signal,
    budget: new LeakyBudget(platform.initial_budget),
    pause: () => Promise.resolve(),
  };
}

async function doEverything(sandbox: TestSandbox): Promise<void> {
  const connection = connect(sandbox);
  await platform.verify(connection);
  const orders: PlatformOrder[] = [];
  for (const resource of platform.resources) {
    for (const since of [null, '2026-01-01T00:00:00Z']) {
      const mode = since === null ? 'full' : 'incremental';
      for await (const page of platform.read(connection, { resource, mode, since, cursor: null })) {
        if (resource === 'orders' && since === null) orders.push(...(page.records as PlatformOrder[]));
      }
    }
    await platform.readOne(connection, resource, '1');
    await platform.census.count(connection, resource, '2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
    const listed = platform.census.list(connection, resource, '2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
    while ((await listed.next()).done !== true);
  }
  const stock = platform.census.stock(connection);
  while ((await stock.next()).done !== true);
  await changeProducts(connection);
  await changeOrders(connection, orders);
}

async function changeProducts(connection: PlatformConnection): Promise<void> {
  const { catalogue, stock } = platform;
  const url = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/front.png`;
  const shirt = await catalogue.create(
    connection,
    {
      title: 'Contract shirt',
      description: '<p>Soft</p>',
      handle: 'contract-shirt',
      status: 'draft',
      images: [{ url, alt: 'Front' }],
      variants: [
        { options: { Size: 'S' }, price: '19.90', compare_at_price: '29.90', weight: '200', weight_unit: 'g' },
        { options: { Size: 'XXL' }, price: '19.90', cost_per_item: '7', inventory_quantity: 3, track_inventory: true },
      ],
    },
    'contract',
  );
  const [small, large] = shirt.variants;
  await catalogue.update(connection, shirt.platform_product_id, {
    status: 'active',
    images: [],
    variants: [
      {
        platform_variant_id: small?.platform_variant_id ?? '',
        sku: 'CONTRACT/S',
        price: '9.90',
        compare_at_price: null,
      },
      { platform_variant_id: null, options: { Size: 'L' }, price: '21' },
    ],
    remove_variants: [large?.platform_variant_id ?? ''],
  });
  const cheap = {
    variants: [{ platform_variant_id: small?.platform_variant_id ?? '', price: '5' }],
    title: 'Cheap shirt',
  };
  const work = { key: 'bulk', handle: null, keep: () => Promise.resolve() };
  await catalogue.applyAll(connection, [{ platform_product_id: shirt.platform_product_id, change: cheap }], work);
  await stock.locations(connection);
  const change = { platform_product_id: shirt.platform_product_id, platform_inventory_item_id: null };
  const set = { ...change, platform_variant_id: small?.platform_variant_id ?? '', set: 5, expected: null };
  await stock.setQuantities(connection, [{ ...set, platform_location_id: null }]);
  await catalogue.remove(connection, shirt.platform_product_id);
}

async function changeOrders(connection: PlatformConnection, all: PlatformOrder[]): Promise<void> {
  const { orders } = platform;
  const unpaid = all.filter((order) => order.platform_status === 'pending' && order.fulfillments.length === 0);
  const [first, second] = unpaid;
  if (!first || !second) throw new Error('The sandbox has no unpaid orders');
  await orders.move(connection, first.platform_order_id);
  const tracking = { carrier: 'UPS', tracking_number: '1Z999AA10123456784', tracking_url: null };
  const [line] = first.items.filter((item) => item.fulfilled_quantity < item.quantity);
  const shipment = await orders.fulfill(
    connection,
    {
      platform_order_id: first.platform_order_id,
      items: [{ platform_item_id: line?.platform_item_id ?? '', quantity: 1 }],
      platform_location_id: 'default',
      notify_customer: true,
      tracking,
      shipped_at: null,
    },
    'contract',
  );
  await orders.track(connection, {
    ...tracking,
    platform_order_id: first.platform_order_id,
    platform_fulfillment_id: shipment.platform_fulfillment_id,
    tracking_number: '1Z999AA10123456700',
    tracking_url: 'https://tracking.example/1',
    notify_customer: false,
    shipped_at: null,
  });
  await orders.edit(connection, first.platform_order_id, { notes: 'Ring twice' });
  await orders.cancel(connection, {
    platform_order_id: second.platform_order_id,
    reason: 'customer',
    note: null,
    restock: true,
    notify_customer: false,
  });
}

async function requestsOf(sandbox: TestSandbox): Promise<MagentoRequest[]> {
  return (await sandbox.requests('magento')).map((call) => {
    const url = new URL(call.url, 'http://sandbox');
    const body = call.body === null || call.body === '' ? null : call.body;
    return {
      method: call.method,
      path: url.pathname.replace(/^.*?\/rest\/all\//, ''),
      query: [...url.searchParams],
      body: (typeof body === 'string' ? JSON.parse(body) : body) as Json,
    };
  });
}

(present ? describe : describe.skip)('requests to Magento', () => {
  const spec = present ? (JSON.parse(readFileSync(SPEC, 'utf8')) as Spec) : { paths: {}, definitions: {} };

  it.each(['on', 'off'])('keep the published contract, all of them (sources %s)', async (sources) => {
    const sandbox = await startSandbox({ orders: 60, products: 12, settings: { SANDBOX_MAGENTO_SOURCES: sources } });
    try {
      await doEverything(sandbox);
      const requests = await requestsOf(sandbox);
      const routes = new Set(requests.map(({ method, path }) => `${method} ${routeOf(path)}`));
      expect([...routes].sort()).toEqual(
        (sources === 'on' ? [...ROUTES, ...WITH_SOURCES] : [...ROUTES, ...WITHOUT]).sort(),
      );
      expect(requests.flatMap((request) => faultsOf(spec, request))).toEqual([]);
    } finally {
      await sandbox.close();
    }
  });

  it('would not pass if they broke it', () => {
    const get = (path: string, name: string, value = '1'): string[] =>
      faultsOf(spec, { method: 'GET', path, query: [[name, value]], body: null });
    const put = (body: Json): string[] => faultsOf(spec, { method: 'PUT', path: 'V1/products/x', query: [], body });
    expect(get('V1/orders', 'searchCriteria[filter_groups][7][filters][3][field]')).toEqual([]);
    expect(get('V1/orders', 'searchCriteria[page_number]')).toHaveLength(1);
    expect(get('V1/orders', 'searchCriteria[pageSize]', '0')).toHaveLength(1);
    expect(get('V1/order', 'searchCriteria[pageSize]')).toHaveLength(1);
    expect(put({ product: { sku: 'x', price: 1.5 } })).toEqual([]);
    expect(put({ product: { sku: 'x', price: '1.5' } })).toHaveLength(1);
    expect(put({ product: { sku: 'x', colour: 'red' } })).toEqual(['.product.colour is no member']);
    expect(put({ product: { sku: 'x', extension_attributes: { stock_item: { quantity: 1 } } } })).toHaveLength(1);
    const bulk = { method: 'PUT', path: 'async/bulk/V1/products/bySku', query: [] };
    expect(faultsOf(spec, { ...bulk, body: [{ sku: 'x', product: { sku: 'x' } }] })).toEqual([]);
    expect(faultsOf(spec, { ...bulk, body: { sku: 'x', product: { sku: 'x' } } })).toHaveLength(1);
    expect(faultsOf(spec, { ...bulk, body: [{ sku: 'x', produkt: { sku: 'x' } }] })).toHaveLength(1);
  });
});

/** The path with what differs from call to call left out. */
function routeOf(path: string): string {
  return path
    .replace(/^V1\//, '')
    .replace(/(?<=^stockItems\/|^products\/(?!attributes)|^configurable-products\/|children\/)[^/]+/g, ':sku')
    .replace(/(?<=^bulk\/)[^/]+/, ':uuid')
    .replace(/(?<=\/)\d+/g, ':id')
    .replace(/(?<=^products\/attributes\/)[^/]+/, ':code');
}

const ROUTES = [
  'GET store/storeConfigs',
  'GET store/websites',
  'GET products',
  'GET products/attributes',
  'GET orders',
  'GET orders/:id',
  'GET customers/search',
  'GET customers/:id',
  'GET invoices',
  'GET shipments',
  'GET shipment/:id',
  'GET creditmemos',
  'GET inventory/sources',
  'POST products',
  'PUT products/:sku',
  'DELETE products/:sku',
  'POST products/:sku/media',
  'DELETE products/:sku/media/:id',
  'GET products/attributes/:code/options',
  'POST products/attributes/:code/options',
  'POST configurable-products/:sku/child',
  'PUT async/bulk/V1/products/bySku',
  'GET bulk/:uuid/detailed-status',
  'POST order/:id/invoice',
  'POST order/:id/ship',
  'POST shipment/track',
  'DELETE shipment/track/:id',
  'POST orders/:id/comments',
  'POST orders/:id/cancel',
];
const WITH_SOURCES = ['GET inventory/source-items', 'POST inventory/source-items', 'GET stockItems/:sku'];
const WITHOUT = ['GET stockItems/:sku', 'PUT products/:sku/stockItems/:id'];
