import type { ExecutionContext } from '@nestjs/common';
import { API_PREFIX } from '../../src/app.js';
import { isPublic } from '../../src/common/http/http.decorators.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { routesOf, type Route } from './routes.js';

/** Whoever adds a line here says why nobody has to sign in for it. */
const PUBLIC = [
  // Probes and scrapers; /metrics asks for its own token when one is set.
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  // Who has no session yet, or none any more.
  'POST /api/v1/auth/forgot-password',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/reset-password',
  'POST /api/v1/auth/verify-email',
  // A browser that a social network sends back: the state of one use says whose consent it is.
  'GET /api/v1/social/oauth/:platform/callback',
  // Platforms and payment providers sign what they deliver.
  'POST /api/v1/webhooks/:platform/:store_id',
  'POST /api/v1/webhooks/payments/:provider/:processor_id',
];

const SOME_ID = '00000000-0000-4000-8000-000000000000';

describe('the routes', () => {
  let app: TestApp;
  let routes: Route[];

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    routes = routesOf(app.nest, API_PREFIX, ['health/live', 'health/ready', 'metrics']);
  });
  afterAll(() => app.close());

  const isMarkedPublic = ({ controller, handler }: Route): boolean =>
    isPublic({ getHandler: () => handler, getClass: () => controller } as unknown as ExecutionContext);

  it('are found', () => {
    expect(routes.length).toBeGreaterThan(35);
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });

  it('are marked public only where the list here says so', () => {
    expect(routes.filter(isMarkedPublic).map(({ name }) => name)).toEqual(
      [...PUBLIC].sort((a, b) => a.localeCompare(b)),
    );
  });

  it('refuse a caller without a token, and one with a token that we did not make, unless they are public', async () => {
    const open: string[] = [];
    for (const route of routes.filter(({ name }) => !PUBLIC.includes(name))) {
      const path = route.path.replace(/:\w+/g, SOME_ID);
      const body = route.method === 'GET' ? {} : { body: {} };
      const nobody = await app.http.request(route.method, path, body);
      const forged = await app.http.request(route.method, path, {
        ...body,
        headers: { authorization: `Bearer ${FORGED}` },
      });
      const codes = [nobody, forged].map(({ status, body: answer }) => `${status} ${String(answer?.error?.code)}`);
      if (codes.some((code) => code !== '401 UNAUTHENTICATED')) open.push(`${route.name}: ${codes.join(', ')}`);
    }
    expect(open).toEqual([]);
  });

  it('are every one under the prefix or a named exception', () => {
    const outside = routes.filter(({ path }) => !path.startsWith(`/${API_PREFIX}/`)).map(({ name }) => name);
    expect(outside).toEqual(['GET /health/live', 'GET /health/ready', 'GET /metrics']);
  });
});

/** Well-formed, far from expired, and signed with somebody else's secret. */
const FORGED = [
  Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url'),
  Buffer.from(`{"sub":"${SOME_ID}","sid":"${SOME_ID}","exp":4102444800}`).toString('base64url'),
  Buffer.from('not our signature, only as long as').toString('base64url'),
].join('.');
