import { Injectable } from '@nestjs/common';
import { InboxPurge } from '../../common/inbox/inbox-purge.js';
import { Recurring } from '../../common/jobs/recurring.js';

/** What is no longer needed of the inbox goes. */
@Injectable()
export class PurgeDeliveries {
  constructor(private readonly inbox: InboxPurge) {}

  @Recurring({ name: 'webhooks.purge', every_seconds: 3600 })
  purge(): Promise<void> {
    return this.inbox.run();
  }
}
