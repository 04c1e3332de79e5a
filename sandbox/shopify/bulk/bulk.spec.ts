import type { Readable } from 'node:stream';
import type { SandboxAnswer } from '../../core/provider.js';
import { bodyOf, harness, type Harness } from '../spec-support.js';
import { rangeOf } from './operations.js';

interface Status {
  id: string;
  status: string;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
}
type Line = Record<string, unknown> & { id?: string; __parentId?: string };

const RUN = `mutation ($query: String!, $group: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $group) {
  bulkOperation { id status } userErrors { code field message } } }`;
const STATUS = 'query ($id: ID!) { bulkOperation(id: $id) { id status objectCount rootObjectCount fileSize url } }';

interface Started {
  bulkOperationRunQuery: {
    bulkOperation: { id: string; status: string } | null;
    userErrors: { code: string; message: string }[];
  };
}
const start = async (ask: Harness['ask'], query: string, group = true): Promise<Started['bulkOperationRunQuery']> =>
  (await ask<Started>(RUN, { query, group })).data.bulkOperationRunQuery;

async function finish(ask: Harness['ask'], id: string): Promise<Status> {
  for (let i = 0; i < 200; i++) {
    const { bulkOperation } = (await ask<{ bulkOperation: Status }>(STATUS, { id })).data;
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(bulkOperation.status)) return bulkOperation;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the operation did not end');
}

const download = async (get: Harness['get'], status: Status, headers = {}): Promise<SandboxAnswer> =>
  get((status.url ?? '').replace('http://sandbox.test/shopify', ''), headers);

