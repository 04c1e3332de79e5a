import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { expectStatus } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aProduct, aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import type { ReadProduct } from './read-product.js';

/** Products that are written here only: no shop is asked. */
describe('products with push=false', () => {
  let app: TestApp;
  let http: HttpClient;
  let stranger: HttpClient;
  let userId: string;
  let products: string;
  let yen: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    userId = user.id;
    http = await as(app.http, user);
    stranger = await as(app.http, await aUser(app.db));
    products = `/api/v1/stores/${(await aStore(app.db, { user_id: user.id, currency: 'EUR' })).id}/products`;
    yen = `/api/v1/stores/${(await aStore(app.db, { user_id: user.id, currency: 'JPY' })).id}/products`;
  });
  afterAll(() => app.close());

  const make = async (body: object): Promise<ReadProduct> =>
    expectStatus(await http.post(`${products}?push=false`, body), 201).body.data as ReadProduct;

  it('makes a simple product of product-level values, readable at its Location and in the list', async () => {
    const answer = await http.post(`${products}?push=false`, {
      title: '  Trail Backpack ',
      description: '<p>Light.</p>',
      handle: 'trail-backpack',
      vendor: 'Northwind',
      product_type: 'Bags',
      status: 'draft',
      tags: ['summer', 'bag', 'summer'],
      images: [{ url: 'https://cdn.example/a.jpg', alt: 'Front' }],
      price: '24.9',
      compare_at_price: '30',
      cost_per_item: '11.20',
      sku: 'BP-40',
      barcode: '4006381333931',
      weight: '0.24',
      weight_unit: 'kg',
      inventory_quantity: 7,
    });
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(answer.headers.get('location')).toBe(`${products}/${data.id}`);
    expect(data).toMatchObject({
      platform_product_id: null,
      title: 'Trail Backpack',
      price: '24.90',
      compare_at_price: '30.00',
      cost_per_item: '11.20',
      sku: 'BP-40',
      inventory_quantity: 7,
      track_inventory: true,
      weight: '0.24',
      status: 'draft',
      tags: ['summer', 'bag'],
      images: [{ platform_image_id: null, url: 'https://cdn.example/a.jpg', alt: 'Front', position: 1 }],
      variants: [{ platform_variant_id: null, price: '24.90', sku: 'BP-40', inventory_quantity: 7, position: 1 }],
    });
    const read = await http.get(`${products}/${data.id}`);
    expect(read.body.data).toEqual(data);
    expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect((await page(http, `${products}?q=trail`)).items.map(({ id }) => id)).toContain(data.id);
  });

  it('makes variants, and bears the lowest one’s price and the sum of the stock', async () => {
    const made = await make({
      title: 'Shirt',
      variants: [
        { options: { Size: 'L' }, price: '20.00', inventory_quantity: 3, sku: 'S-L' },
        { options: { Size: 'M' }, price: '18.00', inventory_quantity: 4, sku: 'S-M' },
      ],
    });
    expect(made).toMatchObject({ price: '18.00', sku: 'S-L', inventory_quantity: 7 });
    expect(made.variants.map((variant) => variant.options)).toEqual([{ Size: 'L' }, { Size: 'M' }]);
  });

  it('changes what is given, keeps the rest, clears with null; adds and removes variants', async () => {
    const made = await make({ title: 'Hat', vendor: 'Northwind', price: '10.00', compare_at_price: '12.00', sku: 'H' });
    const one = `${products}/${made.id}`;
    const changed = expectStatus(
      await http.put(`${one}?push=false`, { vendor: null, price: '9.5', compare_at_price: null }),
      200,
    );
    expect(changed.body.data).toMatchObject({
      title: 'Hat',
      vendor: null,
      price: '9.50',
      compare_at_price: null,
      sku: 'H',
    });
    expect(changed.headers.get('etag')).not.toBeNull();

    const first = made.variants[0]!.id;
    const added = expectStatus(
      await http.put(`${one}?push=false`, {
        variants: [
          { id: first, options: { Size: 'S' } },
          { options: { Size: 'M' }, price: '8.00' },
        ],
      }),
      200,
    );
    expect(added.body.data).toMatchObject({ price: '8.00', variants: [{ id: first }, { price: '8.00' }] });
    expectRefusal(await http.put(`${one}?push=false`, { price: '1.00' }), 400, 'VALIDATION_ERROR');
    const removed = expectStatus(await http.put(`${one}?push=false`, { remove_variants: [first] }), 200);
    expect(removed.body.data.variants).toHaveLength(1);
    const last = removed.body.data.variants[0].id as string;
    const refused = await http.put(`${one}?push=false`, { remove_variants: [last] });
    expectRefusal(refused, 400, 'VALIDATION_ERROR');
    expect(refused.body.error.details.field).toBe('remove_variants');
  });

  it('refuses a stale If-Match with 412, takes the right one, and deletes', async () => {
    const made = await make({ title: 'Cup', price: '5.00' });
    const one = `${products}/${made.id}`;
    const etag = (await http.get(one)).headers.get('etag')!;
    expectStatus(await http.with({ 'if-match': etag }).put(`${one}?push=false`, { title: 'Mug' }), 200);
    expectRefusal(
      await http.with({ 'if-match': etag }).put(`${one}?push=false`, { title: 'Can' }),
      412,
      'PRECONDITION_FAILED',
    );
    expectRefusal(await http.with({ 'if-match': etag }).delete(`${one}?push=false`), 412, 'PRECONDITION_FAILED');
    const gone = expectStatus(await http.delete(one), 200);
    expect(gone.body.data).toBeNull();
    expectRefusal(await http.get(one), 404, 'NOT_FOUND');
    expectRefusal(await http.delete(one), 404, 'NOT_FOUND');
  });

  it.each<[string, object, string]>([
    ['no title', { price: '1' }, 'title'],
    ['an empty title', { title: '  ' }, 'title'],
    ['a long title', { title: 'x'.repeat(501) }, 'title'],
    ['a negative price', { title: 'x', price: '-1' }, 'price'],
    ['a price as a number', { title: 'x', price: 1 }, 'price'],
    ['a price with too many digits', { title: 'x', price: '1.005' }, 'price'],
    ['a price past the column', { title: 'x', price: '1000000000000000' }, 'price'],
    ['no price by null', { title: 'x', price: null }, 'price'],
    ['a negative compare-at price', { title: 'x', compare_at_price: '-0.01' }, 'compare_at_price'],
    ['a negative cost of a variant', { title: 'x', variants: [{ cost_per_item: '-1' }] }, 'variants.0.cost_per_item'],
    ['a negative stock', { title: 'x', inventory_quantity: -1 }, 'inventory_quantity'],
    ['half a piece', { title: 'x', inventory_quantity: 1.5 }, 'inventory_quantity'],
    ['a negative weight', { title: 'x', weight: '-1' }, 'weight'],
    ['another unit', { title: 'x', weight_unit: 'stone' }, 'weight_unit'],
    ['another status', { title: 'x', status: 'sold' }, 'status'],
    ['an unknown field', { title: 'x', colour: 'red' }, 'colour'],
    ['an unknown field of a variant', { title: 'x', variants: [{ colour: 'red' }] }, 'variants.0.colour'],
    ['no variants at all', { title: 'x', variants: [] }, 'variants'],
    ['tags that are no text', { title: 'x', tags: [1] }, 'tags'],
    ['an empty tag', { title: 'x', tags: [''] }, 'tags'],
    ['a private image', { title: 'x', images: [{ url: 'http://192.168.0.1/a.jpg' }] }, 'images.0.url'],
    ['an image on this machine', { title: 'x', images: [{ url: 'http://localhost/a.jpg' }] }, 'images.0.url'],
    ['an image that is a file', { title: 'x', images: [{ url: 'file:///etc/passwd' }] }, 'images.0.url'],
    ['options that are no text', { title: 'x', variants: [{ options: { Size: 1 } }] }, 'variants.0.options'],
    ['a handle with blanks', { title: 'x', handle: 'a b' }, 'handle'],
    [
      'the same options twice',
      { title: 'x', variants: [{ options: { A: '1', B: '2' } }, { options: { B: '2', A: '1' } }] },
      'variants.1.options',
    ],
    ['several variants without options', { title: 'x', variants: [{}, {}] }, 'variants.0.options'],
    [
      'variants with other options',
      { title: 'x', variants: [{ options: { A: '1' } }, { options: { B: '1' } }] },
      'variants.1.options',
    ],
    [
      'a product-level price beside several variants',
      { title: 'x', price: '1', variants: [{ options: { A: '1' } }, { options: { A: '2' } }] },
      'price',
    ],
  ])('refuses %s with 400, naming it', async (_what, body, field) => {
    const answer = await http.post(`${products}?push=false`, body);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe(field);
  });

  it('counts digits by the store’s currency', async () => {
    expectRefusal(await http.post(`${yen}?push=false`, { title: 'x', price: '100.5' }), 400, 'VALIDATION_ERROR');
    const made = expectStatus(await http.post(`${yen}?push=false`, { title: 'x', price: '100.0' }), 201);
    expect(made.body.data.price).toBe('100');
  });

  it('names a variant of another product, and one that is named twice', async () => {
    const [one, other] = [await make({ title: 'One', price: '1' }), await make({ title: 'Other', price: '1' })];
    const foreign = await http.put(`${products}/${one.id}?push=false`, {
      variants: [{ id: other.variants[0]!.id, price: '2' }],
    });
    expect(foreign.body.error.details.field).toBe('variants.0.id');
    const { id } = one.variants[0]!;
    const twice = await http.put(`${products}/${one.id}?push=false`, { variants: [{ id }, { id }] });
    expect(twice.body.error.details.field).toBe('variants.1.id');
  });

  it('hides them from another user, who changes nothing', async () => {
    const made = await make({ title: 'Mine', price: '1' });
    for (const answer of [
      await stranger.post(`${products}?push=false`, { title: 'x' }),
      await stranger.put(`${products}/${made.id}?push=false`, { title: 'x' }),
      await stranger.delete(`${products}/${made.id}?push=false`),
    ])
      expectRefusal(answer, 404, 'NOT_FOUND');
    expect((await http.get(`${products}/${made.id}`)).body.data.title).toBe('Mine');
  });

  it('refuses to push for a store that is not connected, and changes nothing', async () => {
    const store = await aStore(app.db, { user_id: userId, connection_state: 'disconnected', currency: 'EUR' });
    const known = await aProduct(app.db, { store_id: store.id, title: 'Known' });
    const path = `/api/v1/stores/${store.id}/products`;
    for (const answer of [
      await http.post(path, { title: 'x', price: '1.00' }),
      await http.put(`${path}/${known.id}`, { title: 'x' }),
      await http.delete(`${path}/${known.id}`),
    ])
      expectRefusal(answer, 409, 'INVALID_STATE');
    expect((await page(http, path)).items.map(({ title }) => title)).toEqual(['Known']);
  });

  it('notes each write in the audit log and tells of it', async () => {
    const made = await make({ title: 'Told', price: '1' });
    await http.put(`${products}/${made.id}?push=false`, { title: 'Told anew' });
    await http.delete(`${products}/${made.id}?push=false`);
    const notes = await app.db.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY created_at, id',
      [made.id],
    );
    expect(notes.map(({ action }) => action)).toEqual(['product.created', 'product.updated', 'product.deleted']);
    const events = await app.db.query<{ type: string }>(
      'SELECT type FROM outbox WHERE payload::text LIKE $1 ORDER BY id',
      [`%${made.id}%`],
    );
    expect(events.map(({ type }) => type)).toEqual(['products.changed', 'products.changed', 'products.deleted']);
  });
});
