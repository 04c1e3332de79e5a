import { containing, ListFilters } from '../../common/http/list-filters.js';
import type { ProductListQueryDto } from './products.dto.js';

/** Shorter than three letters a trigram index finds nothing: then only whole SKUs and barcodes are looked for. */
const SHORTEST_SEARCH = 3;

/** Which products of a store are meant: by the list, a bulk change, an export. */
export type ProductFilter = Partial<Omit<ProductListQueryDto, 'limit' | 'cursor' | 'include_total' | 'sort'>>;

/** Conditions over `products r`. */
export function productFilters(userId: string, storeId: string, query: ProductFilter): ListFilters {
  const filters = new ListFilters()
    .add('r.store_id = $?', storeId)
    .add('r.user_id = $?', userId)
    .always('r.deleted_at IS NULL')
    .add('r.status = $?', query.status)
    .add('r.vendor = $?', query.vendor)
    .add('r.product_type = $?', query.product_type)
    .search('r.sku = $?', query.sku)
    .search('r.tags @> $?::jsonb', query.tag === undefined ? undefined : JSON.stringify([query.tag]))
    .search('coalesce(r.inventory_quantity, 0) >= $?', query.inventory_min)
    .search('coalesce(r.inventory_quantity, 0) <= $?', query.inventory_max)
    .search('r.created_at >= $?', query.created_from)
    .search('r.created_at < $?', query.created_to)
    .search('r.updated_at >= $?', query.updated_from);
  addSearch(filters, query.q);
  return filters;
}

function addSearch(filters: ListFilters, q: string | undefined): void {
  const text = q?.normalize('NFC').trim().toLowerCase();
  if (text === undefined || text === '') return;
  if (text.length < SHORTEST_SEARCH) filters.search('(lower(r.sku) = $? OR lower(r.barcode) = $?)', text);
  else filters.search('r.search_text LIKE $?', containing(text));
}
