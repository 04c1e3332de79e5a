/** What became of each order's money and of each transaction: `rc_order_verdicts`, `rc_tx_verdicts`. */

/** Refunds, chargebacks and fees go where their payment goes. */
const PLACE = `
  CREATE TEMP TABLE rc_placed ON COMMIT DROP AS
  SELECT t.id, t.payment_processor_id, t.type, t.status, t.amount, t.currency, t.occurred_at, t.parent_transaction_id, t.payout_id,
         t.is_classified, t.settlement_amount, t.settlement_currency, t.fee_amount, t.net_amount, t.is_fixed, t.is_barred, l.order_id, coalesce(l.is_ambiguous, false) AS is_ambiguous,
         CASE WHEN t.type = 'payment' THEN l.method WHEN l.order_id IS NOT NULL THEN 'parent' END AS method,
         CASE WHEN t.type = 'payment' AND l.order_id IS NOT NULL THEN l.score END AS score,
         o.total, o.currency = t.currency AS is_same, o.tolerance
  FROM rc_tx t
  LEFT JOIN rc_links l ON l.tx_id = CASE WHEN t.type = 'payment' THEN t.id ELSE t.parent_transaction_id END
  LEFT JOIN rc_orders o ON o.id = l.order_id`;

/**
 * Money in its order of time. A payment that comes when the order is paid already is one too many; what was given back before
 * makes room for another. What a person has tied to the order always counts.
 */
const FLOW = `
  CREATE TEMP TABLE rc_flow ON COMMIT DROP AS
  WITH moved AS (
    SELECT id, order_id, type, amount, is_fixed, is_same, total, tolerance, occurred_at,
           coalesce(sum(amount) FILTER (WHERE is_same) OVER so_far, 0) AS paid_so_far,
           coalesce(sum(amount) FILTER (WHERE is_same) OVER before, 0) AS paid_before,
           count(*) FILTER (WHERE is_same AND type = 'payment') OVER before AS payments_before
    FROM rc_placed
    WHERE total IS NOT NULL AND status = 'completed' AND type IN ('payment', 'refund', 'chargeback')
    WINDOW so_far AS (PARTITION BY order_id ORDER BY occurred_at, id ROWS UNBOUNDED PRECEDING),
           before AS (PARTITION BY order_id ORDER BY occurred_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
  SELECT id, order_id, type, amount, is_same, paid_so_far, occurred_at,
         type = 'payment' AND NOT is_fixed AND total > 0
         AND CASE WHEN is_same THEN payments_before > 0 AND paid_before >= total - tolerance
                  ELSE max(paid_so_far) OVER (PARTITION BY order_id) >= total - tolerance END AS is_duplicate
  FROM moved;
  ANALYZE rc_placed, rc_flow`;

