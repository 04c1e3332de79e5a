import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import { envelopeFaults, rowCounts } from './envelope.js';

interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the wire says is what the test is about to check
  body: any;
}

const CRLF = '\r\n';

describe('what comes over a bare socket', () => {
  let app: TestApp;
  let port: number;
  let authorization: string;
  let before: Record<string, number>;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    port = Number(new URL(app.url).port);
    const user = await aUser(app.db);
    await as(app.http, user);
    const login = await app.http.post('/api/v1/auth/login', {
      email: user.email,
      password: 'violet-harbour-lantern-42',
    });
    authorization = `Authorization: Bearer ${String(login.body.data.access_token)}`;
    before = await rowCounts(app.db);
  });
  afterAll(() => app.close());

  /** Sends the bytes and reads until the server hangs up, or has been silent for a while. */
  function send(bytes: string | Buffer, silenceMs = 700): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let received = '';
      const done = (): void => {
        socket.destroy();
        resolve(received);
      };
      socket.setTimeout(silenceMs, done);
      socket.on('data', (chunk) => (received += chunk.toString('latin1')));
      socket.on('close', done);
      socket.on('error', done);
      socket.write(bytes);
    });
  }

  function answersOf(received: string): RawAnswer[] {
    const answers: RawAnswer[] = [];
    for (let rest = received; rest.startsWith('HTTP/1.1 ');) {
      const gap = rest.indexOf(CRLF + CRLF);
      const [first = '', ...lines] = rest.slice(0, gap).split(CRLF);
      const headers = new Headers(
        lines.map((line): [string, string] => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
      );
      const length = Number(headers.get('content-length') ?? 0);
      const text = Buffer.from(rest.slice(gap + 4, gap + 4 + length), 'latin1').toString();
      rest = rest.slice(gap + 4 + length);
      const body: unknown = text.startsWith('{') ? JSON.parse(text) : null;
      answers.push({ status: Number(first.split(' ')[1]), headers, text, body });
    }
    return answers;
  }

  const post = (headers: string[], body: string, path = '/api/v1/stores'): string =>
    [`POST ${path} HTTP/1.1`, 'Host: x', authorization, 'Content-Type: application/json', ...headers, '', body].join(
      CRLF,
    );
  const get = (headers: string[], path = '/api/v1/stores'): string =>
    [`GET ${path} HTTP/1.1`, 'Host: x', authorization, ...headers, '', ''].join(CRLF);
  const CHUNKED = 'Transfer-Encoding: chunked';
  const NEW_STORE = '{"name":"Smuggled","platform":"shopify"}';
  const SMUGGLED = `0${CRLF}${CRLF}POST /api/v1/stores HTTP/1.1${CRLF}Host: x${CRLF}Content-Length: 0${CRLF}${CRLF}`;

  it('is answered as usual when it is HTTP: the control of these tests', async () => {
    const [answer] = answersOf(await send(get(['Connection: close'])));
    expect([answer?.status, answer?.body.success]).toEqual([200, true]);
  });

  it.each<[string, number, () => string | Buffer]>([
    ['no HTTP at all', 400, () => 'hello\r\n\r\n'],
    ['TLS', 400, () => Buffer.from('16030100a5010000a10303', 'hex')],
    ['HTTP/2’s preface', 400, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown method', 400, () => 'BREW /api/v1/stores HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['another version', 400, () => 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['no Host', 400, () => 'GET /health/live HTTP/1.1\r\n\r\n'],
    ['a blank in the path', 400, () => 'GET /api v1 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a NUL in the path', 400, () => 'GET /api/v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a header without a colon', 400, () => get(['nonsense'])],
    ['a header with a blank in its name', 400, () => get(['X Bad: 1'])],
    ['a header name before its colon blank', 400, () => get(['X-Bad : 1'])],
    ['a folded header', 400, () => get(['X-A: 1\r\n folded'])],
    ['a NUL in a header', 400, () => get(['X-A: a\0b'])],
    ['a bare CR in a header', 400, () => get(['X-A: a\rX-B: b'])],
    ['a bare line feed in a header', 400, () => get(['X-A: a\nX-B: b'])],
    ['a control character in a header', 400, () => get(['X-A: \x01'])],
    ['headers of 40 KB', 431, () => get([`X-Long: ${'x'.repeat(40_000)}`])],
    ['a path of 40 KB', 431, () => get([], `/api/v1/stores?q=${'x'.repeat(40_000)}`)],
    ['two lengths that differ', 400, () => post(['Content-Length: 5', 'Content-Length: 40'], NEW_STORE)],
    ['a length that is no number', 400, () => post(['Content-Length: 4O'], NEW_STORE)],
    ['a negative length', 400, () => post(['Content-Length: -1'], NEW_STORE)],
    ['a length with a sign', 400, () => post([`Content-Length: +${NEW_STORE.length}`], NEW_STORE)],
    ['a length and chunks (CL.TE)', 400, () => post(['Content-Length: 6', CHUNKED], SMUGGLED)],
    ['chunks and a length (TE.CL)', 400, () => post([CHUNKED, 'Content-Length: 4'], SMUGGLED)],
    ['chunks that are obscured', 400, () => post(['Transfer-Encoding: xchunked'], SMUGGLED)],
    ['chunks that are not last', 400, () => post(['Transfer-Encoding: chunked, identity'], SMUGGLED)],
    ['a chunk size that is no number', 400, () => post([CHUNKED], `zz${CRLF}${NEW_STORE}${CRLF}0${CRLF}${CRLF}`)],
    ['a chunk that is longer than it says', 400, () => post([CHUNKED], `5${CRLF}${NEW_STORE}${CRLF}0${CRLF}${CRLF}`)],
    ['a chunk size that overflows', 400, () => post([CHUNKED], `ffffffffffffffff1${CRLF}${NEW_STORE}`)],
  ])('is refused in the envelope when it has %s', async (_what, status, bytes) => {
    const answers = answersOf(await send(bytes()));
    const [answer] = answers;
    expect(answer).toBeDefined();
    expect(`${answer!.status} ${envelopeFaults(answer!).join('; ')}`).toBe(`${status} `);
    // Whatever followed it on the connection was not taken for a request of its own.
    expect(answers.length).toBe(1);
  });

  it('makes no header of a caller’s line breaks', async () => {
    const injected = encodeURIComponent('x\r\nSet-Cookie: a=b\r\n\r\n<html>');
    for (const path of [
      `/api/v1/stores/${injected}`,
      `/api/v1/${injected}`,
      `/api/v1/stores?q=${injected}`,
      `/api/v1/stores?${injected}=1`,
    ]) {
      const received = await send(get(['Connection: close'], path));
      expect(received).not.toMatch(/^set-cookie/im);
      expect(answersOf(received).length).toBe(1);
    }
  });

  it.each([
    'Idempotency-Key',
    'If-Match',
    'X-Request-Id',
    'User-Agent',
    'X-Forwarded-For',
    'Host',
    'Origin',
    'Accept',
    'Authorization',
  ])('takes any text in %s for a text', async (name) => {
    for (const value of [
      `'; DROP TABLE users; --`,
      '"\\"',
      '%0d%0aX-Evil: 1',
      '\xff\xfe\x80',
      '{{7*7}}',
      '() { :; };',
      'a'.repeat(8000),
      '',
    ]) {
      const lines = [`DELETE /api/v1/stores/00000000-0000-4000-8000-000000000000 HTTP/1.1`];
      if (name !== 'Host') lines.push('Host: x');
      if (name !== 'Authorization') lines.push(authorization);
      const received = await send(
        Buffer.from([...lines, `${name}: ${value}`, 'Connection: close', '', ''].join(CRLF), 'latin1'),
      );
      const [answer] = answersOf(received);
      expect(answer?.status).toBeGreaterThanOrEqual(400);
      expect(answer?.status).toBeLessThan(500);
      expect(envelopeFaults(answer!)).toEqual([]);
      expect(received).not.toMatch(/^x-evil/im);
    }
  });

  it('is refused early when the announced body is too large, before a byte of it is sent', async () => {
    const [answer] = answersOf(await send(post(['Content-Length: 1000000000000'], '')));
    expect([answer?.status, answer?.body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(envelopeFaults(answer!)).toEqual([]);
  });

  it('is refused when chunks without end pass the limit', async () => {
    const chunk = `10000${CRLF}${' '.repeat(0x10000)}${CRLF}`;
    const [answer] = answersOf(await send(post([CHUNKED], chunk.repeat(40))));
    expect([answer?.status, answer?.body.error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('is many requests on one connection where each is as long as it says', async () => {
    const empty = post([`Content-Length: 2`], '{}');
    const answers = answersOf(await send(`${get([])}${empty}${get([], '/nowhere')}${get(['Connection: close'])}`));
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 404, 200]);
  });

  it('has changed nothing, and the server still serves', async () => {
    expect(await rowCounts(app.db)).toEqual(before);
    expect((await app.http.get('/health/live')).status).toBe(200);
  });
});
