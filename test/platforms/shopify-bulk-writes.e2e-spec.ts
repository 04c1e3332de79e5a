import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../../src/common/json.js';
import type { PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import type { BulkOutcome, BulkProductChange } from '../../src/modules/stores/platforms/platform.writes.js';
import { WriteShop } from './shopify-write-shop.js';

let shop: WriteShop;
beforeAll(async () => {
  shop = await WriteShop.open({ orders: 5, products: 320 }, { SANDBOX_SHOPIFY_BULK_DELAY_MS: '150' });
});
afterAll(() => shop.close());
afterEach(() => shop.sandbox.clearFaults());

const some = (count: number): PlatformProduct[] => Array.from({ length: count }, () => shop.aProduct());

const pricedAt = (product: PlatformProduct, price: string): BulkProductChange => ({
  platform_product_id: product.platform_product_id,
  change: {
    variants: product.variants.map(({ platform_variant_id }) => ({ platform_variant_id, price })),
    tags: ['sale'],
  },
});

function work(handle: JsonObject | null = null, key = randomUUID()) {
  const kept: JsonObject[] = [];
  const keep = (one: JsonObject): Promise<void> => {
    kept.push(one);
    return Promise.resolve();
  };
  return { key, handle, keep, kept };
}

const errorsIn = (outcomes: BulkOutcome[]): (BulkOutcome['error'] | undefined)[] =>
  outcomes.map((outcome) => outcome.error).filter((error) => error !== null);

const pricesOf = (product: PlatformProduct | null | undefined): Set<string | null> =>
  new Set(product?.variants.map((variant) => variant.price));

describe('many products at Shopify', () => {
  it('are read by their names from an export of all, those that are gone named', async () => {
    const ids = shop.products.slice(0, 250).map((product) => product.platform_product_id);
    const points: number[] = [];
    const { budget } = shop.connection;
    const counting = {
      ...shop.connection,
      budget: {
        take: (cost: number) => budget.take(points.push(cost) && cost),
        learn: budget.learn.bind(budget),
        blockFor: budget.blockFor.bind(budget),
      },
    };
    const { records, bad, gone } = await shop.platform.readMany(counting, 'products', [
      ...ids,
      '999999999',
      'nonsense',
    ]);
    expect(new Set(records.map((record) => record.platform_product_id))).toEqual(new Set(ids));
    expect(records.find((record) => record.platform_product_id === ids[0])).toEqual(shop.products[0]);
    expect([bad, gone.sort()]).toEqual([[], ['999999999', 'nonsense']]);
    expect(points.reduce((sum, cost) => sum + cost, 0)).toBeLessThan(200);
  });

  it('are changed by bulk mutations, one line each, and come back as they are', async () => {
    const products = some(30);
    const before = await shop.counts();
    const sent = work();
    const changes = products.map((product) => pricedAt(product, '7.77'));
    const outcomes = await shop.platform.catalogue.applyAll(shop.connection, changes, sent);
    expect(errorsIn(outcomes)).toEqual([]);
    expect(outcomes.map((outcome) => outcome.platform_product_id)).toEqual(changes.map((c) => c.platform_product_id));
    for (const outcome of outcomes) {
      expect(pricesOf(outcome.record)).toEqual(new Set(['7.77']));
      expect(outcome.record?.tags).toEqual(['sale']);
    }
    const after = (await shop.counts()).writes;
    expect((after.bulkOperationRunMutation ?? 0) - (before.writes.bulkOperationRunMutation ?? 0)).toBe(2);
    expect((after.productVariantsBulkUpdate ?? 0) - (before.writes.productVariantsBulkUpdate ?? 0)).toBe(30);
    expect(sent.kept.at(-1)).toMatchObject({ kind: 'bulk_mutation', variants: expect.any(String) as string });
  });

  it('fail each for itself: gone, refused here, refused there', async () => {
    const products = some(22);
    const [negative, gone, foreign] = products as [PlatformProduct, PlatformProduct, PlatformProduct];
    await shop.platform.catalogue.remove(shop.connection, gone.platform_product_id);
    const changes = products.map((product) => pricedAt(product, product === negative ? '-1.00' : '8.88'));
    changes[2] = {
      platform_product_id: foreign.platform_product_id,
      change: { title: 'Not mine', variants: [{ platform_variant_id: negative.variants[0]?.platform_variant_id ?? '', price: '1.00' }] },
    }; // prettier-ignore
    const outcomes = await shop.platform.catalogue.applyAll(shop.connection, changes, work());
    expect(errorsIn(outcomes)).toMatchObject([
      { code: 'NEGATIVE_PRICE_VALUE' },
      { code: 'PRODUCT_DOES_NOT_EXIST' },
      { code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' },
    ]);
    expect((await shop.productNow(foreign.platform_product_id)).title).toBe(foreign.title);
    expect(pricesOf(await shop.productNow(negative.platform_product_id))).toEqual(pricesOf(negative));
    expect(pricesOf(outcomes.at(-1)?.record)).toEqual(new Set(['8.88']));
  });

  it('are waited for by their handle and not sent again', async () => {
    const products = some(21);
    const changes = products.map((product) => pricedAt(product, '9.99'));
    const dead = new AbortController();
    const first = work();
    // The process ends when the operation was begun.
    const keep = (handle: JsonObject): Promise<void> => {
      if (handle.variants !== undefined) dead.abort(new Error('killed'));
      return first.keep(handle);
    };
    const dying = { ...shop.connection, signal: dead.signal };
    await expect(shop.platform.catalogue.applyAll(dying, changes, { ...first, keep })).rejects.toThrow('killed');
    const { writes } = await shop.counts();
    const again = await shop.platform.catalogue.applyAll(shop.connection, changes, work(first.kept.at(-1), first.key));
    expect(errorsIn(again)).toEqual([]);
    expect(pricesOf(again[20]?.record)).toEqual(new Set(['9.99']));
    const after = (await shop.counts()).writes;
    // Only the products' own values were still to be begun.
    expect((after.bulkOperationRunMutation ?? 0) - (writes.bulkOperationRunMutation ?? 0)).toBe(1);
  });

  it('are begun once though the answer to it is lost', async () => {
    const changes = some(21).map(({ platform_product_id }) => ({ platform_product_id, change: { vendor: 'One' } }));
    const before = (await shop.counts()).writes;
    const lossy = shop.unheard('KsapBulkRunMutations');
    const outcomes = await shop.platform.catalogue.applyAll(lossy, changes, work());
    expect(errorsIn(outcomes)).toEqual([]);
    const after = (await shop.counts()).writes;
    expect((after.bulkOperationRunMutation ?? 0) - (before.bulkOperationRunMutation ?? 0)).toBe(1);
    expect((after.productUpdate ?? 0) - (before.productUpdate ?? 0)).toBe(21);
  });
});
