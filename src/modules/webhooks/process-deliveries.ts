import { Injectable } from '@nestjs/common';
import { InboxDrain } from '../../common/inbox/inbox-drain.js';
import { Recurring } from '../../common/jobs/recurring.js';
import { WEBHOOK_INBOX } from './webhook-inbox.js';

/** Works off what shops delivered: at once, and by the clock what waits for its time. */
@Injectable()
export class ProcessDeliveries {
  constructor(private readonly drain: InboxDrain) {}

  @Recurring({ name: 'webhooks.process', every_seconds: 5, wake_channel: WEBHOOK_INBOX.channel })
  process(): Promise<void> {
    return this.drain.process();
  }
}
