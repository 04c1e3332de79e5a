import type { Json } from '../core/json.js';
import type { SandboxAnswer, SandboxRequest } from '../core/provider.js';
import { readUrl } from '../core/read-url.js';
import { advertiserView } from './advertisers.js';
import type { Call, Route } from './call.js';
import type { Input } from './input.js';
import { TiktokRefusal, wrong } from './refusal.js';
import { APP_ID, APP_SECRET, SCOPES, type Tokens } from './tokens.js';
import type { World } from './world.js';

/** What needs no access token. */
export const OPEN_ROUTES: Record<string, (world: World, input: Input) => Json> = {
  'POST /oauth2/access_token/': ({ tokens }, input) => {
    checkApp(input.needed('app_id'), input.needed('secret'));
    const token = tokens.redeem(input.needed('auth_code'));
    input.onlyThese(['grant_type']);
    return { access_token: token.value, scope: token.scopes, advertiser_ids: token.advertiser_ids };
  },
  'POST /oauth2/refresh_token/': ({ tokens }, input) => {
    checkApp(input.needed('app_id'), input.needed('secret'));
    return refreshed(tokens, input);
  },
  'POST /tt_user/oauth2/refresh_token/': ({ tokens }, input) => {
    checkApp(input.needed('client_id'), input.needed('client_secret'));
    input.neededOf('grant_type', ['refresh_token']);
    return refreshed(tokens, input);
  },
};

export const ACCOUNT_ROUTES: Record<string, Route> = {
  'GET /oauth2/advertiser/get/': {
    scope: SCOPES.account,
    run: ({ world, input, token }) => {
      checkApp(input.needed('app_id'), input.needed('secret'));
      const list = token.advertiser_ids.flatMap((id) => {
        const one = world.advertisers.get(id);
        return one === undefined ? [] : [{ advertiser_id: one.advertiser_id, advertiser_name: one.name }];
      });
      return { list };
    },
  },
  'GET /advertiser/info/': {
    scope: SCOPES.account,
    run: ({ world, input, token }: Call) => {
      const ids = input.texts('advertiser_ids');
      if (ids === null || ids.length === 0) throw wrong('advertiser_ids: Missing data for required field.');
      if (ids.length > 100) throw wrong('advertiser_ids: Longer than maximum length 100.');
      const fields = input.texts('fields');
      return { list: ids.map((id) => advertiserView(world.advertiser(token, id), fields)) };
    },
  },
};

/** GET /portal/auth: the person agrees at once, or (`sandbox_deny=1`, no parameter of TikTok's) does not. */
export function portal(world: World, { url }: SandboxRequest): SandboxAnswer {
  const redirect = readUrl(url.searchParams.get('redirect_uri') ?? '');
  if (url.searchParams.get('app_id') !== APP_ID || redirect === null) {
    return { status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Invalid app_id or redirect_uri</h1>' };
  }
  const state = url.searchParams.get('state');
  if (url.searchParams.get('sandbox_deny') === '1') redirect.searchParams.set('error', 'access_denied');
  else {
    const code = world.tokens.code();
    redirect.searchParams.set('auth_code', code);
    redirect.searchParams.set('code', code);
  }
  if (state !== null) redirect.searchParams.set('state', state);
  return { status: 302, headers: { location: redirect.href }, body: '' };
}

function refreshed(tokens: Tokens, input: Input): Json {
  const value = input.needed('refresh_token');
  input.onlyThese();
  const { token, refresh_token, refresh_expires_in } = tokens.refresh(value);
  return {
    access_token: token.value,
    expires_in: (token.expires_at ?? 0) - tokens.now(),
    refresh_token,
    refresh_token_expires_in: refresh_expires_in,
    scope: token.scopes,
    advertiser_ids: token.advertiser_ids,
    token_type: 'Bearer',
  };
}

function checkApp(id: string, secret: string): void {
  if (id !== APP_ID) throw new TiktokRefusal(40002, 'app_id: The app does not exist.');
  if (secret !== APP_SECRET) throw new TiktokRefusal(40002, 'secret: The secret does not match the app.');
}
