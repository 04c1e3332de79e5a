import type { CampaignNetwork } from './campaign.port.js';
import type { NetworkConnection, NetworkKey, NetworkLine, SocialPlatform } from './network.connection.js';
import type { TokenGrant, TokenReport } from './network.records.js';

/**
 * The port that every social network implements: one folder per network behind it. Adapters are stateless: all state is in the
 * connection that they are handed. Faults are ProviderErrors with `provider` = `key`, refusals NetworkErrors.
 */

/**
 * What an account of a platform is: the ad account itself (`account_id` = `ad_account_id`), or a profile behind a page which
 * advertises through an ad account (`account_id` is the profile's).
 */
export type AccountKind = 'ad_account' | 'profile';

/** What verification is asked about. */
export interface VerifyRequest {
  platform: SocialPlatform;
  /** What the person named; a network that cannot list what a token reaches looks these up. */
  ad_account_id: string | null;
}

/** One consent that a person is asked for. */
export interface ConsentRequest {
  platform: SocialPlatform;
  redirect_uri: string;
  /** One use, ours. */
  state: string;
  /** PKCE, S256; ignored where the network has no PKCE. */
  code_challenge: string;
}

export interface CodeRedemption {
  code: string;
  /** As it stood in the authorization URL, byte for byte. */
  redirect_uri: string;
  code_verifier: string;
}

/** The parameters that a network's redirect back bears, before anything of it is believed. */
export interface ConsentAnswer {
  state: string | null;
  code: string | null;
  /** The person or the network refused: in words. */
  refusal: string | null;
}

export abstract class SocialNetwork {
  abstract readonly key: NetworkKey;
  abstract readonly label: string;
  abstract readonly platforms: readonly SocialPlatform[];
  /** Whether there are tokens that come with another one to renew them by. */
  abstract readonly has_refresh_tokens: boolean;
  /** Calls, before the network has told its own. */
  abstract readonly initial_budget: { capacity: number; restore_per_second: number };
  /** Its campaigns. */
  abstract readonly campaigns: CampaignNetwork;
  abstract kindOf(platform: SocialPlatform): AccountKind;

  /**
   * The token to keep instead of the one given: long-lived where the network has such, else as it came. Throws NetworkError
   * `token` for one that is not good.
   */
  abstract exchange(connection: NetworkConnection): Promise<TokenGrant>;
  /** What the token is and reaches. Permissions that lack are told in the report, not thrown. */
  abstract verify(connection: NetworkConnection, request: VerifyRequest): Promise<TokenReport>;
  /** A fresh token for one that is about to end; null: the network has nothing of the kind for this token. */
  abstract refresh(connection: NetworkConnection): Promise<TokenGrant | null>;

  /** Where the person consents. Throws PROVIDER_NOT_CONFIGURED without the installation's app. */
  abstract authorizationUrl(request: ConsentRequest): string;
  /** What the redirect back says. */
  abstract readConsent(query: Readonly<Record<string, string>>): ConsentAnswer;
  /** The token for a code. Throws NetworkError when the code is spent, too old or not ours. */
  abstract redeem(line: NetworkLine, redemption: CodeRedemption): Promise<TokenGrant>;
}
