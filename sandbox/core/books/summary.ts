import type { Ledger } from '../ledger.types.js';
import type { SandboxShopDetail } from '../provider.js';
import { decimalOf } from './minor-units.js';

/** What a service's state tells of its books. */
export function countsOf({ payments, refunds, disputes, payouts }: Ledger): Record<string, number> {
  return { payments: payments.length, refunds: refunds.length, disputes: disputes.length, payouts: payouts.length };
}

/** The one account of a service, as the detail of its state shows it: totals are those of all payments, as paid. */
export function accountDetail(ledger: Ledger, writes: Record<string, number>): SandboxShopDetail {
  const sums = new Map<string, number>();
  for (const { currency, amount } of ledger.payments) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const totals = Object.fromEntries([...sums].map(([currency, sum]) => [currency, decimalOf(sum, currency)]));
  return { shop: 'demo', orders: 0, products: 0, order_ids: [], product_ids: [], totals, writes: { ...writes } };
}
