import { as } from '../support/as.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { makeImpatient } from '../sync/impatient.js';
import {
  connect,
  connectQuietly,
  createStore,
  credentialsFor,
  expectStatus,
  getStore,
  SHOP_PLATFORMS,
} from './shops.js';

let app: TestApp;
let http: HttpClient;

beforeAll(async () => {
  app = await startTestApp({ sandbox: { orders: 10, products: 4 } });
  makeImpatient(app, 700);
});

beforeEach(async () => {
  await app.sandbox.clearFaults();
  http = await as(app.http, await aUser(app.db));
});

afterAll(() => app.close());

const said = ({ status, body }: Answer): string => `${status} ${String(body?.error?.code ?? 'OK')}`;

async function expectNothingStored(storeId: string): Promise<void> {
  const store = await getStore(http, storeId);
  expect(store).toMatchObject({
    has_credentials: false,
    platform_store_id: null,
    connection: { state: 'disconnected', error: null },
  });
  const row = await app.db.one<{ api_credentials: unknown; webhook_secret: unknown }>(
    'SELECT api_credentials, webhook_secret FROM stores WHERE id = $1',
    [storeId],
  );
  expect(row).toEqual({ api_credentials: null, webhook_secret: null });
  expect(await app.db.count('jobs', 'store_id = $1', [storeId])).toBe(0);
}

