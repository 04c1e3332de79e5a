import { connectQuietly, expectStatus, jobSucceeded, syncNow } from '../stores/shops.js';
import type { TestDatabase } from '../support/database.js';
import type { Answer, HttpClient } from '../support/http.js';
import type { TestSandbox } from '../support/sandbox.js';
import { until } from '../support/until.js';

/** Not a secret: whoever reads it here may use it, against the sandbox only. */
const STRIPE_KEY = 'sk_test_sandbox_demo';

/** SQL over a payment `r`. */
export const TWO_DIGITS = `r.currency IN ('EUR', 'USD', 'GBP')`;

/** In minor units of a currency with two digits. */
export const cents = (amount: string): number => Math.round(Number(amount) * 100);

export interface Payment {
  id: string;
  platform_transaction_id: string;
  payment_processor_id: string;
  order_id: string;
  amount: string;
  currency: string;
}

export interface RefundView {
  id: string;
  type: string;
  status: string;
  amount: string;
  currency: string;
  platform_transaction_id: string | null;
  parent_transaction_id: string | null;
  order_id: string | null;
  [field: string]: unknown;
}

/** The order of a payment, as far as its refunds are told there. */
export interface RefundedOrder {
  payment_status: string;
  refunds: {
    amount: string;
    platform_refund_id: string | null;
    transaction_id: string | null;
    reason: string | null;
  }[];
  timeline: { kind: string; source: string; message: string }[];
}

export const kindsOf = ({ timeline }: RefundedOrder): string[] => timeline.map(({ kind }) => kind);

/** A refund as Stripe has it: amount in its minor units. */
interface StripeRefund {
  id: string;
  amount: number;
  status: string;
}

/** A WooCommerce shop whose orders Stripe took the money of, both read and tied together, in the sandbox. */
export class RefundRig {
  private readonly used = new Set<string>();

  private constructor(
    readonly db: TestDatabase,
    readonly sandbox: TestSandbox,
    readonly store_id: string,
    readonly processor_id: string,
    private http: HttpClient,
  ) {}

  static async open(db: TestDatabase, sandbox: TestSandbox, http: HttpClient): Promise<RefundRig> {
    const storeId = await connectQuietly(http, sandbox, 'woocommerce');
    await syncNow(http, storeId, { resources: ['orders'] });
    const processor = await http.post('/api/v1/payment-processors', {
      name: 'Stripe',
      provider: 'stripe',
      credentials: { secret_key: STRIPE_KEY },
    });
    const { id, sync_job_id: jobId } = expectStatus(processor, 201).body.data as { id: string; sync_job_id: string };
    await jobSucceeded(http, jobId);
    const rig = new RefundRig(db, sandbox, storeId, id, http);
    await until(
      'payments are tied to their orders',
      () => rig.refundable('true'),
      (rows) => rows.length > 8,
    );
    return rig;
  }

  /** After a restart. */
  useHttp(http: HttpClient): void {
    this.http = http;
  }

  /** A completed payment of an order that no test has taken yet, nothing given back of it. SQL over the payment `r`. */
  async payment(fits = 'true'): Promise<Payment> {
    const found = (await this.refundable(fits)).find(({ id }) => !this.used.has(id));
    if (!found) throw new Error('The sandbox has no other such payment');
    this.used.add(found.id);
    return found;
  }

  refund(payment: Pick<Payment, 'id'>, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.http.post(`/api/v1/transactions/${payment.id}/refunds`, body, { headers });
  }

  async transaction(id: string): Promise<RefundView> {
    return expectStatus(await this.http.get(`/api/v1/transactions/${id}`), 200).body.data as RefundView;
  }

  async refundsOf(payment: Payment): Promise<RefundView[]> {
    const answer = await this.http.get(`/api/v1/transactions/${payment.id}/refunds`);
    return expectStatus(answer, 200).body.data.items as RefundView[];
  }

  orderWhen(
    payment: Payment,
    what: string,
    holds: (order: RefundedOrder) => boolean = Boolean,
  ): Promise<RefundedOrder> {
    const read = async (): Promise<RefundedOrder> =>
      expectStatus(await this.http.get(`/api/v1/orders/${payment.order_id}`), 200).body.data as RefundedOrder;
    return until(`the order ${what}`, read, holds);
  }

  /** What Stripe has given back of the payment, in its minor units, oldest first. */
  async atStripe(payment: Payment): Promise<number[]> {
    const answer = await this.sandbox.http.get(
      `/stripe/v1/refunds?limit=100&charge=${payment.platform_transaction_id}`,
      {
        headers: { authorization: `Bearer ${STRIPE_KEY}` },
      },
    );
    const list = expectStatus(answer, 200).body.data as StripeRefund[];
    return list.map(({ amount }) => amount).reverse();
  }

  /** While `work` runs the processor has these credentials (sealed); null: none. */
  async withCredentials(sealed: unknown, work: () => Promise<Answer>): Promise<Answer> {
    const column = 'SELECT api_credentials AS sealed FROM payment_processors WHERE id = $1';
    const own = await this.db.one<{ sealed: unknown }>(column, [this.processor_id]);
    const set = (value: unknown): Promise<unknown> =>
      this.db.query('UPDATE payment_processors SET api_credentials = $2 WHERE id = $1', [
        this.processor_id,
        value === null ? null : JSON.stringify(value),
      ]);
    await set(sealed);
    try {
      return await work();
    } finally {
      await set(own.sealed);
    }
  }

  /** How many rows tell of refunds of the payment here. */
  rows(payment: Payment): Promise<{ status: string; amount: string; platform_transaction_id: string | null }[]> {
    return this.db.query(
      `SELECT status, amount, platform_transaction_id FROM transactions WHERE parent_transaction_id = $1 ORDER BY created_at, id`,
      [payment.id],
    );
  }

  private refundable(fits: string): Promise<Payment[]> {
    return this.db.query<Payment>(
      `SELECT r.id, r.platform_transaction_id, r.payment_processor_id, r.order_id, r.amount::text AS amount, r.currency
       FROM transactions r JOIN orders ON orders.id = r.order_id
       WHERE r.payment_processor_id = $1 AND r.type = 'payment' AND r.status = 'completed' AND r.amount > 10
         AND orders.store_id = $2 AND orders.refunded_amount = 0 AND orders.currency = r.currency
         AND orders.total_amount = r.amount AND orders.status IN ('paid', 'fulfilled') AND ${fits}
         AND NOT EXISTS (SELECT FROM transactions c WHERE c.parent_transaction_id = r.id)
       ORDER BY r.occurred_at, r.id`,
      [this.processor_id, this.store_id],
    );
  }
}
