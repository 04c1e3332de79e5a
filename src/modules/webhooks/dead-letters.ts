import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { ProviderError } from '../../common/outbound/provider-error.js';
import { StoresApi, type StoreKey } from '../stores/stores.api.js';
import { reasonOf, UNAVAILABLE_PAUSE_MS } from './delivery-faults.js';
import { DeliveryWork } from './delivery-work.js';
import { deadLetterMail } from './webhooks.mails.js';

/** Deliveries that failed, and the noise when some are given up. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly work: DeliveryWork,
    private readonly stores: StoresApi,
  ) {}

  /** The store's owner is mailed when one goes dead and none was. Gives how long the shop is left alone; null: not at all. */
  async noteFailure(store: StoreKey, ids: string[], error: unknown): Promise<number | null> {
    const reason = reasonOf(error);
    await this.database.transaction(async () => {
      const { died, are_first } = await this.work.failed(store.id, ids, reason);
      if (!are_first) return;
      const { name } = await this.stores.get(store.user_id, store.id);
      await this.stores.mailOwner(store, deadLetterMail({ id: store.id, name }, died, reason));
    });
    return error instanceof ProviderError && error.fault === 'unavailable' ? UNAVAILABLE_PAUSE_MS : null;
  }
}
