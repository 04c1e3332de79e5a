import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DeliveryLists } from '../../common/inbox/delivery-lists.js';
import { DeliveryInboxes, DeliveryInboxStatus, type InboxStanding } from '../stores/stores.api.js';

/** Tells stores how their inboxes stand. */
@Injectable()
export class DeliveryStanding extends DeliveryInboxStatus implements OnModuleInit {
  constructor(
    private readonly lists: DeliveryLists,
    private readonly inboxes: DeliveryInboxes,
  ) {
    super();
  }

  onModuleInit(): void {
    this.inboxes.register(this);
  }

  override standing(storeId: string): Promise<InboxStanding> {
    return this.lists.standing(storeId);
  }
}
