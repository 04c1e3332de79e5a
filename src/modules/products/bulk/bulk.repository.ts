import { Injectable } from '@nestjs/common';
import { iso } from '../../../common/database/sql.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import type { RawJson } from '../../../common/http/reply.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { JsonObject } from '../../../common/json.js';
import type { BulkChange } from './bulk-change.entity.js';
import type { BulkChangeItem, BulkItemState } from './bulk-change-item.entity.js';
import type { BulkItemListQueryDto } from './bulk.dto.js';

export type BulkRow = Pick<
  BulkChange,
  'id' | 'job_id' | 'user_id' | 'store_id' | 'kind' | 'items_count' | 'chunk_key' | 'chunk_handle'
> & { is_undone: boolean; job_status: string };

export type BulkItem = Pick<
  BulkChangeItem,
  'id' | 'position' | 'product_id' | 'platform_product_id' | 'title' | 'before' | 'after' | 'state' | 'step'
>;

export type NewItem = Pick<
  BulkChangeItem,
  'product_id' | 'platform_product_id' | 'title' | 'before' | 'after' | 'state'
> & {
  error: BulkChangeItem['error'];
};

export interface Verdict {
  id: string;
  state: BulkItemState;
  step?: 'catalogue' | 'stock';
  error?: { code: string; message: string } | null;
}

const ITEM_JSON = `json_build_object('product_id', r.product_id, 'platform_product_id', r.platform_product_id,
  'title', r.title, 'state', r.state, 'before', r.before, 'after', r.after, 'error', r.error, 'updated_at', ${iso('r.updated_at')})`;
const BULK_COLUMNS = `bulk.id, bulk.job_id, bulk.user_id, bulk.store_id, bulk.kind, bulk.items_count, bulk.chunk_key,
  bulk.chunk_handle, job.status AS job_status,
  EXISTS (SELECT 1 FROM bulk_changes undo WHERE undo.undo_of = bulk.id) AS is_undone`;

