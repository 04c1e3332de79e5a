import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import {
  ACCOUNTS,
  AD_ACCOUNT,
  ADVERTISER,
  LONG_TOKEN,
  OTHER_AD_ACCOUNT,
  PAGE,
  PROFILE,
  SocialRig,
} from './social-rig.js';

describe('social accounts', () => {
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

  describe('POST', () => {
    it('verifies a token live, seals it, and shows what the network says of the account', async () => {
      const { id, path, answer } = await rig.added({ settings: { daily_cap: '250.00' } });
      expect(answer.headers.get('location')).toBe(path);
      expect(answer.body.data).toMatchObject({
        id,
        platform: 'facebook',
        account_name: 'KSAP Demo EUR',
        account_id: AD_ACCOUNT,
        ad_account_id: AD_ACCOUNT,
        page_id: PAGE,
        instagram_account_id: PROFILE,
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        status: 'active',
        status_reason: null,
        connection: { state: 'connected', error: null },
        has_credentials: true,
        token: { state: 'valid', is_refreshed: false, warned: [] },
        missing_scopes: [],
        warmup_status: 'new',
        warmup: { stage: 0, clean_days: 0, daily_ceiling: '20.00', currency: 'EUR' },
        settings: { daily_cap: '250.00' },
      });
      expect(answer.body.data.scopes).toContain('ads_management');
      const got = await http.get(path);
      expect(got.body.data).toEqual(answer.body.data);
      expect(got.headers.get('etag')).toBe(answer.headers.get('etag'));
      const row = await rig.rowOf(id);
      expect(row.access_token).toMatch(/^sb1\./);
      expect(JSON.stringify(row) + answer.text + got.text).not.toContain(LONG_TOKEN);
      expect(await rig.told('social.account_connected')).toBe(1);
      expect(
        await rig.app.db.count('audit_log', "user_id = $1 AND action = 'social_account.connected'", [rig.user.id]),
      ).toBe(1);
    });

    it('proves with each call that it knows the app’s secret, and sends the token in a header alone', async () => {
      await rig.added();
      const calls = await rig.app.sandbox.requests('meta');
      const read = calls.filter(({ url }) => url.includes('/me/adaccounts')).at(-1);
      expect(read?.url).toContain('appsecret_proof=');
      expect(calls.filter(({ url }) => url.includes('access_token='))).toEqual([]);
      // An app that demands the proof is served: it is the right one.
      await rig.happens('meta', 'proof_required', { required: true });
      const strict = await rig.add({ account_id: OTHER_AD_ACCOUNT });
      await rig.happens('meta', 'proof_required', { required: false });
      expect(strict.status).toBe(201);
    });

    it('lists what could be meant when the token reaches several ad accounts and none is named', async () => {
      const answer = await rig.add({ account_id: undefined });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error?.details).toMatchObject({
        field: 'account_id',
        available: [
          { account_id: AD_ACCOUNT, currency: 'EUR' },
          { account_id: OTHER_AD_ACCOUNT, currency: 'USD' },
        ],
      });
      expect(await rig.app.db.count('social_media_accounts', 'user_id = $1', [rig.user.id])).toBe(0);
    });

    it('refuses an account and a page that the token does not reach', async () => {
      const answers = await Promise.all([rig.add({ account_id: 'act_1000000009' }), rig.add({ page_id: '7' })]);
      expect(answers.map(({ status, body }) => [status, body.error?.details.field])).toEqual([
        [400, 'account_id'],
        [400, 'page_id'],
      ]);
    });

    it('names every permission that a token lacks, and stores nothing', async () => {
      const answer = await rig.add({ access_token: 'sandbox-meta-readonly-token' });
      expectRefusal(answer, 424, 'PROVIDER_AUTH_FAILED');
      expect(answer.body.error?.message).toContain('ads_management');
      expect(await rig.app.db.count('social_media_accounts', 'user_id = $1', [rig.user.id])).toBe(0);
    });

    it.each([
      ['unknown', 'no-token-at-all'],
      ['expired', 'sandbox-meta-expired-token'],
      ['a page’s', 'sandbox-meta-page-token'],
      ['another app’s', 'sandbox-meta-strict-token'],
    ])('refuses a token that is %s, without repeating it', async (_what, token) => {
      const answer = await rig.add({ access_token: token });
      expectRefusal(answer, 424, 'PROVIDER_AUTH_FAILED');
      expect(answer.text).not.toContain(token);
    });

    it('keeps a long-lived token instead of a short one', async () => {
      const { answer } = await rig.added({ access_token: 'sandbox-meta-short-token' });
      const { expires_at: end } = answer.body.data.token as { expires_at: string };
      expect((Date.parse(end) - Date.now()) / 86_400_000).toBeGreaterThan(50);
    });

    it('takes a token that never ends as permanent', async () => {
      const { answer } = await rig.added({ access_token: 'sandbox-meta-system-token' });
      expect(answer.body.data.token).toMatchObject({ expires_at: null });
    });

    it('adds the profile behind a page with the ad account that it advertises through', async () => {
      const unnamed = await rig.add({ platform: 'instagram', account_id: undefined });
      expect(unnamed.body.error?.details.field).toBe('ad_account_id');
      const { answer } = await rig.added({
        platform: 'instagram',
        account_id: PROFILE,
        ad_account_id: OTHER_AD_ACCOUNT,
      });
      expect(answer.body.data).toMatchObject({
        platform: 'instagram',
        account_id: PROFILE,
        ad_account_id: OTHER_AD_ACCOUNT,
        account_name: 'ksap.demo',
        page_id: PAGE,
        currency: 'USD',
      });
    });

    it('adds an advertiser of TikTok', async () => {
      const fields = { platform: 'tiktok', access_token: 'sandbox-tiktok-token' };
      expect((await rig.add({ ...fields, account_id: undefined })).body.error?.details.field).toBe('account_id');
      const { answer } = await rig.added({ ...fields, account_id: ADVERTISER });
      expect(answer.body.data).toMatchObject({
        platform: 'tiktok',
        account_id: ADVERTISER,
        currency: 'EUR',
        token: { state: 'permanent' },
      });
    });

    it('answers 409 for an account that is there, and goes on with one that was deleted', async () => {
      const { id, path } = await rig.added();
      const again = await rig.add();
      expectRefusal(again, 409, 'CONFLICT');
      expect(again.body.error?.details.account_id).toBe(id);
      await http.delete(path);
      expect((await rig.added()).id).toBe(id);
    });

    it('answers 503 when the network does not answer as it should, and stores nothing', async () => {
      await rig.app.sandbox.fault({ provider: 'meta', kind: 'error_500' });
      const answer = await rig.add();
      await rig.app.sandbox.clearFaults();
      expectRefusal(answer, 503, 'PROVIDER_UNAVAILABLE');
      expect(await rig.app.db.count('social_media_accounts', 'user_id = $1', [rig.user.id])).toBe(0);
    });

    it('refuses a proxy that is somebody else’s, and a refresh token where there is none', async () => {
      const other = await aUser(rig.app.db);
      const [proxy] = await rig.app.db.query<{ id: string }>(
        "INSERT INTO proxies (user_id, host, port) VALUES ($1, 'proxy.example', 8080) RETURNING id",
        [other.id],
      );
      const bound = await rig.add({ proxy_id: proxy!.id });
      expect([bound.status, bound.body.error?.details.field]).toEqual([400, 'proxy_id']);
      const renewed = await rig.add({ refresh_token: 'something' });
      expect([renewed.status, renewed.body.error?.details.field]).toEqual([400, 'refresh_token']);
    });
  });

  describe('GET', () => {
    it('lists by platform, status, policy, proxy and text', async () => {
      await rig.added();
      await rig.added({ account_id: OTHER_AD_ACCOUNT, account_name: 'Overseas' });
      await rig.added({ platform: 'tiktok', access_token: 'sandbox-tiktok-token', account_id: ADVERTISER });
      const count = async (query: string): Promise<number> => (await page(http, `${ACCOUNTS}?${query}`)).items.length;
      expect(await count('')).toBe(3);
      expect(await count('platform=tiktok')).toBe(1);
      expect(await count('status=suspended')).toBe(0);
      expect(await count('warmup_status=new')).toBe(3);
      expect(await count('q=overs')).toBe(1);
      expect(await count('q=%25')).toBe(0);
      expect(await count('proxy_id=00000000-0000-4000-8000-000000000000')).toBe(0);
      expect((await http.get(`${ACCOUNTS}?platform=myspace`)).status).toBe(400);
    });
  });

  describe('PUT', () => {
    it('changes what is given, under the version that was read', async () => {
      const { path, answer } = await rig.added();
      const etag = answer.headers.get('etag')!;
      const body = {
        account_name: 'Mine',
        settings: { warmup: { stages: [{ daily_budget: '7.50', clean_days: 1 }] } },
      };
      const changed = await http.put(path, body, { headers: { 'if-match': etag } });
      expect(changed.body.data).toMatchObject({ account_name: 'Mine', warmup: { daily_ceiling: '7.50' } });
      expectRefusal(await http.put(path, body, { headers: { 'if-match': etag } }), 412, 'PRECONDITION_FAILED');
      const enabled = await http.put(path, { settings: { warmup: { enabled: false } } });
      expect(enabled.body.data).toMatchObject({ warmup_status: 'ready', warmup: { daily_ceiling: null } });
      // The owner's name stays when the network tells its own again.
      await rig.verified(path);
      expect((await http.get(path)).body.data.account_name).toBe('Mine');
    });

    it('takes another token of the same account, and no other', async () => {
      const { id, path } = await rig.added();
      await rig.set(id, "token_warned_days = '{14,7}'");
      const other = await http.put(path, { access_token: 'sandbox-meta-system-token' });
      expect(other.body.data.token).toMatchObject({ expires_at: null, warned: [] });
      await rig.set(id, "ad_account_id = 'act_77', account_id = 'act_77'");
      expectRefusal(await http.put(path, { access_token: LONG_TOKEN }), 409, 'CONFLICT');
      expectRefusal(await http.put(path, { access_token: 'nonsense' }), 424, 'PROVIDER_AUTH_FAILED');
    });

    it('refuses amounts that are none, and unknown settings', async () => {
      const { path } = await rig.added();
      for (const settings of [{ daily_cap: 5 }, { daily_cap: '0' }, { warmup: { stages: [] } }, { colour: 'red' }]) {
        expectRefusal(await http.put(path, { settings }), 400, 'VALIDATION_ERROR');
      }
    });
  });

  describe('DELETE', () => {
    it('takes the tokens away, hides the account, and keeps its campaigns', async () => {
      const { id, path, answer } = await rig.added();
      await rig.app.db.query("INSERT INTO ad_campaigns (user_id, social_account_id, name) VALUES ($1, $2, 'Spring')", [
        rig.user.id,
        id,
      ]);
      expectRefusal(await http.delete(path, { headers: { 'if-match': '"old"' } }), 412, 'PRECONDITION_FAILED');
      const deleted = await http.delete(path, { headers: { 'if-match': answer.headers.get('etag')! } });
      expect([deleted.status, deleted.body.data]).toEqual([200, null]);
      expectRefusal(await http.get(path), 404, 'NOT_FOUND');
      expect((await page(http, ACCOUNTS)).items).toEqual([]);
      expect(await rig.rowOf(id)).toMatchObject({ access_token: null, refresh_token: null, next_sync_at: null });
      expect(await rig.app.db.count('ad_campaigns', 'social_account_id = $1', [id])).toBe(1);
    });
  });

  it('hides an account from everybody else, whatever they ask', async () => {
    const { path } = await rig.added();
    const stranger = await as(rig.app.http, await aUser(rig.app.db));
    const answers = await Promise.all([
      stranger.get(path),
      stranger.put(path, { account_name: 'Theirs' }),
      stranger.delete(path),
      stranger.post(`${path}/verify`, {}),
      stranger.get(`${path}/health`),
      stranger.post('/api/v1/social/oauth/facebook/start', { account_id: path.split('/').at(-1) }),
    ]);
    for (const answer of answers) expectRefusal(answer, 404, 'NOT_FOUND');
    expect((await page(stranger, ACCOUNTS)).items).toEqual([]);
  });
});
