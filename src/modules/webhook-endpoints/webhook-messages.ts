import type { DeliveredEvent } from '../../common/events/domain-event.js';
import type { JsonObject } from '../../common/json.js';
import {
  ORDERS_CANCELLED,
  ORDERS_CHANGED,
  ORDERS_DELETED,
  ORDERS_FULFILLED,
  ORDERS_SHIPPED,
  ORDERS_STATUS_CHANGED,
} from '../orders/orders.events.js';
import {
  PAYMENTS_REFUND_FAILED,
  PAYMENTS_REFUNDED,
  PAYOUTS_CHANGED,
  PROCESSOR_CONNECTION_FAILED,
} from '../payments/payments.events.js';
import { INVENTORY_LOW, type InventoryLow, PRODUCTS_CHANGED, PRODUCTS_DELETED } from '../products/products.events.js';
import { PROXY_COUNTRY_CHANGED, PROXY_DOWN, PROXY_UP } from '../proxies/proxies.events.js';
import {
  SOCIAL_ACCOUNT_RECOVERED,
  SOCIAL_ACCOUNT_RESTRICTED,
  SOCIAL_CAMPAIGN_CHANGED,
  SOCIAL_CONNECTION_FAILED,
  SOCIAL_SPEND_CAP_REACHED,
  SOCIAL_TOKEN_EXPIRING,
} from '../social/social.events.js';
import { STORE_CONNECTION_FAILED, STORE_SYNC_FAILED, STORE_SYNCED } from '../stores/stores.events.js';

/** What an endpoint can subscribe to, and when it is sent. */
export const WEBHOOK_EVENTS = {
  'order.created': 'An order came in',
  'order.updated': 'An order changed, here or in the shop',
  'order.deleted': 'An order is gone from the shop',
  'order.status_changed': 'An order went from one status to another',
  'order.fulfilled': 'Lines of an order were fulfilled, whole or in part',
  'order.shipped': 'A parcel of an order got its tracking number, or another one',
  'order.cancelled': 'An order was cancelled',
  'product.created': 'A product came in',
  'product.updated': 'A product changed, here or in the shop',
  'product.deleted': 'A product is gone from the shop',
  'inventory.low': 'A variant fell to its store’s low-stock threshold or below',
  'sync.completed': 'A resource of a store was read and something had changed',
  'sync.failed': 'A store could not be read; it is tried again by itself',
  'store.connection_failed': 'A store is no longer read until its owner acts, or has not answered for an hour',
  'payout.updated': 'A payout came in, or it or its lines changed',
  'payment.refunded': 'A refund that was asked for here is known at its payment service',
  'payment.refund_failed': 'Such a refund was taken on, and could not be carried out afterwards',
  'payment_processor.connection_failed': 'A payment service is no longer read until its owner acts, or does not answer',
  'proxy.down': 'A proxy failed two tests in a row: what is bound to it waits',
  'proxy.up': 'It works again',
  'proxy.country_changed': 'Calls through a proxy leave from another country than before',
  'social_account.restricted': 'A network does not let an account advertise',
  'social_account.recovered': 'It does again',
  'social_account.token_expiring': 'The access to an account ends within 14, 7 or 1 days, or has ended',
  'social_account.connection_failed': 'An account cannot be reached, or its owner must act',
  'campaign.status_changed':
    'An ad campaign went from one status to another: by a person, the spend guard or the network',
  'campaign.spend_cap_reached': 'A spend cap was reached, and the campaign is paused for it',
} as const;
export type WebhookEventType = keyof typeof WEBHOOK_EVENTS;
/** What `POST webhook-endpoints/{id}/test` sends; nobody has to subscribe to it. */
export const PING = 'ping';
export const EVERYTHING = '*';

/** One thing to tell. */
export interface WebhookMessage {
  type: WebhookEventType;
  /** The order or product, whose record is added when it is sent; the variant whose stock is low. */
  subject_id: string | null;
  data: JsonObject;
}

