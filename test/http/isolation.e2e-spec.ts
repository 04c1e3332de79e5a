import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, insert, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { aPayout, aProcessor, aTransaction } from '../support/payment-factories.js';
import { expectRefusal } from './envelope.js';
import { documentedRoutes, goodBody, pathWith, type DocumentedRoute } from './openapi-routes.js';

type Ids = Record<string, string>;

describe('two users', () => {
  let app: TestApp;
  let owner: UserRow;
  let stranger: UserRow;
  let theirs: Ids;
  let mine: Ids;
  let http: HttpClient;
  let routes: DocumentedRoute[];

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    owner = await aUser(app.db);
    stranger = await aUser(app.db);
    await as(app.http, owner);
    http = await as(app.http, stranger);
    theirs = await everythingOf(owner);
    mine = await everythingOf(stranger);
    routes = documentedRoutes(app);
  });
  afterAll(() => app.close());

  /** One of each thing that a path can name. */
  async function everythingOf(user: UserRow): Promise<Ids> {
    const store = await aStore(app.db, { user_id: user.id, api_credentials: { sealed: 'not ours to read' } });
    const product = await aProduct(app.db, { store_id: store.id });
    const order = await anOrder(app.db, { store_id: store.id });
    const job = await insert(app.db, 'jobs', {
      user_id: user.id,
      store_id: store.id,
      type: 'stores.sync',
      status: 'failed',
      payload: {},
    });
    await app.db.query('INSERT INTO product_imports (job_id, user_id, store_id) VALUES ($1, $2, $3)', [
      job.id,
      user.id,
      store.id,
    ]);
    await insert(app.db, 'bulk_changes', {
      id: randomUUID(),
      job_id: job.id,
      user_id: user.id,
      store_id: store.id,
      kind: 'update',
    });
    const endpoint = await insert(app.db, 'webhook_endpoints', {
      user_id: user.id,
      url: 'https://hooks.shop.example/',
      events: ['*'],
      secret: { sealed: 'not ours to read' },
      secret_hint: 'abc=',
    });
    const told = await insert(app.db, 'webhook_endpoint_deliveries', {
      endpoint_id: endpoint.id,
      user_id: user.id,
      webhook_id: 'msg_1',
      type: 'ping',
    });
    const delivery = await insert(app.db, 'webhook_deliveries', {
      store_id: store.id,
      platform: 'shopify',
      delivery_id: 'delivery-1',
      topic: 'orders/updated',
      status: 'dead',
      next_attempt_at: null,
    });
    const processor = await aProcessor(app.db, { user_id: user.id });
    const transaction = await aTransaction(app.db, { payment_processor_id: processor.id });
    const payout = await aPayout(app.db, { payment_processor_id: processor.id });
    const paymentDelivery = await insert(app.db, 'payment_deliveries', {
      payment_processor_id: processor.id,
      delivery_id: 'event-1',
      topic: 'payout.paid',
      status: 'dead',
      next_attempt_at: null,
    });
    const proxy = await insert(app.db, 'proxies', { user_id: user.id, host: 'proxy.shop.example', port: 8080 });
    const account = await insert(app.db, 'social_media_accounts', { user_id: user.id, platform: 'facebook' });
    const consent = await insert(app.db, 'social_oauth_connections', {
      id: randomUUID(),
      user_id: user.id,
      platform: 'facebook',
      state_hash: Buffer.from(user.id),
      redirect_uri: 'https://shop.example/callback',
      expires_at: new Date(),
    });
    const campaign = await insert(app.db, 'ad_campaigns', {
      user_id: user.id,
      social_account_id: account.id,
      name: 'Spring',
      status: 'draft',
    });
    const image = await insert(app.db, 'ad_images', {
      id: randomUUID(),
      user_id: user.id,
      sha256: user.id,
      content_type: 'image/png',
      width: 1,
      height: 1,
      size: 1,
      content: Buffer.from([1]),
    });
    const session = await app.db.one<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1 LIMIT 1', [user.id]);
    return {
      store_id: store.id,
      product_id: product.id,
      order_id: order.id,
      job_id: job.id,
      session_id: session.id,
      delivery_id: delivery.id,
      endpoint_id: endpoint.id,
      endpoint_delivery_id: told.id,
      processor_id: processor.id,
      transaction_id: transaction.id,
      payout_id: payout.id,
      payment_delivery_id: paymentDelivery.id,
      proxy_id: proxy.id,
      account_id: account.id,
      connection_id: consent.id,
      campaign_id: campaign.id,
      image_id: image.id,
      // Its lines, of which it has none, do not sum up.
      exception_id: payout.id,
    };
  }

  /** A digest of every row of every table. */
  async function everyRow(): Promise<Record<string, string>> {
    const tables = await app.db.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const sql = `SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS digest FROM ${name} t`;
      digests[name] = (await app.db.one<{ digest: string }>(sql)).digest;
    }
    return digests;
  }

  const call = (client: HttpClient, route: DocumentedRoute, ids: Ids) =>
    client.request(route.method, pathWith(route, ids), route.body ? { body: goodBody(route.body) } : {});

  it('are told apart on routes that name something: there are some', () => {
    const named = routes.filter(({ needs_token, ids }) => needs_token && ids.length > 0);
    expect(named.length).toBeGreaterThan(14);
    expect(new Set(named.flatMap(({ ids }) => ids))).toEqual(new Set(Object.keys(theirs)));
  });

  it('get a 404 for each id of the other, on every route, and nothing changes', async () => {
    const before = await everyRow();
    const leaks: string[] = [];
    for (const route of routes.filter(({ needs_token, ids }) => needs_token && ids.length > 0)) {
      // Every mixture of own and other's ids with at least one of the other's.
      for (let mask = 1; mask < 2 ** route.ids.length; mask += 1) {
        const ids = Object.fromEntries(
          route.ids.map((id, index) => [id, (mask & (2 ** index) ? theirs : mine)[id] ?? 'untold']),
        );
        const answer = await call(http, route, ids);
        const said = `${answer.status} ${String(answer.body?.error?.code)}`;
        if (said !== '404 NOT_FOUND' || Object.values(theirs).some((id) => answer.text.includes(id))) {
          leaks.push(`${route.name} with ${JSON.stringify(ids)}: ${answer.text.slice(0, 200)}`);
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(await everyRow()).toEqual(before);
  });

  it('get the same answer for what is the other’s as for what does not exist', async () => {
    const nowhere = Object.fromEntries(Object.keys(theirs).map((id) => [id, '00000000-0000-4000-8000-000000000000']));
    for (const route of routes.filter(({ needs_token, ids }) => needs_token && ids.length === 1)) {
      const [others, none] = [await call(http, route, theirs), await call(http, route, nowhere)];
      expect([route.name, others.body.error]).toEqual([route.name, none.body.error]);
    }
  });

  it('see in their lists their own alone', async () => {
    for (const route of routes.filter(({ method, needs_token }) => method === 'GET' && needs_token)) {
      // Streams, and what only the shop or the network itself can tell.
      if (/\/(?:events|locations|choices)$/.test(route.path)) continue;
      const answer = await call(http, route, mine);
      expect([route.name, answer.status]).toEqual([route.name, 200]);
      expect([route.name, Object.values(theirs).filter((id) => answer.text.includes(id))]).toEqual([route.name, []]);
      expect(answer.text).not.toContain(owner.id);
    }
  });

  it('cannot reach the other’s rows through a filter', async () => {
    const orders = await http.get(`/api/v1/orders?store_id=${theirs.store_id!}&include_total=true`);
    expect(orders.body.data).toMatchObject({ items: [], page: { total: 0 } });
    const both = await http.get(`/api/v1/orders?store_id=${theirs.store_id!},${mine.store_id!}`);
    expect(both.body.data.items.map(({ id }: { id: string }) => id)).toEqual([mine.order_id]);
    const jobs = await http.get(`/api/v1/jobs?store_id=${theirs.store_id!}&include_total=true`);
    expect(jobs.body.data).toMatchObject({ items: [], page: { total: 0 } });
  });

  it('cannot go on in the other’s list with the other’s cursor', async () => {
    await anOrder(app.db, { store_id: theirs.store_id });
    const ownerHttp = await as(app.http, owner);
    const page = await ownerHttp.get('/api/v1/orders?limit=1');
    const cursor = String(page.body.data.page.next_cursor);
    expectRefusal(await http.get(`/api/v1/orders?limit=1&cursor=${cursor}`), 400, 'VALIDATION_ERROR');
    expect((await ownerHttp.get(`/api/v1/orders?limit=1&cursor=${cursor}`)).status).toBe(200);
  });

  it('are refused on every route without a good token, and nothing changes', async () => {
    const before = await everyRow();
    const guarded = routes.filter(({ needs_token }) => needs_token);
    expect(guarded.length).toBeGreaterThan(25);
    const open: string[] = [];
    for (const authorization of ['', 'Bearer garbage', 'Bearer ', 'Basic YTpi', `Bearer ${owner.id}`]) {
      for (const route of guarded) {
        const answer = await call(app.http.with(authorization ? { authorization } : {}), route, theirs);
        if (answer.status !== 401) open.push(`${route.name} with "${authorization}": ${answer.status}`);
        else expectRefusal(answer, 401, 'UNAUTHENTICATED');
      }
    }
    expect(open).toEqual([]);
    expect(await everyRow()).toEqual(before);
  });
});
