import type { JsonObject } from '../core/json.js';
import type { Links } from './links.js';
import type { OrderHead } from './order-types.js';
import { gmtText, localText } from './site-time.js';
import { ORDER_STATUSES } from './vocabulary.js';

interface Written {
  id: number;
  author: string;
  note: string;
  customer: boolean;
  at: number;
}

/** Ids of notes that are written later lie above those that orders come with. */
const FIRST_ID = 500_000_000;

/** The notes on orders: those that an order comes with, and those that were written since. Neither bumps the order. */
export class OrderNotes {
  private readonly written = new Map<number, Written[]>();
  private lastId = FIRST_ID;

  constructor(
    private readonly now: () => number,
    private readonly links: () => Links,
    private readonly idOf: (index: number) => number,
  ) {}

  /** Gives the note as the platform answers it. */
  add(index: number, author: string, note: string, customer: boolean): JsonObject {
    this.lastId += 1;
    const written: Written = { id: this.lastId, author, note, customer, at: this.now() };
    this.written.set(index, [...(this.written.get(index) ?? []), written]);
    return this.view(index, written);
  }

  /** The platform's own note on each change of status. */
  changed(index: number, from: string, to: string): void {
    this.add(index, 'WooCommerce', `Order status changed from ${nameOf(from)} to ${nameOf(to)}.`, false);
  }

  /** Oldest first. */
  list(index: number, head: OrderHead | undefined): JsonObject[] {
    const at = head?.created ?? 0;
    const first: Written[] = [
      note(0, 'WooCommerce', `Order status changed from Pending payment to ${nameOf(head?.status ?? '')}.`, false),
      ...(index % 8 === 0
        ? [
            note(1, 'WooCommerce', `Private note ${index}: packed`, false),
            note(2, 'admin', `Your order ${index} is on its way`, true),
          ]
        : []),
    ].map((one, nth) => ({ ...one, id: 5 + index * 4 + nth, at: at + nth * 60 }));
    return [...first, ...(this.written.get(index) ?? [])].map((one) => this.view(index, one));
  }

  private view(index: number, { id, author, note: text, customer, at }: Written): JsonObject {
    const orderId = this.idOf(index);
    return {
      id,
      author,
      date_created: localText(at),
      date_created_gmt: gmtText(at),
      note: text,
      customer_note: customer,
      _links: {
        ...this.links().record(`orders/${orderId}/notes`, id, ['GET', 'DELETE']),
        up: [{ href: this.links().rest(`orders/${orderId}`) }],
      },
    };
  }
}

function note(id: number, author: string, text: string, customer: boolean): Written {
  return { id, author, note: text, customer, at: 0 };
}

function nameOf(slug: string): string {
  return ORDER_STATUSES.find(([known]) => known === slug)?.[1] ?? slug;
}
