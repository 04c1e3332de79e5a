import { ReconciliationPass, type PassResult } from '../../src/modules/payments/reconciliation/reconciliation-pass.js';
import type { TestApp } from '../support/app.js';
import { anOrder, aStore, aUser, type OrderRow, type StoreRow, type UserRow } from '../support/factories.js';
import { aProcessor, aTransaction, type ProcessorRow, type TransactionRow } from '../support/payment-factories.js';

type Columns = Record<string, unknown>;

export const DAY = 86_400_000;
/** Long enough ago that money or an order that is not there is missing. */
export const LONG_AGO = new Date(Date.now() - 30 * DAY);

export interface OrderVerdict {
  state: string;
  reason: string | null;
  expected_amount: string;
  paid_amount: string;
  difference: string | null;
  [column: string]: unknown;
}

export interface TransactionVerdict {
  state: string | null;
  reason: string | null;
  order_id: string | null;
  method: string | null;
  score: number | null;
}

/** A person with a store and a processor that have both been read to their end. */
export class World {
  private constructor(
    readonly app: TestApp,
    readonly user: UserRow,
    readonly store: StoreRow,
    readonly processor: ProcessorRow,
  ) {}

  static async make(app: TestApp): Promise<World> {
    const user = await aUser(app.db);
    const store = await aStore(app.db, { user_id: user.id, last_synced_at: new Date() });
    const processor = await aProcessor(app.db, { user_id: user.id, last_synced_at: new Date() });
    return new World(app, user, store, processor);
  }

  /** A paid order of 143.30 EUR. */
  order(columns: Columns = {}): Promise<OrderRow> {
    return anOrder(this.app.db, {
      store_id: this.store.id,
      status: 'paid',
      created_at: LONG_AGO,
      paid_at: LONG_AGO,
      ...columns,
    });
  }

  /** A completed payment of 143.30 EUR. */
  payment(columns: Columns = {}): Promise<TransactionRow> {
    return aTransaction(this.app.db, {
      payment_processor_id: this.processor.id,
      occurred_at: LONG_AGO,
      ...columns,
    });
  }

  refund(of: TransactionRow, columns: Columns = {}): Promise<TransactionRow> {
    return this.payment({
      type: 'refund',
      amount: '-20.00',
      settlement_amount: '-20.00',
      fee_amount: '0.00',
      net_amount: '-20.00',
      parent_transaction_id: of.id,
      parent_platform_id: of.platform_transaction_id,
      occurred_at: new Date(LONG_AGO.getTime() + DAY),
      ...columns,
    });
  }

  /** Looks at everything. */
  pass(): Promise<PassResult> {
    return this.app.nest.get(ReconciliationPass, { strict: false }).runFull(this.user.id);
  }

  /** Looks at what is marked. */
  passMarked(): Promise<PassResult | null> {
    return this.app.nest.get(ReconciliationPass, { strict: false }).runDue(this.user.id);
  }

  ofOrder(order: { id: string }): Promise<OrderVerdict> {
    return this.app.db.one('SELECT * FROM order_payments WHERE order_id = $1', [order.id]);
  }

  ofTransaction(transaction: { id: string }): Promise<TransactionVerdict> {
    return this.app.db.one(
      `SELECT reconciliation_state AS state, reconciliation_reason AS reason, order_id, match_method AS method, match_score AS score
       FROM transactions WHERE id = $1`,
      [transaction.id],
    );
  }

  /** Where every row of a pass's making lies: the same before and after when nothing was written. */
  async places(): Promise<unknown[]> {
    const { db } = this.app;
    const orders = await db.query(
      'SELECT order_id, ctid::text, xmin::text FROM order_payments WHERE user_id = $1 ORDER BY 1',
      [this.user.id],
    );
    const transactions = await db.query(
      'SELECT id, ctid::text, xmin::text FROM transactions WHERE user_id = $1 ORDER BY 1',
      [this.user.id],
    );
    return [...orders, ...transactions];
  }
}
