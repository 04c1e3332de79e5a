import { page } from '../http/pages.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';

const PEOPLE: [number: string, email: string | null, name: string | null][] = [
  ['#1001', 'Ada.Lovelace@Mail.Example', 'Ada Lovelace'],
  ['#1002', 'grace@navy.example', 'Grace Hopper'],
  ['R100_2', '100%@sale.example', 'Under_score O’Neil'],
  ['7', 'seven@mail.example', 'Ämilie Österström'],
  ['#42', null, '日本 太郎'],
  ['X\\9', 'back\\slash@mail.example', null],
  ['İ-5', 'ada.lovelace@mail.example.org', 'STRASSE Straße'],
];

describe('q of orders', () => {
  let app: TestApp;
  let http: HttpClient;
  let storeId: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    storeId = (await aStore(app.db, { user_id: user.id })).id;
    for (const [index, [number, email, name]] of PEOPLE.entries()) {
      await anOrder(app.db, {
        store_id: storeId,
        order_number: number,
        customer_email: email,
        customer_name: name,
        created_at: new Date(Date.UTC(2026, 0, 1 + index)),
      });
    }
    await anOrder(app.db, { customer_email: 'ada.lovelace@mail.example', customer_name: 'Another user’s Ada' });
    await anOrder(app.db, { store_id: storeId, customer_name: 'Ada who is gone', deleted_at: new Date() });
  });
  afterAll(() => app.close());

  it.each<[string, string, string[]]>([
    ['a whole e-mail, exactly', 'ada.lovelace@mail.example', ['#1001']],
    ['a whole e-mail in other case, with blanks around', '  ADA.LOVELACE@MAIL.EXAMPLE ', ['#1001']],
    ['an e-mail that nobody has', 'da.lovelace@mail.example', []],
    ['a part of e-mails', 'mail.exam', ['İ-5', 'X\\9', '7', '#1001']],
    ['a part with the at sign', '@navy', ['#1002']],
    ['a part of a name', 'hopp', ['#1002']],
    ['a part in upper case', 'LOVELACE', ['İ-5', '#1001']],
    ['first and last name', 'grace hopper', ['#1002']],
    ['a part of a number', '#100', ['#1002', '#1001']],
    ['a whole number', '#1002', ['#1002']],
    ['a short number', '42', ['#42']],
    ['a short number with its sign', '#7', []],
    ['one digit, whole', '7', ['7']],
    ['one digit that is only part of a number', '1', []],
    ['a percent sign as a letter', '100%', ['R100_2']],
    ['an underscore as a letter', '100_', ['R100_2']],
    ['an underscore that stands for nothing else', 'r100x2', []],
    ['percent signs only', '%%%', []],
    ['underscores only', '___', []],
    ['a backslash as a letter', 'k\\sla', ['X\\9']],
    ['backslashes only', '\\\\\\', []],
    ['a short text with a backslash', 'x\\9', ['X\\9']],
    ['letters beyond ASCII', 'österstr', ['7']],
    ['letters beyond ASCII in upper case', 'ÄMILIE ÖST', ['7']],
    ['no Latin letter at all', '日本 太', ['#42']],
    ['two letters that are no number', '日本', []],
    ['a typographic quotation mark', 'o’neil', ['R100_2']],
    ['a letter in its decomposed form', 'O\u0308sterstro\u0308m', ['7']],
    ['blanks only, which is no search', '   ', PEOPLE.map(([number]) => number).reverse()],
    ['nothing, which is no search', '', PEOPLE.map(([number]) => number).reverse()],
  ])('finds %s: %j', async (_what, q, expected) => {
    const query = `q=${encodeURIComponent(q)}&include_total=true`;
    for (const path of ['/api/v1/orders', `/api/v1/stores/${storeId}/orders`]) {
      const { items, total } = await page(http, `${path}?${query}`);
      expect(items.map(({ order_number }) => String(order_number))).toEqual(expected);
      expect(total).toBe(expected.length);
    }
  });

  it('joins the other filters and pages on', async () => {
    const first = await page(http, `/api/v1/orders?q=mail.example&limit=2&sort=created_at&status=pending`);
    expect(first.items.map(({ order_number }) => String(order_number))).toEqual(['#1001', '7']);
    const rest = await page(
      http,
      `/api/v1/orders?q=mail.example&limit=2&sort=created_at&status=pending&cursor=${first.next_cursor!}`,
    );
    expect(rest.items.map(({ order_number }) => String(order_number))).toEqual(['X\\9', 'İ-5']);
    expect((await page(http, '/api/v1/orders?q=mail.example&status=paid')).items).toEqual([]);
  });
});
