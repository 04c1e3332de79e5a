import type { Json, JsonObject } from '../core/json.js';
import { createRandom, seedOf } from '../core/random.js';
import { GTIN, picturesOf, type Catalog, type VariationOf } from './catalog.js';
import type { ProductSpec } from './catalog-specs.js';
import type { Links } from './links.js';
import { moneyText, priceText, type Units } from './money.js';
import { escapeHtml } from './php.js';
import { pictureView } from './picture-view.js';
import { gmtText, localText } from './site-time.js';
import { BRANDS, TAGS, type Term } from './vocabulary.js';

export interface ViewContext {
  catalog: Catalog;
  links: Links;
  /** The shop's time, in seconds: scheduled sales begin and end by it. */
  now: number;
}

/** The product as `GET products/{id}` answers it, its members in the platform's order. */
export function productView(spec: ProductSpec, context: ViewContext): JsonObject {
  const offers = offersOf(spec, context);
  return {
    ...headOf(spec, context.links),
    ...pricesOf(spec, offers, context.now),
    ...kindOf(spec),
    ...stockOf(spec),
    ...shippingOf(spec),
    ...relationsOf(spec, context),
    price_html: priceHtml(spec, offers, context.now),
    related_ids: relatedIds(spec, context.catalog),
    meta_data: spec.quirk === 'meta' ? productMeta() : [],
    stock_status: stockStatusOf(spec),
    has_options: spec.type === 'variable',
    post_password: '',
    global_unique_id: spec.quirk === 'four_decimals' ? GTIN : '',
    ...spec.written,
    _links: context.links.record('products', spec.id),
  };
}

/** A draft has no address of its own yet. */
function isPublished(spec: ProductSpec): boolean {
  return spec.status !== 'draft' && spec.status !== 'pending';
}

function headOf(spec: ProductSpec, links: Links): JsonObject {
  const published = isPublished(spec);
  return {
    id: spec.id,
    name: spec.name,
    slug: published ? spec.slug : '',
    permalink: published ? `${links.home}/product/${spec.slug}/` : `${links.home}/?post_type=product&p=${spec.id}`,
    date_created: localText(spec.created),
    date_created_gmt: gmtText(spec.created),
    date_modified: localText(spec.modified),
    date_modified_gmt: gmtText(spec.modified),
    type: spec.type,
    status: spec.status,
    featured: spec.quirk === 'featured',
    catalog_visibility: spec.quirk === 'hidden' ? 'hidden' : 'visible',
    description: spec.type === 'simple' ? descriptionOf(spec) : '',
    short_description: spec.type === 'simple' ? `<p>Short ${spec.index + 1}</p>\n` : '',
    sku: spec.sku,
  };
}

function pricesOf(spec: ProductSpec, offers: Offer[], now: number): JsonObject {
  const price = offers[0]?.price ?? null;
  return {
    price: priceOrNone(price),
    regular_price: priceOrNone(spec.regular),
    sale_price: priceOrNone(spec.sale),
    ...saleDates(spec),
    on_sale: spec.type === 'variable' ? offers.some((offer) => offer.on_sale) : saleRuns(spec, now),
    purchasable: spec.type !== 'external' && spec.type !== 'grouped' && price !== null,
    total_sales: isPublished(spec) && price !== null ? (spec.index * 7) % 61 : 0,
  };
}

function priceOrNone(price: Units | null): string {
  return price === null ? '' : priceText(price);
}

function kindOf(spec: ProductSpec): JsonObject {
  return {
    virtual: spec.virtual,
    downloadable: spec.downloadable,
    downloads: [],
    download_limit: spec.downloadable ? 3 : -1,
    download_expiry: -1,
    external_url: spec.type === 'external' ? 'https://example.test/x' : '',
    button_text: spec.type === 'external' ? 'Buy there' : '',
    tax_status: spec.tax_status,
    tax_class: spec.tax_class,
  };
}

