import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { DiscoveryService } from '@nestjs/core';
import { buildSchema, type GraphQLSchema } from 'graphql';

import { API_PREFIX } from '../../src/app.js';
import type { Json, JsonObject } from '../../src/common/json.js';
import { OrdersModule } from '../../src/modules/orders/orders.module.js';
import { ProductsModule } from '../../src/modules/products/products.module.js';
import { routesOf } from '../architecture/routes.js';
import { OrderShop } from '../orders/order-shop.js';
import {
  connectShop,
  expectStatus,
  jobSucceeded,
  SHOP_PLATFORMS,
  type ShopPlatform,
  STORES,
  syncNow,
  WEBHOOK_PLATFORMS,
} from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { until } from '../support/until.js';
import { answerFaults as magentoAnswerFaults, faultsOf as magentoFaultsOf } from './checkers/magento.js';
import type { Spec as MagentoSpec } from './checkers/magento.js';
import { bodyOf, isGraphql, magentoRequest, wcRequest } from './checkers/recorded.js';
import { present as hasSamples } from './checkers/samples.js';
import { answerFaults, graphqlFaults, innerDocument, uploadedLines, variableFaults } from './checkers/shopify.js';
import { answerFaults as wcAnswerFaults } from './checkers/wc-answers.js';
import { faultsOf, type Spec } from './checkers/wc-v3.js';
import { walkOrders } from './journeys/orders.js';
import { walkProducts } from './journeys/products.js';
import { walkFiles, walkStock } from './journeys/stock.js';
import { Walk } from './journeys/walk.js';
import { WRITES, writesIn } from './journeys/writes.js';

/**
 * Every endpoint of products and orders with every platform of the sandbox; then every call that the running product made
 * there, from connecting to deleting, against what the providers themselves publish.
 */
const SPECS = resolve('../shared/specs');
const present = existsSync(SPECS);
if (!present) process.stdout.write(`The providers' contracts are not at ${SPECS}: the calls made are not checked\n`);
const contract = present ? it : it.skip;

let app: TestApp;
let http: HttpClient;
const walks = new Map<ShopPlatform, Walk>();
const trouble = new Map<ShopPlatform, unknown>();

beforeAll(async () => {
  app = await startTestApp({
    sandbox: {
      orders: 160,
      products: 40,
      keep_answers: true,
      settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
    },
    env: { KSAP_PUBLIC_URL: 'http://127.0.0.1:9' },
  });
  http = await as(app.http, await aUser(app.db));
  const live = async (platform: ShopPlatform): Promise<void> => {
    try {
      await goEverywhere(platform);
    } catch (error) {
      trouble.set(platform, error);
    }
  };
  await Promise.all(SHOP_PLATFORMS.map(live));
}, 120_000);
afterAll(() => app.close());

/** The life of a store: connected, read, worked with, caught up with, deleted. */
async function goEverywhere(platform: ShopPlatform): Promise<void> {
  const shop = await connectShop(http, app.sandbox, platform);
  await jobSucceeded(http, shop.job_id);
  const walk = new Walk(http, platform, shop.store_id);
  walks.set(platform, walk);
  await walkProducts(walk);
  await walkStock(walk);
  await walkFiles(walk);
  await walkOrders(walk, new OrderShop(app, http, platform, shop.store_id));
  await app.sandbox.event(platform, 'order_updated');
  await app.sandbox.event(platform, 'order_refunded');
  await app.sandbox.event(platform, 'product_updated');
  await syncNow(http, shop.store_id);
  const scan = await http.post(`${STORES}/${shop.store_id}/sync/gap-scan`);
  await jobSucceeded(http, String(expectStatus(scan, 202).body.data.job.id));
  if (WEBHOOK_PLATFORMS.includes(platform)) {
    await until(
      'the webhooks are registered',
      () => app.db.query<{ ids: unknown[] }>('SELECT webhook_ids AS ids FROM stores WHERE id = $1', [shop.store_id]),
      ([row]) => (row?.ids.length ?? 0) > 0,
    );
  }
  await http.delete(`${STORES}/${shop.store_id}`);
}

/** Routes of the modules of products and orders, as the document names them. */
function routes(): string[] {
  const controllers = app.nest.get(DiscoveryService, { strict: false }).getControllers();
  const own = controllers.filter(({ host }) => [OrdersModule, ProductsModule].some((one) => one === host?.metatype));
  return routesOf(app.nest, API_PREFIX, [])
    .filter(({ controller }) => own.some(({ metatype }) => metatype === controller))
    .map(({ method, path }) => `${method} ${path.slice(API_PREFIX.length + 2).replace(/:(\w+)/g, '{$1}')}`);
}

