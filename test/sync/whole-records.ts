import type { TestDatabase } from '../support/database.js';

/** All that the platforms say of orders and products, a line a row. Left out: our own ids and times. */
export async function wholeRecords(db: TestDatabase): Promise<Record<string, string[]>> {
  const ours = `- '{id,order_id,product_id,variant_id,content_hash,search_text,created_at,updated_at,deleted_at}'::text[]`;
  const line = `to_jsonb(i) ${ours}`;
  const tables = {
    orders: `SELECT (to_jsonb(r) ${ours})::text || coalesce((SELECT jsonb_agg(${line} ORDER BY i.platform_item_id)::text FROM order_items i
               WHERE i.order_id = r.id), '') AS line FROM orders r WHERE r.deleted_at IS NULL`,
    refunds: `SELECT (to_jsonb(r) ${ours})::text AS line FROM refunds r JOIN orders o ON o.id = r.order_id WHERE o.deleted_at IS NULL`,
    fulfillments: `SELECT (to_jsonb(r) ${ours})::text AS line FROM fulfillments r JOIN orders o ON o.id = r.order_id WHERE o.deleted_at IS NULL`,
    products: `SELECT (to_jsonb(r) ${ours})::text AS line FROM products r WHERE r.deleted_at IS NULL`,
    variants: `SELECT (to_jsonb(r) ${ours})::text AS line FROM product_variants r JOIN products p ON p.id = r.product_id WHERE p.deleted_at IS NULL`,
  };
  const lines: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(tables))
    lines[name] = (await db.query<{ line: string }>(sql)).map((row) => row.line).sort();
  return lines;
}
