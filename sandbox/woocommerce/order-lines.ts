import type { JsonObject } from '../core/json.js';
import type { Random } from '../core/random.js';
import type { LineSource } from './catalog.js';
import type { Links } from './links.js';
import { centsText, moneyText, toCents, unitPrice, type Cents, type Units } from './money.js';
import type { OrderLine } from './order-types.js';
import { escapeHtml } from './php.js';
import type { TaxRate } from './vocabulary.js';

// Taken out once: each look-up of a global costs a microsecond in Jest's module contexts, where this runs most.
const { abs, round, sign } = Math;

/** A line while the order is being made: exact, before it is rounded for the wire. */
export interface DraftLine {
  /** Null: the product is gone. */
  source: LineSource | null;
  name: string;
  quantity: number;
  subtotal: Units;
  total: Units;
}

const DISCONTINUED: Units = 420_000;

export function draftLine(source: LineSource | undefined, quantity: number): DraftLine {
  if (source === undefined) {
    const amount = DISCONTINUED * quantity;
    return { source: null, name: 'Discontinued Lamp', quantity, subtotal: amount, total: amount };
  }
  const amount = source.unit * quantity;
  return { source, name: source.name, quantity, subtotal: amount, total: amount };
}

/** Cents of each rate on an amount; a compound rate is levied on the amount with the taxes before it. */
export function taxesOn(amount: Units, rates: readonly TaxRate[]): Cents[] {
  let levied = 0;
  return rates.map((rate) => {
    const base = rate.compound ? amount + levied * 100 : amount;
    const tax = sign(base) * round((abs(base) * rate.thousandths) / 10_000_000);
    levied += tax;
    return tax;
  });
}

export interface LineContext {
  links: Links;
  rates: readonly TaxRate[];
  nextItemId: () => number;
  nextMetaId: () => number;
  random: Random;
  index: number;
  stockReduced: boolean;
  /** Whether this product was deleted for good since: the line then shows product 0 and no SKU. */
  gone: (productId: number) => boolean;
}

/** The line's wire form and its taxes in cents, in the order of the rates. */
export function lineView(draft: DraftLine, context: LineContext): { line: OrderLine; taxes: Cents[] } {
  const { source } = draft;
  const taxed = source === null || source.taxed;
  const rates = taxed ? context.rates : [];
  const taxes = taxesOn(draft.total, rates);
  const subtotalTaxes = taxesOn(draft.subtotal, rates);
  const alive = source !== null && !context.gone(source.product_id);
  const line: OrderLine = {
    id: context.nextItemId(),
    name: draft.name,
    product_id: alive ? source.product_id : 0,
    variation_id: alive ? source.variation_id : 0,
    quantity: draft.quantity,
    tax_class: source?.tax_class ?? '',
    subtotal: moneyText(draft.subtotal),
    subtotal_tax: centsText(sum(subtotalTaxes)),
    total: moneyText(draft.total),
    total_tax: centsText(sum(taxes)),
    taxes: rates.map((rate, at) => ({
      id: rate.id,
      total: centsText(taxes[at] ?? 0),
      subtotal: centsText(subtotalTaxes[at] ?? 0),
    })),
    meta_data: metaOf(draft, context),
    sku: alive ? source.sku : null,
    global_unique_id: alive ? source.global_unique_id : null,
    price: unitPrice(roundedIfDiscounted(draft), draft.quantity),
    image: imageOf(alive ? source : null, context.links),
    parent_name: alive ? source.parent_name : null,
  };
  return { line, taxes: taxed ? taxes : context.rates.map(() => 0) };
}

/** A discounted line is kept in cents by the platform, an undiscounted one with all its decimals. */
function roundedIfDiscounted(draft: DraftLine): Units {
  return draft.total === draft.subtotal ? draft.total : toCents(draft.total) * 100;
}

function imageOf(source: LineSource | null, links: Links): OrderLine['image'] {
  if (source?.variation_id !== 0) return { id: 0, src: '' };
  if (source.picture === 0) return { id: '', src: '' };
  return { id: String(9 + source.picture), src: links.picture(source.picture) };
}

function metaOf(draft: DraftLine, context: LineContext): JsonObject[] {
  const meta: JsonObject[] = [];
  const add = (key: string, value: JsonObject | string, displayKey = key, displayValue = value): void => {
    const id = context.nextMetaId();
    meta.push({ id, key, value, display_key: displayKey, display_value: displayValue });
  };
  for (const { attribute, value } of draft.source?.options ?? []) {
    if (attribute === 'Material / Finish') add('material-finish', value, attribute);
    else add(`pa_${attribute.toLowerCase()}`, value.toLowerCase(), attribute, value);
  }
  if (context.index % 12 === 6) {
    const engraving = 'Für "Eva" & Co';
    add('Engraving', engraving, 'Engraving', escapeHtml(engraving).replaceAll('&quot;', '"'));
    add('_internal', { a: 1 });
  }
  if (context.stockReduced && draft.source !== null && context.random.chance(0.8)) {
    add('_reduced_stock', String(draft.quantity));
  }
  return meta;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
