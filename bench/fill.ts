import pg from 'pg';
import { bulkLoad } from './bulk-load.js';

const FIRST_NAMES =
  'Anna Ben Carla David Elena Felix Greta Hugo Ines Jonas Klara Leo Mara Noah Olga Paul Rosa Samuel Tara Viktor Yara Amir Bianca Chen Diego Emilia Farid Giulia Hana Ivan';
const LAST_NAMES =
  'Abbott Becker Castillo Dubois Eriksson Fischer Gruber Haddad Ivanova Jensen Kowalski Lindqvist Moreau Novak Okafor Petrov Quintero Rossi Schneider Takahashi Ullman Vasquez Weber Xu Yilmaz Zimmermann Andersen Bianchi Costa Dvorak Engel Ferrari Garcia Hoffmann Iqbal Jovanovic Keller Laurent Meier Nakamura';
const MAIL_HOSTS = 'gmail.com outlook.com yahoo.com icloud.com web.de gmx.net proton.me orange.fr libero.it telia.se';
const CITIES = 'Berlin Paris Madrid Wien Oslo Praha Torino Lisboa Gent Malmö';

const list = (words: string): string =>
  `ARRAY[${words
    .split(' ')
    .map((word) => `'${word}'`)
    .join(', ')}]`;
const pick = (words: string, number: string): string => {
  const count = words.split(' ').length;
  return `(${list(words)})[1 + (${number}) % ${count}]`;
};

/**
 * Orders as shops have them: spread over two years and all stores, a fifth as many customers as orders, some of whom
 * come often. The numbers are the same in every run ($1 orders, $2 stores, $3 user).
 */
const ORDERS = `
  INSERT INTO orders (id, store_id, user_id, platform_order_id, order_number, platform_customer_id, customer_email,
    customer_name, customer_phone, billing_address, shipping_address, subtotal, discount_amount, tax_amount,
    shipping_amount, total_amount, refunded_amount, currency, status, fulfillment_status, payment_status, platform_status,
    payment_gateway, notes, tags, discount_codes, tax_lines, shipping_lines, items_count, paid_at, created_at, updated_at,
    platform_updated_at, content_hash)
  SELECT gen_random_uuid(), ($2::uuid[])[1 + n % cardinality($2::uuid[])], $3, (5000000000 + n)::text, '#' || (1000 + n),
    (7000000 + customer)::text, email, name, '+49 30 ' || (1000000 + customer), address, address, subtotal, 0, tax, 4.90,
    subtotal + tax + 4.90, CASE WHEN n % 20 = 0 THEN 10 ELSE 0 END, CASE WHEN n % 4 = 0 THEN 'USD' ELSE 'EUR' END,
    (ARRAY['pending', 'paid', 'fulfilled', 'shipped', 'delivered', 'cancelled'])[1 + n % 6],
    CASE WHEN n % 3 = 0 THEN 'unfulfilled' ELSE 'fulfilled' END,
    CASE WHEN n % 20 = 0 THEN 'partially_refunded' ELSE 'paid' END, 'processing', 'stripe',
    CASE WHEN n % 10 = 0 THEN 'Please leave it with the neighbour.' END,
    CASE WHEN n % 7 = 0 THEN '["gift", "vip"]' ELSE '[]' END::jsonb, '[]',
    jsonb_build_array(jsonb_build_object('title', 'VAT', 'rate', '0.19', 'price', tax)),
    jsonb_build_array(jsonb_build_object('title', 'Standard', 'code', 'standard', 'price', '4.90')),
    1 + n % 4, placed, placed, placed + interval '2 hours', placed + interval '2 hours', sha256(n::text::bytea)
  FROM (
    SELECT *, lower(first || '.' || last) || CASE WHEN customer >= 1000 THEN (customer / 1000)::text ELSE '' END || '@' || host AS email,
      first || ' ' || last AS name, round((15 + spread * 200)::numeric, 2) AS subtotal, round(((15 + spread * 200) * 0.19)::numeric, 2) AS tax,
      timestamptz '2026-11-01' - (n / $1::float8) * interval '730 days' - spread * interval '1 hour' AS placed,
      jsonb_build_object('name', first || ' ' || last, 'company', NULL, 'address1', 'Lindenstraße ' || customer % 200, 'address2', NULL,
        'city', city, 'province', NULL, 'province_code', NULL, 'country', 'Germany', 'country_code', 'DE',
        'zip', (10000 + customer % 90000)::text, 'phone', '+49 30 ' || (1000000 + customer)) AS address
    FROM (
      SELECT n, customer, spread, ${pick(FIRST_NAMES, 'customer')} AS first, ${pick(LAST_NAMES, 'customer / 7')} AS last,
        ${pick(MAIL_HOSTS, 'customer / 3')} AS host, ${pick(CITIES, 'customer / 11')} AS city
      FROM (SELECT n, floor($1::int / 5 * power(mod((n::bigint * 7919) % 104729, 104729) / 104729.0, 2))::int AS customer,
                   ((n::bigint * 104729) % 99991) / 99991.0 AS spread
            FROM generate_series(1, $1::int) AS n) AS drawn) AS named) AS whole`;