const JUDGE_ORDERS = `
  CREATE TEMP TABLE rc_order_verdicts ON COMMIT DROP AS
  WITH paid AS (
    SELECT order_id,
           count(*) FILTER (WHERE type = 'payment' AND NOT is_duplicate AND is_same) AS payments,
           count(*) FILTER (WHERE type = 'payment' AND NOT is_duplicate AND NOT is_same) AS other_payments,
           sum(amount) FILTER (WHERE type = 'payment' AND NOT is_duplicate AND NOT is_same) AS other_amount,
           (coalesce(max(ARRAY[extract(epoch FROM occurred_at), paid_so_far])
                      FILTER (WHERE type = 'payment' AND NOT is_duplicate AND is_same), ARRAY[0, 0]::numeric[]))[2] AS amount,
           coalesce(-sum(amount) FILTER (WHERE type = 'refund' AND is_same), 0) AS refunded
    FROM rc_flow GROUP BY order_id),
  held AS (
    SELECT order_id, count(*) AS transactions, bool_or(is_fixed) AS is_manual,
           bool_or(type = 'payment' AND status = 'pending') AS is_pending,
           bool_or(type = 'payment' AND status IN ('failed', 'cancelled')) AS has_failed,
           min(currency) FILTER (WHERE type = 'payment' AND status = 'completed' AND NOT is_same) AS other_currency,
           (array_agg(payment_processor_id ORDER BY occurred_at, id) FILTER (WHERE type = 'payment'))[1] AS processor_id,
           min(settlement_currency) AS fee_currency, min(settlement_currency) IS DISTINCT FROM max(settlement_currency) AS is_mixed,
           sum(CASE WHEN type = 'fee' THEN -coalesce(settlement_amount, amount) ELSE fee_amount END) AS fee, sum(net_amount) AS net
    FROM rc_placed WHERE total IS NOT NULL GROUP BY order_id),
  facts AS (
    SELECT o.*, held.transactions, coalesce(held.is_manual, false) AS is_manual, coalesce(held.is_pending, false) AS is_pending,
           coalesce(held.has_failed, false) AS has_failed, held.processor_id, held.other_currency,
           coalesce(paid.payments, 0) AS payments, coalesce(paid.other_payments, 0) AS other_payments,
           coalesce(paid.amount, 0) AS paid, coalesce(paid.other_amount, 0) AS other_amount, coalesce(paid.refunded, 0) AS refunded,
           coalesce(paid.amount, 0) - o.total AS difference,
           CASE WHEN NOT held.is_mixed THEN held.fee END AS fee, CASE WHEN NOT held.is_mixed THEN held.net END AS net,
           CASE WHEN NOT held.is_mixed THEN held.fee_currency END AS fee_currency
    FROM rc_orders o LEFT JOIN held ON held.order_id = o.id LEFT JOIN paid ON paid.order_id = o.id),
  judged AS (
    SELECT f.*, CASE
      WHEN is_manual THEN ARRAY['matched_manual', CASE WHEN other_payments > 0 OR difference <> 0 THEN 'amount_differs' END]
      WHEN other_payments > 0 THEN ARRAY['currency_mismatch', CASE WHEN payments > 0 THEN 'partly_other_currency' ELSE 'other_currency' END]
      WHEN payments > 0 THEN CASE
        WHEN difference = 0 THEN ARRAY['matched_auto', NULL]
        WHEN abs(difference) <= tolerance THEN ARRAY['matched_with_tolerance', 'within_tolerance']
        WHEN difference > 0 AND abs(difference - refunded) <= tolerance THEN ARRAY['matched_with_tolerance', 'excess_refunded']
        WHEN difference > 0 THEN ARRAY['over_amount', 'paid_more']
        WHEN is_partly_elsewhere THEN ARRAY['matched_with_tolerance', 'rest_paid_elsewhere']
        WHEN NOT is_paid THEN ARRAY['expected', 'partly_paid']
        ELSE ARRAY['under_amount', 'paid_less'] END
      WHEN total <= 0 THEN ARRAY['void', 'nothing_to_pay']
      WHEN is_elsewhere THEN ARRAY['void', 'paid_elsewhere']
      WHEN is_pending AND NOT is_cancelled THEN ARRAY['expected', 'payment_pending']
      WHEN NOT is_paid AND payment_status <> 'partially_paid' THEN
        ARRAY['void', CASE WHEN is_cancelled THEN 'cancelled_unpaid' ELSE 'not_paid' END]
      WHEN NOT rc.has_providers THEN ARRAY['expected', 'no_processor_connected']
      WHEN EXISTS (SELECT 1 FROM unnest(rc.absent_providers) AS absent WHERE position(absent IN gateway) > 0)
        THEN ARRAY['expected', 'processor_not_connected']
      WHEN rc.is_waiting_for_payments THEN ARRAY['expected', 'first_import']
      WHEN at + rc.missing_after > rc.now THEN ARRAY['expected', 'not_seen_yet']
      ELSE ARRAY['missing', CASE WHEN has_failed THEN 'payment_failed' ELSE 'no_payment_found' END] END AS verdict
    FROM facts f CROSS JOIN rc)
  SELECT id AS order_id, store_id, processor_id AS payment_processor_id, verdict[1] AS state, verdict[2] AS reason,
         total AS expected_amount, CASE WHEN payments = 0 AND other_payments > 0 THEN other_amount ELSE paid END AS paid_amount,
         refunded AS refunded_amount, CASE WHEN other_payments = 0 THEN difference END AS difference, currency,
         CASE WHEN payments > 0 THEN currency WHEN other_payments > 0 THEN other_currency END AS paid_currency,
         fee AS fee_amount, net AS net_amount, CASE WHEN fee IS NOT NULL OR net IS NOT NULL THEN fee_currency END AS fee_currency,
         coalesce(transactions, 0)::int AS transactions_count, ordered_at
  FROM judged;
  ANALYZE rc_order_verdicts`;

