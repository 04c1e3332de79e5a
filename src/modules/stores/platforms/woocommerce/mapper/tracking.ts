import type { Json, JsonObject } from '../../../../../common/json.js';
import type { PlatformFulfillment } from '../../platform.records.js';
import { idAt, listAt, objectAt, shortText, textAt } from '../../platform.values.js';
import { plain, quantityAt, unixAt, utcAt } from './values.js';

/** Where WooCommerce Shipment Tracking and Advanced Shipment Tracking keep what they know; the core knows no parcels. */
export const TRACKING_KEY = '_wc_shipment_tracking_items';
/**
 * Where we keep what was sent: one field a fulfilment, named after it, so that two writers never overwrite each other's.
 * `{ id, items: [{ item_id, qty }], shipped_at }`; its tracking is the parcel of the plug-ins' field with the same id.
 */
export const FULFILLMENT_PREFIX = '_ksap_fulfillment_';
/** When all of the order arrived (ISO), in shops whose own statuses have no word for it. */
export const DELIVERED_KEY = '_ksap_delivered_at';

/** The fulfilment of an order that was completed in the shop without a word about parcels. */
const COMPLETED_ID = 'completed';

export interface Tracking {
  fulfillments: PlatformFulfillment[];
  /** How much of the order they cover. A parcel that does not say what is in it counts as a part. */
  tracked: 'none' | 'part' | 'whole';
  /** A parcel is with a carrier. */
  numbered: boolean;
  /** Line id → pieces sent, as far as the parcels say what is in them. */
  sent: Map<string, number>;
}

export interface OrderedLine {
  platform_item_id: string;
  quantity: number;
}

/**
 * Parcels of an order from its meta data.
 * @param returned pieces by line that were refunded: what is not sent of them never will be.
 * @param all_sent the order itself says that everything is on its way: a lone parcel without a list holds it all.
 */
export function trackingOf(
  meta: JsonObject[],
  lines: OrderedLine[],
  returned: ReadonlyMap<string, number>,
  all_sent: boolean,
): Tracking {
  const fulfillments = fulfillmentsIn(meta, new Set(lines.map((line) => line.platform_item_id)));
  const only = fulfillments.length === 1 ? fulfillments[0] : undefined;
  if (all_sent && only?.items.length === 0)
    only.items = lines.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity }));
  const sent = new Map<string, number>();
  for (const { platform_item_id, quantity } of fulfillments.flatMap((fulfillment) => fulfillment.items)) {
    sent.set(platform_item_id, (sent.get(platform_item_id) ?? 0) + quantity);
  }
  const isDone = ({ platform_item_id: id, quantity }: OrderedLine): boolean =>
    (sent.get(id) ?? 0) + (returned.get(id) ?? 0) >= quantity;
  return {
    fulfillments,
    tracked: fulfillments.length === 0 ? 'none' : sent.size > 0 && lines.every(isDone) ? 'whole' : 'part',
    numbered: fulfillments.some(({ tracking_number }) => tracking_number !== null),
    sent,
  };
}

/** All of the order in one: what completing it meant, and what a tracking number can be given to. */
export function completedWhole(lines: OrderedLine[], at: string | null, delivered: string | null): PlatformFulfillment {
  return {
    platform_fulfillment_id: COMPLETED_ID,
    status: 'success',
    carrier: null,
    tracking_number: null,
    tracking_url: null,
    shipment_status: null,
    shipped_at: at,
    delivered_at: delivered,
    items: lines.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
  };
}

/** The plug-ins' list of parcels as it stands, those without a number too. */
export function parcelsOf(meta: JsonObject[]): JsonObject[] {
  return listAt(meta.find((entry) => entry.key === TRACKING_KEY)?.value);
}

/** A parcel's id: its own, or where a plug-in gave none its place. */
export function parcelId(parcel: JsonObject, index: number): string {
  return shortText(parcel.tracking_id, 255) ?? `parcel-${index + 1}`;
}

function fulfillmentsIn(meta: JsonObject[], known: Set<string>): PlatformFulfillment[] {
  const delivered = utcAt(meta.find(({ key }) => key === DELIVERED_KEY)?.value);
  const own = meta.flatMap((entry) => ownFulfillment(entry, known) ?? []);
  const parcels = parcelsOf(meta)
    .filter((parcel) => textAt(parcel.tracking_number) !== null)
    .map((parcel, index) => fulfillmentOf(parcel, index, known));
  const byId = new Map(parcels.map((parcel) => [parcel.platform_fulfillment_id, parcel]));
  const ours = new Set(own.map(({ platform_fulfillment_id }) => platform_fulfillment_id));
  return [
    ...own.map((fulfillment) => withParcel(fulfillment, byId.get(fulfillment.platform_fulfillment_id))),
    ...parcels.filter(({ platform_fulfillment_id }) => !ours.has(platform_fulfillment_id)),
  ].map((fulfillment) => ({ ...fulfillment, delivered_at: delivered }));
}

function ownFulfillment({ key, value }: JsonObject, known: Set<string>): PlatformFulfillment | null {
  if (typeof key !== 'string' || !key.startsWith(FULFILLMENT_PREFIX)) return null;
  const { items, shipped_at } = objectAt(value);
  const sent = itemsOf(items, known);
  if (sent.length === 0) return null;
  return {
    platform_fulfillment_id: key.slice(FULFILLMENT_PREFIX.length),
    status: 'success',
    carrier: null,
    tracking_number: null,
    tracking_url: null,
    shipment_status: null,
    shipped_at: utcAt(shipped_at),
    delivered_at: null,
    items: sent,
  };
}

/** The plug-in's parcel says who carries it; what is in it, we know better. */
function withParcel(own: PlatformFulfillment, parcel: PlatformFulfillment | undefined): PlatformFulfillment {
  if (parcel === undefined) return own;
  return { ...parcel, items: own.items, shipped_at: parcel.shipped_at ?? own.shipped_at };
}

function fulfillmentOf(parcel: JsonObject, index: number, known: Set<string>): PlatformFulfillment {
  const carrier =
    textAt(parcel.custom_tracking_provider) ??
    textAt(parcel.formatted_tracking_provider) ??
    textAt(parcel.tracking_provider);
  const url =
    textAt(parcel.custom_tracking_link) ??
    textAt(parcel.formatted_tracking_link) ??
    textAt(parcel.ast_tracking_link) ??
    textAt(parcel.tracking_link);
  return {
    platform_fulfillment_id: parcelId(parcel, index),
    status: 'success',
    carrier: carrier === null ? null : shortText(plain(carrier), 255),
    tracking_number: shortText(parcel.tracking_number, 255),
    tracking_url: url !== null && /^https?:\/\//i.test(url.trim()) ? plain(url.trim()) : null,
    shipment_status: null,
    shipped_at: unixAt(parcel.date_shipped) ?? utcAt(parcel.date_shipped),
    delivered_at: null,
    items: itemsOf(parcel.products_list, known),
  };
}

function itemsOf(list: Json | undefined, known: Set<string>): PlatformFulfillment['items'] {
  return listAt(list).flatMap((entry) => {
    const id = idAt(entry.item_id);
    const quantity = Math.floor(Number(quantityAt(entry.qty) ?? 0));
    return id !== null && known.has(id) && quantity > 0 ? [{ platform_item_id: id, quantity }] : [];
  });
}
