import { Injectable } from '@nestjs/common';
import { Outbox } from '../../common/events/outbox.js';
import { userNotice } from '../../common/events/user-notice.js';
import type { StoreKey, StoreNotice } from './stores.api.js';

/** The topic under which owners switch these mails off. */
const TOPIC = 'store_failures';

/** Mails to the owners of stores about what goes wrong with them. */
@Injectable()
export class StoreNotices {
  constructor(private readonly outbox: Outbox) {}

  /** In the open transaction. */
  tell(store: StoreKey, notice: StoreNotice): Promise<void> {
    return this.outbox.add(userNotice(store.user_id, { topic: TOPIC, ...notice }));
  }
}
