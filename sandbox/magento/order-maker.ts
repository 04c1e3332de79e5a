import { createRandom, seedOf, type Random } from '../core/random.js';
import type { Attributes } from './attributes.js';
import type { Product } from './catalog-types.js';
import type { Customers } from './customers.js';
import { cancel, comment, invoice, lines, refund, ship, shippable } from './order-effects.js';
import type { Order, OrderRow } from './order-types.js';
import { paymentOf } from './payment.js';

const DAY = 86_400;

export interface Maker {
  seed: number;
  epoch: number;
  attributes: Attributes;
  customers: Customers;
  /** What was sold and its variants, as they were when the shop was made. */
  pool: readonly Product[];
  children: ReadonlyMap<number, Product>;
}

export interface Head {
  created: number;
  updated: number;
  /** 0 to 99: what became of the order. */
  fate: number;
}

/** When the order came and last changed, without making it. Neighbours share seconds, and dates do not follow ids quite. */
export function headOf(seed: number, epoch: number, index: number, count: number): Head {
  const random = createRandom(seedOf(seed, 'magento-order', index));
  const step = (340 * DAY) / Math.max(1, count);
  const raw = epoch - 350 * DAY + Math.floor(index * step + random.next() * Math.min(step * 2, DAY));
  const created = index % 8 < 2 ? raw - (raw % 1800) : raw;
  const bulk = epoch - DAY;
  const updated = index % 9 === 0 ? bulk : Math.min(epoch - 1, created + 3600 + Math.floor(random.next() * 2 * DAY));
  return { created, updated: Math.max(updated, created), fate: random.int(0, 99) };
}

/** The order as it stands in the seed's data, its whole history played out. */
export function makeOrder(maker: Maker, index: number, head: Head): Order {
  const random = createRandom(seedOf(maker.seed, 'magento-order-body', index));
  const order = placed(maker, index, head, random);
  const between = Math.floor((head.created + head.updated) / 2);
  playOut(order, index, head.fate, random, between);
  order.updated = head.updated;
  return order;
}

function playOut(order: Order, index: number, fate: number, random: Random, at: number): void {
  if (index === 4 || (fate >= 12 && fate < 16)) cancel(order, at);
  else if (fate < 7) return;
  else if (fate < 12) setState(order, 'pending_payment');
  else if (fate < 18) setState(order, 'holded');
  else if (fate < 22) shipAll(order, random, at);
  else playPaid(order, fate, random, at);
}

function playPaid(order: Order, fate: number, random: Random, at: number): void {
  invoice(order, at);
  if (fate < 45) return;
  if (fate < 53) shipSome(order, random, at);
  else shipAll(order, random, at);
  if (fate >= 98) refund(order, null, 'Returned', at);
  else if (fate >= 96) refundLine(order, at);
  else if (fate >= 92) refund(order, { amount: Math.ceil(order.grand_total / 10) }, 'Goodwill', at);
  if (fate === 60 && order.state === 'complete') order.status = 'delivered';
}

function setState(order: Order, state: 'pending_payment' | 'holded'): void {
  order.state = state;
  order.status = state;
}

function refundLine(order: Order, at: number): void {
  const row = lines(order).find((one) => one.row_total > 0);
  if (row !== undefined) refund(order, { line: row, qty: 1 }, 'Damaged', at);
}

export function trackFor(random: Random): { track_number: string; title: string; carrier_code: string } {
  const digits = String(random.int(100_000_000, 999_999_999));
  return random.chance(0.5)
    ? { track_number: `1Z${digits}01`, title: 'United Parcel Service', carrier_code: 'ups' }
    : { track_number: `JD0${digits}`, title: 'DHL Express', carrier_code: 'custom' };
}

function shipAll(order: Order, random: Random, at: number): void {
  if (lines(order).some((row) => shippable(row) > 0)) ship(order, [], random.chance(0.8) ? [trackFor(random)] : [], at);
}

function shipSome(order: Order, random: Random, at: number): void {
  const row = lines(order).find((one) => shippable(one) > 0);
  if (row === undefined) return;
  const qty = Math.max(1, Math.floor(shippable(row) / 2));
  ship(order, [{ order_item_id: row.item_id, qty: Math.min(qty, shippable(row)) }], [trackFor(random)], at);
}

