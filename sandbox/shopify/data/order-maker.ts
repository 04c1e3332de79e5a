import { createRandom, seedOf, type Random } from '../../core/random.js';
import { amountOf, minus, times, type Amount, type Currency } from './money.js';
import { addFulfillment, addPayment, addRefund, type PaymentPlan } from './order-parts.js';
import { traitsOf, type Traits } from './order-traits.js';
import type { ApplicationRow, LineRow, OrderRow, ProductRow, ShippingRow, TaxRow } from './rows.js';
import { allocatedTo, netOf, originalOf, settle } from './totals.js';
import { NOTES, TAGS } from './words.js';
import { makeAddress } from './customer-maker.js';
import { seconds } from './product-maker.js';

/** Products that only old orders remember. */
export const GHOSTS = 1_000_000;

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Created is non-decreasing over `n`. Eight in a hundred share the second of a mass edit, as after a bulk tagging. */
export function orderTimes(
  seed: number,
  epoch: number,
  count: number,
  n: number,
): { created: number; updated: number } {
  const created = seconds(epoch - YEAR + ((n + 0.5) / Math.max(count, 1)) * (YEAR - DAY));
  const random = createRandom(seedOf(seed, 'order-times', n));
  if (random.chance(0.08)) return { created, updated: seconds(epoch - DAY / 2) };
  return { created, updated: Math.max(created, seconds(Math.min(epoch, created + random.next() ** 3 * 20 * DAY))) };
}

export interface OrderMaker {
  seed: number;
  epoch: number;
  /** Orders that the seed itself has. */
  count: number;
  /** Products of the seed: lines refer to these; those from {@link GHOSTS} on are long deleted. */
  products: number;
  customers: number;
  product(n: number): ProductRow;
  customerOf(order: number): number;
}

/** Order `n` as it was at the seed's epoch; with `placed` one that is placed at that moment, with nothing done to it yet. */
export function makeOrder(maker: OrderMaker, n: number, placed?: number): OrderRow {
  const random = createRandom(seedOf(maker.seed, 'order', n));
  const { created, updated } =
    placed === undefined ? orderTimes(maker.seed, maker.epoch, maker.count, n) : { created: placed, updated: placed };
  const traits = traitsOf(random, n, placed !== undefined);
  const { currency: c } = traits;
  const customer = traits.customer ? maker.customerOf(n) : null;
  const order: OrderRow = {
    n,
    currency: c,
    taxes_included: c === 'EUR' || c === 'GBP' || c === 'JPY',
    customer,
    email: customer === null && random.chance(0.5) ? null : `buyer${customer ?? `.guest${n}`}@example.com`,
    phone: random.chance(0.3) ? '+15035550142' : null,
    billing: random.chance(0.97) ? makeAddress(random, c, n * 4 + 1) : null,
    shipping: traits.digital ? null : makeAddress(random, c, n * 4 + 2),
    lines: [],
    shipping_lines: [],
    applications: [],
    fulfillments: [],
    refunds: [],
    transactions: [],
    cancelled: null,
    cancel_reason: null,
    test: traits.test,
    note: random.chance(0.15) ? random.pick(NOTES) : null,
    tags: random.chance(0.2) ? [random.pick(TAGS), 'wholesale'].slice(0, random.int(1, 2)) : [],
    attributes: random.chance(0.1)
      ? [
          { key: 'gift', value: 'yes' },
          { key: 'ref', value: '' },
        ]
      : [],
    created,
    updated,
    totals: undefined as never,
  };
  order.lines = Array.from({ length: traits.lines }, (_, k) => makeLine(maker, random, order, traits, k));
  if (!traits.digital) order.shipping_lines = [makeShipping(random, n, c)];
  discount(random, order, traits);
  tax(order, traits.taxes);
  settle(order);
  history(random, order, traits);
  return settle(order);
}

function makeLine(maker: OrderMaker, random: Random, order: OrderRow, traits: Traits, k: number): LineRow {
  const ghost = traits.ghost && k === 0;
  const product = maker.product(ghost ? GHOSTS + random.int(0, 4) : random.int(0, maker.products - 1));
  const variant = random.pick(product.variants);
  const lost = random.chance(0.01);
  return {
    order: order.n,
    k,
    product: product.n,
    variant: lost ? null : variant.k,
    title: product.title,
    variant_title: variant.title === 'Default Title' ? null : variant.title,
    sku: variant.sku,
    vendor: product.vendor,
    quantity: random.chance(0.7) ? 1 : random.int(2, 6),
    unit: amountOf(variant.price, order.currency),
    allocations: [],
    taxes: [],
    requires_shipping: !traits.digital && variant.requires_shipping,
    gift_card: product.gift_card,
    properties: random.chance(0.06) ? [{ key: 'Engraving', value: random.pick(['Für Oma ❤', 'A & B', '']) }] : [],
    fulfilled: 0,
    refunded: 0,
  };
}

function makeShipping(random: Random, n: number, c: Currency): ShippingRow {
  const express = random.chance(0.2);
  return {
    order: n,
    k: 0,
    title: express ? 'Express' : 'Standard Shipping',
    code: express ? 'EXP' : 'STD',
    price: amountOf(express ? 2490 : random.pick([0, 590, 799]), c),
    allocations: [],
    taxes: [],
  };
}

