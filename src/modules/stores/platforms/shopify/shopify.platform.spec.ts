import type { JsonObject } from '../../../../common/json.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { FakeShopify, ok } from './testing/fake-shopify.js';

const ALL = ['read_products', 'read_orders', 'read_inventory', 'read_customers', 'read_all_orders'];
const WRITES = [
  'write_products',
  'write_orders',
  'write_inventory',
  'write_merchant_managed_fulfillment_orders',
  'write_fulfillments',
];
const SHOP = {
  id: 'gid://shopify/Shop/77',
  name: 'Demo',
  myshopifyDomain: 'Demo.myshopify.com',
  currencyCode: 'EUR',
  ianaTimezone: 'Europe/Berlin',
};
const APP = { shop_domain: 'demo.myshopify.com', access_token: 't', client_secret: 's' };

function answer(scopes: string[], shop: JsonObject = SHOP) {
  return ok({ shop, currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) } });
}

function verified(fake: FakeShopify, credentials = APP as Record<string, string>) {
  return new ShopifyPlatform({ sandbox_url: null }).verify(fake.connection(credentials));
}

describe('ShopifyPlatform.verify', () => {
  it('reads the shop', async () => {
    expect(await verified(new FakeShopify().on('KsapShop', answer([...ALL, ...WRITES])))).toEqual({
      platform_store_id: '77',
      name: 'Demo',
      domain: 'demo.myshopify.com',
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      warnings: [],
    });
  });

  it.each([
    [['read_orders', 'read_inventory', 'read_customers'], 'read_products'],
    [['read_products', 'read_all_orders'], 'read_orders, read_inventory, read_customers'],
  ])('names the scopes that are missing beside %j', async (scopes, missing) => {
    const error = verified(new FakeShopify().on('KsapShop', answer(scopes)));
    await expect(error).rejects.toMatchObject({ fault: 'auth', provider_message: missing });
  });

  it('takes leave to write for leave to read', async () => {
    const scopes = [...WRITES, 'write_customers', 'read_all_orders'];
    expect((await verified(new FakeShopify().on('KsapShop', answer(scopes)))).warnings).toEqual([]);
  });

  it('warns of what the connection lacks though it works', async () => {
    const old = { ...answer([...ALL.slice(0, 4), ...WRITES]), headers: { 'x-shopify-api-version': '2027-01' } };
    const { warnings } = await verified(new FakeShopify().on('KsapShop', old), {
      shop_domain: 'demo.myshopify.com',
      access_token: 't',
    });
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toContain('Orders older than 60 days are not granted');
    expect(warnings[1]).toContain('client_secret');
    expect(warnings[2]).toContain('2027-01');
  });

  it.each([
    ['write_products', 'products cannot be created'],
    ['write_inventory', 'stock cannot be set'],
    ['write_orders', 'orders cannot be cancelled'],
    ['write_merchant_managed_fulfillment_orders', 'orders cannot be shipped'],
    ['write_fulfillments', 'orders cannot be marked as shipped'],
  ])('says what will not work without %s', async (scope, words) => {
    const granted = [...ALL, ...WRITES].filter((one) => one !== scope);
    const { warnings } = await verified(new FakeShopify().on('KsapShop', answer(granted)));
    expect(warnings).toEqual([expect.stringContaining(words)]);
    expect(warnings[0]).toContain(scope);
  });

  it.each<JsonObject>([
    { ...SHOP, currencyCode: null },
    { ...SHOP, id: 5 },
  ])('refuses the shop %j', async (shop) => {
    const error = verified(new FakeShopify().on('KsapShop', answer(ALL, shop)));
    await expect(error).rejects.toMatchObject({ fault: 'bad_answer' });
  });
});

describe('the address of a shop', () => {
  it('is its own, or that of the sandbox when there is one', async () => {
    const fake = new FakeShopify().on('KsapShop', answer(ALL));
    await verified(fake);
    await new ShopifyPlatform({ sandbox_url: 'http://127.0.0.1:4000/' }).verify(fake.connection(APP));
    expect(fake.calls.map((call) => call.url)).toEqual([
      'https://demo.myshopify.com/admin/api/2026-10/graphql.json',
      'http://127.0.0.1:4000/shopify/demo/admin/api/2026-10/graphql.json',
    ]);
  });
});
