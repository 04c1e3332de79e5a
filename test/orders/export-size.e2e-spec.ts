import { readFile, rm } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse';
import { sheetRows } from '../../src/common/tables/testing/read-xlsx.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aStore } from '../support/factories.js';
import { scratchFolder } from '../support/scratch.js';
import { sized } from '../support/size.js';
import { ServerProcess } from '../support/server-process.js';

const ORDERS = sized(20_000, 100_000);
/** Of which each has three variants. */
const PRODUCTS = sized(5_000, 20_000);
/** What is promised, of both formats and of any number of orders. */
const MOST_GROWTH_MB = 60;
/** So little that garbage is collected at once: what the process then grows by is what it needs. */
const HEAP_MB = 192;
const LOADER = pathToFileURL(resolve(import.meta.dirname, '../support/ts-loader.mjs')).href;
const NODE_OPTIONS = `--max-old-space-size=${HEAP_MB} --import ${LOADER}`;

/** A process of its own, so that what is measured is its memory and not this test's. */
describe(`the export of ${ORDERS} orders`, () => {
  let db: TestDatabase;
  let folder: string;
  let server: ServerProcess;
  let token: string;
  let storeId: string;
  let base: number;

  beforeAll(async () => {
    db = await createTestDatabase();
    folder = await scratchFolder('export');
    server = await ServerProcess.start({
      program: 'src/main.ts',
      env: { DATABASE_URL: db.url, KSAP_DATA_DIR: folder, KSAP_ROLE: 'api', NODE_OPTIONS },
    });
    const account = { email: 'ada@shop.example', password: 'violet-harbour-lantern-42' };
    const { body } = await server.http.post('/api/v1/auth/register', account);
    token = String(body.data.access_token);
    const store = await aStore(db, { user_id: body.data.user.id });
    storeId = store.id;
    await db.query(
      `INSERT INTO orders (store_id, user_id, platform_order_id, order_number, customer_name, customer_email, subtotal, tax_amount,
         shipping_amount, total_amount, currency, status, payment_status, fulfillment_status, items_count, created_at, updated_at)
       SELECT $1, $2, n::text, '#' || n, CASE WHEN n % 3 = 0 THEN '=cmd' ELSE 'Zoë & Söhne, ' END || n, 'b' || n || '@mail.example', 1, 0, 0,
         n::numeric / 100, 'EUR', 'paid', 'paid', 'unfulfilled', n % 7, timestamptz '2026-01-01' + n * interval '1 minute', now()
       FROM generate_series(1, $3::int) AS n`,
      [store.id, body.data.user.id, ORDERS],
    );
    await db.query(
      `INSERT INTO order_items (id, store_id, order_id, platform_item_id, title, sku, quantity, price, total, position)
       SELECT gen_random_uuid(), store_id, id, platform_order_id || '-' || line, 'Article ' || line, 'SKU-' || line, line, 1, line, line
       FROM orders, generate_series(1, 3) AS line`,
    );
    await db.query(
      `WITH made AS (
         INSERT INTO products (store_id, user_id, platform_product_id, title, description, created_at)
         SELECT $1, $2, n::text, 'Product ' || n, repeat('Words of a shop about it. ', 40), timestamptz '2026-01-01' + n * interval '1 minute'
         FROM generate_series(1, $3::int) AS n RETURNING id)
       INSERT INTO product_variants (store_id, product_id, platform_variant_id, title, sku, price, position)
       SELECT $1, id, id || '-' || place, 'Variant ' || place, 'SKU-' || place, 9.99, place FROM made, generate_series(1, 3) AS place`,
      [store.id, body.data.user.id, PRODUCTS],
    );
    for (const format of ['csv', 'xlsx'])
      await download(format, `&created_from=${sized('2026-01-12', '2026-03-01')}`, `${folder}/warm.${format}`);
    base = await rssMb();
  }, 180_000);
  afterAll(async () => {
    await server.kill9();
    await db.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const rssMb = async (): Promise<number> => {
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  };
  async function download(format: string, query: string, file: string, path = 'orders'): Promise<void> {
    const answer = await fetch(`${server.url}/api/v1/${path}/export?format=${format}${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    await pipeline(Readable.fromWeb(answer.body!), createWriteStream(file));
  }
  /** The most memory that the server took meanwhile, beyond what it had. */
  async function growthDuring(work: Promise<void>): Promise<number> {
    let most = 0;
    const timer = setInterval(() => {
      void rssMb().then((now) => (most = Math.max(most, now - base)));
    }, 50);
    await work.finally(() => {
      clearInterval(timer);
    });
    return most;
  }

  it('takes memory that its size does not tell; both formats say the same row by row, to the last one', async () => {
    const grown: Record<string, number> = {};
    for (const format of ['csv', 'xlsx']) {
      grown[format] = Math.round(await growthDuring(download(format, '', `${folder}/all.${format}`)));
    }
    expect(Object.entries(grown).filter(([, mb]) => mb >= MOST_GROWTH_MB)).toEqual([]);

    const csv = createReadStream(`${folder}/all.csv`).pipe(parse({ bom: true, record_delimiter: '\r\n' }));
    const sheet = sheetRows(`${folder}/all.xlsx`);
    let rows = 0;
    let names: string[] = [];
    const wrong: unknown[] = [];
    for await (const record of csv as AsyncIterable<string[]>) {
      const next = await sheet.next();
      const cells = next.done === true ? [] : next.value;
      if (rows === 0) names = record;
      const number = ORDERS - rows + 1;
      const cell = (name: string): string => record[names.indexOf(name)] ?? '';
      const same = record.every((text, index) => text.replace(/^'=/, '=') === String(cells[index] ?? ''));
      const isRight =
        rows === 0 ||
        (cell('order_number') === `#${number}` &&
          cell('total_amount') === (number / 100).toFixed(2) &&
          cell('items_count') === String(number % 7));
      if (!same || !isRight) wrong.push([rows, record, cells]);
      if (wrong.length > 3) break;
      rows += 1;
    }
    expect(wrong).toEqual([]);
    expect(rows).toBe(ORDERS + 1);
    expect((await sheet.next()).done).toBe(true);
  }, 240_000);

  it('takes no more for every line of the orders, nor for the products', async () => {
    const grown: Record<string, number> = {};
    const products = `stores/${storeId}/products`;
    const early = '&created_to=2026-01-04';
    const items = `&rows=items&created_from=${sized('2026-01-09', '2026-02-01')}`;
    for (const format of ['csv', 'xlsx']) {
      await download(format, `&rows=items${early}`, `${folder}/warm.${format}`);
      await download(format, early, `${folder}/warm.${format}`, products);
    }
    base = Math.max(base, await rssMb());
    for (const format of ['csv', 'xlsx']) {
      const file = `${folder}/more.${format}`;
      grown[`items ${format}`] = Math.round(await growthDuring(download(format, items, file)));
      grown[`products ${format}`] = Math.round(await growthDuring(download(format, '', file, products)));
    }
    expect(Object.entries(grown).filter(([, mb]) => mb >= MOST_GROWTH_MB)).toEqual([]);
  }, 240_000);

  it('stops asking the database when the client goes away', async () => {
    const away = new AbortController();
    const answer = await fetch(`${server.url}/api/v1/orders/export?rows=items`, {
      headers: { authorization: `Bearer ${token}` },
      signal: away.signal,
    });
    await answer.body!.getReader().read();
    away.abort();
    const asked = async (): Promise<number> => {
      await db.query('SELECT pg_stat_clear_snapshot()');
      const { reads } = await db.one<{ reads: string }>(
        `SELECT coalesce(sum(idx_scan + seq_scan), 0)::text AS reads FROM pg_stat_user_tables WHERE relname = 'order_items'`,
      );
      return Number(reads);
    };
    // Postgres counts about every second; all of it would take much longer than this.
    const counts = [-1];
    for (let look = 0; look < 4 && (look < 2 || counts.at(-1) !== counts.at(-2)); look += 1) {
      await new Promise((done) => setTimeout(done, 2500));
      counts.push(await asked());
    }
    expect(counts.at(-1)).toBe(counts.at(-2));
  });

  it('breaks the connection off when the database goes away in the middle: no client takes it for the whole', async () => {
    const answer = await fetch(`${server.url}/api/v1/orders/export`, { headers: { authorization: `Bearer ${token}` } });
    const reader = answer.body!.getReader();
    await reader.read();
    await db.query('ALTER TABLE orders RENAME COLUMN customer_phone TO customer_phone_gone');
    try {
      const rest = async (): Promise<void> => {
        while (!(await reader.read()).done);
      };
      await expect(rest()).rejects.toThrow();
    } finally {
      await db.query('ALTER TABLE orders RENAME COLUMN customer_phone_gone TO customer_phone');
    }
  });
});
