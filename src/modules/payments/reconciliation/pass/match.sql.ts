/** Which payment is of which order: `rc_links`, one row for each payment that something is known of. */

/** How strong a word is that a payment and an order have in common. The first two decide alone. */
const STRENGTH = { own_reference: 1000, told_reference: 500, order_id: 20, number: 10 } as const;

/** What makes one of several orders with the same number the right one. */
const PLAUSIBLE = { shop: 30, amount: 15, email: 10, currency: 5, near: 5 } as const;

/** Points of a payment and an order that have nothing in common but what they look like; 100 at most. */
export const POINTS = {
  amount: 50,
  amount_within_tolerance: 40,
  email: 30,
  other_email: -30,
  within: [
    { seconds: 600, points: 20 },
    { seconds: 3600, points: 15 },
    { seconds: 86_400, points: 10 },
  ],
  within_window: 5,
  /** The shop names a payment, or the payment an order: and it is not this one. */
  names_another: -10,
} as const;

const apart = 'abs(extract(epoch FROM o.at - t.occurred_at))';
const amountFits = 'o.currency = t.currency AND abs(o.total - t.amount) <= o.tolerance';

/**
 * By what one says of the other: the platform's payment reference, or what the shop told the processor. Of several orders the one for
 * which most speaks; where as much speaks for two, the payment is of neither.
 */
const FIND = `
  CREATE TEMP TABLE rc_links ON COMMIT DROP AS
  WITH open AS (SELECT * FROM rc_tx WHERE type = 'payment' AND NOT is_fixed AND NOT is_barred),
  words AS MATERIALIZED (
    SELECT id AS tx_id, platform_transaction_id AS word, true AS is_own FROM open
    UNION ALL SELECT id, unnest(own_references), true FROM open
    UNION ALL SELECT id, unnest(order_references), false FROM open),
  hits AS (
    SELECT w.tx_id, o.id AS order_id, CASE WHEN w.is_own THEN ${STRENGTH.own_reference} ELSE ${STRENGTH.told_reference} END AS strength
    FROM words w JOIN rc_orders o ON o.payment_reference = w.word
    UNION ALL
    SELECT w.tx_id, o.id, ${STRENGTH.order_id} FROM words w JOIN rc_orders o ON o.platform_order_id = w.word WHERE NOT w.is_own
    UNION ALL
    SELECT w.tx_id, o.id, ${STRENGTH.number} FROM words w JOIN rc_orders o ON o.number = ltrim(w.word, '#') WHERE NOT w.is_own),
  pairs AS (SELECT tx_id, order_id, sum(DISTINCT strength)::int AS strength FROM hits GROUP BY tx_id, order_id),
  judged AS (
    SELECT pairs.tx_id, pairs.order_id, pairs.strength,
           t.order_references && store.words AS names_shop, ${amountFits} AS amount_fits, o.currency = t.currency AS same_currency,
           coalesce(o.email = t.email, false) AS same_email, o.email IS NULL OR t.email IS NULL AS email_unknown,
           ${apart} <= rc.time_window AS is_near
    FROM pairs JOIN rc_tx t ON t.id = pairs.tx_id JOIN rc_orders o ON o.id = pairs.order_id
    JOIN rc_stores store ON store.id = o.store_id CROSS JOIN rc),
  weighed AS (
    SELECT tx_id, order_id, strength, strength + ${PLAUSIBLE.shop} * names_shop::int + ${PLAUSIBLE.amount} * amount_fits::int
           + ${PLAUSIBLE.email} * same_email::int + ${PLAUSIBLE.currency} * same_currency::int + ${PLAUSIBLE.near} * is_near::int AS weight
    FROM judged
    WHERE strength >= ${STRENGTH.told_reference} OR names_shop OR amount_fits OR same_email OR (is_near AND email_unknown)),
  ranked AS (
    SELECT *, row_number() OVER best AS place, lead(weight) OVER best AS next_weight FROM weighed
    WINDOW best AS (PARTITION BY tx_id ORDER BY weight DESC, order_id))
  SELECT tx_id, CASE WHEN weight IS DISTINCT FROM next_weight THEN order_id END AS order_id,
         CASE WHEN strength >= ${STRENGTH.told_reference} THEN 'reference' ELSE 'metadata' END AS method,
         CASE WHEN strength >= ${STRENGTH.own_reference} THEN 100 WHEN strength >= ${STRENGTH.told_reference} THEN 95
              ELSE least(90, 20 + weight) END AS score,
         weight IS NOT DISTINCT FROM next_weight AS is_ambiguous
  FROM ranked WHERE place = 1;
  INSERT INTO rc_links SELECT id, old_order_id, 'manual', NULL, false FROM rc_tx WHERE is_fixed AND type = 'payment';
  INSERT INTO rc_links SELECT id, NULL, 'unmatched', NULL, false FROM rc_tx WHERE is_barred AND type = 'payment';
  ANALYZE rc_links`;

