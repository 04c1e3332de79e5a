import { changesOf, columnsOf, onlyLowersCaps, plain } from './campaign-changes.js';
import { fixedFaults, overdueFaults, strangeCreatives } from './campaign-rules.js';
import { faultsOf } from './campaign-rules.js';
import { aCampaign, anAd } from './testing/a-campaign.js';

const NEW = '00000000-0000-4000-8000-0000000000ff';
const changes = (campaign: ReturnType<typeof aCampaign>, input: Parameters<typeof changesOf>[1]) =>
  changesOf(campaign, input, () => NEW);

describe('changesOf', () => {
  it('finds nothing in what says what is there', () => {
    const end = new Date('2030-01-01T00:00:00Z');
    const audience = { countries: ['DE'], age_min: null, age_max: null, genders: [] };
    const whole = { ...audience, interests: [], custom_audiences: [], excluded_custom_audiences: [], placements: [] };
    const campaign = aCampaign({ end_date: end, target_audience: whole });
    expect(
      changes(campaign, {
        name: 'Winter',
        budget_amount: '020.00',
        end_date: '2030-01-01T01:00:00+01:00',
        target_audience: { countries: ['DE'] },
        creatives: [{ ...anAd() }],
        caps: { total: null },
      }),
    ).toEqual({});
    expect(changes(campaign, {})).toEqual({});
  });

  it('tells null from what is not said', () => {
    expect(changes(aCampaign({ spend_cap: '5' }), { objective: null, caps: { total: null } })).toEqual({
      objective: null,
      spend_cap: null,
    });
  });

  it('gives new ads an id, and keeps those of others', () => {
    const { id: _id, ...bare } = anAd();
    expect(changes(aCampaign(), { creatives: [bare, anAd({ primary_text: 'b' })] }).creatives).toMatchObject([
      { id: NEW },
      { id: anAd().id, primary_text: 'b' },
    ]);
  });
});

describe('onlyLowersCaps', () => {
  const capped = aCampaign({ spend_cap: '100', daily_spend_cap: null });
  it.each([
    [{ spend_cap: '99.99' }, true],
    [{ spend_cap: '9' }, true],
    [{ daily_spend_cap: '1000' }, true],
    [{ spend_cap: '50', daily_spend_cap: '5' }, true],
    [{ spend_cap: '100.01' }, false],
    [{ spend_cap: '1000' }, false],
    [{ spend_cap: null }, false],
    [{ spend_cap: '50', daily_spend_cap: null }, false],
    [{ spend_cap: '50', name: 'B' }, false],
  ])('says of %j: %s', (given, expected) => {
    expect(onlyLowersCaps(capped, given)).toBe(expected);
  });
});

describe('plain and columnsOf', () => {
  it.each([
    ['20.50', '20.5'],
    ['20.00', '20'],
    ['020', '20'],
    ['100', '100'],
    ['0.10', '0.1'],
    ['00.5', '0.5'],
  ])('reads %s as %s', (amount, expected) => {
    expect(plain(amount)).toBe(expected);
  });

  it('writes JSON where the column holds it', () => {
    expect(columnsOf({ creatives: [], advertiser: null, name: 'A' })).toEqual({
      creatives: '[]',
      advertiser: null,
      name: 'A',
    });
  });
});

describe('the rules', () => {
  it('count the digits of the currency', () => {
    expect(faultsOf(aCampaign({ budget_amount: '20.005' })).map(({ field }) => field)).toEqual(['budget_amount']);
    expect(faultsOf(aCampaign({ budget_amount: '20.005', currency: 'KWD' }))).toEqual([]);
    expect(faultsOf(aCampaign({ spend_cap: '0.5', daily_spend_cap: '1.5', currency: 'JPY' })).length).toBe(2);
    expect(faultsOf(aCampaign({ budget_amount: '20.005', currency: null }))).toEqual([]);
  });

  it('want the end after the start, and in the future when it is submitted', () => {
    const time = new Date('2030-01-01T00:00:00Z');
    expect(faultsOf(aCampaign({ start_date: time, end_date: time }))).toMatchObject([{ field: 'end_date' }]);
    expect(overdueFaults(aCampaign({ end_date: time }), time.getTime())).toMatchObject([{ field: 'end_date' }]);
    expect(overdueFaults(aCampaign({ end_date: time }), time.getTime() - 1)).toEqual([]);
  });

  it('know the ads of a campaign from others’', () => {
    const known = anAd().id;
    expect(strangeCreatives(aCampaign(), [{ id: known.toUpperCase() }, {}])).toEqual([]);
    expect(
      strangeCreatives(aCampaign(), [{ id: known }, { id: NEW }, { id: known }]).map(({ field }) => field),
    ).toEqual(['creatives.1.id', 'creatives.2.id']);
  });

  it('fix what is at the network', () => {
    expect(fixedFaults({ objective: null, name: 'B' }, ['objective', 'budget_type']).map(({ field }) => field)).toEqual(
      ['objective'],
    );
  });
});
