import type { JsonObject } from '../core/json.js';
import { jsonAnswer, WooError } from './answers.js';
import type { VariationOf } from './catalog.js';
import type { ProductSpec } from './catalog-specs.js';
import { dateFilter, FoundCache, idFilter, pageAnswer, selectFields, sortBy } from './listing.js';
import { DATE_RULES, orderRules, PAGE_RULES, type Params, type ParamRules } from './params.js';
import { productView, saleRuns } from './product-view.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { variationAsProduct, variationView, type VariationRoute } from './variation-view.js';

const STATUSES = ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'];
const SHARED: ParamRules = {
  ...PAGE_RULES,
  ...DATE_RULES,
  status: { type: 'string', default: 'any', values: STATUSES },
  sku: { type: 'string' },
  slug: { type: 'string' },
  on_sale: { type: 'boolean' },
  stock_status: { type: 'string', values: ['instock', 'outofstock', 'onbackorder'] },
};
const PRODUCT_ORDERBY =
  'date,id,include,title,slug,modified,popularity,rating,post__in,price,sales,menu_order,random'.split(',');
const PRODUCT_RULES: ParamRules = {
  ...SHARED,
  ...orderRules(PRODUCT_ORDERBY),
  type: { type: 'string', values: ['simple', 'grouped', 'external', 'variable'] },
  featured: { type: 'boolean' },
  category: { type: 'string' },
  tag: { type: 'string' },
};
const VARIATION_RULES: ParamRules = {
  ...SHARED,
  ...orderRules(['date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order']),
};

/** A row of `products`: a variation is among them only where its SKU was asked for. */
type Row = ProductSpec | VariationOf;

