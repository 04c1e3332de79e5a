import { added, type Door, doorsOf, fieldsOf, testedAgain } from '../proxies/rig.js';
import { SocialNetworks } from '../../src/modules/social/networks/networks.js';
import { SwitchCampaign } from '../../src/modules/social/publishing/commands/switch-campaign.js';
import { PublishingSweep } from '../../src/modules/social/publishing/publishing-sweep.js';
import type { Answer } from '../support/http.js';
import { until } from '../support/until.js';
import { MemoryCampaigns } from './memory-campaigns.js';
import { CAMPAIGNS, PublishRig } from './publish-rig.js';
import { SocialRig } from './social-rig.js';

describe('the ends of published campaigns', () => {
  let rig: SocialRig;
  let campaigns: PublishRig;
  let sweep: PublishingSweep;
  let accountId: string;
  const network = new MemoryCampaigns();

  beforeAll(async () => {
    rig = await SocialRig.start();
    campaigns = new PublishRig(rig.app.db);
    sweep = rig.app.nest.get(PublishingSweep, { strict: false });
    Object.assign(rig.app.nest.get(SocialNetworks, { strict: false }).of('facebook'), { campaigns: network });
  });
  afterAll(() => rig.app.close());
  beforeEach(async () => {
    network.reset();
    await rig.somebodyElse();
    accountId = (await rig.added({ settings: { warmup: { enabled: false } } })).id;
  });

  const ask = (id: string, what: string): Promise<Answer> => rig.http.post(`${CAMPAIGNS}/${id}/${what}`, {});
  const statusOf = async (id: string): Promise<unknown> => (await campaigns.row(id)).status;
  const jobsOf = (type: string): Promise<{ status: string; error_message: string | null }[]> =>
    rig.app.db.query('SELECT status, error_message FROM jobs WHERE user_id = $1 AND type = $2 ORDER BY id', [
      rig.user.id,
      `social.${type}`,
    ]);
  const hasEnded = (type: string): Promise<unknown> =>
    until(
      `${type} has ended`,
      async () => (await jobsOf(type)).at(-1)?.status ?? '',
      (status) => ['succeeded', 'failed', 'cancelled'].includes(status),
    );
  async function published(): Promise<string> {
    const id = await campaigns.approved(rig.user, accountId);
    expect((await ask(id, 'publish?wait=true')).body.data.status).toBe('active');
    return id;
  }
  async function deleted(): Promise<string> {
    const id = await published();
    await ask(id, 'pause?wait=true');
    expect((await rig.http.delete(`${CAMPAIGNS}/${id}`)).status).toBe(200);
    return id;
  }

  it('a deleted one goes there, with what is in it, though answers are lost', async () => {
    network.mishap('remove ad', 'lost after');
    network.mishap('remove campaign', 'broken');
    const id = await deleted();
    await hasEnded('remove_campaign');
    expect(network.things.filter(({ kind }) => kind !== 'image' && kind !== 'creative')).toEqual([]);
    expect((await campaigns.objects(id)).every((one) => one.includes('removed'))).toBe(true);
    expect(await rig.notices()).toEqual([]);
  });

  it('one that the network does not let go is given up, and its owner is told', async () => {
    network.mishap('remove campaign', 'permission');
    const id = await deleted();
    await hasEnded('remove_campaign');
    expect(await jobsOf('remove_campaign')).toMatchObject([{ status: 'failed' }]);
    expect(await rig.notices()).toEqual(['Your deleted campaign "Autumn" is still at the network']);
    expect(network.of('campaign')).toMatchObject([{ run: 'paused' }]);
    expect((await campaigns.objects(id))[1]).toBe('campaign made paused');
  });

  it('one that was asked for and not heard of is looked for before it is taken for gone', async () => {
    const id = await campaigns.approved(rig.user, accountId);
    network.mishap('create campaign', 'lost after');
    network.mishap('find campaign', 'invalid');
    expect((await ask(id, 'publish?wait=true')).body.data.status).toBe('failed');
    expect(await campaigns.objects(id)).toContain('campaign sending paused');
    expect((await rig.http.delete(`${CAMPAIGNS}/${id}`)).status).toBe(200);
    await hasEnded('remove_campaign');
    expect(network.of('campaign')).toEqual([]);
  });

  it.each([
    ['it ran out there', (): void => void (network.of('campaign')[0]!.run = 'paused'), 'completed'],
    ['it was deleted there', (): void => void (network.things = []), 'completed'],
    ['it still runs there', (): void => undefined, 'active'],
  ])('one whose end is past is asked about: %s', async (_what, happens, status) => {
    const id = await published();
    await campaigns.set(id, "end_date = now() - interval '2 hours', published_at = now() - interval '1 day'");
    happens();
    await sweep.run();
    await hasEnded('finish_campaign');
    expect(await statusOf(id)).toBe(status);
    await sweep.run();
    expect(await jobsOf('finish_campaign')).toHaveLength(1);
  });

  it('is paused by the guard with its reason, once for two wishes', async () => {
    const id = await published();
    const switching = rig.app.nest.get(SwitchCampaign, { strict: false });
    const why = { by: 'guard' as const, reason: 'Its daily cap of 20 EUR is passed' };
    const [first, second] = [
      await switching.start(rig.user.id, id, 'paused', why),
      await switching.start(rig.user.id, id, 'paused', why),
    ];
    expect(second.id).toBe(first.id);
    await hasEnded('switch_campaign');
    expect(await campaigns.row(id)).toMatchObject({ status: 'paused', paused_by: 'guard', status_reason: why.reason });
    const resumed = await ask(id, 'resume?wait=true');
    expect(resumed.body.data).toMatchObject({ status: 'active', paused_by: null, status_reason: null });
  });

  it('is not resumed past a guard, and nothing is asked at the network', async () => {
    const id = await published();
    await ask(id, 'pause?wait=true');
    await rig.set(accountId, "status = 'suspended'");
    network.calls = [];
    const answer = await ask(id, 'resume');
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'INVALID_STATE']);
    expect(network.calls).toEqual([]);
  });

  it('may be running and cannot be switched off: its owner is told, once', async () => {
    const id = await published();
    await ask(id, 'pause?wait=true');
    await rig.app.db.query(
      "UPDATE ad_campaign_objects SET run_state = 'switching' WHERE campaign_id = $1 AND kind = 'campaign'",
      [id],
    );
    network.mishap('switch campaign paused', 'permission');
    await sweep.run();
    await until('the switch has failed', async () => (await jobsOf('switch_campaign')).at(-1)?.status === 'failed');
    await sweep.run();
    expect(await jobsOf('switch_campaign')).toHaveLength(2);
    expect(await rig.notices()).toEqual(['Your campaign "Autumn" may be running at the network']);
  });

  describe('behind a proxy', () => {
    let doors: Map<string, Door>;
    beforeAll(async () => {
      doors = await doorsOf(rig.app.sandbox);
    });

    it('waits while it is down, with nothing made, and goes on when it is up again', async () => {
      const { id: proxyId } = await added(rig.http, fieldsOf(doors.get('http')!));
      await testedAgain(rig.app, proxyId);
      await rig.app.db.query('UPDATE social_media_accounts SET proxy_id = $2 WHERE id = $1', [accountId, proxyId]);
      await rig.app.db.query(
        "UPDATE proxies SET down_since = now(), next_test_at = now() + interval '1 hour' WHERE id = $1",
        [proxyId],
      );
      const id = await campaigns.approved(rig.user, accountId);
      const answer = await ask(id, 'publish?wait=true');
      expect(answer.status).toBe(202);
      expect(await jobsOf('publish_campaign')).toMatchObject([
        { status: 'queued', error_message: expect.stringContaining('is down') as string },
      ]);
      expect([await statusOf(id), network.calls]).toEqual(['publishing', []]);
      expect(await rig.rowOf(accountId)).toMatchObject({ connection_error: { code: 'PROXY_UNAVAILABLE' } });
      await testedAgain(rig.app, proxyId);
      await until('it is published', async () => (await statusOf(id)) === 'active');
    });
  });
});
