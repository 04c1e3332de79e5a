import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { expectRefusal } from './envelope.js';

const STORES = '/api/v1/stores';
const LOGIN = '/api/v1/auth/login';
const OF_USERS = 8;
const OF_AUTH = 6;

const left = (answer: Answer): number => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);

describe('the rate limits', () => {
  let app: TestApp;
  let first: HttpClient;
  let second: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({
      env: { KSAP_ROLE: 'api', KSAP_RATE_LIMIT: String(OF_USERS), KSAP_AUTH_RATE_LIMIT: String(OF_AUTH) },
    });
    first = await as(app.http, await aUser(app.db));
    second = await as(app.http, await aUser(app.db));
  });
  afterAll(() => app.close());

  it('tell in each answer what the limit is and what is left of it', async () => {
    const answer = await first.get(STORES);
    expect(answer.headers.get('ratelimit-policy')).toBe(`"default";q=${OF_USERS};w=60`);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
    expect(left(await first.get(STORES))).toBe(left(answer) - 1);
  });

  it('answer 429 with Retry-After past the limit, in the envelope, and do nothing', async () => {
    let refused: Answer | undefined;
    const before = await app.db.count('stores');
    for (let call = 0; call <= OF_USERS; call += 1) {
      const answer = await first.post(STORES, { name: `Store ${call}`, platform: 'shopify' });
      if (answer.status === 429) refused ??= answer;
    }
    expectRefusal(refused!, 429, 'RATE_LIMITED');
    const wait = Number(refused!.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(refused!.body.error.details).toEqual({ retry_after_seconds: wait });
    expect(left(refused!)).toBe(0);
    expect(await app.db.count('stores')).toBeLessThan(before + OF_USERS);
  });

  it('are each user’s own', async () => {
    expect((await first.get(STORES)).status).toBe(429);
    expect((await second.get(STORES)).status).toBe(200);
  });

  it('count a caller without a good token by address, apart from users', async () => {
    const answers: Answer[] = [];
    for (let call = 0; call <= OF_USERS; call += 1) {
      answers.push(await app.http.get(STORES, { headers: { authorization: `Bearer made-up-${call}` } }));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(OF_USERS).fill(401), 429]);
    expect((await second.get(STORES)).status).toBe(200);
  });

  it('are tighter on auth, by address, and not evaded by a forged X-Forwarded-For', async () => {
    const statuses: number[] = [];
    for (let call = 0; call <= OF_AUTH; call += 1) {
      const answer = await app.http.post(
        LOGIN,
        { email: `nobody-${call}@x.example`, password: 'wrong-password-1' },
        { headers: { 'x-forwarded-for': `203.0.113.${call}`, forwarded: `for=203.0.113.${call}` } },
      );
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('ratelimit-policy')).toBe(`"auth";q=${OF_AUTH};w=60`);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, OF_AUTH - 2).every((status) => status === 401)).toBe(true);
  });

  it('leave the probes alone', async () => {
    for (let call = 0; call < OF_USERS * 3; call += 1) {
      expect((await app.http.get('/health/live')).status).toBe(200);
    }
  });
});