function stockOf(spec: ProductSpec): JsonObject {
  return {
    manage_stock: spec.stock !== null,
    stock_quantity: spec.stock,
    backorders: spec.backorders,
    backorders_allowed: spec.backorders !== 'no',
    backordered: stockStatusOf(spec) === 'onbackorder',
    low_stock_amount: spec.stock !== null && spec.index % 5 === 0 ? 5 : null,
    sold_individually: spec.quirk === 'sold_individually',
  };
}

function shippingOf(spec: ProductSpec): JsonObject {
  const simple = spec.type === 'simple';
  const measured = simple && spec.index % 4 === 0;
  return {
    weight: simple ? String(((spec.index * 3) % 40) / 10 + 0.5) : '',
    dimensions: measured ? { length: '10', width: '5.5', height: '2' } : { length: '', width: '', height: '' },
    shipping_required: !spec.virtual,
    shipping_taxable: !spec.virtual && spec.tax_status === 'taxable',
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: true,
    average_rating: '0.00',
    rating_count: 0,
  };
}

function relationsOf(spec: ProductSpec, { catalog, links }: ViewContext): JsonObject {
  return {
    upsell_ids: spec.quirk === 'images' ? [spec.id + 1, spec.id + 2] : [],
    cross_sell_ids: spec.quirk === 'images' ? [spec.id + 3] : [],
    parent_id: 0,
    purchase_note: '',
    categories: spec.categories.filter((term, at, all) => all.indexOf(term) === at).map(termView),
    brands: spec.index % 9 === 5 ? [termView(BRANDS[spec.index % BRANDS.length])] : [],
    tags: spec.index % 3 === 0 ? [termView(TAGS[spec.index % TAGS.length])] : [],
    images: picturesOf(spec).map((n) => pictureOf(n, spec, links)),
    attributes: attributesOf(spec),
    default_attributes: [],
    variations: spec.variations.map((variation) => variation.id),
    grouped_products: spec.type === 'grouped' ? groupedOf(catalog).map((member) => member.id) : [],
    menu_order: 0,
  };
}

export function saleRuns(spec: ProductSpec, now: number): boolean {
  return spec.sale !== null && (spec.sale_from ?? 0) <= now && (spec.sale_to ?? Infinity) >= now;
}

export function saleDates(spec: Pick<ProductSpec, 'sale_from' | 'sale_to'>): JsonObject {
  const local = (at: number | null): string | null => (at === null ? null : localText(at));
  const gmt = (at: number | null): string | null => (at === null ? null : gmtText(at));
  return {
    date_on_sale_from: local(spec.sale_from),
    date_on_sale_from_gmt: gmt(spec.sale_from),
    date_on_sale_to: local(spec.sale_to),
    date_on_sale_to_gmt: gmt(spec.sale_to),
  };
}

export function htmlPrice(price: Units, range = false): string {
  const [whole, cents] = moneyText(price).split('.');
  const grouped = (whole ?? '').replace(/\B(?=(\d{3})+$)/g, ',');
  const hidden = range ? ' aria-hidden="true"' : '';
  return (
    `<span class="woocommerce-Price-amount amount"${hidden}><bdi><span class="woocommerce-Price-currencySymbol" ` +
    `translate="no">&#36;</span>${grouped}.${cents ?? '00'}</bdi></span>`
  );
}

interface Offer {
  price: Units;
  on_sale: boolean;
}

/** What the product can be had for, cheapest first. */
function offersOf(spec: ProductSpec, context: ViewContext): Offer[] {
  const members =
    spec.type === 'variable'
      ? spec.variations.map((variation) => ({
          price: variation.sale ?? variation.regular,
          on_sale: variation.sale !== null,
        }))
      : spec.type === 'grouped'
        ? groupedOf(context.catalog).map((member) => ({ price: member.regular ?? 0, on_sale: false }))
        : spec.regular === null
          ? []
          : [{ price: saleRuns(spec, context.now) ? (spec.sale ?? 0) : spec.regular, on_sale: false }];
  return members.sort((a, b) => a.price - b.price);
}

