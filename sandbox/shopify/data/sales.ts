import { isTold, processorPaymentId } from '../../core/payment-ids.js';
import { GATEWAYS, type SandboxSale } from '../../core/sales.js';
import { numberOf } from './ids.js';
import { moneyText, SHOP_CURRENCY } from './money.js';
import type { OrderRow } from './rows.js';
import type { ShopStore } from './store.js';

const PLATFORM = 'shopify';

export function* salesOf(store: ShopStore, shop: string): Generator<SandboxSale> {
  for (const n of store.orders.ordered('id')) {
    const order = store.orders.get(n);
    const sale = order === null ? null : saleOf(order, store.seed, shop);
    if (sale !== null) yield sale;
  }
}

/**
 * Money that was taken, whole or in part; what is only reserved, or was released, is none. The platform has a reference of its own
 * for the payment, which it gives the service along. All in the currency of the shop's books.
 */
export function saleOf(order: OrderRow, seed: number, shop: string): SandboxSale | null {
  const payment = order.transactions.find(
    ({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'),
  );
  const gateway = GATEWAYS.find((one) => one === payment?.gateway);
  if (payment === undefined || gateway === undefined || payment.amount.s <= 0) return null;
  const person = order.billing ?? order.shipping;
  const name = [person?.first_name, person?.last_name].filter((part) => typeof part === 'string').join(' ');
  const text = (cents: number): string => moneyText(cents, SHOP_CURRENCY);
  return {
    platform: PLATFORM,
    shop,
    order_id: String(numberOf('Order', order.n)),
    order_number: `#${1001 + order.n}`,
    gateway,
    payment_id: processorPaymentId(gateway, seed, PLATFORM, shop, order.n),
    payment_reference: payment.payment_id,
    told: order.email === null || isTold(gateway, seed, PLATFORM, shop, order.n),
    total: text(order.totals.total.s),
    paid: text(payment.amount.s),
    currency: SHOP_CURRENCY,
    email: order.email,
    customer_name: name === '' ? null : name,
    country: person?.country_code ?? null,
    paid_at: payment.created,
    refunds: order.transactions
      .filter(({ kind, status, amount }) => kind === 'REFUND' && status === 'SUCCESS' && amount.s > 0)
      .map(({ k, refund, amount, created }) => ({
        id: String(refund === null ? `t${k}` : numberOf('Refund', order.n, refund)),
        amount: text(amount.s),
        at: created,
      })),
  };
}
