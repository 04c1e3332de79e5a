import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { formatMoney } from '../../../common/money/money.js';
import type { RefundRequestStatus } from './refund-request.entity.js';
import { RefundTimes } from './refund-times.js';

/** A refund as whoever works on it has it. */
export interface RefundRow {
  id: string;
  user_id: string;
  payment_processor_id: string;
  /** The payment. */
  transaction_id: string;
  /** The refund's own transaction. */
  refund_id: string;
  /** Positive, with the currency's digits. */
  amount: string;
  currency: string;
  reason: string | null;
  status: RefundRequestStatus;
  lease_token: string;
  error: RefundFault | null;
  /** Milliseconds since it was last sent; null: it certainly was not. */
  sent_ms_ago: number | null;
  age_ms: number;
  /** Until whoever holds it loses it; 0 or less: nobody does. */
  lease_left_ms: number;
}

export interface RefundFault {
  code: string;
  message: string;
}

/** Somebody else has the refund now: nothing of this run may be written. */
export class RefundLost extends Error {
  constructor(id: string) {
    super(`The refund ${id} is in other hands`);
    this.name = 'RefundLost';
  }
}

/** What is written down of a new refund. */
export interface NewRefund {
  id: string;
  user_id: string;
  payment_processor_id: string;
  transaction_id: string;
  amount: string;
  currency: string;
  reason: string | null;
}

const MILLISECONDS = (interval: string): string => `(extract(epoch FROM ${interval}) * 1000)::float8`;
const ROW = `request.id, request.user_id, request.payment_processor_id, request.transaction_id, request.amount, request.currency,
  request.reason, request.status, request.lease_token, request.error,
  (SELECT refund.id FROM transactions refund WHERE refund.refund_request_id = request.id) AS refund_id,
  ${MILLISECONDS('now() - request.sent_at')} AS sent_ms_ago, ${MILLISECONDS('now() - request.created_at')} AS age_ms,
  ${MILLISECONDS('request.lease_until - now()')} AS lease_left_ms`;
const LEASE = `lease_until = now() + make_interval(secs => $3::float8 / 1000)`;
const UNSETTLED = `status IN ('pending', 'sent')`;
const MINE = `id = $1 AND lease_token = $2 AND ${UNSETTLED}`;

/** The table of refunds asked for here. Each write names the lease: who has lost it writes nothing. */
@Injectable()
export class RefundLog {
  constructor(
    private readonly database: Database,
    private readonly times: RefundTimes,
  ) {}

  /** Writes it down with a lease, in the open transaction. */
  async begin(refund: NewRefund): Promise<void> {
    await this.database.execute(
      `INSERT INTO refund_requests (id, lease_token, lease_until, user_id, payment_processor_id, transaction_id, amount, currency,
         reason, attempts)
       VALUES ($1, $2, now() + make_interval(secs => $3::float8 / 1000), $4, $5, $6, $7, $8, $9, 1)`,
      [
        refund.id,
        randomUUID(),
        this.times.lease_ms,
        refund.user_id,
        refund.payment_processor_id,
        refund.transaction_id,
        refund.amount,
        refund.currency,
        refund.reason,
      ],
    );
  }

  find(userId: string, id: string): Promise<RefundRow | undefined> {
    return this.one(`SELECT ${ROW} FROM refund_requests request WHERE request.user_id = $1 AND request.id = $2`, [
      userId,
      id,
    ]);
  }

  /** Takes an unsettled one up that nobody holds. Undefined when it is settled or held. */
  async claim(userId: string, id: string): Promise<RefundRow | undefined> {
    const taken = await this.database.execute(
      `UPDATE refund_requests SET lease_token = $2, ${LEASE}, attempts = attempts + 1
       WHERE id = $1 AND user_id = $4 AND ${UNSETTLED} AND lease_until <= now()`,
      [id, randomUUID(), this.times.lease_ms, userId],
    );
    return taken === 0 ? undefined : this.find(userId, id);
  }

  /** Holds on to it for another step. Throws RefundLost. */
  async hold(row: RefundRow): Promise<void> {
    await this.mine(row, LEASE, [this.times.lease_ms]);
  }

  /** From now on it may have been done. Throws RefundLost. */
  async sending(row: RefundRow): Promise<void> {
    await this.mine(row, `${LEASE}, status = 'sent', sent_at = now()`, [this.times.lease_ms]);
  }

  /** Ends it; without a fault it is completed. `orderId`: whose order is told of it. Throws RefundLost. */
  async settle(row: RefundRow, fault: RefundFault | null, orderId: string | null): Promise<void> {
    await this.mine(row, 'status = $3, settled_at = now(), error = $4, told_order_id = $5', [
      fault === null ? 'completed' : 'failed',
      fault && JSON.stringify(fault),
      fault === null ? orderId : null,
    ]);
  }

  /** Gives it back: somebody else may take it up at once. `fault`: why it is not settled, when that is known. */
  async release(row: RefundRow, fault: RefundFault | null): Promise<void> {
    await this.database.execute(
      `UPDATE refund_requests SET lease_until = now(), lease_token = NULL, error = coalesce($3, error) WHERE ${MINE}`,
      [row.id, row.lease_token, fault && JSON.stringify(fault)],
    );
  }

  /** Unsettled ones that nobody holds, past `after`, in the order of their ids; not those of processors that cannot be asked. */
  abandoned(after: string, limit: number): Promise<Pick<RefundRow, 'id' | 'user_id'>[]> {
    return this.database.query(
      `SELECT request.id, request.user_id FROM refund_requests request
       JOIN payment_processors processor ON processor.id = request.payment_processor_id
       WHERE request.${UNSETTLED} AND request.lease_until <= now() AND request.id > $1
         AND processor.api_credentials IS NOT NULL AND processor.connection_state <> 'failed' AND processor.deleted_at IS NULL
       ORDER BY request.id LIMIT $2`,
      [after, limit],
    );
  }

  private async one(sql: string, values: unknown[]): Promise<RefundRow | undefined> {
    const row = await this.database.queryOne<RefundRow>(sql, values);
    return row && { ...row, amount: formatMoney(row.amount, row.currency) };
  }

  private async mine(row: RefundRow, assignments: string, values: unknown[]): Promise<void> {
    const count = await this.database.execute(`UPDATE refund_requests SET ${assignments} WHERE ${MINE}`, [
      row.id,
      row.lease_token,
      ...values,
    ]);
    if (count === 0) throw new RefundLost(row.id);
  }
}
