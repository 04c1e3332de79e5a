import { Injectable } from '@nestjs/common';
import { DeliveryInboxes, type DeliveryInboxStatus, type InboxStanding } from './stores.api.js';

/** The inbox that its owning module registered. */
@Injectable()
export class RegisteredInboxes extends DeliveryInboxes {
  private inbox: DeliveryInboxStatus | null = null;

  override register(inbox: DeliveryInboxStatus): void {
    if (this.inbox) throw new Error('Two modules take deliveries');
    this.inbox = inbox;
  }

  async standing(storeId: string): Promise<InboxStanding> {
    return (await this.inbox?.standing(storeId)) ?? { last_delivery_at: null, waiting: 0, dead: 0 };
  }
}
