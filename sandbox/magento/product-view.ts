import type { Json, JsonObject } from '../core/json.js';
import type { Attributes } from './attributes.js';
import type { Catalog } from './catalog.js';
import type { Product } from './catalog-types.js';
import { timeText } from './site-time.js';

/** A product as the platform shows it. `whole`: asked for by its SKU; lists leave the stock item out. */
export function productView(product: Product, catalog: Catalog, attributes: Attributes, whole: boolean): JsonObject {
  const view: JsonObject = {
    id: product.id,
    sku: product.sku,
    name: product.name,
    attribute_set_id: 4,
    ...(product.type === 'configurable' ? {} : { price: product.price / 100 }),
    status: product.status,
    visibility: product.visibility,
    type_id: product.type,
    created_at: timeText(product.created),
    updated_at: timeText(product.updated),
    ...(product.weight === null ? {} : { weight: product.weight }),
    extension_attributes: extensionOf(product, catalog, attributes, whole),
    product_links: [],
    options: [],
    media_gallery_entries: product.media.map((entry) => ({ ...entry, types: [...entry.types], media_type: 'image' })),
    tier_prices: [],
    custom_attributes: customOf(product),
  };
  return view;
}

function extensionOf(product: Product, catalog: Catalog, attributes: Attributes, whole: boolean): JsonObject {
  const extension: JsonObject = { website_ids: [1], category_links: [{ position: 0, category_id: '3' }] };
  if (whole) extension.stock_item = stockItemView(product);
  if (product.type !== 'configurable') return extension;
  const children = product.children.flatMap((id) => catalog.products.get(id) ?? []);
  extension.configurable_product_options = product.options.map((id, position): JsonObject => {
    const attribute = attributes.byId(id);
    const used = new Set(children.map((child) => child.attributes.get(attribute?.code ?? '')));
    const values = [...used].flatMap((value): Json[] => (value === undefined ? [] : [{ value_index: Number(value) }]));
    return {
      id: product.id * 10 + position,
      attribute_id: String(id),
      label: attribute?.label ?? '',
      position,
      values,
      product_id: product.id,
    };
  });
  extension.configurable_product_links = [...product.children];
  return extension;
}

function customOf(product: Product): JsonObject[] {
  const custom = [...product.attributes].map(([attribute_code, value]): JsonObject => ({ attribute_code, value }));
  const [first] = product.media;
  if (first !== undefined) custom.push({ attribute_code: 'image', value: first.file });
  // Values of several choices come as a list.
  return [...custom, { attribute_code: 'category_ids', value: ['3'] }, { attribute_code: 'has_options', value: '0' }];
}

/** The default source's pieces are the stock item's, as the platform keeps the two in step. */
export function stockItemView(product: Product): JsonObject {
  const qty = product.sources.get('default') ?? 0;
  return {
    item_id: product.stock.item_id,
    product_id: product.id,
    stock_id: 1,
    qty,
    is_in_stock: product.type === 'configurable' || !product.stock.manage_stock || qty > 0,
    is_qty_decimal: false,
    show_default_notification_message: false,
    use_config_min_qty: true,
    min_qty: 0,
    use_config_min_sale_qty: 1,
    min_sale_qty: 1,
    use_config_max_sale_qty: true,
    max_sale_qty: 10_000,
    use_config_backorders: true,
    backorders: 0,
    use_config_notify_stock_qty: true,
    notify_stock_qty: 1,
    use_config_qty_increments: true,
    qty_increments: 0,
    use_config_enable_qty_inc: true,
    enable_qty_increments: false,
    use_config_manage_stock: product.stock.manage_stock,
    manage_stock: product.stock.manage_stock,
    low_stock_date: null,
    is_decimal_divided: false,
    stock_status_changed_auto: 0,
  };
}

/** A product's value for a filter or a sort. */
export function productValue(product: Product, field: string): string | number | null | undefined {
  switch (field) {
    case 'entity_id':
      return product.id;
    case 'sku':
      return product.sku;
    case 'name':
      return product.name;
    case 'type_id':
      return product.type;
    case 'status':
      return product.status;
    case 'visibility':
      return product.visibility;
    case 'price':
      return product.price / 100;
    case 'created_at':
      return timeText(product.created);
    case 'updated_at':
      return timeText(product.updated);
    case 'attribute_set_id':
      return 4;
    default:
      return undefined;
  }
}
