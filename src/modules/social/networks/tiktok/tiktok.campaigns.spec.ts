import { pngHead } from '../../../../../sandbox/core/ads/pictures.js';
import type { CampaignPlan, InsightRow, ObjectKind, PlannedObject } from '../campaign.records.js';
import { NetworkError } from '../network.error.js';
import { aCreative, ADVERTISER, anAudience, anImage, aPlan, Made } from './tiktok.plan.contract.js';
import { TikTokRig } from './tiktok.rig.contract.js';

let rig: TikTokRig;
beforeEach(async () => {
  rig = await TikTokRig.start();
});
afterEach(() => rig.close());

const SQUARE = pngHead(1080, 1080);
const WIDE = pngHead(1200, 628);
const pictured = (more: Partial<CampaignPlan> = {}): CampaignPlan =>
  aPlan({
    creatives: [
      aCreative({ image: anImage(SQUARE) }),
      aCreative({
        id: 'c2',
        display_name: 'Ada’s Boots',
        image: anImage(WIDE, { id: 'wide', width: 1200, height: 628 }),
      }),
    ],
    ...more,
  });
const ONE = { campaigns: 1, ad_groups: 1, ads: 2 };
const objectOf = (plan: CampaignPlan, kind: ObjectKind): PlannedObject => ({
  kind,
  key: kind === 'ad' ? plan.creatives[0]!.id : plan.id,
});

async function insights(): Promise<InsightRow[]> {
  const rows: InsightRow[] = [];
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const query = { ad_account_id: ADVERTISER, since: day(70), until: day(-1) };
  for await (const page of rig.campaigns.insights(rig.connection(), query)) rows.push(...page);
  return rows;
}

async function standing(id: string): Promise<{ state: string; issues: { kind: string; reason: string }[] }> {
  const [one] = await rig.campaigns.standings(rig.connection(), ADVERTISER, [id]);
  return one!;
}

