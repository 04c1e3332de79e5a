import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { ORDERS_CHANGED, ORDERS_DELETED } from '../../orders/orders.events.js';
import { STORE_SYNCED } from '../../stores/stores.events.js';
import { PAYMENTS_CHANGED, PAYMENTS_SYNCED, PROCESSOR_CONNECTED, PROCESSOR_DELETED } from '../payments.events.js';
import { ReconciliationMarks } from './reconciliation-marks.js';

/** After which something is to be looked at. */
export const MARKING_EVENTS = [
  ORDERS_CHANGED,
  ORDERS_DELETED,
  PAYMENTS_CHANGED,
  STORE_SYNCED,
  PAYMENTS_SYNCED,
  PROCESSOR_CONNECTED,
  PROCESSOR_DELETED,
];

/** Orders and transactions that have changed are looked at again. */
@Injectable()
export class MarkChanged {
  constructor(private readonly marks: ReconciliationMarks) {}

  @ListensTo(ORDERS_CHANGED)
  async ordersChanged(event: DeliveredEvent): Promise<void> {
    await this.mark(event, 'order', ['created', 'updated']);
  }

  @ListensTo(ORDERS_DELETED)
  async ordersDeleted(event: DeliveredEvent): Promise<void> {
    await this.mark(event, 'order', ['deleted']);
  }

  @ListensTo(PAYMENTS_CHANGED)
  async paymentsChanged(event: DeliveredEvent): Promise<void> {
    await this.mark(event, 'transaction', ['created', 'updated']);
  }

  @ListensTo(STORE_SYNCED, PAYMENTS_SYNCED)
  async importEnded(event: DeliveredEvent): Promise<void> {
    if (event.user_id !== null) await this.marks.importEnded(event.user_id);
  }

  @ListensTo(PROCESSOR_CONNECTED, PROCESSOR_DELETED)
  async processorsChanged(event: DeliveredEvent): Promise<void> {
    if (event.user_id !== null) await this.marks.markAll(event.user_id);
  }

  private async mark(event: DeliveredEvent, subjectType: 'order' | 'transaction', fields: string[]): Promise<void> {
    if (event.user_id === null) return;
    const ids = fields.flatMap((field) => (event.payload[field] ?? []) as string[]);
    await this.marks.mark(event.user_id, subjectType, ids);
  }
}
