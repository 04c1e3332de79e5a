import type { Json, JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { ReadPage } from '../platform.port.js';
import type { PlatformOrder, PlatformProduct } from '../platform.records.js';
import { ShopifyPlatform } from './shopify.platform.js';
import { FakeShopify, ok, page, ranged } from './testing/fake-shopify.js';
import { customerNode, lineItemNode, orderNode, productNode, variantNode } from './testing/shopify-nodes.js';

const platform = new ShopifyPlatform({ sandbox_url: null });
const URL = 'https://storage.example/result.jsonl?signature=x';

/** A node as a bulk operation writes it: children in lines of their own. */
function linesOf(node: JsonObject, key: string): string {
  const { [key]: connection, ...root } = node;
  const children = (connection as { nodes: JsonObject[] }).nodes;
  return [root, ...children.map((child) => ({ ...child, __parentId: root.id ?? null }))]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function orders(count: number): Buffer {
  const nodes = Array.from({ length: count }, (_, index) =>
    orderNode(1000 + index, {
      note: 'Käse 🧀',
      lineItems: page([lineItemNode(index * 2 + 1), lineItemNode(index * 2 + 2)]),
    }),
  );
  return Buffer.from(nodes.map((node) => linesOf(node, 'lineItems')).join(''));
}

function begun(id = 'gid://shopify/BulkOperation/1') {
  return ok({ bulkOperationRunQuery: { bulkOperation: { id, status: 'CREATED' }, userErrors: [] } });
}

function refused(code: string, message: string) {
  return ok({ bulkOperationRunQuery: { bulkOperation: null, userErrors: [{ code, field: null, message }] } });
}

function state(status: string, changes: JsonObject = {}) {
  return ok({
    bulkOperation: { id: 'x', status, errorCode: null, rootObjectCount: '0', fileSize: null, url: null, ...changes },
  });
}

function done(file: Buffer, roots: number, changes: JsonObject = {}) {
  return state('COMPLETED', { rootObjectCount: String(roots), fileSize: String(file.length), url: URL, ...changes });
}

async function readOrders(connection: PlatformConnection, cursor: Json = null): Promise<ReadPage<PlatformOrder>[]> {
  const pages: ReadPage<PlatformOrder>[] = [];
  const request = { resource: 'orders', mode: 'full', since: null, cursor } as const;
  for await (const one of platform.read(connection, request)) pages.push(one);
  return pages;
}

function idsOf(pages: ReadPage<PlatformOrder>[]): string[] {
  return pages.flatMap((one) => one.records.map((record) => record.platform_order_id));
}

function expected(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(1000 + index));
}

describe('the first import by bulk operation', () => {
  it('starts grouped, polls with growing pauses, streams and pages the file', async () => {
    const file = orders(600);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', state('CREATED'), state('RUNNING'), state('RUNNING'), done(file, 600))
      .onDownload(ranged(file));
    const pages = await readOrders(fake.connection());
    expect(fake.calls[0]?.body).toContain('groupObjects: true');
    expect(fake.pauses.map(Math.round)).toEqual([200, 260, 338]);
    expect(pages.map((one) => one.records.length)).toEqual([0, 250, 250, 100]);
    expect(pages.map((one) => one.total)).toEqual([null, 600, 600, 600]);
    expect(pages[0]?.cursor).toMatchObject({ operation_id: 'gid://shopify/BulkOperation/1', offset: 0 });
    expect(idsOf(pages)).toEqual(expected(600));
    expect(pages.every((one) => one.records.every((record) => record.items.length === 2))).toBe(true);
  });

  it('resumes from the cursor of a stored page, without starting again', async () => {
    const file = orders(600);
    const first = await readOrders(
      new FakeShopify()
        .on('KsapBulkRun', begun())
        .on('KsapBulkStatus', done(file, 600))
        .onDownload(ranged(file))
        .connection(),
    );
    const fake = new FakeShopify().on('KsapBulkStatus', done(file, 600)).onDownload(ranged(file));
    const rest = await readOrders(fake.connection(), first[1]?.cursor);
    expect(idsOf(rest)).toEqual(expected(600).slice(250));
    expect(fake.downloads[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect(fake.downloads[0]?.headers?.range).toBe(`bytes=${(first[1]?.cursor as { offset: number }).offset}-`);
    const nothing = await readOrders(
      new FakeShopify().on('KsapBulkStatus', done(file, 600)).connection(),
      first[3]?.cursor,
    );
    expect(idsOf(nothing)).toEqual([]);
  });

  it('takes up a connection that dies again and again where the last whole order ended', async () => {
    const file = orders(100);
    const fake = new FakeShopify().on('KsapBulkRun', begun()).on('KsapBulkStatus', done(file, 100));
    for (let count = 0; count < 40; count += 1) fake.onDownload(ranged(file, 15_001));
    const pages = await readOrders(fake.connection());
    expect(idsOf(pages)).toEqual(expected(100));
    expect(fake.downloads.length).toBeGreaterThan(3);
  });

  it('copes with a server that ignores the range', async () => {
    const file = orders(50);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 50))
      .onDownload(
        { pieces: [file.subarray(0, 9_999), new Error('reset')] },
        { pieces: [file.subarray(0, 77), file.subarray(77)] },
      );
    expect(idsOf(await readOrders(fake.connection()))).toEqual(expected(50));
    expect(fake.downloads[1]?.headers?.range).toMatch(/^bytes=\d+-$/);
  });

  it('never takes a file that was cut behind a line for the whole', async () => {
    const file = orders(20);
    const cut = file.subarray(0, orders(7).length);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 20))
      .onDownload({ pieces: [cut] }, ranged(file));
    expect(idsOf(await readOrders(fake.connection()))).toEqual(expected(20));
  });

  it('gives up on a file that stays broken, as a bad answer', async () => {
    const file = orders(3);
    const fake = new FakeShopify().on('KsapBulkRun', begun()).on('KsapBulkStatus', done(file, 3));
    for (let count = 0; count < 20; count += 1) fake.onDownload({ pieces: [Buffer.from('<html>busy</html>')] });
    await expect(readOrders(fake.connection())).rejects.toMatchObject({ fault: 'bad_answer' });
    expect(fake.downloads.length).toBeLessThan(10);
  });

  it('begins anew when the file holds fewer objects than the operation counted', async () => {
    const short = orders(2);
    const file = orders(3);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun('gid://shopify/BulkOperation/1'), begun('gid://shopify/BulkOperation/2'))
      .on('KsapBulkStatus', done(short, 3), done(file, 3))
      .onDownload(ranged(short), ranged(file));
    const pages = await readOrders(fake.connection());
    expect(idsOf(pages)).toEqual(expected(3));
    expect(pages.at(-1)?.cursor).toMatchObject({ operation_id: 'gid://shopify/BulkOperation/2', operation: 2 });
  });

  it('asks for a new address when the signed one has expired', async () => {
    const file = orders(4);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 4), done(file, 4, { url: 'https://storage.example/new' }))
      .onDownload({ status: 403, pieces: [] }, ranged(file));
    expect(idsOf(await readOrders(fake.connection()))).toEqual(expected(4));
    expect(fake.downloads.map((request) => request.url)).toEqual([URL, 'https://storage.example/new']);
  });

  it.each([
    ['failed', state('FAILED', { errorCode: 'INTERNAL_SERVER_ERROR', partialDataUrl: 'https://storage.example/part' })],
    ['was cancelled', state('CANCELED')],
    ['expired', state('EXPIRED')],
    ['is unknown', ok({ bulkOperation: null })],
    ['lost its file', state('COMPLETED', { rootObjectCount: '4' })],
  ])('begins anew when the operation %s', async (_what, lost) => {
    const file = orders(4);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun('gid://shopify/BulkOperation/1'), begun('gid://shopify/BulkOperation/2'))
      .on('KsapBulkStatus', lost, done(file, 4))
      .onDownload(ranged(file));
    expect(idsOf(await readOrders(fake.connection()))).toEqual(expected(4));
    expect(fake.named('KsapBulkRun')).toHaveLength(2);
    expect(fake.downloads.map((request) => request.url)).toEqual([URL]);
  });

  it.each([
    ['five are running', [refused('LIMIT_REACHED', 'Bulk operations limit reached')], []],
    ['operations fail again and again', [begun()], [state('FAILED')]],
    ['it may not read something', [begun()], [state('FAILED', { errorCode: 'ACCESS_DENIED' })]],
  ])('reads by pages instead when %s', async (_what, runs, states) => {
    const fake = new FakeShopify()
      .on('KsapBulkRun', ...runs)
      .on('KsapBulkStatus', ...states)
      .on('KsapOrders', ok({ orders: page([orderNode(1000)], 'c1') }), ok({ orders: page([orderNode(1001)]) }));
    const pages = await readOrders(fake.connection());
    expect(idsOf(pages)).toEqual(expected(2));
    expect(fake.named('KsapOrders')[0]?.variables).toMatchObject({ after: null, query: null });
    // A read that is interrupted now stays with the pages.
    expect(pages.at(-2)?.cursor).toEqual({ kind: 'pages', after: 'c1' });
  });

  it('ends at once for a shop without orders', async () => {
    const fake = new FakeShopify().on('KsapBulkRun', begun()).on('KsapBulkStatus', state('COMPLETED'));
    expect(idsOf(await readOrders(fake.connection()))).toEqual([]);
  });

  it('does not start when the credentials are refused', async () => {
    const fake = new FakeShopify().on('KsapBulkRun', { status: 401, body: {} });
    await expect(readOrders(fake.connection())).rejects.toMatchObject({ fault: 'auth' });
  });

  it('sets an order that cannot be mapped aside, with its raw form, and goes on', async () => {
    const file = Buffer.from(
      [orderNode(1000), orderNode(1001, { totalPriceSet: null }), orderNode(1002)]
        .map((node) => linesOf(node, 'lineItems'))
        .join(''),
    );
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 3))
      .onDownload(ranged(file));
    const last = (await readOrders(fake.connection())).at(-1);
    expect(last?.records.map((record) => record.platform_order_id)).toEqual(['1000', '1002']);
    expect(last?.bad).toEqual([
      {
        platform_id: '1001',
        reason: 'totalPriceSet should be an object, but is null',
        raw: expect.objectContaining({ name: '#1001' }),
      },
    ]);
  });
});

