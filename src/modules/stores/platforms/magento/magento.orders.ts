import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformFulfillment } from '../platform.records.js';
import type {
  CancelRequest,
  FulfillmentRequest,
  NotedRefund,
  OrderEdit,
  PlatformOrders,
  RefundNote,
  Tracking,
  TrackingChange,
} from '../platform.writes.js';
import type { MagentoClient } from './magento.client.js';
import { commentOn, orderOf } from './magento.order-calls.js';
import { findRefundNote, noteRefund } from './magento.refund-notes.js';
import { where } from './magento.search.js';
import { afterwards, refused } from './magento.writes.js';
import { linesOf } from './mapper/order-lines.js';
import { fulfillmentOf, notesOf, trackingUrlOf } from './mapper/order.mapper.js';
import { idAt, listAt, markOf, textAt } from '../platform.values.js';
import { quantityAt } from './mapper/values.js';

/** Shipments of one order, asked for at once. */
const MOST_SHIPMENTS = 200;

/** Invoices, shipments, tracks, cancellations and comments of a Magento shop's orders. */
export class MagentoOrders implements PlatformOrders {
  /** By an invoice; what was sent follows from shipments. */
  readonly moves = ['paid'] as const;
  /** Orders have no tags. A note is a comment in the order's history. */
  readonly editable = ['notes'] as const;

  constructor(private readonly clientOf: (connection: PlatformConnection) => MagentoClient) {}

  async move(connection: PlatformConnection, platform_order_id: string): Promise<void> {
    const client = this.clientOf(connection);
    const order = await orderOf(client, platform_order_id);
    const state = textAt(order.state) ?? '';
    if (Number(order.total_paid ?? 0) >= Number(order.grand_total ?? 0) && state !== 'new') return;
    if (['canceled', 'closed', 'holded', 'payment_review'].includes(state)) {
      throw refused(`The order is ${state} at Magento, which takes no invoice for it`);
    }
    await client.send('POST', `order/${platform_order_id}/invoice`, { capture: true, notify: false });
  }

  async fulfill(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
  ): Promise<PlatformFulfillment> {
    const client = this.clientOf(connection);
    const order = await orderOf(client, request.platform_order_id);
    const source = request.platform_location_id;
    const id = await client.send('POST', `order/${request.platform_order_id}/ship`, {
      items: request.items.map((item) => shipped(order, item)),
      notify: request.notify_customer,
      // The mark is for us, not for the customer's mail.
      appendComment: false,
      comment: { comment: markOf(key), is_visible_on_front: 0 },
      tracks: request.tracking === null ? [] : [trackOf(request.tracking)],
      ...(source === null ? {} : { arguments: { extension_attributes: { source_code: source } } }),
    });
    return afterwards(async () => {
      const shipment = await client.one(`shipment/${idAt(id) ?? ''}`);
      return fulfillmentOf(shipment, knownLines(order));
    });
  }

  async findFulfillment(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
  ): Promise<PlatformFulfillment | null> {
    const { rows } = await this.clientOf(connection).search('shipments', {
      groups: [where('order_id', 'eq', request.platform_order_id)],
      page_size: MOST_SHIPMENTS,
    });
    const bears = (shipment: JsonObject): boolean =>
      listAt(shipment.comments).some(({ comment }) => textAt(comment)?.includes(markOf(key)) === true);
    const found = rows.find(bears);
    return found === undefined
      ? null
      : fulfillmentOf(found, new Set(request.items.map((item) => item.platform_item_id)));
  }

  async track(connection: PlatformConnection, change: TrackingChange): Promise<void> {
    const client = this.clientOf(connection);
    const shipment = await client.one(`shipment/${change.platform_fulfillment_id}`);
    if (idAt(shipment.order_id) !== change.platform_order_id) throw refused('The shipment belongs to another order');
    const tracks = listAt(shipment.tracks);
    const wanted = trackOf(change);
    const isThere = (track: JsonObject): boolean =>
      track.track_number === wanted.track_number &&
      track.title === wanted.title &&
      trackingUrlOf(track) === change.tracking_url;
    const kept = tracks.find(isThere);
    if (kept === undefined) {
      await client.send('POST', 'shipment/track', {
        entity: {
          ...wanted,
          order_id: Number(change.platform_order_id),
          parent_id: Number(change.platform_fulfillment_id),
          // The only place for an address of the parcel's page.
          description: change.tracking_url ?? change.carrier,
          weight: 0,
          qty: 0,
        },
      });
    }
    // The new one first: at no time has the parcel none.
    for (const track of tracks)
      if (track !== kept) await client.set('DELETE', `shipment/track/${idAt(track.entity_id) ?? ''}`);
  }

