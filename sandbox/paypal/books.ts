import type { Ledger, LedgerDispute, LedgerPayment } from '../core/ledger.types.js';
import type { SandboxContext } from '../core/provider.js';
import { type Row, rowsOf } from './rows.js';

/** The books as PayPal's API looks at them. */
export class PaypalBooks {
  private rows: Row[] | null = null;
  private orders: Map<string, LedgerPayment> | null = null;
  /** When a dispute was last changed, of those that were changed since the start; ms. */
  private readonly changed = new Map<string, number>();
  private readonly lag_ms: number;

  constructor(
    readonly ledger: Ledger,
    context: SandboxContext,
  ) {
    // The real search is up to three hours late; here only on demand, since nobody wants to wait.
    this.lag_ms = Number(context.setting('SANDBOX_PAYPAL_LAG_MINUTES') ?? '0') * 60_000;
    ledger.onChange((change) => {
      this.rows = null;
      this.orders = null;
      if (change.kind === 'dispute') this.changed.set(change.dispute.id, Date.now());
    });
  }

  /** What the search has, oldest first. */
  searched(): readonly Row[] {
    this.rows ??= rowsOf(this.ledger);
    const until = this.refreshedAt();
    const last = this.rows.at(-1);
    // Things of the same moment get times of their own, some ms ahead of the clock.
    return this.lag_ms === 0 || last === undefined || last.at <= until
      ? this.rows
      : this.rows.filter((row) => row.at <= until);
  }

  /** ms */
  refreshedAt(): number {
    return Date.now() - this.lag_ms;
  }

  ofOrder(orderId: string): LedgerPayment | undefined {
    this.orders ??= new Map(this.ledger.payments.map((payment) => [payment.intent_id, payment]));
    return this.orders.get(orderId);
  }

  /** ms */
  changeOf(dispute: LedgerDispute): number {
    return this.changed.get(dispute.id) ?? dispute.reinstated?.created ?? dispute.created;
  }
}
