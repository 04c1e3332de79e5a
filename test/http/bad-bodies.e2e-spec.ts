import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aStore, aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { expectRefusal, rowCounts } from './envelope.js';

const STORES = '/api/v1/stores';
const MIB = 1_048_576;
const JSON_TYPE = { 'content-type': 'application/json' };
type Raw = string | Uint8Array<ArrayBuffer>;

const withName = (name: string): string => `{"platform":"shopify","name":${name}}`;
const bytes = (...parts: (string | number[])[]): Raw =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
/** A good body padded with blanks to this many bytes. */
const padded = (size: number): string => withName('"Padded"').padEnd(size, ' ');

describe('bad bodies and texts', () => {
  let app: TestApp;
  let http: HttpClient;
  let storePath: string;
  let before: Record<string, number>;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    const user = await aUser(app.db);
    http = await as(app.http, user);
    storePath = `${STORES}/${(await aStore(app.db, { user_id: user.id, name: 'As it was' })).id}`;
    before = await rowCounts(app.db);
  });
  afterAll(() => app.close());

  const BODIES: [string, string, () => Raw][] = [
    ['cut off', 'MALFORMED_JSON', () => '{"name": "x"'],
    ['with a comma too many', 'MALFORMED_JSON', () => '{"name": "x",}'],
    ['in single quotes', 'MALFORMED_JSON', () => "{'name': 'x'}"],
    ['with a comment', 'MALFORMED_JSON', () => '{/* */"name": "x"}'],
    ['with NaN', 'MALFORMED_JSON', () => '{"name": NaN}'],
    ['two documents', 'MALFORMED_JSON', () => '{} {}'],
    ['of blanks', 'MALFORMED_JSON', () => '   '],
    ['with a raw line break in a text', 'MALFORMED_JSON', () => withName('"a\nb"')],
    ['in Latin-1', 'MALFORMED_JSON', () => bytes('{"name":"caf', [0xe9], '"}')],
    ['in overlong UTF-8', 'MALFORMED_JSON', () => bytes('{"name":"', [0xc0, 0x80], '"}')],
    ['with a surrogate in UTF-8', 'MALFORMED_JSON', () => bytes('{"name":"', [0xed, 0xa0, 0x80], '"}')],
    ['in UTF-16', 'MALFORMED_JSON', () => new Uint8Array(Buffer.from('{"name":"x"}', 'utf16le'))],
    ['compressed', 'MALFORMED_JSON', () => bytes([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3])],
    ['with __proto__', 'MALFORMED_JSON', () => '{"name":"x","platform":"shopify","__proto__":{"id":1}}'],
    ['with constructor', 'MALFORMED_JSON', () => '{"name":"x","platform":"shopify","constructor":{"prototype":{}}}'],
    ['with an escaped __proto__', 'MALFORMED_JSON', () => '{"settings":{"custom":{"\\u005f_proto__":{"a":1}}}}'],
    ['a list', 'VALIDATION_ERROR', () => '[{"name":"x"}]'],
    ['a text', 'VALIDATION_ERROR', () => '"name"'],
    ['a number', 'VALIDATION_ERROR', () => '1e999'],
    ['null', 'VALIDATION_ERROR', () => 'null'],
    ['true', 'VALIDATION_ERROR', () => 'true'],
    ['with a NUL', 'VALIDATION_ERROR', () => withName('"a\\u0000b"')],
    ['with half a surrogate pair', 'VALIDATION_ERROR', () => withName('"a\\ud83d"')],
    ['with a pair in the wrong order', 'VALIDATION_ERROR', () => withName('"\\udc00\\ud800"')],
    ['with a NUL in a name', 'VALIDATION_ERROR', () => '{"settings":{"custom":{"a\\u0000":1}}}'],
    ['with a text for a list', 'VALIDATION_ERROR', () => withName('["x"]')],
    ['with an object for a text', 'VALIDATION_ERROR', () => withName('{"toString":"x"}')],
    ['with a huge number', 'VALIDATION_ERROR', () => withName('1e400')],
    ['nested 10,000 deep', 'VALIDATION_ERROR', () => withName(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
    ['nested 300,000 deep', 'VALIDATION_ERROR', () => withName(`${'[['.repeat(150_000)}${']]'.repeat(150_000)}`)],
    ['with a huge sync interval', 'VALIDATION_ERROR', () => `{"settings":{"sync_interval_seconds":1e300}}`],
    ['with settings that are a list', 'VALIDATION_ERROR', () => `{"settings":[]}`],
    ['with settings that are a list of settings', 'VALIDATION_ERROR', () => `{"settings":[{"sync_enabled":true}]}`],
    ['with a name that is too long', 'VALIDATION_ERROR', () => withName(`"${'x'.repeat(256)}"`)],
    ['with a name of blanks', 'VALIDATION_ERROR', () => withName('"   "')],
    [
      'with 20,000 unknown fields',
      'VALIDATION_ERROR',
      () => JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, n]))),
    ],
  ];

  describe.each([
    ['POST', (): string => STORES],
    ['PUT', (): string => storePath],
  ])('a body of %s', (method, path) => {
    it.each(BODIES)('%s is a 400 %s', async (_what, code, raw) => {
      expectRefusal(await http.request(method, path(), { raw: raw(), headers: JSON_TYPE }), 400, code);
    });

    it('of one byte more than 1 MiB is a 413, of 1 MiB it is read', async () => {
      expectRefusal(
        await http.request(method, path(), { raw: padded(MIB + 1), headers: JSON_TYPE }),
        413,
        'PAYLOAD_TOO_LARGE',
      );
      const whole = await http.request(method, path(), {
        raw: padded(MIB).replace('"Padded"', '5       '),
        headers: JSON_TYPE,
      });
      expectRefusal(whole, 400, 'VALIDATION_ERROR');
    });

    it('of 10 MB is a 413 at once', async () => {
      const raw = padded(10_000_000);
      const begun = performance.now();
      const answer = await http.request(method, path(), { raw, headers: JSON_TYPE });
      expectRefusal(answer, 413, 'PAYLOAD_TOO_LARGE');
      expect(performance.now() - begun).toBeLessThan(2000);
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'nonsense',
    ])('as %s is a 415', async (type) => {
      const answer = await http.request(method, path(), { raw: withName('"x"'), headers: { 'content-type': type } });
      expectRefusal(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    });
  });

  it('is read with a charset of UTF-8, however it is spelt', async () => {
    for (const type of ['application/json; charset=UTF-8', 'Application/JSON;charset="utf8"']) {
      const answer = await http.request('PUT', storePath, { raw: '{"name":5}', headers: { 'content-type': type } });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
    }
  });

  describe.each(['%00', '%ED%A0%80', '%FF', '%C0%80'])('the bytes %s', (bad) => {
    it.each([
      `/api/v1/orders?q=abc${bad}`,
      `/api/v1/orders?tag=${bad}`,
      `/api/v1/orders?cursor=${bad}`,
      `${STORES}?q=${bad}`,
      `/api/v1/jobs?type=${bad}`,
      `/api/v1/orders/${bad}`,
      `/api/v1/${bad}`,
      `/api/v1/orders?${bad}=1`,
    ])('in %s are a 4xx or taken as U+FFFD, never a 500', async (path) => {
      const answer = await http.get(path);
      expect(answer.status).toBeLessThan(500);
      if (bad === '%00' && !path.endsWith('%00')) expect(answer.status).toBeGreaterThanOrEqual(400);
    });
  });

  it('have changed nothing', async () => {
    expect(await rowCounts(app.db)).toEqual(before);
    expect((await http.get(storePath)).body.data).toMatchObject({ name: 'As it was', settings: {} });
  });
});
