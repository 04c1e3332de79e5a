import { harness, type Harness } from '../spec-support.js';

type Payload = Record<string, unknown> & { userErrors?: { code?: string; field: string[] | null; message: string }[] };

const ORDER = 'gid://shopify/Order/5500000000001';
const PRODUCT = 'gid://shopify/Product/8100000000001';

/** The payload of one mutation. */
async function mutate(subject: Harness, field: string, token?: string): Promise<Payload> {
  const { data, errors } = await subject.ask<Record<string, Payload>>(`mutation { it: ${field} }`, {}, token);
  if (errors !== undefined) throw new Error(errors.map((error) => error.message).join());
  return data.it ?? {};
}

async function subscribed(subject: Harness, ...topics: string[]): Promise<void> {
  for (const topic of topics) {
    const input = '{ uri: "http://hooks.test/in", format: JSON }';
    await mutate(subject, `webhookSubscriptionCreate(topic: ${topic}, webhookSubscription: ${input}) { userErrors { message } }`); // prettier-ignore
  }
}

const sentTo = (subject: Harness): string[] => subject.sent.splice(0).map((send) => send.topic);

interface FulfillmentOrders {
  order: {
    fulfillmentOrders: {
      nodes: {
        id: string;
        status: string;
        supportedActions: { action: string }[];
        lineItems: { nodes: { id: string; remainingQuantity: number }[] };
      }[];
    };
  };
}

async function fulfillmentOrders(
  subject: Harness,
  id: string,
): Promise<FulfillmentOrders['order']['fulfillmentOrders']['nodes']> {
  const text = `{ order(id: "${id}") { fulfillmentOrders(first: 5) { nodes { id status supportedActions { action }
    lineItems(first: 50) { nodes { id remainingQuantity } } } } } }`;
  return (await subject.ask<FulfillmentOrders>(text)).data.order.fulfillmentOrders.nodes;
}

/** An order of which nothing was shipped or cancelled. */
async function openOrder(subject: Harness): Promise<string> {
  const text =
    '{ orders(first: 60, query: "fulfillment_status:unshipped status:open") { nodes { id cancelledAt refunds { id } } } }';
  type Orders = { orders: { nodes: { id: string; cancelledAt: string | null; refunds: unknown[] }[] } };
  const { nodes } = (await subject.ask<Orders>(text)).data.orders;
  const found = nodes.find((order) => order.cancelledAt === null && order.refunds.length === 0);
  if (found === undefined) throw new Error('every order is shipped');
  return found.id;
}

const fulfil = (fulfillmentOrder: string, items = ''): string =>
  `fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: "${fulfillmentOrder}"${items} }] }) {
    fulfillment { id status totalQuantity } userErrors { field message } }`;

