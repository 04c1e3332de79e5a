import type { Clock } from '../../../common/clock/clock.js';
import type { OutboundRequest, OutboundResponse } from '../../../common/outbound/outbound.types.js';
import type { LeakyBudget } from '../../../common/outbound/rate-budget.js';

/** What an account here can be of, as the wire names it. */
export const SOCIAL_PLATFORMS = ['facebook', 'instagram', 'tiktok'] as const;
export type SocialPlatform = (typeof SOCIAL_PLATFORMS)[number];

/** Who runs the platforms: one adapter each. */
export const NETWORK_KEYS = ['meta', 'tiktok'] as const;
export type NetworkKey = (typeof NETWORK_KEYS)[number];

/** Opened tokens: kept in memory only for the call. */
export interface NetworkTokens {
  access_token: string;
  refresh_token: string | null;
}

/** One call as an adapter words it. Which way it leaves, and how long it may last, is not the adapter's to choose. */
export type NetworkCall = Omit<OutboundRequest, 'provider' | 'proxy' | 'proxy_trace' | 'signal'>;

/** The one way to a network, for calls that nobody's token goes with. */
export interface NetworkLine {
  /** Leaves through the account's proxy when it has one, or not at all. */
  call(request: NetworkCall): Promise<OutboundResponse>;
  signal: AbortSignal;
  /** What time it is: tokens' lives are told in seconds from now. */
  clock: Pick<Clock, 'ms'>;
  /** Of the account's own, in calls. Take one before each call; tell it what the network says of itself. */
  budget: Pick<LeakyBudget, 'take' | 'learn' | 'blockFor'>;
  /** A short wait (≤ 5 s) sleeps, abortable; a longer one throws ResumeLater. */
  pause(ms: number): Promise<void>;
}

/** What an adapter is given for each piece of work on an account. */
export interface NetworkConnection extends NetworkLine {
  tokens: NetworkTokens;
}
