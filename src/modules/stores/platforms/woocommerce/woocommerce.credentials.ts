import { AppError } from '../../../../common/errors/app-error.js';
import type { FieldFault } from '../../../../common/errors/app-error.js';
import type { PlatformCredentials } from '../platform.connection.js';
import type { CredentialField } from '../platform.port.js';

export const CREDENTIAL_FIELDS: readonly CredentialField[] = [
  {
    name: 'url',
    description: 'Address of the shop, as in WordPress under Settings → General',
    example: 'https://shop.example.com',
    secret: false,
  },
  {
    name: 'consumer_key',
    description: 'REST API key from WooCommerce → Settings → Advanced → REST API (Read/Write to receive webhooks)',
    example: 'ck_0123456789abcdef0123456789abcdef01234567',
    secret: true,
  },
  {
    name: 'consumer_secret',
    description: 'The secret that is shown once beside the key',
    example: 'cs_0123456789abcdef0123456789abcdef01234567',
    secret: true,
  },
];

const MAX_LENGTH = 2000;
const KEYS = { consumer_key: 'ck_', consumer_secret: 'cs_' } as const;

type Checked = { value: string } | { reason: string };

/** Throws AppError VALIDATION_ERROR that names every wrong field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): PlatformCredentials {
  const checked: Record<string, Checked> = {
    url: withText(input.url, canonicalUrl),
    consumer_key: withText(input.consumer_key, (text) => key(text, 'consumer_key')),
    consumer_secret: withText(input.consumer_secret, (text) => key(text, 'consumer_secret')),
  };
  const faults: FieldFault[] = Object.entries(checked).flatMap(([name, result]) =>
    'reason' in result ? [{ field: `credentials.${name}`, reason: result.reason }] : [],
  );
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(checked, name)) faults.push({ field: `credentials.${name}`, reason: 'is not a known field' });
  }
  if (faults.length > 0) throw AppError.validation(faults);
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, result]) => ('value' in result ? [[name, result.value]] : [])),
  );
}

/** Address of the site that WordPress's `wp-json` hangs from, without a slash at its end. */
export function canonicalUrl(text: string): Checked {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return { reason: 'is not an address' };
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { reason: 'must begin with https:// or http://' };
  if (url.username !== '' || url.password !== '') return { reason: 'must not contain a user name or password' };
  if (url.search !== '' || url.hash !== '') return { reason: 'must not contain a query or a fragment' };
  if (/\s|%0[0-9a-f]/i.test(url.pathname)) return { reason: 'must not contain white space' };
  // People paste the address of the API or of the admin pages.
  const path = url.pathname.replace(/\/(?:wp-json|wp-admin)(?:\/.*)?$/, '').replace(/\/+$/, '');
  return { value: `${url.origin}${path}` };
}

function withText(value: unknown, check: (text: string) => Checked): Checked {
  if (value === undefined || value === null || value === '') return { reason: 'is required' };
  if (typeof value !== 'string') return { reason: 'must be text' };
  if (value.length > MAX_LENGTH) return { reason: `must be at most ${MAX_LENGTH} characters` };
  return value.trim() === '' ? { reason: 'is required' } : check(value.trim());
}

function key(text: string, name: keyof typeof KEYS): Checked {
  const other = name === 'consumer_key' ? 'consumer_secret' : 'consumer_key';
  if (text.startsWith(KEYS[other])) return { reason: `looks like the ${other} (it begins with ${KEYS[other]})` };
  // Printable ASCII only: it goes into a header.
  if (!/^c[ks]_[\x21-\x7e]{1,200}$/.test(text)) return { reason: `must be a key that begins with ${KEYS[name]}` };
  return { value: text };
}
