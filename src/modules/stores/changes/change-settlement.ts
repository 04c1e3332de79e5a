import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { JsonObject } from '../../../common/json.js';
import { ChangeLog, type ChangeRow } from './change-log.js';
import { ChangeObservers } from './change-observers.js';
import { ChangeRecords, type Fresh } from './change-records.js';

/** The one transaction that makes a change ours: the platform's record, the end of the change, and whoever is told of it. */
@Injectable()
export class ChangeSettlement {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly records: ChangeRecords,
    private readonly observers: ChangeObservers,
  ) {}

  /** Gives the outcome as it was written down. Throws ChangeLost, and whatever the observer throws; then nothing is stored. */
  async settle(row: ChangeRow, answered: JsonObject, fresh: Fresh): Promise<JsonObject> {
    const store = { id: row.store_id, user_id: row.user_id };
    const created = row.kind === 'product.create' ? (answered.platform_product_id as string) : null;
    return this.database.transaction(async () => {
      await this.log.hold(row);
      await this.records.store(store, fresh, created === null ? undefined : new Map([[created, row.subject_id]]));
      const id = created === null ? undefined : await this.records.idOf(store, fresh.resource, created);
      const outcome = id === undefined ? answered : { ...answered, record_id: id };
      await this.log.settle(row, { outcome });
      const { id: changeId, user_id, store_id, kind, subject_id, payload, context } = row;
      await this.observers.settled({ id: changeId, user_id, store_id, kind, subject_id, payload, context, outcome });
      return outcome;
    });
  }
}
