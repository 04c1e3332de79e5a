import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

import type { JsonObject } from '../../src/common/json.js';
import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { connectShop, jobSucceeded, SHOP_PLATFORMS, STORES, syncNow, WEBHOOK_PLATFORMS } from '../stores/shops.js';
import { until } from '../support/until.js';
import { faultsOf as magentoFaultsOf, type MagentoRequest, type Spec as MagentoSpec } from './checkers/magento.js';
import { faultsOf, type Spec } from './checkers/wc-v3.js';

/** Every call that the running product made to the sandbox, against what the providers themselves publish. */
const SPECS = resolve('../shared/specs');
const present = existsSync(SPECS);
if (!present) process.stdout.write(`The providers' contracts are not at ${SPECS}: the calls made are not checked\n`);

let app: TestApp;
let http: HttpClient;

(present ? describe : describe.skip)('the calls that the product made', () => {
  beforeAll(async () => {
    app = await startTestApp({
      sandbox: { orders: 130, products: 30, settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' } },
      env: { KSAP_PUBLIC_URL: 'http://127.0.0.1:9' },
    });
    http = await as(app.http, await aUser(app.db));
    for (const platform of SHOP_PLATFORMS) {
      const shop = await connectShop(http, app.sandbox, platform);
      await jobSucceeded(http, shop.job_id);
      await app.sandbox.event(platform, 'order_updated');
      await app.sandbox.event(platform, 'order_refunded');
      await app.sandbox.event(platform, 'product_updated');
      await syncNow(http, shop.store_id);
      if (WEBHOOK_PLATFORMS.includes(platform)) {
        await until(
          'the webhooks are registered',
          () =>
            app.db.query<{ ids: unknown[] }>('SELECT webhook_ids AS ids FROM stores WHERE id = $1', [shop.store_id]),
          ([row]) => (row?.ids.length ?? 0) > 0,
        );
      }
      await http.delete(`${STORES}/${shop.store_id}`);
    }
  });
  afterAll(() => app.close());

  it('to Shopify are valid by its published schema, variables included', async () => {
    const schema = buildSchema(readFileSync(resolve(SPECS, 'shopify-admin-2026-10.graphql'), 'utf8'));
    const calls = (await app.sandbox.requests('shopify')).filter((call) => call.url.endsWith('/graphql.json'));
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.flatMap((call) => graphqlFaults(schema, bodyOf(call)))).toEqual([]);
  });

  it('to WooCommerce are valid by its published contract', async () => {
    const spec = JSON.parse(readFileSync(resolve(SPECS, 'woocommerce-wc-v3.openapi.json'), 'utf8')) as Spec;
    const calls = (await app.sandbox.requests('woocommerce')).filter((call) => call.url.includes('/wp-json/wc/v3/'));
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.flatMap((call) => faultsOf(spec, wcRequest(call)))).toEqual([]);
  });

  it('to Magento are valid by its published contract', async () => {
    const spec = JSON.parse(readFileSync(resolve(SPECS, 'magento-2.4.9-admin.swagger2.json'), 'utf8')) as MagentoSpec;
    const calls = await app.sandbox.requests('magento');
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.flatMap((call) => magentoFaultsOf(spec, magentoRequest(call)))).toEqual([]);
  });
});

function bodyOf(call: ReceivedRequest): JsonObject {
  return (typeof call.body === 'string' ? JSON.parse(call.body) : call.body) as JsonObject;
}

/** What Shopify's schema has against a call: its document, and the values of its variables. */
function graphqlFaults(schema: GraphQLSchema, { query, variables }: JsonObject): string[] {
  const document = parse(query as string);
  const faults = validate(schema, document).map((error) => error.message);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const coerced = getVariableValues(schema, definition.variableDefinitions ?? [], (variables ?? {}) as JsonObject);
    faults.push(...(coerced.errors ?? []).map((error) => error.message));
  }
  return faults;
}

function wcRequest(call: ReceivedRequest): Parameters<typeof faultsOf>[1] {
  const url = new URL(call.url, 'http://sandbox');
  return {
    method: call.method,
    path: url.pathname.slice(url.pathname.indexOf('/wp-json/wc/v3/') + '/wp-json/wc/v3/'.length),
    query: Object.fromEntries(url.searchParams),
    headers: call.headers,
    body: call.body === null || call.body === '' ? null : bodyOf(call),
  };
}

function magentoRequest(call: ReceivedRequest): MagentoRequest {
  const url = new URL(call.url, 'http://sandbox');
  return {
    method: call.method,
    path: url.pathname.replace(/^.*?\/rest\/all\//, ''),
    query: [...url.searchParams],
    body: call.body === null || call.body === '' ? null : bodyOf(call),
  };
}
