/** What a pass needs of each row, with the words that the statements of this folder use. Aliases: \`o\`, \`t\`, \`rc\`. */

/**
 * `total` is what is to be paid, `at` when it was paid or else placed; `is_paid`: the shop says that all of it came; `is_elsewhere`: it
 * was paid in a way that no processor sees.
 */
export const ORDER_COLUMNS = `
  o.id, o.store_id, coalesce(o.total_amount, 0) AS total, coalesce(o.currency, '') AS currency, o.payment_reference,
  o.platform_order_id, ltrim(o.order_number, '#') AS number, o.customer_email AS email, coalesce(o.paid_at, o.created_at) AS at,
  o.created_at AS ordered_at, o.status = 'cancelled' AS is_cancelled, coalesce(o.payment_status, '') AS payment_status,
  coalesce(o.payment_status IN ('paid', 'partially_refunded', 'refunded'), o.paid_at IS NOT NULL) AS is_paid,
  lower(o.payment_gateway) AS gateway,
  coalesce(string_to_array(lower(o.payment_gateway), ', ') <@ rc.ignored, false) AS is_elsewhere,
  coalesce(string_to_array(lower(o.payment_gateway), ', ') && rc.ignored, false) AS is_partly_elsewhere,
  greatest(rc.tolerance_amount, round(coalesce(o.total_amount, 0) * rc.tolerance_percent / 100, 4)) AS tolerance`;

/** `is_fixed`: a person has tied it to its order; `is_barred`: a person has said that it is of none. */
export const TRANSACTION_COLUMNS = `
  t.id, t.payment_processor_id, t.type, t.status, t.amount, coalesce(t.currency, '') AS currency, t.platform_transaction_id,
  t.own_references, t.order_references, lower(t.customer_email) AS email, t.occurred_at, t.parent_transaction_id, t.payout_id,
  t.is_classified, t.settlement_amount, t.settlement_currency, t.fee_amount, t.net_amount, t.order_id AS old_order_id,
  t.match_method AS old_method, coalesce(t.match_method = 'manual' AND t.order_id IS NOT NULL, false) AS is_fixed,
  coalesce(t.match_method = 'unmatched', false) AS is_barred`;
