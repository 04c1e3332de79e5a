import pg from 'pg';
import { uuidv7 } from '../src/common/ids/ids.js';
import { ORDERS_CHANGED } from '../src/modules/orders/orders.events.js';

/** The tables that an import fills, parents first, with the key by which a row is the same row. */
const TABLES: {
  name: string;
  key: string[];
  of: 'self' | 'products' | 'orders' | 'product_variants';
  resource: Resource;
}[] = [
  { name: 'products', key: ['store_id', 'platform_product_id'], of: 'self', resource: 'products' },
  { name: 'product_variants', key: ['product_id', 'platform_variant_id'], of: 'products', resource: 'products' },
  {
    name: 'inventory_levels',
    key: ['variant_id', 'platform_location_id'],
    of: 'product_variants',
    resource: 'products',
  },
  { name: 'customers', key: ['store_id', 'platform_customer_id'], of: 'self', resource: 'customers' },
  { name: 'orders', key: ['store_id', 'platform_order_id'], of: 'self', resource: 'orders' },
  { name: 'order_items', key: ['order_id', 'platform_item_id'], of: 'orders', resource: 'orders' },
  { name: 'fulfillments', key: ['order_id', 'platform_fulfillment_id'], of: 'orders', resource: 'orders' },
  { name: 'refunds', key: ['order_id', 'platform_refund_id'], of: 'orders', resource: 'orders' },
];

export type Resource = 'products' | 'customers' | 'orders';
type Values = Record<string, unknown>;

interface Table {
  name: string;
  sql: string;
  rows: Values[];
}

/** One page of one resource: the rows of each of its tables. */
interface Batch {
  resource: Resource;
  parts: { sql: string; rows: Values[] }[];
}

/**
 * The limit of an import: the same rows, already in memory, put into the same indexed tables by one upsert per table and
 * page, page after page, each page one transaction, over one connection. No reading, no mapping, no comparing, no
 * cursor, no events.
 */
export class RawUpsert {
  private constructor(
    private readonly client: pg.Client,
    private readonly tables: Table[],
    /** Orders in one transaction, on average: as the product wrote them. */
    readonly batch: number,
  ) {}

  /** Takes the rows that an import has put under the store. */
  static async ofStore(databaseUrl: string, storeId: string): Promise<RawUpsert> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const tables: Table[] = [];
    for (const { name, key, of } of TABLES) {
      const columns = await columnsOf(client, name);
      const names = columns.map((column) => column.name);
      const { rows } = await client.query<{ row: Values }>(
        `SELECT (SELECT to_json(picked) FROM (SELECT ${names.map((column) => `t.${column}`).join(', ')}) AS picked) AS row FROM ${name} t ${JOINS[of]}`,
        [storeId],
      );
      tables.push({ name, sql: upsertSql(name, columns, key), rows: rows.map(({ row }) => row) });
    }
    const written = await client.query<{ batch: number }>(
      `SELECT ceil(avg(jsonb_array_length(payload -> 'created')))::int AS batch FROM outbox WHERE store_id = $1 AND type = $2`,
      [storeId, ORDERS_CHANGED],
    );
    return new RawUpsert(client, tables, written.rows[0]?.batch ?? 1);
  }

  count(table: string): number {
    return this.tables.find(({ name }) => name === table)?.rows.length ?? 0;
  }

  /** Puts all rows under another store; gives the seconds of each resource. Making ids and pages is not counted. */
  async run(storeId: string, userId: string): Promise<Record<Resource, number>> {
    const seconds: Record<Resource, number> = { products: 0, customers: 0, orders: 0 };
    for (const { resource, parts } of this.batches(storeId, userId)) {
      const started = performance.now();
      await this.client.query('BEGIN');
      for (const { sql, rows } of parts) await this.client.query(sql, [JSON.stringify(rows)]);
      await this.client.query('COMMIT');
      seconds[resource] += (performance.now() - started) / 1000;
    }
    return seconds;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private batches(storeId: string, userId: string): Batch[] {
    const ids = new Map<unknown, string>();
    const place = new Map<string, number>();
    const pages: Record<Resource, Map<string, { sql: string; rows: Values[] }>[]> = {
      products: [],
      customers: [],
      orders: [],
    };
    const renewed = (value: unknown): unknown => (value === null ? null : (ids.get(value) ?? value));
    for (const { name, sql, rows } of this.tables) {
      const { of, resource } = TABLES.find((table) => table.name === name) ?? {
        of: 'self',
        resource: 'orders' as const,
      };
      for (const [index, row] of rows.entries()) {
        const copy: Values = { ...row };
        if ('id' in row) ids.set(row.id, (copy.id = uuidv7()));
        for (const column of ['order_id', 'product_id', 'variant_id'])
          if (column in row) copy[column] = renewed(row[column]);
        if ('store_id' in row) copy.store_id = storeId;
        if ('user_id' in row) copy.user_id = userId;
        const parent = copy[PARENT[of] ?? ''] as string | undefined;
        const page = parent === undefined ? Math.floor(index / this.batch) : (place.get(parent) ?? 0);
        if (typeof copy.id === 'string') place.set(copy.id, page);
        const parts = (pages[resource][page] ??= new Map());
        const part = parts.get(name) ?? { sql, rows: [] };
        parts.set(name, part);
        part.rows.push(copy);
      }
    }
    return (['products', 'customers', 'orders'] as const).flatMap((resource) =>
      pages[resource].map((parts) => ({ resource, parts: [...parts.values()] })),
    );
  }
}

/** Which column names the row that a row belongs to. */
const PARENT: Record<string, string> = { products: 'product_id', orders: 'order_id', product_variants: 'variant_id' };

const JOINS = {
  self: 'WHERE t.store_id = $1 ORDER BY t.id',
  products: 'JOIN products p ON p.id = t.product_id WHERE p.store_id = $1 ORDER BY t.id',
  orders: 'JOIN orders o ON o.id = t.order_id WHERE o.store_id = $1 ORDER BY t.id',
  product_variants: 'JOIN product_variants v ON v.id = t.variant_id WHERE v.store_id = $1 ORDER BY v.id',
};

export interface Column {
  name: string;
  type: string;
}

/** Its columns, but for those that the database makes. */
export async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return rows;
}

export function upsertSql(table: string, columns: Column[], key: string[]): string {
  const names = columns.map(({ name }) => name);
  const changing = names.filter((name) => name !== 'id' && !key.includes(name));
  return `
    INSERT INTO ${table} (${names.join(', ')})
    SELECT ${names.join(', ')} FROM json_to_recordset($1::json) AS input (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
