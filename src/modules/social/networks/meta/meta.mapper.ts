import type { AccountStatus, AdAccount, AdPage } from '../network.records.js';

/** As `me/adaccounts` gives it with AD_ACCOUNT_FIELDS. */
export interface MetaAdAccount {
  id: string;
  name?: string;
  currency?: string;
  timezone_name?: string;
  account_status?: number;
  disable_reason?: number;
}
export const AD_ACCOUNT_FIELDS = 'id,name,currency,timezone_name,account_status,disable_reason';

/** As `me/accounts` gives it with PAGE_FIELDS. */
export interface MetaPage {
  id: string;
  name?: string;
  instagram_business_account?: { id: string; username?: string };
}
export const PAGE_FIELDS = 'id,name,instagram_business_account{id,username}';

/** `data` of debug_token. Times are seconds; 0: never. */
export interface MetaToken {
  app_id?: string;
  type?: string;
  is_valid?: boolean;
  expires_at?: number;
  data_access_expires_at?: number;
  scopes?: string[];
  user_id?: string;
  error?: { code?: number; message?: string };
}

interface Standing {
  status: AccountStatus;
  reason: string | null;
  /** Against the account itself, and not only an open bill. */
  is_flagged: boolean;
}

const good = (): Standing => ({ status: 'active', reason: null, is_flagged: false });
const bad = (status: AccountStatus, reason: string, isFlagged: boolean): Standing => ({
  status,
  reason,
  is_flagged: isFlagged,
});

/** AdAccount `account_status`; 2 (disabled) says why in `disable_reason`. */
const STANDINGS: Readonly<Record<number, () => Standing>> = {
  1: good,
  3: () => bad('suspended', 'an unsettled bill: pay it at Meta', false),
  7: () => bad('suspended', 'Meta reviews it for risk', true),
  8: () => bad('suspended', 'a payment is pending at Meta', false),
  9: good,
  100: () => bad('suspended', 'it is about to be closed', false),
  101: () => bad('banned', 'it is closed', false),
  201: good,
  202: () => bad('banned', 'it is closed', false),
};

const DISABLE_REASONS: Readonly<Record<number, string>> = {
  1: 'its ads broke the advertising policies',
  2: 'a review of intellectual property',
  3: 'a payment risk',
  4: 'it was shut down as a gray account',
  5: 'a review of its ads',
  6: 'the integrity of its business',
  7: 'it was closed for good',
  8: 'it is an unused reseller account',
  9: 'it was not used',
  10: 'it is an umbrella account',
  11: 'its business manager broke the policies',
  12: 'it misrepresents who advertises',
  13: 'its legal entity was shared against the rules',
  14: 'a review of its conversations',
  15: 'it was compromised',
};
/** Nothing that the account did. */
const UNFLAGGED_REASONS: ReadonlySet<number> = new Set([8, 9]);
const FOR_GOOD: ReadonlySet<number> = new Set([4, 7]);

/** What the network's numbers say of an ad account. An unknown one is not taken for a good one. */
export function standingOf(status: number | undefined, disableReason: number | undefined): Standing {
  if (status === undefined) return good();
  if (status !== 2)
    return STANDINGS[status]?.() ?? bad('suspended', `Meta has it in the unknown state ${status}`, true);
  const why = DISABLE_REASONS[disableReason ?? 0] ?? 'no reason given';
  const isFlagged = !UNFLAGGED_REASONS.has(disableReason ?? 0);
  return bad(FOR_GOOD.has(disableReason ?? 0) ? 'banned' : 'suspended', `Meta has disabled it: ${why}`, isFlagged);
}

export function adAccountOf(account: MetaAdAccount): AdAccount {
  const { status, reason, is_flagged } = standingOf(account.account_status, account.disable_reason);
  return {
    id: account.id,
    name: account.name ?? null,
    currency: account.currency ?? null,
    timezone: account.timezone_name ?? null,
    status,
    status_reason: reason,
    is_flagged,
  };
}

export function pageOf({ id, name, instagram_business_account: profile }: MetaPage): AdPage {
  return {
    id,
    name: name ?? null,
    profile_id: profile?.id ?? null,
    profile_name: profile?.username ?? null,
  };
}

/** Seconds since 1970 as ISO 8601; null for never. */
export function timeOf(seconds: number | undefined): string | null {
  return seconds === undefined || seconds <= 0 ? null : new Date(seconds * 1000).toISOString();
}
