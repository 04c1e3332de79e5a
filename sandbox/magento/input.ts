import type { Json, JsonObject } from '../core/json.js';
import { MagentoError } from './answers.js';

/** Names that a body may have, by the interface's name in the platform; another one is refused as the platform does. */
const KNOWN: Record<string, readonly string[]> = {
  Product: [
    ...[
      'id',
      'sku',
      'name',
      'attribute_set_id',
      'price',
      'status',
      'visibility',
      'type_id',
      'created_at',
      'updated_at',
      'weight',
    ],
    ...[
      'extension_attributes',
      'product_links',
      'options',
      'media_gallery_entries',
      'tier_prices',
      'custom_attributes',
    ],
  ],
  ProductExtension: [
    ...['website_ids', 'category_links', 'stock_item', 'configurable_product_options', 'configurable_product_links'],
    ...['discounts', 'bundle_product_options', 'downloadable_product_links', 'downloadable_product_samples'],
  ],
  StockItem: [
    ...[
      'item_id',
      'product_id',
      'stock_id',
      'qty',
      'is_in_stock',
      'is_qty_decimal',
      'show_default_notification_message',
    ],
    ...[
      'use_config_min_qty',
      'min_qty',
      'use_config_min_sale_qty',
      'min_sale_qty',
      'use_config_max_sale_qty',
      'max_sale_qty',
    ],
    ...[
      'use_config_backorders',
      'backorders',
      'use_config_notify_stock_qty',
      'notify_stock_qty',
      'use_config_qty_increments',
    ],
    ...[
      'qty_increments',
      'use_config_enable_qty_inc',
      'enable_qty_increments',
      'use_config_manage_stock',
      'manage_stock',
    ],
    ...['low_stock_date', 'is_decimal_divided', 'stock_status_changed_auto', 'extension_attributes'],
  ],
  SourceItem: ['sku', 'source_code', 'quantity', 'status', 'extension_attributes'],
  ShipmentItemCreation: ['order_item_id', 'qty', 'extension_attributes'],
  ShipmentTrackCreation: ['track_number', 'title', 'carrier_code', 'extension_attributes'],
  ShipmentCommentCreation: ['comment', 'is_visible_on_front', 'extension_attributes'],
  CreditmemoItemCreation: ['order_item_id', 'qty', 'extension_attributes'],
  CreditmemoCommentCreation: ['comment', 'is_visible_on_front', 'extension_attributes'],
  CreditmemoCreationArguments: [
    ...['shipping_amount', 'adjustment_positive', 'adjustment_negative', 'extension_attributes'],
  ],
  ShipmentTrack: [
    ...['order_id', 'created_at', 'entity_id', 'parent_id', 'updated_at', 'weight', 'qty', 'description'],
    ...['track_number', 'title', 'carrier_code', 'extension_attributes'],
  ],
  OrderStatusHistory: [
    ...[
      'comment',
      'created_at',
      'entity_id',
      'entity_name',
      'is_customer_notified',
      'is_visible_on_front',
      'parent_id',
    ],
    ...['status', 'extension_attributes'],
  ],
  AttributeOption: ['label', 'value', 'sort_order', 'is_default', 'store_labels'],
  ProductAttributeMediaGalleryEntry: [
    ...['id', 'media_type', 'label', 'position', 'disabled', 'types', 'file', 'content', 'extension_attributes'],
  ],
};

export function bodyOf(bytes: Buffer): Json {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    throw new MagentoError(400, 'Decoding error: Syntax error');
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `name` with nothing in it that the interface does not know. Throws MagentoError 400. */
export function objectIn(body: Json, name: string, kind: string): JsonObject {
  const value = isObject(body) ? body[name] : undefined;
  if (!isObject(value)) throw required(name);
  return checked(value, kind);
}

export function checked(value: JsonObject, kind: string): JsonObject {
  const unknown = Object.keys(value).find((name) => !KNOWN[kind]?.includes(name));
  if (unknown === undefined) return value;
  const camel = unknown.replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  throw new MagentoError(
    400,
    `Property "${camel}" does not have accessor method "get${camel}" in class "Magento\\Api\\Data\\${kind}Interface".`,
  );
}

export function required(name: string): MagentoError {
  return new MagentoError(400, '"%fieldName" is required. Enter and try again.', { fieldName: name });
}

/** Text of a value that may be written as a number; '' for what is neither. */
export function plainText(value: Json | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function listIn(body: JsonObject, name: string): JsonObject[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) throw typeError('array', name);
  return value;
}

export function numberIn(body: JsonObject, name: string): number | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw typeError('float', name);
  return number;
}

export function textIn(body: JsonObject, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw typeError('string', name);
  return value;
}

function typeError(type: string, name: string): MagentoError {
  return new MagentoError(
    400,
    `Error occurred during "${name}" processing. The "${type}" type was expected. Verify and try again.`,
  );
}
