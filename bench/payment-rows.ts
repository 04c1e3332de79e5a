import type pg from 'pg';
import { bulkLoad } from './bulk-load.js';

/** SQL of the id of row \`n\`: of version 7, as the product makes them, one import's rows side by side. */
const ID = `(lpad(to_hex(1793000000000 + n / 20), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' ||
  substr(md5(($3::uuid)::text || n), 1, 15))::uuid`;

/** SQL of the id of payment or refund \`n\` at the processor: as long as Stripe's. */
const platformId = (n: string, prefix: string, user = '$3'): string =>
  `${prefix} || substr(md5((${user}::uuid)::text || (${n})), 1, 24)`;

/**
 * $1 rows, $2 store, $3 user: paid orders, one every six minutes. Seven in ten know their payment by its id; what the others are
 * found by is in the transactions.
 */
const ORDERS = `
  INSERT INTO orders (id, store_id, user_id, platform_order_id, order_number, customer_email, customer_name, subtotal, total_amount,
    currency, status, fulfillment_status, payment_status, payment_gateway, payment_reference, items_count, paid_at, created_at, updated_at)
  SELECT ${ID}, $2, $3::uuid, (5000000 + n)::text, '#' || (1000 + n), 'person' || n % 20000 || '@mail.example', 'Person ' || n % 20000, 10,
    (1000 + n * 37 % 20000) / 100.0, CASE WHEN n % 4 = 0 THEN 'USD' ELSE 'EUR' END, 'paid', 'unfulfilled', 'paid', 'stripe',
    CASE WHEN n % 10 < 7 THEN ${platformId('n', "'ch_'")} END, 1, placed, placed, placed
  FROM (SELECT n, timestamptz '2026-11-01' - n * interval '6 minutes' AS placed FROM generate_series(1, $1::int) n) AS drawn`;

/**
 * $1 rows, $2 processor, $3 user: 95 payments in 100, of which one in a hundred names nobody, and 5 refunds. Two in ten tell the
 * order's number, one in ten nothing at all. \`description\` holds what the bare limit joins by.
 */
const TRANSACTIONS = `
  INSERT INTO transactions (id, payment_processor_id, user_id, platform_transaction_id, type, provider_type, status, amount, currency,
    settlement_amount, settlement_currency, fee_amount, net_amount, own_references, order_references, customer_email, description,
    occurred_at, observed_at, gateway_response)
  SELECT ${ID}, $2, $3::uuid, ${platformId('n', "CASE WHEN is_refund THEN 're_' ELSE 'ch_' END")}, CASE WHEN is_refund THEN 'refund' ELSE 'payment' END,
    'charge', 'completed', CASE WHEN is_refund THEN -5 ELSE (1000 + n * 37 % 20000) / 100.0 END,
    CASE WHEN n % 4 = 0 THEN 'USD' ELSE 'EUR' END, CASE WHEN is_refund THEN -5 ELSE (1000 + n * 37 % 20000) / 100.0 END, 'EUR',
    CASE WHEN is_refund THEN 0 ELSE 1.25 END, CASE WHEN is_refund THEN -5 ELSE (1000 + n * 37 % 20000) / 100.0 - 1.25 END,
    ARRAY[${platformId('n', "'pi_'")}], CASE WHEN n % 10 IN (7, 8) THEN ARRAY['#' || (1000 + n)] ELSE '{}' END,
    CASE WHEN n % 100 <> 9 THEN 'person' || n % 20000 || '@mail.example' END, CASE WHEN n % 100 <> 9 THEN (5000000 + n)::text END,
    timestamptz '2026-11-01' - n * interval '6 minutes' + interval '30 seconds', now(),
    jsonb_build_object('n', n, 'object', 'charge', 'status', 'succeeded', 'text', repeat(md5(n::text), 12))
  FROM (SELECT n, n % 20 = 19 AS is_refund FROM generate_series(1, $1::int) n) AS drawn`;

/** Refunds belong to the payment before them. */
const PARENTS = `
  UPDATE transactions r SET parent_transaction_id = p.id FROM transactions p
  WHERE r.user_id = $1::uuid AND r.type = 'refund' AND p.user_id = $1::uuid
    AND p.platform_transaction_id = ${platformId("(r.gateway_response ->> 'n')::int - 1", "'ch_'", '$1')}`;

export interface BookOwner {
  user_id: string;
  store_id: string;
  processor_id: string;
}

/** As many orders and transactions for each of `count` users. */
export async function fillBooks(client: pg.Client, rows: number, count: number): Promise<BookOwner[]> {
  const owners: BookOwner[] = [];
  for (let at = 0; at < count; at += 1) {
    const user = await id(
      client,
      `INSERT INTO users (email, password_hash) VALUES ('books-${at}@bench.example', '') RETURNING id`,
    );
    const store = await id(
      client,
      `INSERT INTO stores (user_id, name, platform, connection_state, last_synced_at) VALUES ($1, 'Books', 'shopify', 'connected', now()) RETURNING id`,
      [user],
    );
    const processor = await id(
      client,
      `INSERT INTO payment_processors (user_id, name, provider, connection_state, last_synced_at)
       VALUES ($1, 'Books', 'stripe', 'connected', now()) RETURNING id`,
      [user],
    );
    owners.push({ user_id: user, store_id: store, processor_id: processor });
  }
  await bulkLoad(client, ['orders', 'transactions'], async () => {
    for (const owner of owners) {
      await client.query(ORDERS, [rows, owner.store_id, owner.user_id]);
      await client.query(TRANSACTIONS, [rows, owner.processor_id, owner.user_id]);
    }
    await client.query('ANALYZE orders, transactions');
    for (const owner of owners) await client.query(PARENTS, [owner.user_id]);
  });
  await client.query('VACUUM (ANALYZE) orders, transactions, order_payments');
  return owners;
}

async function id(client: pg.Client, sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await client.query<{ id: string }>(sql, values);
  const [row] = rows;
  if (!row) throw new Error(`No row: ${sql}`);
  return row.id;
}
