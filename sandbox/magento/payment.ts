import { isTold, processorPaymentId } from '../core/payment-ids.js';
import type { Random } from '../core/random.js';
import type { Gateway, SandboxSale } from '../core/sales.js';
import type { Order } from './order-types.js';
import { incrementId, moneyText } from './order-view.js';

export const DEMO_SHOP = 'demo';
const PLATFORM = 'magento';

const METHODS: readonly [method: string, gateway: Gateway | null][] = [
  ['checkmo', null],
  ['stripe_payments', 'stripe'],
  ['paypal_express', 'paypal'],
  ['squareup_payment', 'square'],
  ['stripe_payments', 'stripe'],
  ['paypal_express', 'paypal'],
  ['squareup_payment', 'square'],
  ['cashondelivery', null],
];

/** How an order is paid, and what the extension will know of it. */
export function paymentOf(seed: number, index: number, random: Random): Pick<Order, 'payment_method' | 'payment_id'> {
  const [method, gateway] = random.pick(METHODS);
  const isKnown = gateway !== null && isTold(gateway, seed, PLATFORM, DEMO_SHOP, index);
  const id = isKnown ? processorPaymentId(gateway, seed, PLATFORM, DEMO_SHOP, index) : null;
  return { payment_method: method, payment_id: id };
}

/** Money comes with the invoice; credit memos that say so send it back. Null where no service took any. */
export function saleOf(order: Order, seed: number): SandboxSale | null {
  const gateway = METHODS.find(([method]) => method === order.payment_method)?.[1] ?? null;
  const invoice = order.invoices[0];
  if (gateway === null || invoice === undefined || order.total_paid <= 0) return null;
  const { buyer, currency } = order;
  return {
    platform: PLATFORM,
    shop: DEMO_SHOP,
    order_id: String(order.entity_id),
    order_number: incrementId(order.entity_id),
    gateway,
    payment_id: processorPaymentId(gateway, seed, PLATFORM, DEMO_SHOP, order.entity_id - 1),
    payment_reference: order.payment_id,
    told: order.payment_id !== null,
    total: moneyText(order.grand_total),
    paid: moneyText(order.total_paid),
    currency,
    email: buyer.email,
    customer_name: `${buyer.firstname} ${buyer.lastname}`,
    country: buyer.place.country_id,
    paid_at: invoice.created * 1000,
    refunds: order.creditmemos
      .filter(({ offline, grand_total }) => !offline && grand_total > 0)
      .map((memo) => ({ id: String(memo.entity_id), amount: moneyText(memo.grand_total), at: memo.created * 1000 })),
  };
}
