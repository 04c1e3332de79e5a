import { markOf } from '../campaign.port.js';
import type { Audience, CampaignPlan, ObjectKind, Placement } from '../campaign.records.js';
import { draw, markIn, objectsOf } from './meta.draw.js';
import { amountOf, unitsOf } from './meta.money.js';
import { targetingOf } from './meta.targeting.js';
import { goalOf } from './meta.terms.js';
import { aCreative, aPlan, Made } from './testing/meta-plan.js';

function allMade(plan: CampaignPlan): Made {
  const made = new Made();
  for (const object of objectsOf(plan)) made.put(object, `${object.kind}-id`);
  return made;
}

function drawn(plan: CampaignPlan, kind: ObjectKind): Record<string, unknown> {
  const object = objectsOf(plan).find((one) => one.kind === kind)!;
  return draw(plan, object, allMade(plan));
}

describe('what Meta is told', () => {
  it('is one picture for all that show it, a campaign with an ad set, and an ad of each creative', () => {
    const other = aCreative({ id: '0198aaaa-0000-7000-8000-000000000004' });
    const kinds = objectsOf(aPlan({ creatives: [aCreative(), other] })).map(({ kind }) => kind);
    expect(kinds).toEqual(['image', 'campaign', 'ad_set', 'creative', 'ad', 'creative', 'ad']);
  });

  it('is paused, and bears its mark', () => {
    const plan = aPlan({ name: 'n'.repeat(500) });
    for (const kind of ['campaign', 'ad_set', 'ad'] as const) {
      const { name, status } = drawn(plan, kind) as { name: string; status: string };
      expect(status).toBe('PAUSED');
      expect(name.length).toBeLessThanOrEqual(400);
      expect(name.endsWith(markOf(kind === 'ad' ? plan.creatives[0]!.id : plan.id))).toBe(true);
    }
  });

  it('has a budget in Meta’s own units, and its times in Graph’s words', () => {
    const lifetime = aPlan({
      budget_type: 'lifetime',
      end_at: '2026-12-01T00:00:00.000Z',
      currency: 'JPY',
      budget_amount: '9000',
    });
    expect(drawn(lifetime, 'ad_set')).toMatchObject({
      lifetime_budget: 9000,
      start_time: '2026-11-23T08:00:00+0000',
      end_time: '2026-12-01T00:00:00+0000',
    });
    expect(drawn(lifetime, 'ad_set')).not.toHaveProperty('daily_budget');
    expect(drawn(aPlan(), 'ad_set')).toMatchObject({ daily_budget: 2000 });
    expect(drawn(aPlan(), 'ad_set')).not.toHaveProperty('end_time');
  });

  it('has a special category’s countries, and none without one', () => {
    expect(drawn(aPlan(), 'campaign')).toMatchObject({ special_ad_categories: [] });
    expect(drawn(aPlan(), 'campaign')).not.toHaveProperty('special_ad_category_country');
    expect(drawn(aPlan({ special_ad_categories: ['financial_products'] }), 'campaign')).toMatchObject({
      special_ad_categories: ['FINANCIAL_PRODUCTS_SERVICES'],
      special_ad_category_country: ['DE', 'AT'],
    });
  });

  it('speaks as the Instagram account where that is the platform', () => {
    const { image_hash, call_to_action } = (
      drawn(aPlan(), 'creative').object_story_spec as { link_data: Record<string, unknown> }
    ).link_data;
    expect(image_hash).toBe('image-id');
    expect(call_to_action).toMatchObject({ type: 'SHOP_NOW' });
    expect(drawn(aPlan(), 'creative').object_story_spec).not.toHaveProperty('instagram_user_id');
    const instagram = aPlan({ platform: 'instagram', profile_id: '17' });
    expect(drawn(instagram, 'creative').object_story_spec).toMatchObject({
      page_id: '2000000001',
      instagram_user_id: '17',
    });
  });

  it('names each version of a creative by itself, the same for the same', () => {
    const marks = (plan: CampaignPlan): (string | null)[] => {
      const made = allMade(plan);
      return objectsOf(plan).map((object) => markIn(plan, object, made));
    };
    const [, campaign, , creative, ad] = marks(aPlan());
    const [, sameCampaign, , otherCreative, sameAd] = marks(aPlan({ creatives: [aCreative({ headline: 'Blue' })] }));
    expect([sameCampaign, sameAd]).toEqual([campaign, ad]);
    expect(otherCreative).not.toBe(creative);
    expect(marks(aPlan())).toEqual([null, campaign, markOf(aPlan().id), creative, ad]);
    const { name } = drawn(aPlan({ creatives: [aCreative({ name: 'n'.repeat(200) })] }), 'creative') as {
      name: string;
    };
    expect(name).toHaveLength(100);
  });

  it('waits for what it needs', () => {
    const plan = aPlan();
    expect(() => draw(plan, { kind: 'ad_set', key: plan.id }, new Made())).toThrow(/no campaign/);
  });
});

