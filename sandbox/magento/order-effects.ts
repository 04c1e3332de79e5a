import { MagentoError } from './answers.js';
import type { Creditmemo, History, Invoice, Order, OrderRow, Shipment, State, Track } from './order-types.js';

/** What can happen to an order, as the platform's own services do it. Ids of documents come from the order's own. */

const STATUS: Record<State, string> = {
  new: 'pending',
  pending_payment: 'pending_payment',
  processing: 'processing',
  complete: 'complete',
  closed: 'closed',
  canceled: 'canceled',
  holded: 'holded',
};

export function lines(order: Order): OrderRow[] {
  return order.rows.filter((row) => row.parent_item_id === null);
}

export function shippable(row: OrderRow): number {
  if (row.product_type === 'virtual') return 0;
  return Math.max(0, row.qty_ordered - row.qty_shipped - row.qty_refunded - row.qty_canceled);
}

export function invoiceable(row: OrderRow): number {
  return Math.max(0, row.qty_ordered - row.qty_invoiced - row.qty_canceled);
}

export function canShip(order: Order): boolean {
  return isOpen(order) && lines(order).some((row) => shippable(row) > 0);
}

export function canInvoice(order: Order): boolean {
  return isOpen(order) && lines(order).some((row) => invoiceable(row) > 0);
}

export function canCancel(order: Order): boolean {
  return isOpen(order) && order.state !== 'complete' && lines(order).some((row) => invoiceable(row) > 0);
}

function isOpen(order: Order): boolean {
  return !['canceled', 'closed', 'holded'].includes(order.state);
}

/** Everything that is not invoiced yet; the money comes with it. */
export function invoice(order: Order, at: number): Invoice {
  const items = lines(order).flatMap((row) => {
    const qty = invoiceable(row);
    return qty > 0 ? [{ order_item_id: row.item_id, qty }] : [];
  });
  if (items.length === 0 || !isOpen(order)) {
    throw new MagentoError(
      400,
      "Invoice Document Validation Error(s):\nThe invoice can't be created without products. Add products and try again.",
    );
  }
  for (const { order_item_id, qty } of items) both(order, order_item_id, (row) => (row.qty_invoiced += qty));
  const id = order.entity_id * 10 + order.invoices.length;
  const made: Invoice = {
    entity_id: id,
    created: at,
    items,
    grand_total: order.grand_total - order.total_paid,
    transaction_id: order.payment_id,
  };
  order.invoices.push(made);
  order.total_paid = order.grand_total;
  settle(order, at);
  return made;
}

/** `items` by line; empty: all that is left. Throws MagentoError as the platform refuses. */
export function ship(
  order: Order,
  asked: { order_item_id: number; qty: number }[],
  tracks: Omit<Track, 'entity_id' | 'created'>[],
  at: number,
): Shipment {
  if (!canShip(order)) throw refusedShipment("The order doesn't allow a shipment to be created.");
  const all = lines(order).flatMap((row) =>
    shippable(row) > 0 ? [{ order_item_id: row.item_id, qty: shippable(row) }] : [],
  );
  const items = asked.length === 0 ? all : asked;
  for (const { order_item_id, qty } of items) {
    const row = order.rows.find((one) => one.item_id === order_item_id);
    if (row === undefined)
      throw refusedShipment('The shipment contains product item(s) that are not part of the original order.');
    if (!(qty > 0)) throw refusedShipment("You can't create a shipment without products.");
    if (qty > shippable(row)) {
      throw refusedShipment(
        `The quantity to ship must not be greater than the unshipped quantity for product SKU "${row.sku}".`,
      );
    }
  }
  for (const { order_item_id, qty } of items) both(order, order_item_id, (row) => (row.qty_shipped += qty));
  const id = order.entity_id * 10 + order.shipments.length;
  const made: Shipment = { entity_id: id, created: at, updated: at, items, tracks: [], comments: [] };
  order.shipments.push(made);
  for (const track of tracks) addTrack(made, track, at);
  settle(order, at);
  return made;
}

export function addTrack(shipment: Shipment, track: Omit<Track, 'entity_id' | 'created'>, at: number): Track {
  const last = shipment.tracks.at(-1)?.entity_id ?? shipment.entity_id * 100;
  const made = { ...track, entity_id: last + 1, created: at };
  shipment.tracks.push(made);
  return made;
}

/** What is not invoiced is given up. False where the platform does not let it be cancelled. */
export function cancel(order: Order, at: number): boolean {
  if (!canCancel(order)) return false;
  for (const row of lines(order)) {
    const left = invoiceable(row);
    both(order, row.item_id, (one) => (one.qty_canceled += left));
  }
  order.state = 'canceled';
  order.status = STATUS.canceled;
  order.updated = at;
  return true;
}

/** `line`: that many pieces of it; `amount`: money alone; null: all that is left. */
export function refund(
  order: Order,
  what: { line: OrderRow; qty: number } | { amount: number } | null,
  comment: string | null,
  at: number,
  offline = false,
): Creditmemo {
  const left = order.total_paid - order.total_refunded;
  const items: Creditmemo['items'] = [];
  const take = (row: OrderRow, qty: number): void => {
    const part = (amount: number): number => Math.round((amount * qty) / row.qty_ordered);
    items.push({
      order_item_id: row.item_id,
      qty,
      row_total: part(row.row_total),
      discount: part(row.discount),
      tax: part(row.tax),
    });
    both(order, row.item_id, (one) => (one.qty_refunded += qty));
  };
  if (what === null)
    for (const row of lines(order))
      if (row.qty_invoiced > row.qty_refunded) take(row, row.qty_invoiced - row.qty_refunded);
  if (what !== null && 'line' in what) take(what.line, what.qty);
  const goods = items.reduce((sum, item) => sum + item.row_total - item.discount + item.tax, 0);
  const shipping = what === null ? order.shipping - order.shipping_refunded : 0;
  const total = what === null ? left : 'amount' in what ? what.amount : Math.min(left, goods);
  const made: Creditmemo = {
    entity_id: order.entity_id * 10 + order.creditmemos.length,
    created: at,
    items,
    shipping,
    adjustment: total - goods - shipping,
    grand_total: total,
    comment,
    offline,
  };
  order.creditmemos.push(made);
  order.total_refunded += total;
  order.shipping_refunded += shipping;
  settle(order, at);
  return made;
}

export function comment(order: Order, text: string, more: Partial<History>, at: number): History {
  const made: History = {
    entity_id: order.entity_id * 100 + order.histories.length,
    comment: text,
    created: at,
    notified: false,
    visible: false,
    entity_name: 'order',
    status: order.status,
    ...more,
  };
  order.histories.push(made);
  order.updated = at;
  return made;
}

/** The state that follows from what is invoiced, shipped and refunded. */
function settle(order: Order, at: number): void {
  order.updated = at;
  if (!isOpen(order)) return;
  const refundedWhole = order.total_refunded > 0 && order.total_refunded >= order.total_paid;
  if (canInvoice(order)) order.state = 'processing';
  else if (refundedWhole && !canShip(order)) order.state = 'closed';
  else order.state = canShip(order) ? 'processing' : 'complete';
  order.status = STATUS[order.state];
}

/** A configurable product's row and its child's move together. */
function both(order: Order, item_id: number, change: (row: OrderRow) => void): void {
  for (const row of order.rows) if (row.item_id === item_id || row.parent_item_id === item_id) change(row);
}

function refusedShipment(reason: string): MagentoError {
  return new MagentoError(400, `Shipment Document Validation Error(s):\n${reason}`);
}
