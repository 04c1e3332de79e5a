import type { JsonObject } from '../../../../common/json.js';
import type { SyncResource } from '../platform.connection.js';
import type { ReadPage } from '../platform.port.js';
import type { PlatformOrder, RecordOf } from '../platform.records.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { FakeShopify, ok, page } from './testing/fake-shopify.js';
import {
  fulfillmentNode,
  levelNode,
  lineItemNode,
  money,
  orderNode,
  productNode,
  refundNode,
  shippingLineNode,
  variantNode,
} from './testing/shopify-nodes.js';

const platform = new ShopifyPlatform({ sandbox_url: null });

async function changed<R extends SyncResource>(fake: FakeShopify, resource: R): Promise<ReadPage<RecordOf[R]>[]> {
  const pages: ReadPage<RecordOf[R]>[] = [];
  const request = { resource, mode: 'incremental', since: '2026-02-01T00:00:00Z', cursor: null } as const;
  for await (const one of platform.read(fake.connection(), request)) pages.push(one);
  return pages;
}

async function oneOrder(fake: FakeShopify): Promise<PlatformOrder> {
  const [first] = await changed(fake, 'orders');
  const record = first?.records[0];
  if (record === undefined) throw new Error(`no order: ${JSON.stringify(first?.bad)}`);
  return record;
}

function itemRef(id: number, quantity: number): JsonObject {
  return { quantity, lineItem: { id: `gid://shopify/LineItem/${id}` } };
}

function refundItem(id: number, quantity: number): JsonObject {
  return { ...itemRef(id, quantity), subtotalSet: money('50.0'), totalTaxSet: money('0.0') };
}

