import { TRANSACTION_COLUMNS, ORDER_COLUMNS } from './rows.sql.js';

/**
 * What a pass looks at, as temporary tables: `rc` (the one row of rules and time), `rc_orders`, `rc_tx` (transactions). A full pass
 * takes all of the user's; another one what is marked and whatever that can touch, so that its verdicts are those of a full one.
 */

/** Before anything else; what is left of an earlier pass goes with its transaction. */
export const BEGIN = `
  SET LOCAL jit = off;
  SET LOCAL work_mem = '64MB';
  SET LOCAL default_statistics_target = 10;
  CREATE TEMP TABLE rc (
    user_id uuid, now timestamptz, tolerance_amount numeric, tolerance_percent numeric, missing_after interval, orphan_after interval,
    time_window double precision, minimum_score int, ignored text[], absent_providers text[], has_providers boolean,
    is_waiting_for_orders boolean, is_waiting_for_payments boolean) ON COMMIT DROP;
  CREATE TEMP TABLE rc_marks (subject_type text, subject_id uuid) ON COMMIT DROP;
  CREATE TEMP TABLE rc_stores (id uuid, words text[]) ON COMMIT DROP`;

/**
 * $1 user, $2 now, $3 to $9 the rules, $10 all providers that there are. A store or processor that was connected and never read to its end is still in its first
 * import: what is not there yet is not missing.
 */
export const SET_RULES = `
  WITH connected AS (
    SELECT provider, connection_state, last_synced_at FROM payment_processors
    WHERE user_id = $1 AND connection_state <> 'disconnected' AND deleted_at IS NULL)
  INSERT INTO rc SELECT $1, $2, $3, $4, make_interval(days => $5), make_interval(hours => $6), $7::float8 * 3600, $8, $9,
    ARRAY(SELECT key FROM unnest($10::text[]) AS key WHERE key NOT IN (SELECT provider FROM connected)),
    EXISTS (SELECT 1 FROM connected),
    EXISTS (SELECT 1 FROM stores
            WHERE user_id = $1 AND connection_state IN ('connecting', 'connected', 'degraded') AND last_synced_at IS NULL),
    EXISTS (SELECT 1 FROM connected WHERE connection_state IN ('connected', 'degraded') AND last_synced_at IS NULL)`;

/** $1 user. How shops are called in what their plug-ins tell a processor. */
export const SET_STORES = `
  INSERT INTO rc_stores SELECT id, array_remove(ARRAY[name, domain, split_part(domain, '.', 1), platform_store_id]::text[], NULL)
  FROM stores WHERE user_id = $1`;

/** $1 user. */
export const TAKE_MARKS = `
  WITH taken AS (DELETE FROM reconciliation_marks WHERE user_id = $1 RETURNING subject_type, subject_id)
  INSERT INTO rc_marks SELECT subject_type, subject_id FROM taken`;

export const GATHER_ALL = `
  CREATE TEMP TABLE rc_orders ON COMMIT DROP AS
    SELECT ${ORDER_COLUMNS} FROM payable_orders o CROSS JOIN rc WHERE o.user_id = rc.user_id;
  CREATE TEMP TABLE rc_tx ON COMMIT DROP AS
    SELECT ${TRANSACTION_COLUMNS} FROM transactions t CROSS JOIN rc WHERE t.user_id = rc.user_id;
  ANALYZE rc_orders, rc_tx`;

/** Payments of nobody that the orders in scope may be paid by. */
const TAKE_OPEN_PAYMENTS = `
  ANALYZE rc_scope_orders;
  INSERT INTO rc_scope_tx
    WITH theirs AS MATERIALIZED (
      SELECT o.total_amount, o.currency, o.payment_reference, o.platform_order_id, ltrim(o.order_number, '#') AS number
      FROM rc_scope_orders s JOIN payable_orders o ON o.id = s.id),
    words AS (
      SELECT payment_reference AS word FROM theirs UNION SELECT platform_order_id FROM theirs UNION SELECT number FROM theirs),
    open AS MATERIALIZED (
      SELECT t.id, t.amount, t.currency, t.platform_transaction_id, t.own_references, t.order_references
      FROM transactions t JOIN rc ON rc.user_id = t.user_id
      WHERE t.order_id IS NULL AND t.type = 'payment' AND t.match_method IS DISTINCT FROM 'unmatched')
    SELECT open.id FROM open JOIN theirs ON theirs.currency = open.currency AND theirs.total_amount = open.amount
    UNION
    SELECT open.id FROM open
      CROSS JOIN LATERAL unnest(open.platform_transaction_id || open.own_references || open.order_references) AS said (word)
      JOIN words ON words.word = ltrim(said.word, '#')
    ON CONFLICT DO NOTHING`;

