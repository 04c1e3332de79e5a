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
import type { ShopifyClient } from './shopify.client.js';
import { PROVIDER, readAnswer } from './shopify.errors.js';
import { itemsLeft, madeBy, trackingInput } from './shopify.fulfilling.js';
import {
  FULFILLMENT_EVENT_MUTATION,
  ORDER_CANCEL_MUTATION,
  ORDER_CANCEL_STATE_QUERY,
  ORDER_MARK_AS_PAID_MUTATION,
  ORDER_STATE_QUERY,
  ORDER_UPDATE_MUTATION,
  TRACKING_MUTATION,
} from './shopify.mutations.js';
import { flagOf, objectOf, objectOrNull, objectsOf, textOf, textOrNull, timeOrNull } from './shopify.node.js';
import { hasArrived, isLive, type ShipmentFacts, wasHandedOver } from './shopify.order-status.js';
import { findRefundNote, noteRefund } from './shopify.refund-notes.js';
import { ShopifySession } from './shopify.session.js';
import { ship } from './shopify.shipping.js';
import { ask, existingGid, refused, write } from './shopify.write.js';

const REASONS: Readonly<Record<CancelRequest['reason'], string>> = {
  customer: 'CUSTOMER',
  inventory: 'INVENTORY',
  fraud: 'FRAUD',
  declined: 'DECLINED',
  other: 'OTHER',
};

/** Times that a cancellation is asked about before it is left to be looked up: about a minute and a half. */
const MAX_POLLS = 30;

const PAID: ReadonlySet<string | null> = new Set(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);

type Move = 'paid' | 'shipped' | 'delivered';

interface OrderState {
  cancelled: boolean;
  financial: string | null;
  fulfillment: string;
  payable: boolean;
  shipments: (ShipmentFacts & { id: string })[];
}

/**
 * Orders at Shopify. `paid` records a manual payment of what is outstanding (an authorised card payment must be captured
 * at Shopify); `shipped` and `delivered` are events of the parcels of an order that is sent whole.
 */
export class ShopifyOrders implements PlatformOrders {
  readonly moves: readonly OrderStatus[] = ['paid', 'shipped', 'delivered'] satisfies Move[];
  readonly editable: readonly (keyof OrderEdit)[] = ['notes', 'tags'];

  constructor(
    private readonly client: ShopifyClient,
    private readonly read: (connection: PlatformConnection, platform_order_id: string) => Promise<PlatformOrder | null>,
  ) {}

  async move(connection: PlatformConnection, platform_order_id: string, to: OrderStatus): Promise<void> {
    const session = this.session(connection);
    const id = existingGid('Order', platform_order_id);
    const state = await stateOf(session, id);
    if (state.cancelled) throw refused('ORDER_CANCELLED', 'The order is cancelled at Shopify');
    if (to === 'paid') await markPaid(session, id, state);
    else if (to === 'shipped' || to === 'delivered') await markShipments(session, state, to);
    else throw refused('UNSUPPORTED_STATUS', `Shopify's orders cannot be set to ${to}`);
  }

  /** One fulfilment for each location that the lines are assigned to; gives the first. */
  async fulfill(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    _key: string,
    known?: string[],
  ): Promise<PlatformFulfillment> {
    const earlier = known === undefined ? [] : await this.madeSince(connection, request, known);
    return ship(this.session(connection), request, earlier);
  }

  async findFulfillment(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    _key: string,
    known: string[],
  ): Promise<PlatformFulfillment | null> {
    const made = await this.madeSince(connection, request, known);
    return itemsLeft(request, made).length === 0 ? (made[0] ?? null) : null;
  }

  async track(connection: PlatformConnection, change: TrackingChange): Promise<void> {
    await write(this.session(connection), {
      document: TRACKING_MUTATION,
      variables: {
        id: existingGid('Fulfillment', change.platform_fulfillment_id),
        tracking: trackingInput(change),
        notify: change.notify_customer,
      },
      root: 'fulfillmentTrackingInfoUpdate',
      // The values are absolute, but each time writes to the customer.
      repeatable: !change.notify_customer,
    });
  }

  async cancel(connection: PlatformConnection, request: CancelRequest): Promise<void> {
    const session = this.session(connection);
    const id = existingGid('Order', request.platform_order_id);
    if ((await stateOf(session, id)).cancelled) return;
    const payload = await write(session, {
      document: ORDER_CANCEL_MUTATION,
      variables: {
        id,
        reason: REASONS[request.reason],
        restock: request.restock,
        notify: request.notify_customer,
        note: request.note,
      },
      root: 'orderCancel',
      repeatable: false,
    }).catch(async (error: unknown) => {
      // An earlier try that was not heard may be through by now.
      if (error instanceof ProviderError && error.fault === 'rejected' && (await stateOf(session, id)).cancelled)
        return { job: null };
      throw error;
    });
    const job = readAnswer(() => objectOrNull(payload, 'job'));
    if (job === null) return;
    await this.untilCancelled(
      session,
      id,
      readAnswer(() => textOf(job, 'id')),
    );
  }

