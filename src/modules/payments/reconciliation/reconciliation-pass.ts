import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { Database } from '../../../common/database/database.js';
import { Outbox } from '../../../common/events/outbox.js';
import { ORDER_FEES_CHANGED } from '../payments.events.js';
import { PROVIDER_KEYS } from '../providers/provider.connection.js';
import { BEGIN, GATHER_ALL, GATHER_MARKED, SET_RULES, SET_STORES, TAKE_MARKS } from './pass/gather.sql.js';
import { JUDGE } from './pass/judge.sql.js';
import { MATCH } from './pass/match.sql.js';
import { FORGET_MARKED_ORDERS, FORGET_ORDERS, WRITE_ORDERS, WRITE_TRANSACTIONS } from './pass/write.sql.js';
import { type ReconciliationRules, ReconciliationRulesRepository } from './reconciliation-rules.js';

/** With more marks than this, looking at everything is quicker than finding out what they touch. */
const MOST_MARKS = 5000;
const ORDERS_AN_EVENT = 500;

export interface PassResult {
  is_full: boolean;
  /** How many were looked at, and of how many something changed. */
  orders: number;
  transactions: number;
  changed_orders: number;
  changed_transactions: number;
  seconds: number;
}

interface Standing {
  due_at: string | null;
  is_full_due: boolean;
  was_waiting: boolean;
  is_waiting: boolean;
}

interface WrittenOrders {
  store_id: string;
  written: number;
  other_fees: string[];
}

/**
 * Works out what became of every payment and every order, in a handful of statements over sets. What comes out hangs on the rows
 * alone (and on the time): a second pass changes nothing.
 */
@Injectable()
export class ReconciliationPass {
  constructor(
    private readonly database: Database,
    private readonly rules: ReconciliationRulesRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Of everything; waits for a pass of the same user that is under way. `fence` runs before anything is written. */
  runFull(userId: string, fence: () => Promise<void> = () => Promise.resolve()): Promise<PassResult> {
    return this.database.transaction(async () => {
      await fence();
      await this.lock(userId);
      return this.pass(userId, true);
    });
  }

  /** Of what is marked, or of everything where that is due; null: the user is being looked at already. */
  runDue(userId: string): Promise<PassResult | null> {
    return this.database.transaction(async () => {
      const [lock] = await this.database.query<{ is_ours: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 17)) AS is_ours',
        [userId],
      );
      return lock?.is_ours ? this.pass(userId, false) : null;
    });
  }

  /** Keeps passes of the user away until the open transaction ends. */
  async lock(userId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 17))', [userId]);
  }

  private async pass(userId: string, isWhole: boolean): Promise<PassResult> {
    const started = this.clock.ms();
    const now = this.clock.iso();
    await this.database.query(BEGIN);
    const rules = await this.rules.of(userId);
    await this.database.execute(SET_RULES, [userId, now, ...ruleValues(rules), PROVIDER_KEYS]);
    await this.database.execute(SET_STORES, [userId]);
    const standing = await this.standing(userId);
    const marks = await this.database.execute(TAKE_MARKS, [userId]);
    const isFull =
      isWhole || standing.is_full_due || marks > MOST_MARKS || (standing.was_waiting && !standing.is_waiting);
    await this.database.query([isFull ? GATHER_ALL : GATHER_MARKED, MATCH, JUDGE].join(';\n'));
    const changedTransactions = await this.database.execute(WRITE_TRANSACTIONS, [now]);
    const written = await this.database.query<WrittenOrders>(WRITE_ORDERS, [now, userId]);
    const forgotten = await this.database.execute(isFull ? FORGET_ORDERS : FORGET_MARKED_ORDERS, [userId]);
    await this.tellFees(userId, written);
    const looked = await this.database.queryOne<{ orders: number; transactions: number }>(
      'SELECT (SELECT count(*)::int FROM rc_orders) AS orders, (SELECT count(*)::int FROM rc_tx) AS transactions',
    );
    const seconds = (this.clock.ms() - started) / 1000;
    await this.done(userId, standing, isFull, seconds);
    return {
      is_full: isFull,
      orders: looked?.orders ?? 0,
      transactions: looked?.transactions ?? 0,
      changed_orders: written.reduce((sum, store) => sum + store.written, forgotten),
      changed_transactions: changedTransactions,
      seconds,
    };
  }

  private async standing(userId: string): Promise<Standing> {
    const row = await this.database.queryOne<Standing>(
      `SELECT r.due_at::text AS due_at, coalesce(r.full_due_at <= now(), true) AS is_full_due,
              coalesce(r.is_waiting, false) AS was_waiting, rc.is_waiting_for_orders OR rc.is_waiting_for_payments AS is_waiting
       FROM rc LEFT JOIN reconciliations r ON r.user_id = $1`,
      [userId],
    );
    if (!row) throw new Error('A pass has no rules');
    return row;
  }

  /** What was marked meanwhile has set another `due_at`, and stays due. */
  private async done(userId: string, standing: Standing, isFull: boolean, seconds: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO reconciliations AS r (user_id, full_due_at, passed_at, full_passed_at, seconds, is_waiting)
       VALUES ($1, now() + interval '1 day', now(), now(), $2, $3)
       ON CONFLICT (user_id) DO UPDATE SET
         passed_at = excluded.passed_at, seconds = excluded.seconds, is_waiting = excluded.is_waiting,
         full_passed_at = CASE WHEN $4 THEN excluded.full_passed_at ELSE r.full_passed_at END,
         full_due_at = CASE WHEN $4 AND r.full_due_at <= now() THEN excluded.full_due_at ELSE r.full_due_at END,
         due_at = CASE WHEN r.due_at IS DISTINCT FROM $5::timestamptz THEN r.due_at END`,
      [userId, seconds, standing.is_waiting, isFull, standing.due_at],
    );
  }

  private async tellFees(userId: string, written: WrittenOrders[]): Promise<void> {
    for (const { store_id: storeId, other_fees: ids } of written) {
      for (let from = 0; from < ids.length; from += ORDERS_AN_EVENT) {
        const payload = { order_ids: ids.slice(from, from + ORDERS_AN_EVENT) };
        await this.outbox.add({ type: ORDER_FEES_CHANGED, user_id: userId, store_id: storeId, payload });
      }
    }
  }
}

function ruleValues(rules: ReconciliationRules): unknown[] {
  return [
    rules.tolerance_amount,
    rules.tolerance_percent,
    rules.days_until_missing,
    rules.hours_until_orphan,
    rules.time_window_hours,
    rules.minimum_score,
    rules.ignored_gateways.map((gateway) => gateway.toLowerCase()),
  ];
}
