import { createHash } from 'node:crypto';
import { PurgeConsents } from '../../src/modules/social/oauth/purge-consents.js';
import { expectRefusal } from '../http/envelope.js';
import { as } from '../support/as.js';
import { aUser } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';
import { ACCOUNTS, AD_ACCOUNT, ADVERTISER, OTHER_AD_ACCOUNT, SocialRig } from './social-rig.js';

const OAUTH = '/api/v1/social/oauth';
const PAGES = { headers: { accept: 'text/html,application/xhtml+xml' } };

interface Begun {
  connection_id: string;
  authorization_url: string;
  expires_at: string;
}

describe('social consents', () => {
  let rig: SocialRig;
  let http: HttpClient;

  beforeAll(async () => {
    rig = await SocialRig.start({ KSAP_CORS_ORIGINS: 'https://shop.example' });
  });
  afterAll(() => rig.app.close());
  beforeEach(async () => {
    await rig.somebodyElse();
    ({ http } = rig);
  });

  const begin = async (platform = 'facebook', fields: object = {}): Promise<Begun> => {
    const answer = await http.post(`${OAUTH}/${platform}/start`, fields);
    expect([answer.status, answer.body.error ?? null]).toEqual([201, null]);
    return answer.body.data as Begun;
  };
  /** The person at the network's site; gives the path that their browser comes back to. */
  const consent = async (url: string, more = ''): Promise<string> => {
    const answer = await fetch(url + more, { redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '');
    return back.pathname + back.search;
  };
  /** Without a token of ours, as browsers come. */
  const comeBack = (path: string, options = {}): Promise<Answer> => rig.app.http.get(path, options);

  it('leads from the question to the accounts that are picked', async () => {
    const begun = await begin();
    const back = await comeBack(await consent(begun.authorization_url));
    expect(back.body.data).toMatchObject({ connection_id: begun.connection_id, status: 'pending' });
    const path = `${OAUTH}/connections/${begun.connection_id}`;
    const found = await http.get(path);
    expect(found.body.data).toMatchObject({
      status: 'pending',
      ad_accounts: [{ account_id: AD_ACCOUNT }, { account_id: OTHER_AD_ACCOUNT }],
      pages: [{ page_id: '2000000001' }],
    });
    const { confirmation } = back.body.data as { confirmation: string };
    const accounts = [{ account_id: AD_ACCOUNT }, { account_id: OTHER_AD_ACCOUNT, account_name: 'Overseas' }];
    const picked = await http.post(`${path}/accounts`, { confirmation, accounts });
    expect(picked.status).toBe(200);
    expect(picked.body.data.accounts).toMatchObject([
      { account_id: AD_ACCOUNT, connection: { state: 'connected' }, token: { state: 'valid' } },
      { account_id: OTHER_AD_ACCOUNT, account_name: 'Overseas' },
    ]);
    const { expires_at: end } = picked.body.data.accounts[0].token as { expires_at: string };
    expect((Date.parse(end) - Date.now()) / 86_400_000).toBeGreaterThan(50);
    const row = await rig.app.db.one('SELECT * FROM social_oauth_connections WHERE id = $1', [begun.connection_id]);
    expect(row).toMatchObject({ status: 'completed', access_token: null, code_verifier: null });
    expectRefusal(await http.post(`${path}/accounts`, { confirmation, accounts }), 409, 'INVALID_STATE');
    expect(JSON.stringify([row, found.body, picked.body, back.body])).not.toContain('sandbox-meta-granted');
  });

  it('asks with a state that is not kept, and with the challenge of a verifier that is', async () => {
    const begun = await begin();
    const asked = new URL(begun.authorization_url).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('scope')?.split(',')).toContain('ads_management');
    expect(Date.parse(begun.expires_at) - Date.now()).toBeLessThanOrEqual(600_000);
    const row = await rig.app.db.one('SELECT * FROM social_oauth_connections WHERE id = $1', [begun.connection_id]);
    const state = asked.get('state') ?? '';
    expect(state).toHaveLength(43);
    expect(JSON.stringify(row)).not.toContain(state);
    expect((row.state_hash as Buffer).equals(createHash('sha256').update(state).digest())).toBe(false);
    expect(String(row.code_verifier)).toMatch(/^sb1\./);
    await comeBack(await consent(begun.authorization_url));
    const redeemed = (await rig.app.sandbox.requests('meta')).filter(({ url }) => url.includes('code_verifier'));
    expect(redeemed.at(-1)?.status).toBe(200);
  });

  it('refuses a code that another challenge was asked with', async () => {
    const begun = await begin();
    const url = new URL(begun.authorization_url);
    url.searchParams.set('code_challenge', createHash('sha256').update('somebody else').digest('base64url'));
    const back = await comeBack(await consent(url.href));
    expectRefusal(back, 424, 'PROVIDER_REJECTED');
    const { body } = await http.get(`${OAUTH}/connections/${begun.connection_id}`);
    expect(body.data).toMatchObject({ status: 'failed', error: { code: 'PROVIDER_REJECTED' } });
  });

  it('takes a state once, and says why it takes no other', async () => {
    const path = await consent((await begin()).authorization_url);
    expect((await comeBack(path)).status).toBe(200);
    const late = await begin();
    const latePath = await consent(late.authorization_url);
    await rig.app.db.query("UPDATE social_oauth_connections SET expires_at = now() - interval '1 s' WHERE id = $1", [
      late.connection_id,
    ]);
    const other = (await consent((await begin()).authorization_url)).replace('/facebook/', '/instagram/');
    const answers: Answer[] = [];
    for (const each of [
      path,
      latePath,
      other,
      `${OAUTH}/facebook/callback?code=x&state=made-up`,
      `${OAUTH}/facebook/callback`,
    ]) {
      answers.push(await comeBack(each));
    }
    for (const answer of answers) expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(answers.map(({ body }) => String(body.error?.details.reason))).toEqual([
      'was used already',
      'is too old: it is good for 10 minutes',
      'is not one that was made here',
      'is not one that was made here',
      'is missing',
    ]);
  });

  it('tells of a consent that was not given, and shows browsers a page', async () => {
    const begun = await begin();
    const denied = await comeBack(await consent(begun.authorization_url, '&sandbox_deny=1'), PAGES);
    expect([denied.status, denied.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(denied.text).toContain('Permissions error');
    const { body } = await http.get(`${OAUTH}/connections/${begun.connection_id}`);
    expect(body.data).toMatchObject({ status: 'denied', error: { code: 'CONSENT_DENIED' } });
    const refused = await comeBack(`${OAUTH}/facebook/callback?state=%3Cb%3E`, PAGES);
    expect([refused.status, refused.headers.get('content-security-policy')]).toEqual([
      400,
      expect.stringContaining("default-src 'none'"),
    ]);
    const good = await comeBack(await consent((await begin()).authorization_url), PAGES);
    expect(good.text).toMatch(/Confirmation: [\w-]{43}/);
    expect([good.headers.get('referrer-policy'), good.headers.get('cache-control')]).toEqual([
      'no-referrer',
      'no-store',
    ]);
  });

  it('sends the browser on to a place of ours, and to no other', async () => {
    for (const target of [
      'https://evil.example/',
      '//evil.example',
      'javascript:alert(1)',
      'https://a@shop.example/',
    ]) {
      const answer = await http.post(`${OAUTH}/facebook/start`, { redirect_to: target });
      expect([target, answer.status, answer.body.error?.details.field]).toEqual([target, 400, 'redirect_to']);
    }
    const begun = await begin('facebook', { redirect_to: 'https://shop.example/accounts?tab=1' });
    const back = await fetch(rig.app.url + (await consent(begun.authorization_url)), { redirect: 'manual' });
    const target = new URL(back.headers.get('location') ?? '');
    expect([back.status, target.origin + target.pathname + target.search]).toEqual([
      303,
      'https://shop.example/accounts?tab=1',
    ]);
    expect(Object.fromEntries(new URLSearchParams(target.hash.slice(1)))).toMatchObject({
      connection_id: begun.connection_id,
      status: 'pending',
      confirmation: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
  });

  it('gives an account that is there its new token, without anything to pick', async () => {
    const { id, path } = await rig.added();
    await rig.set(id, "token_warned_days = '{14}', connection_state = 'failed', token_refused_at = now()");
    const sealed = (await rig.rowOf(id)).access_token;
    const begun = await begin('facebook', { account_id: id });
    const back = await comeBack(await consent(begun.authorization_url));
    expect(back.body.data).toEqual({
      connection_id: begun.connection_id,
      status: 'completed',
      confirmation: null,
      account_id: id,
    });
    const { body } = await http.get(path);
    expect(body.data).toMatchObject({ connection: { state: 'connected' }, token: { state: 'valid', warned: [] } });
    expect((await rig.rowOf(id)).access_token).not.toBe(sealed);
  });

  it('connects an advertiser of TikTok', async () => {
    const begun = await begin('tiktok');
    const back = await comeBack(await consent(begun.authorization_url));
    const { confirmation } = back.body.data as { confirmation: string };
    const picked = await http.post(`${OAUTH}/connections/${begun.connection_id}/accounts`, {
      confirmation,
      accounts: [{ account_id: ADVERTISER }],
    });
    expect(picked.body.data.accounts).toMatchObject([{ platform: 'tiktok', account_id: ADVERTISER, currency: 'EUR' }]);
  });

  describe('picking', () => {
    const pending = async (): Promise<{ path: string; confirmation: string }> => {
      const begun = await begin();
      const back = await comeBack(await consent(begun.authorization_url));
      const { confirmation } = back.body.data as { confirmation: string };
      return { path: `${OAUTH}/connections/${begun.connection_id}/accounts`, confirmation };
    };

    it('wants the confirmation that the browser was given: nobody consents for somebody else', async () => {
      const { path } = await pending();
      const other = await pending();
      const accounts = [{ account_id: AD_ACCOUNT }];
      expectRefusal(await http.post(path, { confirmation: other.confirmation, accounts }), 403, 'FORBIDDEN');
      expect((await http.get(ACCOUNTS)).body.data.items).toEqual([]);
    });

    it('adds all or none, and says which one was wrong', async () => {
      const { path, confirmation } = await pending();
      const accounts = [{ account_id: AD_ACCOUNT }, { account_id: 'act_9' }];
      const answer = await http.post(path, { confirmation, accounts });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error?.details.field).toBe('accounts.1.account_id');
      expect((await http.get(ACCOUNTS)).body.data.items).toEqual([]);
      expect((await http.post(path, { confirmation, accounts: [{ account_id: AD_ACCOUNT }] })).status).toBe(200);
    });

    it('is over after an hour, and for everybody else there is nothing', async () => {
      const { path, confirmation } = await pending();
      const stranger = await as(rig.app.http, await aUser(rig.app.db));
      const body = { confirmation, accounts: [{ account_id: AD_ACCOUNT }] };
      expectRefusal(await stranger.post(path, body), 404, 'NOT_FOUND');
      expectRefusal(await stranger.get(path.replace(/\/accounts$/, '')), 404, 'NOT_FOUND');
      await rig.app.db.query(
        "UPDATE social_oauth_connections SET expires_at = now() - interval '1 s' WHERE user_id = $1",
        [rig.user.id],
      );
      expectRefusal(await http.post(path, body), 409, 'INVALID_STATE');
      const purge = rig.app.nest.get(PurgeConsents, { strict: false });
      await purge.run();
      const left = await rig.app.db.query('SELECT access_token FROM social_oauth_connections WHERE user_id = $1', [
        rig.user.id,
      ]);
      expect(left).toEqual([{ access_token: null }]);
      await rig.app.db.query(
        "UPDATE social_oauth_connections SET expires_at = now() - interval '25 h' WHERE user_id = $1",
        [rig.user.id],
      );
      await purge.run();
      expect(await rig.app.db.count('social_oauth_connections', 'user_id = $1', [rig.user.id])).toBe(0);
    });
  });

  it('answers 404 for a platform that there is not', async () => {
    expectRefusal(await http.post(`${OAUTH}/myspace/start`, {}), 404, 'NOT_FOUND');
    expectRefusal(await comeBack(`${OAUTH}/myspace/callback?state=x`), 404, 'NOT_FOUND');
  });
});
