import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import {
  connectShop,
  expectStatus,
  getJob,
  jobSucceeded,
  jobWhen,
  syncNow,
  type Job,
  type ShopPlatform,
} from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import type { ReadProduct } from './read-product.js';

interface Item {
  product_id: string;
  state: string;
  error: { code: string; message: string } | null;
  before: { tags?: string[]; variants?: { id: string; price?: string }[] };
  after: { tags?: string[]; variants?: { id: string; price?: string }[] };
}

describe.each<ShopPlatform>(['shopify'])('bulk updates of %s', (platform) => {
  let app: TestApp;
  let http: HttpClient;
  let store: string;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: { products: 60, orders: 5 } });
    http = await as(app.http, await aUser(app.db));
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    store = shop.store_id;
    products = `/api/v1/stores/${store}/products`;
  });
  afterAll(() => app.close());
  afterEach(() => app.sandbox.clearFaults());

  const all = async (query = ''): Promise<ReadProduct[]> =>
    (await page(http, `${products}?limit=250&${query}`)).items as unknown as ReadProduct[];
  const read = async (id: string): Promise<ReadProduct> =>
    expectStatus(await http.get(`${products}/${id}`), 200).body.data as ReadProduct;
  const start = async (selection: object, changes: object): Promise<Job> =>
    expectStatus(await http.post(`${products}/bulk-update`, { selection, changes }), 202).body.data.job as Job;
  const items = async (jobId: string, query = ''): Promise<Item[]> =>
    (await page(http, `${products}/bulk-updates/${jobId}?limit=250&${query}`)).items as unknown as Item[];
  const undo = async (jobId: string): Promise<Job> =>
    expectStatus(await http.post(`/api/v1/jobs/${jobId}/undo`), 202).body.data.job as Job;
  /** Reads the shop whole, so that what is here is what is there. */
  const readShop = async (): Promise<void> => {
    await app.db.query('UPDATE products SET content_hash = NULL WHERE store_id = $1', [store]);
    await syncNow(http, store, { resources: ['products'], mode: 'full' });
  };
  const prices = (product: ReadProduct): (string | null)[] => product.variants.map(({ price }) => price);
  const onlyPlace = (product: ReadProduct): boolean =>
    product.variants.every((variant) => variant.inventory_quantity !== null && variant.inventory_levels.length <= 1);

  it('changes prices by rule at the shop, tells of each product, and takes them back', async () => {
    const before = await all('status=active');
    const job = await jobSucceeded(
      http,
      (
        await start(
          { filter: { status: 'active' } },
          { price: { percent: '10', round: '.99' }, tags: { add: ['sale'] } },
        )
      ).id,
    );
    expect(job.result).toEqual({ done: before.length, failed: 0, skipped: 0 });
    expect(job.progress).toEqual({ done: before.length, total: before.length, unit: 'products' });
    const told = await items(job.id);
    expect(told.map(({ state }) => state)).toEqual(before.map(() => 'done'));
    await readShop();
    for (const product of before) {
      const now = await read(product.id);
      const item = told.find(({ product_id }) => product_id === product.id)!;
      expect(now.tags).toContain('sale');
      for (const price of prices(now)) expect(price).toMatch(/\.99$/);
      for (const [index, variant] of (item.before.variants ?? []).entries()) {
        expect(variant.price).toBe(product.variants.find(({ id }) => id === variant.id)!.price);
        expect(item.after.variants![index]!.price).toBe(now.variants.find(({ id }) => id === variant.id)!.price);
      }
    }

    const changedSince = before[0]!;
    await app.sandbox.event(platform, 'product_updated', { product_id: changedSince.platform_product_id });
    const undone = await jobSucceeded(http, (await undo(job.id)).id);
    expect(undone.result).toEqual({ done: before.length - 1, failed: 0, skipped: 1 });
    const [skipped] = await items(undone.id, 'state=skipped');
    expect(skipped).toMatchObject({ product_id: changedSince.id, error: { code: 'CONFLICT' } });
    await readShop();
    for (const product of before.slice(1)) {
      const now = await read(product.id);
      expect([prices(now), [...now.tags].sort()]).toEqual([prices(product), [...product.tags].sort()]);
    }
    expectRefusal(await http.post(`/api/v1/jobs/${job.id}/undo`), 409, 'INVALID_STATE');
    expectRefusal(await http.post(`/api/v1/jobs/${undone.id}/undo`), 409, 'INVALID_STATE');
  });

  it('sets and adds stock', async () => {
    const some = (await all()).filter(onlyPlace).slice(0, 5);
    expect(some.length).toBe(5);
    const ids = some.map(({ id }) => id);
    const set = await jobSucceeded(http, (await start({ ids }, { inventory_quantity: { set: 33 } })).id);
    expect(set.result).toEqual({ done: 5, failed: 0, skipped: 0 });
    const added = await jobSucceeded(
      http,
      (await start({ ids }, { inventory_quantity: { add: -3 }, price: { set: '12.00' } })).id,
    );
    expect(added.result).toEqual({ done: 5, failed: 0, skipped: 0 });
    await readShop();
    for (const id of ids) {
      const { variants } = await read(id);
      expect(variants.map(({ inventory_quantity, price }) => [inventory_quantity, price])).toEqual(
        variants.map(() => [30, '12.00']),
      );
    }
  });

  it('passes over what was changed at the shop meanwhile, and what is so already; one that is gone fails alone', async () => {
    const [changed, same, gone, plain] = await all('status=active');
    await http.put(`${products}/${same!.id}`, { tags: ['so'] });
    await app.sandbox.event(platform, 'product_updated', { product_id: changed!.platform_product_id });
    await app.sandbox.event(platform, 'product_deleted', { product_id: gone!.platform_product_id });
    const ids = [changed!.id, gone!.id, plain!.id];
    const job = await jobSucceeded(http, (await start({ ids }, { price: { set: '55.00' } })).id);
    expect(job.result).toEqual({ done: 1, failed: 0, skipped: 2 });
    const codes = Object.fromEntries((await items(job.id)).map(({ product_id, error }) => [product_id, error?.code]));
    expect(codes).toEqual({ [changed!.id]: 'CONFLICT', [gone!.id]: 'GONE', [plain!.id]: undefined });
    expect(prices(await read(plain!.id)).every((price) => price === '55.00')).toBe(true);
    expect(prices(await read(changed!.id))).not.toContain('55.00');
    const tags = await jobSucceeded(http, (await start({ ids: [same!.id, plain!.id] }, { tags: { set: ['so'] } })).id);
    expect(tags.result).toEqual({ done: 1, failed: 0, skipped: 1 });
  });

  it('changes products that are here only, here', async () => {
    const { id } = expectStatus(await http.post(`${products}?push=false`, { title: 'Here', price: '5.00' }), 201).body
      .data as ReadProduct;
    const sent = (await app.sandbox.requests(platform)).length;
    const job = await jobSucceeded(http, (await start({ ids: [id] }, { price: { add: '1' }, vendor: 'Me' })).id);
    expect(job.result).toEqual({ done: 1, failed: 0, skipped: 0 });
    expect(await read(id)).toMatchObject({ price: '6.00', vendor: 'Me', platform_product_id: null });
    expect((await app.sandbox.requests(platform)).length).toBe(sent);
    await http.delete(`${products}/${id}`);
  });

  it('stops when it is cancelled, and what is done stays and can be taken back', async () => {
    await app.sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 1500 });
    const before = await all('status=active');
    const { id } = await start({ filter: { status: 'active' } }, { tags: { add: ['cancelled'] } });
    await jobWhen(http, id, 'runs', ({ status }) => status === 'running');
    expectStatus(await http.post(`/api/v1/jobs/${id}/cancel`), 200);
    const job = await jobWhen(http, id, 'is cancelled', ({ status }) => status === 'cancelled');
    await app.sandbox.clearFaults();
    expect(job.status).toBe('cancelled');
    const told = await items(id);
    expect(told).toHaveLength(before.length);
    expect(told.filter(({ state }) => state === 'sent')).toEqual([]);
    const undone = await jobSucceeded(http, (await undo(id)).id);
    expect(undone.result).toMatchObject({ failed: 0, skipped: 0 });
    await readShop();
    expect((await all()).filter(({ tags }) => tags.includes('cancelled'))).toEqual([]);
  });

  it('goes on by itself when the shop was away, and does everything once', async () => {
    const active = await all('status=active');
    await app.sandbox.fault({ provider: platform, kind: 'error_500', rate: 0.5, count: 12 });
    const { id } = await start({ ids: active.map((product) => product.id) }, { price: { add: '1.00' } });
    const job = await jobSucceeded(http, id, 120_000);
    expect(job.result).toEqual({ done: active.length, failed: 0, skipped: 0 });
    await readShop();
    for (const product of active) {
      const now = await read(product.id);
      expect(prices(now).map(Number)).toEqual(
        prices(product).map((price) => Math.round(Number(price) * 100 + 100) / 100),
      );
    }
    expect((await getJob(http, id)).status).toBe('succeeded');
  });
});
