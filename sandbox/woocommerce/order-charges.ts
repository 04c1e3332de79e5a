import type { JsonObject } from '../core/json.js';
import type { Random } from '../core/random.js';
import { bareText, centsOf, centsText, toCents, type Cents, type Units } from './money.js';
import { taxesOn, type DraftLine } from './order-lines.js';
import type { OrderLine } from './order-types.js';
import { COUPONS, type TaxRate } from './vocabulary.js';

// Taken out once: each look-up of a global costs a microsecond in Jest's module contexts, where this runs most.
const { min, round } = Math;

/** What an order adds up to while it is being made. */
export interface Sums {
  subtotal: Units;
  lines: Units;
  shipping: Cents;
  shippingTax: Cents;
  fees: Cents;
  /** Of lines and fees, per rate. */
  taxes: Cents[];
  shippingTaxes: Cents[];
}

export type Coupon = (typeof COUPONS)[number];

/** Takes a coupon off the lines, where this order has one. */
export function applyCoupon(index: number, drafts: DraftLine[]): Coupon | null {
  const coupon = index % 9 === 4 ? COUPONS[index % COUPONS.length] : undefined;
  const worth = drafts.reduce((sum, draft) => sum + draft.subtotal, 0);
  if (coupon === undefined || worth < 200_000) return null;
  let left: Cents = coupon.type === 'fixed_cart' ? coupon.amount * 100 : Infinity;
  for (const draft of drafts) {
    const cents = toCents(draft.subtotal);
    const share: Cents =
      coupon.type === 'percent'
        ? round((cents * coupon.amount) / 100)
        : coupon.type === 'fixed_product'
          ? min(cents, coupon.amount * 100 * draft.quantity)
          : min(left, cents);
    left -= share;
    draft.total = draft.subtotal - share * 100;
  }
  return coupon;
}

export function shippingOf(
  index: number,
  random: Random,
  rates: readonly TaxRate[],
  sums: Sums,
  nextItemId: () => number,
): JsonObject[] {
  const line = (title: string, method: string, instance: string, cents: Cents): JsonObject => {
    const taxable = rates.filter((rate) => rate.shipping);
    const taxes = taxesOn(cents * 100, taxable);
    sums.shipping += cents;
    taxes.forEach((tax, at) => {
      sums.shippingTax += tax;
      sums.shippingTaxes[at] = (sums.shippingTaxes[at] ?? 0) + tax;
    });
    return {
      id: nextItemId(),
      method_title: title,
      method_id: method,
      instance_id: instance,
      total: centsText(cents),
      total_tax: centsText(taxes.reduce((sum, tax) => sum + tax, 0)),
      taxes: taxable.map((rate, at) => ({ id: rate.id, total: centsText(taxes[at] ?? 0), subtotal: '' })),
      tax_status: 'taxable',
      meta_data: [],
    };
  };
  const dice = random.next();
  const lines = dice < 0.1 ? [] : dice < 0.4 ? [line('Free shipping', 'free_shipping', '1', 0)] : [];
  if (dice >= 0.4 || index % 29 === 7) lines.push(line('Flat rate', 'flat_rate', '1', 599));
  if (index % 29 === 7) lines.push(line('Flat rate 2', 'flat_rate', '', 333));
  return lines;
}

export function feesOf(index: number, rates: readonly TaxRate[], sums: Sums, nextItemId: () => number): JsonObject[] {
  const fee = (name: string, cents: Cents): JsonObject => {
    const levied = cents > 0 ? rates : [];
    const taxes = taxesOn(cents * 100, levied);
    sums.fees += cents;
    taxes.forEach((tax, at) => (sums.taxes[at] = (sums.taxes[at] ?? 0) + tax));
    return {
      id: nextItemId(),
      name,
      tax_class: '',
      tax_status: 'taxable',
      amount: '',
      total: centsText(cents),
      total_tax: centsText(taxes.reduce((sum, tax) => sum + tax, 0)),
      taxes: levied.map((rate, at) => ({ id: rate.id, total: centsText(taxes[at] ?? 0), subtotal: '' })),
      meta_data: [],
    };
  };
  const negative = index % 97 === 3 && sums.lines > 30_000;
  return [
    ...(index % 15 === 0 || negative ? [fee('Gift wrap', 250)] : []),
    ...(negative ? [fee('Loyalty', -300)] : []),
  ];
}

/** What the order comes to. */
export function totalOf(sums: Sums): Cents {
  const cartTax = sums.taxes.reduce((sum, tax) => sum + tax, 0);
  return toCents(sums.lines + (sums.shipping + sums.shippingTax + sums.fees + cartTax) * 100);
}

/** There are no parts of a yen: the plug-in for currencies makes the sum whole by a fee, for the shop itself counts in hundredths. */
export function roundedUp(sums: Sums, nextItemId: () => number): JsonObject[] {
  const cents = (100 - (totalOf(sums) % 100)) % 100;
  if (cents === 0) return [];
  sums.fees += cents;
  const total = centsText(cents);
  const untaxed = { tax_class: '', tax_status: 'none', total_tax: '0.00', taxes: [], meta_data: [] };
  return [{ id: nextItemId(), name: 'Rounding', amount: '', total, ...untaxed }];
}

export function taxLine(rate: TaxRate, tax: Cents, shippingTax: Cents, id: number): JsonObject {
  return {
    id,
    rate_code: rate.code,
    rate_id: rate.id,
    label: rate.label,
    compound: rate.compound,
    tax_total: centsText(tax),
    shipping_tax_total: centsText(shippingTax),
    rate_percent: rate.percent,
    meta_data: [],
  };
}

export function couponLine(
  coupon: Coupon,
  lines: { line: OrderLine }[],
  sums: Sums,
  nextItemId: () => number,
  nextMetaId: () => number,
): JsonObject {
  const info = JSON.stringify([coupon.id, coupon.code, coupon.info, coupon.amount]).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const tax = discountTax(lines.map(({ line }) => line));
  return {
    id: nextItemId(),
    code: coupon.code,
    discount: bareText(toCents(sums.subtotal - sums.lines)),
    discount_tax: bareText(tax),
    meta_data: [{ id: nextMetaId(), key: 'coupon_info', value: info, display_key: 'coupon_info', display_value: info }],
    discount_type: coupon.type,
    nominal_amount: coupon.amount,
    free_shipping: false,
  };
}

export function discountTax(lines: readonly OrderLine[]): Cents {
  return lines.reduce((sum, line) => sum + centsOf(line.subtotal_tax) - centsOf(line.total_tax), 0);
}
