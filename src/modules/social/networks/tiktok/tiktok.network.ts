import type { ProviderSettings } from '../../../../common/config/provider-settings.js';
import { AppError } from '../../../../common/errors/app-error.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { NetworkConnection, NetworkLine } from '../network.connection.js';
import {
  type AccountKind,
  type CodeRedemption,
  type ConsentAnswer,
  type ConsentRequest,
  SocialNetwork,
  type VerifyRequest,
} from '../network.port.js';
import type { TokenGrant, TokenReport } from '../network.records.js';
import { TikTokCampaigns } from './tiktok.campaigns.js';
import { TikTokClient } from './tiktok.client.js';
import { TIKTOK } from './tiktok.errors.js';
import { ADVERTISER_FIELDS, adAccountOf, type TikTokAdvertiser } from './tiktok.mapper.js';

/** What `advertiser/info` takes at once. */
const ADVERTISERS_A_CALL = 100;
const UNTOLD_END_MS = 3600_000;

/** TikTok's API for Business: an account is an advertiser. */
export class TikTokNetwork extends SocialNetwork {
  override readonly key = 'tiktok';
  override readonly label = 'TikTok';
  override readonly platforms = ['tiktok'] as const;
  override readonly campaigns: TikTokCampaigns;
  override readonly has_refresh_tokens = true;
  /** At most ten within any second, as many as an app may make at first. */
  override readonly initial_budget = { capacity: 5, restore_per_second: 5 };
  private readonly client: TikTokClient;

  constructor(private readonly settings: ProviderSettings) {
    super();
    this.client = new TikTokClient(settings.tiktok_api_url);
    this.campaigns = new TikTokCampaigns(this.client);
  }

  override kindOf(): AccountKind {
    return 'ad_account';
  }

  /** There is no other kind of token to be had for one. One that has to be renewed does not tell when: soon, then. */
  override exchange({ tokens, clock }: NetworkConnection): Promise<TokenGrant> {
    const soon = new Date(clock.ms() + UNTOLD_END_MS).toISOString();
    return Promise.resolve({ ...tokens, token_expires_at: tokens.refresh_token === null ? null : soon });
  }

  override async verify(connection: NetworkConnection, request: VerifyRequest): Promise<TokenReport> {
    const named = request.ad_account_id;
    const ids = named === null || this.app !== null ? await this.advertisersOf(connection) : [named];
    const accounts: TikTokAdvertiser[] = [];
    for (let at = 0; at < ids.length; at += ADVERTISERS_A_CALL) {
      const data = await this.client.get(connection, 'advertiser/info', {
        advertiser_ids: ids.slice(at, at + ADVERTISERS_A_CALL),
        fields: ADVERTISER_FIELDS,
      });
      accounts.push(...listIn<TikTokAdvertiser>(data));
    }
    return {
      owner: null,
      scopes: [],
      missing_scopes: [],
      token_expires_at: null,
      data_access_expires_at: null,
      ad_accounts: accounts.map(adAccountOf),
      pages: [],
      warnings: [],
    };
  }

  /** Only tokens that came with a refresh token end, after a day; the advertisers' do not. */
  override async refresh(connection: NetworkConnection): Promise<TokenGrant | null> {
    const { refresh_token } = connection.tokens;
    if (refresh_token === null) return null;
    const { id, secret } = this.configured('refresh the token');
    const data = await this.client.post(connection, 'tt_user/oauth2/refresh_token', {
      client_id: id,
      client_secret: secret,
      grant_type: 'refresh_token',
      refresh_token,
    });
    return grantIn(data, connection);
  }

  /** The portal knows no PKCE: the state alone ties the answer to the question. */
  override authorizationUrl({ redirect_uri, state }: ConsentRequest): string {
    const query = new URLSearchParams({
      app_id: this.configured('connect accounts by consent').id,
      state,
      redirect_uri,
    });
    return `${this.settings.tiktok_api_url}/portal/auth?${query.toString()}`;
  }

  override readConsent(query: Readonly<Record<string, string>>): ConsentAnswer {
    const code = query.auth_code ?? query.code ?? null;
    const said = query.error_description ?? query.error ?? query.message ?? null;
    return { state: query.state ?? null, code, refusal: code === null ? said : null };
  }

  override async redeem(line: NetworkLine, { code }: CodeRedemption): Promise<TokenGrant> {
    const { id, secret } = this.configured('connect accounts by consent');
    const data = await this.client.post(line, 'oauth2/access_token', { app_id: id, secret, auth_code: code });
    return grantIn(data, line);
  }

  private async advertisersOf(connection: NetworkConnection): Promise<string[]> {
    const { id, secret } = this.configured('find the ad accounts of a token, or name one as account_id');
    const data = await this.client.get(connection, 'oauth2/advertiser/get', { app_id: id, secret });
    return listIn<{ advertiser_id: string }>(data).map(({ advertiser_id: each }) => each);
  }

  private get app(): { id: string; secret: string } | null {
    const { tiktok_app_id: id, tiktok_app_secret: secret } = this.settings;
    return id === null || secret === null ? null : { id, secret };
  }

  private configured(what: string): { id: string; secret: string } {
    if (this.app !== null) return this.app;
    throw new AppError('PROVIDER_NOT_CONFIGURED', `Set TIKTOK_APP_ID and TIKTOK_APP_SECRET to ${what}`, {
      provider: TIKTOK,
      setting: 'TIKTOK_APP_ID',
    });
  }
}

function listIn<T>(data: Record<string, unknown>): T[] {
  if (Array.isArray(data.list)) return data.list as T[];
  throw new ProviderError({ fault: 'bad_answer', provider: TIKTOK, message: 'TikTok answered without its list' });
}

function grantIn(data: Record<string, unknown>, { clock }: NetworkLine): TokenGrant {
  const { access_token: token, refresh_token: refresh, expires_in: seconds } = data;
  if (typeof token !== 'string' || token === '') {
    throw new ProviderError({
      fault: 'bad_answer',
      provider: TIKTOK,
      message: 'TikTok promised a token and gave none',
    });
  }
  const ends = typeof seconds === 'number' && seconds > 0 ? new Date(clock.ms() + seconds * 1000).toISOString() : null;
  return {
    access_token: token,
    refresh_token: typeof refresh === 'string' && refresh !== '' ? refresh : null,
    token_expires_at: ends,
  };
}
