import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { AccountInfo } from '../provider.port.js';
import { accepted, isOk, type PaypalAnswer, refusal } from './paypal.answers.js';
import type { PaypalClient } from './paypal.client.js';
import { modeOf } from './paypal.credentials.js';
import { DISPUTES_PERMISSION, probeDisputes } from './paypal.disputes.js';
import { probeSearch, SEARCH_PERMISSION } from './paypal.search.js';
import { at, listOf, textAt } from './paypal.values.js';

const SCOPES = 'https://uri.paypal.com/services/';
const SEARCH = ['reporting/search/read'];
/** Any one of them lets disputes be read. */
const DISPUTES = ['disputes/read-seller', 'disputes/read', 'disputes/read-partner'];
const CAPTURES = ['payments/payment/authcapture', 'payments/realtimepayment', 'payments/payment'];
const REFUND = ['payments/refund'];
const WEBHOOKS = ['applications/webhooks'];

/**
 * A new token says which permissions the app has by now; then each that reading needs is tried. The account's id is the
 * `account_number` of the search (the merchant's payer id), or that of the balances. Its name and country PayPal tells nowhere
 * that such an app may ask.
 */
export async function verifyAccount(client: PaypalClient, now: number): Promise<AccountInfo> {
  const { scopes } = await client.token(true);
  const has = (wanted: string[]): boolean => wanted.some((scope) => scopes.has(SCOPES + scope));
  const missing = [...(has(SEARCH) ? [] : [SEARCH_PERMISSION]), ...(has(DISPUTES) ? [] : [DISPUTES_PERMISSION])];
  if (missing.length > 0) throw lacking(missing);
  const found = await probeSearch(client, now);
  await probeDisputes(client);
  const balances = await client.sdk('Transaction search (reporting/balances/read)', ({ search }) =>
    search.searchBalances({}),
  );
  const accountId = textAt(found, 'account_number') ?? textAt(bodyOf(balances), 'account_id');
  if (accountId === null) {
    const message = 'PayPal does not say whose account it is';
    throw new ProviderError({ fault: 'bad_answer', provider: 'paypal', message });
  }
  return {
    account_id: accountId,
    name: null,
    country: null,
    default_currency: primaryCurrency(balances),
    mode: modeOf(client.connection.credentials),
    warnings: [
      ...(has(REFUND) ? [] : ['Refunds cannot be made: the app lacks the permission Refunds (payments/refund)']),
      ...(has(CAPTURES)
        ? []
        : [
            'New payments show up to 3 hours late: the app lacks the permission Payments (payments/payment/authcapture)',
          ]),
      ...(has(WEBHOOKS)
        ? []
        : ['PayPal cannot be asked to tell of changes: the app lacks the permission Webhooks (applications/webhooks)']),
    ],
  };
}

function lacking(permissions: readonly string[]): ProviderError {
  return new ProviderError({
    fault: 'auth',
    provider: 'paypal',
    message:
      `The app lacks ${permissions.length === 1 ? 'a permission' : 'permissions'}: ${permissions.join('; ')}. ` +
      'Switch it on at developer.paypal.com → Apps & Credentials → your app → Features',
    status: 403,
    provider_code: 'NOT_AUTHORIZED',
  });
}

/** A permission of its own, which not every app has; a token that was withdrawn is another matter. */
function bodyOf(balances: PaypalAnswer): ReturnType<typeof accepted> {
  if (isOk(balances)) return accepted(balances);
  if (balances.status === 401) throw refusal(balances);
  return null;
}

function primaryCurrency(balances: PaypalAnswer): string | null {
  const primary = listOf(at(bodyOf(balances), 'balances')).find((balance) => at(balance, 'primary') === true);
  return textAt(primary, 'currency');
}
