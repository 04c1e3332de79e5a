import type { PlatformFulfillment, PlatformOrder } from '../platforms/platform.records.js';
import type { FulfillmentRequest } from '../platforms/platform.writes.js';

/** Fulfilments that sent nothing, or that were taken back. */
const VOID = new Set(['cancelled', 'error', 'failure']);

/**
 * In words: what of the request the order's new fulfilments have sent (`2 of 3 × "Lamp" (1Z999)`); null for nothing. `known`:
 * those that were there before it was sent. With a tracking number only those that bear it are the request's.
 */
export function partlyShipped(request: FulfillmentRequest, order: PlatformOrder, known: string[]): string | null {
  const number = request.tracking?.tracking_number;
  const made = order.fulfillments.filter(
    (one) =>
      !known.includes(one.platform_fulfillment_id) &&
      !VOID.has(one.status) &&
      (number === undefined || one.tracking_number === number),
  );
  const parts = request.items.flatMap(({ platform_item_id: id, quantity }) => {
    const sent = Math.min(quantity, piecesOf(made, id));
    const title = order.items.find((item) => item.platform_item_id === id)?.title ?? `line ${id}`;
    return sent > 0 ? [`${sent} of ${quantity} × "${title}"`] : [];
  });
  if (parts.length === 0) return null;
  return number === undefined ? parts.join(', ') : `${parts.join(', ')} (${number})`;
}

function piecesOf(made: PlatformFulfillment[], id: string): number {
  return made
    .flatMap((one) => one.items)
    .filter((item) => item.platform_item_id === id)
    .reduce((sum, item) => sum + item.quantity, 0);
}
