import { Injectable } from '@nestjs/common';
import { InboxDrain } from '../../../common/inbox/inbox-drain.js';
import { InboxPurge } from '../../../common/inbox/inbox-purge.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { PAYMENT_INBOX } from './payment-inbox.js';

/** Works off what providers delivered, at once and by the clock, and clears away what is no longer needed. */
@Injectable()
export class ProcessPaymentDeliveries {
  constructor(
    private readonly drain: InboxDrain,
    private readonly inbox: InboxPurge,
  ) {}

  @Recurring({ name: 'payments.process_deliveries', every_seconds: 5, wake_channel: PAYMENT_INBOX.channel })
  process(): Promise<void> {
    return this.drain.process();
  }

  @Recurring({ name: 'payments.purge_deliveries', every_seconds: 3600 })
  purge(): Promise<void> {
    return this.inbox.run();
  }
}
