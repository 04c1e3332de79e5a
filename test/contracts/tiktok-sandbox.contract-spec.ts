import { adGroup, CAMPAIGN, EUR, publish, switchOn, Tiktok } from '../../sandbox/tiktok/spec-support.js';
import type { Json, JsonObject } from '../../src/common/json.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { answerFaults, callFaults, openApiCall } from './checkers/openapi.js';
import { tiktokSpec } from './checkers/tiktok.js';

/** What the stand-in for TikTok accepts and answers, against TikTok's published contract. */
const spec = tiktokSpec();
const PREFIX = '/tiktok/open_api/v1.3';
const APP = { app_id: 'sandbox-tiktok-app', secret: 'sandbox-tiktok-app-secret' };

async function doEverything(tiktok: Tiktok): Promise<void> {
  const own = { advertiser_id: EUR };
  const page = `${tiktok.sandbox.url}/tiktok/portal/auth?app_id=${APP.app_id}&redirect_uri=https%3A%2F%2Fksap.example%2F`;
  const location = (await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '';
  const code = new URL(location).searchParams.get('auth_code');
  await tiktok.post('/oauth2/access_token/', { ...APP, auth_code: code }, null);
  await tiktok.get('/oauth2/advertiser/get/', APP);
  await tiktok.get('/advertiser/info/', { advertiser_ids: [EUR], fields: ['name', 'currency', 'timezone', 'status'] });
  const made = await publish(tiktok);
  await switchOn(tiktok, made);
  await tiktok.post('/campaign/create/', { ...CAMPAIGN, request_id: '1', budget_mode: 'BUDGET_MODE_DAY', budget: 60 });
  const ages = { age_groups: ['AGE_25_34'], gender: 'GENDER_FEMALE', interest_category_ids: ['22'], languages: ['de'] };
  await tiktok.post('/adgroup/create/', adGroup(made.campaign, { ...ages, request_id: '2' }));
  await tiktok.event('time_passed', { hours: 48 });
  await tiktok.post('/campaign/update/', { ...own, campaign_id: made.campaign, campaign_name: 'Winter' });
  await tiktok.post('/adgroup/update/', { ...own, adgroup_id: made.adgroup, budget: 30 });
  const creatives = [{ ad_id: made.ad, ad_text: 'Other' }];
  await tiktok.post('/ad/update/', { ...own, adgroup_id: made.adgroup, patch_update: true, creatives });
  for (const kind of ['campaign', 'adgroup', 'ad']) {
    const filtering = { campaign_ids: [made.campaign], primary_status: 'STATUS_ALL' };
    await tiktok.get(`/${kind}/get/`, { ...own, filtering, page: 1, page_size: 50 });
  }
  await tiktok.get('/file/image/ad/info/', { ...own, image_ids: [made.image] });
  await tiktok.get('/identity/get/', own);
  await tiktok.get('/tool/region/', { ...own, placements: ['PLACEMENT_TIKTOK'], objective_type: 'TRAFFIC' });
  await tiktok.get('/tool/interest_category/', { ...own, version: 2 });
  await tiktok.get('/tool/language/', own);
  await tiktok.get('/pixel/list/', own);
  await tiktok.get('/report/integrated/get/', {
    ...own,
    report_type: 'BASIC',
    data_level: 'AD',
    dimensions: ['ad_id', 'stat_time_day'],
    metrics: ['spend', 'impressions', 'clicks', 'conversion'],
    start_date: new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10),
    end_date: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
    page: 1,
    page_size: 100,
  });
}

(spec === null ? describe.skip : describe)('the stand-in for TikTok', () => {
  let calls: ReceivedRequest[];
  beforeAll(async () => {
    const tiktok = await Tiktok.start();
    try {
      await doEverything(tiktok);
      const all = (await tiktok.control('GET', 'requests?provider=tiktok')) as unknown as ReceivedRequest[];
      const api = all.filter((one) => one.url.startsWith(PREFIX));
      const failed = api.filter((one) => (JSON.parse(one.answer ?? '{}') as JsonObject).code !== 0);
      expect(failed.map((one) => `${one.method} ${one.url} ${one.answer}`)).toEqual([]);
      // The contract's parts of a body are not JSON; the upload has its own tests.
      calls = api.filter((one) => !(one.headers['content-type'] ?? '').startsWith('multipart/'));
    } finally {
      await tiktok.sandbox.close();
    }
  });

  it('accepts calls that the published contract has nothing against', () => {
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.flatMap((call) => callFaults(spec!, openApiCall(call, PREFIX)))).toEqual([]);
  });

  it('answers in the envelope that the published contract has', () => {
    const faults = calls.flatMap((call) =>
      answerFaults(spec!, openApiCall(call, PREFIX), call.status, JSON.parse(call.answer ?? 'null') as Json),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('would be told if it did not', () => {
    const post = (body: Json): string[] =>
      callFaults(spec!, { method: 'POST', path: '/campaign/create/', query: [], body, is_form: false });
    expect(post({ ...CAMPAIGN })).toEqual([]);
    expect(post({ ...CAMPAIGN, colour: 'red' })).toEqual(['POST /campaign/create/: .colour is no member']);
    expect(post({ ...CAMPAIGN, budget: '60' })).toHaveLength(1);
    const get = (value: string): string[] =>
      callFaults(spec!, {
        method: 'GET',
        path: '/advertiser/info/',
        query: [['advertiser_ids', value]],
        body: null,
        is_form: false,
      });
    expect(get('["1"]')).toEqual([]);
    expect(get('[1]')).toHaveLength(1);
    expect(get('1,2')).toEqual(['GET /advertiser/info/: advertiser_ids is no JSON']);
  });
});