async function exported(subject: Harness, query: string, group = true): Promise<{ lines: Line[]; status: Status }> {
  const { bulkOperation, userErrors } = await start(subject.ask, query, group);
  expect(userErrors).toEqual([]);
  const status = await finish(subject.ask, bulkOperation?.id ?? '');
  const body = await bodyOf(await download(subject.get, status));
  return {
    status,
    lines: body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

const NESTED = `{ products { edges { node { id title
  media { edges { node { id alt ... on MediaImage { image { url } } } } }
  variants { edges { node { id sku inventoryItem { id tracked inventoryLevels { edges { node { id location { name } } } } } } } } } } } }`;

describe('bulk operations', () => {
  let subject: Harness;
  beforeEach(() => (subject = harness()));
  afterEach(() => subject.provider.close?.());

  it('exports exactly what was selected, nested connections as lines of their own', async () => {
    const { lines, status } = await exported(subject, NESTED);
    expect(Object.keys(lines[0] ?? {})).toEqual(['id', 'title']);
    const variant = lines.find((line) => line.id?.includes('/ProductVariant/'));
    expect(variant).toEqual({
      id: expect.any(String) as string,
      sku: expect.any(String) as string,
      inventoryItem: { id: expect.any(String) as string, tracked: expect.any(Boolean) as boolean },
      __parentId: lines[0]?.id,
    });
    const level = lines.find((line) => line.id?.includes('/InventoryLevel/'));
    expect(level?.__parentId).toBe(variant?.id);
    expect(status).toMatchObject({ status: 'COMPLETED', objectCount: String(lines.length), rootObjectCount: '20' });
  });

  it('puts what belongs to an object behind it when grouped, and holds the same lines when not', async () => {
    const grouped = (await exported(subject, NESTED, true)).lines;
    let product = '';
    let variant = '';
    for (const line of grouped) {
      if (line.__parentId === undefined) product = line.id ?? '';
      else if (line.id?.includes('/ProductVariant/')) variant = line.id;
      if (line.__parentId !== undefined) expect([product, variant]).toContain(line.__parentId);
    }
    const loose = (await exported(subject, NESTED, false)).lines;
    const sorted = (lines: Line[]): string[] => lines.map((line) => JSON.stringify(line)).sort();
    expect(sorted(loose)).toEqual(sorted(grouped));
    expect(loose.slice(0, 20).every((line) => line.__parentId === undefined)).toBe(true);
    expect(grouped.slice(0, 20).every((line) => line.__parentId === undefined)).toBe(false);
  });

  it('exports the same values as the paged query', async () => {
    const fields = 'id name totalPriceSet { shopMoney { amount } } shippingAddress { city zip }';
    const { lines } = await exported(
      subject,
      `{ orders(query: "updated_at:>='2000-01-01'") { edges { node { ${fields} } } } }`,
    );
    const paged = await subject.ask<{ orders: { nodes: Line[] } }>(`{ orders(first: 100) { nodes { ${fields} } } }`);
    expect(lines).toEqual(paged.data.orders.nodes);
    expect(lines).toHaveLength(60);
  });

  it('honours the filter, and has no file when nothing matches', async () => {
    const { bulkOperation } = await start(
      subject.ask,
      `{ orders(query: "updated_at:>'2999-01-01'") { edges { node { id } } } }`,
    );
    expect(await finish(subject.ask, bulkOperation?.id ?? '')).toMatchObject({
      status: 'COMPLETED',
      objectCount: '0',
      url: null,
      fileSize: null,
    });
  });

  it.each([
    ['{ orders { edges { node { id', /Syntax Error/],
    ['{ orders { edges { node { nonsense } } } }', /Cannot query field "nonsense"/],
    ['{ shop { name } }', /at least one connection/],
    ['{ a: orders { nodes { id } } b: orders { nodes { id } } }', /single top-level field/],
    ['{ nodes(ids: []) { id } }', /top-level field 'nodes'/],
    ['query ($q: String) { orders(query: $q) { nodes { id } } }', /variables/],
    ['mutation { bulkOperationCancel(id: "x") { userErrors { message } } }', /one query operation/],
    [
      '{ orders { nodes { id refunds { refundLineItems { nodes { quantity } } } } } }',
      /connection field within a list field/,
    ],
    ['{ products { nodes { title variants { nodes { id } } } } }', /must select the 'id' field/],
    [
      '{ customers { nodes { id orders { nodes { id lineItems { nodes { id product { variants { nodes { id } } } } } } } } } }',
      /nesting depth greater than 2/,
    ],
    [
      '{ products { nodes { id media { nodes { id } } images { nodes { id } } variants { nodes { id media { nodes { id } } inventoryItem { inventoryLevels { nodes { id } } } } } } } }',
      /more than 5 connections/,
    ],
  ])('refuses %s', async (query, message) => {
    const { bulkOperation, userErrors } = await start(subject.ask, query);
    expect(bulkOperation).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', message: expect.stringMatching(message) as string }]);
  });

  it('runs five at once and refuses the sixth until one has ended', async () => {
    const query = '{ orders { nodes { id } } }';
    const started = await Promise.all(Array.from({ length: 6 }, () => start(subject.ask, query)));
    expect(started.map((one) => one.userErrors[0]?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'LIMIT_REACHED',
    ]);
    expect(started[0]?.bulkOperation?.status).toBe('CREATED');
    await finish(subject.ask, started[0]?.bulkOperation?.id ?? '');
    expect((await start(subject.ask, query)).userErrors).toEqual([]);
  });

  it('cancels what has not ended, and says so when it has', async () => {
    const { bulkOperation } = await start(subject.ask, '{ orders { nodes { id } } }');
    const id = bulkOperation?.id ?? '';
    const cancel = `mutation { bulkOperationCancel(id: "${id}") { bulkOperation { status } userErrors { message } } }`;
    expect((await subject.ask(cancel)).data).toEqual({
      bulkOperationCancel: { bulkOperation: { status: 'CANCELING' }, userErrors: [] },
    });
    expect((await finish(subject.ask, id)).status).toBe('CANCELED');
    expect(JSON.stringify((await subject.ask(cancel)).data)).toContain('cannot be canceled when it is canceled');
  });

  describe('the download', () => {
    it('serves byte ranges that add up to the whole file', async () => {
      const { status } = await exported(subject, NESTED);
      const whole = Buffer.from(await bodyOf(await download(subject.get, status)));
      expect(whole).toHaveLength(Number(status.fileSize));
      const cut = 777;
      const head = await download(subject.get, status, { range: `bytes=0-${cut - 1}` });
      const tail = await download(subject.get, status, { range: `bytes=${cut}-` });
      expect(head.status).toBe(206);
      expect(tail.headers?.['content-range']).toBe(`bytes ${cut}-${whole.length - 1}/${whole.length}`);
      const parts = [head, tail].map((answer) => (answer.body as Readable).toArray() as Promise<Buffer[]>);
      expect(Buffer.concat((await Promise.all(parts)).flat()).equals(whole)).toBe(true);
      expect((await download(subject.get, status, { range: `bytes=${whole.length}-` })).status).toBe(416);
    });

    it('refuses an address that was tampered with, and one that has expired', async () => {
      const { status } = await exported(subject, NESTED);
      const tampered = { ...status, url: (status.url ?? '').replace(/Expires=\d+/, 'Expires=9999999999') };
      expect((await download(subject.get, tampered)).status).toBe(403);
      jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 86_400_000);
      expect((await download(subject.get, status)).status).toBe(403);
    });

    it.each([
      [undefined, null],
      ['bytes=0-0', { start: 0, end: 0 }],
      ['bytes=5-', { start: 5, end: 9 }],
      ['bytes=-3', { start: 7, end: 9 }],
      ['bytes=2-99', { start: 2, end: 9 }],
      ['bytes=10-', 'unsatisfiable'],
      ['bytes=4-2', null],
      ['items=0-1', null],
    ])('reads the range %s of ten bytes', (header, range) => expect(rangeOf(header, 10)).toEqual(range));
  });
});
