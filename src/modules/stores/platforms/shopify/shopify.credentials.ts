import { AppError, type FieldFault } from '../../../../common/errors/app-error.js';
import type { PlatformCredentials } from '../platform.connection.js';
import type { CredentialField } from '../platform.port.js';

const SHOP_DOMAIN: CredentialField = {
  name: 'shop_domain',
  description: "The shop's own myshopify.com address",
  example: 'example.myshopify.com',
  secret: false,
};

const ACCESS_TOKEN: CredentialField = {
  name: 'access_token',
  description: 'Admin API access token of a custom app',
  example: 'shpat_0123456789abcdef0123456789abcdef',
  secret: true,
};

const CLIENT_ID: CredentialField = {
  name: 'client_id',
  description: "Client id of an app of the shop's own organisation",
  example: '0123456789abcdef0123456789abcdef',
  secret: false,
};

const CLIENT_SECRET: CredentialField = {
  name: 'client_secret',
  description: "The app's client secret (API secret key): Shopify signs its webhooks with it",
  example: 'shpss_0123456789abcdef0123456789abcdef',
  secret: true,
};

/** With an access token alone everything can be read, but deliveries of webhooks cannot be verified. */
export const SHOPIFY_CREDENTIALS: readonly (readonly CredentialField[])[] = [
  [SHOP_DOMAIN, ACCESS_TOKEN],
  [SHOP_DOMAIN, ACCESS_TOKEN, CLIENT_SECRET],
  [SHOP_DOMAIN, CLIENT_ID, CLIENT_SECRET],
];

const KNOWN: ReadonlySet<string> = new Set(SHOPIFY_CREDENTIALS.flat().map((field) => field.name));
/** A secret goes into a header: visible ASCII only. */
const SECRET = /^[\x21-\x7e]{1,512}$/;
const DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** See `Platform.parseCredentials`. */
export function parseShopifyCredentials(input: Record<string, unknown>): PlatformCredentials {
  const faults: FieldFault[] = Object.keys(input)
    .filter((name) => !KNOWN.has(name))
    .map((name) => fault(name, 'is not a credential of Shopify'));
  const given: PlatformCredentials = {};
  for (const name of KNOWN) {
    const value = input[name];
    if (value === undefined || value === null) continue;
    const text = typeof value === 'string' ? value.trim() : '';
    if (typeof value !== 'string') faults.push(fault(name, 'must be a text'));
    else if (name !== 'shop_domain' && !SECRET.test(text))
      faults.push(fault(name, 'must be 1 to 512 visible characters'));
    else given[name] = text;
  }
  faults.push(...faultsOfChoice(input));
  const domain = given.shop_domain === undefined ? null : shopDomainOf(given.shop_domain);
  if (domain !== null) given.shop_domain = domain;
  else if (given.shop_domain !== undefined) {
    faults.push(fault('shop_domain', "must be the shop's myshopify.com address, such as example.myshopify.com"));
  }
  if (faults.length > 0) throw AppError.validation(faults, 'Invalid credentials');
  return given;
}

/**
 * `https://Example.myshopify.com/admin`, `admin.shopify.com/store/example` and `example` are all
 * `example.myshopify.com`; null for what names no shop of Shopify.
 */
export function shopDomainOf(text: string): string | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '');
  const store = /^admin\.shopify\.com\/store\/([a-z0-9-]+)/.exec(bare)?.[1];
  const host = store ?? bare.replace(/[/?#].*$/s, '').replace(/\.$/, '');
  const domain = host.includes('.') ? host : `${host}.myshopify.com`;
  return domain.length <= 255 && DOMAIN.test(domain) ? domain : null;
}

/** Either a token, or an app's id and secret. */
function faultsOfChoice(input: Record<string, unknown>): FieldFault[] {
  const has = (name: string): boolean => input[name] !== undefined && input[name] !== null;
  const faults = has('shop_domain') ? [] : [fault('shop_domain', 'is required')];
  if (has('access_token') && has('client_id')) {
    faults.push(fault('client_id', 'is not used together with access_token: give one of the two'));
  } else if (has('client_id') && !has('client_secret')) {
    faults.push(fault('client_secret', 'is required with client_id'));
  } else if (!has('access_token') && !has('client_id')) {
    faults.push(fault('access_token', 'is required (or client_id and client_secret)'));
  }
  return faults;
}

function fault(name: string, reason: string): FieldFault {
  return { field: `credentials.${name}`, reason };
}
