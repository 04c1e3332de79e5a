import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { TRANSACTION_MATCHED } from '../payments.events.js';
import { ReconciliationMarks } from './reconciliation-marks.js';
import { ReconciliationPass } from './reconciliation-pass.js';

interface Payment {
  id: string;
  type: string;
  status: string;
  currency: string;
  order_id: string | null;
  match_method: string | null;
}

/** What a person decides about a payment and its order; passes leave it so. */
@Injectable()
export class MatchTransaction {
  constructor(
    private readonly database: Database,
    private readonly pass: ReconciliationPass,
    private readonly marks: ReconciliationMarks,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  /** Ties a payment to an order. Throws NOT_FOUND, and CONFLICT with `details.reason` when it cannot be. */
  async match(userId: string, id: string, orderId: string, note: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.pass.lock(userId);
      const payment = await this.payment(userId, id);
      const order = await this.database.queryOne<{ id: string; currency: string; order_number: string | null }>(
        'SELECT id, currency, order_number FROM payable_orders WHERE user_id = $1 AND id = $2',
        [userId, orderId],
      );
      if (!order) throw AppError.notFound('Order');
      checkPaid(payment);
      if (payment.order_id === order.id && payment.match_method === 'manual') return;
      if (payment.order_id !== null && payment.order_id !== order.id) {
        throw AppError.conflict('The payment is matched to another order: unmatch it first', {
          reason: 'matched_elsewhere',
          order_id: payment.order_id,
        });
      }
      if (payment.currency !== order.currency) {
        throw AppError.conflict(`The payment is in ${payment.currency}, the order in ${order.currency}`, {
          reason: 'currency_mismatch',
          transaction_currency: payment.currency,
          order_currency: order.currency,
        });
      }
      await this.database.execute(
        `UPDATE transactions SET order_id = $2, reconciliation_state = 'matched_manual', reconciliation_reason = NULL,
                match_method = 'manual', match_score = NULL, matched_at = now(), matched_by = $3, match_note = $4, updated_at = now()
         WHERE id = $1`,
        [id, order.id, userId, note],
      );
      await this.tell(userId, payment, order.id, note);
    });
  }

  /** Loosens a payment from its order; passes leave it without one. Throws NOT_FOUND, and CONFLICT when it is tied to none. */
  async unmatch(userId: string, id: string, note: string | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.pass.lock(userId);
      const payment = await this.payment(userId, id);
      if (payment.type !== 'payment') throw notAPayment(payment);
      if (payment.order_id === null) {
        throw AppError.conflict('The payment is matched to no order', { reason: 'not_matched' });
      }
      await this.database.execute(
        `UPDATE transactions SET order_id = NULL, reconciliation_state = 'orphan', reconciliation_reason = 'unmatched_by_hand',
                match_method = 'unmatched', match_score = NULL, matched_at = now(), matched_by = $2, match_note = $3, updated_at = now()
         WHERE id = $1`,
        [id, userId, note],
      );
      await this.tell(userId, payment, null, note);
    });
  }

  private async payment(userId: string, id: string): Promise<Payment> {
    const payment = await this.database.queryOne<Payment>(
      `SELECT id, type, status, currency, order_id, match_method FROM transactions WHERE user_id = $1 AND id = $2 FOR UPDATE`,
      [userId, id],
    );
    if (!payment) throw AppError.notFound('Transaction');
    return payment;
  }

  private async tell(userId: string, payment: Payment, orderId: string | null, note: string | null): Promise<void> {
    const orders = [payment.order_id, orderId].filter((order) => order !== null);
    await this.marks.mark(userId, 'transaction', [payment.id]);
    await this.marks.mark(userId, 'order', orders);
    await this.audit.record({
      user_id: userId,
      action: orderId === null ? 'transaction.unmatched' : 'transaction.matched',
      subject_type: 'transaction',
      subject_id: payment.id,
      details: { order_id: orderId, was_of: payment.order_id, note },
    });
    await this.outbox.add({
      type: TRANSACTION_MATCHED,
      user_id: userId,
      store_id: null,
      payload: { transaction_id: payment.id, order_id: orderId, was_of: payment.order_id },
    });
  }
}

function checkPaid(payment: Payment): void {
  if (payment.type !== 'payment') throw notAPayment(payment);
  if (payment.status === 'failed' || payment.status === 'cancelled') {
    throw AppError.conflict(`No money came of this payment: it is ${payment.status}`, {
      reason: 'not_paid',
      status: payment.status,
    });
  }
}

function notAPayment(payment: Payment): AppError {
  return AppError.conflict(`Only payments are matched to orders; a ${payment.type} goes where its payment goes`, {
    reason: 'not_a_payment',
    type: payment.type,
  });
}
