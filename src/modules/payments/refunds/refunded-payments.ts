import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { NewRefund } from './refund-log.js';
import { refundedAmount, type RefundablePayment } from './refund-rules.js';

export interface PaymentRow extends RefundablePayment {
  id: string;
  user_id: string;
  payment_processor_id: string;
  order_id: string | null;
  own_references: string[];
}

/** The refund's own transaction. */
export interface RefundTransaction {
  id: string;
  status: string;
  platform_transaction_id: string | null;
  provider_status: string | null;
  order_id: string | null;
}

const PAYMENT = `payment.id, payment.user_id, payment.payment_processor_id, payment.order_id, payment.type, payment.status,
  payment.platform_transaction_id, payment.amount, coalesce(payment.currency, 'USD') AS currency, payment.own_references`;

/** Our own as well as those that only the provider told of; it may name the payment before the two are tied. */
const REFUNDED = `(SELECT coalesce(-sum(refund.amount), 0)::text FROM transactions refund
  WHERE refund.payment_processor_id = payment.payment_processor_id AND refund.type = 'refund'
    AND refund.status IN ('pending', 'completed') AND refund.id <> payment.id
    AND (refund.parent_transaction_id = payment.id
         OR (refund.parent_transaction_id IS NULL AND refund.parent_platform_id = payment.platform_transaction_id)))`;

/** Payments as their refunds need them, and the refunds' own rows among the transactions. */
@Injectable()
export class RefundedPayments {
  constructor(private readonly database: Database) {}

  /**
   * The user's transaction, held until the open transaction ends, so that what is left of it is told to one at a time. What was
   * refunded is summed up only once it is held: another's refund may have been written while this one waited.
   */
  async locked(userId: string, id: string): Promise<PaymentRow | undefined> {
    const held = await this.database.execute('SELECT FROM transactions WHERE user_id = $1 AND id = $2 FOR UPDATE', [
      userId,
      id,
    ]);
    return held === 0 ? undefined : this.find(userId, id);
  }

  find(userId: string, id: string): Promise<PaymentRow | undefined> {
    return this.database.queryOne<PaymentRow>(
      `SELECT ${PAYMENT}, ${REFUNDED} AS refunded FROM transactions payment WHERE payment.user_id = $1 AND payment.id = $2`,
      [userId, id],
    );
  }

  /** The refund's own row, pending until the provider's record fills it; gives its id. */
  async addRefund(refund: NewRefund, refundId: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO transactions (id, user_id, payment_processor_id, order_id, type, status, amount, currency, is_classified,
         parent_transaction_id, parent_platform_id, customer_email, customer_name, description, refund_request_id)
       SELECT $2, user_id, payment_processor_id, order_id, 'refund', 'pending', $3, currency, true,
              id, platform_transaction_id, customer_email, customer_name, $4, $5
       FROM transactions WHERE id = $1`,
      [refund.transaction_id, refundId, refundedAmount(refund.amount), refund.reason, refund.id],
    );
  }

  /** The refund's own row, held until the open transaction ends. */
  async refundOf(requestId: string): Promise<RefundTransaction> {
    const row = await this.database.queryOne<RefundTransaction>(
      `SELECT id, status, platform_transaction_id, provider_status, order_id FROM transactions
       WHERE refund_request_id = $1 FOR UPDATE`,
      [requestId],
    );
    if (!row) throw new Error(`The refund ${requestId} has no transaction`);
    return row;
  }

  /** It was not made. */
  async fail(id: string): Promise<void> {
    await this.database.execute(
      `UPDATE transactions SET status = 'failed', updated_at = clock_timestamp() WHERE id = $1`,
      [id],
    );
  }
}
