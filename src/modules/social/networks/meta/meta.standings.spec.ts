import { MetaClient } from './meta.client.js';
import { MetaGraph } from './meta.graph.js';
import { standingsOf } from './meta.standings.js';
import { Canned } from './testing/meta-plan.js';

const graph = new MetaGraph(new MetaClient('https://graph.facebook.com', null));

async function standing(campaign: object | null, ads: object[] = []): Promise<unknown> {
  const net = new Canned([{ body: { data: campaign === null ? [] : [campaign] } }, { body: { data: ads } }]);
  const [told] = await standingsOf(graph, net.connection, 'act_1', ['1']);
  return told;
}

const running = { id: '1', status: 'ACTIVE', effective_status: 'ACTIVE' };
const adSets = (...ends: (string | undefined)[]): object => ({
  adsets: { data: ends.map((end_time, index) => ({ id: `2${index}`, ...(end_time !== undefined && { end_time }) })) },
});
const [past, future] = ['2026-11-23T09:59:59+0100', '2026-11-23T10:00:01+0100'];

describe('how campaigns stand at Meta', () => {
  it.each([
    [running, 'active'],
    [{ ...running, effective_status: 'WITH_ISSUES' }, 'active'],
    [{ ...running, status: 'PAUSED', effective_status: 'PAUSED' }, 'paused'],
    [{ ...running, effective_status: 'ARCHIVED' }, 'removed'],
    [{ ...running, ...adSets(past, past) }, 'completed'],
    [{ ...running, ...adSets(past, future) }, 'active'],
    [{ ...running, ...adSets(past, undefined) }, 'active'],
    [null, 'removed'],
  ])('%j is %s', async (campaign, state) => {
    expect(await standing(campaign)).toEqual({ platform_campaign_id: '1', state, issues: [] });
  });

  it('tells what is held against them, and the account’s trouble once', async () => {
    const trouble = { error_summary: 'Account closed', error_message: 'Pay first' };
    const campaign = { ...running, issues_info: [trouble], adsets: { data: [{ id: '2', issues_info: [trouble] }] } };
    const rejected = { campaign_id: '1', effective_status: 'DISAPPROVED' };
    const ads = [
      { ...rejected, id: '3', issues_info: [trouble, { error_message: 'No shoes' }] },
      { ...rejected, id: '4', ad_review_feedback: { global: { Footwear: 'Not allowed' } } },
      { ...rejected, id: '5' },
      { id: '6', campaign_id: '9', effective_status: 'DISAPPROVED' },
    ];
    expect(await standing(campaign, ads)).toEqual({
      platform_campaign_id: '1',
      state: 'active',
      issues: [
        { kind: 'campaign', platform_id: '1', reason: 'Account closed: Pay first' },
        { kind: 'ad', platform_id: '3', reason: 'No shoes' },
        { kind: 'ad', platform_id: '4', reason: 'Footwear: Not allowed' },
        { kind: 'ad', platform_id: '5', reason: 'The ad was rejected' },
      ],
    });
  });

  it('asks for many at once', async () => {
    const net = new Canned([{ body: { data: [] } }]);
    const ids = Array.from({ length: 51 }, (_, index) => String(index));
    const told = await standingsOf(graph, net.connection, 'act_1', ids);
    expect(told.map(({ platform_campaign_id: id }) => id)).toEqual(ids);
    expect(net.calls).toHaveLength(4);
  });
});
