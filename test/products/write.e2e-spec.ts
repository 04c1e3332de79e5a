import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import {
  connectShop,
  expectStatus,
  jobSucceeded,
  SHOP_PLATFORMS,
  syncNow,
  type ShopPlatform,
} from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import type { ReadProduct } from './read-product.js';

/** What the platform says no to though we let it pass. */
const REFUSED: Record<string, (known: ReadProduct) => object> = {
  shopify: () => ({ title: 'x'.repeat(300) }),
  magento: (known) => ({ title: 'Twice', price: '1.00', sku: known.variants[0]!.sku }),
  woocommerce: (known) => ({ title: 'Twice', price: '1.00', sku: known.variants[0]!.sku }),
};

describe.each<ShopPlatform>(SHOP_PLATFORMS)('writing products of %s', (platform) => {
  const named = (title: string): object => (platform === 'shopify' ? { title } : { name: title });
  /** Not every platform has tags. */
  const tagged = (...tags: string[]): { tags?: string[] } => (platform === 'magento' ? {} : { tags });
  let app: TestApp;
  let http: HttpClient;
  let stranger: HttpClient;
  let store: string;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: true });
    http = await as(app.http, await aUser(app.db));
    stranger = await as(app.http, await aUser(app.db));
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    store = shop.store_id;
    products = `/api/v1/stores/${store}/products`;
  });
  afterAll(() => app.close());
  afterEach(() => app.sandbox.clearFaults());

  const read = async (id: string): Promise<ReadProduct> =>
    expectStatus(await http.get(`${products}/${id}`), 200).body.data as ReadProduct;
  const anyOf = async (query = 'status=active'): Promise<ReadProduct> =>
    (await page(http, `${products}?${query}&limit=50`)).items
      .map((item) => item as unknown as ReadProduct)
      .find(({ variants }) => variants.length === 1 && variants[0]!.inventory_levels.length < 2)!;
  const state = async (): Promise<number> => (await app.sandbox.state())[platform]!.products!;
  let sku = 0;
  const make = async (body: object = {}): Promise<ReadProduct> => {
    sku += 1;
    const wish = { title: `Backpack ${sku}`, price: '24.90', sku: `NEW-${platform}-${sku}`, ...body };
    return expectStatus(await http.post(products, wish), 201).body.data as ReadProduct;
  };
  /** What the platform has, as a whole import finds it. */
  const asThere = async (id: string): Promise<ReadProduct> => {
    await app.db.query('UPDATE products SET content_hash = NULL WHERE id = $1', [id]);
    await syncNow(http, store, { resources: ['products'], mode: 'full' });
    return read(id);
  };
  const contentOf = ({ updated_at: _at, platform_updated_at: _there, ...content }: ReadProduct): object => content;

  it('creates at the shop first, and answers and stores what the shop has', async () => {
    const before = await state();
    const answer = await http.post(products, {
      title: 'Trail Backpack',
      description: '<p>Light.</p>',
      status: 'draft',
      ...tagged('summer', 'bag'),
      price: '24.9',
      compare_at_price: '30.00',
      sku: `FIRST-${platform}`,
      weight: '0.5',
      weight_unit: 'kg',
      inventory_quantity: 7,
    });
    expectStatus(answer, 201);
    const made = answer.body.data as ReadProduct;
    expect(answer.headers.get('location')).toBe(`${products}/${made.id}`);
    expect(made.platform_product_id).not.toBeNull();
    expect(made).toMatchObject({
      title: 'Trail Backpack',
      description: '<p>Light.</p>',
      status: 'draft',
      inventory_quantity: 7,
    });
    expect(made.variants).toEqual([
      expect.objectContaining({
        price: '24.90',
        compare_at_price: '30.00',
        sku: `FIRST-${platform}`,
        inventory_quantity: 7,
      }),
    ]);
    expect([...made.tags].sort()).toEqual(tagged('bag', 'summer').tags ?? []);
    expect(await state()).toBe(before + 1);
    expect(contentOf(await asThere(made.id))).toEqual(contentOf(made));
  });

  it('creates variants', async () => {
    const made = await make({
      title: 'Shirt',
      price: undefined,
      sku: undefined,
      variants: [
        { options: { Size: 'M' }, price: '18.00', sku: `S-M-${platform}`, inventory_quantity: 4 },
        { options: { Size: 'L' }, price: '20.00', sku: `S-L-${platform}`, inventory_quantity: 3 },
      ],
    });
    expect(made).toMatchObject({ price: '18.00', inventory_quantity: 7 });
    expect(made.variants.map(({ options, price, inventory_quantity }) => [options, price, inventory_quantity])).toEqual(
      [
        [{ Size: 'M' }, '18.00', 4],
        [{ Size: 'L' }, '20.00', 3],
      ],
    );
    expect(contentOf(await asThere(made.id))).toEqual(contentOf(made));
  });

  it('changes what is given at the shop, stock and price and all', async () => {
    const made = await make({ compare_at_price: '30.00', inventory_quantity: 5, ...tagged('old') });
    const { body } = expectStatus(
      await http.put(`${products}/${made.id}`, {
        title: 'Trail Backpack 40',
        price: '19.90',
        compare_at_price: null,
        inventory_quantity: 9,
        ...tagged('new'),
      }),
      200,
    );
    expect(body.data).toMatchObject({
      id: made.id,
      title: 'Trail Backpack 40',
      price: '19.90',
      compare_at_price: null,
      inventory_quantity: 9,
      tags: tagged('new').tags ?? [],
      sku: made.sku,
    });
    expect(body.data.variants[0].id).toBe(made.variants[0]!.id);
    expect(contentOf(await asThere(made.id))).toEqual(contentOf(body.data as ReadProduct));
    const notes = await app.db.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id',
      [made.id],
    );
    expect(notes.map(({ action }) => action)).toEqual(expect.arrayContaining(['product.created', 'product.updated']));
  });

  it('refuses with 409 what was changed at the shop meanwhile, stores its version, and takes the repeated change', async () => {
    const known = await anyOf();
    await app.sandbox.event(platform, 'product_updated', {
      product_id: known.platform_product_id,
      ...named('Changed there'),
    });
    const answer = await http.put(`${products}/${known.id}`, { title: 'Changed here' });
    expectRefusal(answer, 409, 'CONFLICT');
    expect(answer.body.error.details).toEqual({
      fields: ['title'],
      yours: { title: 'Changed here' },
      platform: { title: 'Changed there' },
    });
    expect((await read(known.id)).title).toBe('Changed there');
    expectStatus(await http.put(`${products}/${known.id}`, { title: 'Changed here' }), 200);
    expect((await asThere(known.id)).title).toBe('Changed here');
  });

  it('goes on when the shop has changed something else', async () => {
    const known = await make({ vendor: undefined });
    await app.sandbox.event(platform, 'product_updated', {
      product_id: known.platform_product_id,
      ...named('Changed there'),
    });
    const { body } = expectStatus(await http.put(`${products}/${known.id}`, { status: 'draft' }), 200);
    expect(body.data).toMatchObject({ title: 'Changed there', status: 'draft' });
  });

  it('passes on what the shop refuses as 424 in its own words, and nothing has changed', async () => {
    const known = await make();
    const before = await state();
    const answer = await http.post(products, { title: 'x', price: '1.00', ...REFUSED[platform]!(known) });
    expectRefusal(answer, 424, 'PROVIDER_REJECTED');
    expect(answer.body.error.details.provider).toBe(platform);
    expect(answer.body.error.message).toEqual(expect.any(String));
    expect(await state()).toBe(before);
    expect(await app.db.count('products', `store_id = '${store}' AND title = 'Twice'`)).toBe(0);
  });

  it('sends nothing of a request that is wrong', async () => {
    const known = await make();
    const count = async (): Promise<number> => (await app.sandbox.requests(platform)).length;
    const before = await count();
    for (const body of [
      { price: '-1' },
      { price: '1.005' },
      { colour: 'red' },
      { images: [{ url: 'http://10.0.0.1/' }] },
    ])
      expectRefusal(await http.put(`${products}/${known.id}`, body), 400, 'VALIDATION_ERROR');
    expectRefusal(
      await http.with({ 'if-match': '"stale"' }).put(`${products}/${known.id}`, { title: 'x' }),
      412,
      'PRECONDITION_FAILED',
    );
    expectRefusal(await stranger.put(`${products}/${known.id}`, { title: 'x' }), 404, 'NOT_FOUND');
    expectRefusal(await stranger.delete(`${products}/${known.id}`), 404, 'NOT_FOUND');
    expectRefusal(await stranger.post(products, { title: 'x' }), 404, 'NOT_FOUND');
    expect(await count()).toBe(before);
  });

  it('deletes at the shop, then here', async () => {
    const made = await make();
    const before = await state();
    const answer = expectStatus(await http.delete(`${products}/${made.id}`), 200);
    expect(answer.body.data).toBeNull();
    expect(await state()).toBe(before - 1);
    expectRefusal(await http.get(`${products}/${made.id}`), 404, 'NOT_FOUND');
  });

  it('publishes a product that was here only, under the id that it has', async () => {
    const local = expectStatus(
      await http.post(`${products}?push=false`, { title: 'Kept back', price: '5.00', inventory_quantity: 2 }),
      201,
    ).body.data as ReadProduct;
    const before = await state();
    const answer = expectStatus(await http.put(`${products}/${local.id}`, { price: '6.00' }), 200);
    const published = answer.body.data as ReadProduct;
    expect(published).toMatchObject({ id: local.id, title: 'Kept back', price: '6.00', inventory_quantity: 2 });
    expect(published.platform_product_id).not.toBeNull();
    expect(published.variants).toHaveLength(1);
    expect(published.variants[0]!.id).toBe(local.variants[0]!.id);
    expect(await state()).toBe(before + 1);
    expect(contentOf(await asThere(local.id))).toEqual(contentOf(published));
    expect(await app.db.count('products', `store_id = '${store}' AND title = 'Kept back'`)).toBe(1);
  });

  it('answers 202 with the job when the shop was not heard, and the change is made once it is', async () => {
    const made = await make();
    const isWrite = platform === 'shopify' ? {} : { method: 'PUT' };
    await app.sandbox.fault({ provider: platform, kind: 'reset', rate: 1, ...isWrite });
    const answer = await http.put(`${products}/${made.id}`, { title: 'Unheard' });
    await app.sandbox.clearFaults();
    if (answer.status === 202) {
      expect(answer.body.data.product.id).toBe(made.id);
      await jobSucceeded(http, String(answer.body.data.job.id));
      expect((await asThere(made.id)).title).toBe('Unheard');
    } else {
      // Not even the look before it came through: nothing was sent.
      expectRefusal(answer, 503, 'PROVIDER_UNAVAILABLE');
      expect((await asThere(made.id)).title).toBe(made.title);
    }
  });
});
