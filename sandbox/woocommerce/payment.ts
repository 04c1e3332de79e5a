import { isTold, processorPaymentId } from '../core/payment-ids.js';
import type { Gateway } from '../core/sales.js';

/** Which service stands behind a payment method; the others are money in the hand or at the bank. */
const GATEWAYS: Record<string, Gateway | undefined> = {
  stripe: 'stripe',
  'ppcp-gateway': 'paypal',
  paypal: 'paypal',
  square_credit_card: 'square',
};

export function gatewayOf(method: string): Gateway | null {
  return GATEWAYS[method] ?? null;
}

/** Dinars are taken by one of the services only. */
export function methodFor(method: readonly [string, string], currency: string): readonly [string, string] {
  const isCard = gatewayOf(method[0]) !== null;
  return isCard && currency === 'KWD' ? ['stripe', 'Credit card (Stripe)'] : method;
}

/** What the plug-in writes down as the transaction of a paid order: the service's own id, or, now and then, nothing. */
export function transactionOf(order: {
  seed: number;
  shop: string;
  index: number;
  method: string;
  email: string;
}): string {
  const { seed, shop, index, method, email } = order;
  const gateway = gatewayOf(method);
  if (gateway === null) return '';
  const isKnown = email === '' || isTold(gateway, seed, 'woocommerce', shop, index);
  return isKnown ? processorPaymentId(gateway, seed, 'woocommerce', shop, index) : '';
}
