import type { JsonObject } from '../core/json.js';
import { createRandom, seedOf } from '../core/random.js';
import type { Units } from './money.js';
import { ADJECTIVES, CATEGORIES, COLOURS, NOUNS, SIZES, type Term } from './vocabulary.js';

export type VariableKind =
  'plain' | 'care' | 'parent_stock' | 'any' | 'none' | 'many' | 'no_sku' | 'private' | 'custom';

export interface VariationSpec {
  id: number;
  sku: string;
  /** In the parent's order; an attribute that stands for "any" is not in it. */
  options: { attribute: string; value: string }[];
  regular: Units;
  sale: Units | null;
  /** Null: not counted. */
  stock: number | null;
  status: 'publish' | 'private';
  /** When an event last changed it; until then it is as old as its parent. */
  modified: number | null;
  /** It counts its own stock though its parent counts one too. */
  own_stock?: boolean;
  /** What was written over the API and lies over its view. */
  written?: JsonObject;
}

/** What everything about a product is made from. Small: orders refer to it, views are built when asked. */
export interface ProductSpec {
  id: number;
  /** From 0, the order in which the products were made. */
  index: number;
  name: string;
  slug: string;
  sku: string;
  type: 'simple' | 'variable' | 'external' | 'grouped';
  status: 'publish' | 'draft' | 'pending' | 'private' | 'trash';
  regular: Units | null;
  sale: Units | null;
  sale_from: number | null;
  sale_to: number | null;
  stock: number | null;
  backorders: 'no' | 'notify';
  tax_class: string;
  tax_status: 'taxable' | 'none';
  virtual: boolean;
  downloadable: boolean;
  /** The nasty one that this product is, for its view; '' for a plain one. */
  quirk: string;
  variable: VariableKind | null;
  categories: Term[];
  created: number;
  modified: number;
  variations: VariationSpec[];
  /** What was written over the API and lies over its view. */
  written?: JsonObject;
}

/** First id of a product; below are pictures, pages and what else a site has. */
const FIRST_PRODUCT_ID = 16;
const PATTERN = 60;
const VARIABLE_KINDS: readonly VariableKind[] = [
  'plain',
  'care',
  'parent_stock',
  'any',
  'none',
  'many',
  'no_sku',
  'plain',
  'private',
  'plain',
  'plain',
  'custom',
];

const QUIRKS: Record<number, string> = {
  0: 'images',
  1: 'meta',
  2: 'entities',
  4: 'no_sku',
  5: 'no_price',
  6: 'unicode',
  8: 'virtual',
  9: 'sale_now',
  10: 'apostrophe',
  12: 'sale_later',
  13: 'backorder',
  14: 'sold_individually',
  16: 'featured',
  17: 'hidden',
  18: 'reduced_rate',
  20: 'zero_rate',
  21: 'draft',
  22: 'pending',
  24: 'private',
  25: 'free',
  26: 'four_decimals',
  28: 'external',
  30: 'grouped',
  32: 'untaxed',
  33: 'escaped_name',
  34: 'long_name',
  36: 'downloadable',
};

const NAMES: Record<string, string> = {
  entities: 'Salt & Pepper <Set> "Deluxe"',
  unicode: 'Käse-Brett für Zürich – 日本語 🧀',
  apostrophe: "O'Neil's 12\" Record",
  escaped_name: 'Fish &amp; Chips Tray',
  long_name: `The ${'very '.repeat(40)}long scarf`,
  external: 'External',
  grouped: 'Grouped',
};

/** All products of the shop, and one more that lies in the trash. `epoch` in seconds. */
export function createSpecs(seed: number, count: number, epoch: number): ProductSpec[] {
  const specs: ProductSpec[] = [];
  let id = FIRST_PRODUCT_ID;
  for (let index = 0; index <= count; index++) {
    const spec = createSpec(seed, index, id, epoch, index === count);
    specs.push(spec);
    id += 1 + spec.variations.length;
  }
  return specs;
}

function createSpec(seed: number, index: number, id: number, epoch: number, trashed: boolean): ProductSpec {
  const random = createRandom(seedOf(seed, 'woo-product', index));
  const ordinal = index % 4 === 3 ? (index - 3) / 4 : -1;
  const variable = ordinal < 0 ? null : variableKind(ordinal);
  const quirk = variable === null && !trashed ? (QUIRKS[index % PATTERN] ?? '') : '';
  const name = nameOf(index, ordinal, quirk, random.pick(ADJECTIVES), random.pick(NOUNS));
  const regular: Units = random.int(499, 12_999) * 100;
  const onSale = index % 7 === 5 && quirk !== 'no_price';
  const created = epoch - 400 * 86_400 + Math.floor((index * 380 * 86_400) / 100_000) + index * 17;
  const base = {
    id,
    index,
    name,
    slug: slugOf(name, index),
    sku: skuOf(index, ordinal, quirk),
    type: typeOf(variable, quirk),
    status: trashed ? ('trash' as const) : statusOf(quirk),
    stock: stockOf(index, variable, quirk, random.int(0, 180)),
    backorders: quirk === 'backorder' ? ('notify' as const) : ('no' as const),
    tax_class: quirk === 'reduced_rate' ? 'reduced-rate' : quirk === 'zero_rate' ? 'zero-rate' : '',
    tax_status: quirk === 'untaxed' ? ('none' as const) : ('taxable' as const),
    virtual: quirk === 'virtual' || quirk === 'downloadable',
    downloadable: quirk === 'downloadable',
    quirk,
    variable,
    categories: index % 19 === 15 ? CATEGORIES.slice(0, 1) : [random.pick(CATEGORIES), random.pick(CATEGORIES)],
    created,
    modified: Math.min(epoch - 60, created + random.int(0, 30 * 86_400)),
    variations: variable === null ? [] : createVariations(ordinal, id, variable, random.int(0, 30)),
  };
  return { ...base, ...pricesOf(quirk, variable, regular, onSale, epoch) };
}

