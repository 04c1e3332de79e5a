import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import type { JsonObject } from '../../../common/json.js';
import type { ChangeKind, ChangeOf, PastChange, StoreChange } from '../stores.api.js';
import type { ChangeFault } from './change-faults.js';
import { ChangeTimes } from './change-times.js';
import type { ChangeState } from './store-change.entity.js';

/** A change as whoever works on it has it. */
export interface ChangeRow<K extends ChangeKind = ChangeKind> {
  id: string;
  user_id: string;
  store_id: string;
  kind: K;
  subject_id: string;
  payload: ChangeOf[K];
  context: JsonObject;
  state: ChangeState;
  lease_token: string;
  attempts: number;
  known: string[] | null;
  outcome: JsonObject | null;
  error: ChangeFault | null;
  /** Milliseconds since it was last sent; null: it certainly was not. */
  sent_ms_ago: number | null;
  age_ms: number;
  /** Until whoever holds it loses it; 0 or less: nobody does. */
  lease_left_ms: number;
}

/** Somebody else has the change now: nothing of this run may be written. */
export class ChangeLost extends Error {
  constructor(id: string) {
    super(`The change ${id} is in other hands`);
    this.name = 'ChangeLost';
  }
}

const MILLISECONDS = (interval: string): string => `(extract(epoch FROM ${interval}) * 1000)::float8`;
const ROW = `id, user_id, store_id, kind, subject_id, payload, context, state, lease_token, attempts, known, outcome, error,
  ${MILLISECONDS('now() - sent_at')} AS sent_ms_ago, ${MILLISECONDS('now() - created_at')} AS age_ms,
  ${MILLISECONDS('lease_until - now()')} AS lease_left_ms`;
const LEASE = `lease_until = now() + make_interval(secs => $3::float8 / 1000)`;
const MINE = `id = $1 AND lease_token = $2 AND state = 'sent'`;

/** The table of changes. Each write names the lease: who has lost it writes nothing. */
@Injectable()
export class ChangeLog {
  constructor(
    private readonly database: Database,
    private readonly times: ChangeTimes,
  ) {}

  /** Writes the change down with a lease. Throws CONFLICT while another one of the subject is unsettled. */
  async begin<K extends ChangeKind>(change: StoreChange<K>): Promise<ChangeRow<K>> {
    const row = await this.database.queryOne<ChangeRow<K>>(
      `INSERT INTO store_changes (id, lease_token, lease_until, user_id, store_id, kind, subject_id, payload, context, attempts)
       VALUES ($1, $2, now() + make_interval(secs => $3::float8 / 1000), $4, $5, $6, $7, $8, $9, 1)
       ON CONFLICT (store_id, subject_id) WHERE state = 'sent' DO NOTHING RETURNING ${ROW}`,
      [
        uuidv7(),
        randomUUID(),
        this.times.lease_ms,
        change.user_id,
        change.store_id,
        change.kind,
        change.subject_id,
        JSON.stringify(change.payload),
        JSON.stringify(change.context),
      ],
    );
    if (row) return row;
    const other = await this.database.queryOne<{ id: string }>(
      `SELECT id FROM store_changes WHERE store_id = $1 AND subject_id = $2 AND state = 'sent'`,
      [change.store_id, change.subject_id],
    );
    throw AppError.conflict(`Another change of this ${thingOf(change.kind)} is still under way`, {
      reason: 'in_progress',
      change_id: other?.id ?? null,
    });
  }

  find(userId: string, id: string): Promise<ChangeRow | undefined> {
    return this.database.queryOne<ChangeRow>(`SELECT ${ROW} FROM store_changes WHERE user_id = $1 AND id = $2`, [
      userId,
      id,
    ]);
  }

  latest(userId: string, storeId: string, subjectId: string, context: JsonObject): Promise<PastChange | undefined> {
    return this.database.queryOne<PastChange>(
      `SELECT id, state, outcome, error FROM store_changes
       WHERE user_id = $1 AND store_id = $2 AND subject_id = $3 AND context @> $4 ORDER BY created_at DESC, id DESC LIMIT 1`,
      [userId, storeId, subjectId, JSON.stringify(context)],
    );
  }

