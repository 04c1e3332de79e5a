import { ProviderError } from '../../src/common/outbound/provider-error.js';
import { InsightsSchedule } from '../../src/modules/social/insights/insights-schedule.js';
import { NetworkError } from '../../src/modules/social/networks/network.error.js';
import { expectRefusal } from '../http/envelope.js';
import { until } from '../support/until.js';
import { AD_ACCOUNT, PROFILE } from './social-rig.js';
import { type Published, SpendRig } from './spend-rig.js';

describe('insights', () => {
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
    account = await rig.social.added({ settings: { warmup: { enabled: false } } });
    campaign = await rig.published(account.id);
  });

  const insights = async (query = ''): Promise<Record<string, never>> =>
    (await rig.social.http.get(`${campaign.path}/insights${query}`)).body.data as Record<string, never>;
  const schedule = (): InsightsSchedule => rig.social.app.nest.get(InsightsSchedule, { strict: false });
  const spans = (): string[] => rig.network.queries.map(({ since, until }) => `${since}..${until}`);
  const jobs = (status: string): Promise<number> =>
    rig.db.count('jobs', "user_id = $1 AND type = 'social.import_insights' AND status = $2", [
      rig.social.user.id,
      status,
    ]);
  const spent = (before: number, spend: string, fields: object = {}): void =>
    rig.network.spent({ day: rig.day(before), platform_campaign_id: campaign.platform_id, spend, ...fields });

  describe('an import', () => {
    it('keeps what each ad did on each day, and tells it by day, by ad and in all', async () => {
      const other = { platform_ad_id: 'another', ad_name: 'Boots', impressions: 500, clicks: 5 };
      spent(0, '12.34', { conversions: '2', revenue: '99.90' });
      spent(1, '7.66', { conversions: '0.5', revenue: '25.10' });
      spent(1, '5', other);
      spent(80, '1.01');
      const state = await rig.imported(account.path);
      expect(state).toMatchObject({
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        day: rig.day(),
        spend_today: '12.34',
        as_of: expect.any(String) as string,
        full_as_of: expect.any(String) as string,
      });
      const seen = await insights(`?from=${rig.day(85)}`);
      expect(seen).toMatchObject({
        campaign_id: campaign.id,
        from: rig.day(85),
        to: rig.day(),
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        as_of: state.as_of,
        totals: {
          spend: '26.01',
          impressions: 3500,
          clicks: 65,
          conversions: '2.5',
          revenue: '125.00',
          roas: '4.8058',
        },
      });
      expect(seen.days).toMatchObject([
        { day: rig.day(80), spend: '1.01', revenue: null, roas: null, is_final: true },
        {
          day: rig.day(1),
          spend: '12.66',
          impressions: 1500,
          clicks: 25,
          ctr: '0.016667',
          cpc: '0.5064',
          is_final: false,
        },
        { day: rig.day(), spend: '12.34', is_final: false },
      ]);
      expect(seen.ads).toMatchObject([
        { name: 'Jackets', spend: '21.01' },
        { platform_ad_id: 'another', name: 'Boots', spend: '5.00', conversions: '0', revenue: null },
      ]);
      expect((await insights()).totals).toMatchObject({ spend: '25.00' });
      const again = await rig.ask(campaign.id, 'publish?wait=true');
      expect(again.status).toBe(409);
    });

    it('rewrites no row that did not change, and only those that did', async () => {
      spent(0, '12.34');
      spent(2, '4');
      spent(3, '5');
      await rig.imported(account.path);
      const before = await rig.versions(account.id);
      await rig.imported(account.path);
      expect(await rig.versions(account.id)).toEqual(before);
      spent(3, '5', { conversions: '1', revenue: '20.00' });
      await rig.imported(account.path);
      const after = await rig.versions(account.id);
      const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
      expect(changed).toEqual([`${rig.day(3)} ad of ${campaign.platform_id}`]);
      expect((await insights()).totals).toMatchObject({ spend: '21.34', conversions: '1', revenue: '20.00' });
    });

    it('takes back what the network reports no more, of days that it still changes', async () => {
      for (const before of [0, 3, 4, 30]) spent(before, '5', { revenue: '1.00' });
      await rig.imported(account.path);
      rig.network.rows = [];
      await rig.imported(account.path);
      const { days } = (await insights(`?from=${rig.day(40)}`)) as unknown as { days: Record<string, unknown>[] };
      expect(days.map(({ day, spend, revenue, is_final }) => [day, spend, revenue, is_final])).toEqual([
        [rig.day(30), '5.00', '1.00', true],
        [rig.day(4), '5.00', '1.00', true],
        [rig.day(3), '0.00', '0.00', false],
        [rig.day(), '0.00', '0.00', false],
      ]);
    });

    it('reads 90 days at first, then what may still change, today first', async () => {
      await rig.imported(account.path);
      expect(spans()[0]).toBe(`${rig.day(1)}..${rig.day()}`);
      expect(rig.network.queries.at(-1)!.since).toBe(rig.day(90));
      rig.network.queries = [];
      await rig.imported(account.path);
      expect(spans()).toEqual([`${rig.day(1)}..${rig.day()}`, `${rig.day(3)}..${rig.day(2)}`]);
    });

    it('goes on where it was broken off, with today anew', async () => {
      let faults = 1;
      rig.network.onQuery = () => {
        if (rig.network.queries.length !== 3 || faults-- <= 0) return;
        throw new ProviderError({ provider: 'meta', fault: 'unavailable', message: 'Not now' });
      };
      spent(0, '3');
      await rig.social.http.post(`${account.path}/insights/import`, {});
      await until(
        'the import has ended',
        () => jobs('succeeded'),
        (count) => count === 1,
      );
      const asked = spans();
      expect(asked.slice(3)).toEqual([asked[0], asked[2], asked[5]]);
      expect(new Set(asked).size).toBe(4);
      expect((await insights()).totals).toMatchObject({ spend: '3.00' });
    });

    it('stops when it is cancelled, and the next one reads all', async () => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      rig.network.onQuery = () => (rig.network.queries.length === 3 ? held : undefined);
      const { body } = await rig.social.http.post(`${account.path}/insights/import`, {});
      await until(
        'it reads',
        () => rig.network.queries.length,
        (count) => count === 3,
      );
      await rig.social.http.post(`/api/v1/jobs/${body.data.job.id}/cancel`, {});
      release();
      await until(
        'it was cancelled',
        () => jobs('cancelled'),
        (count) => count === 1,
      );
      expect(rig.network.queries).toHaveLength(3);
      rig.network.queries = [];
      await rig.imported(account.path);
      expect(rig.network.queries).toHaveLength(4);
    });

    it('counts what was made elsewhere for the account, and for no campaign', async () => {
      spent(0, '2');
      spent(0, '40', { platform_campaign_id: 'elsewhere', platform_ad_id: 'foreign', campaign_name: 'By hand' });
      expect(await rig.imported(account.path)).toMatchObject({ spend_today: '42.00' });
      expect((await insights()).totals).toMatchObject({ spend: '2.00' });
      const row = await rig.db.one('SELECT * FROM ad_insights WHERE platform_ad_id = $1 AND user_id = $2', [
        'foreign',
        rig.social.user.id,
      ]);
      expect(row).toMatchObject({ campaign_id: null, campaign_name: 'By hand' });
    });

    it('counts an ad account once that two accounts advertise through', async () => {
      const profile = await rig.social.added({
        platform: 'instagram',
        account_id: PROFILE,
        ad_account_id: AD_ACCOUNT,
        settings: { warmup: { enabled: false } },
      });
      const own = await rig.published(profile.id, { name: 'Of the profile' });
      spent(0, '2');
      rig.network.spent({ day: rig.day(), platform_campaign_id: own.platform_id, spend: '3.00' });
      spent(0, '40', { platform_campaign_id: 'elsewhere', platform_ad_id: 'foreign' });
      expect(await rig.imported(profile.path)).toMatchObject({ spend_today: '3.00' });
      expect(await rig.imported(account.path)).toMatchObject({ spend_today: '42.00' });
      const all = (): Promise<unknown> =>
        rig.db.one('SELECT sum(spend)::text AS spend FROM ad_insights WHERE user_id = $1', [rig.social.user.id]);
      expect(await all()).toEqual({ spend: '45.0000' });
      await rig.ask(campaign.id, 'pause?wait=true');
      expect((await rig.social.http.delete(account.path)).status).toBe(200);
      expect(await rig.imported(profile.path)).toMatchObject({ spend_today: '45.00' });
      expect(await all()).toEqual({ spend: '45.0000' });
      expect((await insights()).totals).toMatchObject({ spend: '2.00' });
    });
  });

  describe('the schedule', () => {
    const due = (): Promise<unknown> => rig.social.set(account.id, "insights_due_at = now() - interval '1 second'");
    const minutes = async (): Promise<number> => {
      const { minutes: left } = await rig.db.one<{ minutes: number }>(
        'SELECT extract(epoch FROM insights_due_at - now())::float8 / 60 AS minutes FROM social_media_accounts WHERE id = $1',
        [account.id],
      );
      return left;
    };

    it('reads today and yesterday, and comes again in a quarter of an hour while a campaign runs', async () => {
      await rig.imported(account.path);
      rig.network.queries = [];
      expect(await minutes()).toBeGreaterThan(14);
      expect(await minutes()).toBeLessThan(17);
      await due();
      await schedule().startDue();
      await until(
        'it has ended',
        () => jobs('succeeded'),
        (count) => count === 2,
      );
      expect(spans()).toEqual([`${rig.day(1)}..${rig.day()}`]);
      await schedule().startDue();
      expect(await jobs('succeeded')).toBe(2);
    });

    it('comes hourly when nothing runs, and daily where there is nothing', async () => {
      await rig.campaigns.set(campaign.id, "status = 'paused', status_changed_at = now() - interval '3 days'");
      await rig.imported(account.path);
      expect(Math.round((await minutes()) / 60)).toBe(1);
      await rig.campaigns.set(campaign.id, "status = 'draft', published_at = NULL");
      await rig.imported(account.path);
      expect(await minutes()).toBeGreaterThan(23 * 60);
    });

    it('leaves alone what is not connected, and what its owner must mend first', async () => {
      await due();
      await rig.social.set(account.id, "connection_state = 'failed'");
      await schedule().startDue();
      expect((await jobs('queued')) + (await jobs('running')) + (await jobs('succeeded'))).toBe(0);
    });
  });

  it('fails loudly when the network does not take the token', async () => {
    rig.network.onQuery = () => {
      throw new NetworkError('token', { provider: 'meta', message: 'The token was revoked' });
    };
    await rig.social.http.post(`${account.path}/insights/import`, {});
    await until(
      'it has failed',
      () => jobs('failed'),
      (count) => count === 1,
    );
    const { body } = await rig.social.http.get(`${account.path}/health`);
    expect(body.data).toMatchObject({ is_usable: false, connection: { state: 'failed' }, token: { state: 'refused' } });
    expect(await rig.social.notices()).toEqual([expect.stringContaining('cannot be reached')]);
  });

  it('refuses days that are none, other people’s campaigns and accounts', async () => {
    const { http } = rig.social;
    expectRefusal(await http.get(`${campaign.path}/insights?from=2026-02-30`), 400, 'VALIDATION_ERROR');
    expectRefusal(await http.get(`${campaign.path}/insights?from=2026-02-03&to=2026-02-01`), 400, 'VALIDATION_ERROR');
    expectRefusal(await http.get(`${campaign.path}/insights?from=2020-02-03&to=2026-02-01`), 400, 'VALIDATION_ERROR');
    await rig.social.somebodyElse();
    expectRefusal(await rig.social.http.get(`${campaign.path}/insights`), 404, 'NOT_FOUND');
    expectRefusal(await rig.social.http.post(`${account.path}/insights/import`, {}), 404, 'NOT_FOUND');
  });
});
