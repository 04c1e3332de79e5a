import type { Json, JsonObject } from '../../../../../common/json.js';
import { compare, subtract } from '../../../../../common/money/money.js';
import type { PlatformOrderItem } from '../../platform.records.js';
import { UnmappableRecord, idAt, listAt, requiredId, shortText, textAt } from '../../platform.values.js';
import { moneyOrZero, perUnit, plain, quantityAt } from './values.js';

/**
 * One line of an order, apart from what was sent and refunded of it.
 * WooCommerce's line amounts are without tax, whatever the shop's prices are.
 */
export function mapLine(line: JsonObject): Omit<PlatformOrderItem, 'fulfilled_quantity' | 'refunded_quantity'> {
  const exact = quantityAt(line.quantity);
  if (exact === null || exact.startsWith('-')) throw new UnmappableRecord('line_items.quantity', 'is no quantity');
  const subtotal = moneyOrZero(line.subtotal, 'line_items.subtotal');
  const total = moneyOrZero(line.total, 'line_items.total');
  const { title, variant_title } = titlesOf(line);
  return {
    platform_item_id: requiredId(line.id, 'line_items.id'),
    platform_product_id: idAt(line.product_id),
    platform_variant_id: idAt(line.variation_id) ?? idAt(line.product_id),
    title,
    variant_title,
    sku: shortText(line.sku, 255),
    // Goods sold by weight count as whole pieces here; the exact quantity stands in the properties.
    quantity: Math.ceil(Number(exact)),
    price: perUnit(subtotal, exact),
    total,
    discount_amount: positivePart(subtract(subtotal, total)),
    tax_amount: moneyOrZero(line.total_tax, 'line_items.total_tax'),
    properties: propertiesOf(line, exact),
  };
}

/** A line that was made dearer by hand has no negative discount. */
function positivePart(amount: string): string {
  return compare(amount, '0') < 0 ? '0' : amount;
}

/** "Variable Tee 1 - Green, M" with the parent's name beside it: what stands after it is the variant. */
function titlesOf(line: JsonObject): { title: string; variant_title: string | null } {
  const full = plain(textAt(line.name) ?? '').trim();
  const parent = plain(textAt(line.parent_name) ?? '').trim();
  const prefix = `${parent} - `;
  if (parent !== '' && full.startsWith(prefix)) {
    return { title: shortText(parent, 500) ?? parent, variant_title: shortText(full.slice(prefix.length), 255) };
  }
  const attributes = listAt(line.meta_data)
    .filter((meta) => isAttribute(meta) && idAt(line.variation_id) !== null)
    .map((meta) => readable(meta));
  return {
    title: shortText(full, 500) ?? shortText(line.sku, 500) ?? '(no name)',
    variant_title: shortText(attributes.filter((value) => typeof value === 'string').join(', '), 255),
  };
}

/** A taxonomy's value is a slug; its name stands in display_value. */
function isAttribute(meta: JsonObject): boolean {
  return typeof meta.key === 'string' && meta.key.startsWith('pa_');
}

function readable(meta: JsonObject): Json {
  // display_value is made for HTML; apart from taxonomies the plain value says the same.
  const value = isAttribute(meta) ? (meta.display_value ?? meta.value) : meta.value;
  return typeof value === 'string' && isAttribute(meta) ? withoutTags(plain(value)) : (value ?? null);
}

/** What the customer chose or wrote: keys with a leading underscore are plug-ins' own notes. */
function propertiesOf(line: JsonObject, exact: string): JsonObject {
  const properties = new Map<string, Json>();
  if (!Number.isInteger(Number(exact))) properties.set('quantity', exact);
  for (const meta of listAt(line.meta_data)) {
    if (typeof meta.key !== 'string' || meta.key === '' || meta.key.startsWith('_')) continue;
    const name = withoutTags(plain(textAt(meta.display_key) ?? meta.key)) || meta.key;
    const value = readable(meta);
    const before = properties.get(name);
    const both = typeof before === 'string' && typeof value === 'string' && before !== value;
    properties.set(name, both ? `${before}, ${value}` : value);
  }
  return Object.fromEntries(properties);
}

function withoutTags(text: string): string {
  return text.replace(/<[^<>]*>/g, '').trim();
}