type Prices = Pick<ProductSpec, 'regular' | 'sale' | 'sale_from' | 'sale_to'>;

function pricesOf(quirk: string, variable: unknown, regular: Units, onSale: boolean, epoch: number): Prices {
  const day = epoch - (epoch % 86_400);
  const lower = Math.floor((regular * 0.8) / 100) * 100;
  const plain: Prices = { regular, sale: onSale ? lower : null, sale_from: null, sale_to: null };
  if (variable !== null || quirk === 'no_price' || quirk === 'grouped') return { ...plain, regular: null, sale: null };
  if (quirk === 'free') return { ...plain, regular: 0, sale: null };
  if (quirk === 'four_decimals') return { ...plain, regular: 12_345_678, sale: null };
  if (quirk === 'external') return { ...plain, regular: 150_000, sale: null };
  if (quirk === 'sale_now') {
    return { regular, sale: lower, sale_from: day - 20 * 86_400 + 4 * 3600, sale_to: day + 60 * 86_400 + 17_999 };
  }
  if (quirk === 'sale_later') return { regular, sale: lower, sale_from: day + 70 * 86_400 + 5 * 3600, sale_to: null };
  return plain;
}

function variableKind(ordinal: number): VariableKind {
  const kind = VARIABLE_KINDS[ordinal % VARIABLE_KINDS.length] ?? 'plain';
  // One product with 130 variations is enough to need a second page of them.
  return kind === 'many' && ordinal !== VARIABLE_KINDS.indexOf('many') ? 'plain' : kind;
}

function createVariations(ordinal: number, parentId: number, kind: VariableKind, stock: number): VariationSpec[] {
  const at = (j: number): number => parentId + 1 + j;
  const common = (j: number): Omit<VariationSpec, 'options'> => ({
    id: at(j),
    sku: kind === 'no_sku' && j > 0 ? '' : `VAR-${String(ordinal + 1).padStart(3, '0')}-${String(j).padStart(2, '0')}`,
    regular: (1010 + 100 * j + 10 * (ordinal % 12)) * 100,
    sale: j === 1 && kind !== 'many' ? 95_000 : null,
    stock: ((stock + 7 * j) % 33) - (j % 11 === 10 ? 35 : 0),
    status: kind === 'private' && j === 0 ? 'private' : 'publish',
    modified: null,
  });
  if (kind === 'none') return [];
  if (kind === 'any') {
    return [
      { ...common(0), options: [{ attribute: 'Color', value: 'Red' }] },
      { ...common(1), options: [] },
    ];
  }
  if (kind === 'custom') {
    return ['Oak', 'Birch wood', 'Zebra | mix'].map((value, j) => ({
      ...common(j),
      options: [{ attribute: 'Material / Finish', value }],
    }));
  }
  return Array.from({ length: kind === 'many' ? 130 : 6 }, (_, j) => ({
    ...common(j),
    options: [
      { attribute: 'Color', value: COLOURS[Math.floor(j / 2) % 3] ?? 'Red' },
      { attribute: 'Size', value: SIZES[kind === 'many' ? j % 3 : j % 2] ?? 'S' },
    ],
  }));
}

function nameOf(index: number, ordinal: number, quirk: string, adjective: string, noun: string): string {
  const round = Math.floor(index / PATTERN);
  const planted = NAMES[quirk];
  if (ordinal >= 0) return `Variable Tee ${ordinal + 1}`;
  if (planted !== undefined) return round === 0 ? planted : `${planted} ${round + 1}`;
  return `${adjective} ${noun} ${index + 1}`;
}

function slugOf(name: string, index: number): string {
  const slug = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace('&amp;', '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{So}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const suffix = /\d$/.test(slug) ? '' : index < PATTERN ? '' : `-${index}`;
  return encodeURIComponent(slug).toLowerCase() + suffix;
}

function skuOf(index: number, ordinal: number, quirk: string): string {
  if (quirk === 'no_sku') return '';
  return ordinal >= 0 ? `VAR-${String(ordinal + 1).padStart(3, '0')}` : `SIM-${String(index + 1).padStart(3, '0')}`;
}

function typeOf(variable: unknown, quirk: string): ProductSpec['type'] {
  if (variable !== null) return 'variable';
  return quirk === 'external' || quirk === 'grouped' ? quirk : 'simple';
}

function statusOf(quirk: string): ProductSpec['status'] {
  return quirk === 'draft' || quirk === 'pending' || quirk === 'private' ? quirk : 'publish';
}

function stockOf(index: number, variable: VariableKind | null, quirk: string, stock: number): number | null {
  if (variable !== null) return variable === 'parent_stock' ? -19 : null;
  if (quirk === 'backorder') return -30;
  if (quirk === 'free') return -24;
  if (quirk === 'images' || quirk === 'meta' || quirk === 'sale_now') return stock + 20;
  return index % 3 === 1 || quirk === 'external' || quirk === 'grouped' ? null : stock;
}
