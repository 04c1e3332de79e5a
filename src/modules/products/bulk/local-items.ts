import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { ProductValues, VariantValues } from '../../stores/stores.api.js';
import { ProductRows } from '../write/product-rows.js';
import { BulkRepository, type BulkItem } from './bulk.repository.js';
import type { BulkWork } from './bulk-work.js';
import { BulkSelection } from './bulk-selection.js';
import { verdictBefore } from './bulk-verdicts.js';

/** Products of a bulk change that are here only: there is nobody to ask. */
@Injectable()
export class LocalItems {
  constructor(
    private readonly database: Database,
    private readonly bulks: BulkRepository,
    private readonly selection: BulkSelection,
    private readonly rows: ProductRows,
  ) {}

  async apply(work: BulkWork): Promise<void> {
    for (const item of await this.bulks.pendingLocal(work.bulk.id)) {
      work.run.signal.throwIfAborted();
      await this.database.transaction(async () => {
        await work.run.fence();
        await this.applyOne(work, item);
      });
    }
  }

  private async applyOne({ bulk, store }: BulkWork, item: BulkItem): Promise<void> {
    const id = item.product_id ?? '';
    const present = (await this.selection.present(store.id, item.product_id === null ? [] : [id])).get(id);
    const verdict = verdictBefore(item, present);
    if (verdict === null) {
      const { variants = [], ...values } = item.after;
      const known = await this.rows.known(store.user_id, store.id, id, true);
      if (known.platform_product_id !== null) throw AppError.conflict('It was published meanwhile');
      await this.rows.update(store, known, {
        values: values as ProductValues,
        variants: variants.map(({ id: variantId, platform_variant_id: _none, ...own }) => ({
          id: variantId,
          at: '',
          values: own as VariantValues,
        })),
        remove: [],
      });
    }
    await this.bulks.settle(bulk.id, [verdict ?? { id: item.id, state: 'done' }]);
  }
}