/** An order that has just come. */
export function placed(maker: Maker, index: number, head: Pick<Head, 'created' | 'updated'>, random: Random): Order {
  const guest = index === 1 || random.chance(0.3);
  const n = guest ? index + 1 : random.int(1, maker.customers.count);
  const buyer = maker.customers.buyer(guest ? 'guest' : 'customer', n);
  const euro = index % 7 === 5;
  const id = index + 1;
  const rows = rowsOf(maker, index, id, buyer.place.tax, random);
  const coupon = random.chance(0.2) ? 'SAVE10' : null;
  for (const row of rows) {
    row.discount = coupon === null ? 0 : Math.round(row.row_total / 10);
    row.tax = Math.round(((row.row_total - row.discount) * row.tax_percent) / 100_000);
  }
  const total = (pick: (row: OrderRow) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  const virtual = rows.every((row) => row.product_type === 'virtual');
  const shipping = virtual || index % 10 === 8 ? 0 : random.pick([500, 999, 1490]);
  const [subtotal, discount, tax] = [
    total((row) => row.row_total),
    total((row) => row.discount),
    total((row) => row.tax),
  ];
  const order: Order = {
    entity_id: id,
    created: head.created,
    updated: head.updated,
    state: 'new',
    status: 'pending',
    currency: euro ? 'EUR' : 'USD',
    rate: euro ? 0.9 : 1,
    customer_id: guest ? null : n,
    buyer,
    virtual,
    subtotal,
    discount,
    tax,
    shipping,
    shipping_method: virtual ? null : 'flatrate_flatrate',
    grand_total: subtotal - discount + tax + shipping,
    total_paid: 0,
    total_refunded: 0,
    shipping_refunded: 0,
    coupon_code: coupon,
    ...paymentOf(maker.seed, index, random),
    customer_note: index % 23 === 6 ? 'Bitte beim Nachbarn abgeben – “danke”' : null,
    rows,
    invoices: [],
    shipments: [],
    creditmemos: [],
    histories: [],
  };
  comment(order, index % 3 === 0 ? 'Placed at the checkout' : '', { created: head.created }, head.updated);
  return order;
}

function rowsOf(maker: Maker, index: number, entity_id: number, tax: number, random: Random): OrderRow[] {
  const count = index === 2 ? 40 : random.int(1, 4);
  const rows: OrderRow[] = [];
  for (let n = 0; n < count; n++) {
    const service = index % 41 === 3 ? maker.pool.find((one) => one.type === 'virtual') : undefined;
    const product = service ?? random.pick(maker.pool);
    rows.push(
      ...rowsFor(maker, product, entity_id * 100 + rows.length, index % 31 === 9 ? 0.5 : random.int(1, 3), tax, random),
    );
  }
  return rows;
}

function rowsFor(
  maker: Maker,
  product: Product,
  item_id: number,
  qty: number,
  tax: number,
  random: Random,
): OrderRow[] {
  const child = product.children.length === 0 ? undefined : maker.children.get(random.pick(product.children));
  const sold = child ?? product;
  const row: OrderRow = {
    item_id,
    parent_item_id: null,
    product_id: product.id,
    product_type: product.type,
    sku: sold.sku,
    name: product.name,
    options: child === undefined ? [] : optionsOf(maker, product, child),
    qty_ordered: qty,
    qty_invoiced: 0,
    qty_shipped: 0,
    qty_refunded: 0,
    qty_canceled: 0,
    price: sold.price,
    row_total: Math.round(sold.price * qty),
    discount: 0,
    tax: 0,
    tax_percent: tax,
  };
  if (child === undefined) return [row];
  // The child's row bears no money: the parent's does.
  const own = {
    product_id: child.id,
    product_type: 'simple',
    name: child.name,
    options: [],
    price: 0,
    row_total: 0,
  } as const;
  return [row, { ...row, ...own, options: [], item_id: item_id + 1, parent_item_id: item_id, tax_percent: 0 }];
}

function optionsOf(maker: Maker, product: Product, child: Product): { label: string; value: string }[] {
  return product.options.flatMap((id) => {
    const attribute = maker.attributes.byId(id);
    const value = attribute?.options.find((option) => option.value === child.attributes.get(attribute.code));
    return attribute === undefined || value === undefined ? [] : [{ label: attribute.label, value: value.label }];
  });
}
