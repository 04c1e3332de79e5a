import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { mergeSettings } from '../../../common/settings/merge-settings.js';
import { StoreRepository, type StoredView } from '../store.repository.js';
import type { CreateStoreDto } from '../stores.dto.js';

/** Makes a store that is not connected yet. */
@Injectable()
export class CreateStore {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreRepository,
    private readonly audit: AuditLog,
  ) {}

  async run(userId: string, input: CreateStoreDto): Promise<StoredView & { id: string }> {
    const id = uuidv7();
    return this.database.transaction(async () => {
      await this.stores.insert(id, userId, {
        name: input.name,
        platform: input.platform,
        domain: input.domain ?? null,
        description: input.description ?? null,
        settings: mergeSettings({}, input.settings),
      });
      await this.audit.record({
        user_id: userId,
        action: 'store.created',
        subject_type: 'store',
        subject_id: id,
        details: { name: input.name, platform: input.platform },
      });
      const stored = await this.stores.view(userId, id);
      if (!stored) throw new Error('The store that was just made is not there');
      return { ...stored, id };
    });
  }
}