/** Orders that the payments in scope are tied to, name, or fit by their amount. */
const TAKE_POSSIBLE_ORDERS = `
  ANALYZE rc_scope_tx;
  INSERT INTO rc_scope_orders
    WITH payments AS MATERIALIZED (
      SELECT t.* FROM rc_scope_tx s JOIN transactions t ON t.id = s.id JOIN rc ON rc.user_id = t.user_id WHERE t.type = 'payment'),
    words AS MATERIALIZED (
      SELECT DISTINCT said.word FROM payments p
      CROSS JOIN LATERAL unnest(p.platform_transaction_id || p.own_references || p.order_references) AS said (word)
      WHERE said.word IS NOT NULL),
    numbers AS MATERIALIZED (
      SELECT lower(word) AS number FROM words UNION SELECT '#' || lower(word) FROM words)
    SELECT order_id FROM payments WHERE order_id IS NOT NULL
    UNION
    SELECT o.id FROM words CROSS JOIN rc JOIN payable_orders o ON o.user_id = rc.user_id AND o.payment_reference = words.word
    UNION
    SELECT o.id FROM words CROSS JOIN rc_stores store
      JOIN payable_orders o ON o.store_id = store.id AND o.platform_order_id = words.word
    UNION
    SELECT o.id FROM numbers CROSS JOIN rc JOIN payable_orders o ON o.user_id = rc.user_id AND lower(o.order_number) = numbers.number
    UNION
    SELECT o.id FROM payments p CROSS JOIN rc
      JOIN payable_orders o ON o.user_id = p.user_id AND o.total_amount = p.amount AND o.currency = p.currency
      WHERE (p.order_id IS NULL OR p.match_method = 'score')
        AND abs(extract(epoch FROM coalesce(o.paid_at, o.created_at) - p.occurred_at)) <= rc.time_window
    ON CONFLICT DO NOTHING`;

/** Refunds and the like go with their payment, and it with them. */
const TAKE_RELATIVES = `
  ANALYZE rc_scope_tx;
  INSERT INTO rc_scope_tx
    SELECT t.parent_transaction_id FROM rc_scope_tx s JOIN transactions t ON t.id = s.id WHERE t.parent_transaction_id IS NOT NULL
    ON CONFLICT DO NOTHING;
  INSERT INTO rc_scope_tx
    SELECT t.id FROM rc_scope_tx s JOIN transactions t ON t.parent_transaction_id = s.id
    ON CONFLICT DO NOTHING`;

export const GATHER_MARKED = `
  CREATE TEMP TABLE rc_scope_tx (id uuid PRIMARY KEY) ON COMMIT DROP;
  CREATE TEMP TABLE rc_scope_orders (id uuid PRIMARY KEY) ON COMMIT DROP;
  INSERT INTO rc_scope_orders SELECT subject_id FROM rc_marks WHERE subject_type = 'order';
  INSERT INTO rc_scope_tx SELECT subject_id FROM rc_marks WHERE subject_type = 'transaction';
  INSERT INTO rc_scope_tx
    SELECT t.id FROM rc_scope_orders s JOIN transactions t ON t.order_id = s.id ON CONFLICT DO NOTHING;
  ${TAKE_RELATIVES};
  ${TAKE_OPEN_PAYMENTS};
  ${TAKE_POSSIBLE_ORDERS};
  ${TAKE_OPEN_PAYMENTS};
  ${TAKE_POSSIBLE_ORDERS};
  INSERT INTO rc_scope_tx
    SELECT t.id FROM rc_scope_orders s JOIN transactions t ON t.order_id = s.id ON CONFLICT DO NOTHING;
  ${TAKE_RELATIVES};
  ANALYZE rc_scope_orders, rc_scope_tx;
  CREATE TEMP TABLE rc_orders ON COMMIT DROP AS
    SELECT ${ORDER_COLUMNS} FROM rc_scope_orders s JOIN payable_orders o ON o.id = s.id CROSS JOIN rc WHERE o.user_id = rc.user_id;
  CREATE TEMP TABLE rc_tx ON COMMIT DROP AS
    SELECT ${TRANSACTION_COLUMNS} FROM rc_scope_tx s JOIN transactions t ON t.id = s.id CROSS JOIN rc WHERE t.user_id = rc.user_id;
  ANALYZE rc_orders, rc_tx`;
