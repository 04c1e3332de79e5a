import type { JsonObject } from '../core/json.js';
import { createRandom, seedOf, type Random } from '../core/random.js';
import { FIRST_CUSTOMER_ID, type Buyer, type Buyers } from './buyers.js';
import type { Catalog } from './catalog.js';
import type { Links } from './links.js';
import { centsText, toCents } from './money.js';
import {
  applyCoupon,
  couponLine,
  discountTax,
  feesOf,
  roundedUp,
  shippingOf,
  taxLine,
  totalOf,
  type Sums,
} from './order-charges.js';
import { isPaid } from './order-heads.js';
import { draftLine, lineView, type DraftLine } from './order-lines.js';
import type { OrderHead, OrderLine, WooOrder } from './order-types.js';
import { gmtText, localText } from './site-time.js';
import { methodFor, transactionOf } from './payment.js';
import { CURRENCIES, PAYMENT_METHODS } from './vocabulary.js';

/** Ids of one order's items and of their meta come from ranges of this size, so that none is given twice. */
const ITEMS_PER_ORDER = 96;
const META_PER_ORDER = 512;
/** Refunds' items take the end of the order's range. */
export const FIRST_REFUND_ITEM = 80;

export function itemId(index: number, nth: number): number {
  return 1000 + index * ITEMS_PER_ORDER + nth;
}

export function metaId(index: number, nth: number): number {
  return 10_000 + index * META_PER_ORDER + nth;
}

export interface BuilderContext {
  seed: number;
  shop: string;
  catalog: Catalog;
  buyers: Buyers;
  links: Links;
  gone: (productId: number) => boolean;
}

/** The order as the platform answers it, from its slot alone: the same slot, the same order. */
export function buildOrder(id: number, index: number, head: OrderHead, context: BuilderContext): WooOrder {
  const random = createRandom(seedOf(context.seed, 'woo-order-body', index));
  let items = 0;
  let metas = 0;
  const nextItemId = (): number => itemId(index, items++);
  const nextMetaId = (): number => metaId(index, metas++);
  const currency = weightedCurrency(random);
  const customerNumber = head.customer_id - FIRST_CUSTOMER_ID + 1;
  const buyer =
    head.customer_id > 0
      ? context.buyers.buyer('customer', customerNumber)
      : context.buyers.buyer('guest', random.int(1, context.buyers.count));
  const rates = buyer.place.rates;
  const drafts = draftLines(index, head, random, context.catalog);
  const coupon = applyCoupon(index, drafts);
  const lineContext = { links: context.links, rates, nextItemId, nextMetaId, random, index, gone: context.gone };
  const lines = drafts.map((draft) => lineView(draft, { ...lineContext, stockReduced: isPaid(head.status) }));
  const sums: Sums = {
    subtotal: drafts.reduce((sum, draft) => sum + draft.subtotal, 0),
    lines: drafts.reduce((sum, draft) => sum + draft.total, 0),
    shipping: 0,
    shippingTax: 0,
    fees: 0,
    taxes: rates.map((_, at) => lines.reduce((sum, line) => sum + (line.taxes[at] ?? 0), 0)),
    shippingTaxes: rates.map(() => 0),
  };
  const shippingLines = drafts.length === 0 ? [] : shippingOf(index, random, rates, sums, nextItemId);
  const feeLines = drafts.length === 0 ? [] : feesOf(index, rates, sums, nextItemId);
  if (currency.code === 'JPY') feeLines.push(...roundedUp(sums, nextItemId));
  const taxLines = rates.map((rate, at) =>
    taxLine(rate, sums.taxes[at] ?? 0, sums.shippingTaxes[at] ?? 0, nextItemId()),
  );
  const couponLines = coupon === null ? [] : [couponLine(coupon, lines, sums, nextItemId, nextMetaId)];
  return assemble({ id, index, head, buyer, currency, random, context, nextMetaId }, sums, {
    line_items: lines.map(({ line }) => line),
    tax_lines: drafts.length === 0 ? [] : taxLines,
    shipping_lines: shippingLines,
    fee_lines: feeLines,
    coupon_lines: couponLines,
  });
}

interface Frame {
  id: number;
  index: number;
  head: OrderHead;
  buyer: Buyer;
  currency: { code: string; symbol: string };
  random: Random;
  context: BuilderContext;
  nextMetaId: () => number;
}

interface Parts {
  line_items: OrderLine[];
  tax_lines: JsonObject[];
  shipping_lines: JsonObject[];
  fee_lines: JsonObject[];
  coupon_lines: JsonObject[];
}

