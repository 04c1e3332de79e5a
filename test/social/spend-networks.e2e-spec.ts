import { addDays, dayIn } from '../../src/modules/social/insights/account-days.js';
import { expectRefusal } from '../http/envelope.js';
import type { Answer } from '../support/http.js';
import { until } from '../support/until.js';
import { AtNetwork, META, TIKTOK } from './at-network.js';
import { CAMPAIGNS, PublishRig } from './publish-rig.js';
import { ACCOUNTS, OTHER_AD_ACCOUNT, SocialRig } from './social-rig.js';

const BY_HAND = {
  meta: { on: 'ACTIVE', off: 'PAUSED', gone: 'DELETED' },
  tiktok: { on: 'ENABLE', off: 'DISABLE', gone: 'DELETE' },
};
const IN_DOLLARS = { meta: OTHER_AD_ACCOUNT, tiktok: '7000000000000000002' };

describe.each([TIKTOK, META])('what campaigns spend at $key', (network) => {
  let rig: SocialRig;
  let campaigns: PublishRig;
  let there: AtNetwork;
  let accountId: string;
  let campaign: { id: string; platform_id: string };

  beforeAll(async () => {
    rig = await SocialRig.start();
    campaigns = new PublishRig(rig.app.db);
    there = new AtNetwork(rig.app.sandbox, network);
  });
  afterAll(() => rig.app.close());
  beforeEach(async () => {
    await rig.somebodyElse();
    accountId = (await rig.added({ ...network.account, settings: { warmup: { enabled: false } } })).id;
    await there.forget();
    campaign = await published();
  });
  afterEach(async () => {
    await rig.app.sandbox.clearFaults();
    await rig.happens(network.key, 'token_restored', { token: network.account.access_token });
  });

  const ask = (id: string, what: string, body: object = {}): Promise<Answer> =>
    rig.http.post(`${CAMPAIGNS}/${id}/${what}`, body);
  async function published(columns: object = {}, account = accountId): Promise<{ id: string; platform_id: string }> {
    const id = await campaigns.approved(rig.user, account, { ...network.columns, ...columns });
    const answer = await ask(id, 'publish?wait=true');
    if (answer.body.data.status !== 'active') throw new Error(answer.text);
    return { id, platform_id: String(answer.body.data.platform_campaign_id) };
  }
  const happens = (type: string, payload: object = {}): Promise<unknown> =>
    rig.happens(network.key, type, { campaign_id: campaign.platform_id, ...payload });
  const imported = async (account = accountId): Promise<Record<string, unknown>> => {
    const answer = await rig.http.post(`${ACCOUNTS}/${account}/insights/import?wait=true`, {});
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body.data as Record<string, unknown>;
  };
  const day = (before: number, zone = 'Europe/Berlin'): string => addDays(dayIn(zone, new Date()), -before);
  const insights = async (id = campaign.id): Promise<Record<string, never>> =>
    (await rig.http.get(`${CAMPAIGNS}/${id}/insights?from=${day(60)}`)).body.data as Record<string, never>;
  const becomes = (status: string): Promise<Record<string, unknown>> =>
    until(
      `the campaign is ${status}`,
      () => campaigns.row(campaign.id),
      (row) => row.status === status,
    );
  const job = (status: string): Promise<unknown> =>
    until(
      `the import is ${status}`,
      () =>
        rig.app.db.query(
          "SELECT status, error_code FROM jobs WHERE user_id = $1 AND type = 'social.import_insights' ORDER BY created_at DESC LIMIT 1",
          [rig.user.id],
        ),
      ([last]) => (last as { status: string } | undefined)?.status === status,
    );

  it('is what the network says, to the cent, and changes when it says so later', async () => {
    await happens('spent', { amount: 12.34, day: day(0) });
    await happens('spent', { amount: 7.07, day: day(1), conversions: 2, revenue: 60 });
    await happens('spent', { amount: 5, day: day(20) });
    const state = await imported();
    expect(state).toMatchObject({ currency: 'EUR', timezone: 'Europe/Berlin', day: day(0) });
    const seen = await insights();
    expect(seen.totals).toMatchObject({ spend: '24.41', conversions: '2', revenue: '60.00' });
    expect(seen.days).toMatchObject([
      { day: day(20), spend: '5.00' },
      { day: day(1), spend: '7.07', conversions: '2', revenue: '60.00', roas: '8.4866' },
      { day: day(0), spend: '12.34', conversions: '0' },
    ]);
    const { sum } = await rig.app.db.one<{ sum: string }>(
      'SELECT round(sum(spend), 2)::text AS sum FROM ad_insights WHERE social_account_id = $1',
      [accountId],
    );
    expect(sum).toBe(await there.spend());
    const versions = (): Promise<unknown[]> =>
      rig.app.db.query(
        'SELECT day::text AS day, platform_ad_id, ctid::text AS place, xmin::text AS version FROM ad_insights WHERE social_account_id = $1 ORDER BY 1, 2',
        [accountId],
      );
    const before = await versions();
    await imported();
    expect(await versions()).toEqual(before);
    await happens('spent', { amount: 0, day: day(1), conversions: 1, revenue: 19.9 });
    await imported();
    expect((await insights()).totals).toMatchObject({ spend: '24.41', conversions: '3', revenue: '79.90' });
    expect(
      (await versions()).filter((row, index) => JSON.stringify(row) !== JSON.stringify(before[index])),
    ).toHaveLength(1);
    const { body } = await rig.http.get(`${CAMPAIGNS}/${campaign.id}`);
    expect(body.data.spend).toMatchObject({ total: '24.41', today: '12.34', day: day(0) });
  });

  it('is stopped there past a cap, and goes on when the cap was raised and approved', async () => {
    await rig.http.put(`${CAMPAIGNS}/${campaign.id}`, { caps: { daily: '30.00' } });
    await happens('spent', { amount: 30.5 });
    await imported();
    expect(await becomes('paused')).toMatchObject({
      paused_by: 'guard',
      status_reason: '30.50 EUR are spent of 30.00 EUR, the campaign’s own cap for a day',
    });
    expect(await there.stands()).toEqual(['campaign off', 'ad_set on', 'ad on']);
    expect(await rig.notices()).toEqual([expect.stringContaining('its spend cap is reached')]);
    const list = (): Promise<Answer> => rig.http.get(`${CAMPAIGNS}/${campaign.id}/guard-actions`);
    await until(
      'the action is paused',
      async () => (await list()).body.data.items[0].state,
      (state) => state === 'paused',
    );
    const undo = `guard-actions/${(await list()).body.data.items[0].id}/undo?wait=true`;
    expectRefusal(await ask(campaign.id, undo), 409, 'INVALID_STATE');
    expect(await there.stands()).toEqual(['campaign off', 'ad_set on', 'ad on']);
    const raised = await rig.http.put(`${CAMPAIGNS}/${campaign.id}`, { caps: { daily: '60.00' } });
    expect(raised.body.data.status).toBe('draft');
    expectRefusal(await ask(campaign.id, undo), 409, 'INVALID_STATE');
    for (const step of ['submit', 'approve']) expect((await ask(campaign.id, step)).status).toBe(200);
    const undone = await ask(campaign.id, undo);
    expect([undone.status, undone.body.data.state]).toEqual([200, 'undone']);
    expect(await there.stands()).toEqual(['campaign on', 'ad_set on', 'ad on']);
    await imported();
    expect(await campaigns.row(campaign.id)).toMatchObject({ status: 'active' });
  });

  it('counts for its account when it was made elsewhere, which is left alone', async () => {
    const other = await published({ name: 'Other', budget_amount: '26.00' });
    await rig.somebodyElse();
    const mine = await rig.added({ ...network.account, settings: { warmup: { enabled: false } } });
    accountId = mine.id;
    await there.forget();
    const own = await published();
    const { spend_today: before } = await imported();
    const cap = (Number(before) + 40).toFixed(2);
    await rig.http.put(mine.path, { settings: { daily_cap: cap } });
    await happens('spent', { campaign_id: other.platform_id, amount: 41 });
    await imported();
    campaign = own;
    await becomes('paused');
    expect(await there.stands()).toEqual(['campaign off', 'ad_set on', 'ad on']);
    expect((await insights(own.id)).totals).toMatchObject({ spend: '0.00' });
    const standing = await there.statusOf('campaign', other.platform_id);
    expect(standing).toBe('on');
  });

  it('stands as somebody left it at the network, but never runs without leave', async () => {
    const words = BY_HAND[network.key];
    await happens('campaign_changed', { status: words.off });
    await imported();
    expect(await campaigns.row(campaign.id)).toMatchObject({ status: 'paused', paused_by: 'network' });
    await happens('campaign_changed', { status: words.on });
    await imported();
    await until(
      'it is off',
      () => there.stands(),
      ([first]) => first === 'campaign off',
    );
    expect((await ask(campaign.id, 'resume?wait=true')).body.data).toMatchObject({ status: 'active' });
    await happens('ad_rejected', { reason: 'Misleading claims' });
    await imported();
    const { body } = await rig.http.get(`${CAMPAIGNS}/${campaign.id}`);
    expect(body.data.network.issues).toEqual([expect.objectContaining({ kind: 'ad' })]);
    expect((await rig.notices()).at(-1)).toContain('The network holds something against');
    await happens('campaign_changed', { status: words.gone });
    await imported();
    expect(await campaigns.row(campaign.id)).toMatchObject({
      status: 'completed',
      status_reason: 'It was deleted at the network',
    });
  });

  it('is counted by the days and in the currency of each account', async () => {
    const account = { ...network.account, account_id: IN_DOLLARS[network.key] };
    const { id } = await rig.added({ ...account, settings: { warmup: { enabled: false } } });
    campaign = await published({ currency: 'USD' }, id);
    await happens('spent', { amount: 3.21 });
    expect(await imported(id)).toMatchObject({
      currency: 'USD',
      timezone: 'America/New_York',
      day: day(0, 'America/New_York'),
    });
    const seen = await insights();
    expect(seen).toMatchObject({ currency: 'USD', timezone: 'America/New_York', totals: { spend: '3.21' } });
    expect(seen.days).toMatchObject([{ day: day(0, 'America/New_York'), spend: '3.21' }]);
  });

  it('is not read with a token that was revoked, and its account says so', async () => {
    await happens('token_revoked', { token: network.account.access_token });
    await rig.http.post(`${ACCOUNTS}/${accountId}/insights/import`, {});
    await job('failed');
    const { body } = await rig.http.get(`${ACCOUNTS}/${accountId}/health`);
    expect(body.data).toMatchObject({ is_usable: false, connection: { state: 'failed' }, token: { state: 'refused' } });
    expect(await rig.notices()).toEqual([expect.stringContaining('cannot be reached')]);
  });

  it('comes through storms of faults all the same', async () => {
    await happens('spent', { amount: 9.99 });
    await rig.app.sandbox.fault({ provider: network.key, kind: 'error_500', rate: 0.2 });
    await rig.app.sandbox.fault({ provider: network.key, kind: 'reset', rate: 0.2 });
    await rig.app.sandbox.fault({ provider: network.key, kind: 'malformed', rate: 0.1 });
    await until(
      'it is there',
      async () => {
        await rig.http.post(`${ACCOUNTS}/${accountId}/insights/import`, {});
        return (await rig.http.get(`${CAMPAIGNS}/${campaign.id}`)).body.data.spend.total;
      },
      (total) => total === '9.99',
      { timeout_ms: 40_000, every_ms: 500 },
    );
  });
});
