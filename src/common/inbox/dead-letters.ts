import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ProviderError } from '../outbound/provider-error.js';
import { reasonOf, UNAVAILABLE_PAUSE_MS } from './delivery-faults.js';
import { DeliveryWork } from './delivery-work.js';
import { InboxSource } from './inbox-source.js';
import type { InboxOwner } from './inbox-table.js';

/** Deliveries that failed, and the noise when some are given up. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly work: DeliveryWork,
    private readonly source: InboxSource,
  ) {}

  /** The owner is told when one goes dead and none was. Gives how long the owner's provider is left alone; null: not at all. */
  async noteFailure(owner: InboxOwner, ids: string[], error: unknown): Promise<number | null> {
    const reason = reasonOf(error);
    await this.database.transaction(async () => {
      const { died, are_first } = await this.work.failed(owner.id, ids, reason);
      if (are_first) await this.source.tellDead(owner, died, reason);
    });
    return error instanceof ProviderError && error.fault === 'unavailable' ? UNAVAILABLE_PAUSE_MS : null;
  }
}
