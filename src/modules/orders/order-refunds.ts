import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { uuidv7 } from '../../common/ids/ids.js';
import { formatMoney } from '../../common/money/money.js';
import { OrderTimeline } from './order-timeline.js';

/** A refund of an order that was made from here, through a payment processor. */
export interface OwnRefund {
  order_id: string;
  /** The refund's own transaction. */
  transaction_id: string;
  /** Positive, with the currency's digits. */
  amount: string;
  currency: string;
  reason: string | null;
  /** Who gave it back ("Stripe"), and their id of it. */
  gateway: string;
  reference: string | null;
}

/** The same with where its order is. */
export interface RefundOfOrder extends OwnRefund {
  store_id: string;
  platform_order_id: string | null;
  order_currency: string | null;
  /** The shop's own record of it; null: the shop has none (yet). */
  platform_refund_id: string | null;
  /** When this was read, as Postgres tells it. */
  read_at: string;
}

const keyOf = (transactionId: string): string => `refund:${transactionId}`;

/** Refunds of orders that were made from here; what a shop knows of them comes with its orders. Writes join the open transaction. */
@Injectable()
export class OrderRefunds {
  constructor(
    private readonly database: Database,
    private readonly timeline: OrderTimeline,
  ) {}

  /** Shows it with its order, and tells it. False: it was told before. */
  async add(userId: string, refund: OwnRefund, at: Date): Promise<boolean> {
    const { order_id, transaction_id, amount, currency, reason, gateway, reference } = refund;
    const added = await this.database.execute(
      `INSERT INTO refunds (id, order_id, amount, currency, reason, refunded_at, transaction_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (transaction_id) DO NOTHING`,
      [uuidv7(), order_id, amount, currency, reason, at, transaction_id],
    );
    if (added === 0) return false;
    await this.timeline.add({
      order_id,
      kind: 'refunded',
      message: `Refunded ${amount} ${currency} by ${gateway}`,
      actor_user_id: userId,
      details: { transaction_id, amount, currency, reason, gateway, reference },
      dedupe_key: keyOf(transaction_id),
    });
    return true;
  }

  /** Undefined when the order is gone, or another user's. */
  async find(userId: string, transactionId: string): Promise<RefundOfOrder | undefined> {
    const row = await this.database.queryOne<RefundOfOrder>(
      `SELECT f.order_id, f.transaction_id, f.amount, f.currency, f.reason, f.platform_refund_id, r.store_id, r.platform_order_id,
              r.currency AS order_currency, coalesce(told.details->>'gateway', '') AS gateway,
              told.details->>'reference' AS reference, clock_timestamp()::text AS read_at
       FROM refunds f JOIN orders r ON r.id = f.order_id
       LEFT JOIN order_timeline told ON told.order_id = r.id AND told.dedupe_key = $3
       WHERE r.user_id = $1 AND f.transaction_id = $2 AND r.deleted_at IS NULL`,
      [userId, transactionId, keyOf(transactionId)],
    );
    return row && { ...row, amount: formatMoney(row.amount, row.currency) };
  }

  /** The shop has a record of its own now: that one stands for both. */
  async tie(orderId: string, transactionId: string, platformRefundId: string): Promise<void> {
    const theirs = await this.database.queryOne<{ id: string }>(
      'SELECT id FROM refunds WHERE order_id = $1 AND platform_refund_id = $2 FOR UPDATE',
      [orderId, platformRefundId],
    );
    if (!theirs) return;
    await this.database.execute(
      'DELETE FROM refunds WHERE order_id = $1 AND transaction_id = $2 AND platform_refund_id IS NULL',
      [orderId, transactionId],
    );
    await this.database.execute('UPDATE refunds SET transaction_id = $2 WHERE id = $1', [theirs.id, transactionId]);
  }

  /** The shop was not told, and will not be. */
  async tellUnnoted(userId: string, refund: RefundOfOrder, why: string): Promise<void> {
    const { order_id, transaction_id, amount, currency } = refund;
    await this.timeline.add({
      order_id,
      kind: 'refund_not_noted',
      message: `The shop does not know of the refund of ${amount} ${currency}: ${why}`,
      actor_user_id: userId,
      details: { transaction_id, amount, currency },
      dedupe_key: `${keyOf(transaction_id)}:unnoted`,
    });
  }

  /** The processor took it on and could not carry it out. */
  async takeBack(userId: string, refund: RefundOfOrder, wasNoted: boolean): Promise<void> {
    const { order_id, transaction_id, amount, currency, gateway } = refund;
    await this.database.execute('DELETE FROM refunds WHERE transaction_id = $1 AND platform_refund_id IS NULL', [
      transaction_id,
    ]);
    await this.timeline.add({
      order_id,
      kind: 'refund_failed',
      message: `${gateway} could not carry out the refund of ${amount} ${currency}${wasNoted ? '; the shop was told of it: take it back there' : ''}`,
      actor_user_id: userId,
      details: { transaction_id, amount, currency },
      dedupe_key: `${keyOf(transaction_id)}:failed`,
    });
  }
}
