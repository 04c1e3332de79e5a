import { EUR, Tiktok } from './spec-support.js';

let tiktok: Tiktok;
beforeEach(async () => {
  tiktok = await Tiktok.start();
});
afterEach(() => tiktok.sandbox.close());

const APP = { app_id: 'sandbox-tiktok-app', secret: 'sandbox-tiktok-app-secret' };

describe('the stand-in for TikTok', () => {
  it('answers 200 to everything, and says in the code what is wrong', async () => {
    const query = { advertiser_ids: [EUR] };
    const none = await tiktok.get('/advertiser/info/', query, null);
    expect([none.status, none.code]).toEqual([200, 40104]);
    expect((await tiktok.get('/advertiser/info/', query, 'of-nobody')).code).toBe(40105);
    expect((await tiktok.get('/advertiser/info/', query, 'sandbox-tiktok-expired-token')).code).toBe(40102);
    expect((await tiktok.get('/advertiser/info/')).code).toBe(40002);
    expect((await tiktok.get('/advertiser/info/', { advertiser_ids: ['7000000000000000009'] })).code).toBe(40001);
    expect((await tiktok.get('/advertiser/inform/')).code).toBe(40006);
  });

  it('redeems an authorization code once', async () => {
    const page = new URL(`${tiktok.sandbox.url}/tiktok/portal/auth`);
    page.search = new URLSearchParams({
      app_id: APP.app_id,
      state: 's1',
      redirect_uri: 'https://ksap.example/callback',
    }).toString();
    const location = (await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '';
    const back = new URL(location);
    expect(back.searchParams.get('state')).toBe('s1');
    const given = { ...APP, auth_code: back.searchParams.get('auth_code') };
    expect((await tiktok.post('/oauth2/access_token/', { ...given, secret: 'wrong' }, null)).code).toBe(40002);
    const granted = await tiktok.post('/oauth2/access_token/', given, null);
    expect(granted.data).toMatchObject({ advertiser_ids: [EUR, '7000000000000000002'] });
    expect((await tiktok.post('/oauth2/access_token/', given, null)).code).toBe(40110);
    const token = granted.data.access_token as string;
    const list = await tiktok.get('/oauth2/advertiser/get/', APP, token);
    expect(list.data.list).toHaveLength(2);
  });

  it('renews a token that ends, with a refresh token that is used up by it', async () => {
    const given = { ...APP, refresh_token: 'sandbox-tiktok-refresh-token' };
    const { data } = await tiktok.post('/oauth2/refresh_token/', given, null);
    expect(data.expires_in).toBe(86_400);
    expect((await tiktok.post('/oauth2/refresh_token/', given, null)).code).toBe(40105);
    const token = data.access_token as string;
    const query = { advertiser_ids: [EUR], fields: ['currency', 'timezone'] };
    const info = await tiktok.get('/advertiser/info/', query, token);
    expect(info.data.list).toEqual([{ currency: 'EUR', timezone: 'Europe/Berlin' }]);
    await tiktok.event('time_passed', { hours: 25 });
    expect((await tiktok.get('/advertiser/info/', query, token)).code).toBe(40102);
    const again = { ...APP, refresh_token: data.refresh_token as string };
    expect((await tiktok.post('/oauth2/refresh_token/', again, null)).code).toBe(0);
  });

  it('refuses more calls a second than the app has', async () => {
    await tiktok.sandbox.close();
    tiktok = await Tiktok.start({ SANDBOX_TIKTOK_QPS: '3' });
    const calls = Array.from({ length: 12 }, () => tiktok.get('/advertiser/info/', { advertiser_ids: [EUR] }));
    const codes = (await Promise.all(calls)).map((one) => one.code);
    expect(new Set(codes)).toEqual(new Set([0, 40100]));
    expect(codes.filter((code) => code === 0).length).toBeLessThanOrEqual(6);
  });

  it('says when the account is disabled, and fails in its own words', async () => {
    await tiktok.event('account_disabled');
    const { data } = await tiktok.get('/advertiser/info/', { advertiser_ids: [EUR], fields: ['status'] });
    expect(data.list).toEqual([{ status: 'STATUS_DISABLE' }]);
    const expected = { rate_limit: 40100, error_500: 50000, auth_revoked: 40105 };
    for (const [kind, code] of Object.entries(expected)) {
      await tiktok.control('POST', 'faults', { provider: 'tiktok', kind, count: 1 });
      expect((await tiktok.get('/advertiser/info/', { advertiser_ids: [EUR] })).code).toBe(code);
    }
    await tiktok.event('token_revoked');
    expect((await tiktok.get('/advertiser/info/', { advertiser_ids: [EUR] })).code).toBe(40105);
  });
});