/** A refund that was made before its payment was paid out belonged into that payout; a later one paid it. */
const LATER = `
  t.type = 'refund' AND EXISTS (
    SELECT 1 FROM rc_tx payment JOIN payouts of_payment ON of_payment.id = payment.payout_id JOIN payouts of_refund ON of_refund.id = t.payout_id
    WHERE payment.id = t.parent_transaction_id AND t.payout_id <> payment.payout_id
      AND t.occurred_at < of_payment.initiated_at AND of_refund.initiated_at > of_payment.initiated_at)`;

const JUDGE_TRANSACTIONS = `
  CREATE TEMP TABLE rc_tx_verdicts ON COMMIT DROP AS
  WITH given_back AS (
    SELECT parent_transaction_id AS id, sum(amount) AS amount FROM rc_tx
    WHERE type IN ('refund', 'chargeback') AND status = 'completed' AND parent_transaction_id IS NOT NULL GROUP BY 1),
  payments AS (
    SELECT t.*, CASE
      WHEN t.status IN ('failed', 'cancelled') THEN ARRAY['void', 'payment_' || t.status]
      WHEN t.is_fixed THEN ARRAY['matched_manual', NULL]
      WHEN t.order_id IS NOT NULL THEN CASE
        WHEN t.status = 'pending' THEN ARRAY['expected', 'payment_pending']
        WHEN f.is_duplicate AND t.amount + coalesce(g.amount, 0) <= 0 THEN ARRAY['void', 'duplicate_refunded']
        WHEN f.is_duplicate THEN ARRAY['duplicate', 'order_paid_already']
        WHEN o.state = 'matched_manual' THEN ARRAY['matched_auto', NULL]
        WHEN o.state IN ('missing', 'void') THEN ARRAY['matched_auto', o.reason]
        ELSE ARRAY[o.state, o.reason] END
      WHEN t.amount + coalesce(g.amount, 0) <= 0 THEN ARRAY['void', 'refunded']
      WHEN t.is_barred THEN ARRAY['orphan', 'unmatched_by_hand']
      WHEN t.status = 'pending' THEN ARRAY['expected', 'payment_pending']
      WHEN rc.is_waiting_for_orders THEN ARRAY['expected', 'first_import']
      WHEN t.occurred_at + rc.orphan_after > rc.now THEN ARRAY['expected', 'order_not_seen_yet']
      ELSE ARRAY['orphan', CASE WHEN t.is_ambiguous THEN 'several_orders_fit' ELSE 'no_order_found' END] END AS verdict
    FROM rc_placed t CROSS JOIN rc LEFT JOIN rc_flow f ON f.id = t.id LEFT JOIN rc_order_verdicts o ON o.order_id = t.order_id
    LEFT JOIN given_back g ON g.id = t.id
    WHERE t.type = 'payment')
  SELECT id, order_id, method, score, verdict[1] AS state, verdict[2] AS reason FROM payments
  UNION ALL
  SELECT judged.id, judged.order_id, judged.method, NULL, judged.verdict[1], judged.verdict[2]
  FROM (
    SELECT t.id, t.order_id, t.method, CASE
      WHEN NOT t.is_classified THEN ARRAY['void', 'unclassified']
      WHEN t.status IN ('failed', 'cancelled') THEN ARRAY['void', t.type || '_' || t.status]
      WHEN t.order_id IS NOT NULL AND t.status = 'pending' THEN ARRAY['expected', t.type || '_pending']
      WHEN t.order_id IS NOT NULL THEN
        ARRAY[CASE WHEN p.is_fixed THEN 'matched_manual' ELSE 'matched_auto' END, CASE WHEN ${LATER} THEN 'refund_in_later_payout' END]
      WHEN t.type NOT IN ('refund', 'chargeback') THEN ARRAY['void', 'not_of_an_order']
      WHEN p.id IS NOT NULL THEN ARRAY[CASE WHEN p.verdict[1] = 'duplicate' THEN 'void' ELSE p.verdict[1] END, 'follows_payment']
      WHEN rc.is_waiting_for_orders OR rc.is_waiting_for_payments THEN ARRAY['expected', 'first_import']
      WHEN t.occurred_at + rc.orphan_after > rc.now THEN ARRAY['expected', 'payment_not_seen_yet']
      ELSE ARRAY['orphan', 'payment_not_known'] END AS verdict
    FROM rc_placed t CROSS JOIN rc LEFT JOIN payments p ON p.id = t.parent_transaction_id
    WHERE t.type IS DISTINCT FROM 'payment') judged;
  ANALYZE rc_tx_verdicts`;

export const JUDGE = [PLACE, FLOW, JUDGE_ORDERS, JUDGE_TRANSACTIONS].join(';\n');
