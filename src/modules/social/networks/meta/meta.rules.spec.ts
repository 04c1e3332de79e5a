import type { Audience, CampaignPlan, Placement } from '../campaign.records.js';
import { faultsOf } from './meta.rules.js';
import { aCreative, aPlan } from './testing/meta-plan.js';

const fieldsOf = (plan: CampaignPlan): string[] => faultsOf(plan).map(({ field }) => field);
const aimedAt = (fields: Partial<Audience>): CampaignPlan => aPlan({ audience: { ...aPlan().audience, ...fields } });
const { image } = aCreative();
const pictured = (fields: Partial<typeof image>): CampaignPlan =>
  aPlan({ creatives: [aCreative(), aCreative({ image: { ...image, ...fields } })] });

describe('what Meta refuses of a plan', () => {
  it('is nothing of one that is good', () => {
    expect(faultsOf(aPlan())).toEqual([]);
    expect(faultsOf(aPlan({ platform: 'instagram', profile_id: '17' }))).toEqual([]);
    expect(faultsOf(aPlan({ objective: 'leads', conversion: null }))).toEqual([]);
  });

  it.each<[string, CampaignPlan, string[]]>([
    ['no page', aPlan({ page_id: null }), ['social_account_id']],
    ['no Instagram account', aPlan({ platform: 'instagram' }), ['social_account_id']],
    ['a fraction of a cent', aPlan({ budget_amount: '20.005' }), ['budget_amount']],
    ['no budget', aPlan({ budget_amount: '0.00' }), ['budget_amount']],
    ['forints with fillér', aPlan({ currency: 'HUF', budget_amount: '2000.50' }), ['budget_amount']],
    ['a lifetime without an end', aPlan({ budget_type: 'lifetime' }), ['end_date']],
    ['less than a day', aPlan({ end_at: '2026-11-24T07:59:59Z' }), ['end_date']],
    ['children', aimedAt({ age_min: 12 }), ['target_audience.age_min']],
    ['ages the wrong way', aimedAt({ age_min: 40, age_max: 30 }), ['target_audience.age_min']],
    ['no country', aimedAt({ countries: [] }), ['target_audience.countries']],
    ['a country for verified advertisers', aimedAt({ countries: ['DE', 'TW'] }), ['target_audience.countries']],
    ['a placement of Instagram', aimedAt({ placements: ['feed', 'explore'] }), ['target_audience.placements']],
    ['nobody named for the Union', aPlan({ advertiser: null }), ['advertiser']],
    ['a blank payer', aPlan({ advertiser: { beneficiary: 'A', payor: ' ' } }), ['advertiser.payor']],
    ['a long payer', aPlan({ advertiser: { beneficiary: 'A', payor: 'x'.repeat(513) } }), ['advertiser.payor']],
    ['sales without a pixel', aPlan({ conversion: null }), ['conversion']],
    ['politics', aPlan({ special_ad_categories: ['politics'] }), ['special_ad_categories']],
    [
      'a long text',
      aPlan({ creatives: [aCreative({ primary_text: 'x'.repeat(2201) })] }),
      ['creatives.0.primary_text'],
    ],
    ['a long headline', aPlan({ creatives: [aCreative({ headline: 'x'.repeat(256) })] }), ['creatives.0.headline']],
    ['no website', aPlan({ creatives: [aCreative({ link_url: 'ftp://shop.example' })] }), ['creatives.0.link_url']],
    ['a small picture', pictured({ width: 599, height: 599 }), ['creatives.1.image_id']],
    ['a banner', pictured({ width: 2000, height: 1000 }), ['creatives.1.image_id']],
    ['a column', pictured({ width: 600, height: 1300 }), ['creatives.1.image_id']],
    ['a kind of picture', pictured({ content_type: 'image/webp' }), ['creatives.1.image_id']],
    ['too many bytes', pictured({ size: 31 * 1024 * 1024 }), ['creatives.1.image_id']],
  ])('is %s', (_what, plan, fields) => {
    expect(fieldsOf(plan)).toEqual(fields);
  });

  it('knows no end of texts where Meta only begins to cut, and counts as people do', () => {
    const long = aCreative({ primary_text: '👟'.repeat(2200), headline: 'x'.repeat(255), description: null });
    expect(faultsOf(aPlan({ creatives: [long] }))).toEqual([]);
    expect(faultsOf(pictured({ width: 1960, height: 1000 }))).toEqual([]);
  });

  it('is an audience that is limited where homes, jobs and loans are concerned', () => {
    const plan = aPlan({ special_ad_categories: ['housing', 'gambling'] });
    const limits = ['age_min', 'age_max', 'genders'].map((name) => `target_audience.${name}`);
    expect(fieldsOf(plan)).toEqual(limits);
    expect(faultsOf(plan)[0]?.reason).toBe('must be 18 for housing');
    const audience = { ...plan.audience, age_min: 18, age_max: null, genders: [] };
    expect(fieldsOf({ ...plan, audience })).toEqual([]);
    expect(fieldsOf({ ...aPlan(), special_ad_categories: ['gambling'] })).toEqual([]);
  });

  it('wants nobody named outside the Union, and looks into its territories', () => {
    const audience = { ...aPlan().audience, countries: ['US'] };
    expect(fieldsOf(aPlan({ advertiser: null, audience }))).toEqual([]);
    expect(fieldsOf(aPlan({ advertiser: null, audience: { ...audience, countries: ['US', 'RE'] } }))).toEqual([
      'advertiser',
    ]);
  });

  it.each<[CampaignPlan['platform'], Placement, boolean]>([
    ['facebook', 'partner_apps', true],
    ['facebook', 'explore', false],
    ['instagram', 'explore', true],
    ['instagram', 'partner_apps', false],
  ])('on %s has %s: %s', (platform, placement, isThere) => {
    const plan = { ...aimedAt({ placements: [placement] }), platform, profile_id: '17' };
    expect(fieldsOf(plan)).toEqual(isThere ? [] : ['target_audience.placements']);
  });
});