function discount(random: Random, order: OrderRow, traits: Traits): void {
  if (traits.automatic) {
    const percentage = random.pick([5, 10]);
    const index = apply(order, {
      kind: 'automatic',
      label: 'Buy more, save more',
      value: { percentage },
      target: 'LINE_ITEM',
      method: 'EACH',
    });
    for (const line of order.lines) {
      if (line.k % 2 === 0)
        line.allocations.push({
          application: index,
          amount: times(originalOf(line), percentage / 100),
          line_level: true,
        });
    }
  }
  if (traits.code === 'none') return;
  if (traits.code === 'shipping') {
    const shipping = order.shipping_lines[0];
    if (shipping === undefined) return;
    const index = apply(order, {
      kind: 'code',
      label: 'FREESHIP',
      value: { percentage: 100 },
      target: 'SHIPPING_LINE',
      method: 'EACH',
    });
    shipping.allocations.push({ application: index, amount: { ...shipping.price }, line_level: true });
    return;
  }
  if (traits.code === 'fixed') {
    const left = order.lines.reduce((total, line) => total + netOf(line).s, 0);
    const off = amountOf(Math.min(500, left), order.currency);
    const index = apply(order, {
      kind: 'code',
      label: 'FIVER',
      value: { fixed: off },
      target: 'LINE_ITEM',
      method: 'ACROSS',
    });
    spread(order, index, off, left);
    return;
  }
  const percentage = traits.code === 'free' ? 100 : 15;
  const index = apply(order, {
    kind: 'code',
    label: percentage === 100 ? 'ONTHEHOUSE' : 'SPÄTSOMMER15',
    value: { percentage },
    target: 'LINE_ITEM',
    method: 'ACROSS',
  });
  for (const line of order.lines) {
    line.allocations.push({ application: index, amount: times(netOf(line), percentage / 100), line_level: false });
  }
}

function apply(order: OrderRow, application: Omit<ApplicationRow, 'index'>): number {
  const index = order.applications.length;
  order.applications.push({ index, ...application });
  return index;
}

/** A fixed sum over the lines by their worth; the last line takes what rounding leaves, so that the parts add up. */
function spread(order: OrderRow, index: number, off: Amount, left: number): void {
  let rest = off;
  order.lines.forEach((line, k) => {
    const last = k === order.lines.length - 1;
    const amount = last ? rest : times(off, left === 0 ? 0 : netOf(line).s / left);
    rest = minus(rest, amount);
    line.allocations.push({ application: index, amount, line_level: false });
  });
}

function tax(order: OrderRow, count: number): void {
  const rates: [string, number][] = order.taxes_included
    ? [['VAT', order.currency === 'JPY' ? 0.1 : 0.19]]
    : [['Oregon State Tax', 0.0625], ['Multnomah County Tax', 0.0125]].slice(0, count).map(([title, rate]) => [String(title), Number(rate)]); // prettier-ignore
  if (order.currency === 'KWD') return;
  const on = (base: Amount): TaxRow[] =>
    rates.map(([title, rate]) => ({
      title,
      rate,
      amount: times(base, order.taxes_included ? rate / (1 + rate) : rate),
    }));
  for (const line of order.lines) line.taxes = on(netOf(line));
  if (order.taxes_included) {
    for (const line of order.shipping_lines) line.taxes = on(minus(line.price, allocatedTo(line)));
  }
}

/** Once something is given back, the platform does not tell any more that only a part had been paid: then all of it was. */
function planOf(traits: Traits, cancelled: boolean): PaymentPlan {
  const isPart = traits.payment === 'part' && (cancelled || traits.refund !== 'none');
  return isPart ? 'paid' : traits.payment;
}

/** Paid, sent, refunded, cancelled: in this order, between the order's creation and its last change. */
function history(random: Random, order: OrderRow, traits: Traits): void {
  const at = (share: number): number => seconds(order.created + (order.updated - order.created) * share);
  const cancelled = traits.cancelled && traits.fulfil !== 'part';
  const payment = cancelled && random.chance(0.5) ? 'voided' : planOf(traits, cancelled);
  addPayment(random, order, payment, at(0.01));
  if (!cancelled && traits.fulfil !== 'none' && order.lines.some((line) => line.requires_shipping)) {
    addFulfillment(random, order, traits.fulfil === 'part', at(0.4), random.chance(0.7) ? at(0.8) : null);
  }
  if (cancelled || traits.refund !== 'none') settle(order);
  if (cancelled) {
    order.cancelled = at(0.5);
    order.cancel_reason = random.pick(['CUSTOMER', 'FRAUD', 'INVENTORY', 'OTHER'] as const);
    addRefund(order, { part: 'all', at: at(0.5), restock: 'CANCEL', note: null });
  } else if (traits.refund !== 'none' && order.totals.received.s > 0) {
    const note = random.chance(0.5) ? 'Damaged in transit' : null;
    addRefund(order, {
      part: traits.refund,
      at: at(0.9),
      restock: random.pick(['RETURN', 'NO_RESTOCK'] as const),
      note,
    });
  }
}
