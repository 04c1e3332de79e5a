import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import { sentenceSql } from './reasons.js';

/**
 * Everything that does not add up, each thing once, in one shape. `facts`: what it hangs on; an accepted one is an exception again
 * when they change. `amount` is what was paid, or what moved.
 */
export const EXCEPTIONS = `(
  SELECT p.order_id AS id, p.user_id, 'order' AS subject_type, p.state::text AS state, p.reason::text AS reason, p.since, p.store_id,
         p.payment_processor_id, p.order_id, NULL::uuid AS transaction_id, NULL::uuid AS payout_id, p.expected_amount,
         p.paid_amount AS amount, p.difference, p.currency::text AS currency, coalesce(p.paid_currency, p.currency)::text AS amount_currency,
         concat_ws(' ', p.state, p.reason, p.expected_amount, p.currency, p.paid_amount, p.paid_currency) AS facts
  FROM order_payments p WHERE p.state IN ('missing', 'under_amount', 'over_amount', 'currency_mismatch')
  UNION ALL
  SELECT t.id, t.user_id, CASE WHEN t.type = 'refund' THEN 'refund' ELSE 'transaction' END, t.reconciliation_state,
         t.reconciliation_reason, t.occurred_at, o.store_id, t.payment_processor_id, t.order_id, t.id, t.payout_id, NULL, t.amount, NULL,
         t.currency, t.currency,
         concat_ws(' ', t.reconciliation_state, t.reconciliation_reason, t.amount, t.currency, t.order_id, t.payout_id)
  FROM transactions t LEFT JOIN payable_orders o ON o.id = t.order_id
  WHERE (t.reconciliation_state IN ('orphan', 'duplicate') OR t.reconciliation_reason = 'refund_in_later_payout')
    AND t.reconciliation_reason <> 'follows_payment'
  UNION ALL
  SELECT p.id, p.user_id, 'payout', CASE WHEN p.has_unknown THEN 'unclassified' ELSE 'difference' END,
         CASE WHEN p.has_unknown THEN 'unclassified_lines' ELSE 'lines_do_not_sum_up' END, p.initiated_at, NULL, p.payment_processor_id,
         NULL, NULL, p.id, p.amount, p.lines_amount, p.lines_amount - p.amount, p.currency, p.currency,
         concat_ws(' ', p.has_unknown, p.amount, p.lines_amount)
  FROM (
    SELECT payouts.*, EXISTS (SELECT 1 FROM payout_lines l WHERE l.payout_id = payouts.id AND l.category = 'unclassified') AS has_unknown
    FROM payouts WHERE lines_complete AND status NOT IN ('failed', 'cancelled')) p
  WHERE p.has_unknown OR p.lines_amount IS DISTINCT FROM p.amount)`;

const ACCEPTED = `SELECT 1 FROM accepted_exceptions a WHERE a.user_id = r.user_id AND a.subject_id = r.id AND a.facts = r.facts`;

/** SQL of a condition: whether the user has accepted it as it is. */
export const IS_ACCEPTED = `EXISTS (${ACCEPTED})`;

export const EXCEPTION_JOINS = `
  LEFT JOIN payable_orders ord ON ord.id = r.order_id
  LEFT JOIN transactions trans ON trans.id = r.transaction_id
  LEFT JOIN payouts pay ON pay.id = r.payout_id
  LEFT JOIN payment_processors processor ON processor.id = r.payment_processor_id
  LEFT JOIN accepted_exceptions accepted ON accepted.user_id = r.user_id AND accepted.subject_id = r.id AND accepted.facts = r.facts`;

export const EXCEPTION_JSON = `json_build_object(
  'id', r.id, 'subject_type', r.subject_type, 'state', r.state, 'reason', r.reason, 'message', ${sentenceSql('r.reason')},
  'expected_amount', ${moneyText('r.expected_amount', 'r.currency')}, 'currency', r.currency,
  'amount', ${moneyText('r.amount', 'r.amount_currency')}, 'amount_currency', r.amount_currency,
  'difference', ${moneyText('r.difference', 'r.currency')}, 'since', ${iso('r.since')},
  'order', CASE WHEN ord.id IS NOT NULL THEN json_build_object('id', ord.id, 'order_number', ord.order_number,
    'customer_email', ord.customer_email, 'created_at', ${iso('ord.created_at')}) END,
  'transaction', CASE WHEN trans.id IS NOT NULL THEN json_build_object('id', trans.id, 'platform_transaction_id',
    trans.platform_transaction_id, 'type', trans.type, 'customer_email', trans.customer_email,
    'occurred_at', ${iso('trans.occurred_at')}) END,
  'payout', CASE WHEN pay.id IS NOT NULL THEN json_build_object('id', pay.id, 'platform_payout_id', pay.platform_payout_id,
    'initiated_at', ${iso('pay.initiated_at')}) END,
  'store', CASE WHEN ord.id IS NOT NULL THEN json_build_object('id', ord.store_id, 'name', ord.store_name,
    'platform', ord.platform) END,
  'processor', CASE WHEN processor.id IS NOT NULL THEN json_build_object('id', processor.id, 'name', processor.name,
    'provider', processor.provider) END,
  'accepted', CASE WHEN accepted.subject_id IS NOT NULL THEN json_build_object('note', accepted.note, 'accepted_by',
    accepted.accepted_by, 'accepted_at', ${iso('accepted.accepted_at')}) END)`;