describe('what a page of orders lacks', () => {
  it('is not asked for when an order has nothing of it', async () => {
    const fake = new FakeShopify().on('KsapOrders', ok({ orders: page([orderNode(1)]) }));
    await oneOrder(fake);
    expect(fake.calls).toHaveLength(1);
  });

  it('is derived where only one answer is possible: whole fulfillments, single lines, a single shipping line', async () => {
    const whole = orderNode(1, {
      lineItems: page([lineItemNode(1), lineItemNode(2, { quantity: 3 })]),
      fulfillments: [fulfillmentNode(5, { totalQuantity: 5 })],
      shippingLine: shippingLineNode('4.90'),
      totalShippingPriceSet: money('4.9'),
    });
    const single = orderNode(2, {
      lineItems: page([lineItemNode(3, { quantity: 4 })]),
      fulfillments: [fulfillmentNode(6, { totalQuantity: 1 }), fulfillmentNode(7, { totalQuantity: 2 })],
    });
    const fake = new FakeShopify().on('KsapOrders', ok({ orders: page([whole, single]) }));
    const [first] = await changed(fake, 'orders');
    expect(fake.calls).toHaveLength(1);
    expect(first?.bad).toEqual([]);
    expect(first?.records[0]?.items.map((item) => item.fulfilled_quantity)).toEqual([2, 3]);
    expect(first?.records[0]?.shipping_amount).toBe('4.90');
    expect(first?.records[1]?.items[0]?.fulfilled_quantity).toBe(3);
  });

  it('is fetched for the orders that need it, the further pages included', async () => {
    const order = orderNode(1, {
      lineItems: page([lineItemNode(1)], 'l1'),
      fulfillments: [fulfillmentNode(5, { totalQuantity: 3 })],
      refunds: [refundNode(6, '100.0')],
      shippingLine: shippingLineNode('4.90'),
      totalShippingPriceSet: money('9.80'),
    });
    const fake = new FakeShopify()
      .on('KsapOrders', ok({ orders: page([order, orderNode(2)]) }))
      .on('KsapMoreLineItems', ok({ order: { lineItems: page([lineItemNode(2)]) } }))
      .on(
        'KsapOrdersFulfillmentItems',
        ok({
          nodes: [
            {
              id: order.id ?? null,
              fulfillments: [{ id: 'gid://shopify/Fulfillment/5', fulfillmentLineItems: page([itemRef(1, 2)], 'f1') }],
            },
          ],
        }),
      )
      .on('KsapMoreFulfillmentItems', ok({ fulfillment: { fulfillmentLineItems: page([itemRef(2, 1)]) } }))
      .on(
        'KsapOrdersRefundItems',
        ok({
          nodes: [
            {
              id: order.id ?? null,
              refunds: [{ id: 'gid://shopify/Refund/6', refundLineItems: page([refundItem(1, 1)], 'r1') }],
            },
          ],
        }),
      )
      .on('KsapMoreRefundItems', ok({ refund: { refundLineItems: page([refundItem(2, 1)]) } }))
      .on(
        'KsapOrdersShippingLines',
        ok({
          nodes: [{ id: order.id ?? null, shippingLines: page([shippingLineNode('4.90'), shippingLineNode('4.90')]) }],
        }),
      );
    const record = await oneOrder(fake);
    expect(record.items.map((item) => [item.fulfilled_quantity, item.refunded_quantity])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    expect(record.shipping_amount).toBe('9.80');
    expect(fake.named('KsapOrdersRefundItems')[0]?.variables.ids).toEqual(['gid://shopify/Order/1']);
    expect(fake.named('KsapMoreLineItems')[0]?.variables).toMatchObject({ id: 'gid://shopify/Order/1', after: 'l1' });
  });

  it('does not take the answer for another order', async () => {
    const order = orderNode(1, { refunds: [refundNode(6, '1.0')] });
    const fake = new FakeShopify()
      .on('KsapOrders', ok({ orders: page([order]) }))
      .on('KsapOrdersRefundItems', ok({ nodes: [] }));
    await expect(changed(fake, 'orders')).rejects.toMatchObject({ fault: 'bad_answer' });
  });

  it('is empty for an order that was deleted meanwhile', async () => {
    const order = orderNode(1, { refunds: [refundNode(6, '1.0')] });
    const fake = new FakeShopify()
      .on('KsapOrders', ok({ orders: page([order]) }))
      .on('KsapOrdersRefundItems', ok({ nodes: [null] }));
    expect((await oneOrder(fake)).refunds[0]?.items).toEqual([]);
  });
});

describe('a product with more than a page brings along', () => {
  it('gets its further variants, pictures and stock levels', async () => {
    const first = variantNode(21);
    const item = first.inventoryItem as JsonObject;
    const fake = new FakeShopify()
      .on(
        'KsapProducts',
        ok({
          products: page([
            productNode(11, {
              media: page([], 'm1'),
              variants: page(
                [{ ...first, inventoryItem: { ...item, inventoryLevels: page([levelNode(1, 5)], 'i1') } }],
                'v1',
              ),
            }),
          ]),
        }),
      )
      .on('KsapMoreMedia', ok({ product: { media: page([]) } }))
      .on(
        'KsapMoreVariants',
        ok({ product: { variants: page([variantNode(22, { position: 2 })], 'v2') } }),
        ok({ product: { variants: page([variantNode(23, { position: 3 })]) } }),
      )
      .on('KsapMoreLevels', ok({ inventoryItem: { inventoryLevels: page([levelNode(2, 2), levelNode(3, 1)]) } }));
    const [only] = await changed(fake, 'products');
    const variants = only?.records[0]?.variants ?? [];
    expect(variants.map((variant) => variant.platform_variant_id)).toEqual(['21', '22', '23']);
    expect(variants[0]?.inventory_levels.map((level) => level.available)).toEqual([5, 2, 1]);
    expect(fake.named('KsapMoreLevels')[0]?.variables.id).toBe('gid://shopify/InventoryItem/31');
    expect(fake.named('KsapMoreVariants').map((call) => call.variables.after)).toEqual(['v1', 'v2']);
  });
});
