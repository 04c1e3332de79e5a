import type { JsonObject } from '../core/json.js';
import { dayIn } from '../core/ads/zone-time.js';
import { adGroup, CAMPAIGN, creative, EUR, publish, switchOn, Tiktok, uploaded } from './spec-support.js';

let tiktok: Tiktok;
beforeEach(async () => {
  tiktok = await Tiktok.start();
});
afterEach(() => tiktok.sandbox.close());

const today = (): string => dayIn('Europe/Berlin', Date.now());
const rowsOf = (data: JsonObject): JsonObject[] => data.list as JsonObject[];

async function counts(): Promise<unknown> {
  return ((await tiktok.control('GET', 'state')) as Record<string, JsonObject>).tiktok;
}

async function report(query: JsonObject = {}): Promise<JsonObject[]> {
  const usual = {
    advertiser_id: EUR,
    report_type: 'BASIC',
    data_level: 'AUCTION_CAMPAIGN',
    dimensions: ['campaign_id'],
    metrics: ['spend', 'conversion', 'total_complete_payment_rate', 'campaign_name'],
    query_lifetime: true,
  };
  const answer = await tiktok.get('/report/integrated/get/', { ...usual, ...query });
  if (answer.code !== 0) throw new Error(answer.message);
  return rowsOf(answer.data);
}

