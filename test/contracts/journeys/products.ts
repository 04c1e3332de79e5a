import type { ReadProduct } from '../../products/read-product.js';
import { type Job, jobSucceeded } from '../../stores/shops.js';
import { NO_PLACE, type Walk } from './walk.js';

const LIST = 'GET stores/{store_id}/products';
const CREATE = 'POST stores/{store_id}/products';
const READ = 'GET stores/{store_id}/products/{product_id}';
const CHANGE = 'PUT stores/{store_id}/products/{product_id}';
const DELETE = 'DELETE stores/{store_id}/products/{product_id}';
const BULK = 'POST stores/{store_id}/products/bulk-update';
const BULK_ITEMS = 'GET stores/{store_id}/products/bulk-updates/{job_id}';
const UNDO = 'POST jobs/{job_id}/undo';

/** Every endpoint of products but stock and files: reads, makes, changes, deletes; one by one, and many. */
export async function walkProducts(walk: Walk): Promise<void> {
  await readProducts(walk);
  const simple = await makeSimple(walk);
  const shirt = await makeShirt(walk);
  await keepHere(walk);
  await changeSimple(walk, simple);
  await changeShirt(walk, shirt);
  await changePictures(walk);
  await refuse(walk, simple);
  await changeMany(walk, [simple.id, shirt.id]);
  await changeAll(walk);
  for (const { id } of [simple, shirt]) {
    await walk.take(DELETE, 200, { ids: { product_id: id } });
    await walk.take(READ, 404, { ids: { product_id: id } });
  }
}

async function readProducts(walk: Walk): Promise<void> {
  const { items, page } = await walk.data<{ items: ReadProduct[]; page: { next_cursor: string } }>(LIST, 200, {
    query: { limit: '2', include_total: 'true', status: 'active' },
  });
  expect(items).toHaveLength(2);
  await walk.take(LIST, 200, { query: { limit: '2', status: 'active', cursor: page.next_cursor } });
  const read = await walk.data<ReadProduct>(READ, 200, { ids: { product_id: items[0]!.id } });
  expect(read).toMatchObject({ id: items[0]!.id, platform_product_id: expect.any(String) as string });
}

async function makeSimple(walk: Walk): Promise<ReadProduct> {
  const values = {
    title: 'Contract lamp',
    description: '<p>Bright</p>',
    handle: `contract-lamp-${walk.platform}`,
    vendor: 'Lumen & Co',
    product_type: 'Lamps',
    status: 'draft',
    tags: ['new', 'light'],
    price: '24.90',
    compare_at_price: '30.00',
    cost_per_item: '9.50',
    sku: `LAMP-${walk.platform}`,
    barcode: '4006381333931',
    weight: '1.5',
    weight_unit: 'kg',
    inventory_quantity: 7,
    // Magento fetches no pictures: we hand them over, and there is none behind this name.
    ...(walk.platform === 'magento' ? {} : { images: [{ url: 'https://pictures.example.com/lamp.png', alt: 'Lamp' }] }),
  };
  for (const field of NO_PLACE[walk.platform].filter((name) => name in values)) {
    const { error } = (await walk.take(CREATE, 400, { body: values })).body;
    expect(error.details.errors.map((fault: { field: string }) => fault.field)).toContain(field);
  }
  const body = walk.fitting(values);
  const answer = await walk.take(CREATE, 201, { body, headers: { 'idempotency-key': `lamp-${walk.platform}` } });
  const made = answer.body.data as ReadProduct;
  const again = await walk.take(CREATE, 201, { body, headers: { 'idempotency-key': `lamp-${walk.platform}` } });
  expect(again.body.data.id).toBe(made.id);
  expect(made).toMatchObject({ title: 'Contract lamp', status: 'draft', price: '24.90', inventory_quantity: 7 });
  return made;
}