describe('Meta’s goals', () => {
  it.each([
    ['brand_awareness', 'REACH'],
    ['traffic', 'LINK_CLICKS'],
    ['engagement', 'POST_ENGAGEMENT'],
    ['leads', 'OFFSITE_CONVERSIONS'],
    ['conversions', 'OFFSITE_CONVERSIONS'],
  ] as const)('of %s is %s', (objective, goal) => {
    expect(goalOf(aPlan({ objective })).optimization_goal).toBe(goal);
  });

  it('of leads without a pixel are clicks', () => {
    expect(goalOf(aPlan({ objective: 'leads', conversion: null }))).toEqual({
      billing_event: 'IMPRESSIONS',
      optimization_goal: 'LINK_CLICKS',
      destination_type: 'WEBSITE',
    });
  });
});

describe('Meta’s targeting', () => {
  const of = (fields: Partial<Audience>, platform: CampaignPlan['platform'] = 'facebook'): Record<string, unknown> =>
    targetingOf(aPlan({ platform, audience: { ...aPlan().audience, ...fields } }));

  it('is never widened, and says nothing of what is not limited', () => {
    const everybody = of({
      ...{ age_min: null, age_max: null, genders: ['female', 'male'], interests: [] },
      ...{ custom_audiences: [], excluded_custom_audiences: [] },
    });
    expect(everybody).toEqual({
      geo_locations: { countries: ['DE', 'AT'] },
      publisher_platforms: ['facebook'],
      targeting_automation: { advantage_audience: 0 },
    });
  });

  it.each<[CampaignPlan['platform'], Placement[], Record<string, unknown>]>([
    ['instagram', [], { publisher_platforms: ['instagram'] }],
    ['instagram', ['reels'], { publisher_platforms: ['instagram'], instagram_positions: ['reels'] }],
    [
      'facebook',
      ['feed', 'reels'],
      { publisher_platforms: ['facebook'], facebook_positions: ['feed', 'facebook_reels'] },
    ],
    [
      'facebook',
      ['stories', 'partner_apps'],
      { publisher_platforms: ['facebook', 'audience_network'], facebook_positions: ['story'] },
    ],
  ])('on %s in %j', (platform, placements, expected) => {
    expect(of({ placements }, platform)).toMatchObject(expected);
  });
});

describe('Meta’s money', () => {
  it.each([
    ['20.00', 'EUR', 2000, '20.00'],
    ['20', 'USD', 2000, '20.00'],
    ['500', 'JPY', 500, '500'],
    ['2000', 'HUF', 2000, '2000'],
    ['1.25', 'KWD', 125, '1.25'],
  ])('%s %s is %d units', (amount, currency, units, shown) => {
    expect(unitsOf(amount, currency)).toBe(units);
    expect(amountOf(units, currency)).toBe(shown);
  });

  it.each([
    ['0.001', 'EUR'],
    ['0.5', 'JPY'],
    ['1e3', 'EUR'],
    ['99999999999999999999', 'EUR'],
  ])('%s %s is none that Meta can be told', (amount, currency) => {
    expect(unitsOf(amount, currency)).toBeNull();
  });
});