/** Bulk changes and their items. */
@Injectable()
export class BulkRepository {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
  ) {}

  /** In the transaction that starts the job. */
  async insert(bulk: {
    job_id: string;
    user_id: string;
    store_id: string;
    kind: 'update' | 'undo';
    undo_of: string | null;
    changes: JsonObject;
  }): Promise<string> {
    const id = uuidv7();
    await this.database.execute(
      `INSERT INTO bulk_changes (id, job_id, user_id, store_id, kind, undo_of, changes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, bulk.job_id, bulk.user_id, bulk.store_id, bulk.kind, bulk.undo_of, JSON.stringify(bulk.changes)],
    );
    return id;
  }

  async addItems(bulkId: string, items: NewItem[], after: number): Promise<void> {
    const rows = items.map((item, index) => ({ ...item, id: uuidv7(), position: after + index + 1 }));
    await this.database.execute(
      `INSERT INTO bulk_change_items (id, bulk_change_id, position, product_id, platform_product_id, title, before, after, state, error)
       SELECT id, $2, position, product_id, platform_product_id, title, before, after, state, error
       FROM json_to_recordset($1::json) AS input (id uuid, position integer, product_id uuid, platform_product_id text,
         title text, before jsonb, after jsonb, state text, error jsonb)`,
      [JSON.stringify(rows), bulkId],
    );
    await this.database.execute('UPDATE bulk_changes SET items_count = items_count + $2 WHERE id = $1', [
      bulkId,
      rows.length,
    ]);
  }

  /** Items that take back what `original` has done, from what it wrote to what was there before. */
  async addUndoItems(bulkId: string, original: string): Promise<void> {
    const count = await this.database.execute(
      `INSERT INTO bulk_change_items (id, bulk_change_id, position, product_id, platform_product_id, title, before, after)
       SELECT gen_random_uuid(), $1, row_number() OVER (ORDER BY position), product_id, platform_product_id, title, after, before
       FROM bulk_change_items WHERE bulk_change_id = $2 AND state = 'done'`,
      [bulkId, original],
    );
    await this.database.execute('UPDATE bulk_changes SET items_count = $2 WHERE id = $1', [bulkId, count]);
  }

  async ofJob(jobId: string): Promise<BulkRow | undefined> {
    return this.database.queryOne<BulkRow>(
      `SELECT ${BULK_COLUMNS} FROM bulk_changes bulk JOIN jobs job ON job.id = bulk.job_id WHERE bulk.job_id = $1`,
      [jobId],
    );
  }

  /** The user's, held until the commit. Throws NOT_FOUND when the job is not theirs; undefined: it is no bulk change. */
  async hold(userId: string, jobId: string): Promise<BulkRow | undefined> {
    const row = await this.database.queryOne<BulkRow>(
      `SELECT ${BULK_COLUMNS} FROM bulk_changes bulk JOIN jobs job ON job.id = bulk.job_id
       WHERE bulk.user_id = $1 AND bulk.job_id = $2 FOR UPDATE OF bulk`,
      [userId, jobId],
    );
    if (row) return row;
    const job = await this.database.queryOne('SELECT 1 AS known FROM jobs WHERE user_id = $1 AND id = $2', [
      userId,
      jobId,
    ]);
    if (!job) throw AppError.notFound('Job');
    return undefined;
  }

  /** The next items to send, in order. */
  pending(bulkId: string, limit: number): Promise<BulkItem[]> {
    return this.items(bulkId, `state = 'pending' AND platform_product_id IS NOT NULL ORDER BY position LIMIT ${limit}`);
  }

  /** Those of products that are here only. */
  pendingLocal(bulkId: string): Promise<BulkItem[]> {
    return this.items(bulkId, `state = 'pending' AND platform_product_id IS NULL ORDER BY position`);
  }

  /** What was sent and not heard of is looked at again. */
  async unsend(bulkId: string): Promise<void> {
    await this.database.execute(
      `UPDATE bulk_change_items SET state = 'pending' WHERE bulk_change_id = $1 AND state = 'sent' AND step = 'catalogue'`,
      [bulkId],
    );
  }

  /** Items that were sent and of which nothing was heard. */
  sent(bulkId: string, step: 'catalogue' | 'stock'): Promise<BulkItem[]> {
    return this.items(bulkId, `state = 'sent' AND step = '${step}' ORDER BY position`);
  }

  async begin(bulkId: string, key: string, itemIds: string[]): Promise<void> {
    await this.database.execute('UPDATE bulk_changes SET chunk_key = $2, chunk_handle = NULL WHERE id = $1', [
      bulkId,
      key,
    ]);
    await this.database.execute(
      `UPDATE bulk_change_items SET state = 'sent', step = 'catalogue', updated_at = clock_timestamp()
       WHERE bulk_change_id = $1 AND id = ANY($2) AND state = 'pending'`,
      [bulkId, itemIds],
    );
  }

  async keepHandle(bulkId: string, handle: JsonObject): Promise<void> {
    await this.database.execute('UPDATE bulk_changes SET chunk_handle = $2 WHERE id = $1', [
      bulkId,
      JSON.stringify(handle),
    ]);
  }

  async forgetHandle(bulkId: string): Promise<void> {
    await this.database.execute('UPDATE bulk_changes SET chunk_key = NULL, chunk_handle = NULL WHERE id = $1', [
      bulkId,
    ]);
  }

  /** Writes down what became of items; one that is settled already keeps its verdict. */
  async settle(bulkId: string, verdicts: Verdict[]): Promise<void> {
    if (verdicts.length === 0) return;
    await this.database.execute(
      `UPDATE bulk_change_items item SET state = verdict.state, step = coalesce(verdict.step, item.step), error = verdict.error,
              updated_at = clock_timestamp()
       FROM json_to_recordset($2::json) AS verdict (id uuid, state text, step text, error jsonb)
       WHERE item.bulk_change_id = $1 AND item.id = verdict.id AND item.state IN ('pending', 'sent')`,
      [bulkId, JSON.stringify(verdicts)],
    );
  }

  async counts(bulkId: string): Promise<{ done: number; failed: number; skipped: number; left: number }> {
    const row = await this.database.queryOne<{ done: number; failed: number; skipped: number; left: number }>(
      `SELECT count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE state = 'skipped')::int AS skipped,
              count(*) FILTER (WHERE state IN ('pending', 'sent'))::int AS left
       FROM bulk_change_items WHERE bulk_change_id = $1`,
      [bulkId],
    );
    return row ?? { done: 0, failed: 0, skipped: 0, left: 0 };
  }

  /** A page of the items of a bulk change. Throws NOT_FOUND for one that is not the user's or not the store's. */
  async list(userId: string, storeId: string, jobId: string, query: BulkItemListQueryDto): Promise<RawJson> {
    const bulk = await this.database.queryOne<{ id: string }>(
      'SELECT id FROM bulk_changes WHERE user_id = $1 AND store_id = $2 AND job_id = $3',
      [userId, storeId, jobId],
    );
    if (!bulk) throw AppError.notFound('Bulk update');
    const isOne = query.state !== undefined;
    return this.lists.read({
      scope: `bulk:${bulk.id}`,
      table: 'bulk_change_items',
      item: ITEM_JSON,
      conditions: ['r.bulk_change_id = $1', ...(isOne ? ['r.state = $2'] : [])],
      parameters: [bulk.id, ...(isOne ? [query.state] : [])],
      sorts: { position: { expression: 'r.position', type: 'integer' } },
      sort: 'position',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  private items(bulkId: string, which: string): Promise<BulkItem[]> {
    return this.database.query<BulkItem>(
      `SELECT id, position, product_id, platform_product_id, title, before, after, state, step
       FROM bulk_change_items WHERE bulk_change_id = $1 AND ${which}`,
      [bulkId],
    );
  }
}
