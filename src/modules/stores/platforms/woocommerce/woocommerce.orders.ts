import type { Clock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { OrderStatus, PlatformFulfillment, PlatformOrder } from '../platform.records.js';
import type {
  CancelRequest,
  FulfillmentRequest,
  NotedRefund,
  OrderEdit,
  PlatformOrders,
  RefundNote,
  TrackingChange,
} from '../platform.writes.js';
import { CANCELLED_KEY, TAGS_KEY } from './mapper/order.mapper.js';
import { DELIVERED_KEY, FULFILLMENT_PREFIX, parcelsOf } from './mapper/tracking.js';
import { idAt, listAt } from '../platform.values.js';
import { isoSeconds } from './mapper/values.js';
import { WooClient } from './woocommerce.client.js';
import {
  fulfillmentMeta,
  hasParcel,
  isWhole,
  merged,
  metaIdOf,
  metaOf,
  shipmentNote,
  trackingMeta,
  withParcel,
  withoutParcel,
} from './woocommerce.parcels.js';
import type { MetaEntry } from './woocommerce.parcels.js';
import { readWholeOrder } from './woocommerce.read.js';
import { looked, noteOn, orderFor, putOrder, statusesOf, unseen } from './woocommerce.order-calls.js';
import type { WholeOrder } from './woocommerce.order-calls.js';
import { findRefundNote, noteRefund } from './woocommerce.refund-notes.js';
import { refuse, unlessGone } from './woocommerce.refusal.js';

const PAID: readonly OrderStatus[] = ['paid', 'fulfilled', 'shipped', 'delivered'];
const SENT: readonly OrderStatus[] = ['fulfilled', 'shipped', 'delivered'];
/** Times that our parcel is put back into the plug-ins' list when another writer dropped it. */
const PARCEL_TRIES = 3;

/**
 * Orders' write side. WooCommerce has statuses and nothing of parcels: see woocommerce.parcels.ts for where those are
 * kept. Setting an order to `completed` makes WooCommerce mail the customer by its own settings; no API switches that off.
 */
export class WooCommerceOrders implements PlatformOrders {
  /**
   * `paid` is WooCommerce's `processing` (which sets the date of payment and reduces stock by itself); `delivered` is the
   * shop's own status of that name where a plug-in brings one, else a mark of ours on a completed order.
   */
  readonly moves: readonly OrderStatus[] = ['paid', 'delivered'];
  readonly editable: readonly (keyof OrderEdit)[] = ['notes', 'tags'];

  constructor(private readonly clock: Clock) {}

  async move(connection: PlatformConnection, platform_order_id: string, to: OrderStatus): Promise<void> {
    const client = this.client(connection);
    const { row, order } = await orderFor(client, platform_order_id);
    if (to === 'paid') {
      if (PAID.includes(order.status)) return;
      refuseCancelled(row, order);
      await putOrder(client, platform_order_id, { status: 'processing' });
      return;
    }
    if (to !== 'delivered') throw refuse(`WooCommerce has no order status for "${to}"`);
    if (order.status === 'delivered') return;
    if (!SENT.includes(order.status)) throw refuse('Only an order that was sent can have been delivered');
    const own = (await statusesOf(client)).includes('delivered');
    await putOrder(
      client,
      platform_order_id,
      own ? { status: 'delivered' } : { meta_data: [{ key: DELIVERED_KEY, value: this.now() }] },
    );
  }

  async fulfill(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
  ): Promise<PlatformFulfillment> {
    const client = this.client(connection);
    const before = await orderFor(client, request.platform_order_id);
    const there = fulfillmentIn(before.order, key);
    if (there !== null) return there;
    refuseCancelled(before.row, before.order);
    const sent = checkedItems(before.order, request);
    const { tracking } = request;
    const meta: MetaEntry[] = [fulfillmentMeta(request, key, this.now())];
    if (tracking !== null) meta.push(this.parcel(before, request, key));
    const completes = isWhole(before.order, sent) && !SENT.includes(before.order.status);
    // Not repeated blindly: an answer that is not heard is `unknown_outcome`, and the look-up by the key is exact.
    await putOrder(
      client,
      request.platform_order_id,
      { meta_data: meta, ...(completes ? { status: 'completed' } : {}) },
      false,
    );
    const after = await this.settled(client, before, request, key);
    if (after === null) throw refuse('Somebody else sent the same pieces at the same moment: more than is left');
    const words = shipmentNote(after.order, request.items, tracking);
    await noteOn(client, request.platform_order_id, words, request.notify_customer);
    const made = fulfillmentIn(after.order, key);
    if (made === null) throw unseen(request.platform_order_id);
    return made;
  }

  async findFulfillment(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    key: string,
  ): Promise<PlatformFulfillment | null> {
    const found = await unlessGone(readWholeOrder(this.client(connection), request.platform_order_id));
    return found === null ? null : fulfillmentIn(found.order, key);
  }

  async track(connection: PlatformConnection, change: TrackingChange): Promise<void> {
    const client = this.client(connection);
    const { platform_order_id: orderId, platform_fulfillment_id: id } = change;
    const before = await orderFor(client, orderId);
    const fulfillment = fulfillmentIn(before.order, id);
    if (fulfillment === null) throw refuse(`The order has no fulfilment ${id} (any more)`);
    if (hasParcel(parcelsOf(metaOf(before.row)), id, change)) return;
    const items = fulfillment.items.length === 0 ? null : fulfillment.items;
    const shippedAt = change.shipped_at ?? fulfillment.shipped_at;
    await this.keepParcel(client, before, id, { ...change, shipped_at: shippedAt }, items);
    await noteOn(client, orderId, shipmentNote(before.order, items, change), change.notify_customer);
  }

  /**
   * WooCommerce puts back what it took from stock when an order is cancelled, by the `_reduced_stock` that it noted on each
   * line, and once only; so to leave the stock as it is, that note is taken off in the same write.
   */
  async cancel(connection: PlatformConnection, request: CancelRequest): Promise<void> {
    const client = this.client(connection);
    const { row, order } = await orderFor(client, request.platform_order_id);
    if (row.status === 'cancelled') return;
    if (row.status === 'refunded') throw refuse('The order was refunded: there is nothing left to cancel');
    const mark = { key: CANCELLED_KEY, value: { at: this.now(), reason: request.reason } };
    const lines = request.restock ? [] : linesWithoutStockNote(row);
    await putOrder(client, request.platform_order_id, {
      status: 'cancelled',
      meta_data: [mark],
      ...(lines.length === 0 ? {} : { line_items: lines }),
    });
    const words = [`Order ${order.order_number} was cancelled (${request.reason}).`, request.note ?? ''];
    await noteOn(client, request.platform_order_id, words.join(' ').trim(), request.notify_customer);
  }

  async edit(connection: PlatformConnection, platform_order_id: string, edit: OrderEdit): Promise<void> {
    const client = this.client(connection);
    await orderFor(client, platform_order_id);
    const body: JsonObject = {};
    if (edit.notes !== undefined) body.customer_note = edit.notes ?? '';
    if (edit.tags !== undefined) body.meta_data = [{ key: TAGS_KEY, value: edit.tags }];
    // An empty write moves the date of change all the same, and comes back as a webhook.
    if (Object.keys(body).length > 0) await putOrder(client, platform_order_id, body);
  }

  noteRefund(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund> {
    return noteRefund(this.client(connection), note, key);
  }

  findRefundNote(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund | null> {
    return findRefundNote(this.client(connection), note, key);
  }

  private parcel(before: WholeOrder, request: FulfillmentRequest, key: string): MetaEntry {
    const tracking = request.tracking ?? { carrier: '', tracking_number: '', tracking_url: null };
    const shippedAt = request.shipped_at ?? this.now();
    const parcels = parcelsOf(metaOf(before.row));
    return trackingMeta(withParcel(parcels, key, { ...tracking, shipped_at: shippedAt }, request.items, before.order));
  }

  /**
   * Looks at what became of it, since others write too: a parcel that was overwritten is put back, and when two have sent
   * the same pieces at once, the later one is taken back (null). Whatever goes wrong here, the write itself was made.
   */
  private async settled(
    client: WooClient,
    before: WholeOrder,
    request: FulfillmentRequest,
    key: string,
  ): Promise<WholeOrder | null> {
    const { tracking, platform_order_id: id } = request;
    const after = await looked(client, id);
    try {
      if (isOversent(after.row, after.order, key)) {
        await this.takeBack(client, after, key);
        return null;
      }
      if (tracking === null || hasParcel(parcelsOf(metaOf(after.row)), key, tracking)) return after;
      const shippedAt = request.shipped_at ?? this.now();
      const from = { ...after, order: before.order };
      return await this.keepParcel(client, from, key, { ...tracking, shipped_at: shippedAt }, request.items);
    } catch (error) {
      throw error instanceof ProviderError ? unseen(id, error) : error;
    }
  }

  private async takeBack(client: WooClient, { row }: WholeOrder, key: string): Promise<void> {
    const meta = metaOf(row);
    const own = FULFILLMENT_PREFIX + key;
    const parcels = parcelsOf(meta);
    const left = withoutParcel(parcels, key);
    await putOrder(client, idAt(row.id) ?? '', {
      meta_data: [
        { id: Number(metaIdOf(meta, own)), key: own, value: null },
        ...(left.length === parcels.length ? [] : [trackingMeta(left)]),
      ],
    });
  }

  /** The plug-ins' list is one value: read, changed, written, and looked at again. */
  private async keepParcel(
    client: WooClient,
    from: WholeOrder,
    id: string,
    tracking: Parameters<typeof withParcel>[2],
    items: PlatformFulfillment['items'] | null,
  ): Promise<WholeOrder> {
    const orderId = from.order.platform_order_id;
    let present = from;
    for (let attempt = 0; attempt < PARCEL_TRIES; attempt += 1) {
      const parcels = withParcel(parcelsOf(metaOf(present.row)), id, tracking, items, from.order);
      await putOrder(client, orderId, { meta_data: [trackingMeta(parcels)] });
      present = await looked(client, orderId);
      if (hasParcel(parcelsOf(metaOf(present.row)), id, tracking)) return present;
    }
    throw refuse('Another program keeps overwriting the parcels of this order (_wc_shipment_tracking_items)');
  }

  private now(): string {
    return isoSeconds(this.clock.ms());
  }

  private client(connection: PlatformConnection): WooClient {
    return new WooClient(connection, this.clock);
  }
}

function fulfillmentIn(order: PlatformOrder, id: string): PlatformFulfillment | null {
  return order.fulfillments.find(({ platform_fulfillment_id }) => platform_fulfillment_id === id) ?? null;
}

function refuseCancelled(row: JsonObject, order: PlatformOrder): void {
  if (order.status !== 'cancelled') return;
  throw refuse(row.status === 'refunded' ? 'The order was refunded' : 'The order was cancelled');
}

/** Pieces by line. Throws `rejected` for a line that the order has not, and for more than is left of it. */
function checkedItems(order: PlatformOrder, request: FulfillmentRequest): ReadonlyMap<string, number> {
  const asked = merged(request.items);
  if (asked.length === 0) throw refuse('A fulfilment needs at least one line');
  // Completed by a person in the shop, without any parcel: it counts as sent, and its parcel may still be told.
  const isBare = order.fulfillments.length === 0;
  for (const [id, quantity] of asked) {
    const line = order.items.find(({ platform_item_id }) => platform_item_id === id);
    if (line === undefined) throw refuse(`The order has no line ${id}`);
    const left = line.quantity - (isBare && request.tracking !== null ? 0 : line.fulfilled_quantity);
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw refuse(`${quantity} is no quantity to send`);
    if (quantity > left) throw refuse(`Only ${left} of ${line.quantity} are left to send of line ${id}`);
  }
  return new Map(asked);
}

/** More was sent of a line than it has, and no other of our fulfilments of it is younger than this one. */
function isOversent(row: JsonObject, order: PlatformOrder, key: string): boolean {
  const sent = new Map<string, number>();
  for (const { platform_item_id: id, quantity } of order.fulfillments.flatMap(({ items }) => items)) {
    sent.set(id, (sent.get(id) ?? 0) + quantity);
  }
  if (order.items.every((item) => (sent.get(item.platform_item_id) ?? 0) <= item.quantity)) return false;
  const meta = metaOf(row);
  const ours = Number(metaIdOf(meta, FULFILLMENT_PREFIX + key));
  return !meta.some(
    ({ id, key: name }) => typeof name === 'string' && name.startsWith(FULFILLMENT_PREFIX) && Number(id) > ours,
  );
}

function linesWithoutStockNote(row: JsonObject): JsonObject[] {
  return listAt(row.line_items).flatMap((line) => {
    const note = metaIdOf(metaOf(line), '_reduced_stock');
    if (note === null) return [];
    return [{ id: Number(line.id), meta_data: [{ id: Number(note), key: '_reduced_stock', value: null }] }];
  });
}
