import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { expectRefusal } from '../http/envelope.js';
import { connectShop, expectStatus, jobSucceeded, jobWhen, type ShopPlatform } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aProduct, aStore, aUser, type UserRow } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import type { ReadProduct } from './read-product.js';

type Row = Record<string, string>;

describe.each<ShopPlatform>(['shopify'])('products of %s by CSV', (platform) => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;
  let store: string;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: true });
    user = await aUser(app.db);
    http = await as(app.http, user);
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    store = shop.store_id;
    products = `/api/v1/stores/${store}/products`;
  });
  afterAll(() => app.close());
  afterEach(() => app.sandbox.clearFaults());

  const exported = async (query = ''): Promise<Row[]> => {
    const answer = expectStatus(await http.get(`${products}/export${query}`), 200);
    return parse(answer.text, { columns: true, record_delimiter: '\r\n' });
  };
  const csv = (rows: Row[], columns = Object.keys(rows[0]!)): string => stringify(rows, { header: true, columns });
  const send = (text: string, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    http.request('POST', `${products}/import${query}`, {
      raw: text,
      headers: { 'content-type': 'text/csv', ...headers },
    });
  const read = async (id: string): Promise<ReadProduct> =>
    expectStatus(await http.get(`${products}/${id}`), 200).body.data as ReadProduct;
  const inShop = async (): Promise<number> => (await app.sandbox.state())[platform]!.products!;
  const faultsOf = (answer: Answer): [number, string | null, string][] =>
    (answer.body.error.details.errors as { line: number; column: string | null; reason: string }[]).map(
      ({ line, column, reason }) => [line, column, reason],
    );
  const nothingStarted = async (work: () => Promise<unknown>): Promise<void> => {
    const before = await app.db.count('jobs', `type = 'products.import'`);
    await work();
    expect(await app.db.count('jobs', `type = 'products.import'`)).toBe(before);
    expect(await app.db.count('product_import_items', `state = 'pending'`)).toBe(0);
  };

  it('wants nothing of an export that nobody has edited', async () => {
    const answer = await http.get(`${products}/export`);
    const dry = expectStatus(await send(answer.text, '?dry_run=true'), 200).body.data;
    const rows = await exported();
    expect(dry.job).toBeNull();
    expect(dry.summary).toEqual({
      rows: rows.length,
      products: new Set(rows.map(({ product_id: id }) => id)).size,
      to_create: 0,
      to_update: 0,
      unchanged: dry.summary.products,
    });
    expect(rows.length).toBeGreaterThan(100);
  });

  it('carries out what was edited and what is new, in the shop and here, with a result for each', async () => {
    const rows = await exported();
    const first = rows.find(({ status }) => status === 'active')!;
    const known = rows.filter(({ product_id: id }) => id === first.product_id);
    const edited = known.map((row) => ({ ...row, title: '=Edited "title"', vendor: '', tags: 'winter, a\\, b' }));
    const fresh: Row = { ...emptyOf(rows[0]!), title: 'New by file', sku: 'FILE-1', price: '12.50', status: 'draft' };
    const before = await inShop();
    const answer = expectStatus(await send(csv([...edited, fresh])), 202);
    expect(answer.body.data.summary).toMatchObject({ to_create: 1, to_update: 1, unchanged: 0 });
    const { id: jobId } = answer.body.data.job;
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${jobId}`);
    const job = await jobSucceeded(http, jobId);
    expect(job.result).toEqual({ created: 1, updated: 1, failed: 0 });

    const changed = await read(first.product_id!);
    expect(changed).toMatchObject({ title: '=Edited "title"', tags: expect.arrayContaining(['winter']) });
    expect(await inShop()).toBe(before + 1);
    const results = (await http.get(`${products}/imports/${jobId}`)).body.data.items;
    expect(results.map(({ action, state, error }: Row) => [action, state, error])).toEqual([
      ['update', 'done', null],
      ['create', 'done', null],
    ]);
    expect(results[0].lines).toEqual(edited.map((_row, index) => index + 2));
    const made = await read(results[1].product_id);
    expect(made).toMatchObject({
      title: 'New by file',
      status: 'draft',
      variants: [{ sku: 'FILE-1', price: '12.50' }],
    });

    // The same file again: the new one is found by its SKU, and nothing is left to do.
    const { title, sku, price, status } = fresh as Record<string, string>;
    const same = csv([{ title: title!, sku: sku!, price: price!, status: status! }]);
    const again = expectStatus(await send(same, '?dry_run=true'), 200).body.data.summary;
    expect(again).toMatchObject({ to_create: 0, unchanged: 1 });
  });

  it('finds a product by its SKU when that is all the file says', async () => {
    const row = (await exported('?status=active')).find(({ sku }) => sku !== '')!;
    const answer = expectStatus(await send(csv([{ sku: row.sku!, price: '77.70' }])), 202);
    await jobSucceeded(http, answer.body.data.job.id);
    const variant = (await read(row.product_id!)).variants.find(({ sku }) => sku === row.sku);
    expect(variant?.price).toBe('77.70');
  });

  it('takes the file of a form, and answers a repetition with the same key by what it answered first', async () => {
    const file = csv([{ title: 'By form', sku: 'FORM-1', price: '1.00' }]);
    const post = async (content: string): Promise<Answer> => {
      const form = new FormData();
      form.append('file', new Blob([content], { type: 'text/csv' }), 'products.csv');
      const whole = new Response(form);
      return http.request('POST', `${products}/import?dry_run=true`, {
        raw: new Uint8Array(await whole.arrayBuffer()),
        headers: { 'content-type': whole.headers.get('content-type')!, 'idempotency-key': 'by-form' },
      });
    };
    const first = expectStatus(await post(file), 200);
    expect(first.body.data.summary).toMatchObject({ rows: 1, to_create: 1 });
    const second = await post(file);
    expect([second.text, second.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
    expectRefusal(await post(file.replace('1.00', '2.00')), 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('tells every fault by line and column, and changes nothing', async () => {
    const rows = await exported();
    const one = rows[0]!;
    const known = rows.filter(({ product_id: id }) => id === one.product_id);
    const lines = [
      ...known.map((row, index) => ({
        ...row,
        price: index === 0 ? '-1' : row.price!,
        currency: index === 0 ? 'XXX' : row.currency!,
      })),
      { ...emptyOf(one), title: 'No price', price: 'cheap', inventory_quantity: '1.5', options: 'Size' },
      { ...emptyOf(one), title: '', sku: 'NOBODY' },
      { ...emptyOf(one), product_id: '00000000-0000-4000-8000-000000000000', title: 'x' },
      { ...emptyOf(one), title: 'Status', status: 'sold', images: 'http://127.0.0.1/x.jpg' },
    ];
    await nothingStarted(async () => {
      const answer = await send(csv(lines));
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      const after = known.length + 1;
      const told = faultsOf(answer).map(([line, column]) => `${line} ${String(column)}`);
      expect(told).toEqual(
        expect.arrayContaining([
          '2 currency',
          '2 price',
          `${after + 1} price`,
          `${after + 1} inventory_quantity`,
          `${after + 1} options`,
          `${after + 2} title`,
          `${after + 3} product_id`,
          `${after + 4} status`,
          `${after + 4} images`,
        ]),
      );
    });
    expect((await read(one.product_id!)).variants[0]!.price).toBe(one.price);
  });

  it.each([
    ['an empty file', '', 1],
    ['an unknown column', 'title,colour\nx,red\n', 1],
    ['a column twice', 'title,title\nx,y\n', 1],
    ['no column that says which product', 'price\n1.00\n', 1],
    ['a line with too few cells', 'title,price\nTent\n', 2],
    ['a quote that is not closed', 'title,price\n"Tent,1.00\n', 2],
    [
      'bytes that are not UTF-8',
      new Uint8Array([...Buffer.from('title,price\nZelt '), 0xfc, ...Buffer.from(',1.00\n')]),
      2,
    ],
  ])('refuses %s', async (_what, text, line) => {
    await nothingStarted(async () => {
      const answer = await send(text as string);
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(faultsOf(answer)[0]![0]).toBe(line);
    });
  });

  it('tells the first thousand faults of a file that is wrong throughout', async () => {
    const rows = Array.from({ length: 3000 }, (_none, index) => ({ title: `P ${index}`, price: 'cheap' }));
    const answer = await send(csv(rows));
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(faultsOf(answer)).toHaveLength(1000);
  });

  it('refuses what is no table, too large a file, and a form without a file', async () => {
    const json = await http.post(`${products}/import`, {});
    expectRefusal(json, 415, 'UNSUPPORTED_MEDIA_TYPE');
    expectRefusal(await send('x'.repeat(21 * 1024 * 1024)), 413, 'PAYLOAD_TOO_LARGE');
    const form = await http.request('POST', `${products}/import`, {
      raw: '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expectRefusal(form, 400, 'VALIDATION_ERROR');
    const elsewhere = await http.request('POST', '/api/v1/stores', {
      raw: 'a,b',
      headers: { 'content-type': 'text/csv' },
    });
    expectRefusal(elsewhere, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('is refused for a store that is not connected, and for one that is not there', async () => {
    const idle = await aStore(app.db, { user_id: user.id, connection_state: 'disconnected' });
    const foreign = await aProduct(app.db);
    const to = (id: string): Promise<Answer> =>
      http.request('POST', `/api/v1/stores/${id}/products/import`, {
        raw: 'title\nx\n',
        headers: { 'content-type': 'text/csv' },
      });
    expectRefusal(await to(idle.id), 409, 'INVALID_STATE');
    expectRefusal(await to(foreign.store_id), 404, 'NOT_FOUND');
    const answer = await send(csv([{ product_id: foreign.id, title: 'Mine now' }]));
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
  });

  it('lets one that the shop refuses fail alone, and stops when it is cancelled', async () => {
    const rows = (await exported()).filter(({ status, sku }) => status === 'active' && sku !== '');
    const ids = [...new Set(rows.map(({ product_id: id }) => id!))].slice(0, 2);
    const answer = await send(
      csv([
        { product_id: ids[0]!, title: 'x'.repeat(300) },
        { product_id: ids[1]!, title: 'Goes through' },
      ]),
    );
    const job = await jobSucceeded(http, expectStatus(answer, 202).body.data.job.id);
    expect(job.result).toEqual({ created: 0, updated: 1, failed: 1 });
    const failed = (await http.get(`${products}/imports/${job.id}?state=failed`)).body.data.items;
    expect(failed).toMatchObject([{ lines: [2], error: { code: 'PROVIDER_REJECTED' } }]);

    const many = Array.from({ length: 60 }, (_none, index) => ({
      title: `Many ${index}`,
      sku: `MANY-${index}`,
      price: '1.00',
    }));
    const before = await inShop();
    const started = expectStatus(await send(csv(many)), 202).body.data.job.id as string;
    await jobWhen(http, started, 'has begun', ({ progress }) => progress.done > 0);
    await http.post(`/api/v1/jobs/${started}/cancel`);
    await jobWhen(http, started, 'was cancelled', ({ status }) => status === 'cancelled');
    const made = (await inShop()) - before;
    expect(made).toBeLessThan(60);
    // Run again it goes on where it was: each is made once.
    expectStatus(await http.post(`/api/v1/jobs/${started}/retry`), 202);
    const again = await jobSucceeded(http, started, 60_000);
    expect(again.result).toEqual({ created: 60, updated: 0, failed: 0 });
    expect((await inShop()) - before).toBe(60);
  });
});

const emptyOf = (row: Row): Row => Object.fromEntries(Object.keys(row).map((name) => [name, '']));
