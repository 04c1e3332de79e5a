import { API_PREFIX } from '../../src/app.js';
import { routesOf } from '../architecture/routes.js';
import { APPS } from '../social/social-rig.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { kindsIn, metaCall, metaCallFaults, metaSpec } from './checkers/meta.js';
import { callFaults, openApiCall } from './checkers/openapi.js';
import { tiktokSpec } from './checkers/tiktok.js';
import { type Place, PLACES, walkSocial } from './journeys/social.js';
import { RouteWalk } from './journeys/walk.js';

/**
 * Every endpoint of social accounts, pictures and campaigns with every platform of the sandbox; then every call that the
 * running product made there against what the networks themselves publish.
 */
const META_KNOWN = { '2000000001': 'Page', '17840000000000001': 'IGUser', '5000000001': 'AdsPixel' };
const TIKTOK_PREFIX = '/tiktok/open_api/v1.3';

let app: TestApp;
const walks = new Map<string, RouteWalk>();
const trouble = new Map<string, unknown>();

beforeAll(async () => {
  const settings = { SANDBOX_TIKTOK_QPS: '1000' };
  app = await startTestApp({ sandbox: { keep_answers: true, settings }, env: APPS });
  const goEverywhere = async (place: Place): Promise<void> => {
    const platform = place.account.platform!;
    const walk = new RouteWalk(await as(app.http, await aUser(app.db)), platform, {});
    walks.set(platform, walk);
    await walkSocial(walk, app.sandbox, place).catch((error: unknown) => trouble.set(platform, error));
  };
  await Promise.all(PLACES.map(goEverywhere));
}, 120_000);
afterAll(() => app.close());

/** Routes of accounts, pictures and campaigns, as the document names them; consents have their own suite. */
function routes(): string[] {
  return routesOf(app.nest, API_PREFIX, [])
    .map(({ method, path }) => `${method} ${path.slice(API_PREFIX.length + 2).replace(/:(\w+)/g, '{$1}')}`)
    .filter((route) => route.includes(' social/') && !route.includes('/oauth/'));
}

describe.each(PLACES.map(({ account }) => account.platform!))('with an account of %s', (platform) => {
  it('every endpoint of accounts, pictures and campaigns works', () => {
    if (trouble.has(platform)) throw trouble.get(platform);
    expect(routes().length).toBeGreaterThan(20);
    expect([...walks.get(platform)!.worked].sort()).toEqual(routes().sort());
  });
});

const calledFor = (calls: ReceivedRequest[]): string[] =>
  calls.filter(({ method }) => method !== 'GET').map(({ url }) => url.replace(/\?.*/, ''));

describe('the calls to Meta', () => {
  const spec = metaSpec();
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    calls = await app.sandbox.requests('meta');
  });

  it('made, switched and removed things there', () => {
    const edges = new Set(calledFor(calls).map((url) => url.split('/').at(-1)));
    for (const edge of ['adimages', 'campaigns', 'adsets', 'adcreatives', 'ads']) expect(edges).toContain(edge);
  });

  it('are made of a version that has not ended', () => {
    const paths = calls.map(({ url }) => url.replace(/\?.*/, ''));
    expect(paths.filter((path) => !path.startsWith('/meta/v26.0/'))).toEqual([]);
  });

  it('bear the token in a header alone, with the proof of the app', () => {
    expect(calls.filter(({ url, body }) => /access_token=sandbox|sandbox-meta-long/.test(url + String(body)))).toEqual(
      [],
    );
  });

  (spec === null ? it.skip : it)('are valid by what it publishes', () => {
    const kinds = kindsIn(spec!, calls, META_KNOWN);
    const told = calls.filter(({ url }) => !/oauth|debug_token|\/search\?/.test(url));
    const read = told.map((call) => metaCall(call, kinds));
    expect(read.length).toBeGreaterThan(40);
    expect(read.filter((call) => call === null)).toEqual([]);
    expect(read.flatMap((call) => (call === null ? [] : metaCallFaults(spec!, call)))).toEqual([]);
  });
});

describe('the calls to TikTok', () => {
  const spec = tiktokSpec();
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    calls = (await app.sandbox.requests('tiktok')).filter(({ url }) => url.startsWith(TIKTOK_PREFIX));
  });

  it('made, switched and removed things there', () => {
    const paths = new Set(calledFor(calls).map((url) => url.slice(TIKTOK_PREFIX.length)));
    for (const path of ['/campaign/create/', '/adgroup/create/', '/ad/create/', '/campaign/status/update/']) {
      expect(paths).toContain(path);
    }
  });

  it('were refused by nobody', () => {
    const codeOf = ({ answer }: ReceivedRequest): unknown => (JSON.parse(answer ?? '{}') as { code?: number }).code;
    expect(calls.filter((call) => codeOf(call) !== 0).map(({ url, answer }) => `${url} ${answer}`)).toEqual([]);
  });

  (spec === null ? it.skip : it)('are valid by what it publishes', () => {
    const json = calls.filter(({ headers }) => !(headers['content-type'] ?? '').startsWith('multipart/'));
    expect(json.length).toBeGreaterThan(30);
    expect(json.flatMap((call) => callFaults(spec!, openApiCall(call, TIKTOK_PREFIX)))).toEqual([]);
  });
});