async function makeShirt(walk: Walk): Promise<ReadProduct> {
  const sized = (size: string, values: object): object =>
    walk.fitting({ options: { Size: size }, sku: `SHIRT-${size}-${walk.platform}`, ...values });
  const made = await walk.data<ReadProduct>(CREATE, 201, {
    body: walk.fitting({
      title: 'Contract shirt',
      status: 'active',
      tags: ['cotton'],
      variants: [
        sized('S', {
          price: '18.00',
          image_url: 'https://pictures.example.com/shirt.png',
          inventory_quantity: 4,
          barcode: '4006381333924',
          weight: '0.2',
          weight_unit: 'kg',
        }),
        sized('M', { price: '19.00', compare_at_price: '25.00', cost_per_item: '6.00', inventory_quantity: 5 }),
      ],
    }),
  });
  expect(made.variants.map(({ options, price }) => [options, price])).toEqual([
    [{ Size: 'S' }, '18.00'],
    [{ Size: 'M' }, '19.00'],
  ]);
  return made;
}

/** What is here only, published later, and what is forgotten here only. */
async function keepHere(walk: Walk): Promise<void> {
  const query = { push: 'false' };
  const body = { title: 'Contract draft', price: '5.00', sku: `LOCAL-${walk.platform}` };
  const { id } = await walk.data<ReadProduct>(CREATE, 201, { body, query });
  const ids = { product_id: id };
  const changed = await walk.data<ReadProduct>(CHANGE, 200, { ids, query, body: { price: '6.00' } });
  expect([changed.platform_product_id, changed.price]).toEqual([null, '6.00']);
  const published = await walk.data<ReadProduct>(CHANGE, 200, { ids, body: { title: 'Contract debut' } });
  expect(published).toMatchObject({ id, title: 'Contract debut', platform_product_id: expect.any(String) as string });
  await walk.take(DELETE, 200, { ids });
  const other = await walk.data<ReadProduct>(CREATE, 201, { body: { ...body, sku: `${body.sku}-2` }, query });
  await walk.take(DELETE, 200, { ids: { product_id: other.id }, query });
}

async function changeSimple(walk: Walk, { id }: ReadProduct): Promise<void> {
  const ids = { product_id: id };
  const etag = (await walk.take(READ, 200, { ids })).headers.get('etag')!;
  const changed = await walk.data<ReadProduct>(CHANGE, 200, {
    ids,
    headers: { 'if-match': etag },
    body: walk.fitting({
      title: 'Contract lamp II',
      description: null,
      status: 'active',
      tags: ['light'],
      price: '19.90',
      compare_at_price: null,
      cost_per_item: '8.00',
      weight: '1.25',
      inventory_quantity: 9,
      images: [],
    }),
  });
  expect(changed).toMatchObject({ id, title: 'Contract lamp II', price: '19.90', inventory_quantity: 9 });
  await walk.take(CHANGE, 412, { ids, headers: { 'if-match': etag }, body: { title: 'Too late' } });
}

async function changeShirt(walk: Walk, { id, variants }: ReadProduct): Promise<void> {
  const [small, medium] = variants;
  const changed = await walk.data<ReadProduct>(CHANGE, 200, {
    ids: { product_id: id },
    body: {
      variants: [
        { id: small!.id, price: '17.00', compare_at_price: '20.00', cost_per_item: '5.00' },
        { options: { Size: 'L' }, price: '21.00', sku: `SHIRT-L-${walk.platform}`, inventory_quantity: 2 },
      ],
      remove_variants: [medium!.id],
    },
  });
  expect(changed.variants.map(({ options, price }) => [options.Size, price])).toEqual([
    ['S', '17.00'],
    ['L', '21.00'],
  ]);
}

