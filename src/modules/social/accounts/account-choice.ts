import { AppError } from '../../../common/errors/app-error.js';
import type { AccountKind } from '../networks/network.port.js';
import type { AccountStatus, AdAccount, AdPage, TokenReport } from '../networks/network.records.js';

/** What a person named of what a token reaches. */
export interface AccountWish {
  account_id?: string | null | undefined;
  ad_account_id?: string | null | undefined;
  page_id?: string | null | undefined;
}

/** One account as the network has it, in the columns of `social_media_accounts`. */
export interface AccountFacts {
  account_id: string;
  network_name: string | null;
  ad_account_id: string;
  page_id: string | null;
  page_name: string | null;
  instagram_account_id: string | null;
  instagram_username: string | null;
  currency: string | null;
  timezone: string | null;
  status: AccountStatus;
  status_reason: string | null;
  is_flagged: boolean;
}

/**
 * The one account that is meant. Throws VALIDATION_ERROR when nothing is reached, when what was named is not, and when several
 * could be meant: `details.available` lists them.
 */
export function chooseAccount(kind: AccountKind, report: TokenReport, wish: AccountWish): AccountFacts {
  return kind === 'profile' ? chooseProfile(report, wish) : chooseAdAccount(report, wish);
}

function chooseAdAccount({ ad_accounts: accounts, pages }: TokenReport, wish: AccountWish): AccountFacts {
  const named = wish.account_id ?? wish.ad_account_id ?? null;
  const account = one('account_id', 'ad account', accounts.map(adAccountBrief), named, accounts);
  const page = pageFor(pages, wish.page_id ?? null);
  return factsOf(account.id, account.name, account, page);
}

function chooseProfile({ ad_accounts: accounts, pages }: TokenReport, wish: AccountWish): AccountFacts {
  const profiles = pages
    .filter(({ profile_id }) => profile_id !== null)
    .filter(({ id }) => !wish.page_id || id === wish.page_id)
    .map((page) => ({ ...page, page_id: page.id, id: page.profile_id ?? '' }));
  const briefs = profiles.map(({ id, profile_name, page_id }) => ({ account_id: id, name: profile_name, page_id }));
  const profile = one('account_id', 'profile', briefs, wish.account_id ?? null, profiles);
  const account = one(
    'ad_account_id',
    'ad account',
    accounts.map(adAccountBrief),
    wish.ad_account_id ?? null,
    accounts,
  );
  return factsOf(profile.id, profile.profile_name, account, { ...profile, id: profile.page_id });
}

function factsOf(id: string, name: string | null, ad: AdAccount, page: AdPage | null): AccountFacts {
  return {
    account_id: id,
    network_name: name?.slice(0, 255) ?? null,
    ad_account_id: ad.id,
    page_id: page?.id ?? null,
    page_name: page?.name?.slice(0, 255) ?? null,
    instagram_account_id: page?.profile_id ?? null,
    instagram_username: page?.profile_name ?? null,
    currency: ad.currency,
    timezone: ad.timezone,
    status: ad.status,
    status_reason: ad.status_reason?.slice(0, 500) ?? null,
    is_flagged: ad.is_flagged,
  };
}

/** What a person chooses an ad account by. */
export function adAccountBrief({ id, name, currency, timezone, status, status_reason }: AdAccount): object {
  return { account_id: id, name, currency, timezone, status, status_reason };
}

/** The page that was named, or the only one; of several none, until its owner names one. */
function pageFor(pages: readonly AdPage[], named: string | null): AdPage | null {
  if (named === null) return pages.length === 1 ? (pages[0] ?? null) : null;
  const page = pages.find(({ id }) => id === named);
  if (page) return page;
  throw wrong(
    'page_id',
    'is not a page that the token reaches',
    pages.map(({ id, name }) => ({ page_id: id, name })),
  );
}

function one<T extends { id: string }>(
  field: string,
  what: string,
  briefs: readonly object[],
  named: string | null,
  items: readonly T[],
): T {
  const [only, ...others] = named === null ? items : items.filter(({ id }) => id === named);
  if (only && others.length === 0) return only;
  if (items.length === 0) throw wrong('access_token', `reaches no ${what}`, []);
  if (named !== null)
    throw wrong(field, `is not an ${what} that the token reaches`.replace('an profile', 'a profile'), briefs);
  throw wrong(field, `is needed: the token reaches several ${what}s`, briefs);
}

function wrong(field: string, reason: string, available: readonly object[]): AppError {
  const fault = { field, reason };
  return new AppError('VALIDATION_ERROR', `${field} ${reason}`, { ...fault, errors: [fault], available });
}