const timePoints = [
  ...POINTS.within.map(({ seconds, points }) => `WHEN ${apart} <= ${seconds} THEN ${points}`),
  `ELSE ${POINTS.within_window}`,
].join(' ');

/** SQL of the points of \`t\` and \`o\`. */
const SCORE = `
  CASE WHEN o.total = t.amount THEN ${POINTS.amount} ELSE ${POINTS.amount_within_tolerance} END
  + CASE WHEN o.email = t.email THEN ${POINTS.email} WHEN o.email <> t.email THEN ${POINTS.other_email} ELSE 0 END
  + CASE ${timePoints} END
  + CASE WHEN o.payment_reference IS NOT NULL THEN ${POINTS.names_another} ELSE 0 END
  + CASE WHEN cardinality(t.order_references) > 0 THEN ${POINTS.names_another} ELSE 0 END`;

/** Payments and orders that nothing names. A bucket is as long as the time window: what is near is in the same or the next one. */
const OPEN = `
  CREATE TEMP TABLE rc_open_tx ON COMMIT DROP AS
    SELECT t.*, floor(extract(epoch FROM t.occurred_at) / rc.time_window) AS bucket FROM rc_tx t CROSS JOIN rc
    WHERE t.type = 'payment' AND t.status IN ('completed', 'pending') AND t.amount > 0
      AND NOT EXISTS (SELECT 1 FROM rc_links l WHERE l.tx_id = t.id);
  CREATE TEMP TABLE rc_open_orders ON COMMIT DROP AS
    SELECT o.*, floor(extract(epoch FROM o.at) / rc.time_window) AS bucket FROM rc_orders o CROSS JOIN rc
    WHERE o.total > 0 AND NOT o.is_cancelled AND NOT o.is_elsewhere AND o.payment_status NOT IN ('voided', 'failed')
      AND NOT EXISTS (SELECT 1 FROM rc_links l JOIN rc_tx t ON t.id = l.tx_id
                      WHERE l.order_id = o.id AND t.status IN ('completed', 'pending'));
  ANALYZE rc_open_tx, rc_open_orders`;

/** What was found by its looks before stays, as long as it still looks so: another order that looks alike later does not undo it. */
const KEEP = `
  CREATE TEMP TABLE rc_kept ON COMMIT DROP AS
    SELECT DISTINCT ON (o.id) t.id AS tx_id, o.id AS order_id, least(100, greatest(0, ${SCORE})) AS score
    FROM rc_open_tx t JOIN rc_open_orders o ON o.id = t.old_order_id CROSS JOIN rc
    WHERE t.old_method = 'score' AND ${amountFits} AND ${apart} <= rc.time_window
    ORDER BY o.id, t.occurred_at, t.id;
  INSERT INTO rc_links SELECT tx_id, order_id, 'score', score, false FROM rc_kept;
  DELETE FROM rc_open_tx t USING rc_kept WHERE rc_kept.tx_id = t.id;
  DELETE FROM rc_open_orders o USING rc_kept WHERE rc_kept.order_id = o.id`;

/** The best order of a payment that has this payment as its best; as good a second one, on either side, and it is left to a person. */
const COMPARE = `
  INSERT INTO rc_links
  WITH reach AS (SELECT t.*, t.bucket + step AS near_bucket FROM rc_open_tx t CROSS JOIN generate_series(-1, 1) AS step),
  pairs AS (
    SELECT t.id AS tx_id, o.id AS order_id, ${SCORE} AS score
    FROM reach t JOIN rc_open_orders o ON o.bucket = t.near_bucket AND o.currency = t.currency AND o.total = t.amount
    CROSS JOIN rc WHERE ${apart} <= rc.time_window
    UNION ALL
    SELECT t.id, o.id, ${SCORE}
    FROM reach t JOIN rc_open_orders o ON o.bucket = t.near_bucket AND o.currency = t.currency AND o.email = t.email
    CROSS JOIN rc WHERE ${apart} <= rc.time_window AND o.total <> t.amount AND ${amountFits}),
  ranked AS (
    SELECT pairs.*, max(score) OVER (PARTITION BY tx_id) AS best_of_tx, max(score) OVER (PARTITION BY order_id) AS best_of_order,
           count(*) OVER (PARTITION BY tx_id, score) > 1 AS is_tied_for_tx,
           count(*) OVER (PARTITION BY order_id, score) > 1 AS is_tied_for_order
    FROM pairs CROSS JOIN rc WHERE score >= rc.minimum_score)
  SELECT DISTINCT ON (tx_id) tx_id, CASE WHEN NOT is_tied_for_tx AND NOT is_tied_for_order THEN order_id END, 'score',
         least(100, greatest(0, score)), is_tied_for_tx OR is_tied_for_order
  FROM ranked WHERE score = best_of_tx AND (score = best_of_order OR is_tied_for_tx)
  ORDER BY tx_id, order_id;
  ANALYZE rc_links`;

export const MATCH = [FIND, OPEN, KEEP, COMPARE].join(';\n');
