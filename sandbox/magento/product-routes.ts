import type { Json } from '../core/json.js';
import { MagentoError, noSuchProduct } from './answers.js';
import { attributeView, type Attribute } from './attributes.js';
import type { Product } from './catalog-types.js';
import { criteriaOf, find, listAnswer, pageOf } from './criteria.js';
import { isObject, numberIn, objectIn, plainText, required, textIn } from './input.js';
import { productValue, productView, stockItemView } from './product-view.js';
import { applyStock, checkOptions, saveProduct } from './product-writes.js';
import { route, type Call, type Route } from './routes.js';

const PRODUCTS = 'Magento_Catalog::products';
const ATTRIBUTES = 'Magento_Catalog::attributes_attributes';
const STOCK = 'Magento_CatalogInventory::cataloginventory';

export function productRoutes(): Route[] {
  return [
    route('GET', 'products', PRODUCTS, listProducts),
    route('POST', 'products', PRODUCTS, (call) =>
      view(call, saveProduct(call.site, objectIn(call.body, 'product', 'Product'), null)),
    ),
    route('GET', 'products/attributes', ATTRIBUTES, listAttributes),
    route('GET', 'products/attributes/:code/options', ATTRIBUTES, (call) =>
      attributeOf(call).options.map((option) => ({ ...option })),
    ),
    route('POST', 'products/attributes/:code/options', ATTRIBUTES, addOption),
    route('GET', 'products/:sku', PRODUCTS, (call) => view(call, productOf(call))),
    route('PUT', 'products/:sku', PRODUCTS, (call) =>
      view(call, saveProduct(call.site, objectIn(call.body, 'product', 'Product'), call.path[0] ?? '')),
    ),
    route('DELETE', 'products/:sku', PRODUCTS, removeProduct),
    route('GET', 'stockItems/:sku', STOCK, (call) => stockItemView(productOf(call))),
    route('PUT', 'products/:sku/stockItems/:id', PRODUCTS, putStockItem),
    route('POST', 'products/:sku/media', PRODUCTS, addMedia),
    route('DELETE', 'products/:sku/media/:id', PRODUCTS, removeMedia),
    route('POST', 'configurable-products/:sku/child', PRODUCTS, addChild),
    route('DELETE', 'configurable-products/:sku/children/:child', PRODUCTS, removeChild),
  ];
}

function view({ site }: Call, product: Product): Json {
  return productView(product, site.catalog, site.attributes, true);
}

function productOf({ site, path }: Call): Product {
  const product = site.catalog.bySku(path[0] ?? '');
  if (product === undefined) throw noSuchProduct();
  return product;
}

function listProducts({ site, query }: Call): Json {
  const criteria = criteriaOf(query);
  const found = find(site.catalog.products.values(), criteria, (product, field) => {
    const value = productValue(product, field);
    if (value !== undefined) return value;
    const attribute = site.attributes.byCode(field);
    if (attribute === undefined) {
      throw new MagentoError(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field]);
    }
    return product.attributes.get(field) ?? null;
  });
  const items = pageOf(found, criteria).map((product) => productView(product, site.catalog, site.attributes, false));
  return listAnswer(items, criteria, found.length);
}

function listAttributes({ site, query }: Call): Json {
  const criteria = criteriaOf(query);
  const found = find(site.attributes.all, criteria, (attribute, field) => {
    if (field === 'attribute_id') return attribute.id;
    if (field === 'attribute_code') return attribute.code;
    if (field === 'frontend_input') return attribute.input;
    if (field === 'is_user_defined') return attribute.user_defined ? 1 : 0;
    if (field === 'frontend_label') return attribute.label;
    throw new MagentoError(400, `Column not found: Unknown column '${field}' in 'where clause'`);
  });
  return listAnswer(pageOf(found, criteria).map(attributeView), criteria, found.length);
}

function attributeOf({ site, path }: Call): Attribute {
  const attribute = site.attributes.byCode(path[0] ?? '');
  if (attribute === undefined) {
    throw new MagentoError(
      404,
      'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.',
      [path[0] ?? ''],
    );
  }
  return attribute;
}

function addOption(call: Call): Json {
  const attribute = attributeOf(call);
  const label = textIn(objectIn(call.body, 'option', 'AttributeOption'), 'label') ?? '';
  if (label.trim() === '')
    throw new MagentoError(400, 'The attribute option label is empty. Enter the value and try again.');
  if (attribute.options.some((option) => option.label === label)) {
    throw new MagentoError(400, 'Admin store attribute option label "%1" is already exists.', [label]);
  }
  return call.site.attributes.addOption(attribute, label);
}

function removeProduct(call: Call): Json {
  const product = productOf(call);
  call.site.tick();
  call.site.catalog.remove(product);
  return true;
}

function putStockItem(call: Call): Json {
  const product = productOf(call);
  const item = objectIn(call.body, 'stockItem', 'StockItem');
  if (Number(call.path[1]) !== product.stock.item_id) {
    throw new MagentoError(400, 'The stock item with the "%1" ID wasn\'t found. Verify the ID and try again.', [
      call.path[1] ?? '',
    ]);
  }
  applyStock(product, item);
  return product.stock.item_id;
}

function addMedia(call: Call): Json {
  const product = productOf(call);
  const entry = objectIn(call.body, 'entry', 'ProductAttributeMediaGalleryEntry');
  const { content } = entry;
  if (!isObject(content) || !content.base64_encoded_data || !content.name) {
    throw new MagentoError(400, 'The image content is invalid. Verify the content and try again.');
  }
  const name = plainText(content.name);
  if (!/^image\/(jpeg|png|gif|webp)$/.test(plainText(content.type))) {
    throw new MagentoError(400, 'The image MIME type is not valid or not supported.');
  }
  const id = call.site.catalog.mediaId();
  product.media.push({
    id,
    label: textIn(entry, 'label'),
    position: numberIn(entry, 'position') ?? product.media.length + 1,
    disabled: entry.disabled === true,
    types: Array.isArray(entry.types) ? entry.types.map(String) : [],
    file: `/${name[0] ?? 'x'}/${name[1] ?? 'x'}/${name.toLowerCase()}`,
  });
  product.updated = call.site.tick();
  return id;
}

function removeMedia(call: Call): Json {
  const product = productOf(call);
  const left = product.media.filter(({ id }) => id !== Number(call.path[1]));
  if (left.length === product.media.length) {
    throw new MagentoError(404, 'No image with the provided ID was found. Verify the ID and try again.');
  }
  product.media = left;
  product.updated = call.site.tick();
  return true;
}

function addChild(call: Call): Json {
  const parent = productOf(call);
  const sku = isObject(call.body) ? textIn(call.body, 'childSku') : null;
  if (sku === null) throw required('childSku');
  const child = call.site.catalog.bySku(sku);
  if (child === undefined) throw noSuchProduct();
  if (parent.children.includes(child.id)) throw new MagentoError(400, 'The product is already attached.');
  checkOptions(call.site, parent, child);
  call.site.catalog.link(parent, child.id);
  parent.updated = call.site.tick();
  return true;
}

function removeChild(call: Call): Json {
  const parent = productOf(call);
  const child = call.site.catalog.bySku(call.path[1] ?? '');
  if (child === undefined || !parent.children.includes(child.id)) {
    throw new MagentoError(400, "The option that was requested doesn't exist. Verify the entity and try again.");
  }
  call.site.catalog.unlink(parent, child.id);
  parent.updated = call.site.tick();
  return true;
}