function groupedOf(catalog: Catalog): ProductSpec[] {
  return catalog.specs.filter((spec) => spec.quirk === 'images' || spec.quirk === 'meta').slice(0, 2);
}

function priceHtml(spec: ProductSpec, offers: Offer[], now: number): string {
  const low = offers[0]?.price;
  const high = offers[offers.length - 1]?.price;
  if (low === undefined || high === undefined) return '';
  if (low !== high) {
    const words = `Price range: &#36;${moneyText(low)} through &#36;${moneyText(high)}`;
    return (
      `${htmlPrice(low, true)} <span aria-hidden="true">&ndash;</span> ${htmlPrice(high, true)}` +
      `<span class="screen-reader-text">${words}</span>`
    );
  }
  if (spec.regular === null || !saleRuns(spec, now)) return htmlPrice(low);
  return (
    `<del aria-hidden="true">${htmlPrice(spec.regular)}</del> <span class="screen-reader-text">Original price was: ` +
    `&#036;${moneyText(spec.regular)}.</span><ins aria-hidden="true">${htmlPrice(low)}</ins>` +
    `<span class="screen-reader-text">Current price is: &#036;${moneyText(low)}.</span>`
  );
}

function stockStatusOf(spec: ProductSpec): string {
  if (spec.variable === 'none') return 'outofstock';
  if (spec.stock === null || spec.stock > 0) return 'instock';
  return spec.backorders === 'no' ? 'outofstock' : 'onbackorder';
}

function descriptionOf(spec: ProductSpec): string {
  const n = spec.index + 1;
  return `<p>Long description of <strong>product ${n}</strong>.</p>\n<ul>\n<li>one</li>\n<li>two &amp; more</li>\n</ul>\n`;
}

function termView(term: Term | undefined): JsonObject {
  if (term === undefined) throw new RangeError('no such term');
  return { id: term.id, name: escapeHtml(term.name), slug: term.slug };
}

function pictureOf(n: number, { created }: ProductSpec, links: Links): JsonObject {
  return pictureView({ id: 9 + n, src: links.picture(n), name: `product-${n}`, alt: `Picture ${n}`, created });
}

/** Of the product as it was made; what was written lies over it. */
function attributesOf(spec: ProductSpec): Json[] {
  if (spec.type !== 'variable') return [];
  const attribute = (id: number, name: string, slug: string, variation: boolean, options: string[]): JsonObject => ({
    id,
    name,
    slug,
    position: 0,
    visible: variation,
    variation,
    options,
  });
  if (spec.variable === 'custom') {
    const options = ['Oak', 'Birch wood', 'Zebra', 'mix'];
    return [attribute(0, 'Material / Finish', 'Material / Finish', true, options)];
  }
  return [
    attribute(1, 'Color', 'pa_color', true, ['Blue', 'Green', 'Red']),
    attribute(2, 'Size', 'pa_size', true, ['L', 'M', 'S']),
    ...(spec.variable === 'care' ? [attribute(0, 'Care', 'Care', false, ['Hand wash'])] : []),
  ];
}

function productMeta(): JsonObject[] {
  return [
    { id: 68, key: 'supplier_code', value: 'SUP-77' },
    { id: 69, key: 'dims', value: { a: 1, b: ['x', 'y'] } },
    { id: 70, key: '_hidden_cost', value: '4.20' },
    { id: 71, key: 'num', value: '7' },
    { id: 72, key: 'flag', value: '1' },
  ];
}

function relatedIds(spec: ProductSpec, catalog: Catalog): number[] {
  const random = createRandom(seedOf(spec.id, 'woo-related'));
  const others = new Set<number>();
  for (let tries = 0; tries < 10 && others.size < 5; tries++) {
    const other = random.pick(catalog.specs);
    if (other.id !== spec.id && other.status === 'publish') others.add(other.id);
  }
  return [...others];
}

/** The name that a variation bears where it is read as a product. */
export function variationTitle({ parent, variation }: VariationOf): string {
  return [parent.name, variation.options.map((option) => option.value).join(', ')].filter(Boolean).join(' - ');
}
