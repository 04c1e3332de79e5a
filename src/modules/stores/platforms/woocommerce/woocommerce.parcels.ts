import type { JsonObject } from '../../../../common/json.js';
import type { PlatformOrder, PlatformOrderItem } from '../platform.records.js';
import type { FulfillmentRequest, Tracking } from '../platform.writes.js';
import { FULFILLMENT_PREFIX, TRACKING_KEY, parcelId } from './mapper/tracking.js';
import { idAt, listAt, textAt } from '../platform.values.js';

/**
 * What is written into an order about what was sent. WooCommerce itself knows no parcels, so all of it is meta data:
 * what is in a fulfilment in a field of ours, its tracking in the list that the common shipment-tracking plug-ins
 * share, print into mails and show in the customer's account. Pure. Values are texts, as PHP hands them back.
 */

export interface MetaEntry extends JsonObject {
  key: string;
}

/** Our field for one fulfilment: the write's own key names it, so that writing it twice is writing it once. */
export function fulfillmentMeta(request: FulfillmentRequest, id: string, now: string): MetaEntry {
  const items = merged(request.items).map(([item_id, qty]) => ({ item_id, qty: String(qty) }));
  return { key: FULFILLMENT_PREFIX + id, value: { id, items, shipped_at: request.shipped_at ?? now } };
}

/** What a plug-in made of carrier and address, and would show instead of them. */
const MADE_BY_PLUGINS = new Set([
  'formatted_tracking_provider',
  'formatted_tracking_link',
  'ast_tracking_link',
  'tracking_link',
]);

/**
 * The plug-ins' list with this parcel in it, in the place of the one with its id. Carrier and address stand in the
 * `custom_*` fields, which both plug-ins print as they are: their own lists of carriers differ.
 */
export function withParcel(
  parcels: JsonObject[],
  id: string,
  tracking: Tracking & { shipped_at: string | null },
  items: { platform_item_id: string; quantity: number }[] | null,
  order: Pick<PlatformOrder, 'items'>,
): JsonObject[] {
  const at = indexOf(parcels, id);
  const before = Object.fromEntries(Object.entries(parcels[at] ?? {}).filter(([name]) => !MADE_BY_PLUGINS.has(name)));
  const parcel: JsonObject = {
    ...before,
    tracking_provider: '',
    custom_tracking_provider: tracking.carrier,
    custom_tracking_link: tracking.tracking_url ?? '',
    tracking_number: tracking.tracking_number,
    date_shipped: unixText(tracking.shipped_at) ?? textAt(before.date_shipped) ?? '',
    tracking_id: textAt(before.tracking_id) ?? id,
    ...(items === null ? {} : { products_list: productsList(items, order.items) }),
  };
  return at < 0 ? [...parcels, parcel] : parcels.map((one, index) => (index === at ? parcel : one));
}

/** The list without this parcel. */
export function withoutParcel(parcels: JsonObject[], id: string): JsonObject[] {
  return parcels.filter((parcel) => textAt(parcel.tracking_id) !== id);
}

export function trackingMeta(parcels: JsonObject[]): MetaEntry {
  return { key: TRACKING_KEY, value: parcels };
}

/** Whether the list has this parcel as it was asked for. */
export function hasParcel(parcels: JsonObject[], id: string, tracking: Tracking): boolean {
  const parcel = parcels[indexOf(parcels, id)];
  if (parcel === undefined) return false;
  return (
    textAt(parcel.tracking_number) === tracking.tracking_number &&
    textAt(parcel.custom_tracking_provider) === tracking.carrier &&
    (textAt(parcel.custom_tracking_link) ?? null) === tracking.tracking_url
  );
}

/** The id of a field by its name, by which alone it can be deleted. */
export function metaIdOf(meta: JsonObject[], key: string): string | null {
  return idAt(meta.find((entry) => entry.key === key)?.id);
}

/** Lines as asked for, each once. */
export function merged(items: FulfillmentRequest['items']): [id: string, quantity: number][] {
  const sums = new Map<string, number>();
  for (const { platform_item_id, quantity } of items) {
    sums.set(platform_item_id, (sums.get(platform_item_id) ?? 0) + quantity);
  }
  return [...sums];
}

/** Whether the order has nothing left to send once these have gone; refunded pieces never will. */
export function isWhole(order: Pick<PlatformOrder, 'items'>, sent: ReadonlyMap<string, number>): boolean {
  return order.items.every(
    (item) =>
      item.fulfilled_quantity + item.refunded_quantity + (sent.get(item.platform_item_id) ?? 0) >= item.quantity,
  );
}

/** For the order's notes, which customers may read. */
export function shipmentNote(
  order: Pick<PlatformOrder, 'items'>,
  items: FulfillmentRequest['items'] | null,
  tracking: Tracking | null,
): string {
  const what = (items === null ? [] : merged(items)).map(
    ([id, quantity]) => `${quantity} × ${nameOf(order.items, id)}`,
  );
  const sent = what.length === 0 ? 'Your order is on its way.' : `Shipped: ${what.join(', ')}.`;
  if (tracking === null) return sent;
  const link = tracking.tracking_url === null ? '' : ` ${tracking.tracking_url}`;
  return `${sent} ${tracking.carrier}, tracking number ${tracking.tracking_number}.${link}`;
}

function nameOf(items: PlatformOrderItem[], id: string): string {
  const item = items.find(({ platform_item_id }) => platform_item_id === id);
  return [item?.title ?? '', item?.variant_title ?? ''].filter((part) => part !== '').join(', ');
}

/** Advanced Shipment Tracking's list of what is in a parcel. */
function productsList(
  items: { platform_item_id: string; quantity: number }[],
  lines: PlatformOrderItem[],
): JsonObject[] {
  return merged(items).map(([item_id, quantity]) => {
    const line = lines.find(({ platform_item_id }) => platform_item_id === item_id);
    const product = line?.platform_variant_id ?? line?.platform_product_id ?? '';
    return { product, item_id, qty: String(quantity) };
  });
}

function indexOf(parcels: JsonObject[], id: string): number {
  const numbered = parcels.filter((parcel) => textAt(parcel.tracking_number) !== null);
  const found = numbered.find((parcel, index) => parcelId(parcel, index) === id);
  return found === undefined
    ? parcels.findIndex((parcel) => textAt(parcel.tracking_id) === id)
    : parcels.indexOf(found);
}

function unixText(iso: string | null): string | null {
  const time = iso === null ? NaN : Date.parse(iso);
  return Number.isNaN(time) ? null : String(Math.floor(time / 1000));
}

export function metaOf(row: JsonObject): JsonObject[] {
  return listAt(row.meta_data);
}
