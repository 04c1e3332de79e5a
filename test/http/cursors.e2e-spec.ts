import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectRefusal } from './envelope.js';
import { page } from './pages.js';

const ORDERS = '/api/v1/orders';

describe('cursors', () => {
  let app: TestApp;
  let http: HttpClient;
  let stores: string[];
  let cursor: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    stores = [
      (await aStore(app.db, { user_id: user.id })).id,
      (await aStore(app.db, { user_id: user.id, name: 'Other' })).id,
    ];
    for (const store of [0, 0, 0, 1, 1, 1]) await anOrder(app.db, { store_id: stores[store] });
    cursor = (await page(http, `${ORDERS}?limit=2`)).next_cursor!;
  });
  afterAll(() => app.close());

  const refused = async (path: string): Promise<void> => {
    const answer = await http.get(path);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe('cursor');
  };

  it('lead on where they were given', async () => {
    expect((await page(http, `${ORDERS}?limit=2&cursor=${cursor}`)).items.length).toBe(2);
    // The page's size may change on the way, and so may what is asked for beside it.
    expect((await page(http, `${ORDERS}?limit=250&cursor=${cursor}&expand=items`)).items.length).toBe(4);
  });

  it('are opaque: nothing of a row can be read in them', () => {
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('are refused when any one character is another', async () => {
    for (let at = 0; at < cursor.length; at += 3) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      await refused(`${ORDERS}?cursor=${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`);
    }
  });

  it.each([
    '',
    'x',
    '%20',
    'AAAA',
    'null',
    '0',
    'eyJpZCI6MX0',
    '..%2F..',
    `${'A'.repeat(64)}=`,
    'A'.repeat(2048),
    'A'.repeat(2049),
  ])('are refused when they are made up: %s', (made) => refused(`${ORDERS}?cursor=${made}`));

  it('are refused when cut or lengthened', async () => {
    await refused(`${ORDERS}?cursor=${cursor.slice(0, -1)}`);
    await refused(`${ORDERS}?cursor=${cursor}A`);
    await refused(`${ORDERS}?cursor=${cursor}${cursor}`);
    await refused(`${ORDERS}?cursor=${cursor}&cursor=${cursor}`);
  });

  it.each(['created_at', '-updated_at', '-total_amount'])('are refused with another sort: %s', (sort) =>
    refused(`${ORDERS}?sort=${sort}&cursor=${cursor}`),
  );

  it('are refused on another list', async () => {
    await refused(`/api/v1/stores/${stores[0]!}/orders?cursor=${cursor}`);
    await refused(`/api/v1/stores/${stores[0]!}/products?cursor=${cursor}`);
    await refused(`/api/v1/stores?cursor=${cursor}`);
    await refused(`/api/v1/jobs?cursor=${cursor}`);
    const ofStore = (await page(http, `/api/v1/stores/${stores[0]!}/orders?limit=1`)).next_cursor!;
    await refused(`/api/v1/stores/${stores[1]!}/orders?cursor=${ofStore}`);
  });
});