/** 1 to 4 lines an order, 2.5 on average. */
const ITEMS = `
  INSERT INTO order_items (order_id, store_id, platform_item_id, platform_product_id, title, sku, quantity, price, total, variant_title, position)
  SELECT o.id, o.store_id, o.platform_order_id || '-' || line, (800000 + line * 37)::text, 'Trail backpack ' || line, 'SKU-' || (1000 + line * 37),
    1 + line % 2, 25, 25 * (1 + line % 2), 'Blue / ' || line, line
  FROM orders o CROSS JOIN LATERAL generate_series(1, o.items_count) AS line`;

const FULFILLMENTS = `
  INSERT INTO fulfillments (order_id, platform_fulfillment_id, status, carrier, tracking_number, tracking_url, shipped_at)
  SELECT id, 'f-' || platform_order_id, 'success', 'DHL', 'JJD' || platform_order_id, 'https://dhl.example/' || platform_order_id,
    created_at + interval '1 day'
  FROM orders WHERE fulfillment_status = 'fulfilled'`;

const REFUNDS = `
  INSERT INTO refunds (order_id, platform_refund_id, amount, currency, reason, refunded_at)
  SELECT id, 'r-' || platform_order_id, 10, currency, 'Damaged', created_at + interval '5 days' FROM orders WHERE refunded_amount > 0`;

const TABLES = ['orders', 'order_items', 'fulfillments', 'refunds'];

export interface Filled {
  /** A customer of 50 to 200 orders. */
  email: string;
  /** Order from the middle, with several lines. */
  order_id: string;
  /** The last order of the page before `depth`. */
  deep: { position: number; created_at: string; id: string };
}

/** Fills the migrated database of one user and picks what is asked for later. */
export async function fill(
  databaseUrl: string,
  userId: string,
  storeIds: string[],
  orders: number,
  depth: number,
): Promise<Filled> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await bulkLoad(client, TABLES, async () => {
      await client.query(ORDERS, [orders, storeIds, userId]);
      await client.query(ITEMS);
      await client.query(FULFILLMENTS);
      await client.query(REFUNDS);
    });
    await client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}, stores`);
    await client.query('CHECKPOINT');
    const one = async <Row extends object>(sql: string, values: unknown[]): Promise<Row> => {
      const { rows } = await client.query<Row>(sql, values);
      if (!rows[0]) throw new Error('The filled database lacks what the benchmark asks for');
      return rows[0];
    };
    const { email } = await one<{ email: string }>(
      `SELECT customer_email AS email FROM orders WHERE user_id = $1 GROUP BY 1 HAVING count(*) BETWEEN 51 AND 200 ORDER BY count(*), 1 LIMIT 1`,
      [userId],
    );
    const at = `SELECT id, created_at::text FROM orders WHERE user_id = $1 ORDER BY created_at DESC, orders.id DESC LIMIT 1 OFFSET $2`;
    const middle = await one<{ id: string }>(
      `SELECT id FROM orders WHERE user_id = $1 AND items_count = 3 AND fulfillment_status = 'fulfilled' ORDER BY created_at LIMIT 1 OFFSET $2`,
      [userId, Math.floor(orders / 20)],
    );
    const deep = await one<{ id: string; created_at: string }>(at, [userId, depth - 1]);
    return { email, order_id: middle.id, deep: { position: depth, ...deep } };
  } finally {
    await client.end();
  }
}
