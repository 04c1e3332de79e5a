import { DeliveryDays } from '../../src/modules/social/accounts/delivery-days.js';
import { TokenWatch } from '../../src/modules/social/accounts/token-watch.js';
import type { HttpClient } from '../support/http.js';
import { mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import { ADVERTISER, SocialRig } from './social-rig.js';

describe('social accounts, watched', () => {
  let rig: SocialRig;
  let http: HttpClient;

  beforeAll(async () => {
    rig = await SocialRig.start();
  });
  afterAll(() => rig.app.close());
  beforeEach(async () => {
    await rig.somebodyElse();
    ({ http } = rig);
  });
  afterEach(async () => {
    await rig.app.sandbox.clearFaults();
    await rig.happens('meta', 'account_restored');
    await rig.happens('meta', 'token_restored');
    await rig.happens('tiktok', 'account_restored');
  });

  const watch = (): Promise<void> => rig.app.nest.get(TokenWatch, { strict: false }).run();
  const tokenOf = async (path: string): Promise<unknown> => (await http.get(path)).body.data.token;

  describe('the end of a token', () => {
    it('is told of 14, 7 and 1 days before and when it has come, once each', async () => {
      const { id, path } = await rig.added();
      const left = async (days: string): Promise<void> => {
        await rig.set(id, `token_expires_at = now() + interval '${days}', data_access_expires_at = NULL`);
        await watch();
        await watch();
      };
      await left('14 days 1 hour');
      expect(await rig.notices()).toEqual([]);
      await left('13 days 23 hours');
      expect(await rig.notices()).toEqual([expect.stringContaining('ends within 14 days')]);
      expect(await tokenOf(path)).toMatchObject({ state: 'expiring', warned: [14] });
      await left('6 days');
      await left('23 hours');
      await left('-1 minute');
      expect((await rig.notices()).map((subject) => subject.replace(/^.*" /, ''))).toEqual([
        'ends within 14 days',
        'ends within 7 days',
        'ends within a day',
        'has ended',
      ]);
      expect(await tokenOf(path)).toMatchObject({ state: 'expired', warned: [14, 7, 1, 0] });
      const { body } = await http.get(`${path}/health`);
      expect(body.data).toMatchObject({ is_usable: false, connection: { state: 'failed' } });
      expect(body.data.reasons).toEqual(['The token has ended: give a new one']);
      expect(await rig.told('social.token_expiring')).toBe(4);
      const mail = await mailTo(rig.app, rig.user.email, 'has ended');
      expect(mail.text).toContain('give a new token');
      for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
    });

    it('is told of once for an account that comes with few days left, and of the data access’ end as of its own', async () => {
      const { id, path } = await rig.added();
      await rig.set(id, "token_expires_at = NULL, data_access_expires_at = now() + interval '3 days'");
      await watch();
      expect(await rig.notices()).toEqual([expect.stringContaining('ends within 7 days')]);
      expect(await tokenOf(path)).toMatchObject({ state: 'expiring', warned: [7] });
    });

    it('is not told of tokens that are refreshed by themselves', async () => {
      const { id } = await rig.added();
      await rig.set(id, "token_expires_at = now() + interval '1 hour', refresh_token = access_token");
      await watch();
      expect(await rig.notices()).toEqual([]);
    });
  });

  describe('POST verify', () => {
    it('says with wait=true how the account stands, and else gives the job', async () => {
      const { path } = await rig.added();
      const waited = await http.post(`${path}/verify?wait=true`, {});
      expect([waited.status, waited.body.data.is_usable]).toEqual([200, true]);
      const started = await http.post(`${path}/verify`, {});
      expect([started.status, started.body.data.job.type]).toEqual([202, 'social.verify_account']);
      const job = (): Promise<string> =>
        http.get(`/api/v1/jobs/${started.body.data.job.id}`).then(({ body }) => String(body.data.status));
      await until('the job has succeeded', job, (status) => status === 'succeeded');
    });

    it('notes what the network restricts in words, tells its owner once, and notices when it is over', async () => {
      const { path } = await rig.added();
      await rig.happens('meta', 'account_disabled');
      expect(await rig.verified(path)).toMatchObject({
        is_usable: false,
        status: 'suspended',
        status_reason: 'Meta has disabled it: its ads broke the advertising policies',
        warmup_status: 'flagged',
        warmup: { daily_ceiling: '20.00', reason: expect.stringContaining('advertising policies') as string },
      });
      await rig.verified(path);
      expect(await rig.notices()).toEqual([expect.stringContaining('was restricted by the network')]);
      await rig.happens('meta', 'account_disabled', { disable_reason: 7 });
      expect(await rig.verified(path)).toMatchObject({ status: 'banned' });
      await rig.happens('meta', 'account_restored');
      expect(await rig.verified(path)).toMatchObject({
        is_usable: true,
        status: 'active',
        status_reason: null,
        warmup_status: 'warming',
      });
      expect((await rig.notices()).at(-1)).toContain('is active again');
      expect(await rig.told('social.account_recovered')).toBe(1);
    });

    it('does not flag an account for an open bill', async () => {
      const { path } = await rig.added();
      await rig.happens('meta', 'account_unsettled');
      expect(await rig.verified(path)).toMatchObject({ status: 'suspended', warmup_status: 'new' });
    });

    it('takes TikTok’s word for a limited advertiser', async () => {
      const fields = { platform: 'tiktok', access_token: 'sandbox-tiktok-token', account_id: ADVERTISER };
      const { path } = await rig.added(fields);
      await rig.happens('tiktok', 'account_restricted');
      expect(await rig.verified(path)).toMatchObject({ status: 'suspended', warmup_status: 'flagged' });
    });

    it('fails the connection of a token that was revoked, tells its owner once, and mends with a new one', async () => {
      const { path } = await rig.added();
      await rig.happens('meta', 'token_revoked');
      const state = await rig.verified(path);
      expect(state).toMatchObject({
        is_usable: false,
        connection: { state: 'failed', error: { code: 'PROVIDER_AUTH_FAILED' } },
        token: { state: 'refused' },
      });
      await rig.verified(path);
      expect(await rig.notices()).toEqual([expect.stringContaining('cannot be reached')]);
      const mended = await http.put(path, { access_token: 'sandbox-meta-system-token' });
      expect(mended.body.data).toMatchObject({ connection: { state: 'connected', error: null } });
    });

    it('refreshes a token that has to be, ahead of its end', async () => {
      const { id, path, answer } = await rig.added({
        platform: 'tiktok',
        access_token: 'sandbox-tiktok-expiring-token',
        refresh_token: 'sandbox-tiktok-refresh-token',
        account_id: ADVERTISER,
      });
      expect(answer.body.data.token).toMatchObject({ is_refreshed: true });
      await rig.verified(path);
      const fresh = await until(
        'the token was refreshed',
        () => rig.rowOf(id),
        ({ token_expires_at: end }) => {
          return (end as Date).getTime() - Date.now() > 20 * 3600_000;
        },
      );
      expect(JSON.stringify(fresh)).not.toContain('sandbox-tiktok');
      expect(await rig.verified(path)).toMatchObject({ is_usable: true });
    });

    it('puts the job back while the network wants fewer calls', async () => {
      const { path } = await rig.added();
      await rig.app.sandbox.fault({ provider: 'meta', kind: 'rate_limit' });
      const { status } = await http.post(`${path}/verify?wait=true`, {});
      expect(status).toBe(202);
      const state = await http.get(`${path}/health`);
      expect(state.body.data.job_id).not.toBeNull();
    });
  });

  describe('the spend policy', () => {
    const day = (
      at: number,
      clean = true,
    ): { day: string; spend: string; is_clean: boolean; reason: string | null } => ({
      day: `2026-11-${String(at).padStart(2, '0')}`,
      spend: '12.50',
      is_clean: clean,
      reason: clean ? null : 'an ad was disapproved',
    });
    const tell = async (id: string, ...days: ReturnType<typeof day>[]): Promise<void> => {
      const delivery = rig.app.nest.get(DeliveryDays, { strict: false });
      await delivery.tell(rig.user.id, id, days);
      await delivery.advanceDue();
    };
    const stands = async (path: string): Promise<unknown> => {
      const { warmup_status: status, warmup } = (await http.get(path)).body.data;
      return [status, warmup.stage, warmup.clean_days, warmup.daily_ceiling];
    };

    it('raises the ceiling by clean days, each counted once, and lifts it in the end', async () => {
      const stages = [
        { daily_budget: '10', clean_days: 2 },
        { daily_budget: '40', clean_days: 1 },
      ];
      const { id, path } = await rig.added({ settings: { warmup: { stages } } });
      expect(await stands(path)).toEqual(['new', 0, 0, '10.00']);
      await tell(id, day(1));
      await tell(id, day(1));
      expect(await stands(path)).toEqual(['warming', 0, 1, '10.00']);
      await tell(id, day(2, false));
      expect(await stands(path)).toEqual(['warming', 0, 0, '10.00']);
      await tell(id, day(4), day(3));
      expect(await stands(path)).toEqual(['warming', 1, 0, '40.00']);
      await tell(id, day(5));
      expect(await stands(path)).toEqual(['ready', 2, 0, null]);
      expect(await rig.told('social.warmup_changed')).toBe(2);
    });

    it('takes days of one’s own accounts alone', async () => {
      const { id, path } = await rig.added();
      const { user } = rig;
      await rig.somebodyElse();
      await rig.app.nest.get(DeliveryDays, { strict: false }).tell(rig.user.id, id, [day(1)]);
      expect(await rig.app.db.count('social_delivery_days', 'social_account_id = $1', [id])).toBe(0);
      rig.user = user;
      expect(await stands(path)).toEqual(['new', 0, 0, '20.00']);
    });
  });
});
