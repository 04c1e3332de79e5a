import type { JsonObject } from '../../../../common/json.js';
import { marked } from '../campaign.port.js';
import type { CampaignPlan } from '../campaign.records.js';
import { aCreative, anAudience, anImage, aPlan, Made, PIXEL } from './tiktok.plan.contract.js';
import { drawn, objectsOf } from './tiktok.draw.js';
import { requestIdOf } from './tiktok.objects.js';
import { groupAsNow, groupChange } from './tiktok.schedule.js';

const START = '2026-12-01T08:00:00.000Z';
const END = '2026-12-05T08:00:00.000Z';

function groupOf(more: Partial<CampaignPlan> = {}): JsonObject {
  const plan = aPlan({ start_at: START, ...more });
  const made = new Made();
  made.set('campaign', plan.id, '77');
  return drawn(plan, { kind: 'ad_set', key: plan.id }, made);
}

describe('a campaign as TikTok is told', () => {
  it('is made from its pictures to its ads, each picture once', () => {
    const other = anImage(Buffer.from('other'), { id: 'other' });
    const creatives = [aCreative(), aCreative({ id: 'c2' }), aCreative({ id: 'c3', image: other })];
    const plan = aPlan({ creatives });
    expect(objectsOf(plan).map(({ kind, key }) => `${kind} ${key.slice(-5)}`)).toEqual([
      'image 0000a',
      'image other',
      'campaign 00001',
      'ad_set 00001',
      'ad 000c1',
      'ad c2',
      'ad c3',
    ]);
  });

  it('has no budget of its own, a name without emojis that is found again, and its special category', () => {
    const plan = aPlan({ name: `🥾 ${'long '.repeat(100)}`, special_ad_categories: ['credit'] });
    const told = drawn(plan, { kind: 'campaign', key: plan.id }, new Made());
    expect(told).toMatchObject({
      advertiser_id: plan.ad_account_id,
      objective_type: 'WEB_CONVERSIONS',
      budget_mode: 'BUDGET_MODE_INFINITE',
      special_industries: ['CREDIT'],
    });
    expect(told.campaign_name).toBe(marked('long '.repeat(100).trim(), plan.id, 256));
    expect(drawn(plan, { kind: 'campaign', key: plan.id }, new Made())).toEqual(told);
  });

  it('has budget, schedule, audience and aim in its ad group', () => {
    const audience = anAudience({
      age_min: 25,
      age_max: 44,
      genders: ['female'],
      interests: [{ id: '22', name: null }],
      placements: ['feed', 'search'],
    });
    const told = groupOf({ audience, budget_type: 'lifetime', budget_amount: '90.50', end_at: END });
    expect(told).toMatchObject({
      campaign_id: '77',
      promotion_type: 'WEBSITE',
      placement_type: 'PLACEMENT_TYPE_NORMAL',
      placements: ['PLACEMENT_TIKTOK'],
      search_result_enabled: true,
      countries: ['AT', 'DE'],
      age_groups: ['AGE_25_34', 'AGE_35_44'],
      gender: 'GENDER_FEMALE',
      interest_category_ids: ['22'],
      budget_mode: 'BUDGET_MODE_TOTAL',
      budget: 90.5,
      schedule_type: 'SCHEDULE_START_END',
      schedule_start_time: '2026-12-01 08:00:00',
      schedule_end_time: '2026-12-05 08:00:00',
      optimization_goal: 'CONVERT',
      billing_event: 'OCPM',
      pixel_id: PIXEL,
      optimization_event: 'SHOPPING',
    });
  });

  it.each<[Partial<CampaignPlan>, object]>([
    [
      { objective: 'brand_awareness', conversion: null },
      { optimization_goal: 'REACH', billing_event: 'CPM' },
    ],
    [
      { objective: 'traffic', conversion: null },
      { optimization_goal: 'CLICK', billing_event: 'CPC' },
    ],
    [
      { objective: 'leads', conversion: null },
      { promotion_target_type: 'EXTERNAL_WEBSITE', optimization_goal: 'CLICK' },
    ],
    [
      { objective: 'leads', conversion: { pixel_id: PIXEL, event: 'lead' } },
      { promotion_type: 'LEAD_GENERATION', optimization_goal: 'CONVERT', optimization_event: 'FORM' },
    ],
    [{ audience: anAudience({ placements: [] }) }, { placement_type: 'PLACEMENT_TYPE_AUTOMATIC' }],
    [{ audience: anAudience({ placements: ['partner_apps'] }) }, { placements: ['PLACEMENT_PANGLE'] }],
    [{ audience: anAudience({ placements: ['feed'] }) }, { search_result_enabled: false }],
    [{ audience: anAudience({ age_max: 24 }) }, { age_groups: ['AGE_18_24'] }],
    [{ audience: anAudience({ age_min: 55, age_max: 65 }) }, { age_groups: ['AGE_55_100'] }],
    [{ audience: anAudience({ genders: ['male', 'female'] }) }, { gender: 'GENDER_UNLIMITED' }],
    [{}, { schedule_type: 'SCHEDULE_FROM_NOW', budget_mode: 'BUDGET_MODE_DAY', age_groups: [] }],
  ])('by %j says %j', (more, expected) => {
    expect(groupOf(more)).toMatchObject(expected);
  });

  it('speaks through ads with one picture', () => {
    const plan = aPlan({ creatives: [aCreative({ call_to_action: null })] });
    const made = new Made();
    made.set('image', plan.creatives[0]!.image.id, 'i/1');
    made.set('ad_set', plan.id, '78');
    const ad = { kind: 'ad' as const, key: plan.creatives[0]!.id };
    expect(drawn(plan, ad, made)).toMatchObject({
      adgroup_id: '78',
      display_name: 'KSAP Demo',
      creative: { ad_format: 'SINGLE_IMAGE', image_ids: ['i/1'], call_to_action: 'LEARN_MORE' },
    });
    expect(() => drawn(plan, ad, new Made())).toThrow('not made yet');
  });

  it('is asked for with the same 64-bit number each time', () => {
    expect(requestIdOf('campaign', 'a')).toBe(requestIdOf('campaign', 'a'));
    expect(requestIdOf('campaign', 'a')).not.toBe(requestIdOf('ad_set', 'a'));
    expect(BigInt(requestIdOf('campaign', 'b'))).toBeLessThan(2n ** 63n);
  });
});

