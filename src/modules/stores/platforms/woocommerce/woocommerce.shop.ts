import type { Json, JsonObject } from '../../../../common/json.js';
import { isCurrency } from '../../../../common/money/money.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ShopInfo } from '../platform.port.js';
import { textAt } from '../platform.values.js';
import { nameAt } from './mapper/values.js';
import { PERMALINKS, PROVIDER } from './woocommerce.answer.js';
import type { WooClient } from './woocommerce.client.js';
import { readUrl } from '../../../../common/text/read-url.js';

/** Read with the key before it is stored: what a sync needs, and what a read-only key may lack. */
const NEEDED = ['orders', 'products', 'customers'] as const;

/** The shop behind the credentials. Throws ProviderError: `auth` for the key, `rejected` for an address without WooCommerce. */
export async function readShop(client: WooClient): Promise<ShopInfo> {
  const { site, home } = await readIndex(client);
  for (const resource of NEEDED) await readSample(client, resource, home);
  const currency = await client.one('data/currencies/current');
  if (!isCurrency(currency.code)) {
    throw refusal('bad_answer', `The shop's currency is none that ISO 4217 knows (${JSON.stringify(currency.code)})`);
  }
  const { timezone, warning } = timezoneOf(site);
  return {
    platform_store_id: `${home.host}${home.pathname.replace(/\/+$/, '')}`,
    name: nameAt(site.name, 255) ?? home.hostname,
    domain: home.hostname,
    currency: currency.code,
    timezone,
    warnings: [...warningsOf(client, home), ...warning],
  };
}

async function readIndex(client: WooClient): Promise<{ site: JsonObject; home: URL }> {
  const { body, url } = await openIndex(client);
  // Hidden from whoever is not logged in, which a key is not: the key's own reads decide.
  if (body === null) return { site: {}, home: new URL(client.base) };
  const answered = url.replace(/\/wp-json(?:\/.*)?(?:\?.*)?$/, '').replace(/\/+$/, '');
  // Keys are not sent across redirects, and a signature covers the address: it must be the right one from the start.
  if (answered !== client.base && readUrl(answered) !== null) {
    throw refusal('rejected', `The shop answers at ${answered}, not at ${client.base}: give that address`);
  }
  const site = isObject(body) ? body : {};
  const namespaces = Array.isArray(site.namespaces) ? site.namespaces : null;
  if (namespaces === null) throw refusal('rejected', `There is no WordPress REST API at ${client.base}. ${PERMALINKS}`);
  if (!namespaces.includes('wc/v3')) {
    throw refusal('rejected', `WordPress answers at ${client.base}, but WooCommerce is not active there`);
  }
  const address = textAt(site.home) ?? textAt(site.url) ?? client.base;
  return { site, home: readUrl(address) ?? new URL(client.base) };
}

/** `body` null: a security plug-in hides the index. */
async function openIndex(client: WooClient): Promise<{ body: Json; url: string }> {
  try {
    return await client.index({ _fields: 'name,url,home,gmt_offset,timezone_string,namespaces' });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { fault, status } = error;
    if (fault === 'auth' && error.provider_code !== undefined) return { body: null, url: client.base };
    // A firewall's page and a site's own password are not about our key, and waiting does not help here.
    if (fault === 'auth' || status === 403) throw refusal('rejected', error.message, error);
    if (fault !== 'bad_answer' && fault !== 'rejected') throw error;
    const hint = error.message.includes(PERMALINKS) ? '' : ` ${PERMALINKS}.`;
    throw refusal('rejected', `There is no WordPress REST API at ${client.base}: ${error.message}.${hint}`, error);
  }
}

async function readSample(client: WooClient, resource: string, home: URL): Promise<void> {
  try {
    await client.list(resource, { per_page: 1, _fields: 'id' });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.status === 403 && error.fault === 'unavailable') throw refusal('rejected', error.message, error);
    if (error.fault !== 'auth') throw error;
    const base = new URL(client.base);
    const elsewhere = base.protocol === 'http:' && base.host !== home.host;
    // Over plain http the server checks the signature against its own configured address.
    const hint = elsewhere ? `. The shop calls itself ${home.origin}${home.pathname}: give that address` : '';
    throw refusal('auth', `${error.message}${hint}`, error);
  }
}

/** IANA name; where the person chose a bare offset, that ("+05:30"). */
function timezoneOf(site: JsonObject): { timezone: string; warning: string[] } {
  const name = textAt(site.timezone_string);
  if (site.namespaces === undefined) {
    return { timezone: 'UTC', warning: ['A plug-in hides the name and the time zone of the shop: UTC is used'] };
  }
  if (name !== null) return { timezone: name, warning: [] };
  const hours = Number(site.gmt_offset ?? 0);
  const minutes = Number.isFinite(hours) ? Math.round(hours * 60) : 0;
  if (minutes === 0) return { timezone: 'UTC', warning: [] };
  const absolute = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  const timezone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
  return {
    timezone,
    warning: [`WordPress is set to the fixed offset ${timezone} instead of a city: daylight saving is not followed`],
  };
}

function warningsOf(client: WooClient, home: URL): string[] {
  const warnings: string[] = [];
  if (client.base.startsWith('http:')) {
    warnings.push(
      'The shop is reached over plain http: requests are signed, but what it answers can be read on the way',
    );
  }
  if (client.sendsKeyInQuery) {
    warnings.push(
      "The shop's server drops the Authorization header, so the key is sent in the address and shows in its access log",
    );
  }
  const base = new URL(client.base);
  if (base.host !== home.host) warnings.push(`The shop calls itself ${home.host}, not ${base.host}`);
  return warnings;
}

function refusal(fault: 'rejected' | 'auth' | 'bad_answer', message: string, cause?: ProviderError): ProviderError {
  return new ProviderError({
    fault,
    provider: PROVIDER,
    message,
    ...(cause?.status === undefined ? {} : { status: cause.status }),
    ...(cause?.provider_code === undefined ? {} : { provider_code: cause.provider_code }),
    ...(cause?.provider_message === undefined ? {} : { provider_message: cause.provider_message }),
    cause,
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
