import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import {
  connectShop,
  expectStatus,
  getJob,
  jobSucceeded,
  jobWhen,
  SHOP_PLATFORMS,
  syncNow,
  type Job,
  type ShopPlatform,
} from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { until } from '../support/until.js';
import type { ReadProduct } from './read-product.js';

interface Item {
  product_id: string;
  state: string;
  error: { code: string; message: string } | null;
  before: { tags?: string[]; variants?: { id: string; price?: string }[] };
  after: { tags?: string[]; variants?: { id: string; price?: string }[] };
}

describe.each<ShopPlatform>(SHOP_PLATFORMS)('bulk updates of %s', (platform) => {
  let app: TestApp;
  let http: HttpClient;
  let store: string;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp({
      sandbox: {
        products: 60,
        orders: 5,
        settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000' },
      },
    });
    http = await as(app.http, await aUser(app.db));
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    store = shop.store_id;
    products = `/api/v1/stores/${store}/products`;
  });
  afterAll(() => app.close());
  afterEach(() => app.sandbox.clearFaults());

  /** Not every platform has tags. */
  const tagged = platform === 'magento' ? {} : { tags: { add: ['sale'] } };
  let changes = 0;
  /** Its price too. */
  const changeThere = (product: ReadProduct): Promise<unknown> =>
    app.sandbox.event(platform, 'product_updated', {
      product_id: product.platform_product_id,
      ...(platform !== 'shopify' && { price: `${70 + (changes += 1)}.77` }),
    });
  const all = async (query = ''): Promise<ReadProduct[]> =>
    (await page(http, `${products}?limit=250&${query}`)).items as unknown as ReadProduct[];
  /** Without those on sale: some platforms keep two prices of them that hang on each other. */
  const active = async (): Promise<ReadProduct[]> =>
    (await all('status=active')).filter(({ variants }) =>
      variants.every((variant) => variant.compare_at_price === null),
    );
  /** Not so what WooCommerce makes of others, or has nothing to sell of. */
  const isPriced = ({ variants }: ReadProduct): boolean => variants.every(({ price }) => price !== null);
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
    const selected = await active();
    const before = selected.filter(isPriced);
    const ids = selected.map(({ id }) => id);
    const refused = ids.filter((id) => before.every((product) => product.id !== id));
    expect(refused.length > 0).toBe(platform === 'woocommerce');
    const job = await jobSucceeded(
      http,
      (await start({ ids }, { price: { percent: '10', round: '.99' }, ...tagged })).id,
    );
    const failed = (await items(job.id)).filter(({ error }) => error !== null);
    expect(failed.map(({ product_id, error }) => [product_id, error?.code]).sort()).toEqual(
      refused.map((id) => [id, 'REFUSED']).sort(),
    );
    expect(job.result).toEqual({ done: before.length, failed: refused.length, skipped: 0 });
    expect(job.progress).toEqual({ done: ids.length, total: ids.length, unit: 'products' });
    const told = (await items(job.id)).filter(({ error }) => error === null);
    expect(told.map(({ state }) => state)).toEqual(before.map(() => 'done'));
    await readShop();
    for (const product of before) {
      const now = await read(product.id);
      const item = told.find(({ product_id }) => product_id === product.id)!;
      if (tagged.tags) expect(now.tags).toContain('sale');
      for (const price of prices(now)) expect(price).toMatch(/\.99$/);
      for (const [index, variant] of (item.before.variants ?? []).entries()) {
        expect(variant.price).toBe(product.variants.find(({ id }) => id === variant.id)!.price);
        expect(item.after.variants![index]!.price).toBe(now.variants.find(({ id }) => id === variant.id)!.price);
      }
    }

    const changedSince = before.find(({ variants }) => variants.length === 1)!;
    await changeThere(changedSince);
    const undone = await jobSucceeded(http, (await undo(job.id)).id);
    expect(undone.result).toEqual({ done: before.length - 1, failed: 0, skipped: 1 });
    const [skipped] = await items(undone.id, 'state=skipped');
    expect(skipped).toMatchObject({ product_id: changedSince.id, error: { code: 'CONFLICT' } });
    await readShop();
    for (const product of before.filter(({ id }) => id !== changedSince.id)) {
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
    const simple = (await active()).filter((product) => product.variants.length === 1 && isPriced(product));
    const [changed, same, gone, plain] = simple;
    expectStatus(await http.put(`${products}/${same!.id}`, { status: 'draft' }), 200);
    await changeThere(changed!);
    await app.sandbox.event(platform, 'product_deleted', { product_id: gone!.platform_product_id });
    const ids = [changed!.id, gone!.id, plain!.id];
    const job = await jobSucceeded(http, (await start({ ids }, { price: { set: '55.00' } })).id);
    const codes = Object.fromEntries((await items(job.id)).map(({ product_id, error }) => [product_id, error?.code]));
    expect(codes).toEqual({ [changed!.id]: 'CONFLICT', [gone!.id]: 'GONE', [plain!.id]: undefined });
    expect(job.result).toEqual({ done: 1, failed: 0, skipped: 2 });
    expect(prices(await read(plain!.id)).every((price) => price === '55.00')).toBe(true);
    expect(prices(await read(changed!.id))).not.toContain('55.00');
    const drafts = await jobSucceeded(http, (await start({ ids: [same!.id, plain!.id] }, { status: 'draft' })).id);
    expect(drafts.result).toEqual({ done: 1, failed: 0, skipped: 1 });
  });

  if (platform === 'woocommerce') {
    it("refuses a price of what shows its members', one by one and among many, and sends nothing of it", async () => {
      const group = (await all()).find(({ title }) => title === 'Grouped')!;
      const external = (await all()).find(({ title }) => title === 'External')!;
      const before = await app.sandbox.requests(platform);
      for (const body of [{ price: '5.00' }, { compare_at_price: '5.00' }, { inventory_quantity: 5 }]) {
        const answer = await http.put(`${products}/${group.id}`, { title: 'Not this either', ...body });
        expectRefusal(answer, 424, 'PROVIDER_REJECTED');
        expect(answer.body.error.message).toMatch(/members/);
      }
      expectRefusal(await http.put(`${products}/${external.id}`, { inventory_quantity: 5 }), 424, 'PROVIDER_REJECTED');
      expectStatus(await http.put(`${products}/${external.id}`, { price: '17.00' }), 200);
      const ids = [group.id, external.id];
      const job = await jobSucceeded(http, (await start({ ids }, { price: { set: '18.00' } })).id);
      expect(job.result).toEqual({ done: 1, failed: 1, skipped: 0 });
      const [failed] = await items(job.id, 'state=failed');
      expect(failed).toMatchObject({
        product_id: group.id,
        error: { code: 'PROVIDER_REJECTED', message: expect.stringContaining('members') as string },
      });
      const sent = (await app.sandbox.requests(platform)).slice(before.length).filter(({ method }) => method !== 'GET');
      expect(sent.map(({ url, body }) => [/products\/\w+/.exec(url)?.[0], body])).toEqual([
        [`products/${external.platform_product_id}`, '{"regular_price":"17.00","sale_price":""}'],
        [
          'products/batch',
          `{"update":[{"id":${external.platform_product_id},"regular_price":"18.00","sale_price":""}]}`,
        ],
      ]);
      await readShop();
      expect(prices(await read(external.id))).toEqual(['18.00']);
      expect(await read(group.id)).toMatchObject({ title: 'Grouped', price: group.price, variants: [{ price: null }] });
      expectStatus(await http.put(`${products}/${group.id}`, { title: 'Grouped' }), 200);
    });
  }

  it('changes products that are here only, here', async () => {
    const { id } = expectStatus(await http.post(`${products}?push=false`, { title: 'Here', price: '5.00' }), 201).body
      .data as ReadProduct;
    const sent = (await app.sandbox.requests(platform)).length;
    const job = await jobSucceeded(http, (await start({ ids: [id] }, { price: { add: '1' }, status: 'draft' })).id);
    expect(job.result).toEqual({ done: 1, failed: 0, skipped: 0 });
    expect(await read(id)).toMatchObject({ price: '6.00', status: 'draft', platform_product_id: null });
    expect((await app.sandbox.requests(platform)).length).toBe(sent);
    await http.delete(`${products}/${id}`);
  });

  it('stops when it is cancelled, and what is done stays and can be taken back', async () => {
    const before = await active();
    const ids = before.map((product) => product.id);
    await app.sandbox.fault({ provider: platform, kind: 'slow', delay_ms: 300 });
    const { id } = await start({ ids }, { compare_at_price: { set: '888.00' } });
    await until(
      'the first batch is under way',
      () => items(id, 'state=sent'),
      (sent) => sent.length > 0,
      { every_ms: 20 },
    );
    expectStatus(await http.post(`/api/v1/jobs/${id}/cancel`), 200);
    const job = await jobWhen(http, id, 'is cancelled', ({ status }) => status === 'cancelled');
    await app.sandbox.clearFaults();
    expect(job.status).toBe('cancelled');
    const told = await items(id);
    expect(told).toHaveLength(before.length);
    expect(told.filter(({ state }) => state === 'sent')).toEqual([]);
    const priceless = before.filter((product) => !isPriced(product)).map(({ id }) => id);
    expect(told.filter(({ state, product_id }) => state === 'done' && priceless.includes(product_id))).toEqual([]);
    expect(told.filter(({ state }) => state === 'done').length).toBeGreaterThan(0);
    const undone = await jobSucceeded(http, (await undo(id)).id);
    expect(undone.result).toMatchObject({ failed: 0, skipped: 0 });
    await readShop();
    const left = (await all()).flatMap(({ variants }) => variants.map((variant) => variant.compare_at_price));
    expect(left).not.toContain('888.00');
  });

  it('is cancelled before anything is sent, and then nothing is', async () => {
    await app.sandbox.fault({ provider: platform, kind: 'timeout' });
    const { id } = await start({ filter: { status: 'active' } }, { compare_at_price: { set: '888.00' } });
    await jobWhen(http, id, 'runs', ({ status }) => status === 'running');
    expectStatus(await http.post(`/api/v1/jobs/${id}/cancel`), 200);
    await jobWhen(http, id, 'is cancelled', ({ status }) => status === 'cancelled', 10_000);
    const told = (await items(id)).filter(({ error }) => error?.code !== 'UNCHANGED');
    expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['pending']));
  });

  it('goes on by itself when the shop was away, and does everything once', async () => {
    const some = (await active()).filter(isPriced);
    await app.sandbox.fault({ provider: platform, kind: 'error_500', rate: 0.5, count: 12 });
    const { id } = await start({ ids: some.map((product) => product.id) }, { price: { add: '1.00' } });
    const job = await jobSucceeded(http, id, 120_000);
    expect(job.result).toEqual({ done: some.length, failed: 0, skipped: 0 });
    await readShop();
    for (const product of some) {
      const now = await read(product.id);
      expect(prices(now).map(Number)).toEqual(
        prices(product).map((price) => Math.round(Number(price) * 100 + 100) / 100),
      );
    }
    expect((await getJob(http, id)).status).toBe('succeeded');
  });
});
