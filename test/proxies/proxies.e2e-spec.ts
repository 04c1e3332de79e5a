import { randomUUID } from 'node:crypto';
import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { added, PROXIES } from './rig.js';

describe('proxies', () => {
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
  const told = (type: string) => app.db.count('outbox', 'user_id = $1 AND type = $2', [user.id, type]);
  const place = { host: '8.8.8.7', port: 8080 };

  describe('POST', () => {
    it('adds a proxy, seals its password and never answers it', async () => {
      const fields = {
        ...place,
        name: ' Berlin 1 ',
        protocol: 'socks5',
        username: 'shop',
        password: 's3cret-of-the-proxy',
        country: 'de',
      };
      const { id, path, answer } = await added(http, fields);
      expect(answer.headers.get('location')).toBe(path);
      expect(answer.body.data).toEqual({
        id,
        name: 'Berlin 1',
        protocol: 'socks5',
        host: '8.8.8.7',
        port: 8080,
        username: 'shop',
        has_password: true,
        ca_certificate: null,
        country: 'DE',
        is_active: true,
        state: 'untested',
        last_tested: null,
        test_result: null,
        test_reason: null,
        test_message: null,
        latency: { connect_ms: null, tls_ms: null, first_byte_ms: null },
        exit_ip: null,
        exit_country: null,
        anonymity: null,
        test_interval_seconds: 900,
        next_test_at: expect.stringMatching(/Z$/) as string,
        failures: 0,
        down_since: null,
        accounts_count: 0,
        created_at: expect.stringMatching(/Z$/) as string,
        updated_at: expect.stringMatching(/Z$/) as string,
      });
      const got = await http.get(path);
      expect(got.body.data).toEqual(answer.body.data);
      expect(got.headers.get('etag')).toBe(answer.headers.get('etag'));
      const row = await app.db.one<{ password: string }>('SELECT * FROM proxies WHERE id = $1', [id]);
      expect(row.password).toMatch(/^sb1\./);
      expect(JSON.stringify([row, answer.body, got.body])).not.toContain('s3cret');
      expect(await audited('proxy.created')).toBe(1);
    });

    it('keeps a host in small letters and an IPv6 address without brackets', async () => {
      expect((await added(http, { host: 'Proxy.Example.INVALID', port: 1 })).answer.body.data.host).toBe(
        'proxy.example.invalid',
      );
      expect((await added(http, { host: '[2001:4860::8]', port: 1 })).answer.body.data.host).toBe('2001:4860::8');
    });

    it.each([
      ['host', { host: 'http://proxy.example' }],
      ['host', { host: 'proxy.example:8080' }],
      ['host', { host: '127.1' }],
      ['host', { host: '0x7f.0.0.1' }],
      ['host', { host: '127.0.0.1' }],
      ['host', { host: '10.0.0.8' }],
      ['host', { host: '169.254.169.254' }],
      ['host', { host: '::1' }],
      ['host', { host: 'localhost' }],
      ['host', { host: '' }],
      ['port', { port: 0 }],
      ['port', { port: 65_536 }],
      ['port', { port: '8080' }],
      ['protocol', { protocol: 'socks4' }],
      ['protocol', { protocol: null }],
      ['country', { country: 'Germany' }],
      ['password', { password: 'alone' }],
      ['username', { username: 'a:b' }],
      ['username', { username: 'a\nb', password: 'c' }],
      ['password', { username: 'a', password: 'x'.repeat(256) }],
      ['password', { protocol: 'socks5', username: 'a' }],
      ['ca_certificate', { ca_certificate: 'x' }],
      ['ca_certificate', { protocol: 'https', ca_certificate: 'x' }],
      ['test_interval_seconds', { test_interval_seconds: 5 }],
      ['is_active', { is_active: 'yes' }],
      ['test_result', { test_result: 'success' }],
    ])('answers 400 that names %s for %j', async (field, fields) => {
      const answer = await http.post(PROXIES, { ...place, ...fields });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
      expect(await app.db.count('proxies', 'user_id = $1', [user.id])).toBe(0);
    });

    it('answers 409 for a proxy that the user has, and lets another user have it', async () => {
      const { id } = await added(http, { ...place, username: 'a', password: 'b' });
      const again = await http.post(PROXIES, { ...place, username: 'a', password: 'other' });
      expectRefusal(again, 409, 'CONFLICT');
      expect(again.body.error.details.proxy_id).toBe(id);
      await added(http, { ...place, username: 'c', password: 'b' });
      await added(await as(app.http, await aUser(app.db)), { ...place, username: 'a', password: 'b' });
    });
  });

  describe('GET', () => {
    it('lists by protocol, country, activity, result and words, in pages', async () => {
      const one = await added(http, { ...place, name: 'Alpha', country: 'DE' });
      const two = await added(http, { ...place, port: 81, protocol: 'socks5', name: 'Beta', is_active: false });
      await app.db.query("UPDATE proxies SET test_result = 'success', exit_country = 'FR' WHERE id = $1", [two.id]);
      const ids = async (query: string) => {
        const { body } = await http.get(`${PROXIES}?${query}`);
        return (body.data.items as { id: string }[]).map(({ id }) => id);
      };
      expect(await ids('')).toEqual([two.id, one.id]);
      expect(await ids('protocol=socks5')).toEqual([two.id]);
      expect(await ids('country=fr')).toEqual([two.id]);
      expect(await ids('country=DE')).toEqual([one.id]);
      expect(await ids('is_active=true')).toEqual([one.id]);
      expect(await ids('test_result=success')).toEqual([two.id]);
      expect(await ids('q=ALPH')).toEqual([one.id]);
      expect(await ids('q=8.8.8')).toHaveLength(2);
      expect(await ids('sort=name')).toEqual([one.id, two.id]);
      const first = await http.get(`${PROXIES}?limit=1&include_total=true`);
      expect(first.body.data.page).toMatchObject({ has_more: true, total: 2 });
      const cursor = encodeURIComponent((first.body.data.page as { next_cursor: string }).next_cursor);
      expect(await ids(`limit=1&cursor=${cursor}`)).toEqual([one.id]);
      expectRefusal(await http.get(`${PROXIES}?protocol=ftp`), 400, 'VALIDATION_ERROR');
      expectRefusal(await http.get(`${PROXIES}?colour=red`), 400, 'VALIDATION_ERROR');
    });

    it('answers 404 for another user’s proxy on every route', async () => {
      const { path } = await added(await as(app.http, await aUser(app.db)), place);
      for (const answer of [
        await http.get(path),
        await http.put(path, { name: 'mine' }),
        await http.delete(path),
        await http.post(`${path}/test`),
        await http.get(`${path}/history`),
        await http.get(`${PROXIES}/${randomUUID()}`),
      ]) {
        expectRefusal(answer, 404, 'NOT_FOUND');
      }
    });
  });

  describe('PUT', () => {
    it('changes the fields given, keeps the others, and forgets what tests said when it is elsewhere', async () => {
      const { id, path } = await added(http, { ...place, username: 'a', password: 'b', name: 'One' });
      await app.db.query(
        "UPDATE proxies SET test_result = 'failed', failures = 3, down_since = now(), next_test_at = now() + interval '1 day' WHERE id = $1",
        [id],
      );
      const renamed = await http.put(path, { name: null, test_interval_seconds: 60 });
      expect(renamed.body.data).toMatchObject({
        name: null,
        state: 'down',
        has_password: true,
        test_interval_seconds: 60,
      });
      const sealed = await app.db.one<{ password: string }>('SELECT password FROM proxies WHERE id = $1', [id]);
      const moved = await http.put(path, { port: 9090 });
      expect(moved.body.data).toMatchObject({
        port: 9090,
        state: 'untested',
        failures: 0,
        down_since: null,
        has_password: true,
      });
      expect(await app.db.one('SELECT password FROM proxies WHERE id = $1', [id])).not.toEqual(sealed);
      const open = await http.put(path, { username: null, password: null });
      expect(open.body.data).toMatchObject({ username: null, has_password: false });
      expectRefusal(await http.put(path, { host: null }), 400, 'VALIDATION_ERROR');
      expectRefusal(await http.put(path, { host: '127.0.0.1' }), 400, 'VALIDATION_ERROR');
      expect(await audited('proxy.updated')).toBe(3);
    });

    it('stops tests of one that is switched off, and answers 412 on a stale If-Match', async () => {
      const { path, answer } = await added(http, place);
      const etag = String(answer.headers.get('etag'));
      const off = await http.with({ 'if-match': etag }).put(path, { is_active: false });
      expect(off.body.data).toMatchObject({ is_active: false, next_test_at: null });
      expectRefusal(await http.with({ 'if-match': etag }).put(path, { name: 'x' }), 412, 'PRECONDITION_FAILED');
      expectRefusal(await http.with({ 'if-match': etag }).delete(path), 412, 'PRECONDITION_FAILED');
    });

    it('answers 409 when it becomes another one of the user’s', async () => {
      await added(http, place);
      const { path } = await added(http, { ...place, port: 81 });
      expectRefusal(await http.put(path, { port: 8080 }), 409, 'CONFLICT');
    });
  });

  describe('DELETE', () => {
    it('removes it with its history and tells of it', async () => {
      const { id, path } = await added(http, place);
      await insert(app.db, 'proxy_tests', { proxy_id: id, user_id: user.id, test_result: 'success' });
      const answer = await http.delete(path);
      expect([answer.status, answer.body.data]).toEqual([200, null]);
      expectRefusal(await http.get(path), 404, 'NOT_FOUND');
      expect(await app.db.count('proxy_tests', 'proxy_id = $1', [id])).toBe(0);
      expect([await audited('proxy.deleted'), await told('proxies.deleted')]).toEqual([1, 1]);
    });

    it('answers 409 INVALID_STATE that names the accounts while some go out through it', async () => {
      const { id, path } = await added(http, place);
      const account = await insert(app.db, 'social_media_accounts', {
        user_id: user.id,
        platform: 'somewhere',
        account_name: 'Shop',
        proxy_id: id,
      });
      expect((await http.get(path)).body.data.accounts_count).toBe(1);
      const answer = await http.delete(path);
      expectRefusal(answer, 409, 'INVALID_STATE');
      expect(answer.body.error.details.accounts).toEqual([
        { id: account.id, platform: 'somewhere', account_name: 'Shop' },
      ]);
      await app.db.query('UPDATE social_media_accounts SET proxy_id = NULL WHERE id = $1', [account.id]);
      expect((await http.delete(path)).status).toBe(200);
    });
  });
});
