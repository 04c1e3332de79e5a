import { harness } from '../spec-support.js';
import { CostBucket } from './throttle.js';
import { sizeFactor } from './cost.js';

describe('the calculated query cost', () => {
  // Costs that client authors measured at the real service.
  it.each([
    [3, 2],
    [10, 4],
    [20, 5],
    [25, 6],
    [100, 9],
    [200, 10],
    [1, 1],
  ])('counts a connection of first: %i as %i nodes', (first, factor) => expect(sizeFactor(first)).toBe(factor));

  it.each([
    ['{ shop { name } }', 1],
    ['{ shop { name plan { publicDisplayName } } }', 2],
    ['{ customers(first: 200) { pageInfo { hasNextPage } edges { cursor node { id updatedAt } } } }', 12],
    ['{ customers(first: 1) { nodes { id } } }', 3],
    [
      '{ location(id: "gid://shopify/Location/71000000001") { inventoryLevels(first: 100) { pageInfo { hasNextPage } edges { cursor node { id quantities(names: "available") { quantity } item { id variant { id product { id } } } } } } } }',
      48,
    ],
    ['{ orders(first: 2) { nodes { totalPriceSet { shopMoney { amount } presentmentMoney { amount } } } } }', 3],
    [
      '{ node(id: "gid://shopify/Order/5500000000001") { id ... on Order { shippingAddress { city } billingAddress { city } } ... on Product { seo { title } } } }',
      3,
    ],
    [
      'mutation { webhookSubscriptionDelete(id: "gid://shopify/WebhookSubscription/1") { userErrors { message } } }',
      10,
    ],
  ])('is told for %s: %i', async (query, cost) => {
    const answer = await harness().ask(query);
    expect(answer.errors).toBeUndefined();
    expect(answer.extensions.cost.requestedQueryCost).toBe(cost);
    expect(answer.extensions.cost.actualQueryCost).toBeLessThanOrEqual(cost);
  });

  it('refuses a query over 1,000 points and takes nothing for it', async () => {
    const { ask } = harness({ settings: { SANDBOX_SHOPIFY_RESTORE: '1' } });
    const deep =
      'nodes { lineItems(first: 250) { nodes { taxLines { title } discountAllocations { discountApplication { index } } product { id } variant { id } image { url } customAttributes { key } } } }';
    const answer = await ask(`{ orders(first: 250) { ${deep} } }`);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'MAX_COST_EXCEEDED', maxCost: 1000 } }]);
    const next = await ask('{ shop { name } }');
    expect(next.extensions.cost.throttleStatus).toMatchObject({
      maximumAvailable: 20,
      currentlyAvailable: 19,
      restoreRate: 1,
    });
  });

  it('throttles with HTTP 200 when the bucket is out, and only reserves what is not used', async () => {
    const { ask } = harness({ orders: 3, settings: { SANDBOX_SHOPIFY_RESTORE: '1' } });
    const dear = '{ orders(first: 200) { nodes { id } } }';
    const first = await ask(dear);
    expect(first.extensions.cost).toMatchObject({ requestedQueryCost: 12, actualQueryCost: 4 });
    expect(first.extensions.cost.throttleStatus.currentlyAvailable).toBe(16);
    await ask(dear);
    const third = await ask('{ orders(first: 200) { nodes { id shippingAddress { city } } } }');
    expect(third.errors).toMatchObject([{ message: 'Throttled', extensions: { code: 'THROTTLED' } }]);
    expect(third.extensions.cost).toMatchObject({ requestedQueryCost: 22, actualQueryCost: null });
  });

  it('restores the bucket with time, never above its size', () => {
    let now = 0;
    const bucket = new CostBucket(100, 10, () => now);
    expect(bucket.take(100)).toBe(true);
    expect(bucket.take(1)).toBe(false);
    now = 2000;
    expect(bucket.status().currentlyAvailable).toBe(20);
    expect(bucket.take(20)).toBe(true);
    now = 60_000;
    expect(bucket.status().currentlyAvailable).toBe(100);
  });
});
