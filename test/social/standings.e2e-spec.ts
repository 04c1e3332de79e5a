import { DeliveryDays } from '../../src/modules/social/accounts/delivery-days.js';
import { until } from '../support/until.js';
import { type Published, SpendRig } from './spend-rig.js';

describe('how campaigns stand at their network', () => {
  let rig: SpendRig;
  let account: { id: string; path: string };
  let campaign: Published;

  beforeAll(async () => {
    rig = await SpendRig.start();
  });
  afterAll(() => rig.social.app.close());
  beforeEach(async () => {
    rig.network.reset();
    await rig.social.somebodyElse();
    account = await rig.social.added();
    campaign = await rig.published(account.id);
  });

  const row = (): Promise<Record<string, unknown>> => rig.campaigns.row(campaign.id);
  const thing = (): { run: string } => rig.network.things.find(({ id }) => id === campaign.platform_id)!;

  it('is seen at each import, and changes no version by that', async () => {
    const before = await row();
    await rig.imported(account.path);
    const { network_checked_at: checked, ...after } = await row();
    expect(checked).toBeInstanceOf(Date);
    expect({ ...after, network_checked_at: before.network_checked_at }).toEqual(before);
  });

  it('pauses here what was paused there, and says so', async () => {
    thing().run = 'paused';
    await rig.imported(account.path);
    expect(await row()).toMatchObject({
      status: 'paused',
      paused_by: 'network',
      status_reason: 'It was paused at the network',
    });
    expect(await rig.campaigns.objects(campaign.id)).toContain('campaign made paused');
    expect(await rig.social.notices()).toEqual(['Your campaign "Autumn" does not run any more']);
    await rig.imported(account.path);
    expect(await rig.social.notices()).toHaveLength(1);
  });

  it('pauses again what somebody switched on there', async () => {
    await rig.ask(campaign.id, 'pause?wait=true');
    thing().run = 'active';
    await rig.imported(account.path);
    await until(
      'it is off',
      () => thing().run,
      (run) => run === 'paused',
    );
    expect(await row()).toMatchObject({ status: 'paused', paused_by: 'user' });
    expect(await rig.social.notices()).toEqual([expect.stringContaining('was switched on at the network')]);
    expect(await rig.db.count('audit_log', "subject_id = $1 AND action = 'campaign.switched_off'", [campaign.id])).toBe(
      1,
    );
    await rig.imported(account.path);
    expect(await rig.social.notices()).toHaveLength(1);
  });

  it('leaves alone what is just being switched', async () => {
    await rig.db.query(
      "UPDATE ad_campaign_objects SET run_state = 'switching' WHERE campaign_id = $1 AND kind = 'campaign'",
      [campaign.id],
    );
    thing().run = 'paused';
    await rig.imported(account.path);
    expect(await row()).toMatchObject({ status: 'active' });
  });

  it('ends what was deleted there, and what has come to its end', async () => {
    rig.network.states.set(campaign.platform_id, 'removed');
    await rig.imported(account.path);
    expect(await row()).toMatchObject({ status: 'completed', status_reason: 'It was deleted at the network' });
    const other = await rig.published(account.id, { name: 'Short' });
    rig.network.states.set(other.platform_id, 'completed');
    await rig.imported(account.path);
    expect(await rig.campaigns.row(other.id)).toMatchObject({ status: 'completed' });
    const over = await rig.published(account.id, { name: 'Over' });
    await rig.campaigns.set(over.id, "end_date = now() - interval '1 minute'");
    rig.network.states.set(over.platform_id, 'paused');
    await rig.imported(account.path);
    expect(await rig.campaigns.row(over.id)).toMatchObject({ status: 'completed', status_reason: null });
  });

  it('tells what the network holds against its ads, once, and that the day was not clean', async () => {
    const issue = { kind: 'ad' as const, platform_id: 'ad-1', reason: 'Unacceptable business practices' };
    rig.network.issues.set(campaign.platform_id, [issue]);
    await rig.imported(account.path);
    await rig.imported(account.path);
    expect((await row()).network_issues).toEqual([issue]);
    expect(await rig.social.notices()).toEqual(['The network holds something against your campaign "Autumn"']);
    const { complaint_days: days } = await rig.social.rowOf(account.id);
    expect(days).toEqual({ [rig.day()]: issue.reason });
    rig.network.issues.clear();
    await rig.imported(account.path);
    expect((await row()).network_issues).toEqual([]);
    expect(await rig.social.notices()).toHaveLength(1);
  });

  it('tells the spend policy of days that are over since the account is here, each once', async () => {
    await rig.social.set(
      account.id,
      `created_at = now() - interval '4 days', complaint_days = '{"${rig.day(3)}": "an ad was disapproved"}'`,
    );
    for (const before of [0, 2, 3, 9]) {
      rig.network.spent({ day: rig.day(before), platform_campaign_id: campaign.platform_id, spend: '4.00' });
      rig.network.spent({ day: rig.day(before), platform_campaign_id: 'x', platform_ad_id: 'y', spend: '1.50' });
    }
    await rig.imported(account.path);
    const told = (): Promise<Record<string, unknown>[]> =>
      rig.db.query(
        'SELECT day::text AS day, spend::text AS spend, is_clean, reason FROM social_delivery_days WHERE social_account_id = $1 ORDER BY day',
        [account.id],
      );
    const expected = [
      { day: rig.day(3), spend: '5.5000', is_clean: false, reason: 'an ad was disapproved' },
      { day: rig.day(2), spend: '5.5000', is_clean: true, reason: null },
    ];
    expect(await told()).toEqual(expected);
    await rig.social.app.nest.get(DeliveryDays, { strict: false }).advanceDue();
    const { body } = await rig.social.http.get(account.path);
    expect(body.data).toMatchObject({ warmup_status: 'warming', warmup: { clean_days: 1, last_day: rig.day(2) } });
    rig.network.spent({ day: rig.day(2), platform_campaign_id: campaign.platform_id, spend: '9.00' });
    await rig.imported(account.path);
    expect(await told()).toEqual(expected);
  });

  it('shows with the campaign what it has spent', async () => {
    rig.network.spent({ day: rig.day(), platform_campaign_id: campaign.platform_id, spend: '4.50' });
    rig.network.spent({ day: rig.day(5), platform_campaign_id: campaign.platform_id, spend: '3.00' });
    await rig.imported(account.path);
    const { body } = await rig.ask(campaign.id, 'pause?wait=true');
    expect(body.data.spend).toEqual({
      total: '7.50',
      today: '4.50',
      day: rig.day(),
      as_of: expect.any(String) as string,
    });
  });
});
