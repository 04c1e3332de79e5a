import type { DomainEvent } from '../../common/events/domain-event.js';

/** Orders came in or changed, whichever way; one event a batch. */
export const ORDERS_CHANGED = 'orders.changed';
export const ORDERS_DELETED = 'orders.deleted';

export type OrdersChanged = DomainEvent<{ created: string[]; updated: string[] }>;
export type OrdersDeleted = DomainEvent<{ deleted: string[] }>;

/**
 * What happened to one known order, here or at its platform, exactly once: an event goes with the change of the row. None are
 * told of orders that are new here (a first import would tell thousands): see ORDERS_CHANGED.
 */

/** Any move from one status to another, those of the events below included. */
export const ORDERS_STATUS_CHANGED = 'order.status_changed';
/** Lines were fulfilled, whole or in part: one or more new fulfilments, or (without any) the status became `fulfilled`. */
export const ORDERS_FULFILLED = 'order.fulfilled';
/** A parcel got its tracking number, or another one; or (without a number) the status became `shipped`. */
export const ORDERS_SHIPPED = 'order.shipped';
export const ORDERS_CANCELLED = 'order.cancelled';

export type OrderStatusChanged = DomainEvent<{ order_id: string; from: string | null; to: string }>;
/** Fulfilments by the platform's ids. */
export type OrderFulfilled = DomainEvent<{ order_id: string; platform_fulfillment_ids: string[] }>;
export type OrderShipped = DomainEvent<{ order_id: string; platform_fulfillment_ids: string[] }>;
export type OrderCancelled = DomainEvent<{ order_id: string }>;

export interface OrderNews {
  order_id: string;
  status?: { from: string | null; to: string } | undefined;
  /** Platform ids of new fulfilments. */
  fulfilled: string[];
  /** Platform ids of fulfilments with a new tracking number. */
  tracked: string[];
}

export function orderEvents(store: { id: string; user_id: string }, news: OrderNews): DomainEvent[] {
  const { order_id, status, fulfilled, tracked } = news;
  const event = <P extends DomainEvent['payload']>(type: string, payload: P): DomainEvent<P> => ({
    type,
    user_id: store.user_id,
    store_id: store.id,
    payload,
  });
  const events: DomainEvent[] = [];
  if (status) events.push(event(ORDERS_STATUS_CHANGED, { order_id, from: status.from, to: status.to }));
  if (fulfilled.length > 0 || status?.to === 'fulfilled') {
    events.push(event(ORDERS_FULFILLED, { order_id, platform_fulfillment_ids: fulfilled }));
  }
  if (tracked.length > 0 || status?.to === 'shipped') {
    events.push(event(ORDERS_SHIPPED, { order_id, platform_fulfillment_ids: tracked }));
  }
  if (status?.to === 'cancelled') events.push(event(ORDERS_CANCELLED, { order_id }));
  return events;
}
