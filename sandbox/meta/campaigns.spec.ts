import { pngHead } from '../core/ads/pictures.js';
import type { JsonObject } from '../core/json.js';
import { adSet, CAMPAIGN, EUR, Graph, publish, SQUARE, story, switchOn } from './spec-support.js';

let graph: Graph;
beforeEach(async () => {
  graph = await Graph.start();
});
afterEach(() => graph.sandbox.close());

async function counts(): Promise<unknown> {
  return ((await graph.control('GET', 'state')) as Record<string, JsonObject>).meta;
}

async function uploaded(width: number, height: number): Promise<string> {
  const { body } = await graph.post(`/${EUR}/adimages`, { bytes: pngHead(width, height).toString('base64') });
  return (body.images as Record<string, JsonObject>).bytes?.hash as string;
}

describe('campaigns at the stand-in for Meta', () => {
  it('are made whole, told again, and switched on from below', async () => {
    const made = await publish(graph);
    expect(await counts()).toEqual({ campaigns: 1, ad_sets: 1, ads: 1, images: 1 });
    const status = async (id: string): Promise<unknown> =>
      (await graph.get(`/${id}`, { fields: 'effective_status' })).body.effective_status;
    expect(await status(made.ad)).toBe('PAUSED');
    await graph.post(`/${made.ad}`, { status: 'ACTIVE' });
    expect(await status(made.ad)).toBe('CAMPAIGN_PAUSED');
    await switchOn(graph, made);
    expect([await status(made.ad), await status(made.campaign)]).toEqual(['ACTIVE', 'ACTIVE']);
    const fields = 'id,name,daily_budget,campaign{name,objective},ads.limit(1){id,creative{object_story_spec}}';
    const adset = await graph.get(`/${made.adset}`, { fields });
    expect(adset.body).toMatchObject({
      daily_budget: '2000',
      campaign: { name: 'Autumn', objective: 'OUTCOME_SALES', id: made.campaign },
      ads: { data: [{ id: made.ad, creative: { object_story_spec: { page_id: '2000000001' } } }] },
    });
    await graph.event('ad_rejected', { ad_id: made.ad, reason: 'No.' });
    const ad = await graph.get(`/${made.ad}`, { fields: 'effective_status,ad_review_feedback' });
    expect(ad.body).toMatchObject({
      effective_status: 'DISAPPROVED',
      ad_review_feedback: { global: expect.anything() as unknown },
    });
  });

  it('are found by name and status, and stay readable when they are deleted', async () => {
    const ids: string[] = [];
    for (const name of ['One', 'Two', 'Three']) {
      ids.push((await graph.post(`/${EUR}/campaigns`, { ...CAMPAIGN, name })).body.id as string);
    }
    const found = async (query: Record<string, string>): Promise<unknown[]> =>
      (await graph.get(`/${EUR}/campaigns`, { fields: 'name', ...query })).data.map((one) => one.name);
    const filter = (field: string, operator: string, value: unknown): Record<string, string> => ({
      filtering: JSON.stringify([{ field, operator, value }]),
    });
    expect(await found(filter('name', 'EQUAL', 'Two'))).toEqual(['Two']);
    expect(await found(filter('name', 'CONTAIN', 't'))).toEqual(['Two', 'Three']);
    expect(await found(filter('campaign.id', 'IN', [ids[0]]))).toEqual(['One']);
    expect((await graph.remove(`/${ids[0]}`)).body).toEqual({ success: true });
    expect(await found({})).toEqual(['Two', 'Three']);
    expect(await found({ effective_status: '["DELETED"]' })).toEqual(['One']);
    expect((await graph.get(`/${ids[0]}`, { fields: 'status' })).body.status).toBe('DELETED');
    expect((await graph.post(`/${ids[0]}`, { status: 'ACTIVE' })).status).toBe(400);
    expect((await graph.get(`/${EUR}/campaigns`, filter('colour', 'EQUAL', 'red'))).error.code).toBe(100);
  });

  it('are only looked at with validate_only, and told back with fields', async () => {
    const check = { ...CAMPAIGN, execution_options: ['validate_only'] };
    expect((await graph.post(`/${EUR}/campaigns`, check)).body).toEqual({ success: true });
    expect((await graph.post(`/${EUR}/campaigns`, { ...check, objective: 'CONVERSIONS' })).status).toBe(400);
    expect(await counts()).toMatchObject({ campaigns: 0 });
    const made = await graph.post(`/${EUR}/campaigns`, { ...CAMPAIGN, fields: 'name,status' });
    expect(made.body).toMatchObject({ name: 'Autumn', status: 'PAUSED', id: expect.any(String) as string });
  });

  it.each<[JsonObject, JsonObject]>([
    [{ special_ad_categories: null }, { message: '(#100) The parameter special_ad_categories is required' }],
    [{ objective: 'LINK_CLICKS' }, { code: 100 }],
    [{ is_adset_budget_sharing_enabled: null }, { error_subcode: 4834011 }],
    [{ daily_budget: 99 }, { error_subcode: 1885272, error_user_title: 'Your budget is too low' }],
    [{ daily_budget: 500, lifetime_budget: 500 }, { code: 100 }],
    [{ special_ad_categories: ['ISSUES_ELECTIONS_POLITICS'] }, { error_subcode: 1885553 }],
    [{ bid_strategy: 'COST_CAP' }, { error_user_title: 'Bid strategy not allowed' }],
    [{ colour: 'red' }, { message: '(#100) Param colour is not a parameter of this call' }],
  ])('are refused with %j', async (more, error) => {
    const refused = await graph.post(`/${EUR}/campaigns`, { ...CAMPAIGN, ...more });
    expect([refused.status, refused.error]).toEqual([400, expect.objectContaining(error)]);
  });

  const targeting = adSet('').targeting as JsonObject;
  it.each<[JsonObject, JsonObject]>([
    [{ daily_budget: null }, { error_user_title: 'Budget is missing' }],
    [{ daily_budget: null, lifetime_budget: 5000 }, { error_user_title: 'End time needed' }],
    [{ optimization_goal: 'APP_INSTALLS' }, { error_subcode: 2490408 }],
    [{ billing_event: 'LINK_CLICKS' }, { error_subcode: 1815117 }],
    [{ promoted_object: null }, { error_user_title: 'Promoted object is missing' }],
    [{ bid_strategy: 'COST_CAP' }, { error_subcode: 1815857 }],
    [{ dsa_payor: null }, { error_data: { blame_field_specs: [['dsa_payor']] } }],
    [{ end_time: '2020-01-01T00:00:00+0000' }, { error_subcode: 1487007 }],
    [{ targeting: { ...targeting, geo_locations: {} } }, { error_user_title: 'Location is missing' }],
    [{ targeting: { ...targeting, geo_locations: { countries: ['XX'] } } }, { code: 100 }],
    [{ targeting: { ...targeting, age_min: 12 } }, { error_user_title: 'Invalid age' }],
    [{ targeting: { ...targeting, genders: [3] } }, { code: 100 }],
    [{ targeting: { ...targeting, flexible_spec: [{ interests: [{ id: '1' }] }] } }, { error_subcode: 1870247 }],
    [{ targeting: { ...targeting, custom_audiences: [{ id: '1' }] } }, { error_subcode: 1487301 }],
    [{ targeting: { ...targeting, targeting_automation: null } }, { error_subcode: 1870227 }],
    [{ targeting: { ...targeting, colour: 'red' } }, { code: 100 }],
    [{ campaign_id: '5' }, { error_user_title: 'Invalid campaign' }],
  ])('are refused an ad set with %j', async (more, error) => {
    const { body } = await graph.post(`/${EUR}/campaigns`, CAMPAIGN);
    const given = { ...adSet(body.id as string), ...more };
    const refused = await graph.post(`/${EUR}/adsets`, given);
    expect([refused.status, refused.error]).toEqual([400, expect.objectContaining(error)]);
    expect((await graph.post(`/${EUR}/adsets`, adSet(body.id as string))).status).toBe(200);
  });

  it('of a special category cannot choose ages', async () => {
    const { body } = await graph.post(`/${EUR}/campaigns`, { ...CAMPAIGN, special_ad_categories: ['HOUSING'] });
    const refused = await graph.post(`/${EUR}/adsets`, adSet(body.id as string));
    expect(refused.error.error_subcode).toBe(2446395);
  });

  it('want pictures that fit, texts that are short enough, and a page of their own', async () => {
    const create = async (spec: JsonObject): Promise<unknown> =>
      (await graph.post(`/${EUR}/adcreatives`, { name: 'C', object_story_spec: spec })).error.error_user_title;
    const good = await uploaded(1080, 1080);
    expect(await create(story(good))).toBeUndefined();
    expect(await create(story(await uploaded(1080, 300)))).toBe('Image ratio isn’t supported');
    expect(await create(story(await uploaded(200, 200)))).toBe('Image is too small');
    expect(await create(story('none'))).toBe('Image not found');
    expect(await create(story(good, { name: 'x'.repeat(256) }))).toBe('Text is too long');
    expect(await create(story(good, { link: 'nowhere' }))).toBe('Invalid link');
    expect(await create({ ...story(good), page_id: '9' })).toBe('No permission to advertise for this Page');
    await graph.event('instagram_unlinked');
    expect(await create(story(good))).toBe('Invalid Instagram account');
    const broken = await graph.post(`/${EUR}/adimages`, { bytes: Buffer.from('no picture').toString('base64') });
    expect(broken.error.error_user_title).toBe('Image file is invalid');
  });

  it('keep a picture once, that comes as a file', async () => {
    const upload = async (): Promise<JsonObject> => {
      const form = new FormData();
      form.set('a.png', new Blob([new Uint8Array(SQUARE)]), 'a.png');
      form.set('access_token', 'sandbox-meta-long-token');
      return (await graph.send(`/${EUR}/adimages`, { method: 'POST', body: form })).body;
    };
    const first = await upload();
    expect(first).toMatchObject({ images: { 'a.png': { width: 1080, height: 1080 } } });
    expect(await upload()).toEqual(first);
    expect(await counts()).toMatchObject({ images: 1 });
    const { hash } = (first.images as Record<string, JsonObject>)['a.png'] ?? {};
    expect((await graph.get(`/${EUR}/adimages`, { hashes: JSON.stringify([hash]) })).data).toHaveLength(1);
  });

  it('cannot be made by one who only reads, nor in a disabled or blocked account', async () => {
    const read = await graph.post(`/${EUR}/campaigns`, CAMPAIGN, 'sandbox-meta-readonly-token');
    expect([read.status, read.error.code]).toEqual([403, 200]);
    await graph.event('account_disabled');
    expect((await graph.post(`/${EUR}/campaigns`, CAMPAIGN)).error).toMatchObject({
      code: 200,
      error_subcode: 1885316,
    });
    expect((await graph.get(`/${EUR}`, { fields: 'account_status,disable_reason' })).body).toMatchObject({
      account_status: 2,
      disable_reason: 1,
    });
    await graph.event('account_restored');
    await graph.event('policy_block');
    expect((await graph.post(`/${EUR}/campaigns`, CAMPAIGN)).error.code).toBe(368);
    expect(await counts()).toMatchObject({ campaigns: 0 });
  });

  it('change their budget four times an hour', async () => {
    const { adset } = await publish(graph);
    for (let i = 0; i < 4; i++) expect((await graph.post(`/${adset}`, { daily_budget: 3000 + i })).status).toBe(200);
    expect((await graph.post(`/${adset}`, { daily_budget: 9000 })).error).toMatchObject({
      code: 613,
      error_subcode: 1487632,
    });
    await graph.event('time_passed', { hours: 1.1 });
    expect((await graph.post(`/${adset}`, { daily_budget: 9000 })).status).toBe(200);
  });

  it('are made although the answer is lost', async () => {
    await graph.control('POST', 'faults', { provider: 'meta', kind: 'reset', method: 'POST' });
    for (let i = 0; i < 6; i++) await graph.post(`/${EUR}/campaigns`, CAMPAIGN).catch(() => undefined);
    const { campaigns } = (await counts()) as { campaigns: number };
    expect(campaigns).toBeGreaterThan(0);
    expect(campaigns).toBeLessThan(6);
  });

  it('finds what can be aimed at', async () => {
    expect((await graph.get('/search', { type: 'adinterest', q: 'cook' })).data).toMatchObject([
      { id: '6003659420716' },
    ]);
    expect((await graph.get('/search', { type: 'adgeolocation', q: 'germ' })).data).toMatchObject([{ key: 'DE' }]);
  });
});
