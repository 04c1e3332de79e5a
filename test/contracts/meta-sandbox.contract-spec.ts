import { adSet, CAMPAIGN, EUR, Graph, publish, switchOn } from '../../sandbox/meta/spec-support.js';
import type { JsonObject } from '../../src/common/json.js';
import type { ReceivedRequest } from '../support/sandbox.js';
import { kindsIn, metaAnswerFaults, metaCall, type MetaCall, metaCallFaults, metaSpec } from './checkers/meta.js';

/** What the stand-in for Meta accepts and answers, against Meta's own description of its API. */
const spec = metaSpec();
const KNOWN = { '2000000001': 'Page', '17840000000000001': 'IGUser', '5000000001': 'AdsPixel' };
const INSIGHTS =
  'account_id,account_currency,campaign_id,campaign_name,ad_id,ad_name,spend,impressions,clicks,reach,frequency,cpc,cpm,ctr,' +
  'inline_link_clicks,actions,action_values,purchase_roas,cost_per_action_type,date_start,date_stop';

async function doEverything(graph: Graph): Promise<void> {
  const read = (path: string, fields: string, query: Record<string, string> = {}): Promise<unknown> =>
    graph.get(path, { fields, ...query });
  await read('/me', 'id,name');
  await graph.get('/me/permissions');
  await graph.get('/me/accounts');
  await read('/me/accounts', 'id,name,category,tasks,instagram_business_account{id,username,name,followers_count}');
  const account =
    'id,account_id,name,currency,timezone_name,timezone_offset_hours_utc,account_status,disable_reason,amount_spent,' +
    'spend_cap,min_daily_budget,balance,business_name,age,created_time,user_tasks,funding_source_details,owner';
  await read('/me/adaccounts', account);
  await read(`/${EUR}`, account);
  await read('/2000000001', 'id,name,link,is_published,verification_status,fan_count');
  await read('/17840000000000001', 'id,username,name,biography,media_count,profile_picture_url');
  const made = await publish(graph);
  await switchOn(graph, made);
  await graph.event('time_passed', { hours: 72 });
  await graph.post(`/${EUR}/campaigns`, { ...CAMPAIGN, execution_options: ['validate_only'] });
  await graph.post(
    `/${EUR}/adsets`,
    adSet(made.campaign, { execution_options: ['validate_only'], bid_strategy: 'LOWEST_COST_WITHOUT_CAP' }),
  );
  await graph.post(`/${made.adset}`, { daily_budget: 3000 });
  const common = 'id,name,account_id,status,effective_status,configured_status,created_time,updated_time,issues_info';
  const budgets = 'daily_budget,lifetime_budget,budget_remaining,start_time';
  const filtering = JSON.stringify([{ field: 'name', operator: 'CONTAIN', value: 'Autumn' }]);
  const campaign = `${common},${budgets},objective,buying_type,special_ad_categories,spend_cap,stop_time,bid_strategy`;
  await read(`/${EUR}/campaigns`, campaign, { filtering, limit: '5' });
  await read(`/${made.campaign}`, `${campaign},adsets.limit(3){id,name,targeting},ads{id}`);
  await read(
    `/${made.campaign}/adsets`,
    `${common},${budgets},end_time,optimization_goal,billing_event,targeting,promoted_object`,
  );
  await read(
    `/${made.adset}`,
    `${common},attribution_spec,dsa_beneficiary,dsa_payor,destination_type,pacing_type,campaign{name}`,
  );
  await read(`/${made.adset}/ads`, `${common},creative{id,object_story_spec},adset{id}`);
  await graph.event('ad_rejected', { ad_id: made.ad });
  await read(`/${made.ad}`, `${common},ad_review_feedback,preview_shareable_link`);
  await read(
    `/${made.creative}`,
    'id,name,status,object_story_spec,effective_object_story_id,title,body,link_url,image_hash',
  );
  await graph.get(`/${EUR}/adimages`);
  await read(`/${EUR}/customaudiences`, 'id,name,subtype,delivery_status,approximate_count_lower_bound');
  const days = {
    level: 'ad',
    time_increment: '1',
    date_preset: 'maximum',
    action_attribution_windows: '["1d_click","7d_click"]',
  };
  await read(`/${EUR}/insights`, INSIGHTS, days);
  await read(`/${made.campaign}/insights`, INSIGHTS, { time_range: '{"since":"2026-01-01","until":"2026-01-02"}' });
  const run = (await graph.post(`/${EUR}/insights`, { ...days, fields: INSIGHTS })).body.report_run_id as string;
  for (let i = 0; i < 2; i++) await graph.get(`/${run}`);
  await graph.get(`/${run}/insights`);
  await graph.remove(`/${made.campaign}`);
}

(spec === null ? describe.skip : describe)('the stand-in for Meta', () => {
  let told: { call: MetaCall; recorded: ReceivedRequest }[];
  beforeAll(async () => {
    const graph = await Graph.start();
    try {
      await doEverything(graph);
      const calls = (await graph.control('GET', 'requests?provider=meta')) as unknown as ReceivedRequest[];
      expect(calls.filter((one) => one.status !== 200).map((one) => `${one.method} ${one.url} ${one.answer}`)).toEqual(
        [],
      );
      const kinds = kindsIn(spec!, calls, KNOWN);
      told = calls.flatMap((recorded) => {
        const call = metaCall(recorded, kinds);
        return call === null ? [] : [{ call, recorded }];
      });
      expect(told).toHaveLength(calls.length);
    } finally {
      await graph.sandbox.close();
    }
  });

  it('accepts calls that Meta’s description has nothing against', () => {
    expect(told.length).toBeGreaterThan(30);
    expect(told.flatMap(({ call }) => metaCallFaults(spec!, call))).toEqual([]);
  });

  it('answers with fields that Meta has, of their types', () => {
    const faults = told.flatMap(({ call, recorded }) =>
      metaAnswerFaults(spec!, call, JSON.parse(recorded.answer ?? '{}') as JsonObject),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('would be told if it did not', () => {
    const call = { method: 'POST', node: 'AdAccount', edge: 'campaigns', params: CAMPAIGN as JsonObject };
    const faults = (params: JsonObject): string[] => metaCallFaults(spec!, { ...call, params });
    expect(faults({ ...CAMPAIGN })).toEqual([]);
    expect(faults({ ...CAMPAIGN, colour: 'red' })).toEqual(['POST AdAccount/campaigns: colour is no parameter']);
    expect(faults({ ...CAMPAIGN, objective: 'FAME' })).toHaveLength(1);
    expect(faults({ ...CAMPAIGN, daily_budget: '12.5' })).toHaveLength(1);
    expect(faults({ name: 'x' })).toEqual(['POST AdAccount/campaigns: special_ad_categories is missing']);
    expect(metaCallFaults(spec!, { ...call, edge: 'campaign' })).toEqual(['POST AdAccount/campaign is no call']);
    const read = { method: 'GET', node: 'AdAccount', edge: 'adsets', params: { fields: 'id,colour,campaign{hue}' } };
    expect(metaCallFaults(spec!, read)).toHaveLength(2);
    expect(metaAnswerFaults(spec!, read, { data: [{ id: '1', colour: 'red' }] })).toHaveLength(1);
    expect(metaAnswerFaults(spec!, read, { data: [{ targeting: { hue: 1 }, start_time: 'soon' }] })).toHaveLength(2);
  });
});
