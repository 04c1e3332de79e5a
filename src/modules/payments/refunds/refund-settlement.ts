import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { PaymentSink } from '../payment-sink.js';
import { PAYMENTS_CHANGED } from '../payments.events.js';
import type { ProcessorRow } from '../processor.repository.js';
import { NO_RECORDS, type ProviderTransaction } from '../providers/provider.records.js';
import type { PaymentProvider } from '../providers/provider.port.js';
import { RefundNews } from './refund-news.js';
import { RefundLog, type RefundFault, type RefundRow } from './refund-log.js';
import { RefundedPayments, type RefundTransaction } from './refunded-payments.js';

const FAILED = ['failed', 'cancelled'];

/** The one transaction that makes a refund ours: the provider's record, the end of the request, and whoever is told of it. */
@Injectable()
export class RefundSettlement {
  constructor(
    private readonly database: Database,
    private readonly log: RefundLog,
    private readonly payments: RefundedPayments,
    private readonly sink: PaymentSink,
    private readonly audit: AuditLog,
    private readonly outbox: Outbox,
    private readonly news: RefundNews,
  ) {}

  /**
   * The provider has it: its record fills the refund's row. Gives the fault of one that the provider took and failed at once, null
   * for every other. Throws RefundLost.
   */
  async found(
    row: RefundRow,
    processor: ProcessorRow,
    provider: PaymentProvider,
    record: ProviderTransaction,
    observedAt: Date,
  ): Promise<RefundFault | null> {
    const payment = await this.payments.find(row.user_id, row.transaction_id);
    const own: ProviderTransaction = {
      ...record,
      // Not every provider gives it back, nor names the payment.
      refund_request_id: row.id,
      parent_platform_id: payment?.platform_transaction_id ?? record.parent_platform_id,
    };
    return this.database.transaction(async () => {
      await this.log.hold(row);
      await this.sink.write(processor, { ...NO_RECORDS, transactions: [own] }, observedAt);
      const refund = await this.payments.refundOf(row.id);
      if (refund.platform_transaction_id === null) {
        throw new Error(`The provider's record of the refund ${row.id} could not be kept`);
      }
      return this.complete(row, refund, provider);
    });
  }

  /** It was not made, nothing was given back. A row that the provider's record has filled meanwhile says otherwise. */
  async refused(row: RefundRow, provider: PaymentProvider, fault: RefundFault): Promise<RefundFault | null> {
    return this.database.transaction(async () => {
      await this.log.hold(row);
      const refund = await this.payments.refundOf(row.id);
      if (refund.platform_transaction_id !== null) return this.complete(row, refund, provider);
      await this.payments.fail(refund.id);
      await this.end(row, refund, fault, 'payment.refund_refused');
      return fault;
    });
  }

  private async complete(
    row: RefundRow,
    refund: RefundTransaction,
    provider: PaymentProvider,
  ): Promise<RefundFault | null> {
    if (FAILED.includes(refund.status)) {
      const words = refund.provider_status ?? refund.status;
      const fault = {
        code: 'PROVIDER_REJECTED',
        message: `${provider.label} could not carry the refund out: ${words}`,
      };
      await this.end(row, refund, fault, 'payment.refund_refused');
      return fault;
    }
    await this.end(row, refund, null, 'payment.refunded');
    const { id: refundId, order_id, platform_transaction_id } = refund;
    const { user_id, transaction_id, amount, currency, reason } = row;
    const made = { user_id, transaction_id, refund_id: refundId, order_id, amount, currency, reason };
    await this.news.made({ ...made, provider: provider.key, platform_transaction_id });
    return null;
  }

  private async end(
    row: RefundRow,
    refund: RefundTransaction,
    fault: RefundFault | null,
    action: string,
  ): Promise<void> {
    await this.log.settle(row, fault, refund.order_id);
    await this.audit.record({
      user_id: row.user_id,
      action,
      subject_type: 'transaction',
      subject_id: row.transaction_id,
      details: {
        refund_id: refund.id,
        amount: row.amount,
        currency: row.currency,
        platform_transaction_id: refund.platform_transaction_id,
        ...(fault && { error: { ...fault } }),
      },
    });
    const payload = { processor_id: row.payment_processor_id, created: [], updated: [refund.id] };
    await this.outbox.add({ type: PAYMENTS_CHANGED, user_id: row.user_id, store_id: null, payload });
  }
}
