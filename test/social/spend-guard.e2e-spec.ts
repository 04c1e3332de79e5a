import { GuardPass } from '../../src/modules/social/guard/guard-pass.js';
import { expectRefusal } from '../http/envelope.js';
import { mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import { type Published, SpendRig } from './spend-rig.js';

describe('the spend guard', () => {
  let rig: SpendRig;
  let account: { id: string; path: string };

  beforeAll(async () => {
    rig = await SpendRig.start();
  });
  afterAll(() => rig.social.app.close());
  beforeEach(async () => {
    rig.network.reset();
    await rig.social.somebodyElse();
    account = await rig.social.added({ settings: { warmup: { enabled: false } } });
  });

  const pass = (): Promise<void> => rig.social.app.nest.get(GuardPass, { strict: false }).run();
  const spent = (campaign: Pick<Published, 'platform_id'>, spend: string, before = 0): void =>
    rig.network.spent({ day: rig.day(before), platform_campaign_id: campaign.platform_id, spend });
  const settings = async (change: object): Promise<void> => {
    const { status, text } = await rig.social.http.put(account.path, { settings: change });
    if (status !== 200) throw new Error(text);
  };
  const runsThere = (campaign: Published): unknown =>
    rig.network.things.find(({ id }) => id === campaign.platform_id)?.run;
  const actionOf = (campaign: Published, state: string): Promise<Record<string, unknown>> =>
    until(
      `what the guard did is ${state}`,
      () => rig.actions(campaign.id),
      (actions) => actions[0]?.state === state,
    ).then(([action]) => action!);

  it('pauses a campaign past its own cap at the network, says why, once', async () => {
    const campaign = await rig.published(account.id, { daily_spend_cap: '25', budget_amount: '20.00' });
    spent(campaign, '24.99');
    await rig.imported(account.path);
    await pass();
    expect(await rig.actions(campaign.id)).toEqual([]);
    spent(campaign, '25.01');
    await rig.imported(account.path);
    const row = await rig.becomes(campaign.id, 'paused');
    const reason = '25.01 EUR are spent of 25.00 EUR, the campaign’s own cap for a day';
    expect(row).toMatchObject({ paused_by: 'guard', status_reason: reason });
    expect(runsThere(campaign)).toBe('paused');
    const action = await actionOf(campaign, 'paused');
    expect(action).toMatchObject({
      campaign_id: campaign.id,
      social_account_id: account.id,
      cap: 'campaign_daily',
      limit: '25.00',
      spend: '25.01',
      currency: 'EUR',
      day: rig.day(),
      reason,
      undone_at: null,
    });
    spent(campaign, '26');
    await rig.imported(account.path);
    await pass();
    expect(await rig.actions(campaign.id)).toHaveLength(1);
    expect(await rig.social.told('social.spend_cap_reached')).toBe(1);
    expect(await rig.social.notices()).toEqual(['Your campaign "Autumn" is paused: its spend cap is reached']);
    const mail = await mailTo(rig.social.app, rig.social.user.email, 'spend cap is reached');
    expect(mail.text.replace(/\s+/g, ' ')).toContain('25.01 EUR are spent of 25.00 EUR');
    for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
  });

  it('lets it run again when that is undone, but not while the cap is passed', async () => {
    const campaign = await rig.published(account.id, { daily_spend_cap: '25', budget_amount: '20.00' });
    spent(campaign, '30');
    await rig.imported(account.path);
    await rig.becomes(campaign.id, 'paused');
    const { id } = await actionOf(campaign, 'paused');
    const undo = (): ReturnType<typeof rig.ask> => rig.ask(campaign.id, `guard-actions/${String(id)}/undo?wait=true`);
    const refused = await undo();
    expectRefusal(refused, 409, 'INVALID_STATE');
    expect(refused.body.error.message).toContain('30.00 EUR are spent of 25.00 EUR, the campaign’s own cap for a day');
    expect(runsThere(campaign)).toBe('paused');
    await rig.campaigns.set(campaign.id, 'daily_spend_cap = 31');
    const undone = await undo();
    expect([undone.status, undone.body.data.state]).toEqual([200, 'undone']);
    expect(undone.body.data.undone_at).not.toBeNull();
    expect(runsThere(campaign)).toBe('active');
    expect(await rig.campaigns.row(campaign.id)).toMatchObject({ status: 'active', paused_by: null });
    expect(await rig.db.count('audit_log', "subject_id = $1 AND action = 'campaign.guard_undone'", [campaign.id])).toBe(
      1,
    );
    expectRefusal(await undo(), 409, 'INVALID_STATE');
    spent(campaign, '31.50');
    await rig.imported(account.path);
    await rig.becomes(campaign.id, 'paused');
    expect(await rig.actions(campaign.id)).toMatchObject([{ spend: '31.50' }, { spend: '30.00', state: 'undone' }]);
  });

  it('publishes anew what was changed and approved since', async () => {
    const campaign = await rig.published(account.id, { spend_cap: '25' });
    spent(campaign, '30');
    await rig.imported(account.path);
    await rig.becomes(campaign.id, 'paused');
    const { id } = await actionOf(campaign, 'paused');
    await rig.campaigns.set(campaign.id, 'spend_cap = 100');
    await rig.campaigns.approve(rig.social.user, campaign.id);
    const undone = await rig.ask(campaign.id, `guard-actions/${String(id)}/undo?wait=true`);
    expect([undone.status, undone.body.data.state]).toEqual([200, 'undone']);
    expect(runsThere(campaign)).toBe('active');
  });

  it('stops all that runs in an account past the account’s cap, whoever spent it, with one mail', async () => {
    await settings({ daily_cap: '50' });
    const one = await rig.published(account.id, { name: 'One' });
    const two = await rig.published(account.id, { name: 'Two' });
    spent(one, '8');
    spent({ platform_id: 'elsewhere' }, '42.01');
    await rig.imported(account.path);
    for (const campaign of [one, two]) {
      await rig.becomes(campaign.id, 'paused');
      expect(await actionOf(campaign, 'paused')).toMatchObject({
        cap: 'account_daily',
        limit: '50.00',
        spend: '50.01',
      });
    }
    expect(await rig.social.notices()).toEqual(['Campaigns of yours are paused: a spend cap is reached']);
    expect(await rig.social.told('social.spend_cap_reached')).toBe(2);
    expect(rig.network.writes.some((call) => call.includes('elsewhere'))).toBe(false);
  });

  it('keeps a month’s cap by the account’s months', async () => {
    const campaign = await rig.published(account.id);
    await settings({ monthly_cap: '100' });
    const before = Number(rig.day().slice(8)) + 1;
    spent(campaign, '99', before);
    spent(campaign, '60');
    await rig.imported(account.path);
    await pass();
    expect((await rig.campaigns.row(campaign.id)).status).toBe('active');
    spent(campaign, '100.01');
    await rig.imported(account.path);
    await rig.becomes(campaign.id, 'paused');
    expect(await rig.actions(campaign.id)).toMatchObject([{ cap: 'account_monthly', spend: '100.01' }]);
  });

  it('heeds a cap that is lowered, and a ceiling that comes, without waiting for an import', async () => {
    const one = await rig.published(account.id, { daily_spend_cap: '40' });
    spent(one, '15');
    await rig.imported(account.path);
    await rig.campaigns.set(one.id, 'daily_spend_cap = 12');
    await pass();
    await rig.becomes(one.id, 'paused');
    const two = await rig.published(account.id, { name: 'Two', budget_amount: '11.00' });
    rig.network.queries = [];
    await settings({ warmup: { enabled: true, stages: [{ daily_budget: '14', clean_days: 3 }] } });
    await pass();
    await rig.becomes(two.id, 'paused');
    expect(await rig.actions(two.id)).toMatchObject([{ cap: 'warmup', limit: '14.00', spend: '15.00' }]);
    expect(rig.network.queries).toEqual([]);
  });

  it('does not forget a pause that did not succeed, and says so', async () => {
    const campaign = await rig.published(account.id, { daily_spend_cap: '25' });
    let isBroken = true;
    rig.network.onCall = (call) => {
      if (isBroken && call === 'switch campaign paused') rig.network.mishap(call, 'broken');
    };
    spent(campaign, '30');
    await rig.imported(account.path);
    await until('it was tried', () => rig.network.writes.filter((call) => call.endsWith('paused')).length, Boolean);
    expect((await rig.campaigns.row(campaign.id)).status).toBe('active');
    await rig.db.query("UPDATE ad_guard_actions SET wanted_at = now() - interval '11 minutes' WHERE campaign_id = $1", [
      campaign.id,
    ]);
    await pass();
    await pass();
    expect(await rig.actions(campaign.id)).toMatchObject([{ state: 'failed' }]);
    expect((await rig.social.notices()).slice(1)).toEqual([
      'Your campaign "Autumn" is over its spend cap and could not be paused yet',
    ]);
    // Its job was given up.
    await rig.db.query(
      "UPDATE jobs SET status = 'failed', finished_at = now() WHERE type = 'social.switch_campaign' AND user_id = $1",
      [rig.social.user.id],
    );
    isBroken = false;
    await pass();
    await rig.becomes(campaign.id, 'paused');
    expect(await actionOf(campaign, 'paused')).toMatchObject({ cap: 'campaign_daily' });
    expect(await rig.social.notices()).toHaveLength(2);
  });

  it('refuses to publish over the ceiling or a cap, with all that is committed, and makes nothing', async () => {
    await settings({ warmup: { enabled: true, stages: [{ daily_budget: '25', clean_days: 3 }] }, daily_cap: '20' });
    await rig.published(account.id, { name: 'Runs', budget_amount: '12.00' });
    rig.network.calls = [];
    const refusal = async (columns: object): Promise<string[]> => {
      const id = await rig.campaigns.approved(rig.social.user, account.id, { ...columns });
      const answer = await rig.ask(id, 'publish?wait=true');
      expectRefusal(answer, 409, 'INVALID_STATE');
      return (answer.body.error.details.refusals as { reason: string }[]).map(({ reason }) => reason);
    };
    expect(await refusal({ budget_amount: '14.00' })).toEqual([
      'With what else the account spends it would come to 26.00 EUR a day, more than 20.00 EUR, the account’s cap for a day',
      'With what else the account spends it would come to 26.00 EUR a day, more than 25.00 EUR, what the account may spend a day while it warms up',
    ]);
    expect(await refusal({ budget_amount: '8.00', daily_spend_cap: '5' })).toEqual([
      'Its daily budget of 8.00 EUR is more than 5.00 EUR, the campaign’s own cap for a day',
    ]);
    expect(await refusal({ budget_amount: '8.00', currency: 'USD' })).toContain(
      'The account’s currency is another one than the campaign’s',
    );
    expect(rig.network.writes).toEqual([]);
    await rig.published(account.id, { name: 'Fits', budget_amount: '8.00' });
  });

  it('leaves a campaign whose budget is its cap to the network', async () => {
    const campaign = await rig.published(account.id, { budget_amount: '20.00', daily_spend_cap: '20' });
    spent(campaign, '20');
    await rig.imported(account.path);
    await pass();
    expect(await rig.actions(campaign.id)).toEqual([]);
    spent(campaign, '20.01');
    await rig.imported(account.path);
    await rig.becomes(campaign.id, 'paused');
  });

  it('shows its doings to nobody else', async () => {
    const campaign = await rig.published(account.id, { daily_spend_cap: '25' });
    spent(campaign, '30');
    await rig.imported(account.path);
    const { id } = await actionOf(campaign, 'paused');
    await rig.social.somebodyElse();
    expectRefusal(await rig.social.http.get(`${campaign.path}/guard-actions`), 404, 'NOT_FOUND');
    expectRefusal(await rig.ask(campaign.id, `guard-actions/${String(id)}/undo`), 404, 'NOT_FOUND');
  });
});
