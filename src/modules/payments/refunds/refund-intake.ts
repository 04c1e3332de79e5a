import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { Outbox } from '../../../common/events/outbox.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { PAYMENTS_CHANGED } from '../payments.events.js';
import { ProcessorConnections } from '../processor-connections.js';
import { ProcessorRepository, type ProcessorRow } from '../processor.repository.js';
import { RefundLog, type RefundRow } from './refund-log.js';
import { refundAmount, type RefundWish } from './refund-rules.js';
import { RefundedPayments, type PaymentRow } from './refunded-payments.js';

export interface NewRefundWish extends RefundWish {
  reason?: string | null | undefined;
}

/** A refund is judged and written down before anything of it is sent. */
@Injectable()
export class RefundIntake {
  constructor(
    private readonly database: Database,
    private readonly payments: RefundedPayments,
    private readonly processors: ProcessorRepository,
    private readonly connections: ProcessorConnections,
    private readonly log: RefundLog,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes the request and the refund's own pending row, one at a time for a payment. Throws NOT_FOUND, INVALID_STATE (no
   * completed payment; a processor that is deleted, inactive or not connected), VALIDATION_ERROR, and CONFLICT for more than
   * is left; then nothing is written.
   */
  async take(
    userId: string,
    transactionId: string,
    wish: NewRefundWish,
  ): Promise<{ row: RefundRow; processor: ProcessorRow }> {
    return this.database.transaction(async () => {
      const payment = await this.payments.locked(userId, transactionId);
      if (!payment) throw AppError.notFound('Transaction');
      const amount = refundAmount(payment, wish);
      const processor = await this.processorOf(payment);
      const [id, refundId] = [uuidv7(), uuidv7()];
      const refund = {
        id,
        user_id: userId,
        payment_processor_id: processor.id,
        transaction_id: payment.id,
        amount,
        currency: payment.currency,
        reason: wish.reason ?? null,
      };
      await this.log.begin(refund);
      await this.payments.addRefund(refund, refundId);
      await this.audit.record({
        user_id: userId,
        action: 'payment.refund_requested',
        subject_type: 'transaction',
        subject_id: payment.id,
        details: { refund_id: refundId, amount, currency: payment.currency, reason: refund.reason },
      });
      const payload = { processor_id: processor.id, created: [refundId], updated: [] };
      await this.outbox.add({ type: PAYMENTS_CHANGED, user_id: userId, store_id: null, payload });
      const row = await this.log.find(userId, id);
      if (!row) throw new Error(`The refund ${id} was not written`);
      return { row, processor };
    });
  }

  private async processorOf(payment: PaymentRow): Promise<ProcessorRow> {
    const processor = await this.processors.find(payment.user_id, payment.payment_processor_id);
    if (!processor) throw unusable('deleted', 'The payment processor was deleted: connect its account again to refund');
    if (!processor.is_active) throw unusable('inactive', 'The payment processor is switched off');
    this.connections.credentialsOf(processor);
    return processor;
  }
}

function unusable(from: string, message: string): AppError {
  return new AppError('INVALID_STATE', message, { from, to: 'connected', allowed: [] });
}