  async cancel(connection: PlatformConnection, request: CancelRequest): Promise<void> {
    const client = this.clientOf(connection);
    const { platform_order_id: id } = request;
    if (!request.restock) throw refused('Magento puts the goods of a cancelled order back into stock in any case');
    if ((await orderOf(client, id)).state === 'canceled') return;
    const done = await client.set('POST', `orders/${id}/cancel`);
    const after = await afterwards(() => orderOf(client, id));
    // "false" is also said of an order that an unheard try before has cancelled.
    if (done !== true && after.state !== 'canceled') throw refused(whyNotCancelled(after));
    await this.noteCancellation(client, request, after);
  }

  async edit(connection: PlatformConnection, platform_order_id: string, edit: OrderEdit): Promise<void> {
    if (edit.tags !== undefined) throw refused('Magento orders have no tags');
    if (edit.notes === undefined) return;
    const client = this.clientOf(connection);
    const order = await orderOf(client, platform_order_id);
    if (notesOf(order) === edit.notes) return;
    if (edit.notes === null) throw refused('Comments of Magento orders cannot be removed');
    await client.send('POST', `orders/${platform_order_id}/comments`, commentOn(order, edit.notes, false));
  }

  noteRefund(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund> {
    return noteRefund(this.clientOf(connection), note, key);
  }

  findRefundNote(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund | null> {
    return findRefundNote(this.clientOf(connection), note, key);
  }

  /** The order is cancelled already: that a comment could not be written does not change it. */
  private async noteCancellation(client: MagentoClient, request: CancelRequest, order: JsonObject): Promise<void> {
    const text =
      request.note === null ? `Cancelled: ${request.reason}` : `Cancelled (${request.reason}): ${request.note}`;
    try {
      const comment = commentOn(order, text, request.notify_customer);
      await client.send('POST', `orders/${request.platform_order_id}/comments`, comment);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
    }
  }
}

function knownLines(order: JsonObject): Set<string> {
  return new Set(linesOf(order).map(({ item }) => item.platform_item_id));
}

/** One line to ship. Goods that are sold by weight count as begun pieces here: the last one may be less than whole. */
function shipped(order: JsonObject, item: FulfillmentRequest['items'][number]): { order_item_id: number; qty: number } {
  const row = listAt(order.items).find((one) => idAt(one.item_id) === item.platform_item_id);
  if (row === undefined) throw refused(`The order has no line ${item.platform_item_id}`);
  const of = (field: string): number => Number(quantityAt(row[field]));
  const left = of('qty_ordered') - of('qty_shipped') - of('qty_refunded') - of('qty_canceled');
  if (item.quantity > Math.ceil(left)) {
    throw refused(`${Math.max(0, left)} of line ${item.platform_item_id} are left to ship, not ${item.quantity}`);
  }
  return { order_item_id: Number(item.platform_item_id), qty: Math.min(item.quantity, left) };
}

const CARRIERS: readonly (readonly [RegExp, string])[] = [
  [/usps|united states postal/i, 'usps'],
  [/\bups\b|united parcel/i, 'ups'],
  [/fed\s?ex/i, 'fedex'],
  [/\bdhl\b/i, 'dhl'],
];

function trackOf({ carrier, tracking_number }: Tracking): {
  carrier_code: string;
  title: string;
  track_number: string;
} {
  const code = CARRIERS.find(([pattern]) => pattern.test(carrier))?.[1] ?? 'custom';
  return { carrier_code: code, title: carrier, track_number: tracking_number };
}

function whyNotCancelled(order: JsonObject): string {
  const state = textAt(order.state) ?? 'unknown';
  const invoiced = Number(order.total_invoiced ?? 0) > 0;
  if (invoiced) return 'Magento cancels only what is not invoiced yet: refund this order instead';
  return `Magento does not cancel an order in the state "${state}"`;
}
