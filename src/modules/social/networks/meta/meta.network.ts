import type { ProviderSettings } from '../../../../common/config/provider-settings.js';
import { AppError } from '../../../../common/errors/app-error.js';
import type { NetworkConnection, NetworkLine, SocialPlatform } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import { MetaCampaigns } from './meta.campaigns.js';
import {
  type AccountKind,
  type CodeRedemption,
  type ConsentAnswer,
  type ConsentRequest,
  SocialNetwork,
  type VerifyRequest,
} from '../network.port.js';
import type { TokenGrant, TokenReport } from '../network.records.js';
import { dialogAddress } from './meta.address.js';
import { badAnswer, type MetaApp, MetaClient } from './meta.client.js';
import { META } from './meta.errors.js';
import {
  AD_ACCOUNT_FIELDS,
  adAccountOf,
  type MetaAdAccount,
  type MetaPage,
  type MetaToken,
  PAGE_FIELDS,
  pageOf,
  timeOf,
} from './meta.mapper.js';

/** A token that ends sooner than this is a short one (they live an hour or two), and is exchanged. */
const SHORT_LIVED_MS = 2 * 24 * 3600_000;
const PAGE_SIZE = '100';

const ADS = ['ads_management', 'ads_read'];
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  facebook: [...ADS, 'pages_show_list'],
  instagram: [...ADS, 'pages_show_list', 'instagram_basic'],
};
/** Asked for besides, and worked without. */
const WANTED = ['business_management', 'pages_read_engagement'];

/** Facebook and Instagram: ad accounts and the pages and profiles that their ads speak as. */
export class MetaNetwork extends SocialNetwork {
  override readonly key = 'meta';
  override readonly label = 'Meta';
  override readonly platforms = ['facebook', 'instagram'] as const;
  override readonly campaigns: MetaCampaigns;
  override readonly has_refresh_tokens = false;
  override readonly initial_budget = { capacity: 30, restore_per_second: 2 };
  private readonly client: MetaClient;
  private readonly app: MetaApp | null;

  constructor(private readonly settings: ProviderSettings) {
    super();
    const { meta_app_id: id, meta_app_secret: secret } = settings;
    this.app = id === null || secret === null ? null : { id, secret };
    this.client = new MetaClient(settings.meta_graph_url, this.app);
    this.campaigns = new MetaCampaigns(this.client);
  }

  override kindOf(platform: SocialPlatform): AccountKind {
    return platform === 'instagram' ? 'profile' : 'ad_account';
  }

  override async exchange(connection: NetworkConnection): Promise<TokenGrant> {
    const token = await this.debug(connection);
    const { access_token } = connection.tokens;
    const ends = timeOf(token.expires_at);
    const kept = { access_token, refresh_token: null, token_expires_at: ends };
    if (!isShortLived(ends, connection) || this.app === null) return kept;
    return this.grant(connection, {
      grant_type: 'fb_exchange_token',
      client_id: this.app.id,
      client_secret: this.app.secret,
      fb_exchange_token: access_token,
    });
  }

  override async verify(connection: NetworkConnection, { platform }: VerifyRequest): Promise<TokenReport> {
    const token = await this.debug(connection);
    const scopes = token.scopes ?? [];
    const missing = (NEEDED[platform] ?? []).filter((scope) => !scopes.includes(scope));
    const owner = await this.client.get<{ id: string; name?: string }>(connection, 'me', { fields: 'id,name' });
    const reaches = missing.length > 0 ? NOTHING : await this.reachOf(connection);
    const expires = timeOf(token.expires_at);
    return {
      owner: { id: owner.id, name: owner.name ?? null },
      scopes,
      missing_scopes: missing,
      token_expires_at: expires,
      data_access_expires_at: timeOf(token.data_access_expires_at),
      ...reaches,
      warnings: isShortLived(expires, connection) && this.app === null ? [SHORT_WARNING] : [],
    };
  }

  /** A long-lived token is renewed by its owner's consent alone. */
  override refresh(): Promise<TokenGrant | null> {
    return Promise.resolve(null);
  }