describe('POST /stores/:id/connect', () => {
  it.each(SHOP_PLATFORMS)('stores sealed credentials and what the shop says of itself (%s)', async (platform) => {
    const storeId = await createStore(http, platform, { sync_enabled: false });
    const credentials = credentialsFor(platform, app.sandbox);
    const answer = expectStatus(await connect(http, storeId, credentials, { skip_sync: true }), 202);
    expect(answer.body.data).toMatchObject({
      job: null,
      store: { connection: { state: 'connected', error: null }, has_credentials: true },
    });
    const store = await getStore(http, storeId);
    expect(store.currency).toMatch(/^[A-Z]{3}$/);
    expect(store.platform_store_id).not.toBeNull();
    const secrets = Object.entries(credentials)
      .filter(([name]) => /secret|token/.test(name))
      .map(([, value]) => value);
    const row = JSON.stringify(
      await app.db.query('SELECT to_jsonb(stores) AS row FROM stores WHERE id = $1', [storeId]),
    );
    const jobs = JSON.stringify(await app.db.query('SELECT to_jsonb(jobs) AS row FROM jobs'));
    for (const secret of secrets) {
      for (const text of [answer.text, row, jobs]) expect(text).not.toContain(secret);
    }
  });

  it.each<['shopify' | 'woocommerce', string, string]>([
    ['shopify', 'client_secret', 'wrong-client-secret'],
    ['shopify', 'client_id', 'another-client-id'],
    ['woocommerce', 'consumer_secret', 'cs_wrong'],
    ['woocommerce', 'consumer_key', 'ck_wrong'],
  ])('is 424 PROVIDER_AUTH_FAILED for %s with a wrong %s, and stores nothing', async (platform, field, wrong) => {
    const storeId = await createStore(http, platform);
    const answer = await connect(http, storeId, { ...credentialsFor(platform, app.sandbox), [field]: wrong });
    expect(said(answer)).toBe('424 PROVIDER_AUTH_FAILED');
    expect(answer.body.error.details).toMatchObject({ provider: platform });
    expect(answer.text).not.toContain(wrong);
    await expectNothingStored(storeId);
  });

  it.each(SHOP_PLATFORMS)('is 409 for a shop that is another store of the caller already (%s)', async (platform) => {
    const known = await connectQuietly(http, app.sandbox, platform);
    const storeId = await createStore(http, platform);
    const answer = await connect(http, storeId, credentialsFor(platform, app.sandbox));
    expect(said(answer)).toBe('409 CONFLICT');
    expect(answer.body.error.details).toMatchObject({ store_id: known });
    await expectNothingStored(storeId);
  });

  it('lets two people connect the same shop', async () => {
    await connectQuietly(http, app.sandbox, 'woocommerce');
    await connectQuietly(await as(app.http, await aUser(app.db)), app.sandbox, 'woocommerce');
  });

  it.each([
    'http://10.1.2.3',
    'http://192.168.0.1/shop',
    'http://127.0.0.1:9',
    'http://localhost:9',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]:9',
    'http://0.0.0.0:9',
    'http://2130706433:9',
    'http://[::ffff:10.0.0.1]',
  ])('is 400 naming the credentials for the private address %s, and stores nothing', async (url) => {
    const storeId = await createStore(http, 'woocommerce');
    const answer = await connect(http, storeId, { ...credentialsFor('woocommerce', app.sandbox), url });
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details.field).toMatch(/^credentials/);
    await expectNothingStored(storeId);
  });

  it('is 503 for a host that is not there', async () => {
    const storeId = await createStore(http, 'woocommerce');
    const credentials = { ...credentialsFor('woocommerce', app.sandbox), url: 'http://no-such-shop.invalid' };
    expect(said(await connect(http, storeId, credentials))).toBe('503 PROVIDER_UNAVAILABLE');
    await expectNothingStored(storeId);
  });

  it.each(SHOP_PLATFORMS)('is 503 for a shop that does not answer (%s)', async (platform) => {
    await app.sandbox.fault({ provider: platform, kind: 'timeout' });
    const storeId = await createStore(http, platform);
    const answer = await connect(http, storeId, credentialsFor(platform, app.sandbox));
    expect(said(answer)).toBe('503 PROVIDER_UNAVAILABLE');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectNothingStored(storeId);
  });

  it.each([
    ['shopify', {}, 'credentials.shop_domain'],
    ['shopify', { shop_domain: 'demo.myshopify.com' }, 'credentials.'],
    ['shopify', { shop_domain: 'evil.example/..', access_token: 'shpat_x' }, 'credentials.shop_domain'],
    ['woocommerce', { url: 'ftp://shop.example', consumer_key: 'ck_x', consumer_secret: 'cs_x' }, 'credentials.url'],
    ['woocommerce', { url: 'https://shop.example' }, 'credentials.consumer_key'],
    ['magento', { url: 'https://shop.example' }, 'credentials.access_token'],
    [
      'magento',
      { url: 'shop.example', access_token: 'abcdefgh', consumer_key: 'ijklmnop' },
      'credentials.consumer_secret',
    ],
  ] as const)('is 400 naming the field for malformed credentials (%s %j)', async (platform, credentials, field) => {
    const storeId = await createStore(http, platform);
    const answer = await connect(http, storeId, credentials);
    expect(said(answer)).toBe('400 VALIDATION_ERROR');
    expect(answer.body.error.details.field).toContain(field);
    await expectNothingStored(storeId);
  });

  it('names what an integration of the shop is not let into (magento)', async () => {
    const storeId = await createStore(http, 'magento');
    const limited = { ...credentialsFor('magento', app.sandbox), access_token: 'magento-limited-access-token' };
    const answer = await connect(http, storeId, limited);
    expect(said(answer)).toBe('424 PROVIDER_AUTH_FAILED');
    expect(answer.body.error.message).toContain('Magento_Sales::actions_view');
    expect(answer.body.error.message).not.toContain('Magento_Catalog::products');
    await expectNothingStored(storeId);
  });

  it('says how a bare token can be let in (magento)', async () => {
    const storeId = await createStore(http, 'magento');
    const wrong = { ...credentialsFor('magento', app.sandbox), access_token: 'magento-wrong-access-token' };
    const answer = await connect(http, storeId, wrong);
    expect(said(answer)).toBe('424 PROVIDER_AUTH_FAILED');
    expect(answer.body.error.message).toContain('Bearer tokens');
    await expectNothingStored(storeId);
  });

  it('is 404 for another’s store', async () => {
    const storeId = await createStore(http, 'shopify');
    const other = await as(app.http, await aUser(app.db));
    expect(said(await connect(other, storeId, credentialsFor('shopify', app.sandbox)))).toBe('404 NOT_FOUND');
  });

  it('keeps the old credentials when new ones are wrong', async () => {
    const storeId = await connectQuietly(http, app.sandbox, 'woocommerce');
    const before = await app.db.one('SELECT api_credentials FROM stores WHERE id = $1', [storeId]);
    const wrong = { ...credentialsFor('woocommerce', app.sandbox), consumer_secret: 'cs_wrong' };
    expect(said(await connect(http, storeId, wrong))).toBe('424 PROVIDER_AUTH_FAILED');
    expect(await app.db.one('SELECT api_credentials FROM stores WHERE id = $1', [storeId])).toEqual(before);
    expect((await getStore(http, storeId)).connection.state).toBe('connected');
  });
});

describe('a private address that the configuration allows', () => {
  it('is called', async () => {
    const allowing = await startTestApp({
      sandbox: app.sandbox,
      database: app.db,
      env: { KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8', KSAP_SANDBOX_URL: 'http://127.0.0.1:9' },
    });
    try {
      const person = await as(allowing.http, await aUser(app.db));
      const storeId = await createStore(person, 'woocommerce');
      const answer = await connect(person, storeId, credentialsFor('woocommerce', app.sandbox), { skip_sync: true });
      expect(said(answer)).toBe('202 OK');
    } finally {
      await allowing.close();
    }
  });
});
