import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { isUuid, uuidv7 } from '../../../common/ids/ids.js';
import type { JsonObject } from '../../../common/json.js';
import type { StoreAbilities, StoreSummary } from '../../stores/stores.api.js';
import { ProductRows } from '../write/product-rows.js';
import type { KnownProduct, KnownVariant } from '../write/product-values.js';
import { checkInput } from './import-check.js';
import type { ImportFaults } from './import-faults.js';
import { type FileRow, rowsOf } from './import-file.js';
import { cellOf, type ImportGroup, inputOf } from './import-input.js';

/** Rows whose products are looked up together. */
const CHUNK = 500;
const MAX_ROWS_OF_PRODUCT = 250;

/** A type, not an interface, so that it is plain JSON. */
export type ImportSummary = { rows: number; products: number; to_create: number; to_update: number; unchanged: number };

export interface PlannedItem {
  id: string;
  position: number;
  lines: number[];
  action: 'create' | 'update';
  product_id: string;
  title: string;
  input: JsonObject;
}

/** Which product a row is about: one that is known, or the key of one that is to be made. */
type Target = { product_id: string; key: string } | { product_id: null; key: string };

interface Lookup {
  byId: Set<string>;
  byPlatformId: Map<string, string>;
  bySku: Map<string, Set<string>>;
}

/** Reads a file of products and says what it wants done, product by product. */
@Injectable()
export class ImportPlanner {
  constructor(
    private readonly database: Database,
    private readonly rows: ProductRows,
  ) {}

  /** `take` gets the items one by one, in the order of the file. Faults are noted; then what was taken must not be kept. */
  async plan(
    store: StoreSummary,
    abilities: StoreAbilities,
    path: string,
    faults: ImportFaults,
    take: (item: PlannedItem) => Promise<void>,
  ): Promise<ImportSummary> {
    const summary: ImportSummary = { rows: 0, products: 0, to_create: 0, to_update: 0, unchanged: 0 };
    const seen = new Set<string>();
    let open: { target: Target; rows: FileRow[] } | null = null;
    const close = async (): Promise<void> => {
      if (open === null || faults.isFull) return;
      summary.products += 1;
      const item = await this.itemOf(store, abilities, open.target, open.rows, summary.products, faults);
      if (item === null) summary.unchanged += 1;
      else {
        summary[item.action === 'create' ? 'to_create' : 'to_update'] += 1;
        await take(item);
      }
    };
    for await (const { row, target } of this.targeted(store, path, faults)) {
      summary.rows += 1;
      if (open?.target.key === target.key && open.rows.length < MAX_ROWS_OF_PRODUCT) {
        open.rows.push(row);
        continue;
      }
      await close();
      if (seen.has(target.key)) faults.add(row.line, null, 'rows of one product must stand one after the other');
      seen.add(target.key);
      open = { target, rows: [row] };
    }
    await close();
    return summary;
  }

  private async *targeted(
    store: StoreSummary,
    path: string,
    faults: ImportFaults,
  ): AsyncGenerator<{ row: FileRow; target: Target }> {
    let chunk: FileRow[] = [];
    const resolved = async (): Promise<{ row: FileRow; target: Target }[]> => {
      const lookup = await this.lookUp(store, chunk);
      const found = chunk.flatMap((row) => {
        const target = targetOf(row, lookup, faults);
        return target === null ? [] : [{ row, target }];
      });
      chunk = [];
      return found;
    };
    for await (const row of rowsOf(path, faults)) {
      chunk.push(row);
      if (chunk.length === CHUNK) yield* await resolved();
    }
    yield* await resolved();
  }

  private async lookUp(store: StoreSummary, rows: FileRow[]): Promise<Lookup> {
    const cells = (field: string): string[] => [
      ...new Set(rows.map((row) => cellOf(row, field) ?? '').filter((cell) => cell !== '')),
    ];
    const products = await this.database.query<{ id: string; platform_product_id: string | null }>(
      `SELECT id, platform_product_id FROM products
       WHERE user_id = $1 AND store_id = $2 AND deleted_at IS NULL AND (id = ANY($3::uuid[]) OR platform_product_id = ANY($4))`,
      [store.user_id, store.id, cells('product_id').filter(isUuid), cells('platform_product_id')],
    );
    const variants = await this.database.query<{ sku: string; product_id: string }>(
      `SELECT v.sku, v.product_id FROM product_variants v JOIN products p ON p.id = v.product_id
       WHERE v.store_id = $2 AND p.user_id = $1 AND p.deleted_at IS NULL AND v.sku = ANY($3)`,
      [store.user_id, store.id, cells('sku')],
    );
    const bySku = new Map<string, Set<string>>();
    for (const { sku, product_id: id } of variants) bySku.set(sku, (bySku.get(sku) ?? new Set()).add(id));
    return {
      byId: new Set(products.map(({ id }) => id)),
      byPlatformId: new Map(products.map(({ id, platform_product_id: platformId }) => [platformId ?? '', id])),
      bySku,
    };
  }

