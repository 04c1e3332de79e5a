import type { Provider, Type } from '@nestjs/common';
import { DeadLetters } from './dead-letters.js';
import { DeliveryInbox } from './delivery-inbox.js';
import { DeliveryLists } from './delivery-lists.js';
import { DeliveryWork } from './delivery-work.js';
import { InboxDrain } from './inbox-drain.js';
import { InboxPurge } from './inbox-purge.js';
import { InboxSource } from './inbox-source.js';
import { INBOX_TABLE, type InboxTable } from './inbox-table.js';
import { RetryDeliveries } from './retry-deliveries.js';
import { WorkBell } from './work-bell.js';

/**
 * The inbox of a module: one a module, its own within it. What runs by the clock the module marks itself (`InboxDrain.process`,
 * `InboxPurge.run`).
 */
export function inboxProviders(table: InboxTable, source: Type<InboxSource>): Provider[] {
  return [
    { provide: INBOX_TABLE, useValue: table },
    { provide: InboxSource, useClass: source },
    WorkBell,
    DeliveryInbox,
    DeliveryWork,
    DeadLetters,
    InboxDrain,
    InboxPurge,
    DeliveryLists,
    RetryDeliveries,
  ];
}
