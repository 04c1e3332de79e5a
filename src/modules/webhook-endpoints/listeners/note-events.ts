import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { DeliveryRepository } from '../delivery.repository.js';
import { messagesOf, TOLD_EVENTS, webhookIdOf } from '../webhook-messages.js';

/** Writes down who is to be told of an event, in the transaction that notes that the event was heard: once each. */
@Injectable()
export class NoteEvents {
  constructor(private readonly deliveries: DeliveryRepository) {}

  @ListensTo(...TOLD_EVENTS)
  async note(event: DeliveredEvent): Promise<void> {
    if (event.user_id === null) return;
    const deliveries = messagesOf(event).map((message) => ({
      webhook_id: webhookIdOf(event.id, message),
      type: message.type,
      subject_id: message.subject_id,
      data: message.data,
    }));
    await this.deliveries.addForSubscribers(event.user_id, event.store_id, event.created_at, deliveries);
  }
}
