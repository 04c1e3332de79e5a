import { expectRefusal } from '../http/envelope.js';
import { added, type Door, doorsOf, fieldsOf, PROXIES, testedAgain } from '../proxies/rig.js';
import { closedPort } from '../proxies/transport.contract.js';
import type { HttpClient } from '../support/http.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { until } from '../support/until.js';
import { Relay } from './relay.js';
import { ACCOUNTS, SocialRig } from './social-rig.js';

describe('social accounts that are bound to a proxy', () => {
  let sandbox: TestSandbox;
  let relay: Relay;
  let rig: SocialRig;
  let http: HttpClient;
  let doors: Map<string, Door>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    relay = await Relay.start(sandbox.url);
    const env = { META_GRAPH_URL: `${relay.url}/meta`, KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' };
    rig = await SocialRig.start(env, sandbox);
    doors = await doorsOf(sandbox);
  });
  afterAll(async () => {
    await rig.app.close();
    await relay.stop();
    await sandbox.close();
  });
  beforeEach(async () => {
    await rig.somebodyElse();
    ({ http } = rig);
    relay.forget();
  });

  const proxy = async (id: string): Promise<string> => (await added(http, fieldsOf(doors.get(id)!))).id;
  /** How many connections came to the network that were none of a proxy's. */
  const direct = async (): Promise<number> => {
    const { body } = await sandbox.http.get('/_sandbox/proxies?ports=true');
    const used = new Set((body as unknown as { ports: number[] }).ports);
    return relay.ports.filter((port) => !used.has(port)).length;
  };

  it.each(['http', 'https', 'socks5'])(
    'calls through its %s proxy alone, from the first verification on',
    async (door) => {
      const { path } = await rig.added({ proxy_id: await proxy(door) });
      await rig.verified(path);
      await http.put(path, { access_token: 'sandbox-meta-short-token' });
      expect(relay.ports.length).toBeGreaterThan(0);
      expect(await direct()).toBe(0);
    },
  );

  it('would be seen calling directly without one', async () => {
    await rig.added();
    expect(await direct()).toBeGreaterThan(0);
  });

  it('is not added through a proxy that refuses connections, and nothing goes round it', async () => {
    const { id } = await added(http, { protocol: 'http', host: '127.0.0.1', port: await closedPort() });
    const answer = await rig.add({ proxy_id: id });
    expectRefusal(answer, 503, 'PROVIDER_UNAVAILABLE');
    expect(answer.body.error?.message).toContain('it refuses connections');
    expect((await http.get(ACCOUNTS)).body.data.items).toEqual([]);
    expect(relay.ports).toEqual([]);
  });

  it('parks its verification while the proxy is down, says so, and goes on when it is up again', async () => {
    const proxyId = await proxy('socks5');
    const { path } = await rig.added({ proxy_id: proxyId });
    relay.forget();
    await rig.app.db.query(
      "UPDATE proxies SET down_since = now(), next_test_at = now() + interval '1 hour' WHERE id = $1",
      [proxyId],
    );
    const started = await http.post(`${path}/verify?wait=true`, {});
    expect(started.status).toBe(202);
    const { body } = await http.get(`${path}/health`);
    expect(body.data).toMatchObject({
      is_usable: false,
      connection: {
        state: 'degraded',
        error: { code: 'PROXY_UNAVAILABLE', message: expect.stringContaining('is down') as string },
      },
      proxy: { id: proxyId, state: 'down' },
      job_id: started.body.data.job.id,
    });
    const job = await http.get(`/api/v1/jobs/${body.data.job_id}`);
    expect(job.body.data).toMatchObject({ status: 'queued', error: { code: 'WAITING' } });
    expect(relay.ports).toEqual([]);
    await testedAgain(rig.app, proxyId);
    const stands = async (): Promise<unknown> => (await http.get(path)).body.data.connection.state;
    await until('the verification went on', stands, (state) => state === 'connected');
    expect(await direct()).toBe(0);
  });

  it('asks nobody while its proxy is switched off', async () => {
    const proxyId = await proxy('http');
    const { path } = await rig.added({ proxy_id: proxyId });
    await http.put(`${PROXIES}/${proxyId}`, { is_active: false });
    relay.forget();
    expectRefusal(await http.put(path, { access_token: 'sandbox-meta-system-token' }), 503, 'PROVIDER_UNAVAILABLE');
    expect(relay.ports).toEqual([]);
  });

  it('is tried at once when it is bound to another proxy', async () => {
    const { path } = await rig.added();
    const changed = await http.put(path, { proxy_id: await proxy('http') });
    expect(changed.status).toBe(200);
    relay.forget();
    const verified = async (): Promise<unknown> => (await http.get(`${path}/health`)).body.data.job_id;
    await until('it was verified', verified, (job) => job === null);
    expect((await http.get(path)).body.data.connection.state).toBe('connected');
    expect(await direct()).toBe(0);
  });

  it('redeems a consent through the proxy that was named', async () => {
    const begun = await http.post('/api/v1/social/oauth/facebook/start', { proxy_id: await proxy('http') });
    const site = await fetch(String(begun.body.data.authorization_url), { redirect: 'manual' });
    const back = new URL(site.headers.get('location') ?? '');
    relay.forget();
    const answer = await rig.app.http.get(back.pathname + back.search);
    expect(answer.body.data.status).toBe('pending');
    expect(relay.ports.length).toBeGreaterThan(0);
    expect(await direct()).toBe(0);
  });
});
