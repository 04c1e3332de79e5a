import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { type DeliveredEvent, ListensTo } from '../../../common/events/domain-event.js';
import { Outbox } from '../../../common/events/outbox.js';
import { Recurring } from '../../../common/jobs/recurring.js';
import { formatMoney } from '../../../common/money/money.js';
import { PAYMENTS_CHANGED, PAYMENTS_REFUND_FAILED, PAYMENTS_REFUNDED } from '../payments.events.js';
import type { ProviderKey } from '../providers/provider.connection.js';
import { PaymentProviders } from '../providers/providers.js';

/** A refund that is known at its provider, as it is told. */
export interface RefundMade {
  user_id: string;
  /** The payment. */
  transaction_id: string;
  /** The refund's own transaction. */
  refund_id: string;
  order_id: string | null;
  /** Positive. */
  amount: string;
  currency: string;
  reason: string | null;
  provider: ProviderKey;
  platform_transaction_id: string | null;
}

/** How long a refund whose payment is of no order waits for one. */
const WAITS = '90 days';
const BATCH = 100;

/** What others hear of refunds that were made here. */
@Injectable()
export class RefundNews {
  constructor(
    private readonly database: Database,
    private readonly providers: PaymentProviders,
    private readonly outbox: Outbox,
  ) {}

  /** In the open transaction. */
  async made(refund: RefundMade): Promise<void> {
    const { user_id, transaction_id, refund_id, order_id, amount, currency, reason } = refund;
    await this.outbox.add({
      type: PAYMENTS_REFUNDED,
      user_id,
      store_id: null,
      payload: {
        transaction_id,
        refund_id,
        order_id,
        amount: formatMoney(amount, currency),
        currency,
        reason,
        gateway: this.providers.get(refund.provider).label,
        reference: refund.platform_transaction_id,
      },
    });
  }

  /** A payment may be tied to its order only after it was refunded: the order is told then. */
  @Recurring({ name: 'payments.tell_refunds', every_seconds: 30 })
  async tellLate(): Promise<void> {
    await this.database.transaction(async () => {
      const late = await this.database.query<RefundMade>(
        `WITH untold AS (
           SELECT request.id, coalesce(refund.order_id, payment.order_id) AS order_id, refund.id AS refund_id,
                  refund.platform_transaction_id, processor.provider
           FROM refund_requests request
           JOIN transactions payment ON payment.id = request.transaction_id
           JOIN transactions refund ON refund.refund_request_id = request.id
           JOIN payment_processors processor ON processor.id = request.payment_processor_id
           WHERE request.status = 'completed' AND request.told_order_id IS NULL AND request.settled_at > now() - $1::interval
             AND coalesce(refund.order_id, payment.order_id) IS NOT NULL
           LIMIT ${BATCH} FOR UPDATE OF request SKIP LOCKED)
         UPDATE refund_requests request SET told_order_id = untold.order_id FROM untold WHERE request.id = untold.id
         RETURNING request.user_id, request.transaction_id, untold.refund_id, untold.order_id, request.amount, request.currency,
                   request.reason, untold.provider, untold.platform_transaction_id`,
        [WAITS],
      );
      for (const refund of late) await this.made(refund);
    });
  }

  /** A provider took a refund on, and could not carry it out days later (a closed account): whoever was told of it is told so. */
  @ListensTo(PAYMENTS_CHANGED)
  async lookForFailed(event: DeliveredEvent): Promise<void> {
    const { updated } = event.payload as { updated: string[] };
    if (updated.length === 0) return;
    const failed = await this.database.query<{
      user_id: string;
      transaction_id: string;
      refund_id: string;
      order_id: string | null;
    }>(
      `UPDATE refund_requests request SET status = 'failed', settled_at = now(),
              error = jsonb_build_object('code', 'PROVIDER_REJECTED', 'message',
                'The payment provider took the refund and could not carry it out: ' || coalesce(refund.provider_status, refund.status))
       FROM transactions refund
       WHERE refund.id = ANY($1) AND refund.refund_request_id = request.id AND refund.status IN ('failed', 'cancelled')
         AND request.status = 'completed'
       RETURNING request.user_id, request.transaction_id, refund.id AS refund_id, request.told_order_id AS order_id`,
      [updated],
    );
    for (const { user_id, ...payload } of failed) {
      await this.outbox.add({ type: PAYMENTS_REFUND_FAILED, user_id, store_id: null, payload });
    }
  }
}
