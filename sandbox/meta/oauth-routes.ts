import type { JsonObject } from '../core/json.js';
import type { SandboxAnswer } from '../core/provider.js';
import { readUrl } from '../core/read-url.js';
import { appWith, type MetaApp } from './apps.js';
import type { Params } from './input.js';
import { answer, GraphRefusal, wrongParam } from './refusal.js';
import { ALL_SCOPES, LONG_LIFE, type MetaToken, SHORT_LIFE, type Tokens } from './tokens.js';

export interface OauthDesk {
  apps: ReadonlyMap<string, MetaApp>;
  tokens: Tokens;
}

/** GET /oauth/access_token: a code, a short token, or the app's own name and secret become a token. */
export function accessToken({ apps, tokens }: OauthDesk, params: Params): SandboxAnswer {
  const app = appWith(apps, params.needed('client_id'), params.needed('client_secret'));
  const grant = params.text('grant_type');
  if (grant === 'client_credentials') {
    params.onlyThese();
    return answer({ access_token: `${app.id}|${app.secret}`, token_type: 'bearer' });
  }
  if (grant === 'fb_exchange_token') {
    const old = tokens.live(params.needed('fb_exchange_token'));
    params.onlyThese();
    if (old.app_id !== app.id)
      throw new GraphRefusal(190, 'Error validating access token: it belongs to another application.');
    return granted(tokens, tokens.grant(app.id, LONG_LIFE, old.scopes, old.declined));
  }
  if (grant !== null && grant !== 'authorization_code') throw wrongParam(`Unsupported grant_type ${grant}`);
  const [code, redirect] = [params.needed('code'), params.needed('redirect_uri')];
  const verifier = params.text('code_verifier');
  params.onlyThese();
  const { scopes } = tokens.redeem(code, app.id, redirect, verifier);
  return granted(tokens, tokens.grant(app.id, SHORT_LIFE, scopes));
}

function granted(tokens: Tokens, token: MetaToken): SandboxAnswer {
  return answer({ access_token: token.value, token_type: 'bearer', expires_in: token.expires_at - tokens.now() });
}

/** GET /dialog/oauth: the person agrees at once, or (`sandbox_deny=1`, no parameter of Meta's) does not. */
export function dialog({ apps, tokens }: OauthDesk, params: Params): SandboxAnswer {
  const app = apps.get(params.text('client_id') ?? '');
  if (app === undefined) throw new GraphRefusal(101, 'Invalid App ID');
  const redirect = params.needed('redirect_uri');
  const target = readUrl(redirect);
  if (target === null) throw new GraphRefusal(191, 'redirect_uri is not an absolute URI. Check RFC 3986.');
  const state = params.text('state');
  const type = params.text('response_type') ?? 'code';
  if (type !== 'code') throw wrongParam('Only response_type=code is offered by this sandbox');
  const challenge = params.text('code_challenge');
  const method = params.oneOf('code_challenge_method', ['S256', 'plain']) ?? 'plain';
  const scopes = (params.text('scope') ?? 'public_profile').split(/[, ]+/).filter((scope) => scope !== '');
  for (const scope of scopes) {
    if (!ALL_SCOPES.includes(scope) && !OTHER_SCOPES.includes(scope)) throw wrongParam(`Invalid Scopes: ${scope}.`);
  }
  if (params.text('sandbox_deny') === '1') {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_code', '200');
    target.searchParams.set('error_description', 'Permissions error');
    target.searchParams.set('error_reason', 'user_denied');
  } else {
    const given = [...new Set([...scopes, 'public_profile'])];
    target.searchParams.set(
      'code',
      tokens.code({ app_id: app.id, redirect_uri: redirect, scopes: given, challenge, method }),
    );
  }
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { location: target.href }, body: '' };
}

const OTHER_SCOPES = [
  'email',
  'read_insights',
  'instagram_manage_insights',
  'instagram_content_publish',
  'catalog_management',
];

/** GET /debug_token: what a token is, for the app that it was given to. */
export function debugToken({ apps, tokens }: OauthDesk, params: Params, asker: string): SandboxAnswer {
  const [id = '', secret] = asker.split('|');
  const app = secret === undefined ? apps.get(tokens.live(asker).app_id) : appWith(apps, id, secret);
  const input = params.needed('input_token');
  params.onlyThese();
  if (app === undefined) throw new GraphRefusal(190, 'Invalid OAuth access token signature.', { status: 401 });
  const token = tokens.find(input);
  if (token === undefined) {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
    return answer({ data: { error, is_valid: false, scopes: [] } });
  }
  if (token.app_id !== app.id) {
    const words = '(#100) The App_id in the input_token did not match the Viewing App';
    return answer({ data: { error: { code: 100, message: words }, is_valid: false, scopes: [] } });
  }
  return answer({ data: told(tokens, token, app) });
}

function told(tokens: Tokens, token: MetaToken, app: MetaApp): JsonObject {
  const trouble = troubleOf(tokens, token);
  return {
    app_id: token.app_id,
    type: token.type,
    application: app.name,
    data_access_expires_at: token.data_access_expires_at,
    ...(trouble !== null && { error: trouble }),
    expires_at: token.expires_at,
    is_valid: trouble === null,
    issued_at: token.issued_at,
    scopes: token.scopes,
    granular_scopes: token.scopes.map((scope) => ({ scope })),
    user_id: token.user_id,
  };
}

function troubleOf(tokens: Tokens, token: MetaToken): JsonObject | null {
  try {
    tokens.live(token.value);
    return null;
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    return { code: error.code, message: error.message, subcode: error.more.subcode ?? 0 };
  }
}
