import { audienceOf, contentHash, gapsOf, stable, withParameters } from './campaign-plan.js';
import { aCampaign, anAd } from './testing/a-campaign.js';

const fields = (campaign: Parameters<typeof gapsOf>[0]): string[] => gapsOf(campaign).map(({ field }) => field);

describe('gapsOf', () => {
  it('finds none in what lacks nothing', () => {
    expect(gapsOf(aCampaign())).toEqual([]);
  });

  it('names everything that lacks', () => {
    const bare = aCampaign({
      social_account_id: null,
      objective: null,
      budget_type: null,
      budget_amount: null,
      target_audience: null,
      creatives: [],
    });
    expect(fields(bare)).toEqual([
      'social_account_id',
      'objective',
      'budget_type',
      'budget_amount',
      'target_audience.countries',
      'creatives',
    ]);
  });

  it('wants an end of a lifetime budget, and a picture or its address of each ad', () => {
    expect(fields(aCampaign({ budget_type: 'lifetime' }))).toEqual(['end_date']);
    expect(fields(aCampaign({ creatives: [anAd(), anAd({ image_id: null })] }))).toEqual(['creatives.1.image_url']);
    expect(fields(aCampaign({ creatives: [anAd({ image_id: null, image_url: 'https://a.example/1.png' })] }))).toEqual(
      [],
    );
  });
});

describe('contentHash', () => {
  const hash = contentHash(aCampaign());

  it('is the same for the same, in whatever order it is written', () => {
    const audience = { age_min: 18, countries: ['DE'] };
    const turned = { countries: ['DE'], age_min: 18 };
    expect(contentHash(aCampaign({ target_audience: audience }))).toBe(
      contentHash(aCampaign({ target_audience: turned })),
    );
    const copy = Object.fromEntries(Object.entries(aCampaign()).reverse()) as unknown as ReturnType<typeof aCampaign>;
    expect(contentHash(copy)).toBe(hash);
  });

  it.each([
    ['name', { name: 'Other' }],
    ['account', { social_account_id: null }],
    ['objective', { objective: 'leads' as const }],
    ['amount', { budget_amount: '20.01' }],
    ['currency', { currency: 'USD' }],
    ['start', { start_date: new Date(0) }],
    ['end', { end_date: new Date(0) }],
    ['audience', { target_audience: { countries: ['AT'] } }],
    ['picture', { creatives: [anAd({ image_id: null })] }],
    ['text', { creatives: [anAd({ primary_text: 'Old' })] }],
    ['category', { special_ad_categories: ['credit' as const] }],
    ['payor', { advertiser: { beneficiary: 'A', payor: 'B' } }],
    ['pixel', { conversion: { pixel_id: '1', event: 'lead' as const } }],
    ['parameters', { url_parameters: 'a=b' }],
  ])('is another one for another %s', (_what, changed) => {
    expect(contentHash(aCampaign(changed))).not.toBe(hash);
  });

  it.each([
    ['caps', { spend_cap: '1', daily_spend_cap: '1' }],
    ['the state', { status: 'approved' as const, status_reason: 'x', approved_hash: 'y', published_at: new Date() }],
    ['the shop', { store_id: 'x' }],
  ])('is not about %s', (_what, changed) => {
    expect(contentHash(aCampaign(changed))).toBe(hash);
  });
});

describe('withParameters', () => {
  it.each([
    ['https://a.example', null, 'https://a.example'],
    ['https://a.example', '', 'https://a.example'],
    ['https://a.example/?utm_source=x', 'utm_source=ads&b=1', 'https://a.example/?utm_source=x&b=1'],
    ['https://a.example/#top', 'a=1', 'https://a.example/?a=1#top'],
    ['https://a.example/', 'a=1&a=2', 'https://a.example/?a=1'],
  ])('adds to %s the %j', (address, parameters, result) => {
    expect(withParameters(address, parameters)).toBe(result);
  });
});

describe('audienceOf', () => {
  it('is whole, and as wide as it is not said', () => {
    expect(audienceOf({ countries: ['DE'], age_max: 70, interests: [{ id: '1' }] })).toEqual({
      countries: ['DE'],
      age_min: null,
      age_max: 65,
      genders: [],
      interests: [{ id: '1', name: null }],
      custom_audiences: [],
      excluded_custom_audiences: [],
      placements: [],
    });
  });
});

describe('stable', () => {
  it('orders keys at every depth, and leaves lists and times as they are', () => {
    expect(stable({ b: [{ d: 1, c: 2 }], a: new Date(0) })).toBe(
      '{"a":"1970-01-01T00:00:00.000Z","b":[{"c":2,"d":1}]}',
    );
  });
});
