import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { envelopeFaults, rowCounts } from './envelope.js';
import { documentedRoutes, goodBody, pathWith, type DocumentedRoute } from './openapi-routes.js';

/** Texts that end a quotation, a pattern or a statement when somebody pastes them into SQL. */
const HOSTILE = [
  `'`,
  `''; DROP TABLE orders; --`,
  `' OR '1'='1`,
  `') OR pg_sleep(5) IS NULL --`,
  `1; SELECT pg_sleep(5)`,
  `' UNION SELECT password_hash FROM users --`,
  `$1`,
  `$$ || (SELECT email FROM users LIMIT 1) || $$`,
  `\\`,
  `\\' OR 1=1 --`,
  `%' OR search_text LIKE '%`,
  `"; DELETE FROM stores WHERE "1"="1`,
  `r.id) DESC; --`,
  `[]"}]'::jsonb`,
  `/* */ OR /* */ true`,
  `\u02bc OR 1=1`,
];

/** Texts that each parameter is given; the parameters take turns, so that every text meets every list. */
const TEXTS_EACH = 5;

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('hostile texts in filters and fields', () => {
  let app: TestApp;
  let http: HttpClient;
  /** What paths may name: own things, and for the rest nothing that exists. */
  let ids: Record<string, string>;
  let before: Record<string, number>;
  let lists: DocumentedRoute[];

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    const { id: storeId } = await aStore(app.db, { user_id: user.id });
    const order = await anOrder(app.db, { store_id: storeId });
    const product = await aProduct(app.db, { store_id: storeId });
    before = await rowCounts(app.db);
    const names = documentedRoutes(app).flatMap((route) => route.ids);
    ids = {
      ...Object.fromEntries(names.map((name) => [name, NOWHERE])),
      store_id: storeId,
      order_id: order.id,
      product_id: product.id,
    };
    lists = documentedRoutes(app).filter(({ parameters }) => parameters.some(({ name }) => name === 'limit'));
  });
  afterAll(() => app.close());

  it('are found nowhere and do nothing, in every query parameter of every list', async () => {
    expect(lists.length).toBeGreaterThan(4);
    const wrong: string[] = [];
    let next = 0;
    for (const route of lists) {
      for (const { name } of route.parameters.filter((parameter) => parameter.in === 'query')) {
        for (let count = 0; count < TEXTS_EACH; count += 1) {
          const text = HOSTILE[(next += 1) % HOSTILE.length]!;
          const base = pathWith(route, ids);
          const path = `${base}${base.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(text)}`;
          const begun = performance.now();
          const answer = await http.get(path);
          const tookMs = performance.now() - begun;
          const isFine =
            answer.status === 200
              ? answer.body.data.items.length === 0
              : (answer.status === 400 || (answer.status === 404 && path.includes(NOWHERE))) &&
                envelopeFaults(answer).length === 0;
          if (!isFine || tookMs > 4000)
            wrong.push(`${path}: ${answer.status} in ${tookMs} ms, ${answer.text.slice(0, 200)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are no sort, no direction and no column', async () => {
    for (const sort of [
      'created_at;',
      '--created_at',
      'created_at desc',
      'password_hash',
      'user_id',
      '-',
      'r.id',
      '__proto__',
      'toString',
    ]) {
      const answer = await http.get(`/api/v1/orders?sort=${encodeURIComponent(sort)}`);
      expect([sort, answer.status]).toEqual([sort, 400]);
    }
  });

  it('are stored as they are, as a name', async () => {
    for (const text of HOSTILE) {
      const made = await http.post('/api/v1/stores', {
        name: text,
        platform: 'shopify',
        settings: { custom: { [text]: text } },
      });
      expect([made.status, made.body.data.name]).toEqual([201, text.trim()]);
      expect(made.body.data.settings.custom).toEqual({ [text]: text });
      const found = await http.get(`/api/v1/stores?q=${encodeURIComponent(text)}`);
      expect(found.body.data.items.map(({ id }: { id: string }) => id)).toContain(made.body.data.id);
      await http.delete(`/api/v1/stores/${String(made.body.data.id)}`);
    }
  });

  it('are refused or ignored in every text of every body', async () => {
    const routes = documentedRoutes(app).filter(({ needs_token, body }) => needs_token && body?.properties);
    expect(routes.length).toBeGreaterThan(4);
    for (const route of routes.filter(({ path }) => !path.endsWith('/logout'))) {
      const good = goodBody(route.body!);
      for (const field of Object.keys(route.body!.properties!)) {
        const text = HOSTILE[field.length % HOSTILE.length]!;
        const answer = await http.request(route.method, pathWith(route, ids), {
          body: { ...good, [field]: text },
        });
        expect([route.name, field, answer.status >= 500]).toEqual([route.name, field, false]);
      }
    }
  });

  it('have removed nothing', async () => {
    const { stores, orders, products, users } = await rowCounts(app.db);
    expect({ orders, products, users }).toEqual({
      orders: before.orders,
      products: before.products,
      users: before.users,
    });
    expect(stores).toBeGreaterThanOrEqual(before.stores!);
  });
});