describe('an ad group in time', () => {
  const at = Date.parse(START);

  it('begins a moment from now when its start has passed', () => {
    expect(groupAsNow(groupOf(), at - 3600_000).schedule_start_time).toBe('2026-12-01 08:00:00');
    expect(groupAsNow(groupOf(), at + 3600_000).schedule_start_time).toBe('2026-12-01 09:01:00');
  });

  it('keeps its start once it has begun, and is not told again what cannot be changed', () => {
    const told = groupOf();
    const there = { ...told, schedule_start_time: '2026-12-01 08:00:00' };
    const before = groupChange(told, there, at - 1);
    expect(before).toMatchObject({ schedule_start_time: '2026-12-01 08:00:00', budget: 40.5 });
    expect(Object.keys(before)).not.toEqual(expect.arrayContaining(['placements']));
    expect(before.pixel_id).toBeUndefined();
    expect(groupChange(told, there, at + 1).schedule_start_time).toBeUndefined();
  });

  it('refuses a change that TikTok does not make', () => {
    const there = { ...groupOf(), placements: ['PLACEMENT_PANGLE'] };
    expect(() => groupChange(groupOf(), there, at)).toThrow(/target_audience\.placements/);
    const daily = { budget_mode: 'BUDGET_MODE_TOTAL' };
    expect(() => groupChange(groupOf(), daily, at)).toThrow(
      expect.objectContaining({ refusal: 'invalid', fault: 'rejected' }) as Error,
    );
  });
});
