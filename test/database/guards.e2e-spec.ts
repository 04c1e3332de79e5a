import { createTestDatabase, type TestDatabase } from '../support/database.js';

const ADA = '018f0000-0000-7000-8000-00000000000a';
const BO = '018f0000-0000-7000-8000-00000000000b';
const SHOP = '018f0000-0000-7000-8000-0000000000a1';

describe('what the database itself refuses and removes', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    await database.query(`
      INSERT INTO users (id, email, password_hash) VALUES ('${ADA}', 'ada@example.com', 'x'), ('${BO}', 'bo@example.com', 'x');
      INSERT INTO stores (id, user_id, name, platform, platform_store_id)
      VALUES ('${SHOP}', '${ADA}', 'Shop', 'shopify', 'gid-1');
    `);
  });

  afterEach(() => database.drop());

  const refuses = (sql: string, constraint: string): Promise<void> =>
    expect(database.query(sql)).rejects.toMatchObject({ constraint });

  it.each([
    ['products', `INSERT INTO products (store_id, user_id, title) VALUES ('${SHOP}', '${BO}', 'Mug')`],
    ['orders', `INSERT INTO orders (store_id, user_id) VALUES ('${SHOP}', '${BO}')`],
    ['customers', `INSERT INTO customers (store_id, user_id, platform_customer_id) VALUES ('${SHOP}', '${BO}', '1')`],
  ])('refuses a row of %s under another owner than its store has', async (table, sql) => {
    await refuses(sql, `${table}_store_id_user_id_fkey`);
  });

  it('refuses the same record of a platform twice', async () => {
    const product = `INSERT INTO products (store_id, user_id, title, platform_product_id) VALUES ('${SHOP}', '${ADA}', 'M', '7')`;
    const order = `INSERT INTO orders (store_id, user_id, platform_order_id) VALUES ('${SHOP}', '${ADA}', '7')`;
    const delivery = `INSERT INTO webhook_deliveries (store_id, platform, delivery_id, topic) VALUES ('${SHOP}', 'shopify', 'd', 't')`;
    for (const sql of [product, order, delivery]) await database.query(sql);
    await refuses(product, 'products_store_id_platform_product_id_key');
    await refuses(order, 'orders_store_id_platform_order_id_key');
    await refuses(delivery, 'webhook_deliveries_store_id_delivery_id_key');
  });

  it('refuses the same shop connected twice by one person, and allows it to two, and unconnected stores to all', async () => {
    const store = (user: string, shop: string | null): string =>
      `INSERT INTO stores (user_id, name, platform, platform_store_id)
       VALUES ('${user}', 'S', 'shopify', ${shop === null ? 'NULL' : `'${shop}'`})`;
    await refuses(store(ADA, 'gid-1'), 'stores_user_id_platform_platform_store_id_key');
    await database.query(store(BO, 'gid-1'));
    await database.query(store(ADA, null));
    await database.query(store(ADA, null));
    expect(await database.count('stores')).toBe(4);
  });

  it('refuses a second queued or running job with the same dedupe key, and allows one after the first has ended', async () => {
    const job = `INSERT INTO jobs (user_id, type, dedupe_key) VALUES ('${ADA}', 'sync', 'sync:1')`;
    await database.query(job);
    await refuses(job, 'jobs_active_dedupe_key');
    await database.query("UPDATE jobs SET status = 'running'");
    await refuses(job, 'jobs_active_dedupe_key');
    await database.query("UPDATE jobs SET status = 'succeeded'");
    await database.query(job);
    expect(await database.count('jobs')).toBe(2);
  });

  it.each([
    ["UPDATE stores SET connection_state = 'odd'", 'stores_connection_state_check'],
    [`INSERT INTO jobs (user_id, type, status) VALUES ('${ADA}', 't', 'odd')`, 'jobs_status_check'],
    [`INSERT INTO sync_runs (store_id, resource, mode) VALUES ('${SHOP}', 'odd', 'full')`, 'sync_runs_resource_check'],
    [
      `INSERT INTO one_time_tokens (user_id, email, purpose, token_hash, expires_at) VALUES ('${ADA}', 'a@example.com', 'odd', '\\x00', now())`,
      'one_time_tokens_purpose_check',
    ],
  ])('refuses a word outside a closed vocabulary: %s', async (sql, constraint) => {
    await refuses(sql, constraint);
  });

  it('holds three-decimal and very large amounts exactly', async () => {
    const row = await database.one<{ total_amount: string; subtotal: string }>(
      `INSERT INTO orders (store_id, user_id, total_amount, subtotal)
       VALUES ('${SHOP}', '${ADA}', 999999999999999.9999, 12.345) RETURNING total_amount, subtotal`,
    );
    expect(row).toEqual({ total_amount: '999999999999999.9999', subtotal: '12.3450' });
  });

  it('removes everything of a deleted store, and leaves the books and the campaigns', async () => {
    await database.query(`
      WITH product AS (
        INSERT INTO products (store_id, user_id, title) VALUES ('${SHOP}', '${ADA}', 'Mug') RETURNING id
      ), variant AS (
        INSERT INTO product_variants (product_id, store_id) SELECT id, '${SHOP}' FROM product RETURNING id, product_id
      ), level AS (
        INSERT INTO inventory_levels (variant_id, platform_location_id, available) SELECT id, 'L', 3 FROM variant
      ), purchase AS (
        INSERT INTO orders (store_id, user_id) VALUES ('${SHOP}', '${ADA}') RETURNING id
      ), money AS (
        INSERT INTO order_payments (order_id, user_id, store_id, state, expected_amount, paid_amount, refunded_amount, currency,
                                    transactions_count, ordered_at, since, updated_at)
        SELECT id, '${ADA}', '${SHOP}', 'matched_auto', 1, 1, 0, 'EUR', 1, now(), now(), now() FROM purchase
      ), line AS (
        INSERT INTO order_items (order_id, store_id, product_id, variant_id, quantity, price, total)
        SELECT purchase.id, '${SHOP}', variant.product_id, variant.id, 1, 1, 1 FROM purchase, variant
      ), shipment AS (
        INSERT INTO fulfillments (order_id, status) SELECT id, 'success' FROM purchase
      ), refund AS (
        INSERT INTO refunds (order_id, amount, currency) SELECT id, 1, 'EUR' FROM purchase
      ), entry AS (
        INSERT INTO order_timeline (order_id, kind, message, source) SELECT id, 'placed', 'Placed', 'shopify' FROM purchase
      ), processor AS (
        INSERT INTO payment_processors (user_id, name, provider) VALUES ('${ADA}', 'P', 'stripe') RETURNING id
      ), payment AS (
        INSERT INTO transactions (payment_processor_id, user_id, order_id, amount) SELECT processor.id, '${ADA}', purchase.id, 1
        FROM processor, purchase
      ), job AS (
        INSERT INTO jobs (user_id, store_id, type) VALUES ('${ADA}', '${SHOP}', 'sync') RETURNING id
      )
      INSERT INTO sync_runs (store_id, job_id, resource, mode) SELECT '${SHOP}', id, 'orders', 'full' FROM job;
      INSERT INTO jobs (user_id, type, payload) VALUES ('${ADA}', 'delete', '{"store_id": "${SHOP}"}');
      INSERT INTO ad_campaigns (user_id, store_id, name) VALUES ('${ADA}', '${SHOP}', 'Spring');
      INSERT INTO analytics_data (store_id) VALUES ('${SHOP}');
      INSERT INTO customers (store_id, user_id, platform_customer_id) VALUES ('${SHOP}', '${ADA}', '1');
      INSERT INTO sync_state (store_id, resource) VALUES ('${SHOP}', 'orders');
      INSERT INTO sync_bad_records (store_id, resource, platform_id, reason) VALUES ('${SHOP}', 'orders', '1', 'odd');
      INSERT INTO webhook_deliveries (store_id, platform, delivery_id, topic) VALUES ('${SHOP}', 'shopify', '1', 't');
    `);

    await database.query(`DELETE FROM stores WHERE id = '${SHOP}'`);

    const left: Record<string, number> = {};
    const tables = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_name NOT IN ('migrations', 'typeorm_metadata')`,
    );
    for (const { name } of tables) {
      const count = await database.count(name);
      if (count > 0) left[name] = count;
    }
    expect(left).toEqual({
      users: 2,
      payment_processors: 1,
      transactions: 1,
      transaction_search: 1,
      ad_campaigns: 1,
      jobs: 1,
    });
    expect(await database.one('SELECT order_id FROM transactions')).toEqual({ order_id: null });
    expect(await database.one('SELECT store_id FROM ad_campaigns')).toEqual({ store_id: null });
  });

  it('keeps what a transaction is searched by with its transaction', async () => {
    await database.query(`
      WITH processor AS (
        INSERT INTO payment_processors (user_id, name, provider) VALUES ('${ADA}', 'P', 'stripe') RETURNING id
      )
      INSERT INTO transactions (payment_processor_id, user_id, platform_transaction_id, customer_name, amount)
      SELECT id, '${ADA}', name, name, 1 FROM processor, unnest(ARRAY['Ch_1', 'Ch_2']) AS name`);
    const texts = async (): Promise<string[]> =>
      (await database.query<{ text: string }>('SELECT search_text AS text FROM transaction_search ORDER BY 1')).map(
        ({ text }) => text,
      );
    expect(await texts()).toEqual(['ch_1 ch_1', 'ch_2 ch_2']);
    await database.query(
      `UPDATE transactions SET customer_name = 'Zoé', status = 'failed' WHERE customer_name = 'Ch_1'`,
    );
    expect(await texts()).toEqual(['ch_1 zoé', 'ch_2 ch_2']);
    const before = await database.query('SELECT ctid FROM transaction_search ORDER BY transaction_id');
    await database.query(`UPDATE transactions SET reconciliation_state = 'orphan', customer_name = customer_name`);
    expect(await database.query('SELECT ctid FROM transaction_search ORDER BY transaction_id')).toEqual(before);
    await database.query(`DELETE FROM transactions WHERE customer_name = 'Zoé'`);
    expect(await texts()).toEqual(['ch_2 ch_2']);
  });

  it('keeps an order line whose product is deleted, without the link', async () => {
    await database.query(`
      WITH product AS (
        INSERT INTO products (store_id, user_id, title) VALUES ('${SHOP}', '${ADA}', 'Mug') RETURNING id
      ), purchase AS (
        INSERT INTO orders (store_id, user_id) VALUES ('${SHOP}', '${ADA}') RETURNING id
      )
      INSERT INTO order_items (order_id, store_id, product_id, title, quantity, price, total)
      SELECT purchase.id, '${SHOP}', product.id, 'Mug', 1, 1, 1 FROM purchase, product;
    `);
    await database.query('DELETE FROM products');
    expect(await database.one('SELECT title, product_id FROM order_items')).toEqual({ title: 'Mug', product_id: null });
  });
});