/** Pictures that a product has are kept by their addresses, wherever those are; the others go. */
async function changePictures(walk: Walk): Promise<void> {
  type Pictured = ReadProduct & { images: { url: string; alt: string | null }[] };
  const all = await walk.items<Pictured>(LIST, { query: { limit: '100' } });
  const { id, images } = all.reduce((most, one) => (one.images.length > most.images.length ? one : most));
  expect(images.length).toBeGreaterThan(0);
  const ids = { product_id: id };
  const [{ url, alt }] = images as [Pictured['images'][number]];
  const kept = await walk.data<Pictured>(CHANGE, 200, { ids, body: { images: [{ url, alt }] } });
  expect(kept.images).toEqual([images[0]]);
  const { error } = (await walk.take(CHANGE, 400, { ids, body: { images: [{ url }, { url: 'http://10.0.0.1/' }] } }))
    .body;
  expect(error.details.errors).toMatchObject([{ field: 'images.1.url' }]);
  const bare = await walk.data<Pictured>(CHANGE, 200, { ids, body: { images: [] } });
  expect(bare.images).toEqual([]);
}

/** What the API refuses by itself, and what the platform refuses in its own words. */
async function refuse(walk: Walk, known: ReadProduct): Promise<void> {
  const ids = { product_id: known.id };
  await walk.take(CHANGE, 400, { ids, body: { price: '-1.00' } });
  const refused = walk.platform === 'shopify' ? { title: 'x'.repeat(300) } : { title: 'Twice', sku: known.sku };
  const { body } = await walk.take(CREATE, 424, { body: { ...refused, price: '1.00' } });
  expect(body.error).toMatchObject({ code: 'PROVIDER_REJECTED', details: { provider: walk.platform } });
}

/** A few products by all rules at once, looked at before, and undone. */
async function changeMany(walk: Walk, ids: string[]): Promise<void> {
  const changes = {
    price: { percent: '10', round: '.99' },
    compare_at_price: { set: '99.00' },
    cost_per_item: { add: '1.00' },
    inventory_quantity: { add: 3 },
    status: 'draft',
    ...walk.fitting({ tags: { add: ['sale'], remove: ['light'] } }),
  };
  const selection = { ids };
  const preview = await walk.data<{ count?: number }>(BULK, 200, { body: { selection, changes, dry_run: true } });
  expect(JSON.stringify(preview)).toContain('.99');
  const { job } = await walk.data<{ job: Job }>(BULK, 202, { body: { selection, changes } });
  expect((await jobSucceeded(walk.http, job.id)).result).toEqual({ done: ids.length, failed: 0, skipped: 0 });
  const items = await walk.items<{ state: string }>(BULK_ITEMS, { ids: { job_id: job.id }, query: { state: 'done' } });
  expect(items).toHaveLength(ids.length);
  const undo = await walk.data<{ job: Job }>(UNDO, 202, { ids: { job_id: job.id } });
  expect((await jobSucceeded(walk.http, undo.job.id)).result).toEqual({ done: ids.length, failed: 0, skipped: 0 });
  await walk.take(UNDO, 409, { ids: { job_id: job.id } });
  await walk.take(BULK, 400, { body: { selection, changes: { price: { add: '-1000.00' } } } });
}

/** More than are changed one by one anywhere: by the platform's own bulk. */
async function changeAll(walk: Walk): Promise<void> {
  const body = {
    selection: { filter: { status: 'active' } },
    changes: { price: { percent: '-10' }, ...walk.fitting({ tags: { add: ['autumn'] } }) },
  };
  const { job } = await walk.data<{ job: Job }>(BULK, 202, { body });
  const { result } = await jobSucceeded(walk.http, job.id);
  expect(result!.skipped).toBe(0);
  // Only what has no price to take a part of is refused, and that by us: the shops refuse nothing.
  const failed = await walk.items<{ error: object }>(BULK_ITEMS, {
    ids: { job_id: job.id },
    query: { state: 'failed' },
  });
  expect(failed.map(({ error }) => error)).toEqual(
    failed.map(() => ({ code: 'REFUSED', message: expect.stringContaining('no price') as string })),
  );
  expect(result!.done).toBeGreaterThan(20);
}
