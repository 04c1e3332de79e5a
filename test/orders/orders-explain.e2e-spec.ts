import pg from 'pg';
import { bulkLoad } from '../../bench/bulk-load.js';
import { Database } from '../../src/common/database/database.js';
import { page } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aStore, aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

const ORDERS = 200_000;
/** Rows that any step of a plan may touch: 1 % of the table, and far more than the window of the rare search. */
const MOST_ROWS = 6000;
/** Seven in ten orders are of one user in four stores, one in a hundred of it in a fifth; the rest is another's. */
const FILL = `
  INSERT INTO orders (store_id, user_id, platform_order_id, order_number, customer_email, customer_name, subtotal,
    total_amount, currency, status, fulfillment_status, payment_status, tags, created_at, updated_at, items_count)
  SELECT ($1::uuid[])[store], CASE WHEN store <= 5 THEN $2 ELSE $3 END::uuid, n, '#' || (1000 + n),
    'person' || h % 20000 || '@' || (ARRAY['gmail.com', 'mail.example', 'web.de'])[1 + h % 3],
    (ARRAY['Anna', 'Ben', 'Carla', 'David'])[1 + h % 4] ||
      CASE WHEN store > 5 THEN ' Quellenhof' WHEN n % 20000 = 1 THEN ' Zwetschge' ELSE ' Muster' END,
    10, (h % 50000) / 100.0, 'EUR',
    (ARRAY['pending', 'paid', 'fulfilled', 'shipped', 'delivered', 'delivered', 'delivered', 'cancelled'])[1 + h % 8],
    CASE WHEN h % 8 < 2 THEN 'unfulfilled' ELSE 'fulfilled' END, CASE WHEN h % 8 = 0 THEN 'pending' ELSE 'paid' END,
    CASE WHEN store > 5 THEN '["wholesale"]' WHEN n % 7 = 0 THEN '["gift"]' WHEN n % 9000 = 3 THEN '["rare"]' ELSE '[]' END::jsonb,
    timestamptz '2026-11-01' - n * interval '4 min' - h % 1000 * interval '1 s', timestamptz '2026-11-01' - n * interval '3 min', 1
  FROM (SELECT n, abs(hashint4(n)) AS h, CASE WHEN n % 100 = 0 THEN 5 WHEN n % 10 < 7 THEN 1 + n % 4 ELSE 6 END AS store
        FROM generate_series(1, ${ORDERS}) n) AS numbers`;

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

interface Read {
  sql: string;
  parameters: unknown[];
  isPrepared: boolean;
}

