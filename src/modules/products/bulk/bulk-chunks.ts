import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { Json } from '../../../common/json.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ResumeLater } from '../../../common/outbound/resume-later.js';
import {
  type BulkOutcome,
  type BulkProductChange,
  StoreChanges,
  StoresApi,
  type StoreKey,
} from '../../stores/stores.api.js';
import { BulkRepository, type BulkItem } from './bulk.repository.js';
import { BulkSelection } from './bulk-selection.js';
import { BulkStock } from './bulk-stock.js';
import { catalogueChange, verdictBefore, verdictsOf } from './bulk-verdicts.js';
import type { BulkWork } from './bulk-work.js';

const UNHEARD_MS = 3_000;

/** Brings chunks of a bulk change to the platform: absolute values, written down before they are sent. */
@Injectable()
export class BulkChunks {
  constructor(
    private readonly database: Database,
    private readonly bulks: BulkRepository,
    private readonly selection: BulkSelection,
    private readonly stores: StoresApi,
    private readonly changes: StoreChanges,
    private readonly stock: BulkStock,
  ) {}

  /** Goes on with what a run before this one has sent and not heard of. */
  async recover(work: BulkWork): Promise<void> {
    const { bulk } = work;
    const items = await this.bulks.sent(bulk.id, 'catalogue');
    if (items.length > 0 && bulk.chunk_key !== null && bulk.chunk_handle !== null) {
      await this.hear(work, items, bulk.chunk_key, bulk.chunk_handle);
    } else if (items.length > 0) {
      // Looked at afresh before they are sent again, so that what was done is found done.
      await this.bulks.unsend(bulk.id);
    }
    await this.stock.set(work, await this.bulks.sent(bulk.id, 'stock'));
  }

  /** Sends the next items; false when none is left. */
  async next(work: BulkWork, size: number): Promise<boolean> {
    const { bulk } = work;
    const items = await this.bulks.pending(bulk.id, size);
    if (items.length === 0) return false;
    const fresh = await this.stillAsBefore(work, items);
    if (fresh.length === 0) return true;
    const key = uuidv7();
    await this.database.transaction(async () => {
      await work.run.fence();
      await this.bulks.begin(
        bulk.id,
        key,
        fresh.map(({ id }) => id),
      );
    });
    await this.hear(work, fresh, key, null);
    await this.stock.set(work, await this.bulks.sent(bulk.id, 'stock'));
    return true;
  }

  /** Reads the products anew; those that somebody has changed meanwhile are passed over. */
  private async stillAsBefore({ bulk, store, run }: BulkWork, items: BulkItem[]): Promise<BulkItem[]> {
    const platformIds = items.flatMap(({ platform_product_id: id }) => id ?? []);
    // Nothing is sent yet: a person's cancel need not wait for the end of it.
    if (platformIds.length > 0) await this.stores.refresh(store, 'products', platformIds, run.signal);
    const present = await this.selection.present(
      store.id,
      items.flatMap(({ product_id: id }) => id ?? []),
    );
    const judged = items.map((item) => ({ item, verdict: verdictBefore(item, present.get(item.product_id ?? '')) }));
    await this.bulks.settle(
      bulk.id,
      judged.flatMap(({ verdict }) => verdict ?? []),
    );
    return judged.flatMap(({ item, verdict }) => (verdict === null ? [item] : []));
  }

  /** Sends (or, with a handle, goes on waiting) and writes down what was heard. */
  private async hear(work: BulkWork, items: BulkItem[], key: string, handle: Json): Promise<void> {
    const { bulk, has_stock: hasStock } = work;
    const sent = items.map((item) => ({ item, change: catalogueChange(item, hasStock) }));
    const changes = sent.flatMap(({ change }) => change ?? []);
    const onlyStock = sent.flatMap(({ item, change }) => (change ? [] : [item]));
    await this.bulks.settle(
      bulk.id,
      onlyStock.map(({ id }) => ({ id, state: 'sent', step: 'stock' })),
    );
    if (changes.length === 0) return;
    const outcomes = await this.outcomesOf(work, changes, key, handle);
    const withFields = sent.flatMap(({ item, change }) => (change ? [item] : []));
    await this.bulks.settle(bulk.id, verdictsOf(withFields, outcomes, hasStock));
    await this.bulks.forgetHandle(bulk.id);
  }

  private async outcomesOf(
    work: BulkWork,
    changes: BulkProductChange[],
    key: string,
    handle: Json,
  ): Promise<BulkOutcome[]> {
    const { bulk, store, signal } = work;
    try {
      return await this.changes.applyAll(
        store,
        changes,
        { key, handle, keep: (kept) => this.bulks.keepHandle(bulk.id, kept) },
        signal,
      );
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.fault === 'unknown_outcome')
        throw new ResumeLater(UNHEARD_MS, 'The shop was not heard: it is asked again');
      if (error.fault !== 'rejected') throw error;
      // The batch as a whole was refused, perhaps for one of them: each by itself then.
      if (changes.length > 1) return this.oneByOne(work, changes);
      return changes.map(({ platform_product_id }) => ({ platform_product_id, error: faultOf(error), record: null }));
    }
  }

  private async oneByOne({ store, signal }: BulkWork, changes: BulkProductChange[]): Promise<BulkOutcome[]> {
    const outcomes: BulkOutcome[] = [];
    for (const { platform_product_id, change } of changes) {
      signal.throwIfAborted();
      const error = await this.alone(store, platform_product_id, change);
      outcomes.push({ platform_product_id, error, record: null });
    }
    return outcomes;
  }

  private async alone(
    store: StoreKey,
    platformId: string,
    change: BulkProductChange['change'],
  ): Promise<BulkOutcome['error']> {
    try {
      const result = await this.changes.run({
        kind: 'product.update',
        user_id: store.user_id,
        store_id: store.id,
        subject_id: uuidv7(),
        payload: { platform_product_id: platformId, change },
        context: { action: 'bulk_update' },
      });
      if (result.state === 'pending') throw new ResumeLater(UNHEARD_MS, 'The shop was not heard: it is asked again');
      return null;
    } catch (error) {
      if (error instanceof ProviderError && error.fault === 'rejected') return faultOf(error);
      if (error instanceof AppError && error.status < 500) return { code: error.code, message: error.message };
      throw error;
    }
  }
}

function faultOf(error: ProviderError): { code: string; message: string } {
  return { code: error.provider_code ?? 'PROVIDER_REJECTED', message: error.provider_message ?? error.message };
}
