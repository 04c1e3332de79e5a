import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { added, PROXIES } from './rig.js';

describe('many proxies, and many tests', () => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await aUser(app.db);
    http = await as(app.http, user);
  });

  const audited = (action: string) => app.db.count('audit_log', 'user_id = $1 AND action = $2', [user.id, action]);
  const place = { host: '8.8.8.7', port: 8080 };

  describe('POST import', () => {
    const lines = [
      '# from the provider',
      '8.8.8.1:8080',
      '8.8.8.2:8080:shop:pa:ss@x',
      'shop:secret@proxy.example.invalid:3128',
      'socks5://shop:p%40ss@[2001:4860::5]:1080/',
      '',
      'not a proxy',
      '8.8.8.1:8080',
      '10.0.0.1:8080',
      'https://8.8.8.3:443',
      'gopher://8.8.8.3:70',
      '8.8.8.4:99999',
    ];

    it('adds what it can, line by line, and says why not for the rest', async () => {
      const known = await added(http, { protocol: 'https', host: '8.8.8.3', port: 443 });
      const dry = await http.post(`${PROXIES}/import`, { text: lines.join('\r\n'), dry_run: true });
      expect(dry.status).toBe(200);
      expect(dry.body.data).toMatchObject({ dry_run: true, created: 4, duplicates: 2, invalid: 4 });
      expect(await app.db.count('proxies', 'user_id = $1', [user.id])).toBe(1);

      const answer = await http.post(`${PROXIES}/import`, { text: lines.join('\n'), country: 'nl' });
      const said = answer.body.data as unknown as { created: number; lines: Record<string, unknown>[] };
      expect(said.created).toBe(4);
      expect(said.lines.map(({ line, result }) => [line, result])).toEqual([
        [2, 'created'],
        [3, 'created'],
        [4, 'created'],
        [5, 'created'],
        [7, 'invalid'],
        [8, 'duplicate'],
        [9, 'invalid'],
        [10, 'duplicate'],
        [11, 'invalid'],
        [12, 'invalid'],
      ]);
      expect(said.lines[5]).toMatchObject({ proxy_id: said.lines[0]!.proxy_id, reason: 'It is in line 2 already' });
      expect(said.lines[7]).toMatchObject({ proxy_id: known.id });
      expect(JSON.stringify(answer.body)).not.toMatch(/secret|pa:ss|p@ss/);
      const rows = await app.db.query<{ host: string; username: string | null; country: string; protocol: string }>(
        'SELECT host, username, country, protocol FROM proxies WHERE user_id = $1 AND id <> $2 ORDER BY host',
        [user.id, known.id],
      );
      expect(rows).toEqual([
        { host: '2001:4860::5', username: 'shop', country: 'NL', protocol: 'socks5' },
        { host: '8.8.8.1', username: null, country: 'NL', protocol: 'http' },
        { host: '8.8.8.2', username: 'shop', country: 'NL', protocol: 'http' },
        { host: 'proxy.example.invalid', username: 'shop', country: 'NL', protocol: 'http' },
      ]);
      const again = await http.post(`${PROXIES}/import`, { text: lines.join('\n') });
      expect(again.body.data).toMatchObject({ created: 0, duplicates: 6, invalid: 4 });
      expect(await audited('proxy.imported')).toBe(1);
    });

    it('answers 400 for a list without a line', async () => {
      expectRefusal(await http.post(`${PROXIES}/import`, { text: '\n# nothing\n' }), 400, 'VALIDATION_ERROR');
    });
  });

  describe('GET history', () => {
    it('shows tests of the period with uptime and percentiles of those that went well', async () => {
      const { id, path } = await added(http, place);
      expect((await http.get(`${path}/history`)).body.data).toMatchObject({
        summary: { tests: 0, uptime_percent: null, first_byte_ms: { p50: null, p95: null, p99: null } },
        items: [],
      });
      for (let at = 1; at <= 100; at++) {
        const isWell = at <= 96;
        await insert(app.db, 'proxy_tests', {
          proxy_id: id,
          user_id: user.id,
          tested_at: new Date(Date.now() - at * 60_000),
          test_result: isWell ? 'success' : 'timeout',
          test_reason: isWell ? null : 'proxy_timeout',
          first_byte_ms: isWell ? at * 10 : 10_000,
        });
      }
      await insert(app.db, 'proxy_tests', {
        proxy_id: id,
        user_id: user.id,
        tested_at: new Date(Date.now() - 8 * 86_400_000),
        test_result: 'failed',
      });
      const { body } = await http.get(`${path}/history?limit=10&include_total=true`);
      expect(body.data.summary).toMatchObject({
        tests: 100,
        succeeded: 96,
        uptime_percent: '96.00',
        first_byte_ms: { p50: 485, p95: 913, p99: 951 },
      });
      expect(body.data.page).toMatchObject({ has_more: true, total: 100 });
      const failed = await http.get(`${path}/history?test_result=timeout`);
      expect(failed.body.data.items).toHaveLength(4);
      const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
      const whole = await http.get(`${path}/history?from=${from}`);
      expect(whole.body.data.summary).toMatchObject({ tests: 101, succeeded: 96, uptime_percent: '95.05' });
      expectRefusal(await http.get(`${path}/history?from=yesterday`), 400, 'VALIDATION_ERROR');
    });
  });
});