describe(`lists of ${ORDERS} orders`, () => {
  let app: TestApp;
  let http: HttpClient;
  let owner: UserRow;
  let stores: string[];
  let client: pg.Client;
  let reads: Read[] = [];

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    owner = await aUser(app.db);
    const other = await aUser(app.db);
    http = await as(app.http, owner);
    stores = [];
    for (const user of [owner, owner, owner, owner, owner, other]) {
      stores.push((await aStore(app.db, { user_id: user.id })).id);
    }
    // As the product's own connections are, but one of ours: a plan needs no answer of the product.
    client = new pg.Client({ connectionString: app.db.url, options: '-c enable_incremental_sort=off' });
    await client.connect();
    await bulkLoad(client, ['orders'], async () => {
      await client.query(FILL, [stores, owner.id, other.id]);
    });
    await client.query('VACUUM (ANALYZE) orders, stores');
  }, 180_000);
  beforeEach(() => {
    record(app.nest.get(Database));
  });
  afterAll(async () => {
    await client.end();
    await app.close();
  });

  /** Keeps what the product asks of the orders, as it asks it. */
  function record(database: Database): void {
    const note = (sql: string, parameters: unknown[], isPrepared: boolean): void => {
      if (/\borders r\b/.test(sql)) reads.push({ sql, parameters, isPrepared });
    };
    const { query, prepared } = database;
    jest.spyOn(database, 'query').mockImplementation((sql, parameters = []) => {
      note(sql, parameters, false);
      return query.call(database, sql, parameters);
    });
    jest.spyOn(database, 'prepared').mockImplementation((sql, parameters) => {
      note(sql, parameters, true);
      return prepared.call(database, sql, parameters);
    });
  }

  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  async function explain(options: string, { sql, parameters }: Read): Promise<Plan[]> {
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `EXPLAIN (${options}, FORMAT JSON) ${sql}`,
      parameters,
    );
    return nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan);
  }

  const touched = (node: Plan): number =>
    ((node['Actual Rows'] ?? 0) +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0)) *
    (node['Actual Loops'] ?? 1);
  const indexesOf = (plan: Plan[]): string[] =>
    plan.map((node) => node['Index Name'] ?? '').filter((name) => name.startsWith('idx_orders'));

  /** Fails unless each statement goes by indexes and touches few rows; gives the indexes of the last one. */
  async function expectFast(path: string): Promise<string[]> {
    reads = [];
    await page(http, path);
    expect(reads.length).toBeGreaterThan(0);
    let used: string[] = [];
    for (const read of reads) {
      const plan = await explain('ANALYZE', read);
      const scans = plan.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'orders');
      const heavy = plan
        .filter((node) => touched(node) > MOST_ROWS)
        .map((node) => `${node['Node Type']}: ${touched(node)}`);
      expect([path, scans, heavy]).toEqual([path, [], []]);
      used = indexesOf(plan);
      if (!read.isPrepared) continue;
      // After five times a prepared statement may be planned for any values.
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${read.sql}`,
      );
      expect(indexesOf(nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan))).toEqual(used);
    }
    return used;
  }

  const ALL = '/api/v1/orders';
  const store = (number: number): string => `/api/v1/stores/${stores[number]!}/orders`;

  it.each<[string, string]>([
    ['', 'idx_orders_user_created'],
    ['sort=created_at', 'idx_orders_user_created'],
    ['sort=-updated_at', 'idx_orders_user_updated'],
    ['sort=updated_at', 'idx_orders_user_updated'],
    ['sort=-total_amount', 'idx_orders_user_total'],
    ['sort=total_amount&limit=250', 'idx_orders_user_total'],
    ['status=delivered', 'idx_orders_user_status_created'],
    ['status=cancelled', 'idx_orders_user_status_created'],
    ['payment_status=refunded', 'idx_orders_user_payment_created'],
    ['fulfillment_status=partial', 'idx_orders_user_fulfillment_created'],
    ['created_to=2025-12-01', 'idx_orders_user_created'],
    ['created_from=2026-10-01&sort=created_at', 'idx_orders_user_created'],
    ['updated_from=2026-10-31&sort=-updated_at', 'idx_orders_user_updated'],
    ['total_min=499.9&sort=total_amount', 'idx_orders_user_total'],
    ['total_max=0', 'idx_orders_user_total'],
    ['q=person77@gmail.com', 'idx_orders_user_email_created'],
    ['q=person77@gmail.com&status=paid', 'idx_orders_user_email_created'],
    ['q=42', 'idx_orders_user_number'],
  ])('go by %s through %s', async (query, index) => {
    expect(await expectFast(`${ALL}?${query}`)).toEqual([index]);
  });

  it.each([
    ['a text that is common', 'q=anna'],
    ['a text that is rare', 'q=zwetschge'],
    ['a text that nobody has', 'q=zzzyyy'],
    ['a text that only others have, in every row', 'q=quellenhof'],
    ['a text of three letters', 'q=wet'],
    ['a number', 'q=%23190001'],
    ['a part of an e-mail', 'q=gmail.com'],
    ['a tag that is common', 'tag=gift'],
    ['a tag that is rare', 'tag=rare'],
    ['a tag that nobody has', 'tag=none'],
    ['a tag that only others have, on every row', 'tag=wholesale'],
    ['statuses that go together', 'status=pending&payment_status=pending'],
    ['statuses that never do', 'status=pending&payment_status=paid'],
    ['three statuses that never do', 'status=shipped&payment_status=paid&fulfillment_status=unfulfilled'],
    ['a text and a status', 'q=quellenhof&status=paid'],
    ['a text and a tag', 'q=anna&tag=rare'],
    ['a text, by amount', 'q=quellenhof&sort=-total_amount'],
    ['a rare text, by change', 'q=zwetschge&sort=updated_at'],
    ['a text in letters that are not Latin', 'q=%E6%97%A5%E6%9C%AC%E5%A4%AA'],
    ['a text in a time', 'q=anna&created_to=2025-12-01'],
  ])('go by %s through few rows (%s)', async (_what, query) => {
    await expectFast(`${ALL}?${query}`);
  });

  it('of one store, large or small, go through few rows whatever is asked', async () => {
    expect(await expectFast(store(0))).toEqual(['idx_orders_store_created']);
    expect(await expectFast(store(4))).toEqual(['idx_orders_store_created']);
    for (const query of [
      'status=cancelled',
      'payment_status=refunded',
      'q=anna',
      'q=quellenhof',
      'tag=rare',
      'tag=wholesale',
    ]) {
      await expectFast(`${store(0)}?${query}`);
      await expectFast(`${store(4)}?${query}`);
    }
    for (const number of [0, 4]) {
      expect(await expectFast(`${store(number)}?sort=-total_amount`)).toEqual(['idx_orders_store_total']);
      expect(await expectFast(`${store(number)}?sort=updated_at`)).toEqual(['idx_orders_store_updated']);
    }
    await expectFast(`${ALL}?store_id=${stores[4]!},${stores[3]!}&q=zwetschge`);
    await expectFast(`${ALL}?store_id=${stores[5]!}`);
    await expectFast(`${ALL}?store_id=${stores[5]!},${stores[4]!}`);
    await expectFast(`${store(4)}?q=person77@gmail.com`);
    await expectFast(`${store(4)}?q=42&status=paid`);
    await expectFast(`${ALL}?store_id=${stores[4]!}&status=paid`);
  });

  it('deep inside cost what the first page costs', async () => {
    // A cursor of the product's own, made deep in the list: its filter puts the page's end there.
    for (const query of ['', 'q=anna', 'q=zwetschge', 'status=delivered']) {
      const join = query ? `&${query}` : '';
      const deep = await page(http, `${ALL}?limit=2${join}`);
      const row = await client.query<{ value: string; id: string }>(
        `SELECT created_at::text AS value, id FROM orders WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET 100000`,
        [owner.id],
      );
      reads = [];
      await page(http, `${ALL}?limit=50${join}&cursor=${deep.next_cursor!}`);
      for (const read of reads) {
        const at = read.parameters.length;
        const parameters = [...read.parameters.slice(0, at - 2), row.rows[0]!.value, row.rows[0]!.id];
        const plan = await explain('ANALYZE', { ...read, parameters });
        expect([query, plan.filter((node) => touched(node) > MOST_ROWS)]).toEqual([query, []]);
      }
    }
  });

  it('with their lines or one order by its id read by keys', async () => {
    await expectFast(`${ALL}?expand=items`);
    const { items } = await page(http, `${ALL}?limit=1`);
    reads = [];
    await http.get(`${ALL}/${items[0]!.id}`);
    const plan = await explain('ANALYZE', reads[0]!);
    expect(plan.some((node) => node['Index Name'] === 'orders_pkey')).toBe(true);
    expect(Math.max(...plan.map(touched))).toBeLessThan(10);
  });
});
