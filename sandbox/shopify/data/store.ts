import { epochOf } from '../../core/random.js';
import { customerTimes, makeCustomer } from './customer-maker.js';
import { makeOrder, orderTimes, type OrderMaker } from './order-maker.js';
import { makeProduct, productTimes } from './product-maker.js';
import { Records } from './records.js';
import type { CustomerRow, OrderRow, ProductRow, VariantRow } from './rows.js';

export interface LocationRow {
  n: number;
  name: string;
  active: boolean;
  city: string;
  country: string;
  country_code: string;
  zip: string;
}

export const LOCATIONS: readonly LocationRow[] = [
  { n: 0, name: 'Main Warehouse', active: true, city: 'Portland', country: 'United States', country_code: 'US', zip: '97205' },
  { n: 1, name: 'Lager Süd – München', active: true, city: 'München', country: 'Germany', country_code: 'DE', zip: '80331' },
  { n: 2, name: 'Old shop (closed)', active: false, city: 'Salem', country: 'United States', country_code: 'US', zip: '97301' },
]; // prettier-ignore

/** The demo shop's data. */
export class ShopStore {
  readonly epoch: number;
  readonly products: Records<ProductRow>;
  readonly orders: Records<OrderRow>;
  readonly customers: Records<CustomerRow>;
  /** Makes orders beyond the seed's own too, for events. */
  readonly maker: OrderMaker;
  private readonly seed_products = new Map<number, ProductRow>();
  private readonly customer_count: number;
  private last_orders: { customer: number; version: number; rows: readonly OrderRow[] } | null = null;

  constructor(
    readonly seed: number,
    order_count: number,
    product_count: number,
  ) {
    const epoch = epochOf(seed);
    this.epoch = epoch;
    // A count that shares no factor with the stride spreads each customer's orders over the year.
    let customers = Math.max(1, Math.floor(order_count * 0.6));
    while (customers % STRIDE === 0) customers++;
    this.customer_count = customers;
    this.products = new Records<ProductRow>({
      count: product_count,
      make: (n) => this.seedProduct(n, product_count),
      times: (n) => productTimes(seed, epoch, product_count, n),
    });
    this.maker = {
      seed,
      epoch,
      count: order_count,
      products: product_count,
      customers,
      product: (n) => this.seedProduct(n, product_count),
      customerOf: (order) => (order * STRIDE) % customers,
    };
    this.orders = new Records<OrderRow>({
      count: order_count,
      make: (n) => makeOrder(this.maker, n),
      times: (n) => orderTimes(seed, epoch, order_count, n),
    });
    this.customers = new Records<CustomerRow>({
      count: order_count === 0 ? 0 : customers,
      make: (n) => makeCustomer(seed, epoch, customers, n),
      times: (n) => customerTimes(seed, epoch, customers, n),
    });
  }

  /** A product as the seed made it: what old orders refer to, whatever became of it. Rows are shared: do not change them. */
  private seedProduct(n: number, count: number): ProductRow {
    let product = this.seed_products.get(n);
    if (product === undefined) {
      product = makeProduct(this.seed, this.epoch, count, n);
      this.seed_products.set(n, product);
    }
    return product;
  }

  variant(product: number, k: number): VariantRow | null {
    return this.products.get(product)?.variants.find((variant) => variant.k === k) ?? null;
  }

  /** The customer's orders, oldest first. The last answer is kept: count and sum are asked one after the other. */
  ordersOf(customer: number): readonly OrderRow[] {
    const { last_orders: last } = this;
    if (last?.customer === customer && last.version === this.orders.version) return last.rows;
    const rows: OrderRow[] = [];
    const first = (customer * inverse(STRIDE, this.customer_count)) % this.customer_count;
    for (let n = first; n < this.orders.nextNumber(); n += this.customer_count) {
      const order = this.orders.get(n);
      if (order?.customer === customer) rows.push(order);
    }
    this.last_orders = { customer, version: this.orders.version, rows };
    return rows;
  }

  /**
   * The time of something that happens now: the wall clock, but later than all that the seed has, so that a
   * poll by `updated_at` sees it even where the clock is behind the data.
   */
  now(): number {
    const now = Math.floor(Date.now() / 1000) * 1000;
    return Math.max(now, this.epoch + 1000);
  }
}

const STRIDE = 7919;

/** x with a·x ≡ 1 (mod m), by the extended Euclidean algorithm. */
function inverse(a: number, m: number): number {
  let [r0, r1, x0, x1] = [m, a % m, 0, 1];
  while (r1 > 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1, x0, x1] = [r1, r0 - q * r1, x1, x0 - q * x1];
  }
  return ((x0 % m) + m) % m;
}