describe('writing to the shop', () => {
  it('ships, tells everybody, and refuses what is more than is left', async () => {
    const subject = harness();
    const id = await openOrder(subject);
    await subscribed(
      subject,
      'ORDERS_UPDATED',
      'ORDERS_FULFILLED',
      'ORDERS_PARTIALLY_FULFILLED',
      'FULFILLMENTS_CREATE',
    );
    const [first] = await fulfillmentOrders(subject, id);
    expect(first).toMatchObject({ status: 'OPEN' });
    const line = first?.lineItems.nodes[0];
    const many = `, fulfillmentOrderLineItems: [{ id: "${line?.id ?? ''}", quantity: ${(line?.remainingQuantity ?? 0) + 1} }]`;
    expect((await mutate(subject, fulfil(first?.id ?? '', many))).userErrors?.[0]?.message).toContain('Invalid fulfillment order line item quantity'); // prettier-ignore
    expect(sentTo(subject)).toEqual([]);
    expect(await mutate(subject, fulfil(first?.id ?? ''))).toMatchObject({ fulfillment: { status: 'SUCCESS' } });
    const topics = sentTo(subject);
    expect(topics).toEqual(expect.arrayContaining(['orders/updated', 'fulfillments/create']));
    expect(topics.filter((topic) => topic.endsWith('fulfilled'))).toHaveLength(1);
    const [after] = await fulfillmentOrders(subject, id);
    expect(after).toMatchObject({ status: 'CLOSED', supportedActions: [] });
    expect((await mutate(subject, fulfil(first?.id ?? ''))).userErrors).toHaveLength(1);
    expect((await mutate(subject, fulfil('gid://shopify/FulfillmentOrder/1'))).userErrors).toHaveLength(1);
    expect(subject.provider.detail()[0]).toMatchObject({ writes: { fulfillmentCreate: 1 } });
  });

  it('takes a cancelled fulfillment back', async () => {
    const subject = harness();
    const id = await openOrder(subject);
    const [first] = await fulfillmentOrders(subject, id);
    const { fulfillment } = (await mutate(subject, fulfil(first?.id ?? ''))) as { fulfillment: { id: string } };
    await mutate(subject, `fulfillmentCancel(id: "${fulfillment.id}") { userErrors { message } }`);
    expect((await fulfillmentOrders(subject, id))[0]?.status).toBe('OPEN');
  });

  it('cancels a little later, with its stock back on the shelf', async () => {
    const subject = harness({ settings: { SANDBOX_SHOPIFY_JOB_MS: '20' } });
    const id = await openOrder(subject);
    await subscribed(subject, 'ORDERS_CANCELLED', 'INVENTORY_LEVELS_UPDATE');
    const cancel = `orderCancel(orderId: "${id}", reason: OTHER, restock: true) {
      job { id done } userErrors: orderCancelUserErrors { code field message } }`;
    const { job } = (await mutate(subject, cancel)) as { job: { id: string; done: boolean } };
    expect(job.done).toBe(false);
    expect(sentTo(subject)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await subject.ask(`{ job(id: "${job.id}") { done } }`)).data).toEqual({ job: { done: true } });
    const topics = sentTo(subject);
    expect(topics).toContain('orders/cancelled');
    expect((await mutate(subject, cancel)).userErrors?.[0]).toMatchObject({ code: 'INVALID' });
    expect((await fulfillmentOrders(subject, id))[0]?.status).toBe('CLOSED');
    await subject.provider.close?.();
  });

  it('tells of changed products and removed ones', async () => {
    const subject = harness();
    await subscribed(subject, 'PRODUCTS_CREATE', 'PRODUCTS_UPDATE', 'PRODUCTS_DELETE');
    const update = `productUpdate(product: { id: "${PRODUCT}", title: "New" }) { product { title } userErrors { message } }`;
    expect(await mutate(subject, update)).toMatchObject({ product: { title: 'New' }, userErrors: [] });
    const create = 'productSet(input: { title: "Made" }) { product { id handle variants(first: 2) { nodes { title } } } userErrors { code } }'; // prettier-ignore
    expect(await mutate(subject, create)).toMatchObject({
      product: { handle: 'made', variants: { nodes: [{ title: 'Default Title' }] } },
    });
    expect(await mutate(subject, create)).toMatchObject({ product: { handle: 'made-1' } });
    const remove = `productDelete(input: { id: "${PRODUCT}" }) { deletedProductId userErrors { message } }`;
    expect(await mutate(subject, remove)).toMatchObject({ deletedProductId: PRODUCT });
    expect((await mutate(subject, remove)).userErrors).toHaveLength(1);
    expect(sentTo(subject)).toEqual(['products/update', 'products/create', 'products/create', 'products/delete']);
  });

  it.each([
    ['productSet(input: { title: "" }) { userErrors { code message } }', 'INVALID_INPUT'],
    ['productSet(input: { title: "A", variants: [{ optionValues: [] }] }) { userErrors { code message } }', 'PRODUCT_OPTIONS_INPUT_MISSING'],
    ['productSet(input: { title: "A", productOptions: [{ name: "S", values: [{ name: "1" }] }], variants: [{ optionValues: [{ optionName: "S", name: "1" }] }, { optionValues: [{ optionName: "S", name: "1" }] }] }) { userErrors { code message } }', 'INVALID_VARIANT'],
    ['productSet(identifier: { id: "gid://shopify/Product/5" }, input: { title: "A" }) { userErrors { code message } }', 'PRODUCT_DOES_NOT_EXIST'],
    [`productVariantsBulkUpdate(productId: "${PRODUCT}", variants: [{ price: "1" }]) { userErrors { code message } }`, 'PRODUCT_VARIANT_ID_MISSING'],
    [`productVariantsBulkDelete(productId: "${PRODUCT}", variantsIds: ["gid://shopify/ProductVariant/1"]) { userErrors { code message } }`, 'AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT'],
    ['bulkOperationRunMutation(mutation: "mutation A($p: ProductUpdateInput!) { productUpdate(product: $p) { userErrors { message } } }", stagedUploadPath: "nothing") { userErrors { code message } }', 'NO_SUCH_FILE'],
    ['bulkOperationRunMutation(mutation: "{ shop { id } }", stagedUploadPath: "nothing") { userErrors { code message } }', 'INVALID_MUTATION'],
  ])('refuses %s', async (field, code) => {
    const subject = harness();
    expect((await mutate(subject, field)).userErrors?.map((error) => error.code)).toEqual([code]);
    expect(subject.provider.detail()[0]?.writes).toEqual({});
  }); // prettier-ignore

  describe('of quantities', () => {
    const set = (quantity: string, directive: string): string =>
      `inventorySetQuantities(input: { name: "available", reason: "correction", quantities: [{
        inventoryItemId: "gid://shopify/InventoryItem/46100000000001", locationId: "gid://shopify/Location/71000000001", ${quantity} }] })
        ${directive} { inventoryAdjustmentGroup { id } userErrors { code field } }`;

    it('wants an idempotency key, and a comparison that is said outright', async () => {
      const subject = harness();
      await expect(mutate(subject, set('quantity: 5, changeFromQuantity: null', ''))).rejects.toThrow('@idempotent');
      await expect(mutate(subject, set('quantity: 5', '@idempotent(key: "a")'))).rejects.toThrow('explicitly');
    });

    it('answers the same for the same key, and tells a stale comparison', async () => {
      const subject = harness();
      const first = set('quantity: 5, changeFromQuantity: null', '@idempotent(key: "a")');
      expect((await mutate(subject, first)).userErrors).toEqual([]);
      expect((await mutate(subject, first)).userErrors).toEqual([]);
      expect(subject.provider.detail()[0]?.writes).toEqual({ inventorySetQuantities: 1 });
      const other = set('quantity: 6, changeFromQuantity: null', '@idempotent(key: "a")');
      expect((await mutate(subject, other)).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]);
      const stale = set('quantity: 6, changeFromQuantity: 4', '@idempotent(key: "b")');
      expect((await mutate(subject, stale)).userErrors).toEqual([
        { code: 'CHANGE_FROM_QUANTITY_STALE', field: ['input', 'quantities', '0', 'changeFromQuantity'] },
      ]);
    });
  });

  it('refuses every change to whoever may only read', async () => {
    const edit = `orderUpdate(input: { id: "${ORDER}", note: "x" }) { userErrors { message } }`;
    await expect(mutate(harness(), edit, 'shpat_sandbox_reading_token')).rejects.toThrow('write_orders');
  });
});
