/** What a network says of accounts and tokens, in shapes that name no network. Fields bear the database's names. */

/** `suspended`: it may pass or be mended with the network; `banned`: closed for good. */
export const ACCOUNT_STATUSES = ['active', 'suspended', 'banned'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export interface AdAccount {
  /** The network's own id of it, as text (it may exceed 2^53). */
  id: string;
  name: string | null;
  /** ISO 4217. */
  currency: string | null;
  /** IANA. */
  timezone: string | null;
  status: AccountStatus;
  /** Why, in words for a person; null when it is active. */
  status_reason: string | null;
  /** Whether the network holds something against the account itself (its rules, a risk), and not only an open bill. */
  is_flagged: boolean;
}

/** A page that ads are published for, and the profile behind it that ads can speak as. */
export interface AdPage {
  id: string;
  name: string | null;
  profile_id: string | null;
  profile_name: string | null;
}

/** What a token is and reaches. */
export interface TokenReport {
  /** Whose it is, where the network tells. */
  owner: { id: string; name: string | null } | null;
  scopes: string[];
  /** Of the permissions that the platform's account needs. Empty when all are there, or the network does not tell. */
  missing_scopes: string[];
  /** ISO 8601 UTC; null: it does not expire. */
  token_expires_at: string | null;
  /** Until when it may read its owner's data without being asked again; null: no such end. */
  data_access_expires_at: string | null;
  ad_accounts: AdAccount[];
  pages: AdPage[];
  /** What the person should know though it works. */
  warnings: string[];
}

/** Tokens as a network hands them out. */
export interface TokenGrant {
  access_token: string;
  /** Null: there is none. */
  refresh_token: string | null;
  /** ISO 8601 UTC; null: not told, or never. */
  token_expires_at: string | null;
}
