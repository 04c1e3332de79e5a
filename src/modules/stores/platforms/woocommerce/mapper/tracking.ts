import type { Json, JsonObject } from '../../../../../common/json.js';
import type { PlatformFulfillment } from '../../platform.records.js';
import { idAt, listAt, plain, quantityAt, shortText, textAt, unixAt, utcAt } from './values.js';

/** Where WooCommerce Shipment Tracking and Advanced Shipment Tracking keep what they know; the core knows no parcels. */
const TRACKING_KEY = '_wc_shipment_tracking_items';

export interface Tracking {
  fulfillments: PlatformFulfillment[];
  /** How much of the order they cover. A parcel that does not say what is in it counts as a part. */
  tracked: 'none' | 'part' | 'whole';
  /** Line id → pieces sent, as far as the parcels say what is in them. */
  sent: Map<string, number>;
}

export interface OrderedLine {
  platform_item_id: string;
  quantity: number;
}

/**
 * Parcels of an order from its meta data.
 * @param all_sent the order itself says that everything is on its way: a lone parcel without a list holds it all.
 */
export function trackingOf(meta: JsonObject[], lines: OrderedLine[], all_sent: boolean): Tracking {
  const parcels = parcelsIn(meta);
  const known = new Set(lines.map((line) => line.platform_item_id));
  const fulfillments = parcels.map((parcel, index) => fulfillmentOf(parcel, index, known));
  const only = fulfillments.length === 1 ? fulfillments[0] : undefined;
  if (all_sent && only?.items.length === 0)
    only.items = lines.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity }));
  const sent = new Map<string, number>();
  for (const { platform_item_id, quantity } of fulfillments.flatMap((fulfillment) => fulfillment.items)) {
    sent.set(platform_item_id, (sent.get(platform_item_id) ?? 0) + quantity);
  }
  const whole = lines.length > 0 && lines.every((line) => (sent.get(line.platform_item_id) ?? 0) >= line.quantity);
  return { fulfillments, tracked: fulfillments.length === 0 ? 'none' : whole ? 'whole' : 'part', sent };
}

function parcelsIn(meta: JsonObject[]): JsonObject[] {
  const value: Json | undefined = meta.find((entry) => entry.key === TRACKING_KEY)?.value;
  return listAt(value).filter((parcel) => textAt(parcel.tracking_number) !== null);
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
    platform_fulfillment_id: shortText(parcel.tracking_id, 255) ?? `parcel-${index + 1}`,
    status: 'success',
    carrier: carrier === null ? null : shortText(plain(carrier), 255),
    tracking_number: shortText(parcel.tracking_number, 255),
    tracking_url: url !== null && /^https?:\/\//i.test(url.trim()) ? plain(url.trim()) : null,
    shipment_status: null,
    shipped_at: unixAt(parcel.date_shipped) ?? utcAt(parcel.date_shipped),
    delivered_at: null,
    items: listAt(parcel.products_list).flatMap((entry) => {
      const id = idAt(entry.item_id);
      const quantity = Math.floor(Number(quantityAt(entry.qty) ?? 0));
      return id !== null && known.has(id) && quantity > 0 ? [{ platform_item_id: id, quantity }] : [];
    }),
  };
}
