import { readListCell, readPairsCell } from '../../../common/tables/list-cell.js';
import { unguarded } from '../../../common/tables/formula-guard.js';
import type { JsonObject, Json } from '../../../common/json.js';
import type { KnownProduct, KnownVariant } from '../write/product-values.js';
import type { FileRow } from './import-file.js';
import type { ImportFaults } from './import-faults.js';

/** Rows of the file that are about one product. */
export interface ImportGroup {
  rows: FileRow[];
  known: KnownProduct | null;
  /** The variant of each row, where it is known. */
  variants: (KnownVariant | null)[];
}

const OWN = ['title', 'description', 'handle', 'vendor', 'product_type', 'status'] as const;
const OF_VARIANT = ['sku', 'barcode', 'price', 'compare_at_price', 'cost_per_item', 'weight', 'weight_unit'] as const;
/** What cannot be without a value: an empty cell leaves it as it is. */
const NEVER_NULL = new Set<string>(['title', 'status', 'price', 'handle']);
const TEXTS = new Set<string>(['title', 'description', 'handle', 'vendor', 'product_type', 'sku', 'barcode']);
const DECIMALS = new Set<string>(['price', 'compare_at_price', 'cost_per_item', 'weight']);

/**
 * What the rows want of their product, as a person would send it: of a known one only what differs, so that an unchanged
 * export wants nothing. An empty cell clears what can be without a value. Faults are noted.
 */
export function inputOf(product: ImportGroup, faults: ImportFaults): JsonObject {
  const [first] = product.rows;
  if (!first) return {};
  const { known } = product;
  const input: JsonObject = {};
  for (const field of OWN) put(input, field, cellOf(first, field), known?.[field]);
  putList(
    input,
    'tags',
    first,
    known?.tags,
    (cell) => readListCell(cell),
    (tag) => tag,
  );
  putList(
    input,
    'images',
    first,
    known?.images.map(({ url }) => url),
    (cell) => cell.split(/\s+/).filter((url) => url !== ''),
    (url) => ({ url }),
  );
  for (const row of product.rows.slice(1)) refuseOtherProduct(row, first, faults);
  const variants = product.rows.map((row, index) =>
    variantOf(row, product.variants[index] ?? null, known === null, faults),
  );
  const changed = variants.filter((variant) => Object.keys(variant).some((field) => field !== 'id'));
  if (known === null ? variants.length > 0 : changed.length > 0) input.variants = known === null ? variants : changed;
  return input;
}

function variantOf(row: FileRow, known: KnownVariant | null, isNewProduct: boolean, faults: ImportFaults): JsonObject {
  const variant: JsonObject = known === null ? {} : { id: known.id };
  for (const field of OF_VARIANT) put(variant, field, cellOf(row, field), known?.[field]);
  // The platforms make it of the options.
  if (!isNewProduct && known !== null) put(variant, 'title', cellOf(row, 'variant_title'), known.title);
  putQuantity(variant, row, known, faults);
  const options = cellOf(row, 'options');
  if (options !== undefined) {
    const pairs = readPairsCell(options);
    if (pairs === null) faults.add(row.line, 'options', 'must be pairs such as "Size: M; Colour: Red"');
    else if (!samePairs(pairs, known?.options ?? {})) variant.options = pairs;
  }
  return variant;
}

function putQuantity(variant: JsonObject, row: FileRow, known: KnownVariant | null, faults: ImportFaults): void {
  const cell = cellOf(row, 'inventory_quantity');
  if (cell === undefined || cell === '') return;
  if (!/^-?\d{1,9}$/.test(cell)) faults.add(row.line, 'inventory_quantity', 'must be a whole number');
  else if (Number(cell) !== known?.inventory_quantity) variant.inventory_quantity = Number(cell);
}

function put(to: JsonObject, field: string, cell: string | undefined, known: Json | undefined): void {
  if (cell === undefined) return;
  if (cell === '') {
    if (known !== undefined && known !== null && known !== '' && !NEVER_NULL.has(field)) to[field] = null;
  } else if (DECIMALS.has(field) ? !sameDecimal(cell, known) : cell !== known) {
    to[field] = cell;
  }
}

function putList(
  to: JsonObject,
  field: string,
  row: FileRow,
  known: string[] | undefined,
  read: (cell: string) => string[],
  entry: (text: string) => Json,
): void {
  const cell = cellOf(row, field);
  if (cell === undefined) return;
  const texts = read(cell);
  if (known === undefined ? texts.length > 0 : JSON.stringify(texts) !== JSON.stringify(known))
    to[field] = texts.map(entry);
}

/** The product's own columns are said once; further rows repeat them or leave them empty. */
function refuseOtherProduct(row: FileRow, first: FileRow, faults: ImportFaults): void {
  for (const field of [...OWN, 'tags', 'images']) {
    const cell = row.cells[field];
    if (cell !== undefined && cell !== '' && cell !== first.cells[field]) {
      faults.add(row.line, field, `says something else than line ${first.line}, which is about the same product`);
    }
  }
}

/** The cell's text; undefined when the file does not have the column. */
export function cellOf({ cells }: FileRow, field: string): string | undefined {
  const cell = cells[field];
  if (cell === undefined) return undefined;
  const text = unguarded(cell);
  return TEXTS.has(field) ? text : text.trim();
}

function sameDecimal(cell: string, known: Json | undefined): boolean {
  const plain = (text: string): string => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return typeof known === 'string' && plain(cell) === plain(known);
}

function samePairs(a: Record<string, string>, b: Record<string, string>): boolean {
  const sorted = (pairs: Record<string, string>): string => JSON.stringify(Object.entries(pairs).sort());
  return sorted(a) === sorted(b);
}
