import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { Tracking } from '../../stores/stores.api.js';
import { findCarrier, guessCarrier, isSameNumber, plainNumber, trackingUrl } from '../carriers/carriers.js';
import type { Written } from '../order-answers.js';
import { OrderPush, platformIdOf, type Wish } from '../order-push.js';
import { type ChosenItem, liveShipments, unshippedItems } from '../order.rest.js';
import type { OrderVersion, VersionShipment } from '../order.version.js';
import { invalidState } from '../orders.state.js';

export interface ShipWish {
  fulfillment_id?: string | undefined;
  carrier?: string | undefined;
  tracking_number: string;
  tracking_url?: string | undefined;
  shipped_at?: string | undefined;
  notify_customer?: boolean | undefined;
}

export type ShipWork = { what: 'track'; shipment: VersionShipment } | { what: 'fulfill'; items: ChosenItem[] };

/** Gives an order's parcel its tracking at the platform; fulfils what is left with it when there is no parcel yet. */
@Injectable()
export class ShipOrder {
  constructor(private readonly push: OrderPush) {}

  /** Throws what `shipWork`, `trackingOf` and `OrderPush` throw. The same carrier and number again change nothing. */
  async run(wish: Wish, input: ShipWish): Promise<Written & { platform_fulfillment_id: string | null }> {
    const tracking = trackingOf(input);
    const decision = await this.push.decide(wish, (order) => shipWork(order, input.fulfillment_id, tracking));
    const { order } = decision;
    if (decision.same) {
      const known = sameTracking(order, input.fulfillment_id, tracking);
      return { order_id: order.id, platform_fulfillment_id: known?.platform_fulfillment_id ?? null };
    }
    const request = {
      platform_order_id: platformIdOf(order),
      notify_customer: input.notify_customer ?? false,
      shipped_at: input.shipped_at === undefined ? null : new Date(input.shipped_at).toISOString(),
    };
    const { work } = decision;
    const pushed =
      work.what === 'track'
        ? await this.push.send(order, 'order.track', {
            ...request,
            ...tracking,
            platform_fulfillment_id: work.shipment.platform_fulfillment_id ?? '',
          })
        : await this.push.send(order, 'order.fulfill', {
            ...request,
            tracking,
            items: work.items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
            platform_location_id: null,
          });
    if (pushed.state === 'pending') return { order_id: order.id, job: pushed.job, platform_fulfillment_id: null };
    return { order_id: order.id, platform_fulfillment_id: pushed.platform_fulfillment_id };
  }
}

/**
 * Tracking as the platforms take it. Throws VALIDATION_ERROR when the carrier is left out and the number does not tell it,
 * with whoever it may be.
 */
export function trackingOf(input: ShipWish): Tracking {
  const guess = guessCarrier(input.tracking_number);
  const known = input.carrier === undefined ? (guess.carrier ?? undefined) : findCarrier(input.carrier);
  const carrier = known?.name ?? input.carrier;
  if (carrier === undefined) {
    const names = guess.candidates.map((candidate) => candidate.carrier.name);
    const reason = names.length > 0 ? `is needed: the number may be one of ${names.join(', ')}` : 'is needed';
    throw AppError.validation([{ field: 'carrier', reason }]);
  }
  const isOfKnownForm = guess.candidates.length > 0;
  const number = isOfKnownForm ? plainNumber(input.tracking_number) : input.tracking_number;
  return {
    carrier,
    tracking_number: number,
    tracking_url: input.tracking_url ?? (known ? trackingUrl(known, number) : null),
  };
}

/**
 * What shipping means for this order now; null: it is shipped so already. Throws INVALID_STATE for one that is cancelled or
 * delivered, VALIDATION_ERROR for a fulfilment that is not its own, CONFLICT when it is not clear which parcel is meant
 * (it lists them) or nothing is left.
 */
export function shipWork(order: OrderVersion, fulfillmentId: string | undefined, tracking: Tracking): ShipWork | null {
  if (order.status === 'cancelled') throw invalidState('cancelled', 'shipped', 'A cancelled order cannot be shipped');
  const shipments = liveShipments(order).filter(({ platform_fulfillment_id: id }) => id !== null);
  const named = fulfillmentId && shipments.find(({ id }) => id === fulfillmentId.toLowerCase());
  if (fulfillmentId !== undefined && !named) {
    throw AppError.validation([{ field: 'fulfillment_id', reason: 'is no fulfilment of this order' }]);
  }
  if (sameTracking(order, fulfillmentId, tracking)) return null;
  if (order.status === 'delivered') throw invalidState('delivered', 'shipped', 'The order is delivered already');
  if (named) return { what: 'track', shipment: named };
  const open = shipments.filter(({ tracking_number: number }) => number === null);
  const [only, ...others] = open;
  if (others.length > 0) {
    throw AppError.conflict('Several fulfilments have no tracking yet: name one by fulfillment_id', {
      reason: 'ambiguous',
      fulfillments: open.map(shown),
    });
  }
  if (only) return { what: 'track', shipment: only };
  return { what: 'fulfill', items: restOf(order, shipments) };
}

function restOf(order: OrderVersion, shipments: VersionShipment[]): ChosenItem[] {
  try {
    return unshippedItems(order);
  } catch (error) {
    if (!(error instanceof AppError) || error.details.reason !== 'nothing_left' || shipments.length === 0) throw error;
    throw AppError.conflict('All of the order is shipped: name a fulfilment by fulfillment_id to change its tracking', {
      reason: 'nothing_left',
      fulfillments: shipments.map(shown),
    });
  }
}

function sameTracking(
  order: OrderVersion,
  fulfillmentId: string | undefined,
  { carrier, tracking_number }: Tracking,
): VersionShipment | undefined {
  return liveShipments(order).find(
    (shipment) =>
      (fulfillmentId === undefined || shipment.id === fulfillmentId.toLowerCase()) &&
      isSameNumber(shipment.tracking_number, tracking_number) &&
      isSameCarrier(shipment.carrier, carrier),
  );
}

/** Platforms write carriers in their own way ("Fedex"). */
function isSameCarrier(one: string | null, other: string): boolean {
  if (one === null) return false;
  const key = (name: string): string => findCarrier(name)?.key ?? name.trim().toLowerCase();
  return key(one) === key(other);
}

function shown({ id, carrier, tracking_number, items }: VersionShipment): Record<string, unknown> {
  return { fulfillment_id: id, carrier, tracking_number, items };
}
