import type { JsonObject } from '../../common/json.js';
import type { ChangeOf, SettledChange } from '../stores/stores.api.js';
import type { FulfilledItem } from './fulfillment.entity.js';

/** How a change that was made from here is told. */
export interface Told {
  /** The timeline's word. */
  kind: string;
  message: string;
  details: JsonObject;
  /** The audit log's word. */
  action: string;
}

/**
 * Pure. `sent`: what the platform has sent, when it tells; else it is what was asked for. A change that is not an order's is a
 * fault of the wiring.
 */
export function toldOf(change: SettledChange, sent: FulfilledItem[] = []): Told {
  const { payload } = change;
  switch (change.kind) {
    case 'order.fulfill':
      return fulfilled(payload as ChangeOf['order.fulfill'], sent);
    case 'order.track':
      return tracked(payload as ChangeOf['order.track']);
    case 'order.move':
      return moved(payload as ChangeOf['order.move']);
    case 'order.cancel':
      return cancelled(payload as ChangeOf['order.cancel']);
    case 'order.edit':
      return edited(payload as ChangeOf['order.edit'], change.context);
    case 'order.note_refund':
      return refundNoted(payload as ChangeOf['order.note_refund'], change.context);
    default:
      throw new Error(`${change.kind} is no change of an order`);
  }
}

function fulfilled({ items: asked, tracking }: ChangeOf['order.fulfill'], sent: FulfilledItem[]): Told {
  const items = sent.length > 0 ? sent : asked;
  const [pieces, wanted] = [piecesOf(items), piecesOf(asked)];
  const what = `${pieces === wanted ? pieces : `${pieces} of ${wanted}`} ${wanted === 1 ? 'piece' : 'pieces'}`;
  return {
    kind: 'fulfilled',
    message: tracking
      ? `Fulfilled ${what} and shipped with ${tracking.carrier}, ${tracking.tracking_number}`
      : `Fulfilled ${what}`,
    details: {
      items: items.map(({ platform_item_id, quantity }) => ({ platform_item_id, quantity })),
      carrier: tracking?.carrier ?? null,
      tracking_number: tracking?.tracking_number ?? null,
    },
    action: tracking ? 'order.shipped' : 'order.fulfilled',
  };
}

function piecesOf(items: FulfilledItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity, 0);
}

function tracked({ carrier, tracking_number, tracking_url }: ChangeOf['order.track']): Told {
  return {
    kind: 'shipped',
    message: `Shipped with ${carrier}, ${tracking_number}`,
    details: { carrier, tracking_number, tracking_url },
    action: 'order.shipped',
  };
}

function moved({ to }: ChangeOf['order.move']): Told {
  return { kind: to, message: `Status set to ${to}`, details: { status: { to } }, action: 'order.status_changed' };
}

function cancelled({ reason, note, restock, notify_customer }: ChangeOf['order.cancel']): Told {
  return {
    kind: 'cancelled',
    message: `Order cancelled${restock ? ', goods back in stock' : ''}`,
    details: { reason, note, restock, notify_customer },
    action: 'order.cancelled',
  };
}

function edited({ edit }: ChangeOf['order.edit'], context: JsonObject): Told {
  const was = (context.was ?? {}) as { notes?: string | null; tags?: string[] };
  const words: string[] = [];
  const details: JsonObject = {};
  if (edit.notes !== undefined) {
    words.push(edit.notes === null ? 'note removed' : 'note changed');
    details.notes = { from: was.notes ?? null, to: edit.notes };
  }
  if (edit.tags !== undefined) {
    const [before, after] = [was.tags ?? [], edit.tags];
    const added = after.filter((tag) => !before.includes(tag)).map((tag) => `+${tag}`);
    const removed = before.filter((tag) => !after.includes(tag)).map((tag) => `−${tag}`);
    words.push(`tags ${[...added, ...removed].join(', ')}`);
    details.tags = { from: before, to: after };
  }
  return { kind: 'edited', message: `Edited: ${words.join('; ')}`, details, action: 'order.edited' };
}

function refundNoted(
  { amount, currency, gateway, reference }: ChangeOf['order.note_refund'],
  context: JsonObject,
): Told {
  return {
    kind: 'refund_noted',
    message: `The shop was told of the refund of ${amount} ${currency} by ${gateway}`,
    details: { amount, currency, gateway, reference, transaction_id: context.transaction_id ?? null },
    action: 'order.refund_noted',
  };
}
