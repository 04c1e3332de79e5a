import { added, type Door, doorsOf, fieldsOf, testedAgain } from '../proxies/rig.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';
import { until } from '../support/until.js';
import { META } from './at-network.js';
import { CAMPAIGNS, PublishRig } from './publish-rig.js';
import { Relay } from './relay.js';
import { SocialRig } from './social-rig.js';

describe('insights of an account that is bound to a proxy', () => {
  let sandbox: TestSandbox;
  let relay: Relay;
  let rig: SocialRig;
  let doors: Map<string, Door>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    relay = await Relay.start(sandbox.url);
    rig = await SocialRig.start(
      { META_GRAPH_URL: `${relay.url}/meta`, KSAP_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8' },
      sandbox,
    );
    doors = await doorsOf(sandbox);
  });
  afterAll(async () => {
    await rig.app.close();
    await relay.stop();
    await sandbox.close();
  });
  beforeEach(async () => {
    await rig.somebodyElse();
    relay.forget();
  });

  const direct = async (): Promise<number> => {
    const { body } = await sandbox.http.get('/_sandbox/proxies?ports=true');
    const used = new Set((body as unknown as { ports: number[] }).ports);
    return relay.ports.filter((port) => !used.has(port)).length;
  };

  it('are read through it alone, wait while it is down, and go on when it is up; so does the pause past a cap', async () => {
    const { http } = rig;
    const { id: proxyId } = await added(http, fieldsOf(doors.get('socks5')!));
    const settings = { warmup: { enabled: false } };
    const { id, path } = await rig.added({ ...META.account, proxy_id: proxyId, settings });
    const campaigns = new PublishRig(rig.app.db);
    const campaign = await campaigns.approved(rig.user, id, { ...META.columns, daily_spend_cap: '20' });
    const published = await http.post(`${CAMPAIGNS}/${campaign}/publish?wait=true`, {});
    expect(published.body.data.status).toBe('active');
    await rig.happens('meta', 'spent', { campaign_id: published.body.data.platform_campaign_id, amount: 21 });
    relay.forget();
    await rig.app.db.query(
      "UPDATE proxies SET down_since = now(), next_test_at = now() + interval '1 hour' WHERE id = $1",
      [proxyId],
    );
    const started = await http.post(`${path}/insights/import?wait=true`, {});
    expect(started.status).toBe(202);
    const job = (): Promise<Record<string, unknown>> =>
      http.get(`/api/v1/jobs/${started.body.data.job.id}`).then(({ body }) => body.data as Record<string, unknown>);
    expect(await job()).toMatchObject({ status: 'queued', error: { code: 'WAITING' } });
    const { body } = await http.get(path);
    expect(body.data.connection).toMatchObject({ state: 'degraded', error: { code: 'PROXY_UNAVAILABLE' } });
    expect(relay.ports).toEqual([]);
    await testedAgain(rig.app, proxyId);
    await until('the import went on', job, ({ status }) => status === 'succeeded');
    await until(
      'the campaign is paused',
      () => campaigns.row(campaign),
      ({ status }) => status === 'paused',
    );
    expect(relay.ports.length).toBeGreaterThan(0);
    expect(await direct()).toBe(0);
  });
});
