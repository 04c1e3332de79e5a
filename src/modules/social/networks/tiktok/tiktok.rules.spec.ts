import type { CampaignPlan, PlannedCreative } from '../campaign.records.js';
import { aCreative, anAudience, anImage, aPlan } from './tiktok.plan.contract.js';
import { faultsOf } from './tiktok.rules.js';

const fieldsOf = (plan: CampaignPlan): string[] => faultsOf(plan).map(({ field }) => field);
const NOW = Date.now();
const inDays = (days: number): string => new Date(NOW + days * 86_400_000).toISOString();

describe('what TikTok would refuse', () => {
  it('is nothing of a plan that it takes', () => {
    expect(faultsOf(aPlan())).toEqual([]);
    expect(faultsOf(aPlan({ objective: 'traffic', conversion: null }))).toEqual([]);
    expect(faultsOf(aPlan({ objective: 'leads', conversion: null, currency: 'JPY', budget_amount: '1' }))).toEqual([]);
  });

  it.each<[string, Partial<CampaignPlan>]>([
    ['objective', { objective: 'engagement', conversion: null }],
    ['conversion', { conversion: null }],
    ['conversion', { objective: 'traffic' }],
    ['conversion.pixel_id', { conversion: { pixel_id: 'CPIXEL', event: 'lead' } }],
    ['budget_amount', { budget_amount: '19.99' }],
    ['budget_amount', { budget_amount: '20.001' }],
    ['budget_amount', { budget_type: 'lifetime', budget_amount: '99', start_at: inDays(1), end_at: inDays(6) }],
    ['end_date', { budget_type: 'lifetime' }],
    ['end_date', { end_at: inDays(-2) }],
    ['special_ad_categories', { special_ad_categories: ['politics'] }],
    ['special_ad_categories', { special_ad_categories: ['financial_products'] }],
    ['target_audience.genders', { special_ad_categories: ['housing'], audience: anAudience({ genders: ['male'] }) }],
    ['target_audience.age_min', { special_ad_categories: ['credit'], audience: anAudience({ age_min: 35 }) }],
    ['target_audience.age_min', { audience: anAudience({ age_min: 20 }) }],
    ['target_audience.age_min', { audience: anAudience({ age_max: 17 }) }],
    ['target_audience.age_max', { audience: anAudience({ age_max: 64 }) }],
    ['target_audience.age_max', { audience: anAudience({ age_min: 35, age_max: 34 }) }],
    ['target_audience.placements', { audience: anAudience({ placements: ['feed', 'stories'] }) }],
    ['target_audience.placements', { audience: anAudience({ placements: ['search'] }) }],
    [
      'target_audience.excluded_custom_audiences',
      { audience: anAudience({ custom_audiences: ['1', '2'], excluded_custom_audiences: ['2'] }) },
    ],
  ])('%s of %j', (field, more) => {
    expect(fieldsOf(aPlan(more))).toEqual([field]);
  });

  it('may spread a lifetime budget over its days', () => {
    const plan = { budget_type: 'lifetime' as const, start_at: inDays(1), end_at: inDays(6) };
    expect(faultsOf(aPlan({ ...plan, budget_amount: '100' }))).toEqual([]);
  });

  it.each<[string, Partial<PlannedCreative>]>([
    ['primary_text', { primary_text: ' ' }],
    ['primary_text', { primary_text: 'x'.repeat(101) }],
    ['primary_text', { primary_text: '暖'.repeat(51) }],
    ['primary_text', { primary_text: 'Warm 🥾' }],
    ['primary_text', { primary_text: 'Warm {boots}' }],
    ['display_name', { display_name: '' }],
    ['display_name', { display_name: 'Boots ❤️' }],
    ['link_url', { link_url: 'mailto:a@shop.example' }],
    ['call_to_action', { call_to_action: 'get_offer' }],
    ['image_id', { image: anImage(undefined, { width: 900, height: 300 }) }],
    ['image_id', { image: anImage(undefined, { width: 500, height: 500 }) }],
    ['image_id', { image: anImage(undefined, { content_type: 'image/gif' }) }],
    ['image_id', { image: anImage(undefined, { size: 11 * 1024 * 1024 }) }],
  ])('%s of an ad with %j', (field, more) => {
    expect(fieldsOf(aPlan({ creatives: [aCreative(), aCreative(more)] }))).toEqual([`creatives.1.${field}`]);
  });

  it.each([
    [1200, 628],
    [640, 640],
    [1080, 1920],
  ])('is not a picture of %d×%d', (width, height) => {
    const image = anImage(undefined, { width, height });
    expect(faultsOf(aPlan({ creatives: [aCreative({ image, primary_text: '暖'.repeat(50) })] }))).toEqual([]);
  });
});
