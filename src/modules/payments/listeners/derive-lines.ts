import { Injectable } from '@nestjs/common';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { Outbox } from '../../../common/events/outbox.js';
import { PAYMENTS_CHANGED, PAYOUTS_CHANGED, type PaymentsChanged, type PayoutsChanged } from '../payments.events.js';
import { ProcessorRepository } from '../processor.repository.js';
import { PaymentProviders } from '../providers/providers.js';
import { DerivedPayoutLines } from '../sink/derived-lines.js';

/** Keeps the lines of payouts that their provider does not itemise, whichever way its records came in. */
@Injectable()
export class DeriveLines {
  constructor(
    private readonly processors: ProcessorRepository,
    private readonly providers: PaymentProviders,
    private readonly lines: DerivedPayoutLines,
    private readonly outbox: Outbox,
  ) {}

  @ListensTo(PAYMENTS_CHANGED)
  onPayments({ payload }: DeliveredEvent<PaymentsChanged['payload']>): Promise<void> {
    const { processor_id: id, created, updated } = payload;
    return this.derive(id, { transaction_ids: [...created, ...updated], payout_ids: [] });
  }

  @ListensTo(PAYOUTS_CHANGED)
  onPayouts({ payload }: DeliveredEvent<PayoutsChanged['payload']>): Promise<void> {
    return this.derive(payload.processor_id, { transaction_ids: [], payout_ids: payload.payout_ids });
  }

  /** What it changes is told in the same way, and comes here again: then there is nothing to change any more. */
  private async derive(id: string, touched: { transaction_ids: string[]; payout_ids: string[] }): Promise<void> {
    const processor = await this.processors.findById(id);
    if (!processor || !this.providers.derivesLines(processor.provider)) return;
    const changed = await this.lines.derive(processor, touched);
    const whose = { user_id: processor.user_id, store_id: null };
    if (changed.transaction_ids.length > 0) {
      const payload = { processor_id: id, created: [], updated: changed.transaction_ids };
      await this.outbox.add({ type: PAYMENTS_CHANGED, ...whose, payload });
    }
    if (changed.payout_ids.length > 0) {
      const payload = { processor_id: id, payout_ids: changed.payout_ids };
      await this.outbox.add({ type: PAYOUTS_CHANGED, ...whose, payload });
    }
  }
}
