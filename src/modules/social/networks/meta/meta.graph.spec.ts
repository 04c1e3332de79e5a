import { MetaClient } from './meta.client.js';
import { MetaGraph } from './meta.graph.js';
import { insightsOf } from './meta.insights.js';
import { loadSdk } from './meta.sdk.js';
import { Canned } from './testing/meta-plan.js';

const graph = new MetaGraph(new MetaClient('https://graph.facebook.com', { id: '1', secret: 's' }));

describe('Meta’s SDK on our transport', () => {
  it('calls the version that lives, with the token in a header, the proof, and what it changes as JSON', async () => {
    const net = new Canned([{ body: { id: '12' } }]);
    const made = await graph.make(net.connection, 'act_1', 'campaign', { name: 'A', special_ad_categories: [] });
    expect(made.id).toBe('12');
    const [call] = net.calls;
    expect(net.asked).toEqual(['POST /v26.0/act_1/campaigns']);
    expect(call).toMatchObject({
      idempotent: false,
      body: '{"name":"A","special_ad_categories":[]}',
      headers: { authorization: 'Bearer the-token', 'content-type': 'application/json' },
    });
    expect(call?.url).toContain('appsecret_proof=');
    expect(call?.url).not.toContain('token');
  });

  it('says nothing but the change of what is changed, and may repeat that', async () => {
    const net = new Canned([{ body: { success: true } }]);
    await graph.change(net.connection, 'ad_set', '12', { status: 'ACTIVE' });
    await graph.drop(net.connection, 'ad', '13');
    expect(net.asked).toEqual(['POST /v26.0/12', 'DELETE /v26.0/13']);
    expect(net.calls.map(({ body, idempotent }) => [body, idempotent])).toEqual([
      ['{"status":"ACTIVE"}', true],
      [undefined, true],
    ]);
  });

  it('follows a list by its cursors, and never the address that bears a token', async () => {
    const next = 'https://elsewhere.example/v26.0/act_1/ads?access_token=the-token&fields=id&limit=100&after=c2';
    const first = { data: [{ id: '1' }], paging: { cursors: { after: 'c2' }, next } };
    const net = new Canned([{ body: first }, { body: { data: [{ id: '2' }] } }]);
    const found = await graph.list(net.connection, { list: 'ads', of: 'act_1', fields: ['id'] });
    expect(found).toEqual([{ id: '1' }, { id: '2' }]);
    expect(net.asked).toEqual([
      'GET /v26.0/act_1/ads limit=100&fields=id',
      'GET /v26.0/act_1/ads fields=id&limit=100&after=c2',
    ]);
    expect(
      net.calls.every(({ url }) => url.startsWith('https://graph.facebook.com/') && !url.includes('the-token')),
    ).toBe(true);
    const short = new Canned([{ body: first }]);
    await graph.list(short.connection, { list: 'ads', of: 'act_1', fields: ['id'], most_pages: 1 });
    expect(short.calls).toHaveLength(1);
  });

  it('takes a list without data for what it is not, and a failure while making for not heard of', async () => {
    const empty = new Canned([{ body: {} }]);
    await expect(graph.list(empty.connection, { list: 'ads', of: 'act_1', fields: ['id'] })).rejects.toMatchObject({
      fault: 'bad_answer',
    });
    const broken = new Canned([{ status: 500, body: { error: { code: 2, message: 'later' } } }]);
    await expect(graph.make(broken.connection, 'act_1', 'ad', {})).rejects.toMatchObject({ fault: 'unknown_outcome' });
    await expect(graph.change(broken.connection, 'ad', '1', {})).rejects.toMatchObject({ fault: 'unavailable' });
    const rehearsal = { execution_options: ['validate_only'] };
    await expect(graph.make(broken.connection, 'act_1', 'ad', rehearsal)).rejects.toMatchObject({
      fault: 'unavailable',
    });
  });

  it('has no token to send, and catches nobody’s exceptions', async () => {
    const before = process.listenerCount('uncaughtException');
    const { apiOn } = await loadSdk();
    const api = apiOn(() => Promise.resolve({}));
    expect(JSON.stringify(api)).not.toContain('the-token');
    expect(api.accessToken).toBe('in-a-header');
    expect(process.listenerCount('uncaughtException')).toBe(before);
  });
});

describe('Meta’s insights', () => {
  const query = { ad_account_id: 'act_1', since: '2026-11-22', until: '2026-11-23' };
  const row = { campaign_id: '1', ad_id: '2', date_start: '2026-11-22', spend: '1.50', impressions: '10', clicks: '3' };
  const read = async (net: Canned, range = query): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for await (const page of insightsOf(graph, net.connection, range)) rows.push(...page);
    return rows;
  };
  const stat = (action_type: string, value: string): object => ({ action_type, value });

  it('count a purchase once, whatever its names, and leads where leads are wanted', async () => {
    const actions = [stat('link_click', '3'), stat('purchase', '2'), stat('omni_purchase', '2.5'), stat('lead', '7')];
    const rows = [
      { ...row, actions, action_values: [stat('purchase', '8'), stat('omni_purchase', '9.90')] },
      { ...row, actions, objective: 'OUTCOME_LEADS', campaign_name: 'L' },
      { ...row, spend: 'much', impressions: null },
      { campaign_id: '1', date_start: '2026-11-22' },
    ];
    expect(await read(new Canned([{ body: { data: rows } }]))).toEqual([
      expect.objectContaining({ conversions: '2.5', revenue: '9.90', spend: '1.50', impressions: 10, clicks: 3 }),
      expect.objectContaining({ conversions: '7', revenue: '0', campaign_name: 'L' }),
      expect.objectContaining({ conversions: '0', revenue: '0', spend: '0', impressions: 0, ad_name: null }),
    ]);
  });

  it('of many days are a report, which is waited for, and begun again when it fails', async () => {
    const status = (async_status: string): object => ({ body: { async_status } });
    const net = new Canned([
      ...[{ body: { report_run_id: '70' } }, status('Job Running'), status('Job Failed')],
      ...[{ body: { report_run_id: '71' } }, status('Job Started'), status('Job Running'), status('Job Completed')],
      { body: { data: [row], paging: { cursors: { after: 'x' }, next: 'https://x.example/' } } },
      { body: { data: [row] } },
    ] as { body: unknown }[]);
    expect(await read(net, { ...query, since: '2026-10-01' })).toHaveLength(2);
    expect(net.pauses).toEqual([1000, 1000, 2000]);
    expect(net.asked.at(-1)).toBe('GET /v26.0/71/insights limit=500&after=x');
    const body = JSON.parse(net.calls[0]?.body as string) as Record<string, unknown>;
    expect(body).toMatchObject({
      level: 'ad',
      time_increment: 1,
      time_range: { since: '2026-10-01', until: '2026-11-23' },
    });
  });

  it('that Meta does not get done are its trouble, and that are refused are a refusal', async () => {
    const failing = new Canned([{ body: { report_run_id: '70', async_status: 'Job Failed' } }]);
    await expect(read(failing, { ...query, since: '2026-10-01' })).rejects.toMatchObject({ refusal: 'transient' });
    expect(failing.calls).toHaveLength(4);
    const refused = new Canned([{ status: 400, body: { error: { code: 3018, message: 'beyond 37 months' } } }]);
    await expect(read(refused)).rejects.toMatchObject({ refusal: 'invalid' });
    expect(refused.calls).toHaveLength(1);
  });
});
