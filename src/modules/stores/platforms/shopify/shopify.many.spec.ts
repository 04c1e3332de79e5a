import type { JsonObject } from '../../../../common/json.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { FakeShopify, ok } from './testing/fake-shopify.js';

const platform = new ShopifyPlatform({ sandbox_url: null });

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => String(1000 + index));

const none = (variables: JsonObject): ReturnType<typeof ok> =>
  ok({ nodes: (variables.ids as string[]).map(() => null) });

const operation = {
  id: 'gid://shopify/BulkOperation/1',
  errorCode: null,
  rootObjectCount: '0',
  fileSize: null,
  url: null,
};

describe('readMany of products', () => {
  it('asks for a few by their ids', async () => {
    const fake = new FakeShopify().on('KsapSomeProducts', none);
    const { gone } = await platform.readMany(fake.connection(), 'products', names(200));
    expect(gone).toEqual(names(200));
    expect(fake.named('KsapBulkRun')).toEqual([]);
  });

  it('exports their range of ids for many, without ever giving the worker back, and gives that up after minutes', async () => {
    const fake = new FakeShopify()
      .on(
        'KsapBulkRun',
        ok({ bulkOperationRunQuery: { bulkOperation: { ...operation, status: 'CREATED' }, userErrors: [] } }),
      ) // prettier-ignore
      .on('KsapBulkStatus', ok({ bulkOperation: { ...operation, status: 'RUNNING' } }))
      .on('KsapSomeProducts', none);
    const { gone } = await platform.readMany(fake.connection(), 'products', names(201));
    expect(gone).toEqual(names(201));
    expect(fake.named('KsapBulkRun')).toHaveLength(1);
    expect(fake.named('KsapBulkRun')[0]?.variables.query).toContain('products(query: "id:>=1000 AND id:<=1200")');
    expect(Math.max(...fake.pauses)).toBeLessThanOrEqual(4_000);
    expect(fake.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(300_000);
  });

  it('asks by their ids where Shopify runs no export now', async () => {
    const busy = {
      bulkOperation: null,
      userErrors: [{ code: 'LIMIT_REACHED', field: null, message: 'Five are running' }],
    };
    const fake = new FakeShopify().on('KsapBulkRun', ok({ bulkOperationRunQuery: busy })).on('KsapSomeProducts', none);
    expect((await platform.readMany(fake.connection(), 'products', names(201))).gone).toHaveLength(201);
  });
});
