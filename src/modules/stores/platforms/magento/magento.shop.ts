import { isCurrency } from '../../../../common/money/money.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ShopInfo } from '../platform.port.js';
import { PROVIDER, isNoRoute, isObject, resourceIn } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { readStoreConfig } from './magento.facts.js';
import { shortText, textAt } from '../platform.values.js';
import { readUrl } from '../../../../common/text/read-url.js';

/** Read with the credentials before they are stored: everything that a sync needs. */
const NEEDED = [
  'orders',
  'products',
  'customers/search',
  'invoices',
  'shipments',
  'creditmemos',
  'products/attributes',
];

/** The shop behind the credentials. Throws ProviderError: `auth` for credentials and missing permissions, by name. */
export async function readShop(client: MagentoClient): Promise<ShopInfo> {
  const refusals = await tryAll(client);
  if (refusals.length === NEEDED.length) throw notLetIn(client, refusals[0]);
  if (refusals.length > 0) throw lacks(refusals);
  const config = await readStoreConfig(client);
  const currency = config.base_currency_code;
  if (!isCurrency(currency)) {
    const message = `The shop's currency is none that ISO 4217 knows (${JSON.stringify(currency)})`;
    throw new ProviderError({ fault: 'bad_answer', provider: PROVIDER, message });
  }
  const address = textAt(config.secure_base_url) ?? textAt(config.base_url) ?? client.base;
  const home = readUrl(address) ?? new URL(client.base);
  return {
    platform_store_id: `${home.host}${home.pathname.replace(/\/+$/, '')}`,
    name: (await nameOf(client)) ?? home.hostname,
    domain: home.hostname,
    currency,
    timezone: textAt(config.timezone) ?? 'UTC',
    warnings: [...warningsOf(client, home), ...(await stockWarning(client))],
  };
}

async function tryAll(client: MagentoClient): Promise<ProviderError[]> {
  const refusals: ProviderError[] = [];
  for (const path of NEEDED) {
    try {
      await client.search(path, { groups: [], page_size: 1, fields: 'total_count,items[entity_id]' });
    } catch (error) {
      if (!(error instanceof ProviderError) || error.fault !== 'auth') throw error;
      refusals.push(error);
      // A signature that is wrong is wrong everywhere; a refusal that names a resource may be about that one only.
      if (resourceIn(error) === null) throw notLetIn(client, error);
    }
  }
  return refusals;
}

/** Magento says the same of an unknown token and of a missing permission: when it says it of everything, it is the token. */
function notLetIn(client: MagentoClient, cause: ProviderError | undefined): ProviderError {
  const hint = client.isSigned
    ? 'Check all four secrets, and that the integration is active (System → Integrations)'
    : 'Check the access token. Since Magento 2.4.4 integration tokens are accepted as bearer tokens only when ' +
      '"Allow OAuth Access Tokens to be used as standalone Bearer tokens" is on (Stores → Configuration → Services → ' +
      'OAuth); else give consumer_key, consumer_secret and access_token_secret too, and calls are signed with OAuth';
  return auth(`The shop does not let the integration in: ${cause?.provider_message ?? 'HTTP 401'}. ${hint}`, cause);
}

function lacks(refusals: ProviderError[]): ProviderError {
  const resources = [...new Set(refusals.flatMap((refusal) => resourceIn(refusal) ?? []))];
  const words = `The integration lacks permissions: ${resources.join(', ')}. Give it these resources (System → Integrations → API)`;
  return auth(words, refusals[0]);
}

function auth(message: string, cause: ProviderError | undefined): ProviderError {
  return new ProviderError({
    fault: 'auth',
    provider: PROVIDER,
    message,
    ...(cause?.status === undefined ? {} : { status: cause.status }),
    ...(cause?.provider_message === undefined ? {} : { provider_message: cause.provider_message }),
    cause,
  });
}

/** The website's name, where the merchant gave it one. */
async function nameOf(client: MagentoClient): Promise<string | null> {
  try {
    const websites = await client.get('store/websites');
    const site = Array.isArray(websites) ? websites.filter(isObject).find(({ id }) => Number(id) > 0) : undefined;
    const name = shortText(site?.name, 255);
    return name === 'Main Website' ? null : name;
  } catch (error) {
    if (error instanceof ProviderError && (error.fault === 'auth' || error.fault === 'rejected')) return null;
    throw error;
  }
}

/** Stock by source is worth a permission of its own, and can do without. */
async function stockWarning(client: MagentoClient): Promise<string[]> {
  try {
    await client.search('inventory/sources', { groups: [], page_size: 1 });
    return [];
  } catch (error) {
    if (isNoRoute(error)) return [];
    if (!(error instanceof ProviderError) || error.fault !== 'auth') throw error;
    const resource = resourceIn(error) ?? 'Magento_InventoryApi::source';
    return [`Stock is read product by product and without its sources, as the integration lacks ${resource}`];
  }
}

function warningsOf(client: MagentoClient, home: URL): string[] {
  const warnings: string[] = [];
  if (client.base.startsWith('http:')) {
    const what = client.isSigned
      ? 'requests are signed, but what it answers'
      : 'the access token, and what it answers,';
    warnings.push(`The shop is reached over plain http: ${what} can be read on the way`);
  }
  const { host } = new URL(client.base);
  if (host !== home.host) warnings.push(`The shop calls itself ${home.host}, not ${host}`);
  return warnings;
}