function assemble(frame: Frame, sums: Sums, parts: Parts): WooOrder {
  const { id, index, head, buyer, currency, random, context } = frame;
  const cartTax = sums.taxes.reduce((sum, tax) => sum + tax, 0);
  const total = totalOf(sums);
  const paid = isPaid(head.status) ? head.created + 60 : null;
  const completed = head.status === 'completed' || head.status === 'delivered' ? head.modified : null;
  const [method, methodTitle] = methodFor(random.pick(PAYMENT_METHODS), currency.code);
  const key = `wc_order_${seedOf(context.seed, 'key', index).toString(36)}${(index + 1).toString(36).padStart(6, 'x')}`;
  const links = context.links;
  const self = links.record('orders', id);
  const noAddress = index % 11 === 5;
  // The shop's staff may leave the address out for an order taken by telephone.
  const email = index % 31 === 30 ? '' : buyer.email;
  return {
    id,
    parent_id: 0,
    status: head.status,
    currency: currency.code,
    version: '11.0.1',
    prices_include_tax: false,
    date_created: localText(head.created),
    date_modified: localText(head.modified),
    discount_total: centsText(toCents(sums.subtotal - sums.lines)),
    discount_tax: centsText(discountTax(parts.line_items)),
    shipping_total: centsText(sums.shipping),
    shipping_tax: centsText(sums.shippingTax),
    cart_tax: centsText(cartTax),
    total: centsText(total),
    total_tax: centsText(cartTax + sums.shippingTax),
    customer_id: head.customer_id,
    order_key: key,
    billing: { ...address(buyer, false), email, phone: buyer.phone },
    shipping: { ...address(buyer, noAddress), phone: '' },
    payment_method: method,
    payment_method_title: methodTitle,
    transaction_id:
      paid === null ? '' : transactionOf({ seed: context.seed, shop: context.shop, index, method, email }),
    customer_ip_address: `203.0.113.${index % 255}`,
    customer_user_agent: 'Mozilla/5.0 test',
    created_via: random.pick(['checkout', 'checkout', 'store-api', 'admin', 'rest-api']),
    customer_note: index % 23 === 9 ? 'Please ring <b>twice</b> & leave\nat door' : '',
    date_completed: completed === null ? null : localText(completed),
    date_paid: paid === null ? null : localText(paid),
    cart_hash: '',
    number: String(id),
    meta_data: orderMeta(frame),
    ...parts,
    refunds: [],
    payment_url: `${links.home}/checkout/order-pay/${id}/?pay_for_order=true&key=${key}`,
    is_editable: head.status === 'pending' || head.status === 'on-hold',
    needs_payment: (head.status === 'pending' || head.status === 'failed') && total > 0,
    needs_processing: parts.line_items.length > 0,
    date_created_gmt: gmtText(head.created),
    date_modified_gmt: gmtText(head.modified),
    date_completed_gmt: completed === null ? null : gmtText(completed),
    date_paid_gmt: paid === null ? null : gmtText(paid),
    currency_symbol: currency.symbol,
    _links: {
      ...self,
      email_templates: [{ embeddable: true, href: links.rest(`orders/${id}/actions/email_templates`) }],
      ...(head.customer_id > 0 ? { customer: [{ href: links.rest(`customers/${head.customer_id}`) }] } : {}),
    },
  };
}

function address(buyer: Buyer, empty: boolean): JsonObject {
  const text = (value: string): string => (empty ? '' : value);
  return {
    first_name: text(buyer.first_name),
    last_name: text(buyer.last_name),
    company: text(buyer.company),
    address_1: text(buyer.address_1),
    address_2: text(buyer.address_2),
    city: text(buyer.place.city),
    state: text(buyer.place.state),
    postcode: text(buyer.place.postcode),
    country: text(buyer.place.country),
  };
}

function weightedCurrency(random: Random): { code: string; symbol: string } {
  let rest = random.int(0, 99);
  for (const currency of CURRENCIES) {
    rest -= currency.weight;
    if (rest < 0) return currency;
  }
  return { code: 'USD', symbol: '$' };
}

function draftLines(index: number, head: OrderHead, random: Random, catalog: Catalog): DraftLine[] {
  if (head.empty) return [];
  const count = index % 500 === 20 ? 63 : random.int(1, 4);
  const pick = (list: readonly unknown[]): number => random.int(0, Math.max(0, list.length - 1));
  const drafts = Array.from({ length: count }, () => draftLine(catalog.lineSource(pick), random.int(1, 3)));
  if (index % 13 === 8) drafts.push(draftLine(undefined, 1));
  return drafts;
}

/** Plug-ins' notes on an order: texts, nested objects, and numbers that come back as text. */
function orderMeta({ index, head, nextMetaId }: Frame): JsonObject[] {
  const meta: JsonObject[] = [];
  if (index % 6 === 0) {
    meta.push({ id: nextMetaId(), key: '_channel_ref', value: `REF-${index}` });
    meta.push({ id: nextMetaId(), key: 'gift', value: { to: 'Eva', n: 2 } });
  }
  if (head.status === 'trash') {
    meta.push({ id: nextMetaId(), key: '_wp_trash_meta_status', value: 'wc-completed' });
    meta.push({ id: nextMetaId(), key: '_wp_trash_meta_time', value: String(head.modified) });
  }
  return meta;
}
