import type { JsonObject } from '../core/json.js';
import { jsonAnswer, WooError } from './answers.js';
import { batch } from './batch.js';
import { bodyOf, checkBody, rowsOf } from './body.js';
import type { ProductSpec } from './catalog-specs.js';
import { fireProduct } from './fire.js';
import { selectFields } from './listing.js';
import { attributesIn, overlay, pictureIn, PRODUCT_FIELDS, tagsIn, writeSellable } from './product-fields.js';
import { productView } from './product-view.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { CATEGORIES } from './vocabulary.js';

export function productWriteRoutes(): Route[] {
  return [
    route('POST', 'products', 'create', {}, (call) => {
      const body = bodyOf(call);
      checkBody(body, PRODUCT_FIELDS);
      const spec = createProduct(call.site, body);
      const location = call.site.links.rest(`products/${spec.id}`);
      return jsonAnswer(201, productView(spec, call.site.view), { Location: location });
    }),
    // No types are checked in a batch, and what is deleted is gone for good.
    route('POST', 'products/batch', 'edit', {}, (call) => {
      const { site } = call;
      return batch(bodyOf(call), {
        create: (item) => productView(createProduct(site, item), site.view),
        update: (id, item) => productView(updateProduct(site, productOf(site, id, 400), item), site.view),
        remove: (id) => {
          const spec = productOf(site, id, 404);
          const view = productView(spec, site.view);
          removeForGood(site, spec);
          return view;
        },
      });
    }),
    route('PUT', 'products/#', 'edit', {}, (call) => {
      const { site, path, query } = call;
      const spec = productOf(site, Number(path[0]), 404);
      const body = bodyOf(call);
      checkBody(body, PRODUCT_FIELDS);
      return jsonAnswer(200, selectFields(productView(updateProduct(site, spec, body), site.view), query));
    }),
    route('DELETE', 'products/#', 'delete', { force: { type: 'boolean' } }, deleteProduct),
  ];
}

function productOf(site: Site, id: number, status: number): ProductSpec {
  if (site.catalog.variation(id) !== undefined) {
    const words =
      'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.';
    throw new WooError(404, 'woocommerce_rest_invalid_product_id', words);
  }
  const spec = site.catalog.product(id);
  if (spec === undefined) throw new WooError(status, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return spec;
}

/** Checked before anything is kept: a refused product leaves nothing behind. */
function createProduct(site: Site, body: JsonObject): ProductSpec {
  const draft: ProductSpec = {
    id: 0,
    index: site.catalog.specs.length,
    name: 'Product',
    slug: '',
    sku: '',
    type: body.type === 'variable' ? 'variable' : 'simple',
    status: 'publish',
    regular: null,
    sale: null,
    sale_from: null,
    sale_to: null,
    stock: null,
    backorders: 'no',
    tax_class: '',
    tax_status: 'taxable',
    virtual: false,
    downloadable: false,
    quirk: '',
    variable: null,
    categories: CATEGORIES.slice(0, 1),
    created: 0,
    modified: 0,
    variations: [],
    written: EMPTY,
  };
  write(site, draft, body);
  site.tick();
  const slug = freeSlug(site, draft.slug === '' ? slugOf(draft.name) : draft.slug);
  const spec = site.catalog.add((id) => ({ ...draft, id, slug, created: site.now, modified: site.now }));
  site.wrote('products_created');
  fireProduct(site, spec, 'product.created');
  fireProduct(site, spec, 'product.updated');
  return spec;
}

const EMPTY: JsonObject = {
  description: '',
  short_description: '',
  weight: '',
  dimensions: { length: '', width: '', height: '' },
  brands: [],
  tags: [],
  images: [],
  attributes: [],
  meta_data: [],
  global_unique_id: '',
  low_stock_amount: null,
  total_sales: 0,
};

/** Even an empty write moves the date of change and tells the webhooks. */
function updateProduct(site: Site, spec: ProductSpec, body: JsonObject): ProductSpec {
  const copy = { ...spec };
  write(site, copy, body);
  site.tick();
  Object.assign(spec, copy, { modified: site.now });
  site.catalog.version += 1;
  site.wrote('products');
  fireProduct(site, spec, 'product.updated');
  return spec;
}

const STATUSES = ['publish', 'draft', 'pending', 'private'] as const;

function write(site: Site, spec: ProductSpec, body: JsonObject): void {
  if (typeof body.name === 'string') spec.name = body.name;
  if (typeof body.slug === 'string' && body.slug !== '') spec.slug = slugOf(body.slug);
  spec.status = STATUSES.find((status) => status === body.status) ?? spec.status;
  if (spec.type === 'variable' || spec.type === 'grouped') {
    writeSellable(site, spec.id, spec, { ...body, regular_price: '', sale_price: '' });
  } else {
    writeSellable(site, spec.id, spec, body);
    if (body.date_on_sale_from !== undefined) spec.sale_from = null;
    if (body.date_on_sale_to !== undefined) spec.sale_to = null;
  }
  // What they cannot have is dropped without a word.
  if (spec.type === 'grouped' || spec.type === 'external') spec.stock = null;
  const shown = productView(spec, site.view);
  const written = overlay(site, spec.written ?? {}, shown, body);
  if (body.tags !== undefined) written.tags = tagsIn(site, body.tags);
  if (body.attributes !== undefined) written.attributes = attributesIn(body.attributes);
  if (body.images !== undefined) {
    written.images = rowsOf(body.images).map((row) => pictureIn(site, row, rowsOf(shown.images)));
  }
  spec.written = written;
}

function deleteProduct({ site, path, params, query }: Call): ReturnType<Route['handle']> {
  const spec = productOf(site, Number(path[0]), 404);
  const before = productView(spec, site.view);
  if (params.flag('force') === true) {
    removeForGood(site, spec);
    return jsonAnswer(200, selectFields(before, query));
  }
  if (spec.status === 'trash') {
    throw new WooError(410, 'woocommerce_rest_already_trashed', 'The product has already been deleted.');
  }
  site.tick();
  spec.status = 'trash';
  spec.modified = site.now;
  site.catalog.version += 1;
  site.wrote('products_deleted');
  const { id } = spec;
  site.webhooks.fire('product.deleted', id, () => ({ id }));
  // Recorded: trashing a product over REST also tells of a coupon with the product's id.
  site.webhooks.fire('coupon.deleted', id, () => ({ id }));
  return jsonAnswer(200, selectFields(productView(spec, site.view), query));
}

/** No webhook tells of it. */
function removeForGood(site: Site, spec: ProductSpec): void {
  site.tick();
  site.catalog.remove(spec);
  site.orders.forgetProduct(spec.id);
  site.wrote('products_deleted');
}

function slugOf(text: string): string {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  return encodeURIComponent(words.replace(/^-|-$/g, '')).toLowerCase();
}

function freeSlug(site: Site, slug: string): string {
  const taken = new Set(site.catalog.specs.map((spec) => spec.slug));
  let free = slug;
  for (let n = 2; taken.has(free); n += 1) free = `${slug}-${n}`;
  return free;
}
