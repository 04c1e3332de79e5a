import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { keysetBatches } from '../../../common/tables/keyset-batches.js';
import type { Table } from '../../../common/tables/table.js';
import { type ProductFilter, productFilters } from '../product-filters.js';
import { PRODUCT_TABLE, PRODUCT_TABLE_JOINS, PRODUCT_TABLE_SELECT, type ProductTableRow } from './product-table.js';

const PRODUCTS_A_BATCH = 100;

/** Products as a table, a row for each variant. */
@Injectable()
export class ProductExport {
  constructor(private readonly database: Database) {}

  /** The newest product first. Of a store that is known to be the user's. */
  table(userId: string, storeId: string, filter: ProductFilter): Table<ProductTableRow> {
    const filters = productFilters(userId, storeId, filter);
    return {
      columns: PRODUCT_TABLE,
      batches: keysetBatches<ProductTableRow>(this.database, {
        table: 'products',
        select: PRODUCT_TABLE_SELECT,
        joins: PRODUCT_TABLE_JOINS,
        conditions: filters.conditions,
        parameters: filters.parameters,
        order_within: 'v.position, v.id',
        batch: PRODUCTS_A_BATCH,
      }),
    };
  }
}
