import pg from 'pg';
import { chunksOf, type RawProduct } from './raw-writes.js';

/** Rows in one transaction. */
const CHUNK = 1_000;

/** What a bulk update leaves in the database, and nothing else: each variant's new price, in a copy of the store's rows. */
export class RawPrices {
  private constructor(private readonly client: pg.Client) {}

  /** Copies the store's products with all their indexes. */
  static async ofStore(databaseUrl: string, storeId: string): Promise<RawPrices> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('CREATE TEMPORARY TABLE raw_products (LIKE products INCLUDING ALL)');
    await client.query('CREATE TEMPORARY TABLE raw_variants (LIKE product_variants INCLUDING ALL)');
    await client.query(
      `INSERT INTO raw_products (${await columns(client, 'products')})
      SELECT ${await columns(client, 'products')} FROM products WHERE store_id = $1`,
      [storeId],
    );
    const own = await columns(client, 'product_variants');
    await client.query(`INSERT INTO raw_variants (${own})
      SELECT ${own} FROM product_variants WHERE product_id IN (SELECT id FROM raw_products)`);
    await client.query('ANALYZE raw_products, raw_variants');
    return new RawPrices(client);
  }

  async write(products: RawProduct[]): Promise<void> {
    for (const chunk of chunksOf(products, CHUNK)) {
      await this.client.query('BEGIN');
      await this.client.query(
        `UPDATE raw_variants v SET price = input.price
         FROM json_to_recordset($1::json) AS input (id uuid, price numeric) WHERE v.id = input.id`,
        [JSON.stringify(chunk.flatMap(({ variants }) => variants.map(({ id, price }) => ({ id, price }))))],
      );
      await this.client.query('UPDATE raw_products SET updated_at = now() WHERE id = ANY($1::uuid[])', [
        chunk.map(({ id }) => id),
      ]);
      await this.client.query('COMMIT');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

async function columns(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name).join(', ');
}
