import pg from 'pg';
import { createDataSource } from '../../ormconfig.js';
import { SystemClock } from '../../src/common/clock/clock.js';
import { Database } from '../../src/common/database/database.js';
import { Outbox } from '../../src/common/events/outbox.js';
import { type PassResult, ReconciliationPass } from '../../src/modules/payments/reconciliation/reconciliation-pass.js';
import { ReconciliationRulesRepository } from '../../src/modules/payments/reconciliation/reconciliation-rules.js';
import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import { type BookOwner, fillBooks } from '../payment-rows.js';
import type { Part } from '../report.js';

const MOST_SECONDS = 10;

/**
 * The limit: one hash join that ties each transaction to its order, and one that writes down each order's payment. It knows by what
 * to join, counts nothing, judges nothing.
 */
const BARE = [
  `UPDATE transactions t SET order_id = o.id, reconciliation_state = 'matched_auto', match_method = 'reference', matched_at = now(),
          updated_at = now()
   FROM orders o WHERE t.user_id = $1 AND o.user_id = $1 AND o.platform_order_id = t.description`,
  `INSERT INTO order_payments (order_id, user_id, store_id, payment_processor_id, state, expected_amount, paid_amount, refunded_amount,
          difference, currency, paid_currency, fee_amount, net_amount, fee_currency, transactions_count, ordered_at, since, updated_at)
   SELECT o.id, $1, o.store_id, t.payment_processor_id, 'matched_auto', o.total_amount, coalesce(t.amount, 0), 0, 0, o.currency, t.currency,
          t.fee_amount, t.net_amount, t.settlement_currency, 1, o.created_at, now(), now()
   FROM orders o LEFT JOIN transactions t ON t.user_id = $1 AND t.description = o.platform_order_id WHERE o.user_id = $1`,
];

const UNDO = [
  `DELETE FROM order_payments WHERE user_id = $1`,
  `UPDATE transactions SET order_id = NULL, reconciliation_state = NULL, reconciliation_reason = NULL, match_method = NULL,
          match_score = NULL, matched_at = NULL WHERE user_id = $1`,
];

/** Everything of a user with as many transactions as orders is reconciled for the first time, and again. */
export async function measureReconcile(ground: Ground, options: Options): Promise<Part> {
  const url = await ground.createDatabase('reconcile');
  const source = await createDataSource(url, 2).initialize();
  await source.runMigrations();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return partOf(options.reconcile_rows, await measure(client, new Database(source), options));
  } finally {
    await client.end();
    await source.destroy();
  }
}

async function measure(client: pg.Client, database: Database, options: Options): Promise<Measured> {
  const [ours, bare] = await fillBooks(client, options.reconcile_rows, 2);
  if (!ours || !bare) throw new Error('Nobody’s books were filled');
  const rules = new ReconciliationRulesRepository(database);
  const pass = new ReconciliationPass(database, rules, new Outbox(database), new SystemClock());
  const first: number[] = [];
  const second: PassResult[] = [];
  const limit: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    await undo(client, [ours, bare]);
    limit.push(await timed(() => runBare(client, bare)));
    await client.query('CHECKPOINT');
    first.push(await timed(() => pass.runFull(ours.user_id)));
    await client.query('VACUUM ANALYZE transactions, order_payments');
    second.push(await pass.runFull(ours.user_id));
  }
  return { first, second, limit, matched: await matchedCount(client, ours) };
}

interface Measured {
  first: number[];
  second: PassResult[];
  limit: number[];
  matched: number;
}

function partOf(rows: number, { first, second, limit, matched }: Measured): Part {
  const [own, bare] = [median(first), median(limit)];
  const again = median(second.map(({ seconds }) => seconds));
  const changed = Math.max(...second.map((result) => result.changed_orders + result.changed_transactions));
  const what = `${rows} transactions and ${rows} orders`;
  return {
    rows: [
      {
        figure: `reconcile ${what}`,
        unit: 's',
        ours: own,
        bare,
        ratio: median(first.map((seconds, round) => (limit[round] ?? NaN) / seconds)),
        note: `${matched} transactions matched; bare: one join by a known key, and the same rows written`,
      },
      { figure: 'the same again', unit: 's', ours: again, bare: null, ratio: null, note: `${changed} rows changed` },
    ],
    bounds: [
      { what: `${what} in one pass < ${MOST_SECONDS} s`, measured: `${own.toFixed(2)} s`, holds: own < MOST_SECONDS },
      { what: 'a second pass changes no row', measured: String(changed), holds: changed === 0 },
    ],
  };
}

async function undo(client: pg.Client, owners: BookOwner[]): Promise<void> {
  for (const { user_id: userId } of owners) for (const sql of UNDO) await client.query(sql, [userId]);
  await client.query('VACUUM ANALYZE transactions, order_payments, orders');
  await client.query('CHECKPOINT');
}

async function runBare(client: pg.Client, owner: BookOwner): Promise<void> {
  await client.query('BEGIN');
  for (const sql of BARE) await client.query(sql, [owner.user_id]);
  await client.query('COMMIT');
}

async function matchedCount(client: pg.Client, owner: BookOwner): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM transactions WHERE user_id = $1 AND order_id IS NOT NULL`,
    [owner.user_id],
  );
  return rows[0]?.count ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