  async edit(connection: PlatformConnection, platform_order_id: string, edit: OrderEdit): Promise<void> {
    const input: JsonObject = { id: existingGid('Order', platform_order_id) };
    if (edit.notes !== undefined) input.note = edit.notes ?? '';
    if (edit.tags !== undefined) input.tags = edit.tags;
    if (Object.keys(input).length === 1) return;
    await write(this.session(connection), {
      document: ORDER_UPDATE_MUTATION,
      variables: { input },
      root: 'orderUpdate',
      repeatable: true,
    });
  }

  noteRefund(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund> {
    return noteRefund(this.session(connection), note, key);
  }

  findRefundNote(connection: PlatformConnection, note: RefundNote, key: string): Promise<NotedRefund | null> {
    return findRefundNote(this.session(connection), note, key);
  }

  private async madeSince(
    connection: PlatformConnection,
    request: FulfillmentRequest,
    known: readonly string[],
  ): Promise<PlatformFulfillment[]> {
    const order = await this.read(connection, request.platform_order_id);
    return order === null ? [] : madeBy(request, order.fulfillments, known);
  }

  private session(connection: PlatformConnection): ShopifySession {
    return new ShopifySession(this.client, connection);
  }

  /** Shopify cancels in the background: the job tells when it is through, the order whether it is cancelled. */
  private async untilCancelled(session: ShopifySession, id: string, job: string): Promise<void> {
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      const data = await ask(session, ORDER_CANCEL_STATE_QUERY, { job, id }, 3);
      const order = readAnswer(() => objectOrNull(data, 'order'));
      if (order !== null && order.cancelledAt !== null) return;
      // A job that is gone is done.
      const state = readAnswer(() => objectOrNull(data, 'job'));
      if (state === null || readAnswer(() => flagOf(state, 'done'))) {
        throw refused('CANCEL_FAILED', 'Shopify tried to cancel the order and could not');
      }
      await session.connection.pause(Math.min(200 * 1.4 ** poll, 4_000));
    }
    throw new ProviderError({
      fault: 'unknown_outcome',
      provider: PROVIDER,
      message: 'Shopify is still at work on cancelling the order',
    });
  }
}

async function stateOf(session: ShopifySession, id: string): Promise<OrderState> {
  const data = await ask(session, ORDER_STATE_QUERY, { id }, 20);
  if (data.order === null) throw refused('NOT_FOUND', 'Shopify has no such order any more');
  return readAnswer(() => {
    const order = objectOf(data, 'order');
    return {
      cancelled: timeOrNull(order, 'cancelledAt') !== null,
      financial: textOrNull(order, 'displayFinancialStatus'),
      fulfillment: textOf(order, 'displayFulfillmentStatus'),
      payable: flagOf(order, 'canMarkAsPaid'),
      shipments: objectsOf(order, 'fulfillments')
        .filter((fulfillment) => isLive(textOf(fulfillment, 'status')))
        .map((fulfillment) => ({
          id: textOf(fulfillment, 'id'),
          display: textOrNull(fulfillment, 'displayStatus'),
          delivered_at: timeOrNull(fulfillment, 'deliveredAt'),
          has_tracking: objectsOf(fulfillment, 'trackingInfo').some((info) => textOrNull(info, 'number') !== null),
        })),
    };
  });
}

async function markPaid(session: ShopifySession, id: string, state: OrderState): Promise<void> {
  if (PAID.has(state.financial)) return;
  if (!state.payable) {
    const words =
      state.financial === 'AUTHORIZED'
        ? 'its payment is authorised and must be captured there'
        : 'its payment does not allow it';
    throw refused('NOT_PAYABLE', `Shopify does not let this order be marked as paid: ${words}`);
  }
  try {
    await write(session, {
      document: ORDER_MARK_AS_PAID_MUTATION,
      variables: { id },
      root: 'orderMarkAsPaid',
      repeatable: true,
    });
  } catch (error) {
    // Sent twice, the second is refused because the first one did it.
    if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
    if (!PAID.has((await stateOf(session, id)).financial)) throw error;
  }
}

async function markShipments(session: ShopifySession, state: OrderState, to: 'shipped' | 'delivered'): Promise<void> {
  if (state.fulfillment !== 'FULFILLED' || state.shipments.length === 0) {
    throw refused('NOT_FULFILLED', 'The order is not sent whole yet at Shopify: fulfil what is left first');
  }
  const arrived = (shipment: ShipmentFacts): boolean => hasArrived(shipment);
  if (to === 'shipped' && state.shipments.some((one) => arrived(one) || wasHandedOver(one))) return;
  const status = to === 'shipped' ? 'IN_TRANSIT' : 'DELIVERED';
  for (const shipment of state.shipments.filter((one) => !arrived(one))) {
    // Without a time Shopify takes its own present one.
    const event = { fulfillmentId: shipment.id, status };
    await write(session, {
      document: FULFILLMENT_EVENT_MUTATION,
      variables: { event },
      root: 'fulfillmentEventCreate',
      repeatable: true,
    });
  }
}
