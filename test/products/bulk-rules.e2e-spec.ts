import { expectRefusal } from '../http/envelope.js';
import { expectStatus } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aProduct, aStore, aUser, insert } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

/** What a bulk update answers before anything is sent: nobody works its jobs here. */
describe('POST stores/:id/products/bulk-update', () => {
  let app: TestApp;
  let http: HttpClient;
  let stranger: HttpClient;
  let store: string;
  let bulk: string;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    stranger = await as(app.http, await aUser(app.db));
    store = (await aStore(app.db, { user_id: user.id, currency: 'EUR' })).id;
    bulk = `/api/v1/stores/${store}/products/bulk-update`;
    for (const [name, price] of Object.entries({ A: '10.00', B: '20.00', C: '100.00' })) {
      ids[name] = (await aProduct(app.db, { store_id: store, title: name, price, tags: [`tag-${name}`] })).id;
    }
    ids.elsewhere = (await aProduct(app.db, { title: 'elsewhere' })).id;
  });
  afterAll(() => app.close());

  const everything = (): Promise<unknown> =>
    app.db.query('SELECT md5(string_agg(t::text, $1 ORDER BY id)) AS digest FROM products t', ['|']);

  it('says with dry_run what would become of each product, and changes nothing', async () => {
    const before = await everything();
    const answer = await http.post(bulk, {
      selection: { filter: {} },
      changes: { price: { add: '-15', round: '.99' }, tags: { add: ['sale'] } },
      dry_run: true,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ count: 3, changed_count: 2, unchanged_count: 0, refused_count: 1 });
    const byTitle = Object.fromEntries(answer.body.data.items.map((item: { title: string }) => [item.title, item]));
    expect(byTitle.B).toMatchObject({
      product_id: ids.B,
      before: { tags: ['tag-B'], variants: [{ price: '20.00' }] },
      after: { tags: ['tag-B', 'sale'], variants: [{ price: '4.99' }] },
    });
    expect(byTitle.C.after.variants[0].price).toBe('84.99');
    expect(answer.body.data.refused).toEqual([
      expect.objectContaining({
        product_id: ids.A,
        reason: 'The price of variant "Default" would be negative (-5.00)',
      }),
    ]);
    expect(await everything()).toEqual(before);
    expect(await app.db.count('jobs')).toBe(0);
    expect(await app.db.count('bulk_changes')).toBe(0);
  });

  it('selects by the list’s filters', async () => {
    const dry = async (filter: object): Promise<string[]> => {
      const answer = await http.post(bulk, { selection: { filter }, changes: { status: 'draft' }, dry_run: true });
      return expectStatus(answer, 200).body.data.items.map(({ title }: { title: string }) => title);
    };
    expect(await dry({ tag: 'tag-B' })).toEqual(['B']);
    expect(await dry({ status: 'archived' })).toEqual([]);
    expect((await dry({ inventory_min: 5, inventory_max: 5 })).sort()).toEqual(['A', 'B', 'C']);
  });

  it('starts a job with an item for each product, and lists them', async () => {
    const answer = await http.post(bulk, {
      selection: { ids: [ids.A, ids.B, ids.B, ids.C] },
      changes: { price: { add: '-15' }, vendor: 'Northwind' },
    });
    expectStatus(answer, 202);
    const { job } = answer.body.data;
    expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`);
    expect(job).toMatchObject({ type: 'products.bulk_update', status: 'queued', store_id: store });
    const list = `/api/v1/stores/${store}/products/bulk-updates/${job.id}`;
    const all = expectStatus(await http.get(`${list}?include_total=true`), 200).body.data;
    expect(all.page.total).toBe(3);
    const failed = expectStatus(await http.get(`${list}?state=failed`), 200).body.data.items;
    expect(failed).toEqual([
      expect.objectContaining({
        product_id: ids.A,
        state: 'failed',
        error: { code: 'REFUSED', message: 'The price of variant "Default" would be negative (-5.00)' },
      }),
    ]);
    const first = await http.get(`${list}?limit=2`);
    const second = await http.get(`${list}?limit=2&cursor=${String(first.body.data.page.next_cursor)}`);
    expect([...(first.body.data.items as object[]), ...(second.body.data.items as object[])]).toHaveLength(3);
    expectRefusal(await stranger.get(list), 404, 'NOT_FOUND');
    expectRefusal(await stranger.post(`/api/v1/jobs/${String(job.id)}/undo`), 404, 'NOT_FOUND');
    expectRefusal(await http.post(`/api/v1/jobs/${String(job.id)}/undo`), 409, 'INVALID_STATE');
  });

  it('answers a repeated Idempotency-Key with the same job', async () => {
    const twice = http.with({ 'idempotency-key': 'bulk-1' });
    const body = { selection: { ids: [ids.C] }, changes: { status: 'draft' } };
    const [first, second] = [await twice.post(bulk, body), await twice.post(bulk, body)];
    expect(second.body.data.job.id).toBe(first.body.data.job.id);
    expect(await app.db.count('jobs', `id = '${String(first.body.data.job.id)}'`)).toBe(1);
  });

  const one = (): object => ({ ids: [ids.A] });
  it.each<[string, () => object, string]>([
    ['neither ids nor filter', () => ({ selection: {}, changes: { status: 'draft' } }), 'selection'],
    ['both', () => ({ selection: { ...one(), filter: {} }, changes: { status: 'draft' } }), 'selection'],
    ['no selection', () => ({ changes: { status: 'draft' } }), 'selection'],
    ['no ids', () => ({ selection: { ids: [] }, changes: { status: 'draft' } }), 'selection.ids'],
    [
      'too many ids',
      () => ({ selection: { ids: Array.from({ length: 10_001 }, () => ids.A) }, changes: { status: 'draft' } }),
      'selection.ids',
    ],
    ['an id that is none', () => ({ selection: { ids: ['7'] }, changes: { status: 'draft' } }), 'selection.ids'],
    [
      'another user’s product',
      () => ({ selection: { ids: [ids.A, ids.elsewhere] }, changes: { status: 'draft' } }),
      'selection.ids.1',
    ],
    [
      'an unknown filter',
      () => ({ selection: { filter: { colour: 'red' } }, changes: { status: 'draft' } }),
      'selection.filter.colour',
    ],
    ['no changes', () => ({ selection: one(), changes: {} }), 'changes'],
    ['an unknown change', () => ({ selection: one(), changes: { colour: 'red' } }), 'changes.colour'],
    ['a negative price', () => ({ selection: one(), changes: { price: { set: '-1' } } }), 'changes.price.set'],
    [
      'a percentage under -100',
      () => ({ selection: one(), changes: { price: { percent: -101 } } }),
      'changes.price.percent',
    ],
    [
      'two rules at once',
      () => ({ selection: one(), changes: { price: { set: '1', add: '1' } } }),
      'changes.price.add',
    ],
    [
      'a rounding that is none',
      () => ({ selection: one(), changes: { price: { set: '1', round: 'up' } } }),
      'changes.price.round',
    ],
    [
      'a price for which every product is refused',
      () => ({ selection: one(), changes: { price: { add: '-500' } } }),
      'changes',
    ],
    [
      'a negative stock',
      () => ({ selection: one(), changes: { inventory_quantity: { set: -1 } } }),
      'changes.inventory_quantity.set',
    ],
    [
      'a stock that would be negative everywhere',
      () => ({ selection: one(), changes: { inventory_quantity: { add: -6 } } }),
      'changes',
    ],
    ['no price', () => ({ selection: one(), changes: { price: null } }), 'changes.price'],
    [
      'tags set and added',
      () => ({ selection: one(), changes: { tags: { set: ['a'], add: ['b'] } } }),
      'changes.tags.set',
    ],
    ['tags without a rule', () => ({ selection: one(), changes: { tags: {} } }), 'changes.tags'],
    ['another status', () => ({ selection: one(), changes: { status: 'sold' } }), 'changes.status'],
  ])('refuses %s with 400, and starts nothing', async (_what, body, field) => {
    const before = await app.db.count('jobs');
    const answer = await http.post(bulk, body());
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
    expect(await app.db.count('jobs')).toBe(before);
  });

  it('refuses a store that is not connected, and one of another user', async () => {
    const { user_id } = await app.db.one<{ user_id: string }>('SELECT user_id FROM stores WHERE id = $1', [store]);
    const away = await aStore(app.db, { user_id, connection_state: 'disconnected' });
    await aProduct(app.db, { store_id: away.id });
    const body = { selection: { filter: {} }, changes: { status: 'draft' } };
    expectRefusal(await http.post(`/api/v1/stores/${away.id}/products/bulk-update`, body), 409, 'INVALID_STATE');
    expectRefusal(await stranger.post(bulk, body), 404, 'NOT_FOUND');
  });

  it('undoes only bulk updates', async () => {
    const { user_id } = await app.db.one<{ user_id: string }>('SELECT user_id FROM stores WHERE id = $1', [store]);
    const other = await insert(app.db, 'jobs', { user_id, store_id: store, type: 'stores.sync', status: 'succeeded' });
    expectRefusal(await http.post(`/api/v1/jobs/${other.id}/undo`), 409, 'INVALID_STATE');
    expectRefusal(await http.post(`/api/v1/jobs/${store}/undo`), 404, 'NOT_FOUND');
  });
});