export function productRoutes(): Route[] {
  const found = new FoundCache<Row>();
  const variations = new FoundCache<VariationOf>();
  const variationList = (call: Call, all: () => VariationOf[], view: VariationRoute, scope: string): VariationOf[] =>
    variations.get(
      call.query,
      call.site.catalog.version,
      () => findVariations(all(), call.params, call.site),
      view + scope,
    );
  return [
    route('GET', 'products', 'list', PRODUCT_RULES, ({ site, query, params, page }) => {
      const rows = found.get(query, site.catalog.version, () => findProducts(site, params));
      return pageAnswer(page, rows, (row) => rowView(row, site));
    }),
    route('GET', 'products/#', 'view', {}, ({ site, path, query }) => {
      const id = Number(path[0]);
      const row = site.catalog.product(id) ?? site.catalog.variation(id);
      if (row === undefined) throw new WooError(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
      return jsonAnswer(200, selectFields(rowView(row, site), query));
    }),
    route('GET', 'products/#/variations', 'list', VARIATION_RULES, (call) => {
      const parent = call.site.catalog.product(Number(call.path[0]));
      if (parent === undefined) {
        throw new WooError(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
      }
      const own = (): VariationOf[] => parent.variations.map((variation) => ({ parent, variation }));
      const list = variationList(call, own, 'of_product', String(parent.id));
      return pageAnswer(call.page, list, (of) => variationView(of, call.site.links, 'of_product'));
    }),
    route('GET', 'products/#/variations/#', 'view', {}, ({ site, path, query }) => {
      const of = site.catalog.variation(Number(path[1]));
      if (of?.parent.id !== Number(path[0])) throw variationMissing();
      return jsonAnswer(200, selectFields(variationView(of, site.links, 'of_product'), query));
    }),
    route('GET', 'variations', 'list', VARIATION_RULES, (call) => {
      const live = (): VariationOf[] =>
        call.site.catalog.allVariations().filter(({ parent }) => parent.status !== 'trash');
      const list = variationList(call, live, 'across', '');
      return pageAnswer(call.page, list, (of) => variationView(of, call.site.links, 'across'));
    }),
  ];
}

function variationMissing(): WooError {
  return new WooError(404, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
}

function rowView(row: Row, site: Site): JsonObject {
  return 'variation' in row ? variationAsProduct(row, site.links) : productView(row, site.view);
}

function findProducts(site: Site, params: Params): Row[] {
  const { catalog } = site;
  const sku = params.text('sku');
  const skus = new Set(sku.split(',').map((one) => one.trim()));
  const dated = dateFilter(params);
  const wanted = idFilter(params);
  const products = catalog.specs.filter(
    (spec) =>
      dated(spec) &&
      wanted(spec.id) &&
      (sku === '' || skus.has(spec.sku)) &&
      hasText(spec, params) &&
      hasFlags(spec, params, site.now),
  );
  const variations =
    sku === ''
      ? []
      : catalog.allVariations().filter(({ variation }) => variation.sku !== '' && skus.has(variation.sku));
  return arrange<Row>([...products, ...variations], params, {
    id: (row) => ('variation' in row ? row.variation.id : row.id),
    created: (row) => ('variation' in row ? row.parent.created : row.created),
    modified: (row) => ('variation' in row ? row.parent.modified : row.modified),
    title: (row) => ('variation' in row ? row.parent.name : row.name),
    price: (row) => ('variation' in row ? row.variation.regular : (row.regular ?? row.variations[0]?.regular ?? 0)),
  });
}

function hasText(spec: ProductSpec, params: Params): boolean {
  const status = params.text('status');
  const type = params.text('type');
  const slug = params.text('slug');
  const category = params.text('category');
  return (
    (status === 'any' ? spec.status !== 'trash' : spec.status === status) &&
    (type === '' || spec.type === type) &&
    (slug === '' || spec.slug === slug) &&
    (category === '' || spec.categories.some((term) => String(term.id) === category)) &&
    spec.name.toLowerCase().includes(params.text('search').toLowerCase())
  );
}

function hasFlags(spec: ProductSpec, params: Params, now: number): boolean {
  const onSale = params.flag('on_sale');
  const featured = params.flag('featured');
  const reduced = saleRuns(spec, now) || spec.variations.some((variation) => variation.sale !== null);
  return (onSale === null || onSale === reduced) && (featured === null || featured === (spec.quirk === 'featured'));
}

function findVariations(all: VariationOf[], params: Params, site: Site): VariationOf[] {
  const status = params.text('status');
  const sku = params.text('sku');
  const dated = dateFilter(params);
  const wanted = idFilter(params);
  const parents = new Set(params.integers('parent'));
  const onSale = params.flag('on_sale');
  const kept = all.filter(
    ({ parent, variation }) =>
      (status === 'any' || variation.status === status) &&
      (sku === '' || variation.sku === sku) &&
      (parents.size === 0 || parents.has(parent.id)) &&
      (onSale === null || onSale === (variation.sale !== null)) &&
      dated({ created: parent.created + 1, modified: variation.modified ?? parent.created + 1 }) &&
      wanted(variation.id) &&
      site.catalog.variation(variation.id) !== undefined,
  );
  return arrange(kept, params, {
    id: ({ variation }) => variation.id,
    created: ({ parent }) => parent.created,
    modified: ({ parent, variation }) => variation.modified ?? parent.created,
    title: ({ parent }) => parent.name,
    price: ({ variation }) => variation.regular,
  });
}

interface Keys<T> {
  id(item: T): number;
  created(item: T): number;
  modified(item: T): number;
  title(item: T): string;
  price(item: T): number;
}

function arrange<T>(items: T[], params: Params, keys: Keys<T>): T[] {
  const by = params.text('orderby');
  if (by === 'include') {
    const place = new Map(params.integers('include').map((id, at) => [id, at]));
    return [...items].sort((a, b) => (place.get(keys.id(a)) ?? 0) - (place.get(keys.id(b)) ?? 0));
  }
  return sortBy(items, params, (item) => {
    const id = keys.id(item);
    if (by === 'date') return [keys.created(item), id];
    if (by === 'modified') return [keys.modified(item), id];
    if (by === 'title') return [keys.title(item), id];
    return [by === 'price' ? keys.price(item) : id, id];
  });
}