  private async itemOf(
    store: StoreSummary,
    abilities: StoreAbilities,
    target: Target,
    rows: FileRow[],
    position: number,
    faults: ImportFaults,
  ): Promise<PlannedItem | null> {
    const known = target.product_id === null ? null : await this.rows.known(store.user_id, store.id, target.product_id);
    for (const row of rows) {
      const currency = cellOf(row, 'currency');
      if (currency !== undefined && currency !== '' && store.currency !== null && currency !== store.currency) {
        faults.add(row.line, 'currency', `the store’s currency is ${store.currency}`);
      }
    }
    const group: ImportGroup = { rows, known, variants: variantsOf(rows, known, faults) };
    const input = inputOf(group, faults);
    if (known !== null && Object.keys(input).length === 0) return null;
    checkInput(group, input, store.currency, abilities, faults);
    return {
      id: uuidv7(),
      position,
      lines: rows.map(({ line }) => line),
      action: known === null ? 'create' : 'update',
      product_id: known?.id ?? uuidv7(),
      title: (typeof input.title === 'string' ? input.title : (known?.title ?? '')).slice(0, 500),
      input,
    };
  }
}

/** By product id, else the platform's id, else the SKU; a row that names nothing known is a new product. */
function targetOf(row: FileRow, { byId, byPlatformId, bySku }: Lookup, faults: ImportFaults): Target | null {
  const id = cellOf(row, 'product_id') ?? '';
  const platformId = cellOf(row, 'platform_product_id') ?? '';
  const sku = cellOf(row, 'sku') ?? '';
  if (id !== '') {
    if (byId.has(id)) return { product_id: id, key: id };
    faults.add(row.line, 'product_id', 'the store has no such product');
    return null;
  }
  if (platformId !== '') {
    const found = byPlatformId.get(platformId);
    if (found !== undefined) return { product_id: found, key: found };
    faults.add(row.line, 'platform_product_id', 'the store has no such product');
    return null;
  }
  const [only, another] = sku === '' ? [] : [...(bySku.get(sku) ?? [])];
  if (another !== undefined) {
    faults.add(row.line, 'sku', 'several products have this SKU: say product_id');
    return null;
  }
  if (only !== undefined) return { product_id: only, key: only };
  const handle = cellOf(row, 'handle') ?? '';
  return { product_id: null, key: handle === '' ? `line ${row.line}` : `handle ${handle}` };
}

function variantsOf(rows: FileRow[], known: KnownProduct | null, faults: ImportFaults): (KnownVariant | null)[] {
  if (known === null) return rows.map(() => null);
  const named = new Set<string>();
  return rows.map((row) => {
    const variant = variantOf(row, known, rows.length, faults);
    if (variant !== null && named.has(variant.id)) faults.add(row.line, 'variant_id', 'comes twice');
    if (variant !== null) named.add(variant.id);
    return variant;
  });
}

function variantOf(
  row: FileRow,
  { variants }: KnownProduct,
  rowsCount: number,
  faults: ImportFaults,
): KnownVariant | null {
  for (const [column, field] of [
    ['variant_id', 'id'],
    ['platform_variant_id', 'platform_variant_id'],
  ] as const) {
    const cell = cellOf(row, column) ?? '';
    if (cell === '') continue;
    const found = variants.find((variant) => variant[field] === cell);
    if (!found) faults.add(row.line, column, 'the product has no such variant');
    return found ?? null;
  }
  const sku = cellOf(row, 'sku') ?? '';
  const [only, another] = sku === '' ? [] : variants.filter((variant) => variant.sku === sku);
  if (only && !another) return only;
  return variants.length === 1 && rowsCount === 1 ? (variants[0] ?? null) : null;
}
