import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { expectRefusal } from './envelope.js';

const STORES = '/api/v1/stores';
let made = 0;
const aKey = (): string => `key-${(made += 1)}`;

describe('Idempotency-Key on POST stores', () => {
  let app: TestApp;
  let http: HttpClient;
  let other: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    http = await as(app.http, await aUser(app.db));
    other = await as(app.http, await aUser(app.db));
  });
  afterAll(() => app.close());

  const post = (key: string, body: unknown, client = http): Promise<Answer> =>
    client.post(STORES, body, { headers: { 'idempotency-key': key } });
  const shop = (name: string): object => ({ name, platform: 'shopify' });
  const shopsNamed = (name: string): Promise<number> => app.db.count('stores', 'name = $1', [name]);

  it('answers the repeat with the stored response, marked as such, and makes nothing twice', async () => {
    const key = aKey();
    const first = await post(key, shop('Once'));
    const again = await post(key, shop('Once'));
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const name of ['location', 'etag', 'content-type']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await shopsNamed('Once')).toBe(1);
  });

  it('makes one of ten that come at once; the others wait with 409 or are given its answer', async () => {
    const key = aKey();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(key, shop('Ten at once'))));
    expect(await shopsNamed('Ten at once')).toBe(1);
    const created = answers.filter(({ status }) => status === 201);
    const told = answers.filter(({ status }) => status !== 201);
    expect(created.length).toBeGreaterThan(0);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    for (const answer of told) expectRefusal(answer, 409, 'CONFLICT');
  });

  it('answers 409 while the first still runs', async () => {
    const key = aKey();
    await post(key, shop('Still running'));
    await app.db.query(`UPDATE idempotency_keys SET state = 'running', effect_at = NULL WHERE key = $1`, [key]);
    const answer = await post(key, shop('Still running'));
    expectRefusal(answer, 409, 'CONFLICT');
    expect(answer.body.error.details).toEqual({ reason: 'in_progress' });
    expect(await shopsNamed('Still running')).toBe(1);
  });

  it('does not act a second time when the first took effect and died before it answered', async () => {
    const key = aKey();
    await post(key, shop('Died'));
    await app.db.query(
      `UPDATE idempotency_keys SET state = 'running', body_sealed = NULL, created_at = now() - interval '1 hour' WHERE key = $1`,
      [key],
    );
    const answer = await post(key, shop('Died'));
    expectRefusal(answer, 409, 'CONFLICT');
    expect(answer.body.error.details).toEqual({ reason: 'outcome_unknown' });
    expect(await shopsNamed('Died')).toBe(1);
  });

  it('acts when the first died before it did anything', async () => {
    const key = aKey();
    await post(key, shop('Died early'));
    await app.db.query(`DELETE FROM stores WHERE name = 'Died early'`);
    await app.db.query(
      `UPDATE idempotency_keys SET state = 'running', effect_at = NULL, created_at = now() - interval '1 hour' WHERE key = $1`,
      [key],
    );
    expect((await post(key, shop('Died early'))).status).toBe(201);
    expect(await shopsNamed('Died early')).toBe(1);
  });

  it('answers 422 to the same key with another body, path or query', async () => {
    const key = aKey();
    await post(key, shop('The first'));
    expectRefusal(await post(key, shop('The second')), 422, 'IDEMPOTENCY_KEY_REUSED');
    const elsewhere = await http.post('/api/v1/auth/resend-verification', shop('The first'), {
      headers: { 'idempotency-key': key },
    });
    expect([400, 422]).toContain(elsewhere.status);
    const logout = await http.post('/api/v1/auth/logout', {}, { headers: { 'idempotency-key': key } });
    expectRefusal(logout, 422, 'IDEMPOTENCY_KEY_REUSED');
    expect((await http.get(STORES)).status).toBe(200);
    expect(await shopsNamed('The second')).toBe(0);
  });

  it('keeps a refusal too', async () => {
    const key = aKey();
    const first = await post(key, { platform: 'shopify' });
    const again = await post(key, { platform: 'shopify' });
    expectRefusal(first, 400, 'VALIDATION_ERROR');
    expect([again.status, again.text]).toEqual([400, first.text]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectRefusal(await post(key, shop('Corrected')), 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('is forgotten after 24 hours', async () => {
    const key = aKey();
    await post(key, shop('Yesterday'));
    await app.db.query(`UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = $1`, [key]);
    const answer = await post(key, shop('Today'));
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null]);
    const row = await app.db.one<{ left: string }>(
      `SELECT round(extract(epoch FROM expires_at - now()) / 3600) AS left FROM idempotency_keys WHERE key = $1`,
      [key],
    );
    expect(row.left).toBe('24');
  });

  it('is each user’s own', async () => {
    const key = aKey();
    const mine = await post(key, shop('Mine'));
    const theirs = await post(key, shop('Theirs'), other);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
  });

  it('keeps no answer in the clear', async () => {
    await post(aKey(), shop('Nobody reads this in the table'));
    const rows = await app.db.query<{ body: string | null }>('SELECT body_sealed::text AS body FROM idempotency_keys');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ body }) => body?.includes('Nobody reads'))).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a control character', 'a\tb'],
    ['beyond ASCII', 'cl\u00e9'],
  ])('that is %s is refused', async (_what, key) => {
    const answer = await post(key, shop('Bad key'));
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answer.body.error.details.field).toBe('Idempotency-Key');
    expect(await shopsNamed('Bad key')).toBe(0);
  });

  it('of 255 characters is taken', async () => {
    expect((await post('k'.repeat(255), shop('Long key'))).status).toBe(201);
  });
});
