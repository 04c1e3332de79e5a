import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { iso } from '../../../common/database/sql.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { JsonObject } from '../../../common/json.js';
import type { ImportSummary, PlannedItem } from './import-planner.js';
import type { ImportItemState } from './product-import-item.entity.js';
import type { ImportItemListQueryDto } from './product-import.dto.js';

const ITEM_JSON = `json_build_object('lines', r.lines, 'action', r.action, 'product_id', r.product_id, 'title', r.title,
  'state', r.state, 'error', r.error, 'updated_at', ${iso('r.updated_at')})`;

export interface OpenItem {
  id: string;
  action: 'create' | 'update';
  product_id: string;
  input: JsonObject;
  state: ImportItemState;
}

/** Imports and what became of each of their products. */
@Injectable()
export class ImportItems {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  async begin(jobId: string, userId: string, storeId: string): Promise<void> {
    await this.database.execute('INSERT INTO product_imports (job_id, user_id, store_id) VALUES ($1, $2, $3)', [
      jobId,
      userId,
      storeId,
    ]);
  }

  async add(jobId: string, items: PlannedItem[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO product_import_items (id, job_id, position, lines, action, product_id, title, input)
       SELECT id, $1, position, lines, action, product_id, title, input
       FROM json_to_recordset($2::json) AS item (id uuid, position int, lines jsonb, action text, product_id uuid, title text, input jsonb)`,
      [jobId, JSON.stringify(items)],
    );
  }

  async summarise(jobId: string, summary: ImportSummary): Promise<void> {
    await this.database.execute('UPDATE product_imports SET summary = $2 WHERE job_id = $1', [
      jobId,
      JSON.stringify(summary),
    ]);
  }

  /** The next that is not ended. */
  next(jobId: string): Promise<OpenItem | undefined> {
    return this.database.queryOne<OpenItem>(
      `SELECT id, action, product_id, input, state FROM product_import_items
       WHERE job_id = $1 AND state IN ('pending', 'sent') ORDER BY position LIMIT 1`,
      [jobId],
    );
  }

  async mark(
    id: string,
    state: ImportItemState,
    error: { code: string; message: string } | null = null,
  ): Promise<void> {
    await this.database.execute(
      'UPDATE product_import_items SET state = $2, error = $3, updated_at = now() WHERE id = $1',
      [id, state, error && JSON.stringify(error)],
    );
  }

  async counts(jobId: string): Promise<{ created: number; updated: number; failed: number; left: number }> {
    const row = await this.database.queryOne<{ created: number; updated: number; failed: number; left: number }>(
      `SELECT count(*) FILTER (WHERE state = 'done' AND action = 'create')::int AS created,
              count(*) FILTER (WHERE state = 'done' AND action = 'update')::int AS updated,
              count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE state IN ('pending', 'sent'))::int AS left
       FROM product_import_items WHERE job_id = $1`,
      [jobId],
    );
    return row ?? { created: 0, updated: 0, failed: 0, left: 0 };
  }

  /** Throws NOT_FOUND for a job that is no import of this store. */
  async list(userId: string, storeId: string, jobId: string, query: ImportItemListQueryDto): Promise<RawJson> {
    const found = await this.database.queryOne(
      'SELECT 1 FROM product_imports WHERE user_id = $1 AND store_id = $2 AND job_id = $3',
      [userId, storeId, jobId],
    );
    if (!found) throw AppError.notFound('Import');
    const filters = new ListFilters().add('r.job_id = $?', jobId).search('r.state = $?', query.state);
    return this.lists.read({
      scope: `product-import:${jobId}`,
      table: 'product_import_items',
      item: ITEM_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: { position: { expression: 'r.position', type: 'integer' } },
      sort: 'position',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }
}
