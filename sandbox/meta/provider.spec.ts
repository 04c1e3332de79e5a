import { createHash } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import { EUR, Graph, proof, SECRET } from './spec-support.js';

let graph: Graph;
beforeEach(async () => {
  graph = await Graph.start({ SANDBOX_META_CALLS_PER_HOUR: '100' });
});
afterEach(() => graph.sandbox.close());

const APP = { client_id: 'sandbox-meta-app', client_secret: SECRET };

describe('the stand-in for Meta', () => {
  it('wants a token that it knows, in the query or as a bearer', async () => {
    expect((await graph.get('/me', {}, null)).error).toMatchObject({ code: 2500, type: 'OAuthException' });
    const wrong = await graph.get('/me', {}, 'of-nobody');
    expect([wrong.status, wrong.error.code]).toEqual([401, 190]);
    expect(wrong.headers.get('www-authenticate')).toContain('invalid_token');
    const old = await graph.get('/me', {}, 'sandbox-meta-expired-token');
    expect(old.error).toMatchObject({ code: 190, error_subcode: 463, fbtrace_id: expect.any(String) as string });
    expect((await graph.get('/me')).body).toEqual({ name: 'Sandra Sandbox', id: '3000000001' });
    const bearer = await graph.send('/me', { headers: { authorization: 'Bearer sandbox-meta-long-token' } });
    expect(bearer.body.id).toBe('3000000001');
  });

  it('checks a proof that is sent, and demands one for the app that does', async () => {
    const token = 'sandbox-meta-long-token';
    expect((await graph.get('/me', { appsecret_proof: proof(token) })).status).toBe(200);
    expect((await graph.get('/me', { appsecret_proof: proof('other') })).error.message).toContain(
      'Invalid appsecret_proof',
    );
    const strict = 'sandbox-meta-strict-token';
    expect((await graph.get('/me', {}, strict)).error.message).toContain('require an appsecret_proof');
    const given = proof(strict, 'sandbox-meta-strict-app-secret');
    expect((await graph.get('/me', { appsecret_proof: given }, strict)).status).toBe(200);
    await graph.event('proof_required');
    expect((await graph.get('/me')).error).toMatchObject({ code: 100, type: 'GraphMethodException' });
  });

  it('turns a short token into one of sixty days, which lasts so long and no longer', async () => {
    const given = { ...APP, grant_type: 'fb_exchange_token', fb_exchange_token: 'sandbox-meta-short-token' };
    const { body } = await graph.get('/oauth/access_token', given, null);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    const token = body.access_token as string;
    await graph.event('time_passed', { hours: 24 * 59 });
    expect((await graph.get('/me', {}, token)).status).toBe(200);
    await graph.event('time_passed', { hours: 25 });
    expect((await graph.get('/me', {}, token)).error).toMatchObject({ code: 190, error_subcode: 463 });
    const wrong = await graph.get('/oauth/access_token', { ...given, client_secret: 'other' }, null);
    expect(wrong.error.message).toBe('Error validating client secret.');
  });

  it('redeems a code once, for the address and the verifier that it was asked with', async () => {
    const verifier = 'v'.repeat(43);
    const redirect = 'https://ksap.example/callback';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = {
      client_id: APP.client_id,
      redirect_uri: redirect,
      state: 's 1',
      scope: 'ads_management,ads_read',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    const codeOf = async (more: Record<string, string> = {}): Promise<URL> => {
      const page = await graph.get('/dialog/oauth', { ...asked, ...more }, null);
      expect(page.status).toBe(302);
      return new URL(page.headers.get('location') ?? '');
    };
    const back = await codeOf();
    expect(back.searchParams.get('state')).toBe('s 1');
    const code = back.searchParams.get('code') ?? '';
    const redeem = (given: Record<string, string>): ReturnType<Graph['get']> =>
      graph.get('/oauth/access_token', { ...APP, redirect_uri: redirect, code, ...given }, null);
    expect((await redeem({ code_verifier: 'wrong' })).error.message).toBe('Error validating code verifier.');
    expect((await redeem({ code_verifier: verifier, redirect_uri: 'https://other.example/' })).error.code).toBe(100);
    const granted = await redeem({ code_verifier: verifier });
    expect(granted.body.expires_in).toBe(7200);
    expect((await redeem({ code_verifier: verifier })).error.code).toBe(100);
    const told = await graph.get('/me/permissions', {}, granted.body.access_token as string);
    expect(told.data.map((one) => one.permission)).toEqual(['ads_management', 'ads_read', 'public_profile']);
    expect((await codeOf({ sandbox_deny: '1' })).searchParams.get('error_reason')).toBe('user_denied');
    expect((await graph.get('/dialog/oauth', { ...asked, scope: 'everything' }, null)).status).toBe(400);
  });

  it('tells what a token is, also of one that no longer works', async () => {
    const app = 'sandbox-meta-app|sandbox-meta-app-secret';
    const of = async (input_token: string, asker = app): Promise<JsonObject> =>
      (await graph.get('/debug_token', { input_token }, asker)).body.data as JsonObject;
    expect(await of('sandbox-meta-long-token')).toMatchObject({
      app_id: 'sandbox-meta-app',
      is_valid: true,
      type: 'USER',
      user_id: '3000000001',
    });
    expect(await of('sandbox-meta-system-token')).toMatchObject({ expires_at: 0, type: 'SYSTEM_USER' });
    expect(await of('sandbox-meta-expired-token')).toMatchObject({
      is_valid: false,
      error: { code: 190, subcode: 463 },
    });
    await graph.event('token_revoked');
    expect(await of('sandbox-meta-long-token')).toMatchObject({ is_valid: false, error: { subcode: 460 } });
    expect(await of('of-nobody')).toMatchObject({ is_valid: false });
    expect(await of('sandbox-meta-strict-token')).toMatchObject({ is_valid: false, error: { code: 100 } });
    const none = await graph.get('/debug_token', { input_token: 'x' }, 'sandbox-meta-app|wrong');
    expect(none.status).toBe(400);
  });

  it('shows pages with the Instagram account behind them, and ad accounts', async () => {
    const fields = 'id,name,access_token,instagram_business_account{id,username}';
    const pages = await graph.get('/me/accounts', { fields });
    expect(pages.data).toMatchObject([
      { id: '2000000001', instagram_business_account: { id: '17840000000000001', username: 'ksap.demo' } },
    ]);
    await graph.event('instagram_unlinked');
    expect((await graph.get('/me/accounts', { fields })).data[0]).not.toHaveProperty('instagram_business_account');
    const accounts = await graph.get('/me/adaccounts', { fields: 'id,currency,timezone_name', limit: '1' });
    expect(accounts.data).toEqual([{ id: EUR, currency: 'EUR', timezone_name: 'Europe/Berlin' }]);
    const next = (accounts.body.paging as JsonObject).next as string;
    const second = (await (await fetch(next)).json()) as JsonObject;
    expect(second.data).toMatchObject([{ id: 'act_1000000002', currency: 'USD' }]);
    expect(second.paging).not.toHaveProperty('next');
  });

  it('refuses fields, parameters, objects and versions that there are not', async () => {
    expect((await graph.get(`/${EUR}`, { fields: 'colour' })).error.message).toBe(
      '(#100) Tried accessing nonexisting field (colour) on node type (AdAccount)',
    );
    expect((await graph.get(`/${EUR}`, { colour: 'red' })).error.code).toBe(100);
    expect((await graph.get('/act_5')).error).toMatchObject({ code: 100, error_subcode: 33 });
    const foreign = await graph.get('/act_1000000009');
    expect([foreign.status, foreign.error.code]).toEqual([403, 200]);
    expect((await graph.get('/../v24.0/me')).error.code).toBe(2635);
    expect((await graph.get(`/${EUR}`, { fields: 'id{' })).status).toBe(400);
  });

  it('tells how much was used, and refuses at the end of it until time has passed', async () => {
    const used = async (): Promise<number> => {
      const header = (await graph.get(`/${EUR}`)).headers.get('x-business-use-case-usage') ?? '{}';
      const told = JSON.parse(header) as Record<string, { call_count: number }[]>;
      return told['1000000001']?.[0]?.call_count ?? -1;
    };
    const first = await used();
    for (let i = 0; i < 10; i++) await used();
    expect([await used(), first]).toEqual([12, 1]);
    await graph.event('usage', { account_id: EUR, percent: 100 });
    expect((await graph.get(`/${EUR}`)).error).toMatchObject({ code: 80004, error_subcode: 2446079 });
    await graph.event('time_passed', { hours: 1 });
    expect((await graph.get(`/${EUR}`)).status).toBe(200);
  });

  it('fails in its own words when it is told to', async () => {
    const fault = (kind: string): Promise<unknown> =>
      graph.control('POST', 'faults', { provider: 'meta', kind, count: 1 });
    await fault('rate_limit');
    expect((await graph.get(`/${EUR}`)).error.code).toBe(80004);
    await fault('error_500');
    const broken = await graph.get('/me');
    expect([broken.status, broken.error]).toEqual([500, expect.objectContaining({ code: 2, is_transient: true })]);
    await fault('auth_revoked');
    expect((await graph.get('/me')).error).toMatchObject({ code: 190, error_subcode: 460 });
  });

  it('lets a person read only what the token was granted', async () => {
    await graph.event('permission_revoked', { permission: 'ads_read' });
    expect((await graph.get('/me/adaccounts')).status).toBe(200);
    await graph.event('permission_revoked', { permission: 'ads_management' });
    const refused = await graph.get('/me/adaccounts');
    expect([refused.status, refused.error.code]).toEqual([403, 200]);
    await expect(graph.event('permission_revoked', { permission: 'ads_read' })).rejects.toThrow(
      'the token has no ads_read',
    );
  });
});
