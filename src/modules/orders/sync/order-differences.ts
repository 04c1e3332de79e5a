import { compare } from '../../../common/money/money.js';
import type { PlatformOrder } from '../../stores/stores.api.js';

/** What differs between an order as it is known and as the platform says it is. Pure. */

const FIELDS = ['status', 'payment_status', 'fulfillment_status', 'total_amount'] as const;
export type WatchedField = (typeof FIELDS)[number];

export interface WatchedShipment {
  platform_fulfillment_id: string;
  tracking_number: string | null;
  shipment_status: string | null;
}

export type Watched = Record<WatchedField, string | null> & { fulfillments: WatchedShipment[] };

export type Differences = Partial<Record<WatchedField, { from: string | null; to: string }>>;

/** Where a parcel is, as it was and as it is now. */
export interface ShipmentStep {
  platform_fulfillment_id: string;
  carrier: string | null;
  tracking_number: string | null;
  from: string | null;
  to: string;
}

export interface ShipmentNews {
  /** Platform ids of fulfilments that were not known. */
  fulfilled: string[];
  /** Those that have a tracking number now, and had none or another one. */
  tracked: string[];
  steps: ShipmentStep[];
}

export function differences(old: Watched, order: PlatformOrder): Differences {
  const changes: Differences = {};
  for (const field of FIELDS) {
    const [from, to] = [old[field], order[field]];
    const same = field === 'total_amount' && from !== null ? compare(from, to) === 0 : from === to;
    if (!same) changes[field] = { from, to };
  }
  return changes;
}

export function shipmentNews(old: Watched, order: PlatformOrder): ShipmentNews {
  const known = new Map(old.fulfillments.map((shipment) => [shipment.platform_fulfillment_id, shipment]));
  const news: ShipmentNews = { fulfilled: [], tracked: [], steps: [] };
  for (const { platform_fulfillment_id: id, carrier, tracking_number, shipment_status } of order.fulfillments) {
    const before = known.get(id);
    if (!before) news.fulfilled.push(id);
    if (tracking_number !== null && before?.tracking_number !== tracking_number) news.tracked.push(id);
    if (shipment_status !== null && before && before.shipment_status !== shipment_status) {
      const [from, to] = [before.shipment_status, shipment_status];
      news.steps.push({ platform_fulfillment_id: id, carrier, tracking_number, from, to });
    }
  }
  return news;
}

/** What each kind of change made from here brings about at the platform: not to be told a second time as its doing. */
const BROUGHT: Readonly<Record<string, Partial<Record<WatchedField, readonly string[]>>>> = {
  paid: { status: ['paid'], payment_status: ['paid'] },
  fulfilled: { status: ['fulfilled', 'shipped'], fulfillment_status: ['partial', 'fulfilled'] },
  shipped: { status: ['shipped'], fulfillment_status: ['partial', 'fulfilled'] },
  delivered: { status: ['delivered'] },
  cancelled: {
    status: ['cancelled'],
    payment_status: ['voided', 'refunded', 'partially_refunded'],
    fulfillment_status: ['unfulfilled'],
  },
  // A shop may give an order up once nothing of its money is left.
  refund_noted: {
    status: ['cancelled', 'fulfilled', 'delivered'],
    payment_status: ['partially_refunded', 'refunded'],
  },
};

/** The changes without those that our own changes of these kinds have brought about. */
export function withoutEchoes(changes: Differences, kinds: readonly string[]): Differences {
  const own = (field: WatchedField, to: string): boolean =>
    kinds.some((kind) => BROUGHT[kind]?.[field]?.includes(to) ?? false);
  return Object.fromEntries(
    Object.entries(changes).filter(([field, change]) => !own(field as WatchedField, change.to)),
  );
}

export function wordsOf(changes: Differences): string {
  const words = Object.entries(changes).map(
    ([field, { from, to }]) => `${field.replaceAll('_', ' ')} from ${from ?? 'nothing'} to ${to}`,
  );
  return `Changed in the shop: ${words.join(', ')}`;
}
