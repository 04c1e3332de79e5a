import type { Json, JsonObject } from '../../../../../common/json.js';
import { add, compare, isZero, subtract } from '../../../../../common/money/money.js';
import type { PlatformOrderItem } from '../../platform.records.js';
import { UnmappableRecord, idAt, listAt, objectAt, requiredId, shortText } from '../../platform.values.js';
import { moneyOrZero, piecesAt, quantityAt } from './values.js';

export interface Line {
  item: PlatformOrderItem;
  /** Pieces that can still come to be sent, had nothing been sent: none of services and downloads. */
  to_ship: number;
}

/**
 * The lines of an order. A configurable product has two rows: the parent's with the money, and its child's, which says
 * which variant it is; they are one line here, under the parent's id.
 */
export function linesOf(order: JsonObject): Line[] {
  const rows = listAt(order.items);
  return rows
    .filter((row) => idAt(row.parent_item_id) === null)
    .map((row) => {
      const children = rows.filter((other) => idAt(other.parent_item_id) === idAt(row.item_id));
      return lineOf(row, row.product_type === 'configurable' ? children[0] : undefined, children);
    });
}

function lineOf(row: JsonObject, child: JsonObject | undefined, parts: JsonObject[]): Line {
  const quantity = quantityAt(row.qty_ordered);
  if (quantity.startsWith('-')) throw new UnmappableRecord('items.qty_ordered', 'is no quantity');
  const discount = withParts(row, parts, 'discount_amount');
  // Where prices are entered with their tax, a part of the discount is tax that was never due.
  const compensation = withParts(row, parts, 'discount_tax_compensation_amount');
  const total = add(subtract(moneyOrZero(row.row_total, 'items.row_total'), discount), compensation);
  const canceled = piecesAt(row.qty_canceled);
  const refunded = piecesAt(row.qty_refunded);
  const whole = Math.ceil(Number(quantity));
  const services = row.is_virtual === 1 || row.is_virtual === true || row.is_virtual === '1';
  return {
    item: {
      platform_item_id: requiredId(row.item_id, 'items.item_id'),
      platform_product_id: idAt(row.product_id),
      platform_variant_id: idAt(child?.product_id) ?? idAt(row.product_id),
      title: shortText(row.name, 500) ?? shortText(row.sku, 500) ?? '(no name)',
      variant_title: variantTitle(row, child),
      // The parent's row bears its child's SKU already.
      sku: shortText(row.sku, 255),
      quantity: whole,
      price: moneyOrZero(row.price, 'items.price'),
      total,
      discount_amount: compare(discount, '0') < 0 ? '0' : discount,
      tax_amount: withParts(row, parts, 'tax_amount'),
      fulfilled_quantity: Math.min(whole, services ? piecesAt(row.qty_invoiced) : shippedOf(row, parts)),
      refunded_quantity: Math.min(whole, refunded),
      properties: propertiesOf(row, quantity),
    },
    to_ship: services ? 0 : Math.max(0, whole - canceled - Math.max(0, refunded - shippedOf(row, parts))),
  };
}

/** A bundle that is priced by its parts has tax and discount on them. */
function withParts(row: JsonObject, parts: JsonObject[], field: string): string {
  const own = moneyOrZero(row[field], `items.${field}`);
  if (!isZero(own) || row.product_type !== 'bundle') return own;
  return parts.reduce((sum, part) => add(sum, moneyOrZero(part[field], `items.${field}`)), '0');
}

/** Bundles may be sent part by part: the whole is sent when each part is. */
function shippedOf(row: JsonObject, parts: JsonObject[]): number {
  const own = piecesAt(row.qty_shipped);
  if (own > 0 || row.product_type !== 'bundle' || parts.length === 0) return own;
  return parts.every((part) => piecesAt(part.qty_shipped) >= piecesAt(part.qty_ordered))
    ? piecesAt(row.qty_ordered)
    : 0;
}

function variantTitle(row: JsonObject, child: JsonObject | undefined): string | null {
  const name = shortText(child?.name, 255);
  const parent = shortText(row.name, 500);
  if (name === null || parent === null) return null;
  // Magento names children "Parent-Red-M".
  return name.startsWith(`${parent}-`) ? shortText(name.slice(parent.length + 1).replaceAll('-', ' / '), 255) : name;
}

/** What the customer chose or wrote (custom options); the exact quantity where goods are sold by weight. */
function propertiesOf(row: JsonObject, quantity: string): JsonObject {
  const properties: [string, Json][] = Number.isInteger(Number(quantity)) ? [] : [['quantity', quantity]];
  const extension = objectAt(objectAt(row.product_option).extension_attributes);
  for (const option of listAt(extension.custom_options)) {
    const id = shortText(option.option_id, 100);
    if (id !== null) properties.push([`option ${id}`, option.option_value ?? null]);
  }
  return Object.fromEntries(properties);
}
