import { expectRefusal } from '../http/envelope.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { until } from '../support/until.js';
import { AtNetwork, META, TIKTOK } from './at-network.js';
import { PublishRig, CAMPAIGNS } from './publish-rig.js';
import { SocialRig } from './social-rig.js';

const ONE_ON = ['campaign on', 'ad_set on', 'ad on'];

describe.each([TIKTOK, META])('campaigns at $key', (network) => {
  let rig: SocialRig;
  let campaigns: PublishRig;
  let there: AtNetwork;
  let accountId: string;

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
  });
  afterEach(() => rig.app.sandbox.clearFaults());

  const approved = (columns: object = {}): Promise<string> =>
    campaigns.approved(rig.user, accountId, { ...network.columns, ...columns });
  const ask = (id: string, what: string, body: object = {}): Promise<Answer> =>
    rig.http.post(`${CAMPAIGNS}/${id}/${what}`, body);
  const ended = (id: string, status: string): Promise<unknown> =>
    until(
      `the campaign is ${status}`,
      async () => await campaigns.row(id),
      (row) => row.status === status,
    );

  it('are published, paused, resumed, changed and removed', async () => {
    const id = await approved();
    const answer = await ask(id, 'publish?wait=true');
    expect([answer.status, answer.body.data.status, answer.body.data.status_reason]).toEqual([200, 'active', null]);
    expect(await there.stands()).toEqual(ONE_ON);
    const [platformId] = (await there.made()).campaigns;
    expect(answer.body.data.platform_campaign_id).toBe(platformId);

    expect((await ask(id, 'pause?wait=true')).body.data).toMatchObject({ status: 'paused', paused_by: 'user' });
    expect(await there.stands()).toEqual(['campaign off', 'ad_set on', 'ad on']);
    expect((await ask(id, 'resume?wait=true')).body.data).toMatchObject({ status: 'active', paused_by: null });
    expect(await there.stands()).toEqual(ONE_ON);

    await ask(id, 'pause?wait=true');
    await campaigns.set(id, "name = 'Winter', budget_amount = budget_amount + 5");
    await campaigns.approve(rig.user, id);
    expect((await ask(id, 'publish?wait=true')).body.data).toMatchObject({ status: 'active', status_reason: null });
    expect(await there.stands()).toEqual(ONE_ON);
    expect((await there.made()).campaigns).toEqual([platformId]);

    await ask(id, 'pause?wait=true');
    expect((await rig.http.delete(`${CAMPAIGNS}/${id}`)).status).toBe(200);
    await until('it is gone there', async () => (await there.made()).campaigns.length === 0);
  });

  it('answer 202 with a job, and the same job while it is under way', async () => {
    const id = await approved();
    await rig.app.sandbox.fault({ provider: network.key, kind: 'slow', delay_ms: 300 });
    const [first, second] = [await ask(id, 'publish'), await ask(id, 'publish')];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.data.job.id).toBe(first.body.data.job.id);
    expect(first.headers.get('location')).toBe(`/api/v1/jobs/${first.body.data.job.id}`);
    await rig.app.sandbox.clearFaults();
    await ended(id, 'active');
    expect(await there.stands()).toEqual(ONE_ON);
    expectRefusal(await ask(id, 'publish'), 409, 'INVALID_STATE');
  });

  it('end with one of each in a storm of lost answers', async () => {
    const id = await approved();
    await rig.app.sandbox.fault({ provider: network.key, kind: 'reset', rate: 0.3 });
    await rig.app.sandbox.fault({ provider: network.key, kind: 'error_500', rate: 0.1 });
    await ask(id, 'publish');
    await until(
      'it is published',
      async () => {
        const { status } = await campaigns.row(id);
        if (status === 'failed') await ask(id, 'publish');
        return status === 'active';
      },
      Boolean,
      { timeout_ms: 50_000 },
    );
    await rig.app.sandbox.clearFaults();
    expect(await there.stands()).toEqual(ONE_ON);
  });

  it('are rehearsed: all that speaks against them is said, and nothing is made', async () => {
    const id = await approved();
    const before = await there.writes();
    const good = await ask(id, 'publish', { dry_run: true });
    expect([good.status, good.body.data]).toMatchObject([200, { dry_run: true, is_publishable: true, refusals: [] }]);
    expect(good.body.data.checks).toContainEqual(expect.objectContaining({ kind: 'campaign', is_accepted: true }));
    await campaigns.set(id, "status = 'draft', approved_hash = NULL, budget_amount = 0.5, target_audience = '{}'");
    const bad = await ask(id, 'publish', { dry_run: true });
    expect(bad.body.data).toMatchObject({ is_publishable: false });
    const codes = (bad.body.data.refusals as { code: string; field: string | null }[]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['not_approved', 'incomplete']));
    expect(await there.writes()).toBe(before);
    expect((await campaigns.row(id)).status).toBe('draft');
  });

  it('of one account do not pass its cap together that each keeps alone', async () => {
    const ids = [await approved(), await approved()];
    const budget = Number((await campaigns.row(ids[0]!)).budget_amount);
    await rig.http.put(`/api/v1/social/accounts/${accountId}`, { settings: { daily_cap: String(budget * 1.5) } });
    const published = await Promise.all(ids.map((id) => ask(id, 'publish?wait=true')));
    expect(published.map(({ status }) => status).sort()).toEqual([200, 409]);
    const ran = published[0]!.status === 200 ? 0 : 1;
    // Both are there, and paused, when each is resumed.
    await ask(ids[ran]!, 'pause?wait=true');
    expect((await ask(ids[1 - ran]!, 'publish?wait=true')).body.data.status).toBe('active');
    await ask(ids[1 - ran]!, 'pause?wait=true');
    await Promise.all(ids.map((id) => ask(id, 'resume?wait=true')));
    const statuses = await Promise.all(ids.map(async (id) => (await campaigns.row(id)).status));
    expect(statuses.sort()).toEqual(['active', 'paused']);
    expect((await there.stands()).filter((one) => one.startsWith('campaign')).sort()).toEqual([
      'campaign off',
      'campaign on',
    ]);
  });

  describe('are refused, with nothing made at the network,', () => {
    let id: string;
    let before: number;
    beforeEach(async () => {
      id = await approved();
      before = await there.writes();
    });
    afterEach(async () => expect(await there.writes()).toBe(before));

    async function expectRefused(code: string, status = 409): Promise<void> {
      const answer = await ask(id, 'publish');
      expectRefusal(answer, status, status === 409 ? 'INVALID_STATE' : 'VALIDATION_ERROR');
      const refusals = answer.body.error?.details.refusals as { code: string; reason: string }[];
      expect(refusals.map((one) => one.code)).toContain(code);
      expect(await rig.app.db.count('jobs', "user_id = $1 AND type = 'social.publish_campaign'", [rig.user.id])).toBe(
        0,
      );
      const rehearsed = await ask(id, 'publish', { dry_run: true });
      expect(rehearsed.body.data).toMatchObject({ is_publishable: false });
      expect((rehearsed.body.data.refusals as { code: string }[]).map((one) => one.code)).toContain(code);
    }

    it.each(['draft', 'pending_approval', 'rejected'])('while they are %s', async (status) => {
      await campaigns.set(id, `status = '${status}', approved_hash = NULL`);
      expectRefusal(await ask(id, 'publish'), 409, 'INVALID_STATE');
    });
    it('when they were changed after they were approved', async () => {
      await campaigns.set(id, 'budget_amount = budget_amount + 1');
      await expectRefused('changed_since_approval');
    });
    it('when their account is suspended or flagged', async () => {
      await rig.set(accountId, "status = 'suspended'");
      await expectRefused('account_restricted');
      await rig.set(accountId, "status = 'active', is_flagged = true");
      await expectRefused('account_restricted');
    });
    it('when the token has ended', async () => {
      await rig.set(accountId, "token_expires_at = now() - interval '1 minute'");
      await expectRefused('token_expired');
    });
    it('when the token was refused', async () => {
      await rig.set(accountId, 'token_refused_at = now()');
      await expectRefused('token_refused');
    });
    it('when their account was deleted', async () => {
      await rig.http.delete(`/api/v1/social/accounts/${accountId}`);
      await expectRefused('account_missing');
    });
    it('when their account is somebody else’s', async () => {
      const stranger = await aUser(rig.app.db);
      await rig.app.db.query('UPDATE social_media_accounts SET user_id = $2 WHERE id = $1', [accountId, stranger.id]);
      await expectRefused('account_missing');
    });
    it('when they are somebody else’s', async () => {
      const stranger = await as(rig.app.http, await aUser(rig.app.db));
      for (const what of ['publish', 'pause', 'resume', 'publish?wait=true']) {
        expectRefusal(await stranger.post(`${CAMPAIGNS}/${id}/${what}`, {}), 404, 'NOT_FOUND');
      }
      expectRefusal(await stranger.post(`${CAMPAIGNS}/${id}/publish`, { dry_run: true }), 404, 'NOT_FOUND');
    });
    it('when their end is past', async () => {
      await campaigns.set(id, "end_date = now() - interval '1 minute'");
      await campaigns.approve(rig.user, id);
      await expectRefused('over', 400);
    });
    it('when their currency is another one than their account’s, which no cap can be held against', async () => {
      await campaigns.set(id, "currency = 'JPY'");
      await campaigns.approve(rig.user, id);
      await expectRefused('over_cap');
    });
    it('when they are over a cap of their account, or its ceiling', async () => {
      await rig.http.put(`/api/v1/social/accounts/${accountId}`, { settings: { daily_cap: '5.00' } });
      await expectRefused('over_cap');
      const settings = { daily_cap: null, warmup: { stages: [{ daily_budget: '6.00', clean_days: 3 }] } };
      await rig.http.put(`/api/v1/social/accounts/${accountId}`, { settings });
      await expectRefused('over_cap');
    });
    it('when they are over a cap of their own', async () => {
      await campaigns.set(id, 'daily_spend_cap = 5');
      await expectRefused('over_cap');
    });
    it('when the network would refuse them by its rules', async () => {
      await campaigns.set(id, 'budget_amount = 0.5');
      await campaigns.approve(rig.user, id);
      const answer = await ask(id, 'publish?wait=true');
      // Some networks alone know what is the least.
      if (answer.status === 200) expect(answer.body.data.status).toBe('failed');
      else expectRefusal(answer, 400, 'VALIDATION_ERROR');
    });
    it('when the network refuses the token: the account says so too', async () => {
      await rig.app.sandbox.fault({ provider: network.key, kind: 'auth_revoked' });
      const answer = await ask(id, 'publish?wait=true');
      expect(answer.body.data).toMatchObject({ status: 'failed' });
      expect(await rig.rowOf(accountId)).toMatchObject({
        connection_state: 'failed',
        token_refused_at: expect.any(Date),
      });
      expect(await rig.notices()).toContain('Your campaign "Autumn" was not published');
    });
  });
});
