import { ChangeTimes } from '../../src/modules/stores/changes/change-times.js';
import type { MemoryShop } from '../stores/memory-shop.js';
import { aMemoryStore, withMemoryShop } from '../stores/memory-store.js';
import { expectStatus, jobSucceeded } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

describe('an import whose shop is not heard', () => {
  let app: TestApp;
  let shop: MemoryShop;
  let http: HttpClient;
  let products: string;

  beforeAll(async () => {
    app = await startTestApp();
    shop = withMemoryShop(app);
    const user = await aUser(app.db);
    http = await as(app.http, user);
    products = `/api/v1/stores/${(await aMemoryStore(app, user.id)).id}/products`;
  });
  afterAll(() => app.close());
  beforeEach(() => {
    Object.assign(app.nest.get(ChangeTimes), new ChangeTimes(), { resend_after_ms: 300 });
  });
  afterEach(() => shop.reset());

  const outcomeOf = async (csv: string): Promise<{ result: unknown; items: Record<string, unknown>[] }> => {
    const headers = { 'content-type': 'text/csv' };
    const answer = await http.request('POST', `${products}/import`, { raw: csv, headers });
    const { id } = expectStatus(answer, 202).body.data.job;
    const { result } = await jobSucceeded(http, id);
    return { result, items: (await http.get(`${products}/imports/${id}`)).body.data.items };
  };

  it('waits until it is known what became of a product, and takes it for done', async () => {
    shop.next('create', { does_but_says: 'unknown_outcome' });
    shop.next('findCreated', { says: 'unavailable' });
    const { result } = await outcomeOf('title,price\nLamp,12.00\n');
    expect(result).toEqual({ created: 1, updated: 0, failed: 0 });
    expect(shop.countOf('create')).toBe(1);
  });

  it('does not make again what it gave up on: it may be there', async () => {
    Object.assign(app.nest.get(ChangeTimes), { max_attempts: 2 });
    shop.next('create', { does_but_says: 'unknown_outcome' });
    shop.next('findCreated', { says: 'unavailable' }, { says: 'unavailable' });
    const { result, items } = await outcomeOf('title,price\nChair,30.00\nTable,90.00\n');
    expect(result).toEqual({ created: 1, updated: 0, failed: 1 });
    expect(items).toMatchObject([
      { title: 'Chair', state: 'failed', error: { code: 'OUTCOME_UNKNOWN' } },
      { title: 'Table', state: 'done' },
    ]);
    expect(shop.countOf('create')).toBe(2);
  });

  it('makes again what was refused because the shop was away', async () => {
    shop.next('create', { says: 'unavailable' });
    const { result } = await outcomeOf('title,price\nStool,9.00\n');
    expect(result).toEqual({ created: 1, updated: 0, failed: 0 });
    expect(shop.countOf('create')).toBe(1);
  });
});