describe('a campaign at TikTok', () => {
  it('is made paused, found again by what it bears, switched on, measured and removed', async () => {
    const plan = pictured();
    const made = await rig.publish(plan);
    expect(await rig.state()).toMatchObject(ONE);
    for (const object of rig.campaigns.objectsOf(plan).filter(({ kind }) => kind !== 'image')) {
      const found = await rig.campaigns.find(rig.connection(), plan, object, made);
      expect([object.kind, found]).toEqual([object.kind, made.idOf(object.kind, object.key)]);
    }
    const campaign = made.idOf('campaign', plan.id);
    expect(await standing(campaign)).toEqual({ platform_campaign_id: campaign, state: 'paused', issues: [] });
    await rig.switchOn(plan, made);
    await rig.switchOn(plan, made);
    expect(await standing(campaign)).toMatchObject({ state: 'active' });

    await rig.event('spent', { campaign_id: campaign, amount: 12.5, conversions: 2, revenue: 80 });
    const ad = made.idOf('ad', plan.creatives[0]!.id);
    expect(await insights()).toEqual([
      expect.objectContaining({
        platform_campaign_id: campaign,
        campaign_name: `Autumn boots [KSAP ${plan.id}]`,
        platform_ad_id: ad,
        ad_name: expect.stringMatching(/^Boots /) as string,
        spend: '12.50',
        conversions: '2',
        revenue: '80.00',
      }),
    ]);

    await rig.event('ad_rejected', { ad_id: ad, reason: 'misleading' });
    const refused = { kind: 'ad', platform_id: ad, reason: 'TikTok refused it in review: misleading' };
    expect((await standing(campaign)).issues).toEqual([refused]);

    for (const kind of ['ad', 'ad_set', 'campaign'] as const) {
      const object = objectOf(plan, kind);
      await rig.campaigns.remove(rig.connection(), plan, object, made.idOf(kind, object.key));
      await rig.campaigns.remove(rig.connection(), plan, object, made.idOf(kind, object.key));
      expect(await rig.campaigns.find(rig.connection(), plan, object, made)).toBeNull();
    }
    expect(await standing(campaign)).toEqual({ platform_campaign_id: campaign, state: 'removed', issues: [] });
  });

  it('is not there before it was made', async () => {
    const plan = pictured();
    const made = new Made();
    expect(await rig.campaigns.find(rig.connection(), plan, objectOf(plan, 'campaign'), made)).toBeNull();
    made.set('campaign', plan.id, await rig.campaigns.create(rig.connection(), plan, objectOf(plan, 'campaign'), made));
    expect(await rig.campaigns.find(rig.connection(), plan, objectOf(plan, 'ad_set'), made)).toBeNull();
  });

  it('is one, also when it is made twice or its answers are lost', async () => {
    const plan = pictured();
    for (const path of ['campaign/create', 'adgroup/create']) {
      for (const kind of ['reset', 'malformed']) await rig.fault({ kind, path, count: 1 });
    }
    // Said twice, and not heard of either time: whoever publishes looks it up, and goes on.
    await expect(rig.publish(plan)).rejects.toMatchObject({ fault: 'unknown_outcome' });
    await expect(rig.publish(plan)).rejects.toMatchObject({ fault: 'unknown_outcome' });
    const made = await rig.publish(plan);
    expect(await rig.state()).toMatchObject(ONE);
    const again = new Made();
    for (const kind of ['campaign', 'ad_set'] as const) {
      const id = await rig.campaigns.create(rig.connection(), plan, objectOf(plan, kind), again);
      expect(id).toBe(made.idOf(kind, plan.id));
      again.set(kind, plan.id, id);
    }
    expect(await rig.state()).toMatchObject({ campaigns: 1, ad_groups: 1 });
  });

  it('leaves open whether an ad was made of which nothing was heard, and finds it', async () => {
    const plan = pictured({ creatives: [aCreative({ image: anImage(SQUARE) })] });
    const made = new Made();
    const ad = objectOf(plan, 'ad');
    for (const object of rig.campaigns.objectsOf(plan).filter(({ kind }) => kind !== 'ad')) {
      made.set(object.kind, object.key, await rig.campaigns.create(rig.connection(), plan, object, made));
    }
    const create = (): Promise<string> => rig.campaigns.create(rig.connection(), plan, ad, made);
    await rig.fault({ kind: 'error_500', path: 'ad/create', count: 1 });
    await expect(create()).rejects.toMatchObject({ fault: 'unknown_outcome' });
    expect(await rig.campaigns.find(rig.connection(), plan, ad, made)).toBeNull();
    await rig.fault({ kind: 'malformed', path: 'ad/create', count: 1 });
    await expect(create()).rejects.toMatchObject({ fault: 'unknown_outcome' });
    expect(await rig.state()).toMatchObject({ ads: 1 });
    expect(await rig.campaigns.find(rig.connection(), plan, ad, made)).toMatch(/^\d+$/);
  });

  it('speaks in one name that is made once, with a picture that is square', async () => {
    const plan = pictured();
    const made = await rig.publish(plan);
    await rig.campaigns.update(rig.connection(), plan, { kind: 'ad', key: 'c2' }, made.idOf('ad', 'c2'), made);
    const named = (await rig.received()).filter(({ url }) => url.includes('/identity/create/'));
    expect(named.map(({ body }) => body)).toEqual([expect.stringContaining('Ada’s Boots')]);
    expect(await rig.state()).toMatchObject({ images: 3 });
  });

  it('is changed where it is', async () => {
    const plan = pictured();
    const made = await rig.publish(plan);
    const { creatives } = plan;
    const changed = {
      ...plan,
      name: 'Winter boots',
      budget_amount: '60',
      end_at: new Date(Date.now() + 9 * 86_400_000).toISOString(),
      audience: anAudience({ age_min: 25, countries: ['FR'], interests: [{ id: '22', name: null }] }),
      creatives: [{ ...creatives[0]!, primary_text: 'Dry feet', call_to_action: 'book_now' as const }, creatives[1]!],
    };
    for (const object of rig.campaigns.objectsOf(changed).filter(({ kind }) => kind !== 'image')) {
      const id = made.idOf(object.kind, object.key);
      expect(await rig.campaigns.update(rig.connection(), changed, object, id, made)).toBe(id);
    }
    const answers = (await rig.received()).filter(({ url }) => url.includes('/update/'));
    expect(answers.map(({ answer }) => JSON.parse(answer ?? '{}') as unknown)).toEqual([
      expect.objectContaining({
        data: expect.objectContaining({ campaign_name: `Winter boots [KSAP ${plan.id}]` }) as object,
      }),
      expect.objectContaining({
        data: expect.objectContaining({
          budget: 60,
          age_groups: expect.arrayContaining(['AGE_55_100']) as string[],
          location_ids: ['3017382'],
          schedule_type: 'SCHEDULE_START_END',
        }) as object,
      }),
      expect.objectContaining({
        data: expect.objectContaining({
          creatives: [expect.objectContaining({ ad_text: 'Dry feet', call_to_action: 'BOOK_NOW' })],
        }) as object,
      }),
      expect.objectContaining({ code: 0 }),
    ]);
  });

  it('is not changed where TikTok would keep it as it is', async () => {
    const plan = pictured();
    const made = await rig.publish(plan);
    const group = objectOf(plan, 'ad_set');
    const elsewhere = { ...plan, audience: anAudience({ placements: ['partner_apps'] }) };
    const change = rig.campaigns.update(rig.connection(), elsewhere, group, made.idOf('ad_set', plan.id), made);
    await expect(change).rejects.toThrow(/target_audience\.placements/);
  });

  it('is completed when its time is over', async () => {
    const plan = pictured({ end_at: new Date(Date.now() + 86_400_000).toISOString() });
    const made = await rig.publish(plan);
    await rig.switchOn(plan, made);
    expect(await standing(made.idOf('campaign', plan.id))).toMatchObject({ state: 'active' });
    await rig.event('time_passed', { hours: 25 });
    expect(await standing(made.idOf('campaign', plan.id))).toMatchObject({ state: 'completed' });
  });

  it('is refused in TikTok’s own words, and says what they mean', async () => {
    const plan = pictured();
    const create = (token?: string): Promise<string> =>
      rig.campaigns.create(rig.connection(token), plan, objectOf(plan, 'campaign'), new Made());
    await expect(create('sandbox-tiktok-expired-token')).rejects.toMatchObject({ refusal: 'token' });
    await expect(create('sandbox-tiktok-readonly-token')).rejects.toMatchObject({ refusal: 'permission' });
    await rig.fault({ kind: 'rate_limit', count: 4 });
    await expect(create()).rejects.toMatchObject({ refusal: 'rate' });
    await rig.event('account_disabled');
    await expect(create()).rejects.toMatchObject({ refusal: 'policy', message: expect.stringContaining('abnormal') });
    expect(await rig.state()).toMatchObject({ campaigns: 0 });
  });

  it('is not located where TikTok shows no ads', async () => {
    const plan = pictured({ audience: anAudience({ countries: ['DE', 'AQ'] }) });
    await expect(rig.publish(plan)).rejects.toBeInstanceOf(NetworkError);
    const faults = await rig.campaigns.checkLive(rig.connection(), plan);
    expect(faults).toEqual([{ field: 'target_audience.countries', reason: expect.stringContaining('AQ') as string }]);
  });

  it('is rehearsed by the rules alone', async () => {
    const audience = anAudience({
      age_min: 13,
      interests: [
        { id: '22', name: null },
        { id: '999', name: null },
      ],
    });
    const good = aCreative({ image: anImage(SQUARE) });
    const bad = aCreative({ id: 'c2', primary_text: '' });
    const conversion = { pixel_id: '1', event: 'purchase' as const };
    const plan = pictured({ audience, conversion, creatives: [good, bad] });
    const said = await rig.campaigns.rehearse(rig.connection(), plan);
    expect(said.map(({ kind, is_accepted: isAccepted }) => [kind, isAccepted])).toEqual([
      ['image', true],
      ['campaign', true],
      ['ad_set', false],
      ['ad', true],
      ['ad', false],
    ]);
    expect(said.every((one) => one.checked_by === 'rules' && one.reason !== null)).toBe(true);
    expect(said[2]?.reason).toMatch(
      /age_min must be at least 18 in DE, AT; .*interests\.1\.id .*; conversion\.pixel_id/,
    );
    expect(await rig.state()).toMatchObject({ campaigns: 0, images: 0 });
  });

  it('can name what TikTok lists', async () => {
    const choices = (kind: 'interests' | 'pixels' | 'custom_audiences', text: string): Promise<unknown[]> =>
      rig.campaigns.choices(rig.connection(), ADVERTISER, kind, text);
    expect(await choices('interests', 'app')).toEqual([
      expect.objectContaining({ id: '16', name: 'Appliances' }),
      expect.objectContaining({ id: '22', name: 'Apparel & Accessories' }),
    ]);
    expect(await choices('pixels', '')).toEqual([expect.objectContaining({ name: 'KSAP Demo Pixel' })]);
    expect(await choices('pixels', 'nothing')).toEqual([]);
    await expect(choices('custom_audiences', '')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});
