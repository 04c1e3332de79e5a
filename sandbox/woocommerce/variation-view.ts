import type { Json, JsonObject } from '../core/json.js';
import { rowsOf } from './body.js';
import type { VariationOf } from './catalog.js';
import type { ProductSpec } from './catalog-specs.js';
import type { Links } from './links.js';
import { priceText } from './money.js';
import { htmlPrice, saleDates, variationTitle } from './product-view.js';
import { gmtText, localText } from './site-time.js';
import { GLOBAL_ATTRIBUTES } from './vocabulary.js';

/** Recorded: the route across all products writes `up` as product 0 and leaves the hints out. */
export type VariationRoute = 'of_product' | 'across';

export function variationView(of: VariationOf, links: Links, route: VariationRoute): JsonObject {
  const { parent, variation } = of;
  const shared = sharedFields(of, links);
  const collection = route === 'across' ? 'variations' : `products/${parent.id}/variations`;
  const own = links.rest(`${collection}/${variation.id}`);
  return {
    id: variation.id,
    type: 'variation',
    ...shared.dates,
    description: '',
    permalink: shared.permalink,
    sku: shared.sku,
    global_unique_id: '',
    ...shared.prices,
    status: variation.status,
    purchasable: shared.purchasable,
    virtual: false,
    downloadable: false,
    downloads: [],
    download_limit: -1,
    download_expiry: -1,
    tax_status: 'taxable',
    tax_class: '',
    manage_stock: shared.manage_stock,
    stock_quantity: shared.stock,
    stock_status: shared.stock_status,
    backorders: 'no',
    backorders_allowed: false,
    backordered: false,
    low_stock_amount: null,
    weight: '',
    dimensions: { length: '', width: '', height: '' },
    shipping_class: '',
    shipping_class_id: 0,
    image: null,
    gallery_image_ids: [],
    attributes: shared.attributes,
    menu_order: 0,
    meta_data: [],
    name: variation.options.map((option) => option.value).join(', '),
    parent_id: parent.id,
    ...variation.written,
    _links: {
      ...(route === 'across'
        ? { self: [{ href: own }], collection: [{ href: links.rest(collection) }] }
        : links.record(collection, variation.id)),
      up: [{ href: links.rest(route === 'across' ? 'products/0' : `products/${parent.id}`) }],
    },
  };
}

/** A variation as `GET products/{its id}` answers it, and as its webhook carries it. */
export function variationAsProduct(of: VariationOf, links: Links): JsonObject {
  const { parent, variation } = of;
  const shared = sharedFields(of, links);
  const values = variation.options.map((option) => option.value.toLowerCase().replace(/[^a-z]+/g, '-'));
  return {
    id: variation.id,
    name: variationTitle(of),
    slug: [parent.slug, ...values].join('-'),
    permalink: shared.permalink,
    ...shared.dates,
    type: 'variation',
    status: variation.status,
    featured: false,
    catalog_visibility: 'visible',
    description: '',
    short_description: '',
    sku: shared.sku,
    ...shared.prices,
    purchasable: shared.purchasable,
    total_sales: '0',
    virtual: false,
    downloadable: false,
    downloads: [],
    download_limit: -1,
    download_expiry: -1,
    external_url: '',
    button_text: '',
    tax_status: 'taxable',
    tax_class: '',
    manage_stock: shared.manage_stock === true,
    stock_quantity: shared.stock,
    backorders: 'no',
    backorders_allowed: false,
    backordered: false,
    low_stock_amount: null,
    sold_individually: false,
    weight: '',
    dimensions: { length: '', width: '', height: '' },
    shipping_required: true,
    shipping_taxable: true,
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: false,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    parent_id: parent.id,
    purchase_note: '',
    categories: [],
    brands: [],
    tags: [],
    images: [],
    attributes: shared.attributes,
    default_attributes: [],
    variations: [],
    grouped_products: [],
    menu_order: 0,
    price_html: htmlPrice(variation.sale ?? variation.regular),
    related_ids: [],
    meta_data: [],
    stock_status: shared.stock_status,
    has_options: false,
    post_password: '',
    global_unique_id: '',
    ...variation.written,
    _links: { ...links.record('products', variation.id), up: [{ href: links.rest(`products/${parent.id}`) }] },
  };
}

interface Shared {
  dates: JsonObject;
  prices: JsonObject;
  permalink: string;
  sku: string;
  purchasable: boolean;
  manage_stock: boolean | 'parent';
  stock: number | null;
  stock_status: string;
  attributes: Json[];
}

function sharedFields({ parent, variation }: VariationOf, links: Links): Shared {
  const created = parent.created + 1;
  const modified = variation.modified ?? created;
  const shares = parent.stock !== null && variation.own_stock !== true;
  const stock = shares ? parent.stock : variation.stock;
  const query = variation.options.map(({ attribute, value }) =>
    attribute === 'Material / Finish'
      ? `attribute_material-finish=${encodeURIComponent(value).replaceAll('%20', '+')}`
      : `attribute_pa_${attribute.toLowerCase()}=${value.toLowerCase()}`,
  );
  return {
    dates: {
      date_created: localText(created),
      date_created_gmt: gmtText(created),
      date_modified: localText(modified),
      date_modified_gmt: gmtText(modified),
    },
    prices: {
      price: priceText(variation.sale ?? variation.regular),
      regular_price: priceText(variation.regular),
      sale_price: variation.sale === null ? '' : priceText(variation.sale),
      ...saleDates({ sale_from: null, sale_to: null }),
      on_sale: variation.sale !== null,
    },
    permalink: `${links.home}/product/${parent.slug}/${query.length > 0 ? `?${query.join('&')}` : ''}`,
    sku: variation.sku === '' ? parent.sku : variation.sku,
    purchasable: variation.status === 'publish' && parent.status === 'publish',
    manage_stock: shares ? 'parent' : variation.stock !== null,
    stock,
    stock_status: stock === null || stock > 0 ? 'instock' : 'outofstock',
    attributes: variation.options.map(({ attribute, value }) => attributeView(parent, attribute, value)),
  };
}

/** The shop's own attributes have ids; a product's own have none. */
function attributeView(parent: ProductSpec, name: string, option: string): JsonObject {
  const written = rowsOf(parent.written?.attributes).find((one) => one.name === name);
  const id = written === undefined ? GLOBAL_ATTRIBUTES.indexOf(name) + 1 : Number(written.id);
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { id, name, slug: id > 0 ? `pa_${slug}` : slug, option };
}