describe('campaigns at the stand-in for TikTok', () => {
  it('are made whole, told again, and switched on', async () => {
    const made = await publish(tiktok);
    expect(await counts()).toEqual({ campaigns: 1, ad_groups: 1, ads: 1, images: 1 });
    const status = async (): Promise<unknown> => {
      const filtering = { ad_ids: [made.ad] };
      return rowsOf((await tiktok.get('/ad/get/', { advertiser_id: EUR, filtering })).data)[0]?.secondary_status;
    };
    expect(await status()).toBe('AD_STATUS_ADGROUP_DISABLE');
    await switchOn(tiktok, made);
    expect(await status()).toBe('AD_STATUS_DELIVERY_OK');
    await tiktok.event('ad_rejected', { ad_id: made.ad });
    expect(await status()).toBe('AD_STATUS_AUDIT_DENY');
    await tiktok.post('/campaign/status/update/', {
      advertiser_id: EUR,
      campaign_ids: [made.campaign],
      operation_status: 'DELETE',
    });
    expect(await status()).toBeUndefined();
    expect(await counts()).toMatchObject({ campaigns: 0 });
  });

  it('are made once for one request', async () => {
    const given = { ...CAMPAIGN, request_id: '12345' };
    const first = await tiktok.post('/campaign/create/', given);
    const again = await tiktok.post('/campaign/create/', given);
    expect(again.data.campaign_id).toBe(first.data.campaign_id);
    const other = await tiktok.post('/campaign/create/', { ...given, request_id: '12346' });
    expect(other.data.campaign_id).not.toBe(first.data.campaign_id);
    const list = await tiktok.get('/campaign/get/', {
      advertiser_id: EUR,
      page_size: '1',
      filtering: { campaign_name: 'Aut' },
    });
    expect(list.data).toMatchObject({ page_info: { total_number: 2, total_page: 2 } });
    expect(list.data.list).toHaveLength(1);
  });

  it.each<[JsonObject]>([
    [{ campaign_name: null }],
    [{ objective_type: 'FAME' }],
    [{ budget_mode: 'BUDGET_MODE_DAY' }],
    [{ budget_mode: 'BUDGET_MODE_DAY', budget: 49 }],
    [{ budget_optimize_on: true }],
    [{ colour: 'red' }],
  ])('are refused with %j', async (more) => {
    expect((await tiktok.post('/campaign/create/', { ...CAMPAIGN, ...more })).code).toBe(40002);
    expect((await tiktok.post('/campaign/create/', CAMPAIGN)).code).toBe(0);
  });

  it.each<[JsonObject]>([
    [{ budget: 19 }],
    [{ budget_mode: 'BUDGET_MODE_TOTAL', budget: 100 }],
    [{ location_ids: ['1'] }],
    [{ location_ids: null }],
    [{ optimization_goal: 'INSTALL' }],
    [{ billing_event: 'CPC' }],
    [{ pixel_id: '1' }],
    [{ schedule_start_time: 'tomorrow' }],
    [{ age_groups: ['AGE_0_100'] }],
    [{ colour: 'red' }],
  ])('are refused an ad group with %j', async (more) => {
    const { data } = await tiktok.post('/campaign/create/', CAMPAIGN);
    const group = adGroup(data.campaign_id as string);
    expect((await tiktok.post('/adgroup/create/', { ...group, ...more })).code).toBe(40002);
    expect((await tiktok.post('/adgroup/create/', group)).code).toBe(0);
  });

  it('want a picture of a shape that is taken, and a text that is short enough', async () => {
    const made = await publish(tiktok);
    const wide = (await uploaded(tiktok, 900, 300)).data.image_id as string;
    const create = async (given: JsonObject): Promise<number> =>
      (await tiktok.post('/ad/create/', { advertiser_id: EUR, adgroup_id: made.adgroup, creatives: [given] })).code;
    expect(await create(creative(made.image))).toBe(0);
    expect(await create(creative(wide))).toBe(40002);
    expect(await create(creative(made.image, { ad_text: 'x'.repeat(101) }))).toBe(40002);
    expect(await create(creative(made.image, { identity_id: '5' }))).toBe(40002);
    expect(await create(creative(made.image, { landing_page_url: 'nowhere' }))).toBe(40002);
    const info = await tiktok.get('/file/image/ad/info/', { advertiser_id: EUR, image_ids: [made.image] });
    expect(info.data.list).toMatchObject([{ width: 1080, image_id: made.image }]);
    const creatives = [{ ad_id: made.ad, ad_text: 'Other' }];
    const patch = { advertiser_id: EUR, adgroup_id: made.adgroup, patch_update: true, creatives };
    expect((await tiktok.post('/ad/update/', patch)).data).toMatchObject({ creatives: [{ ad_text: 'Other' }] });
  });

  it('cannot be made by one who only reads, nor by a disabled advertiser', async () => {
    expect((await tiktok.post('/campaign/create/', CAMPAIGN, 'sandbox-tiktok-readonly-token')).code).toBe(40001);
    await tiktok.event('account_disabled');
    expect((await tiktok.post('/campaign/create/', CAMPAIGN)).code).toBe(40300);
    expect((await tiktok.get('/campaign/get/', { advertiser_id: EUR })).code).toBe(0);
  });

  it('spend towards the budget of each day, and sales come in later', async () => {
    const made = await publish(tiktok, { budget: 1000 });
    expect(await report()).toEqual([]);
    await switchOn(tiktok, made);
    await tiktok.event('time_passed', { hours: 48 });
    const off = { advertiser_id: EUR, campaign_ids: [made.campaign], operation_status: 'DISABLE' };
    await tiktok.post('/campaign/status/update/', off);
    const [early] = await report();
    await tiktok.event('time_passed', { hours: 24 * 8 });
    const [late] = await report();
    const of = (row: JsonObject | undefined, name: string): number => Number((row?.metrics as JsonObject)[name]);
    expect(of(late, 'spend')).toBe(of(early, 'spend'));
    expect(of(late, 'spend')).toBeGreaterThan(1700);
    expect(of(late, 'conversion')).toBeGreaterThan(of(early, 'conversion'));
    const days = await report({
      data_level: 'AUCTION_AD',
      dimensions: ['ad_id', 'stat_time_day'],
      query_lifetime: false,
      start_date: today(),
      end_date: today(),
    });
    expect(days).toMatchObject([{ dimensions: { ad_id: made.ad, stat_time_day: `${today()} 00:00:00` } }]);
    expect(of(days[0], 'spend')).toBeLessThanOrEqual(1000);
  });

  it('tell what was spent at once, as a sum and by filter', async () => {
    const made = await publish(tiktok);
    await tiktok.event('spent', { campaign_id: made.campaign, amount: 55.5, conversions: 2, revenue: 80 });
    expect(await report()).toEqual([
      {
        dimensions: { campaign_id: made.campaign },
        metrics: { spend: '55.50', conversion: '2', total_complete_payment_rate: '80.00', campaign_name: 'Autumn' },
      },
    ]);
    const filter = (id: string): JsonObject => ({
      filtering: [{ field_name: 'campaign_ids', filter_type: 'IN', filter_value: JSON.stringify([id]) }],
    });
    expect(await report(filter('1'))).toEqual([]);
    expect(await report(filter(made.campaign))).toHaveLength(1);
    const wrongs: JsonObject[] = [{ dimensions: ['ad_id'] }, { metrics: ['fame'] }, { query_lifetime: false }];
    for (const wrong of wrongs) {
      await expect(report(wrong)).rejects.toThrow();
    }
  });

  it('finds what can be aimed at', async () => {
    const place = { advertiser_id: EUR, placements: ['PLACEMENT_TIKTOK'], objective_type: 'TRAFFIC' };
    expect((await tiktok.get('/tool/region/', place)).data.region_list).toContain('2921044');
    expect(
      (await tiktok.get('/tool/interest_category/', { advertiser_id: EUR })).data.interest_categories,
    ).toHaveLength(14);
    expect((await tiktok.get('/identity/get/', { advertiser_id: EUR })).data.identity_list).toHaveLength(2);
  });
});
