import { Injectable } from '@nestjs/common';
import { Outbox } from '../../common/events/outbox.js';
import { userNotice } from '../../common/events/user-notice.js';

/** The topic under which owners switch these mails off. */
const TOPIC = 'payment_failures';

/** A mail to a processor's owner; greeting and form stand elsewhere. */
export interface ProcessorNotice {
  kind: string;
  subject: string;
  paragraphs: string[];
}

/** Mails to the owners of processors about what goes wrong with them. */
@Injectable()
export class ProcessorNotices {
  constructor(private readonly outbox: Outbox) {}

  /** In the open transaction. */
  tell(userId: string, notice: ProcessorNotice): Promise<void> {
    return this.outbox.add(userNotice(userId, { topic: TOPIC, ...notice }));
  }
}
