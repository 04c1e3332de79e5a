import { mulberry32 } from './mulberry32.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { anOrder, aProduct, aStore, aUser, insert, type UserRow } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { envelopeFaults } from './envelope.js';
import { documentedRoutes, goodValue, type DocumentedRoute, type Schema } from './openapi-routes.js';

/** Another number, other requests: KSAP_FUZZ_SEED and KSAP_FUZZ_ROUNDS for a longer search by hand. */
const SEED = Number(process.env.KSAP_FUZZ_SEED ?? 20261122);
const ROUNDS = Number(process.env.KSAP_FUZZ_ROUNDS ?? 14);

const TEXTS = [
  '',
  ' ',
  'x',
  'null',
  'undefined',
  'true',
  '0',
  '-1',
  '1e309',
  '٣',
  'NaN',
  '2026-02-30',
  '2026-13-45T99:99:99Z',
  '0000-00-00',
  '294277-01-01T00:00:00Z',
  '-4713-01-01',
  'infinity',
  'now',
  '2026-11-22T10:30:00+99:99',
  '99999999999999999999',
  '0.00001',
  '999999999999999.9999',
  '-999999999999999.9999',
  'ß'.repeat(200),
  '👩‍👩‍👧',
  '\ufeff',
  '\u202e',
  'a\u0301',
  '%',
  '_',
  '\\',
  '{}',
  '[]',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '../../etc/passwd',
  'a,b,c',
  ',',
  'x'.repeat(5000),
  'Europe/Berlin',
  'en',
  'EUR',
];
const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  [],
  [null],
  [[]],
  ['x', 1],
  {},
  { a: {} },
  { length: 3 },
  { toString: 1 },
  { then: 1 },
  { constructor: {} },
];
const GARBAGE_QUERIES = [
  '=',
  '&&',
  'a[b]=c',
  'limit[]=5',
  'q=%',
  '%zz=1',
  'sort=-created_at&sort=name',
  '__proto__=1',
  'constructor[prototype]=1',
  `${'a'.repeat(200)}=1`,
];

describe(`random requests (seed ${SEED})`, () => {
  let app: TestApp;
  let user: UserRow;
  let ids: Record<string, string>;
  const random = mulberry32(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const chance = (part: number): boolean => random() < part;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());

  /** Everything is made anew for each route: the one before may have deleted it. */
  async function freshIds(): Promise<Record<string, string>> {
    const store = await aStore(app.db, { user_id: user.id });
    const job = await insert(app.db, 'jobs', {
      user_id: user.id,
      store_id: store.id,
      type: 'stores.sync',
      status: 'failed',
      payload: {},
    });
    return {
      store_id: store.id,
      job_id: job.id,
      product_id: (await aProduct(app.db, { store_id: store.id })).id,
      order_id: (await anOrder(app.db, { store_id: store.id })).id,
    };
  }

  function randomBody(schema: Schema): unknown {
    if (chance(0.08)) return pick([...OTHERS, 'text']);
    const body: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (chance(0.2)) continue;
      if (chance(0.45)) body[name] = goodValue(field);
      else if (field.properties && chance(0.6)) body[name] = randomBody(field);
      else body[name] = chance(0.5) ? pick(TEXTS) : pick(OTHERS);
    }
    if (chance(0.1)) body[pick(['id', 'user_id', 'hasOwnProperty', 'é', ''])] = pick(OTHERS);
    return body;
  }

  function randomPath(route: DocumentedRoute): string {
    const path = route.path.replace(/\{(\w+)\}/g, (_all, id: string) =>
      encodeURIComponent(chance(0.75) ? (ids[id] ?? pick(TEXTS)) : pick(TEXTS)),
    );
    const query = route.parameters
      .filter((parameter) => parameter.in === 'query' && chance(0.35))
      .map(
        ({ name, schema }) =>
          `${name}=${encodeURIComponent(chance(0.4) ? String(goodValue(schema ?? {})) : pick(TEXTS))}`,
      );
    if (chance(0.1)) query.push(pick(GARBAGE_QUERIES));
    return query.length > 0 ? `${path}?${query.join('&')}` : path;
  }

  function randomHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    if (chance(0.1)) headers['if-match'] = pick(['*', '"x"', '', ',,,', 'W/']);
    if (chance(0.1)) headers['idempotency-key'] = pick(['k', 'k'.repeat(300), ' ', '"q"']);
    if (chance(0.05)) headers.accept = pick(['text/html', '*/*;q=0', 'nonsense']);
    return headers;
  }

  const isFine = ({ status, body, ...rest }: Answer, route: DocumentedRoute): boolean => {
    if (status >= 500) return false;
    if (status >= 400) return envelopeFaults({ status, body, ...rest }).length === 0;
    return !route.path.startsWith('/api/') || /\/(events|export)$/.test(route.path) || body?.success === true;
  };

  it('are answered below 500 and in the envelope, on every route', async () => {
    const wrong: string[] = [];
    const statuses: Record<string, number> = {};
    for (const route of documentedRoutes(app)) {
      // Somebody new for each route: it may sign them out, rename them or change their password.
      user = await aUser(app.db);
      ids = await freshIds();
      const http = await as(app.http, user);
      for (let round = 0; round < ROUNDS; round += 1) {
        const path = randomPath(route);
        const body = route.body && !chance(0.05) ? { body: randomBody(route.body) } : {};
        const headers = randomHeaders();
        const answer = await http.request(route.method, path, {
          ...body,
          headers,
          signal: AbortSignal.timeout(10_000),
        });
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (!isFine(answer, route)) {
          wrong.push(
            `${route.method} ${path} ${JSON.stringify({ ...body, headers })} → ${answer.status} ${answer.text.slice(0, 300)}`,
          );
        }
      }
    }
    expect(wrong).toEqual([]);
    // It got past the doors: successes are among them, and not all is one kind of refusal.
    expect(statuses['200']).toBeGreaterThan(20);
    expect(statuses['400']).toBeGreaterThan(100);
    expect(statuses['404']).toBeGreaterThan(10);
  }, 240_000);
});