describe.each(SHOP_PLATFORMS)('with a store of %s', (platform) => {
  it('every endpoint of products and orders works', () => {
    if (trouble.has(platform)) throw trouble.get(platform);
    expect(routes().length).toBeGreaterThan(25);
    expect([...walks.get(platform)!.worked].sort()).toEqual(routes().sort());
  });

  it('the shop was asked for everything that they bring about there', async () => {
    const writes = writesIn(platform, await app.sandbox.requests(platform));
    expect(WRITES[platform].filter((name) => !writes.includes(name))).toEqual([]);
  });
});

const specOf = (name: string): string => readFileSync(resolve(SPECS, name), 'utf8');
const answerOf = (call: ReceivedRequest): JsonObject => JSON.parse(call.answer ?? 'null') as JsonObject;

describe('the calls to Shopify', () => {
  let schema: GraphQLSchema;
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    if (present) schema = buildSchema(specOf('shopify-admin-2026-10.graphql'));
    calls = await app.sandbox.requests('shopify');
  });
  const graphql = (): JsonObject[] => calls.filter(isGraphql).map((call) => bodyOf(call) as JsonObject);

  contract('are valid by its published schema, variables and bulk documents included', () => {
    expect(graphql().length).toBeGreaterThan(50);
    expect(graphql().flatMap((body) => graphqlFaults(schema, body))).toEqual([]);
  });

  it('are made of the version whose schema that is; all others are for tokens and for the files of bulk operations', () => {
    const others = calls
      .map(({ url }) => url.replace(/\?.*/, ''))
      .filter((url) => !url.endsWith('/api/2026-10/graphql.json'));
    const known = /\/shopify\/demo\/(admin\/oauth\/access_token|staged-uploads|bulk\/\d+\.jsonl)$/;
    expect(others.filter((url) => !known.test(url))).toEqual([]);
  });

  contract('carry out bulk mutations whose every line is valid', () => {
    const runs = graphql().filter((body) => (body.query as string).includes('bulkOperationRunMutation('));
    const uploads = calls.filter((call) => !isGraphql(call) && String(call.body).includes('lines.jsonl'));
    expect(runs.length).toBeGreaterThan(0);
    for (const { query, variables } of runs) {
      const { path } = variables as { path: string };
      const file = uploads.map((call) => uploadedLines(String(call.body))).find((one) => one.path === path);
      expect(file?.lines.length).toBeGreaterThan(20);
      const document = innerDocument(query as string, variables as JsonObject)!;
      expect(file!.lines.flatMap((line) => variableFaults(schema, document, line))).toEqual([]);
    }
  });

  contract('are answered by the sandbox as the published schema says', async () => {
    const answered = calls.filter((call) => isGraphql(call) && call.answer !== undefined);
    expect(answered.length).toBeGreaterThan(50);
    const faults = answered.map((call) => answerFaults(schema, bodyOf(call) as JsonObject, answerOf(call)));
    expect([...new Set((await Promise.all(faults)).flat())]).toEqual([]);
  });
});

describe('the calls to WooCommerce', () => {
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    calls = (await app.sandbox.requests('woocommerce')).filter((call) => call.url.includes('/wp-json/wc/v3/'));
  });

  contract('are valid by its published contract', () => {
    const spec = JSON.parse(specOf('woocommerce-wc-v3.openapi.json')) as Spec;
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.flatMap((call) => faultsOf(spec, wcRequest(call)))).toEqual([]);
  });

  (hasSamples ? it : it.skip)('are answered by the sandbox in the shape of a recorded server’s answers', () => {
    const { faults, looked_at } = wcAnswerFaults(calls);
    expect(looked_at).toBeGreaterThan(300);
    expect(faults).toEqual([]);
  });
});

describe('the calls to Magento', () => {
  let spec: MagentoSpec;
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    if (present) spec = JSON.parse(specOf('magento-2.4.9-admin.swagger2.json')) as MagentoSpec;
    calls = await app.sandbox.requests('magento');
  });

  contract('are valid by its published contract', () => {
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.flatMap((call) => magentoFaultsOf(spec, magentoRequest(call)))).toEqual([]);
  });

  contract('are answered by the sandbox as the published contract says', () => {
    const answered = calls.filter((call) => call.status < 300 && call.answer !== undefined);
    expect(answered.length).toBeGreaterThan(50);
    const faults = answered.flatMap((call) =>
      magentoAnswerFaults(spec, magentoRequest(call), answerOf(call) as Json).map((fault) =>
        fault.replace(/\d+/g, 'N'),
      ),
    );
    expect([...new Set(faults)]).toEqual([]);
  });
});
