import type { Json } from '../core/json.js';
import { MagentoError, noSuchRecord } from './answers.js';
import { checked, isObject, listIn, numberIn, textIn } from './input.js';
import { lines, refund } from './order-effects.js';
import type { Order } from './order-types.js';
import { route, type Call, type Route } from './routes.js';

/** Credit memos that are written over the API: offline, no gateway is asked. */
export function refundRoutes(): Route[] {
  return [route('POST', 'order/:id/refund', 'Magento_Sales::creditmemo', refundOrder)];
}

/** Without lines: all that is left of the order. With lines of nothing and an adjustment: that amount, while shipping is left. */
function refundOrder(call: Call): Json {
  const order = call.site.orders.get(Number(call.path[0]));
  if (order === undefined) throw noSuchRecord();
  const body = isObject(call.body) ? call.body : {};
  const items = listIn(body, 'items').map((item) => checked(item, 'CreditmemoItemCreation'));
  const more = isObject(body.arguments) ? checked(body.arguments, 'CreditmemoCreationArguments') : {};
  const note = isObject(body.comment) ? textIn(checked(body.comment, 'CreditmemoCommentCreation'), 'comment') : null;
  const left = order.total_paid - order.total_refunded;
  if (order.total_paid === 0 || left <= 0) throw refused("A creditmemo can't be created for this order.");
  const what = items.length === 0 ? null : { amount: adjustmentOf(order, items, more) };
  if (what !== null && what.amount > left) throw refused('The most money available to refund is less than that.');
  return call.site.orders.change(order, () => refund(order, what, note, call.site.tick(), true).entity_id);
}

function adjustmentOf(order: Order, items: ReturnType<typeof listIn>, more: Parameters<typeof numberIn>[0]): number {
  const known = items.every((item) => lines(order).some((row) => row.item_id === numberIn(item, 'order_item_id')));
  if (!known) throw refused('The creditmemo contains product item(s) that are not part of the original order.');
  const pieces = items.reduce((sum, item) => sum + (numberIn(item, 'qty') ?? 0), 0);
  if (pieces !== 0) throw refused('This shop takes credit memos of whole orders and of adjustments only.');
  if (order.shipping - order.shipping_refunded <= 0) throw refused("You can't create a creditmemo without products.");
  // The adjustment is said in the shop's own currency.
  const amount = Math.round((numberIn(more, 'adjustment_positive') ?? 0) * 100 * order.rate);
  if (amount <= 0) throw refused("The credit memo's total must be positive.");
  return amount;
}

function refused(words: string): MagentoError {
  return new MagentoError(400, `Creditmemo Document Validation Error(s):\n${words}`);
}
