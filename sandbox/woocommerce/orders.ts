import type { Buyers } from './buyers.js';
import type { Catalog } from './catalog.js';
import type { Links } from './links.js';
import { centsOf, centsText } from './money.js';
import { buildOrder, type BuilderContext } from './order-builder.js';
import { orderHead, slotsFor, type HeadInput } from './order-heads.js';
import type { OrderHead, WooOrder, WooRefund } from './order-types.js';
import { generatedRefunds, refundSummary } from './refunds.js';
import { gmtText, localText } from './site-time.js';

/** An order's id and those of its first refunds lie side by side, so that an id leads to its slot. */
const IDS_PER_ORDER = 3;

/** An order with all that hangs on it, once something happened to it. */
interface Touched {
  order: WooOrder;
  refunds: WooRefund[];
}

/**
 * The shop's orders. A slot's number is enough to make its order, so only the heads (what lists filter and sort
 * by) are held, and the orders that events changed.
 */
export class Orders {
  readonly heads: OrderHead[] = [];
  /** Raised by every change: what caches of lists go by. */
  version = 0;
  private readonly touched = new Map<number, Touched>();
  private readonly firstId: number;
  private readonly gone = new Set<number>();
  private readonly input: HeadInput;
  private readonly generated: number;
  private nextRefundId = 0;

  constructor(
    seed: number,
    private readonly shop: string,
    visible: number,
    epoch: number,
    private readonly catalog: Catalog,
    private readonly buyers: Buyers,
    private readonly links: () => Links,
  ) {
    this.generated = slotsFor(visible);
    this.firstId = catalog.end_of_ids;
    this.input = { seed, slots: this.generated, customers: buyers.count, epoch };
    for (let index = 0; index < this.generated; index++) this.heads.push(orderHead(this.input, index));
  }

  idOf(index: number): number {
    return this.firstId + index * IDS_PER_ORDER;
  }

  /** The slot of an order id, or -1. */
  indexOf(id: number): number {
    const index = (id - this.firstId) / IDS_PER_ORDER;
    return Number.isInteger(index) && index >= 0 && index < this.heads.length ? index : -1;
  }

  order(index: number): WooOrder {
    return this.touched.get(index)?.order ?? this.make(index).order;
  }

  /** Whether something happened to it since it was generated. */
  isTouched(index: number): boolean {
    return this.touched.has(index);
  }

  /** Oldest first. */
  refunds(index: number): WooRefund[] {
    const head = this.heads[index];
    if (!this.touched.has(index) && head?.refund === 'none') return [];
    return this.touched.get(index)?.refunds ?? this.make(index).refunds;
  }

  /** Slots whose orders have refunds, without making the orders; with `ids`, those that may have one of these. */
  refundedIndexes(ids: readonly number[] = []): number[] {
    if (ids.length > 0) {
      const slots = ids.map((id) => Math.floor((id - this.firstId) / IDS_PER_ORDER));
      const held = slots.filter((index) => index >= 0 && index < this.heads.length);
      return [...new Set([...held, ...this.touched.keys()])].sort((a, b) => a - b);
    }
    const indexes: number[] = [];
    this.heads.forEach((head, index) => {
      if (head.refund !== 'none' || (this.touched.get(index)?.refunds.length ?? 0) > 0) indexes.push(index);
    });
    return indexes;
  }

  /** Orders that a list with `status=any` shows. */
  countVisible(): number {
    return this.heads.reduce((sum, head) => (isListed(head.status) ? sum + 1 : sum), 0);
  }

  /** Ids and sums of what `status=any` shows. */
  sums(): { ids: string[]; totals: Record<string, string> } {
    const ids: string[] = [];
    const cents = new Map<string, number>();
    this.heads.forEach((head, index) => {
      if (!isListed(head.status)) return;
      const order = this.order(index);
      ids.push(String(order.id));
      cents.set(order.currency, (cents.get(order.currency) ?? 0) + centsOf(order.total));
    });
    const totals = Object.fromEntries([...cents].sort().map(([currency, sum]) => [currency, centsText(sum)]));
    return { ids, totals };
  }

  /** Changes an order: `change` gets it and its refunds and returns what else its head must know. */
  change(index: number, at: number | null, change: (touched: Touched) => void): WooOrder {
    const head = this.heads[index];
    if (head === undefined) throw new RangeError(`no order in slot ${index}`);
    const touched = this.touched.get(index) ?? this.make(index);
    this.touched.set(index, touched);
    change(touched);
    const { order, refunds } = touched;
    order.refunds = refunds.map(refundSummary);
    head.status = order.status;
    if (at !== null) {
      head.modified = at;
      order.date_modified = localText(at);
      order.date_modified_gmt = gmtText(at);
    }
    this.version += 1;
    return order;
  }

  /** A new order, made as the generated ones are. */
  place(at: number, status: string): number {
    const index = this.heads.length;
    const drawn = orderHead(this.input, index);
    const head: OrderHead = { ...drawn, created: at, modified: at, status, refund: 'none', empty: false };
    this.heads.push(head);
    this.touched.set(index, this.make(index));
    this.version += 1;
    return index;
  }

  /** Ids for refunds beyond an order's own: above all that generated orders may take. */
  freeRefundId(): number {
    this.nextRefundId += 1;
    return this.firstId * 1000 + this.generated * IDS_PER_ORDER + this.nextRefundId;
  }

  forgetProduct(id: number): void {
    this.gone.add(id);
    this.version += 1;
  }

  private make(index: number): Touched {
    const head = this.heads[index];
    if (head === undefined) throw new RangeError(`no order in slot ${index}`);
    const id = this.idOf(index);
    const context: BuilderContext = {
      seed: this.input.seed,
      shop: this.shop,
      catalog: this.catalog,
      buyers: this.buyers,
      links: this.links(),
      gone: (productId) => this.gone.has(productId),
    };
    const order = buildOrder(id, index, head, context);
    const refunds = generatedRefunds(head.refund, order, index, head.modified, [id + 1, id + 2], context.links);
    order.refunds = refunds.map(refundSummary);
    return { order, refunds };
  }
}

/** `status=any` leaves out the trash and abandoned checkouts. */
export function isListed(status: string): boolean {
  return status !== 'trash' && status !== 'checkout-draft' && status !== 'auto-draft';
}
