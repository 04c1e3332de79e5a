import { expectRefusal } from '../http/envelope.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, insert, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import { ProxiesApi, ProxyUnavailable } from '../../src/modules/proxies/proxies.api.js';
import { added, type Door, doorsOf, fieldsOf, testedAgain } from './rig.js';
import { closedPort } from './transport.contract.js';

describe('tests of proxies, on the sandbox', () => {
  let app: TestApp;
  let doors: Map<string, Door>;
  let user: UserRow;
  let http: HttpClient;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: { orders: 1, products: 1 } });
    doors = await doorsOf(app.sandbox);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await aUser(app.db);
    http = await as(app.http, user);
  });
  afterEach(() => app.sandbox.clearFaults());

  const door = (id: string): Door => doors.get(id)!;
  const tested = async (path: string) => {
    const answer = await http.post(`${path}/test?wait=true`);
    expect(answer.status).toBe(200);
    return (
      answer.body.data as unknown as { test: Record<string, unknown> & { latency: Record<string, number | null> } }
    ).test;
  };
  const told = async (type: string) =>
    (
      await app.db.query<{ payload: Record<string, unknown> }>(
        'SELECT payload FROM outbox WHERE user_id = $1 AND type = $2 ORDER BY id',
        [user.id, type],
      )
    ).map(({ payload }) => payload);
  const used = (id: string) =>
    insert(app.db, 'social_media_accounts', {
      user_id: user.id,
      platform: 'somewhere',
      account_name: 'Shop',
      proxy_id: id,
    });

  describe('POST test', () => {
    it.each([
      ['http', 'elite'],
      ['https', 'elite'],
      ['socks5', 'elite'],
      ['http_open', 'transparent'],
      ['socks5_open', 'elite'],
    ])('finds what %s is', async (id, anonymity) => {
      const { path } = await added(http, fieldsOf(door(id)));
      const test = await tested(path);
      expect(test).toMatchObject({
        test_result: 'success',
        test_reason: null,
        exit_ip: door(id).exit.ip,
        exit_country: door(id).exit.country,
        anonymity,
        latency: { connect_ms: expect.any(Number) as number, first_byte_ms: expect.any(Number) as number },
      });
      expect(test.latency.tls_ms === null).toBe(door(id).protocol !== 'https');
      const { body } = await http.get(path);
      expect(body.data).toMatchObject({
        state: 'up',
        test_result: 'success',
        country: door(id).exit.country,
        failures: 0,
      });
      const history = await http.get(`${path}/history`);
      expect(history.body.data.summary).toMatchObject({ uptime_percent: '100.00' });
    });

    it('answers 202 with a job that ends with the result', async () => {
      const { path } = await added(http, fieldsOf(door('http')));
      const answer = await http.post(`${path}/test`);
      expect(answer.status).toBe(202);
      const { id } = answer.body.data.job as { id: string };
      expect(answer.headers.get('location')).toBe(`/api/v1/jobs/${id}`);
      const job = await until(
        'the job ended',
        async () => (await http.get(`/api/v1/jobs/${id}`)).body.data,
        ({ status }) => status === 'succeeded',
      );
      expect(job).toMatchObject({ type: 'proxies.test', result: { test: { test_result: 'success', job_id: id } } });
    });

    it('answers 202 when it takes longer than the wait', async () => {
      const { path } = await added(http, { ...fieldsOf(door('http')), is_active: false });
      // A worker that does not come to it: the job is due in an hour.
      const first = await http.post(`${path}/test`);
      const { id } = first.body.data.job as { id: string };
      await until(
        'it ended',
        async () => (await http.get(`/api/v1/jobs/${id}`)).body.data.status,
        (s) => s === 'succeeded',
      );
      await insert(app.db, 'jobs', {
        user_id: user.id,
        type: 'proxies.test',
        status: 'queued',
        payload: { proxy_id: path.split('/').at(-1) },
        dedupe_key: `proxies.test:${path.split('/').at(-1)!}`,
        run_after: new Date(Date.now() + 3_600_000),
      });
      const began = performance.now();
      const answer = await http.post(`${path}/test?wait=true`);
      expect(answer.status).toBe(202);
      expect(performance.now() - began).toBeGreaterThan(14_000);
    }, 30_000);

    const faults = [
      ['refuse', 'failed', 'proxy_refused'],
      ['auth_revoked', 'failed', 'proxy_auth_failed'],
      ['bad_gateway', 'failed', 'proxy_bad_gateway'],
      ['malformed', 'failed', 'proxy_bad_answer'],
      ['reset', 'failed', 'proxy_cut_off'],
    ] as const;
    it.each(['http', 'https', 'socks5'].flatMap((id) => faults.map((fault) => [id, ...fault] as const)))(
      'says what is wrong with %s under %s',
      async (id, kind, result, reason) => {
        const { path } = await added(http, { ...fieldsOf(door(id)), is_active: false });
        await app.sandbox.fault({ provider: 'proxy', kind, path: `${id} ` });
        const test = await tested(path);
        expect([test.test_result, test.test_reason]).toEqual([result, reason]);
        expect(test.test_message).toMatch(/^[A-Z].+/);
        expect((await http.get(path)).body.data).toMatchObject({ state: 'failing', failures: 1 });
      },
    );

    it('times out in ten seconds on proxies that hang', async () => {
      await app.sandbox.fault({ provider: 'proxy', kind: 'timeout' });
      const began = performance.now();
      const results = await Promise.all(
        ['http', 'https', 'socks5'].map(async (id) => {
          const { path } = await added(http, { ...fieldsOf(door(id)), is_active: false });
          return tested(path);
        }),
      );
      expect(results.map((test) => [test.test_result, test.test_reason])).toEqual(
        results.map(() => ['timeout', 'proxy_timeout']),
      );
      expect(performance.now() - began).toBeLessThan(14_000);
    }, 30_000);

    it('says that a password is wrong, and never what it is', async () => {
      for (const id of ['http', 'https', 'socks5']) {
        const { path } = await added(http, { ...fieldsOf(door(id)), password: 'wrong-password' });
        const test = await tested(path);
        expect(test.test_reason).toBe('proxy_auth_failed');
        expect(JSON.stringify(test)).not.toContain('wrong-password');
      }
    });

    it('refuses a wait that is neither true nor false; nothing goes through one that is switched off', async () => {
      const { id, path } = await added(http, { ...fieldsOf(door('socks5')), is_active: false });
      const api = app.nest.get(ProxiesApi, { strict: false });
      expect(await api.routeOf(user.id, id).catch((error: unknown) => error)).toBeInstanceOf(ProxyUnavailable);
      expectRefusal(await http.post(`${path}/test?wait=maybe`), 400, 'VALIDATION_ERROR');
    });
  });

  describe('a proxy in use', () => {
    it('is told of by mail, event and audit when it goes down and when it works again; it carries nothing meanwhile', async () => {
      const { id, path } = await added(http, { ...fieldsOf(door('http')), name: 'Berlin' });
      await used(id);
      const api = app.nest.get(ProxiesApi, { strict: false });
      await until(
        'it was tested',
        async () => (await http.get(path)).body.data.state,
        (state) => state === 'up',
      );
      expect(await api.routeOf(user.id, id)).toMatchObject({ host: '127.0.0.1', password: door('http').password });

      await app.sandbox.fault({ provider: 'proxy', kind: 'refuse', path: 'http ' });
      await testedAgain(app, id);
      expect((await http.get(path)).body.data.state).toBe('failing');
      expect(await told('proxies.down')).toEqual([]);
      await testedAgain(app, id);
      expect((await http.get(path)).body.data).toMatchObject({
        state: 'down',
        failures: 2,
        test_reason: 'proxy_refused',
      });
      await testedAgain(app, id);
      expect(await told('proxies.down')).toMatchObject([
        { proxy_id: id, name: 'Berlin', reason: 'proxy_refused', accounts_count: 1 },
      ]);
      const mail = await mailTo(app, user.email, 'Berlin" is down');
      expect(mail.text).toContain('it refuses connections');
      const parked: unknown = await api.routeOf(user.id, id).catch((error: unknown) => error);
      expect(parked).toMatchObject({ name: 'ProxyUnavailable', why: 'down', reason: 'The proxy "Berlin" is down' });
      expect(await api.describe(user.id, [id])).toMatchObject([{ id, name: 'Berlin', state: 'down' }]);

      await app.sandbox.clearFaults();
      await testedAgain(app, id);
      expect((await http.get(path)).body.data).toMatchObject({ state: 'up', failures: 0, down_since: null });
      expect(await told('proxies.up')).toMatchObject([{ proxy_id: id }]);
      await mailTo(app, user.email, 'works again');
      expect(await mailsTo(app, user.email)).toHaveLength(2);
      for (const action of ['proxy.went_down', 'proxy.came_back']) {
        expect(await app.db.count('audit_log', 'subject_id = $1 AND action = $2', [id, action])).toBe(1);
      }
    });

    it('is told of when calls leave from another country', async () => {
      const { id } = await added(http, { ...fieldsOf(door('socks5')), name: 'America' });
      await used(id);
      await testedAgain(app, id);
      await app.sandbox.fault({ provider: 'proxy', kind: 'exit_country', path: 'socks5 ' });
      expect(await testedAgain(app, id)).toMatchObject({ exit_country: 'FR', country: 'US' });
      expect(await told('proxies.country_changed')).toMatchObject([{ proxy_id: id, from: 'US', to: 'FR' }]);
      expect((await mailTo(app, user.email, 'America" now calls from FR')).text).toContain('US');
    });

    it('is told of without a mail when no account goes out through it, or none is wanted', async () => {
      await http.put('/api/v1/users/settings', { notifications: { proxy_failures: false } });
      const { id } = await added(http, { protocol: 'http', host: '127.0.0.1', port: await closedPort() });
      await used(id);
      const idle = await added(http, { protocol: 'socks5', host: '127.0.0.1', port: await closedPort() });
      for (const one of [id, idle.id]) {
        await testedAgain(app, one);
        await testedAgain(app, one);
      }
      await until(
        'both were told of',
        () => told('proxies.down'),
        (events) => events.length === 2,
      );
      expect(await mailsTo(app, user.email)).toEqual([]);
    });
  });

  describe('tests that are due', () => {
    it('begin by themselves, spread by a tenth of the interval, sooner for one that fails', async () => {
      const well = await added(http, { ...fieldsOf(door('https')), test_interval_seconds: 1_000 });
      const ill = await added(http, {
        protocol: 'http',
        host: '127.0.0.1',
        port: await closedPort(),
        test_interval_seconds: 1_000,
      });
      const untilNext = async (path: string): Promise<number> => {
        const data = await until(
          'it was tested',
          async () => (await http.get(path)).body.data,
          ({ last_tested: at }) => at !== null,
        );
        return (Date.parse(String(data.next_test_at)) - Date.parse(String(data.last_tested))) / 1000;
      };
      const seconds = await untilNext(well.path);
      expect(seconds).toBeGreaterThan(890);
      expect(seconds).toBeLessThan(1_110);
      expect(await untilNext(ill.path)).toBeLessThan(70);
    });

    it('are never more than a hundred at once, and every proxy is tested once', async () => {
      const { exit: _exit, id: _id, ...target } = door('http_open');
      await app.sandbox.fault({ provider: 'proxy', kind: 'slow', delay_ms: 300, path: 'http_open ' });
      const before = (await app.sandbox.state()).proxy!.connections!;
      await app.db.query(
        `INSERT INTO proxies (user_id, protocol, host, port, username, next_test_at)
         SELECT $1, 'http', $2, $3, 'user-' || n, now() FROM generate_series(1, 250) n`,
        [user.id, target.host, target.port],
      );
      await app.db.query("SELECT pg_notify('ksap_proxies', '')");
      await until(
        'all were tested',
        () => app.db.count('proxy_tests', 'user_id = $1', [user.id]),
        (count) => count >= 250,
      );
      const { most_at_once: most, connections } = (await app.sandbox.state()).proxy!;
      expect(most).toBeLessThanOrEqual(100);
      expect(most).toBeGreaterThan(60);
      expect(connections! - before).toBe(250);
      expect(await app.db.count('proxies', "user_id = $1 AND test_result = 'success'", [user.id])).toBe(250);
    });
  });

  it('made no direct connection to the echo in all of this suite', async () => {
    const counts = (await app.sandbox.state()).proxy!;
    expect(counts.carried).toBeGreaterThan(250);
    expect(counts.echoed_directly).toBe(0);
  });
});
