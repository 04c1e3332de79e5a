import { createRandom, epochOf, seedOf, type Random } from '../core/random.js';
import type { SandboxContext } from '../core/provider.js';
import { Attributes } from './attributes.js';
import { Bulk } from './bulk.js';
import { Catalog } from './catalog.js';
import type { Product } from './catalog-types.js';
import { Customers } from './customers.js';
import type { Maker } from './order-maker.js';
import { Orders } from './orders.js';
import { DEMO_SHOP, saleOf } from './payment.js';

/** One Magento shop. */
export class Site {
  readonly name = 'Demo Outfitters & Söhne';
  readonly attributes = new Attributes();
  readonly catalog: Catalog;
  readonly customers: Customers;
  readonly orders: Orders;
  readonly maker: Maker;
  readonly bulk: Bulk;
  /** Decides which records events touch when they do not say. */
  readonly dice: Random;
  /** Multi-Source Inventory, whose modules many shops remove. */
  readonly has_sources: boolean;
  private seconds: number;

  constructor(readonly context: SandboxContext) {
    const { seed, orders, products } = context;
    const epoch = epochOf(seed) / 1000;
    this.seconds = epoch;
    this.has_sources = context.setting('SANDBOX_MAGENTO_SOURCES') !== 'off';
    this.catalog = new Catalog(seed, products, epoch, this.attributes);
    this.customers = new Customers(seed, orders, epoch);
    const { attributes, customers } = this;
    this.maker = { seed, epoch, attributes, customers, ...snapshot(this.catalog) };
    this.orders = new Orders(this.maker, orders, (order) => context.sold(() => saleOf(order, seed)));
    this.dice = createRandom(seedOf(seed, 'magento-events'));
    this.bulk = new Bulk(seed);
  }

  /** The shop's time in seconds: it stands still but for what happens in it. */
  get now(): number {
    return this.seconds;
  }

  /** A second passes, so that what happens now is later than all before. */
  tick(): number {
    this.seconds += 1;
    return this.seconds;
  }

  /** Without a slash at its end. */
  get home(): string {
    return `${this.context.url()}/magento/${DEMO_SHOP}`;
  }
}

/** As they were: what is sold and edited later must not change the orders of the past. */
function snapshot(catalog: Catalog): Pick<Maker, 'pool' | 'children'> {
  const copy = (product: Product): Product => ({
    ...product,
    children: [...product.children],
    attributes: new Map(product.attributes),
  });
  const all = [...catalog.products.values()].map(copy);
  const isChild = ({ id }: Product): boolean => catalog.parentsOf(id).length > 0;
  return {
    pool: all.filter((product) => !isChild(product)),
    children: new Map(all.filter(isChild).map((product) => [product.id, product])),
  };
}
