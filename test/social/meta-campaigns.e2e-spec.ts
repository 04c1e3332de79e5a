import { pngHead } from '../../sandbox/core/ads/pictures.js';
import { markOf } from '../../src/modules/social/networks/campaign.port.js';
import type { ObjectKind, PlannedObject } from '../../src/modules/social/networks/campaign.records.js';
import { Made } from '../../src/modules/social/networks/meta/testing/meta-plan.js';
import { aCreative, AD_ACCOUNT, aPlan, MetaStage } from './meta-stage.js';

const DAY = 24 * 3600_000;
const dayOf = (ms: number): string => new Date(ms).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });

describe('campaigns at Meta', () => {
  let stage: MetaStage;
  beforeAll(async () => {
    stage = await MetaStage.start({ SANDBOX_META_REQUIRE_PROOF: 'true' });
  });
  afterAll(() => stage.stop());
  afterEach(() => stage.sandbox.clearFaults());

  const idOf = (made: Made, kind: ObjectKind, key: string): string => made.idOf(kind, key);

  it('are made one thing after the other, all paused, and each is found again', async () => {
    const plan = aPlan();
    const made = new Made();
    const objects = stage.network.objectsOf(plan);
    expect(objects.map(({ kind }) => kind)).toEqual(['image', 'campaign', 'ad_set', 'creative', 'ad']);
    for (const object of objects) {
      expect(await stage.network.find(stage.connection, plan, object, made)).toBeNull();
      const id = await stage.network.create(stage.connection, plan, object, made);
      made.put(object, id);
      expect(await stage.network.find(stage.connection, plan, object, made)).toBe(id);
    }
    const campaign = await stage.at(
      idOf(made, 'campaign', plan.id),
      'name,objective,status,is_adset_budget_sharing_enabled',
    );
    expect(campaign).toMatchObject({ name: `Autumn ${markOf(plan.id)}`, objective: 'OUTCOME_SALES', status: 'PAUSED' });
    expect(campaign.is_adset_budget_sharing_enabled).toBe(false);
    const fields = 'status,daily_budget,targeting,promoted_object,dsa_payor,bid_strategy,optimization_goal';
    expect(await stage.at(idOf(made, 'ad_set', plan.id), fields)).toMatchObject({
      status: 'PAUSED',
      daily_budget: '2000',
      bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
      optimization_goal: 'OFFSITE_CONVERSIONS',
      promoted_object: { pixel_id: '5000000001', custom_event_type: 'PURCHASE' },
      dsa_payor: 'Shop GmbH',
      targeting: {
        geo_locations: { countries: ['DE', 'AT'] },
        genders: [2],
        publisher_platforms: ['facebook'],
        targeting_automation: { advantage_audience: 0 },
      },
    });
    const ad = await stage.at(idOf(made, 'ad', plan.creatives[0]!.id), 'status,creative{object_story_spec}');
    expect(ad.status).toBe('PAUSED');
    expect(JSON.stringify(ad.creative)).toContain('"SHOP_NOW"');
    expect(JSON.stringify(ad.creative)).not.toContain('instagram');
  });

  it('run on Instagram alone, and as its account, when that is what they are for', async () => {
    const audience = { ...aPlan().audience, placements: ['feed', 'stories', 'explore'] as const };
    const plan = aPlan({
      id: '0198aaaa-0000-7000-8000-000000000011',
      platform: 'instagram',
      profile_id: '17840000000000001',
      audience: { ...audience, placements: [...audience.placements] },
    });
    expect(stage.network.check(plan)).toEqual([]);
    const made = await stage.publish(plan);
    expect(await stage.at(idOf(made, 'ad_set', plan.id), 'targeting')).toMatchObject({
      targeting: {
        publisher_platforms: ['instagram'],
        instagram_positions: ['stream', 'story', 'explore', 'explore_home'],
      },
    });
    const creative = await stage.at(idOf(made, 'creative', plan.creatives[0]!.id), 'instagram_user_id');
    expect(creative.instagram_user_id).toBe('17840000000000001');
  });

  it.each(['brand_awareness', 'traffic', 'engagement', 'leads', 'conversions'] as const)(
    'are taken by Meta with the objective %s',
    async (objective) => {
      const key = aPlan().id.replace(/.$/, objective.startsWith('b') ? 'b' : 'a');
      const conversion = objective === 'conversions' ? aPlan().conversion : null;
      const audience = {
        ...aPlan().audience,
        placements: ['feed', 'reels', 'search'] as ('feed' | 'reels' | 'search')[],
      };
      const plan = aPlan({ id: key, objective, conversion, audience });
      expect(stage.network.check(plan)).toEqual([]);
      await expect(stage.publish(plan)).resolves.toBeInstanceOf(Made);
    },
  );

  it('are changed: what can be is, a creative is another one, and nothing is made twice', async () => {
    const plan = aPlan({ id: '0198aaaa-0000-7000-8000-000000000021' });
    const made = await stage.publish(plan);
    const before = await stage.written();
    const edited = aPlan({
      ...plan,
      name: 'Winter',
      budget_amount: '30.00',
      end_at: new Date(Date.now() + 9 * DAY).toISOString(),
      creatives: [aCreative({ headline: 'Blue shoes' })],
    });
    const again = new Made();
    const change = async (object: PlannedObject): Promise<void> => {
      const id = idOf(made, object.kind, object.key);
      again.put(object, await stage.network.update(stage.connection, edited, object, id, again));
    };
    for (const object of stage.network.objectsOf(edited)) await change(object);
    const key = edited.creatives[0]!.id;
    expect(idOf(again, 'creative', key)).not.toBe(idOf(made, 'creative', key));
    for (const kind of ['campaign', 'ad_set'] as const)
      expect(idOf(again, kind, plan.id)).toBe(idOf(made, kind, plan.id));
    const adSet = await stage.at(idOf(made, 'ad_set', plan.id), 'name,daily_budget,end_time');
    expect(adSet).toMatchObject({ name: `Winter ${markOf(plan.id)}`, daily_budget: '3000' });
    expect(adSet.end_time).toBeDefined();
    const ad = await stage.at(idOf(made, 'ad', key), 'creative{id}');
    expect(ad.creative).toEqual({ id: idOf(again, 'creative', key) });

    for (const object of stage.network.objectsOf(edited)) await change(object);
    expect(idOf(again, 'creative', key)).toBe(
      await stage.network.find(stage.connection, edited, { kind: 'creative', key }, again),
    );
    const { creatives = 0, campaigns, ad_sets, ads } = await stage.written();
    expect({ creatives: creatives - 1, campaigns, ad_sets, ads }).toEqual({
      ...{ creatives: before.creatives, campaigns: before.campaigns, ad_sets: before.ad_sets, ads: before.ads },
    });
    const endless = { ...edited, end_at: null };
    const adSetObject: PlannedObject = { kind: 'ad_set', key: plan.id };
    await stage.network.update(stage.connection, endless, adSetObject, idOf(made, 'ad_set', plan.id), again);
    expect((await stage.at(idOf(made, 'ad_set', plan.id), 'end_time')).end_time).toBeUndefined();
  });

  it('are switched, spend, are told of day by day, and stand as they stand', async () => {
    const plan = aPlan({ id: '0198aaaa-0000-7000-8000-000000000031' });
    const made = await stage.publish(plan);
    const campaign = idOf(made, 'campaign', plan.id);
    const ad = idOf(made, 'ad', plan.creatives[0]!.id);
    const standing = async (): Promise<string[]> =>
      (await stage.network.standings(stage.connection, AD_ACCOUNT, [campaign, '120210999999999999'])).map(
        ({ state, issues }) => [state, ...issues.map(({ kind, reason }) => `${kind}: ${reason}`)].join(' '),
      );
    expect(await standing()).toEqual(['paused', 'removed']);
    await stage.switchOn(plan, made);
    expect(await standing()).toEqual(['active', 'removed']);

    const today = dayOf(Date.now());
    const yesterday = dayOf(Date.now() - DAY);
    const spent = { ad_id: ad, amount: 12.34, conversions: 2, revenue: 99 };
    await stage.sandbox.event('meta', 'spent', spent);
    await stage.sandbox.event('meta', 'spent', { ...spent, day: yesterday, amount: 5, conversions: 0, revenue: 0 });
    const own = (await stage.insights(yesterday, today)).filter((row) => row.platform_ad_id === ad);
    expect(stage.pauses).toEqual([]);
    expect(own).toHaveLength(2);
    const [first, second] = own.sort((a, b) => (a.day < b.day ? -1 : 1));
    expect(first).toMatchObject({ day: yesterday, spend: '5.00', conversions: '0', revenue: '0' });
    expect(second).toMatchObject({
      day: today,
      platform_campaign_id: campaign,
      campaign_name: `Autumn ${markOf(plan.id)}`,
      conversions: '2',
      revenue: '99.00',
    });
    expect(Number(second?.spend)).toBeGreaterThanOrEqual(12.34);
    expect(second!.impressions).toBeGreaterThan(second!.clicks);

    await stage.sandbox.event('meta', 'report_fails');
    const long = await stage.insights(dayOf(Date.now() - 20 * DAY), today);
    expect(stage.pauses.length).toBeGreaterThan(0);
    expect(long.filter((row) => row.platform_ad_id === ad)).toHaveLength(2);

    await stage.sandbox.event('meta', 'ad_rejected', { ad_id: ad, reason: 'Shoes are not allowed' });
    expect(await standing()).toEqual(['active ad: Ad rejected: Shoes are not allowed', 'removed']);
    const object: PlannedObject = { kind: 'campaign', key: plan.id };
    await stage.network.switch(stage.connection, plan, object, campaign, 'paused');
    await stage.network.switch(stage.connection, plan, object, campaign, 'paused');
    expect((await standing())[0]).toMatch(/^paused/);

    for (let twice = 0; twice < 2; twice += 1) await stage.network.remove(stage.connection, plan, object, campaign);
    expect(await standing()).toEqual(['removed', 'removed']);
    expect(await stage.network.find(stage.connection, plan, object, made)).toBeNull();
    const after = (await stage.insights(yesterday, today)).filter((row) => row.platform_ad_id === ad);
    expect(after).toHaveLength(2);
    const gone = stage.with({ access_token: 'sandbox-meta-long-token' });
    await expect(
      stage.network.remove(gone, { ad_account_id: 'act_1000000009' }, object, '120210999999999999'),
    ).rejects.toMatchObject({ refusal: 'permission' });
  });

  it('whose insights are too many for one answer are reckoned in the background', async () => {
    const small = await MetaStage.start({ SANDBOX_META_SYNC_ROWS: '1' });
    try {
      const plan = aPlan();
      const made = await small.publish(plan);
      const ad = made.idOf('ad', plan.creatives[0]!.id);
      await small.sandbox.event('meta', 'spent', { ad_id: ad, amount: 3 });
      const rows = await small.insights(dayOf(Date.now() - DAY), dayOf(Date.now()));
      expect(rows).toEqual([expect.objectContaining({ platform_ad_id: ad, spend: '3.00' })]);
      const calls = (await small.sandbox.requests('meta')).map(({ method, url }) => `${method} ${url.split('?')[0]}`);
      expect(calls).toContain(`POST /meta/v26.0/${AD_ACCOUNT}/insights`);
    } finally {
      await small.stop();
    }
  });

  it('are looked up where it was not heard what became of them', async () => {
    const plan = aPlan({ id: '0198aaaa-0000-7000-8000-000000000051' });
    const object: PlannedObject = { kind: 'campaign', key: plan.id };
    const before = (await stage.written()).campaigns ?? 0;
    for (const kind of ['reset', 'error_500']) {
      await stage.sandbox.fault({ provider: 'meta', kind, count: 1, method: 'POST' });
      await expect(stage.network.create(stage.connection, plan, object, new Made())).rejects.toMatchObject({
        fault: 'unknown_outcome',
      });
    }
    const found = await stage.network.find(stage.connection, plan, object, new Made());
    // A connection may be cut before or after the work was done.
    expect(found !== null).toBe(((await stage.written()).campaigns ?? 0) > before);
  });

  it('leave through our client alone: every call bears our name, the proof, and no token in its address', async () => {
    await stage.publish(
      aPlan({ id: '0198aaaa-0000-7000-8000-000000000061', creatives: [aCreative({}, pngHead(900, 900))] }),
    );
    const calls = (await stage.sandbox.requests('meta')).filter(({ headers }) => headers['user-agent'] === 'KSAP/test');
    expect(calls.length).toBeGreaterThan(40);
    expect(calls.filter(({ url }) => url.includes('access_token') || !url.includes('appsecret_proof='))).toEqual([]);
    expect(calls.filter(({ url }) => !url.startsWith('/meta/v26.0/'))).toEqual([]);
    expect(
      (await stage.sandbox.requests('meta')).filter(({ headers }) =>
        /axios|fbbizsdk/i.test(headers['user-agent'] ?? ''),
      ),
    ).toEqual([]);
  });
});
