import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { listCell, pairsCell } from '../../../common/tables/list-cell.js';
import type { TableColumn } from '../../../common/tables/table.js';

export interface ProductTableRow {
  [column: string]: unknown;
  tags: string[] | null;
  images: { url: string }[] | null;
  options: Record<string, string> | null;
}

const plain = (name: string, kind: TableColumn<ProductTableRow>['kind'] = 'text'): TableColumn<ProductTableRow> => ({
  name,
  kind,
  value: (row) => row[name] as string | number | null,
});

/**
 * A row for each variant, the product's own columns repeated. The import reads the same columns: what is changed here must be
 * understood there.
 */
export const PRODUCT_TABLE: readonly TableColumn<ProductTableRow>[] = [
  plain('product_id'),
  plain('platform_product_id'),
  plain('variant_id'),
  plain('platform_variant_id'),
  plain('title'),
  plain('description'),
  plain('handle'),
  plain('vendor'),
  plain('product_type'),
  plain('status'),
  { name: 'tags', kind: 'text', value: (row) => listCell(row.tags ?? []) },
  // Addresses have no spaces in them.
  { name: 'images', kind: 'text', value: (row) => (row.images ?? []).map(({ url }) => url).join(' ') },
  plain('variant_title'),
  { name: 'options', kind: 'text', value: (row) => pairsCell(row.options ?? {}) },
  plain('sku'),
  plain('barcode'),
  plain('currency'),
  plain('price', 'decimal'),
  plain('compare_at_price', 'decimal'),
  plain('cost_per_item', 'decimal'),
  plain('inventory_quantity', 'integer'),
  plain('weight', 'decimal'),
  plain('weight_unit'),
  plain('url'),
  plain('created_at'),
  plain('updated_at'),
];

const money = (column: string): string => moneyText(column, 'store.currency');

export const PRODUCT_TABLE_SELECT = `
  r.id AS product_id, r.platform_product_id, v.id AS variant_id, v.platform_variant_id, r.title, r.description, r.handle,
  r.vendor, r.product_type, r.status, r.tags, r.images, v.title AS variant_title, v.options, v.sku, v.barcode, store.currency,
  ${money('v.price')} AS price, ${money('v.compare_at_price')} AS compare_at_price, ${money('v.cost_per_item')} AS cost_per_item,
  v.inventory_quantity, trim_scale(v.weight)::text AS weight, v.weight_unit, r.url,
  ${iso('r.created_at')} AS created_at, ${iso('r.updated_at')} AS updated_at`;

export const PRODUCT_TABLE_JOINS = `
  JOIN stores store ON store.id = r.store_id LEFT JOIN product_variants v ON v.product_id = r.id`;
