import type { DomainEvent } from '../../common/events/domain-event.js';

/** What others may listen to. `user_id` of the event says whose it is; `store_id` is null. */
export const SOCIAL_ACCOUNT_CONNECTED = 'social.account_connected';
export const SOCIAL_ACCOUNT_DELETED = 'social.account_deleted';
export const SOCIAL_ACCOUNT_RESTRICTED = 'social.account_restricted';
export const SOCIAL_ACCOUNT_RECOVERED = 'social.account_recovered';
export const SOCIAL_TOKEN_EXPIRING = 'social.token_expiring';
export const SOCIAL_CONNECTION_FAILED = 'social.connection_failed';
export const SOCIAL_WARMUP_CHANGED = 'social.warmup_changed';

/** Verified and sealed: for the first time, again after it was deleted, or with another token. */
export type SocialAccountConnected = DomainEvent<{ account_id: string; platform: string; name: string }>;
export type SocialAccountDeleted = DomainEvent<{ account_id: string; platform: string; name: string }>;
/** The network does not let it advertise, by its own words. */
export type SocialAccountRestricted = DomainEvent<{ account_id: string; name: string; status: string; reason: string }>;
export type SocialAccountRecovered = DomainEvent<{ account_id: string; name: string }>;
/** `days` are left at most; 0: it has ended. */
export type SocialTokenExpiring = DomainEvent<{ account_id: string; name: string; days: number; expires_at: string }>;
export type SocialConnectionFailed = DomainEvent<{ account_id: string; name: string; code: string; message: string }>;
/** `ceiling` is decimal text in the account's currency; null: none. */
export type SocialWarmupChanged = DomainEvent<{
  account_id: string;
  name: string;
  from: string;
  to: string;
  ceiling: string | null;
}>;
export const SOCIAL_CAMPAIGN_CHANGED = 'social.campaign_changed';
/** A campaign's status changed. `step` as in campaign-state.ts; `by`: user, guard, network, system. */
export type SocialCampaignChanged = DomainEvent<{
  campaign_id: string;
  name: string;
  step: string;
  from: string;
  to: string;
  by: string;
  reason: string | null;
}>;

export const SOCIAL_SPEND_CAP_REACHED = 'social.spend_cap_reached';
/** A campaign is paused because of a cap; once for each campaign, cap and day. Amounts are decimal text in `currency`. */
export type SocialSpendCapReached = DomainEvent<{
  campaign_id: string;
  account_id: string;
  name: string;
  /** campaign_total, campaign_daily, account_daily, account_monthly, warmup */
  cap: string;
  limit: string;
  spend: string;
  currency: string;
  /** Of the account's time zone. */
  day: string;
}>;
