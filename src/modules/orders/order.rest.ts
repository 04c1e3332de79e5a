import { AppError, type FieldFault } from '../../common/errors/app-error.js';
import type { OrderVersion, VersionLine, VersionShipment } from './order.version.js';
import { invalidState } from './orders.state.js';

/** What of an order is still to be sent. Pure. */

export interface WishedItem {
  order_item_id: string;
  quantity: number;
}

export interface ChosenItem extends WishedItem {
  platform_item_id: string;
  title: string;
}

/** Fulfilments that send nothing, in the words of the platforms. */
const DEAD = new Set(['cancelled', 'canceled', 'error', 'failure', 'failed']);

export function liveShipments(order: OrderVersion): VersionShipment[] {
  return order.shipments.filter(({ status }) => !DEAD.has(status.toLowerCase()));
}

export function leftOf(line: VersionLine): number {
  return Math.max(0, line.quantity - line.fulfilled_quantity - line.refunded_quantity);
}

/** Throws INVALID_STATE or CONFLICT when nothing of the order may be sent at all. */
export function checkFulfillable(order: OrderVersion): void {
  if (order.status === 'cancelled' || order.status === 'pending') {
    const why = order.status === 'pending' ? 'is not paid' : 'is cancelled';
    throw invalidState(order.status, 'fulfilled', `An order that ${why} cannot be fulfilled`);
  }
  if (order.payment_status === 'refunded') {
    throw AppError.conflict('The order was refunded: there is nothing to fulfil', { reason: 'refunded' });
  }
}

/**
 * The lines to send: those that are wished, or all that is left. Throws VALIDATION_ERROR for a line that is not the
 * order's, CONFLICT with each line and what is left of it when more is wished, and when nothing is left.
 */
export function chooseItems(order: OrderVersion, wished: readonly WishedItem[] | undefined): ChosenItem[] {
  checkFulfillable(order);
  return wished === undefined ? wholeRest(order, leftOf) : wishedItems(order, wished);
}

/**
 * What is in no parcel yet. Some platforms call an order fulfilled without any parcel: then all that was not refunded is
 * still to be shipped. Throws like {@link chooseItems}.
 */
export function unshippedItems(order: OrderVersion): ChosenItem[] {
  checkFulfillable(order);
  // Lines that are sent in no parcel (services, downloads) count as fulfilled beside others that are left: not those.
  const isBare = liveShipments(order).length === 0 && order.lines.every((line) => leftOf(line) === 0);
  return wholeRest(order, isBare ? (line) => Math.max(0, line.quantity - line.refunded_quantity) : leftOf);
}

function wholeRest(order: OrderVersion, left: (line: VersionLine) => number): ChosenItem[] {
  const items = order.lines.flatMap((line) => (left(line) > 0 ? chosen(line, left(line)) : []));
  if (items.length === 0) {
    throw AppError.conflict('Nothing of the order is left to fulfil', { reason: 'nothing_left', items: [] });
  }
  return items;
}

function wishedItems(order: OrderVersion, wished: readonly WishedItem[]): ChosenItem[] {
  const byId = new Map(order.lines.map((line) => [line.id, line]));
  const faults: FieldFault[] = [];
  const tooMany: Record<string, unknown>[] = [];
  const seen = new Set<string>();
  const items = wished.flatMap(({ order_item_id, quantity }, index) => {
    const id = order_item_id.toLowerCase();
    const line = byId.get(id);
    const field = `items.${index}.order_item_id`;
    if (!line) faults.push({ field, reason: 'is no line of this order' });
    else if (seen.has(id)) faults.push({ field, reason: 'is named twice' });
    else if (quantity > leftOf(line)) {
      tooMany.push({
        field: `items.${index}.quantity`,
        order_item_id: id,
        title: line.title,
        quantity,
        left: leftOf(line),
      });
    }
    seen.add(id);
    return line ? chosen(line, quantity) : [];
  });
  if (faults.length > 0) throw AppError.validation(faults);
  if (tooMany.length > 0) {
    const hasNone = order.lines.every((line) => leftOf(line) === 0);
    throw AppError.conflict(
      hasNone ? 'Nothing of the order is left to fulfil' : 'More is asked for than is left to fulfil',
      { reason: hasNone ? 'nothing_left' : 'more_than_left', items: tooMany },
    );
  }
  return items;
}

function chosen(line: VersionLine, quantity: number): ChosenItem[] {
  if (line.platform_item_id === null) return [];
  return [{ order_item_id: line.id, platform_item_id: line.platform_item_id, title: line.title ?? '', quantity }];
}
