import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { ProcessorConnections } from '../processor-connections.js';
import type { ProcessorRow } from '../processor.repository.js';
import type { ProviderConnection } from '../providers/provider.connection.js';
import type { PaymentProvider, RefundOrder } from '../providers/provider.port.js';
import type { ProviderTransaction } from '../providers/provider.records.js';
import { didNotHappen, faultOf } from './refund-faults.js';
import { RefundLog, type RefundFault, type RefundRow } from './refund-log.js';
import { RefundSettlement } from './refund-settlement.js';
import { RefundTimes } from './refund-times.js';
import { RefundedPayments } from './refunded-payments.js';

/** `open`: what became of it is not known yet, and why. Everything else is settled, and written down. */
export type RefundVerdict =
  { state: 'completed' } | { state: 'refused'; error: unknown } | { state: 'open'; error: unknown };

/** A refund that the caller holds. */
export interface RefundWork {
  row: RefundRow;
  processor: ProcessorRow;
  /** Aborted from outside; each step has its own bound besides. */
  signal?: AbortSignal | undefined;
}

/** Brings a refund as far as it can be brought now. Throws RefundLost when it is in other hands. */
@Injectable()
export class RefundRunner {
  constructor(
    private readonly log: RefundLog,
    private readonly payments: RefundedPayments,
    private readonly connections: ProcessorConnections,
    private readonly settlement: RefundSettlement,
    private readonly times: RefundTimes,
    private readonly clock: Clock,
  ) {}

  /** Sends it; the same key as ever makes twice once. `again`: an earlier try may have been done, whatever is heard of this one. */
  async send(work: RefundWork, again: boolean): Promise<RefundVerdict> {
    const order = await this.orderOf(work.row);
    await this.log.sending(work.row);
    const observedAt = this.clock.now();
    let record: ProviderTransaction;
    try {
      record = await this.providerOf(work).refund(this.connect(work, this.times.send_ms), order);
    } catch (error) {
      const isNoAnswer = again && error instanceof ProviderError && error.fault === 'auth';
      return didNotHappen(error) && !isNoAnswer ? this.refuse(work, error) : { state: 'open', error };
    }
    return this.found(work, record, observedAt);
  }

  /** Asks the provider what became of it; null: it was certainly not done. */
  async lookUp(work: RefundWork): Promise<RefundVerdict | null> {
    const order = await this.orderOf(work.row);
    await this.log.hold(work.row);
    const observedAt = this.clock.now();
    let record: ProviderTransaction | null;
    try {
      record = await this.providerOf(work).findRefund(this.connect(work, this.times.look_ms), order);
    } catch (error) {
      return { state: 'open', error };
    }
    return record && this.found(work, record, observedAt);
  }

  /** Nothing was given back. */
  async refuse(work: RefundWork, error: unknown): Promise<RefundVerdict> {
    const fault = await this.settlement.refused(work.row, this.providerOf(work), faultOf(error));
    return fault === null ? { state: 'completed' } : { state: 'refused', error };
  }

  private async found(work: RefundWork, record: ProviderTransaction, observedAt: Date): Promise<RefundVerdict> {
    const { row, processor } = work;
    const provider = this.providerOf(work);
    const fault = await this.settlement.found(row, processor, provider, record, observedAt);
    return fault === null ? { state: 'completed' } : { state: 'refused', error: refusal(provider, fault, record) };
  }

  /** What the provider is asked: made anew from the rows, so that it is the same whenever it is asked. */
  private async orderOf(row: RefundRow): Promise<RefundOrder> {
    const payment = await this.payments.find(row.user_id, row.transaction_id);
    if (!payment?.platform_transaction_id) throw new Error(`The payment of the refund ${row.id} is not there any more`);
    const { platform_transaction_id, own_references, currency, amount } = payment;
    return {
      refund_id: row.id,
      payment: { platform_transaction_id, own_references, currency, amount },
      amount: row.amount,
      reason: row.reason,
    };
  }

  private providerOf({ processor }: RefundWork): PaymentProvider {
    return this.connections.providerOf(processor);
  }

  private connect({ processor, signal }: RefundWork, ms: number): ProviderConnection {
    const bound = AbortSignal.timeout(ms);
    return this.connections.open(processor, signal ? AbortSignal.any([signal, bound]) : bound);
  }
}

function refusal({ key }: PaymentProvider, fault: RefundFault, record: ProviderTransaction): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: key,
    message: fault.message,
    ...(record.provider_status === null ? {} : { provider_message: record.provider_status }),
  });
}