/** How an event of ours is told: a batch becomes a message for each of its records. */
type Telling = (payload: JsonObject) => WebhookMessage[];

const each =
  (types: Record<string, WebhookEventType>, idField: string): Telling =>
  (payload) =>
    Object.entries(types).flatMap(([field, type]) =>
      ((payload[field] ?? []) as string[]).map((id) => ({ type, subject_id: id, data: { [idField]: id } })),
    );

const once =
  (type: WebhookEventType): Telling =>
  (payload) => [{ type, subject_id: null, data: payload }];

/** About the one order that the event names. */
const ofOrder =
  (type: WebhookEventType): Telling =>
  (payload) => [{ type, subject_id: payload.order_id as string, data: payload }];

const TELLINGS: Record<string, Telling> = {
  [ORDERS_CHANGED]: each({ created: 'order.created', updated: 'order.updated' }, 'order_id'),
  [ORDERS_DELETED]: each({ deleted: 'order.deleted' }, 'order_id'),
  [ORDERS_STATUS_CHANGED]: ofOrder('order.status_changed'),
  [ORDERS_FULFILLED]: ofOrder('order.fulfilled'),
  [ORDERS_SHIPPED]: ofOrder('order.shipped'),
  [ORDERS_CANCELLED]: ofOrder('order.cancelled'),
  [PRODUCTS_CHANGED]: each({ created: 'product.created', updated: 'product.updated' }, 'product_id'),
  [PRODUCTS_DELETED]: each({ deleted: 'product.deleted' }, 'product_id'),
  [INVENTORY_LOW]: (payload) =>
    (payload as InventoryLow['payload']).variants.map((variant) => ({
      type: 'inventory.low',
      subject_id: variant.variant_id,
      data: variant,
    })),
  [STORE_SYNCED]: once('sync.completed'),
  [STORE_SYNC_FAILED]: once('sync.failed'),
  [STORE_CONNECTION_FAILED]: once('store.connection_failed'),
  [PAYOUTS_CHANGED]: ({ payout_ids: ids, ...of }) =>
    (ids as string[]).map((id) => ({ type: 'payout.updated', subject_id: id, data: { ...of, payout_id: id } })),
  [PAYMENTS_REFUNDED]: once('payment.refunded'),
  [PAYMENTS_REFUND_FAILED]: once('payment.refund_failed'),
  [PROCESSOR_CONNECTION_FAILED]: once('payment_processor.connection_failed'),
  [PROXY_DOWN]: once('proxy.down'),
  [PROXY_UP]: once('proxy.up'),
  [PROXY_COUNTRY_CHANGED]: once('proxy.country_changed'),
  [SOCIAL_ACCOUNT_RESTRICTED]: once('social_account.restricted'),
  [SOCIAL_ACCOUNT_RECOVERED]: once('social_account.recovered'),
  [SOCIAL_TOKEN_EXPIRING]: once('social_account.token_expiring'),
  [SOCIAL_CONNECTION_FAILED]: once('social_account.connection_failed'),
  [SOCIAL_CAMPAIGN_CHANGED]: once('campaign.status_changed'),
  [SOCIAL_SPEND_CAP_REACHED]: once('campaign.spend_cap_reached'),
};

/** The events of ours that are told. */
export const TOLD_EVENTS = Object.keys(TELLINGS);

/** What an event means to the outside; nothing for one that is not told. */
export function messagesOf(event: DeliveredEvent): WebhookMessage[] {
  const shared: JsonObject = event.store_id === null ? {} : { store_id: event.store_id };
  return (TELLINGS[event.type]?.(event.payload) ?? []).map((message) => ({
    ...message,
    data: { ...shared, ...message.data },
  }));
}

/** The same for the same event and record, however often it is worked out. */
export function webhookIdOf(eventId: string, message: WebhookMessage): string {
  const subject = message.subject_id === null ? '' : `_${message.subject_id.replaceAll('-', '')}`;
  return `msg_${eventId}_${message.type.replace('.', '_')}${subject}`;
}
