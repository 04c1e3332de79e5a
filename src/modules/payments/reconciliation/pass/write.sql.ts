/** Writes what differs from what stands there, and nothing else. */

/** $1 now. Gives nothing. */
export const WRITE_TRANSACTIONS = `
  UPDATE transactions t SET
    order_id = v.order_id, reconciliation_state = v.state, reconciliation_reason = v.reason, match_method = v.method,
    match_score = v.score,
    matched_at = CASE WHEN v.order_id IS NULL AND v.method IS DISTINCT FROM 'unmatched' THEN NULL
                      WHEN v.order_id IS NOT DISTINCT FROM t.order_id THEN coalesce(t.matched_at, $1) ELSE $1 END,
    matched_by = CASE WHEN v.method IN ('manual', 'unmatched') THEN t.matched_by END,
    match_note = CASE WHEN v.method IN ('manual', 'unmatched') THEN t.match_note END,
    updated_at = $1
  FROM rc_tx_verdicts v
  WHERE t.id = v.id
    AND (t.order_id, t.reconciliation_state, t.reconciliation_reason, t.match_method, t.match_score)
        IS DISTINCT FROM (v.order_id, v.state, v.reason, v.method, v.score::smallint)`;

const COLUMNS = [
  'store_id',
  'payment_processor_id',
  'state',
  'reason',
  'expected_amount',
  'paid_amount',
  'refunded_amount',
  'difference',
  'currency',
  'paid_currency',
  'fee_amount',
  'net_amount',
  'fee_currency',
  'transactions_count',
  'ordered_at',
];
const named = (alias: string): string => COLUMNS.map((column) => `${alias}.${column}`).join(', ');

/**
 * $1 now, $2 user. Gives for each store how many were written, and the orders whose fees are other ones now: a statement sees the
 * table as it was before it. Orders about which there is nothing to say (of no money, or paid elsewhere) have their row too: they are counted.
 */
export const WRITE_ORDERS = `
  WITH written AS (
    INSERT INTO order_payments AS p (order_id, user_id, ${COLUMNS.join(', ')}, since, updated_at)
    SELECT v.order_id, $2, ${named('v')}, $1, $1
    FROM rc_order_verdicts v LEFT JOIN order_payments held ON held.order_id = v.order_id
    WHERE held.order_id IS NULL OR (${named('held')}) IS DISTINCT FROM (${named('v')})
    ON CONFLICT (order_id) DO UPDATE SET
      ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
      since = CASE WHEN (p.state, p.reason) IS DISTINCT FROM (excluded.state, excluded.reason) THEN excluded.since ELSE p.since END,
      updated_at = excluded.updated_at
    RETURNING order_id, store_id, fee_amount, net_amount, fee_currency)
  SELECT written.store_id, count(*)::int AS written,
         coalesce(json_agg(written.order_id) FILTER (
           WHERE (before.fee_amount, before.net_amount, before.fee_currency)
                 IS DISTINCT FROM (written.fee_amount, written.net_amount, written.fee_currency)), '[]') AS other_fees
  FROM written LEFT JOIN order_payments before ON before.order_id = written.order_id
  GROUP BY written.store_id`;

/** $1 user. Orders that their shop has no more. */
export const FORGET_ORDERS = `
  DELETE FROM order_payments p WHERE p.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM payable_orders o WHERE o.id = p.order_id)`;

/** $1 user. Those of the marked orders. */
export const FORGET_MARKED_ORDERS = `
  DELETE FROM order_payments p USING rc_marks m
  WHERE m.subject_type = 'order' AND p.order_id = m.subject_id AND p.user_id = $1
    AND NOT EXISTS (SELECT 1 FROM payable_orders o WHERE o.id = p.order_id)`;
