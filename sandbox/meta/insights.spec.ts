import { dayIn } from '../core/ads/zone-time.js';
import type { JsonObject } from '../core/json.js';
import { EUR, Graph, type Published, publish, switchOn } from './spec-support.js';

let graph: Graph;
let made: Published;
beforeEach(async () => {
  graph = await Graph.start();
  made = await publish(graph);
});
afterEach(() => graph.sandbox.close());

const today = (): string => dayIn('Europe/Berlin', Date.now());
const FIELDS = 'campaign_id,spend,impressions,clicks,actions,action_values';

async function days(query: Record<string, string> = {}): Promise<JsonObject[]> {
  const range = { time_increment: '1', date_preset: 'maximum', fields: FIELDS, limit: '500' };
  return (await graph.get(`/${made.campaign}/insights`, { ...range, ...query })).data;
}

function bought(row: JsonObject, key = 'value'): number {
  const actions = row.actions as JsonObject[];
  return Number(actions.find((one) => one.action_type === 'purchase')?.[key] ?? 0);
}

describe('insights of the stand-in for Meta', () => {
  it('grow towards the budget of each day, and only while all is switched on', async () => {
    await graph.event('time_passed', { hours: 24 });
    expect(await days()).toEqual([]);
    await switchOn(graph, made);
    await graph.event('time_passed', { hours: 72 });
    const grown = await days();
    expect(grown.length).toBeGreaterThanOrEqual(3);
    const spends = grown.map((row) => Number(row.spend));
    for (const spend of spends) expect(spend).toBeLessThanOrEqual(20);
    expect(spends.filter((spend) => spend > 17.5).length).toBeGreaterThanOrEqual(2);
    await graph.post(`/${made.campaign}`, { status: 'PAUSED' });
    const before = await days();
    await graph.event('time_passed', { hours: 48 });
    expect((await days()).map((row) => row.spend)).toEqual(before.map((row) => row.spend));
    const account = await graph.get(`/${EUR}`, { fields: 'amount_spent' });
    const whole = spends.reduce((sum, one) => sum + one, 0);
    expect(Number(account.body.amount_spent) / 100).toBeCloseTo(whole, 1);
  });

  it('hear of sales up to a week later, by the window', async () => {
    await graph.post(`/${made.adset}`, { daily_budget: 100_000 });
    await switchOn(graph, made);
    await graph.event('time_passed', { hours: 48 });
    const windows = { action_attribution_windows: '["1d_click","7d_click","1d_view"]' };
    await graph.post(`/${made.campaign}`, { status: 'PAUSED' });
    const early = (await days(windows)).map((row) => bought(row));
    await graph.event('time_passed', { hours: 24 * 8 });
    const rows = await days(windows);
    const late = rows.map((row) => bought(row));
    expect(late.reduce((a, b) => a + b, 0)).toBeGreaterThan(early.reduce((a, b) => a + b, 0));
    const [row] = rows.filter((one) => bought(one) > 10);
    expect(bought(row!, '1d_click')).toBeLessThan(bought(row!, '7d_click'));
    expect(bought(row!, '7d_click') + bought(row!, '1d_view')).toBe(bought(row!));
    await graph.event('time_passed', { hours: 24 * 8 });
    expect((await days(windows)).map((one) => bought(one))).toEqual(late);
  });

  it('keep to a lifetime budget and its end', async () => {
    const end = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const other = await publish(graph, EUR, { daily_budget: null, lifetime_budget: 10_000, end_time: end });
    await switchOn(graph, other);
    await graph.event('time_passed', { hours: 24 * 10 });
    const { data } = await graph.get(`/${other.campaign}/insights`, { date_preset: 'maximum', fields: 'spend' });
    expect(Number(data[0]?.spend)).toBeGreaterThan(95);
    expect(Number(data[0]?.spend)).toBeLessThanOrEqual(100);
  });

  it('come by ad, in pages, and in the background', async () => {
    await switchOn(graph, made);
    await graph.event('time_passed', { hours: 24 * 4 });
    const query = {
      level: 'ad',
      time_increment: '1',
      date_preset: 'maximum',
      fields: 'ad_id,ad_name,spend',
      limit: '2',
    };
    const first = await graph.get(`/${EUR}/insights`, query);
    expect(first.data).toHaveLength(2);
    expect(first.data[0]).toMatchObject({ ad_id: made.ad, ad_name: 'Ad', date_start: expect.any(String) as string });
    expect(first.body.paging).toHaveProperty('next');
    const { limit: _, ...background } = query;
    const run = (await graph.post(`/${EUR}/insights`, background)).body.report_run_id as string;
    expect((await graph.get(`/${run}/insights`)).status).toBe(400);
    expect((await graph.get(`/${run}`)).body.async_status).toBe('Job Running');
    expect((await graph.get(`/${run}`)).body).toMatchObject({
      async_status: 'Job Completed',
      async_percent_completion: 100,
    });
    const all = await graph.get(`/${run}/insights`, { limit: '100' });
    expect(all.data.slice(0, 2)).toEqual(first.data);
    await graph.event('report_fails');
    const failing = (await graph.post(`/${EUR}/insights`, background)).body.report_run_id as string;
    await graph.get(`/${failing}`);
    expect((await graph.get(`/${failing}`)).body.async_status).toBe('Job Failed');
  });

  it('tell what was spent at once, and stop at a rejected ad or a disabled account', async () => {
    await graph.event('spent', { campaign_id: made.campaign, amount: 55.5, conversions: 2, revenue: 80 });
    const [row] = await days();
    expect(row).toMatchObject({ spend: '55.50', date_start: today() });
    expect(bought(row!)).toBe(2);
    expect(row!.action_values).toContainEqual({ action_type: 'purchase', value: '80.00' });
    await switchOn(graph, made);
    await graph.event('ad_rejected', { ad_id: made.ad });
    await graph.event('time_passed', { hours: 24 });
    expect((await days()).map((one) => one.spend)).toEqual(['55.50']);
    const detail = (await graph.control('GET', 'state?detail=true')) as Record<string, { shops: JsonObject[] }>;
    expect(detail.meta?.shops[0]).toMatchObject({ shop: EUR, spend: '55.50', campaign_ids: [made.campaign] });
  });

  it.each<[Record<string, string>]>([
    [{ level: 'everything' }],
    [{ time_increment: '0' }],
    [{ time_range: '{"since":"2026-02-01","until":"2026-01-01"}' }],
    [{ time_range: '{"since":"2020-01-01","until":"2020-01-02"}' }],
    [{ action_attribution_windows: '["9d_click"]' }],
    [{ breakdowns: '["age"]' }],
    [{ fields: 'colour' }],
  ])('refuse %j', async (query) => {
    await graph.event('spent', { campaign_id: made.campaign, amount: 1 });
    const preset: Record<string, string> = query.time_range === undefined ? { date_preset: 'maximum' } : {};
    expect((await graph.get(`/${made.campaign}/insights`, { ...preset, ...query })).status).toBe(400);
  });
});
