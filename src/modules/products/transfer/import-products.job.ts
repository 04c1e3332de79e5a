import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { Json } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import { HandlesJob, JobFailure, JobHandler, type JobRun } from '../../jobs/jobs.api.js';
import { StoreChanges, StoresApi } from '../../stores/stores.api.js';
import { CreateProduct } from '../commands/create-product.js';
import { UpdateProduct } from '../commands/update-product.js';
import { requireStockSet, type WriteOutcome } from '../commands/write-outcome.js';
import { CreateProductDto, UpdateProductDto } from '../write/product-input.dto.js';
import { draftOf } from '../write/product-values.js';
import { ImportItems, type OpenItem } from './import-items.js';
import { IMPORT_JOB } from './start-import.js';

const LOOK_AGAIN_MS = 3000;

/** Whether the shop has done it is not known, and it must not be done twice. */
class GivenUp extends Error {}

/**
 * Carries out an import product by product, as a person would. Each change bears its item's id: a run that goes on after a
 * kill asks what became of it, and does nothing a second time.
 */
@Injectable()
@HandlesJob({ type: IMPORT_JOB, lane: 'work' })
export class ImportProductsJob extends JobHandler {
  constructor(
    private readonly database: Database,
    private readonly items: ImportItems,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly createProduct: CreateProduct,
    private readonly updateProduct: UpdateProduct,
  ) {
    super();
  }

  override async run(run: JobRun): Promise<Json> {
    const { store_id: storeId } = run;
    if (storeId === null) throw new JobFailure('NOT_FOUND', 'The store is not there any more');
    for (;;) {
      const { created, updated, failed, left } = await this.items.counts(run.id);
      const done = created + updated + failed;
      await run.progress(done, done + left, 'products');
      run.signal.throwIfAborted();
      const item = await this.items.next(run.id);
      if (!item) return { created, updated, failed };
      await this.carryOut(run, storeId, item);
    }
  }

  private async carryOut(run: JobRun, storeId: string, item: OpenItem): Promise<void> {
    const mark = (...[state, error]: [OpenItem['state'], { code: string; message: string }?]): Promise<void> =>
      this.database.transaction(async () => {
        await run.fence();
        await this.items.mark(item.id, state, error ?? null);
      });
    await mark('sent');
    try {
      if (item.state === 'pending' || !(await this.isDone(run.user_id, storeId, item))) {
        const { state } = await this.apply(run.user_id, storeId, item);
        if (state === 'pending') throw unheard();
      }
      await mark('done');
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      await mark('failed', fault);
    }
  }

  private async apply(userId: string, storeId: string, item: OpenItem): Promise<WriteOutcome> {
    const context = markOf(item);
    if (item.action === 'update') {
      const input = plainToInstance(UpdateProductDto, item.input);
      const options = { push: true, if_match: undefined, context };
      return this.updateProduct.run(userId, storeId, item.product_id, input, options);
    }
    const store = await this.stores.get(userId, storeId);
    const draft = draftOf(plainToInstance(CreateProductDto, item.input), store.currency);
    return this.createProduct.publish(store, item.product_id, draft, { ...context, action: 'create' });
  }

  /** Whether an earlier run has done it. What was refused is tried again: nothing is there. */
  private async isDone(userId: string, storeId: string, item: OpenItem): Promise<boolean> {
    const change = await this.changes.latest(userId, storeId, item.product_id, markOf(item));
    if (change?.state === 'sent') throw unheard();
    if (change?.state === 'given_up') throw new GivenUp(change.error?.message ?? 'Look there before doing it again');
    if (change?.state !== 'done') return false;
    requireStockSet(await this.stores.get(userId, storeId), change.outcome ?? {}, []);
    return true;
  }
}

const markOf = ({ id }: OpenItem): { import_item_id: string } => ({ import_item_id: id });

const unheard = (): ResumeLater => new ResumeLater(LOOK_AGAIN_MS, 'No answer of the shop was heard yet');

/** What fails this product alone; null: the job stops here and goes on later, or fails as a whole. */
function faultOf(error: unknown): { code: string; message: string } | null {
  if (error instanceof GivenUp) return { code: 'OUTCOME_UNKNOWN', message: error.message };
  if (error instanceof AppError) {
    if (error.code === 'CONFLICT' && error.details.reason === 'in_progress') {
      throw new ResumeLater(LOOK_AGAIN_MS, 'Another change of the product is under way');
    }
    const isItsOwn = error.status < 500 && error.code !== 'INVALID_STATE';
    return isItsOwn ? { code: error.code, message: error.message } : null;
  }
  if (error instanceof ProviderError && error.fault === 'rejected') {
    return { code: 'PROVIDER_REJECTED', message: error.message };
  }
  return null;
}