describe('bulk operations of the other resources', () => {
  it('puts variants, their stock and pictures back together', async () => {
    const { variants: _variants, media: _media, ...root } = productNode(11);
    const { media: _none, ...variant } = variantNode(21);
    const { inventoryLevels, ...item } = variant.inventoryItem as { inventoryLevels: { nodes: JsonObject[] } };
    const lines = [
      root,
      {
        id: 'gid://shopify/MediaImage/71',
        alt: 'A',
        mediaContentType: 'IMAGE',
        image: { url: 'https://cdn.example/71' },
        __parentId: root.id,
      },
      { ...variant, inventoryItem: item, __parentId: root.id },
      {
        id: 'gid://shopify/MediaImage/72',
        alt: null,
        mediaContentType: 'IMAGE',
        image: { url: 'https://cdn.example/72' },
        __parentId: variant.id,
      },
      ...inventoryLevels.nodes.map((level) => ({ ...level, __parentId: variant.id })),
    ];
    const file = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 1))
      .onDownload(ranged(file));
    const records: PlatformProduct[] = [];
    const request = { resource: 'products', mode: 'full', since: null, cursor: null } as const;
    for await (const one of platform.read(fake.connection(), request)) records.push(...one.records);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      platform_product_id: '11',
      images: [{ platform_image_id: '71', alt: 'A' }],
      variants: [{ image_url: 'https://cdn.example/72', inventory_levels: [{ available: 5 }, { available: 2 }] }],
    });
  });

  it('reads customers, which have no children', async () => {
    const file = Buffer.from(`${JSON.stringify(customerNode(9))}\n${JSON.stringify(customerNode(10))}\n`);
    const fake = new FakeShopify()
      .on('KsapBulkRun', begun())
      .on('KsapBulkStatus', done(file, 2))
      .onDownload(ranged(file));
    const ids: string[] = [];
    const request = { resource: 'customers', mode: 'full', since: null, cursor: null } as const;
    for await (const one of platform.read(fake.connection(), request)) {
      ids.push(...one.records.map((record) => record.platform_customer_id));
    }
    expect(ids).toEqual(['9', '10']);
  });
});
