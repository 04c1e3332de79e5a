import type { SandboxSale } from '../sales.js';
import { minorOf } from './minor-units.js';
import type { PaymentInput } from './register.js';

/** A sale as the service booked it. */
export function paymentOfSale(sale: SandboxSale): PaymentInput {
  const { platform, shop, order_id, order_number, payment_reference } = sale;
  const isOwn = payment_reference === sale.payment_id;
  return {
    id: sale.payment_id,
    status: 'succeeded',
    amount: minorOf(sale.paid, sale.currency),
    currency: sale.currency,
    created: sale.paid_at,
    email: sale.email,
    name: sale.customer_name,
    country: sale.country,
    order: sale.told ? { platform, shop, order_id, order_number, reference: isOwn ? null : payment_reference } : null,
    description: null,
  };
}