  override authorizationUrl({ platform, redirect_uri, state, code_challenge }: ConsentRequest): string {
    return dialogAddress(this.settings.meta_graph_url, {
      client_id: this.configured().id,
      redirect_uri,
      state,
      response_type: 'code',
      scope: [...(NEEDED[platform] ?? []), ...WANTED].join(','),
      code_challenge,
      code_challenge_method: 'S256',
    });
  }

  override readConsent(query: Readonly<Record<string, string>>): ConsentAnswer {
    const said = query.error_description ?? query.error_message ?? query.error_reason ?? query.error ?? null;
    return { state: query.state ?? null, code: query.code ?? null, refusal: query.code === undefined ? said : null };
  }

  override redeem(line: NetworkLine, { code, redirect_uri, code_verifier }: CodeRedemption): Promise<TokenGrant> {
    const { id, secret } = this.configured();
    return this.grant(line, { client_id: id, client_secret: secret, redirect_uri, code, code_verifier });
  }

  private async grant(line: NetworkLine, query: Record<string, string>): Promise<TokenGrant> {
    const answer = await this.client.read<{ access_token?: unknown; expires_in?: unknown }>(
      line,
      'oauth/access_token',
      query,
      null,
    );
    if (typeof answer.access_token !== 'string') throw badAnswer('a token was promised and did not come');
    const { access_token, expires_in: seconds } = answer;
    const ends =
      typeof seconds === 'number' && seconds > 0 ? new Date(line.clock.ms() + seconds * 1000).toISOString() : null;
    return { access_token, refresh_token: null, token_expires_at: ends };
  }

  /** Throws NetworkError `token` for one that is not good, or is another app's. */
  private async debug(connection: NetworkConnection): Promise<MetaToken> {
    const { access_token: token } = connection.tokens;
    const bearer = this.app === null ? token : `${this.app.id}|${this.app.secret}`;
    const answer = await this.client.read<{ data?: MetaToken }>(
      connection,
      'debug_token',
      { input_token: token },
      bearer,
    );
    const { data } = answer;
    if (data === undefined) throw badAnswer('debug_token came without data');
    if (data.is_valid !== true) throw refusedToken(data.error?.message ?? 'it is not valid', data.error?.code ?? 190);
    if (this.app !== null && data.app_id !== undefined && data.app_id !== this.app.id) {
      throw refusedToken('it was made for another app than META_APP_ID names', 190);
    }
    if (data.type === 'PAGE')
      throw refusedToken('it is of a page alone: give that of a person or of a system user', 190);
    return data;
  }

  private async reachOf(connection: NetworkConnection): Promise<Pick<TokenReport, 'ad_accounts' | 'pages'>> {
    const limit = PAGE_SIZE;
    const accounts = await this.client.list<MetaAdAccount>(connection, 'me/adaccounts', {
      fields: AD_ACCOUNT_FIELDS,
      limit,
    });
    const pages = await this.client.list<MetaPage>(connection, 'me/accounts', { fields: PAGE_FIELDS, limit });
    return { ad_accounts: accounts.map(adAccountOf), pages: pages.map(pageOf) };
  }

  private configured(): MetaApp {
    if (this.app !== null) return this.app;
    throw new AppError(
      'PROVIDER_NOT_CONFIGURED',
      'Set META_APP_ID and META_APP_SECRET to connect accounts by consent',
      {
        provider: META,
        setting: 'META_APP_ID',
      },
    );
  }
}

const SHORT_WARNING =
  'The token is short-lived: it is exchanged for a long-lived one when META_APP_ID and META_APP_SECRET are set';

function isShortLived(ends: string | null, { clock }: NetworkLine): boolean {
  return ends !== null && Date.parse(ends) - clock.ms() < SHORT_LIVED_MS;
}

const NOTHING = { ad_accounts: [], pages: [] };

function refusedToken(said: string, code: number): NetworkError {
  return new NetworkError('token', {
    provider: META,
    provider_code: String(code),
    provider_message: said,
    message: `Meta does not accept the token: ${said}`,
  });
}
