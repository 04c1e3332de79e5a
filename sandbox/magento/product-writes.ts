import type { JsonObject } from '../core/json.js';
import { MagentoError, noSuchProduct } from './answers.js';
import type { Product } from './catalog-types.js';
import { checked, isObject, listIn, numberIn, plainText, textIn } from './input.js';
import type { Site } from './site.js';

/** Creates the product, or changes the one that has the id or the SKU already, as the platform does. */
export function saveProduct(site: Site, input: JsonObject, sku: string | null): Product {
  const given = textIn(input, 'sku') ?? sku ?? '';
  if (given.trim() === '')
    throw new MagentoError(400, 'The "sku" attribute value is empty. Set the attribute and try again.');
  const id = numberIn(input, 'id');
  const known = id === null ? site.catalog.bySku(given) : site.catalog.products.get(id);
  if (id !== null && known === undefined) throw noSuchProduct();
  validate(site, input, known);
  const at = site.tick();
  const product = known ?? create(site, input, given, at);
  if (known !== undefined && known.sku !== given) rename(site, known, given);
  applyPlain(product, input);
  applyCustom(product, input);
  applyExtension(site, product, input);
  product.updated = at;
  return product;
}

function validate(site: Site, input: JsonObject, known: Product | undefined): void {
  const price = numberIn(input, 'price');
  if (price !== null && price < 0) {
    throw new MagentoError(400, 'The value of attribute "price" must be greater than or equal to zero');
  }
  if (known === undefined) {
    if ((textIn(input, 'name') ?? '') === '') throw emptyAttribute('Product Name');
    if (price === null && input.type_id !== 'configurable') throw emptyAttribute('Price');
  }
  const status = numberIn(input, 'status');
  if (status !== null && status !== 1 && status !== 2) throw new MagentoError(400, 'The status is invalid.');
  checkUrlKey(site, input, known);
}

function emptyAttribute(label: string): MagentoError {
  return new MagentoError(400, 'The "%1" attribute value is empty. Set the attribute and try again.', [label]);
}

/** No two products at one address; without a key of its own, a new one's comes from its name. */
function checkUrlKey(site: Site, input: JsonObject, known: Product | undefined): void {
  const given = customIn(input).find(([code]) => code === 'url_key')?.[1] ?? null;
  const key = given ?? (known === undefined ? slug(textIn(input, 'name') ?? '') : null);
  if (key === null || key === '') return;
  for (const other of site.catalog.products.values()) {
    if (other !== known && other.attributes.get('url_key') === key) {
      throw new MagentoError(400, 'URL key for specified store already exists.');
    }
  }
}

function create(site: Site, input: JsonObject, sku: string, at: number): Product {
  const type = textIn(input, 'type_id') ?? 'simple';
  if (type !== 'simple' && type !== 'virtual' && type !== 'configurable')
    throw new MagentoError(400, 'Invalid product type');
  const name = textIn(input, 'name') ?? '';
  return site.catalog.add({
    sku,
    name,
    type,
    price: 0,
    status: 1,
    visibility: 4,
    weight: null,
    created: at,
    updated: at,
    sources: type === 'configurable' ? new Map<string, number>() : new Map([['default', 0]]),
    media: [],
    attributes: new Map([['url_key', slug(name)]]),
    options: [],
    children: [],
    manage_stock: true,
  });
}

function rename(site: Site, product: Product, sku: string): void {
  const other = site.catalog.bySku(sku);
  if (other !== undefined && other !== product) {
    throw new MagentoError(400, 'The value of the "SKU" attribute isn\'t unique. Set a unique value and try again.');
  }
  site.catalog.rename(product, sku);
}

function applyPlain(product: Product, input: JsonObject): void {
  const price = numberIn(input, 'price');
  if (price !== null) product.price = Math.round(price * 100);
  product.name = textIn(input, 'name') ?? product.name;
  const status = numberIn(input, 'status');
  if (status === 1 || status === 2) product.status = status;
  const visibility = numberIn(input, 'visibility');
  if (visibility === 1 || visibility === 2 || visibility === 3 || visibility === 4) product.visibility = visibility;
  if ('weight' in input) product.weight = numberIn(input, 'weight');
}

function customIn(input: JsonObject): [string, string | null][] {
  return listIn(input, 'custom_attributes').map((entry) => {
    const code = textIn(entry, 'attribute_code') ?? '';
    const { value } = entry;
    return [code, value === null || value === undefined || value === '' ? null : plainText(value)];
  });
}

function applyCustom(product: Product, input: JsonObject): void {
  for (const [code, value] of customIn(input)) {
    // Attributes that the product's set does not have are passed over without a word.
    if (value === null) product.attributes.delete(code);
    else product.attributes.set(code, value);
  }
}

function applyExtension(site: Site, product: Product, input: JsonObject): void {
  const extension = input.extension_attributes;
  if (!isObject(extension)) return;
  checked(extension, 'ProductExtension');
  if (isObject(extension.stock_item)) applyStock(product, checked(extension.stock_item, 'StockItem'));
  if (Array.isArray(extension.configurable_product_options)) {
    product.options = listIn(extension, 'configurable_product_options').map(
      (option) => numberIn(option, 'attribute_id') ?? 0,
    );
    if (product.options.some((id) => site.attributes.byId(id) === undefined))
      throw new MagentoError(400, 'The attribute does not exist.');
  }
  if (Array.isArray(extension.configurable_product_links)) {
    const links = extension.configurable_product_links.map(Number);
    for (const id of links) {
      const child = site.catalog.products.get(id);
      if (child === undefined) throw new MagentoError(400, 'Product with id "%1" does not exist.', [id]);
      checkOptions(site, product, child);
    }
    for (const id of [...product.children]) site.catalog.unlink(product, id);
    for (const id of links) site.catalog.link(product, id);
  }
}

/** A child must have a value for each attribute of its parent, and no other child the same ones. */
export function checkOptions(site: Site, parent: Product, child: Product): void {
  for (const id of parent.options) {
    const code = site.attributes.byId(id)?.code ?? '';
    if (!child.attributes.has(code)) {
      throw new MagentoError(400, 'Product with id "%1" does not contain required attribute "%2".', [child.id, code]);
    }
  }
}

/** Setting the stock item sets the default source's pieces. */
export function applyStock(product: Product, item: JsonObject): void {
  const qty = numberIn(item, 'qty');
  if (qty !== null) product.sources.set('default', qty);
  if (typeof item.manage_stock === 'boolean') product.stock.manage_stock = item.manage_stock;
}

export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
