import { processorPaymentId } from '../core/payment-ids.js';
import type { SandboxSale } from '../core/sales.js';
import { centsOf, centsText } from './money.js';
import { isListed } from './orders.js';
import { isPaid } from './order-heads.js';
import type { WooOrder } from './order-types.js';
import { gatewayOf } from './payment.js';
import type { Site } from './site.js';

const PLATFORM = 'woocommerce';

/** Orders that the shop shows and that one of the payment services took the money of. */
export function* salesOf(site: Site): Generator<SandboxSale> {
  for (const [index, { status }] of site.orders.heads.entries()) {
    if (!isListed(status) || (!isPaid(status) && !site.orders.isTouched(index))) continue;
    const sale = saleOf(site, index);
    if (sale !== null) yield sale;
  }
}

export function saleOf(site: Site, index: number): SandboxSale | null {
  const order = site.orders.order(index);
  const gateway = gatewayOf(order.payment_method);
  const paid = momentOf(order, 'date_paid_gmt');
  if (gateway === null || paid === null || centsOf(order.total) <= 0) return null;
  const { seed } = site.context;
  const billing = order.billing as Record<string, string>;
  const reference = order.transaction_id;
  const name = `${billing.first_name ?? ''} ${billing.last_name ?? ''}`.trim();
  return {
    platform: PLATFORM,
    shop: site.shop,
    order_id: String(order.id),
    order_number: order.number,
    gateway,
    payment_id: processorPaymentId(gateway, seed, PLATFORM, site.shop, index),
    payment_reference: reference === '' ? null : reference,
    told: reference !== '',
    total: order.total,
    paid: order.total,
    currency: order.currency,
    email: billing.email === '' ? null : (billing.email ?? null),
    customer_name: name === '' ? null : name,
    country: billing.country === '' ? null : (billing.country ?? null),
    paid_at: paid,
    refunds: site.orders.refunds(index).flatMap((refund) => {
      if (refund.refunded_payment !== true || centsOf(refund.amount) <= 0) return [];
      const at = Date.parse(`${refund.date_created_gmt}Z`);
      return [{ id: String(refund.id), amount: wholeIn(order.currency, refund.amount), at }];
    }),
  };
}

/** The service gives back whole yen, though the shop writes their hundredths. */
function wholeIn(currency: string, amount: string): string {
  return currency === 'JPY' ? centsText(Math.round(centsOf(amount) / 100) * 100) : amount;
}

function momentOf(order: WooOrder, name: string): number | null {
  const text = order[name];
  return typeof text === 'string' ? Date.parse(`${text}Z`) : null;
}
