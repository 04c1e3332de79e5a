import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { RawJson } from '../../../common/http/reply.js';
import { EXCEPTIONS, IS_ACCEPTED } from './exceptions.sql.js';
import { MARKING_EVENTS } from './mark-changed.js';
import type { ReconciliationQueryDto } from './reconciliation-query.dto.js';

const money = (column: string): string => moneyText(column, 'g.currency');

const ORDER_SUMS = `'state', g.state, 'currency', g.currency, 'count', g.count, 'expected_amount', ${money('g.expected')},
  'paid_amount', ${money('g.paid')}, 'refunded_amount', ${money('g.refunded')}, 'difference', ${money('g.difference')}`;
const TRANSACTION_SUMS = `'type', g.type, 'state', g.state, 'currency', g.currency, 'count', g.count, 'amount', ${money('g.amount')}`;

/** Sums of one level as a list; \`more\`: what the level is of. */
const listOf = (from: string, level: number, sums: string, more = '', joins = ''): string => `
  (SELECT coalesce(json_agg(json_build_object(${more}${sums}) ORDER BY g.key NULLS LAST, g.state, g.currency), '[]')
   FROM ${from} g ${joins} WHERE g.level = ${level})`;

const STORE = `'store', CASE WHEN store.id IS NOT NULL THEN json_build_object('id', store.id, 'name', store.name, 'platform', store.platform) END, `;
const STORE_JOIN = 'LEFT JOIN stores store ON store.id = g.store_id';
const PROCESSOR = `'processor', CASE WHEN pp.id IS NOT NULL THEN json_build_object('id', pp.id, 'name', pp.name, 'provider', pp.provider) END, `;
const PROCESSOR_JOIN = 'LEFT JOIN payment_processors pp ON pp.id = g.payment_processor_id';
const PERIOD = `'period', to_char(g.period, 'YYYY-MM-DD'), `;

/** Nothing is marked, and nothing has happened that is still to be marked. */
const IS_CURRENT = `
  coalesce((SELECT due_at IS NULL AND full_due_at > now() AND passed_at IS NOT NULL FROM reconciliations WHERE user_id = $1), false)
  AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE user_id = $1 AND dispatched_at IS NULL AND dead_at IS NULL
      AND type IN (${MARKING_EVENTS.map((type) => `'${type}'`).join(', ')}))`;

/** $1 user, $2 from, $3 to, $4 store, $5 processor, $6 period. Each table is gone through once, for all its levels. */
const SUMMARY = `
  WITH order_rows AS (
    SELECT p.*, date_trunc($6, p.ordered_at AT TIME ZONE 'UTC') AS period FROM order_payments p
    WHERE p.user_id = $1 AND ($2::timestamptz IS NULL OR p.ordered_at >= $2) AND ($3::timestamptz IS NULL OR p.ordered_at < $3)
      AND ($4::uuid IS NULL OR p.store_id = $4) AND ($5::uuid IS NULL OR p.payment_processor_id = $5)),
  order_sums AS MATERIALIZED (
    SELECT grouping(store_id, payment_processor_id, period) AS level, store_id, payment_processor_id, period,
           coalesce(store_id::text, payment_processor_id::text, period::text) AS key, state, currency, count(*) AS count,
           sum(expected_amount) AS expected, coalesce(sum(paid_amount) FILTER (WHERE paid_currency = currency), 0) AS paid,
           sum(refunded_amount) AS refunded, coalesce(sum(difference) FILTER (WHERE state NOT IN ('void', 'expected')), 0) AS difference
    FROM order_rows
    GROUP BY GROUPING SETS ((state, currency), (store_id, state, currency), (payment_processor_id, state, currency), (period, state, currency))),
  transaction_rows AS (
    SELECT t.*, t.reconciliation_state AS state, date_trunc($6, t.occurred_at AT TIME ZONE 'UTC') AS period FROM transactions t
    WHERE t.user_id = $1 AND ($2::timestamptz IS NULL OR t.occurred_at >= $2) AND ($3::timestamptz IS NULL OR t.occurred_at < $3)
      AND ($4::uuid IS NULL OR t.order_id IN (SELECT o.id FROM payable_orders o WHERE o.user_id = $1 AND o.store_id = $4))
      AND ($5::uuid IS NULL OR t.payment_processor_id = $5)),
  transaction_sums AS MATERIALIZED (
    SELECT grouping(payment_processor_id, period) AS level, payment_processor_id, period,
           coalesce(payment_processor_id::text, period::text) AS key, type, state, currency, count(*) AS count, sum(amount) AS amount
    FROM transaction_rows
    GROUP BY GROUPING SETS ((type, state, currency), (payment_processor_id, type, state, currency), (period, type, state, currency))),
  open AS (
    SELECT r.subject_type, r.state, count(*) AS count FROM ${EXCEPTIONS} r
    WHERE r.user_id = $1 AND ($2::timestamptz IS NULL OR r.since >= $2) AND ($3::timestamptz IS NULL OR r.since < $3)
      AND ($4::uuid IS NULL OR r.store_id = $4) AND ($5::uuid IS NULL OR r.payment_processor_id = $5) AND NOT ${IS_ACCEPTED}
    GROUP BY r.subject_type, r.state)
  SELECT json_build_object(
    'as_of', (SELECT ${iso('passed_at')} FROM reconciliations WHERE user_id = $1),
    'is_current', ${IS_CURRENT},
    'orders', json_build_object(
      'by_state', ${listOf('order_sums', 7, ORDER_SUMS)},
      'by_store', ${listOf('order_sums', 3, ORDER_SUMS, STORE, STORE_JOIN)},
      'by_processor', ${listOf('order_sums', 5, ORDER_SUMS, PROCESSOR, PROCESSOR_JOIN)},
      'by_period', ${listOf('order_sums', 6, ORDER_SUMS, PERIOD)}),
    'transactions', json_build_object(
      'by_state', ${listOf('transaction_sums', 3, TRANSACTION_SUMS)},
      'by_processor', ${listOf('transaction_sums', 1, TRANSACTION_SUMS, PROCESSOR, PROCESSOR_JOIN)},
      'by_period', ${listOf('transaction_sums', 2, TRANSACTION_SUMS, PERIOD)}),
    'exceptions', json_build_object(
      'count', (SELECT coalesce(sum(count), 0) FROM open),
      'by_state', (SELECT coalesce(json_agg(json_build_object('subject_type', subject_type, 'state', state, 'count', count)
                                            ORDER BY subject_type, state), '[]') FROM open)))::text AS summary`;

/** How the money of all orders stands. */
@Injectable()
export class ReconciliationQueries {
  constructor(private readonly database: Database) {}

  async summary(userId: string, query: ReconciliationQueryDto): Promise<RawJson> {
    const row = await this.database.queryOne<{ summary: string }>(SUMMARY, [
      userId,
      query.from ?? null,
      query.to ?? null,
      query.store_id ?? null,
      query.processor_id ?? null,
      query.period,
    ]);
    return new RawJson(row?.summary ?? '{}');
  }
}
