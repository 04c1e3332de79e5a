import type { PlatformCredentials } from '../platform.connection.js';
import { checkAddress, type Checked, takeCredentials, withText } from '../platform.credentials.js';
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

const KEYS = { consumer_key: 'ck_', consumer_secret: 'cs_' } as const;

/** Throws AppError VALIDATION_ERROR that names every wrong field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): PlatformCredentials {
  const checked: Record<string, Checked> = {
    url: withText(input.url, canonicalUrl),
    consumer_key: withText(input.consumer_key, (text) => key(text, 'consumer_key')),
    consumer_secret: withText(input.consumer_secret, (text) => key(text, 'consumer_secret')),
  };
  return takeCredentials(input, checked);
}

/** Address of the site that WordPress's `wp-json` hangs from, without a slash at its end. */
export function canonicalUrl(text: string): Checked {
  return checkAddress(text, /\/(?:wp-json|wp-admin)(?:\/.*)?$/);
}

function key(text: string, name: keyof typeof KEYS): Checked {
  const other = name === 'consumer_key' ? 'consumer_secret' : 'consumer_key';
  if (text.startsWith(KEYS[other])) return { reason: `looks like the ${other} (it begins with ${KEYS[other]})` };
  // Printable ASCII only: it goes into a header.
  if (!/^c[ks]_[\x21-\x7e]{1,200}$/.test(text)) return { reason: `must be a key that begins with ${KEYS[name]}` };
  return { value: text };
}
