import type { Filter } from './criteria.js';
import { holds } from './criteria.js';
import { headOf, makeOrder, type Head, type Maker } from './order-maker.js';
import type { Order } from './order-types.js';
import { timeText } from './site-time.js';

/** Fields that are known without making the orders. */
const QUICK = new Set(['entity_id', 'created_at', 'updated_at']);

/** The shop's orders: made when they are looked at, and kept only once something has happened to them. */
export class Orders {
  private readonly heads: Head[] = [];
  private readonly changed = new Map<number, Order>();
  private readonly gone = new Set<number>();

  constructor(
    private readonly maker: Maker,
    count: number,
    /** Is told of each order that something happened to. */
    private readonly changedNow: (order: Order) => void,
  ) {
    for (let index = 0; index < count; index++) this.heads.push(headOf(maker.seed, maker.epoch, index, count));
  }

  get count(): number {
    return this.heads.length - this.gone.size;
  }

  /** How many there ever were: the next one's index. */
  get size(): number {
    return this.heads.length;
  }

  has(id: number): boolean {
    return this.heads[id - 1] !== undefined && !this.gone.has(id);
  }

  get(id: number): Order | undefined {
    const head = this.heads[id - 1];
    if (head === undefined || this.gone.has(id)) return undefined;
    return this.changed.get(id) ?? makeOrder(this.maker, id - 1, head);
  }

  /** What the change did stays; the order's own date of change goes into the index. */
  change<T>(order: Order, work: (order: Order) => T): T {
    const result = work(order);
    this.changed.set(order.entity_id, order);
    const head = this.heads[order.entity_id - 1];
    if (head !== undefined) head.updated = order.updated;
    this.changedNow(order);
    return result;
  }

  add(order: Order): void {
    this.heads.push({ created: order.created, updated: order.updated, fate: 0 });
    this.changed.set(order.entity_id, order);
  }

  remove(id: number): void {
    this.gone.add(id);
    this.changed.delete(id);
  }

  *ids(): Generator<number> {
    for (let id = 1; id <= this.heads.length; id++) if (!this.gone.has(id)) yield id;
  }

  /** Ids that satisfy all groups, in their order. Looks into orders only where the filters ask for more than dates and ids. */
  find(groups: Filter[][]): number[] {
    const quick = groups.filter((group) => group.every(({ field }) => QUICK.has(field)));
    const slow = groups.filter((group) => !quick.includes(group));
    const single = quick.filter((group) => group.length === 1 && group[0]?.field === 'entity_id');
    const after = single.find((group) => group[0]?.condition === 'gt')?.[0];
    const first = after === undefined ? 1 : Math.max(1, Math.floor(Number(after.value)) + 1);
    const rest = quick
      .filter((group) => after === undefined || group[0] !== after)
      .map((group) => group.map(inSeconds));
    const found: number[] = [];
    for (let id = first; id <= this.heads.length; id++) {
      const head = this.heads[id - 1];
      if (head === undefined || this.gone.has(id)) continue;
      if (rest.every((group) => group.some((filter) => holds(quickValue(id, head, filter.field), filter))))
        found.push(id);
    }
    if (slow.length === 0) return found;
    return found.filter((id) => {
      const order = this.get(id);
      return (
        order !== undefined &&
        slow.every((group) => group.some((filter) => holds(orderValue(order, filter.field) ?? null, filter)))
      );
    });
  }

  /** What was placed, per currency, in cents; and how many shipments there are. */
  sums(): { totals: Map<string, number>; shipments: number } {
    const totals = new Map<string, number>();
    let shipments = 0;
    for (const id of this.ids()) {
      const order = this.get(id);
      if (order === undefined) continue;
      totals.set(order.currency, (totals.get(order.currency) ?? 0) + order.grand_total);
      shipments += order.shipments.length;
    }
    return { totals, shipments };
  }
}

function quickValue(id: number, head: Head, field: string): number {
  if (field === 'entity_id') return id;
  return field === 'created_at' ? head.created : head.updated;
}

/** Dates are compared as numbers: writing each of 200,000 as text for each page would take longer than all else. */
function inSeconds(filter: Filter): Filter {
  if (filter.field === 'entity_id') return filter;
  const value = filter.value.trim().replace(' ', 'T');
  return { ...filter, value: String(Date.parse(value.length > 10 ? `${value}Z` : value) / 1000) };
}

/** An order's value for a filter; undefined for a column that there is not. */
export function orderValue(order: Order, field: string): string | number | null | undefined {
  switch (field) {
    case 'entity_id':
      return order.entity_id;
    case 'increment_id':
      return String(order.entity_id).padStart(9, '0');
    case 'created_at':
      return timeText(order.created);
    case 'updated_at':
      return timeText(order.updated);
    case 'state':
      return order.state;
    case 'status':
      return order.status;
    case 'customer_id':
      return order.customer_id;
    case 'customer_email':
      return order.buyer.email;
    case 'store_id':
      return 1;
    case 'grand_total':
      return order.grand_total / 100;
    default:
      return undefined;
  }
}