  /**
   * Takes an unsettled change up that nobody holds; one that was given up begins anew. Undefined when it is settled or held.
   * Fails on the unique key when another change of the subject is under way instead of one that was given up.
   */
  claim(userId: string, id: string): Promise<ChangeRow | undefined> {
    return this.database.queryOne<ChangeRow>(
      `UPDATE store_changes SET lease_token = $2, ${LEASE}, state = 'sent', settled_at = NULL,
              attempts = CASE WHEN state = 'given_up' THEN 1 ELSE attempts + 1 END
       WHERE id = $1 AND user_id = $4 AND ((state = 'sent' AND lease_until <= now()) OR state = 'given_up') RETURNING ${ROW}`,
      [id, randomUUID(), this.times.lease_ms, userId],
    );
  }

  /** Holds on to it for another step. Throws ChangeLost. */
  async hold(row: ChangeRow): Promise<void> {
    await this.mine(row, LEASE, [this.times.lease_ms]);
  }

  /** From now on it may have been done. `known`: see the table. Throws ChangeLost. */
  async sending(row: ChangeRow, known: string[] | null): Promise<void> {
    await this.mine(row, `${LEASE}, sent_at = now(), known = $4`, [
      this.times.lease_ms,
      known === null ? null : JSON.stringify(known),
    ]);
  }

  /** The platform did it, but that could not be stored yet. */
  async heard(row: ChangeRow, outcome: JsonObject): Promise<void> {
    await this.mine(row, 'outcome = $3', [JSON.stringify(outcome)]);
  }

  /** Ends it. Throws ChangeLost. */
  async settle(
    row: ChangeRow,
    end: { outcome: JsonObject } | { error: ChangeFault; given_up?: boolean },
  ): Promise<void> {
    const isDone = 'outcome' in end;
    const state: ChangeState = isDone ? 'done' : end.given_up === true ? 'given_up' : 'refused';
    await this.mine(row, 'state = $3, settled_at = now(), outcome = coalesce($4, outcome), error = $5', [
      state,
      isDone ? JSON.stringify(end.outcome) : null,
      isDone ? null : JSON.stringify(end.error),
    ]);
  }

  /** Gives it back: somebody else may take it up at once. `fault`: why it is not settled, when that is known. */
  async release(row: ChangeRow, fault: ChangeFault | null): Promise<void> {
    await this.database.execute(
      `UPDATE store_changes SET lease_until = now(), lease_token = NULL, error = coalesce($3, error) WHERE ${MINE}`,
      [row.id, row.lease_token, fault && JSON.stringify(fault)],
    );
  }

  /**
   * Unsettled changes that nobody holds, past `after`, in the order of their ids. Those of a store that is not connected or
   * refuses our credentials wait until it is connected again.
   */
  abandoned(after: string, limit: number): Promise<Pick<ChangeRow, 'id' | 'user_id' | 'store_id'>[]> {
    return this.database.query(
      `SELECT change.id, change.user_id, change.store_id FROM store_changes change JOIN stores store ON store.id = change.store_id
       WHERE change.state = 'sent' AND change.lease_until <= now() AND change.id > $1
         AND store.api_credentials IS NOT NULL AND store.connection_state <> 'failed'
       ORDER BY change.id LIMIT $2`,
      [after, limit],
    );
  }

  async purge(olderThan: string): Promise<void> {
    await this.database.execute(`DELETE FROM store_changes WHERE settled_at < now() - $1::interval`, [olderThan]);
  }

  private async mine(row: ChangeRow, assignments: string, values: unknown[]): Promise<void> {
    const count = await this.database.execute(`UPDATE store_changes SET ${assignments} WHERE ${MINE}`, [
      row.id,
      row.lease_token,
      ...values,
    ]);
    if (count === 0) throw new ChangeLost(row.id);
  }
}

function thingOf(kind: ChangeKind): string {
  return kind.startsWith('order.') ? 'order' : kind === 'stock.set' ? 'stock' : 'product';
}
