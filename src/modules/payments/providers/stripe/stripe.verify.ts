import type Stripe from 'stripe';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProviderConnection } from '../provider.connection.js';
import type { AccountInfo } from '../provider.port.js';
import type { StripeCalls } from './stripe.client.js';
import { isRestricted, modeOf } from './stripe.credentials.js';
import { permissionsIn } from './stripe.errors.js';
import { listPage } from './stripe.lists.js';
import { currencyOf } from './stripe.money.js';
import { listPayouts } from './stripe.payouts.js';
import { BALANCE, CHARGES, DISPUTES, REFUNDS } from './stripe.sources.js';

type Call = (sdk: Stripe) => PromiseLike<unknown>;

const ONE = { limit: 1 };

/** What an import asks for, each as it asks it. */
const READS: Record<string, Call> = {
  charges: (sdk) => CHARGES.list(sdk, ONE),
  refunds: (sdk) => REFUNDS.list(sdk, ONE),
  disputes: (sdk) => DISPUTES.list(sdk, ONE),
  'balance transactions': (sdk) => BALANCE.list(sdk, ONE),
  payouts: (sdk) => listPayouts(sdk, ONE),
  events: (sdk) => sdk.events.list(ONE),
};

/** An id that nobody's object has: a call that names it is refused without doing anything, if not for want of a permission before. */
const NOBODY = 'ksap_permission_probe';
const WRITES: Record<string, Call> = {
  'Refunds cannot be made with this key': (sdk) => sdk.refunds.create({ charge: `ch_${NOBODY}` }),
  'Webhooks cannot be registered with this key: changes are found by asking, within the hour': (sdk) =>
    sdk.webhookEndpoints.update(`we_${NOBODY}`, {}),
};

/** The account, when everything that reading needs is granted. Throws ProviderError `auth` naming all that is not. */
export async function verifyAccount(connection: ProviderConnection, calls: StripeCalls): Promise<AccountInfo> {
  const key = connection.credentials.secret_key ?? '';
  const lacking: string[] = [];
  const held: { account?: Stripe.Account } = {};
  const first = await lackOf(async () => {
    held.account = await calls((sdk) => sdk.accounts.retrieveCurrent());
  });
  if (first !== null) lacking.push(withNames('account', first));
  for (const [name, read] of Object.entries(READS)) {
    const lack = await lackOf(() => calls(read));
    if (lack !== null) lacking.push(withNames(name, lack));
  }
  if (lacking.length > 0 || held.account === undefined) throw lacks(lacking);
  const mode = modeOf(key);
  const newest = await listPage(calls, (sdk) => sdk.charges.list(ONE));
  if (newest.data[0] !== undefined && newest.data[0].livemode !== (mode === 'live')) {
    throw new ProviderError({ fault: 'auth', provider: 'stripe', message: `The key is not of Stripe's ${mode} mode` });
  }
  return { ...accountOf(held.account), mode, warnings: isRestricted(key) ? await warningsOf(calls) : [] };
}

function accountOf(account: Stripe.Account): Omit<AccountInfo, 'mode' | 'warnings'> {
  if (typeof (account as Partial<Stripe.Account>).id !== 'string') {
    throw new ProviderError({ fault: 'bad_answer', provider: 'stripe', message: 'Stripe answered what is no account' });
  }
  return {
    account_id: account.id,
    name: account.business_profile?.name ?? account.settings?.dashboard.display_name ?? null,
    country: account.country ?? null,
    default_currency: account.default_currency === undefined ? null : currencyOf(account.default_currency),
  };
}

async function warningsOf(calls: StripeCalls): Promise<string[]> {
  const warnings: string[] = [];
  for (const [words, write] of Object.entries(WRITES)) {
    try {
      await calls(write);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.status === 403) warnings.push(withNames(words, error));
      else if (error.fault !== 'rejected') throw error;
    }
  }
  return warnings;
}

/** The refusal for want of a permission; null: granted. */
async function lackOf(work: () => Promise<unknown>): Promise<ProviderError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof ProviderError && error.status === 403) return error;
    throw error;
  }
}

function withNames(words: string, refusal: ProviderError): string {
  const names = permissionsIn(refusal.provider_message ?? '');
  return names.length === 0 ? words : `${words} (${names.join(', ')})`;
}

function lacks(what: string[]): ProviderError {
  const message = `This key lacks permissions to read: ${what.join(', ')}`;
  return new ProviderError({ fault: 'auth', provider: 'stripe', status: 403, provider_code: 'permissions', message });
}
