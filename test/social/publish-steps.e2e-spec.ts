import { SocialNetworks } from '../../src/modules/social/networks/networks.js';
import { PublishingSweep } from '../../src/modules/social/publishing/publishing-sweep.js';
import type { Answer } from '../support/http.js';
import { until } from '../support/until.js';
import { PublishRig, CAMPAIGNS } from './publish-rig.js';
import { MemoryCampaigns, type Mishap } from './memory-campaigns.js';
import { SocialRig } from './social-rig.js';

const MAKING = ['create image', 'create campaign', 'create ad_set', 'create creative', 'create ad'];
const SWITCHING = ['switch ad active', 'switch ad_set active', 'switch campaign active'];
const ALL_ACTIVE = [
  'image made paused',
  'campaign made active',
  'ad_set made active',
  'creative made paused',
  'ad made active',
];

const cases = (calls: string[], mishaps: Mishap[]): [string, Mishap][] =>
  calls.flatMap((call) => mishaps.map((mishap): [string, Mishap] => [call, mishap]));

describe('publishing, step by step', () => {
  let rig: SocialRig;
  let campaigns: PublishRig;
  let accountId: string;
  const network = new MemoryCampaigns();

  beforeAll(async () => {
    rig = await SocialRig.start();
    campaigns = new PublishRig(rig.app.db);
    Object.assign(rig.app.nest.get(SocialNetworks, { strict: false }).of('facebook'), { campaigns: network });
    await rig.somebodyElse();
    accountId = (await rig.added({ settings: { warmup: { enabled: false } } })).id;
  });
  afterAll(() => rig.app.close());
  beforeEach(() => network.reset());

  const approved = (columns: object = {}): Promise<string> => campaigns.approved(rig.user, accountId, { ...columns });
  const ask = (id: string, what: string): Promise<Answer> => rig.http.post(`${CAMPAIGNS}/${id}/${what}`, {});
  const ended = (id: string, status: string): Promise<unknown> =>
    until(
      `the campaign is ${status}`,
      async () => (await campaigns.row(id)).status,
      (now) => now === status,
      { every_ms: 20 },
    );
  async function published(columns: object = {}): Promise<string> {
    const id = await approved(columns);
    const answer = await ask(id, 'publish?wait=true');
    expect([answer.status, answer.body.data.status]).toEqual([200, 'active']);
    return id;
  }
  /** Exactly one of each, all of it running, and nothing that ran before everything was there. */
  async function expectAllOnce(id: string): Promise<void> {
    for (const kind of ['image', 'campaign', 'ad_set', 'creative', 'ad'] as const) {
      expect([kind, network.of(kind).length]).toEqual([kind, 1]);
    }
    const runs = ['campaign', 'ad_set', 'ad'] as const;
    expect(runs.map((kind) => network.of(kind)[0]!.run)).toEqual(['active', 'active', 'active']);
    expect(network.writes.at(-1)).toBe('switch campaign active');
    expect(await campaigns.objects(id)).toEqual(ALL_ACTIVE);
    expect(await campaigns.row(id)).toMatchObject({
      status: 'active',
      platform_campaign_id: network.of('campaign')[0]!.id,
      published_at: expect.any(Date) as Date,
    });
  }

  it('makes everything paused, then switches on what is in the campaign, and the campaign last', async () => {
    const id = await published();
    await expectAllOnce(id);
    expect(network.writes).toEqual([...MAKING, ...SWITCHING]);
    expect(await rig.app.db.count('audit_log', "subject_id = $1 AND action = 'campaign.published'", [id])).toBe(1);
  });

  it.each(cases([...MAKING, ...SWITCHING], ['lost after', 'lost before', 'broken']))(
    'ends with one of each when the answer to "%s" is %s',
    async (call, mishap) => {
      const id = await approved();
      network.mishap(call, mishap);
      expect((await ask(id, 'publish')).status).toBe(202);
      await ended(id, 'active');
      await expectAllOnce(id);
    },
  );

  it.each(cases(MAKING, ['shows late']))('ends with one of each when "%s" %s', async (call, mishap) => {
    const id = await approved();
    network.mishap(call, mishap);
    await ask(id, 'publish');
    await ended(id, 'active');
    await expectAllOnce(id);
  });

  it.each(cases([...MAKING, ...SWITCHING, 'check live'], ['invalid', 'permission']))(
    'fails with the reason when "%s" is refused (%s), leaves nothing running, and goes on from there when it is published again',
    async (call, mishap) => {
      const id = await approved();
      network.mishap(call, mishap);
      const answer = await ask(id, 'publish?wait=true');
      expect([answer.status, answer.body.data.status]).toEqual([200, 'failed']);
      expect(answer.body.data.status_reason).toContain(`Mishap at ${call}`);
      expect(network.of('campaign').map(({ run }) => run)).toEqual(network.of('campaign').map(() => 'paused'));
      expect(await rig.notices()).toContain('Your campaign "Autumn" was not published');
      await ask(id, 'publish');
      await ended(id, 'active');
      await expectAllOnce(id);
    },
  );

  it('fails when what was approved is refused by the network’s rules by the time that it is switched on', async () => {
    const id = await approved();
    network.onCall = (call) => {
      if (call === 'create ad') network.faults = [{ field: 'budget_amount', reason: 'is too small by now' }];
    };
    const answer = await ask(id, 'publish?wait=true');
    expect(answer.body.data).toMatchObject({ status: 'failed' });
    expect(answer.body.data.status_reason).toContain('budget_amount is too small by now');
    expect(network.writes).toEqual(MAKING);
  });

  it('updates what was changed and approved again, makes what is new, and removes what is gone', async () => {
    const image = await campaigns.image(rig.user);
    const [kept, gone, fresh] = [campaigns.creative(image), campaigns.creative(image), campaigns.creative(image)];
    const id = await published({ creatives: [kept, gone] });
    await ask(id, 'pause?wait=true');
    const changed = JSON.stringify([{ ...kept, primary_text: 'Warmer.' }, fresh]);
    await rig.app.db.query('UPDATE ad_campaigns SET creatives = $2, budget_amount = 12 WHERE id = $1', [id, changed]);
    await campaigns.approve(rig.user, id);
    network.calls = [];
    expect((await ask(id, 'publish?wait=true')).body.data.status).toBe('active');
    expect(network.writes).toEqual([
      'remove ad',
      'update ad_set',
      'update creative',
      'create creative',
      'create ad',
      'switch ad active',
      'switch campaign active',
    ]);
    expect(network.of('ad').map(({ key, run }) => [key, run])).toEqual([
      [kept.id, 'active'],
      [fresh.id, 'active'],
    ]);
    expect(network.of('ad_set')).toMatchObject([{ drawn: { budget: '12' } }]);
  });

  it.each([
    ['pause', 'lost after'],
    ['pause', 'lost before'],
    ['pause', 'broken'],
    ['resume', 'lost after'],
    ['resume', 'lost before'],
    ['resume', 'broken'],
  ] as const)('%s comes true though its answer is %s', async (what, mishap) => {
    const id = await published();
    if (what === 'resume') await ask(id, 'pause?wait=true');
    const [call, status] =
      what === 'pause' ? ['switch campaign paused', 'paused'] : ['switch campaign active', 'active'];
    network.mishap(call, mishap);
    await ask(id, what);
    await ended(id, status);
    expect(network.of('campaign')).toMatchObject([{ run: status }]);
    expect((await campaigns.objects(id))[1]).toBe(`campaign made ${status}`);
  });

  it('does not resume what is refused, and leaves it off', async () => {
    const id = await published();
    await ask(id, 'pause?wait=true');
    network.mishap('switch campaign active', 'policy');
    const answer = await ask(id, 'resume?wait=true');
    expect(answer.body.data.status).toBe('paused');
    expect(network.of('campaign')).toMatchObject([{ run: 'paused' }]);
    await rig.set(accountId, "status = 'active', is_flagged = false, warmup_status = 'ready', warmup_ceiling = NULL");
  });

  it('stops a resume for a pause, and is off at the end', async () => {
    const id = await published();
    await ask(id, 'pause?wait=true');
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    network.onCall = (call) => (call === 'switch campaign active' ? held : undefined);
    await ask(id, 'resume');
    await until('it is being switched on', async () => (await campaigns.objects(id))[1] === 'campaign made switching');
    expect((await ask(id, 'pause')).status).toBe(202);
    letGo();
    await until('it is off', async () => (await campaigns.objects(id))[1] === 'campaign made paused');
    expect((await campaigns.row(id)).status).toBe('paused');
    expect(network.of('campaign')).toMatchObject([{ run: 'paused' }]);
  });

  it('fails a publishing whose job was cancelled, and switches off what may run by then', async () => {
    const id = await approved();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    network.onCall = (call) => (call === 'switch campaign active' ? held : undefined);
    const { job } = (await ask(id, 'publish')).body.data as unknown as { job: { id: string } };
    await until('it is being switched on', async () => (await campaigns.objects(id))[1] === 'campaign made switching');
    await rig.http.post(`/api/v1/jobs/${job.id}/cancel`, {});
    letGo();
    const sweep = rig.app.nest.get(PublishingSweep, { strict: false });
    await until(
      'its job is cancelled',
      async () => (await rig.http.get(`/api/v1/jobs/${job.id}`)).body.data.status === 'cancelled',
    );
    await sweep.run();
    expect(await campaigns.row(id)).toMatchObject({
      status: 'failed',
      status_reason: 'it was stopped before it ended',
    });
    await sweep.run();
    await until('it is off', async () => (await campaigns.objects(id))[1] === 'campaign made paused');
    expect(network.of('campaign')).toMatchObject([{ run: 'paused' }]);
  });
});
