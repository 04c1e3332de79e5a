import type { PlatformCredentials } from '../platform.connection.js';
import { checkAddress, type Checked, takeCredentials, withText } from '../platform.credentials.js';
import type { CredentialField } from '../platform.port.js';

const URL_FIELD: CredentialField = {
  name: 'url',
  description: 'Address of the shop: the base URL of Stores → Configuration → General → Web',
  example: 'https://shop.example.com',
  secret: false,
};
const secret = (name: string, description: string): CredentialField => ({
  name,
  description: `${description} of the integration (System → Integrations)`,
  example: '0123456789abcdef0123456789abcdef',
  secret: true,
});

const ACCESS_TOKEN = secret('access_token', 'Access token');

/** A bare token works only where the shop allows integration tokens as bearers; the four secrets always do. */
export const CREDENTIAL_SHAPES: readonly (readonly CredentialField[])[] = [
  [URL_FIELD, ACCESS_TOKEN],
  [
    URL_FIELD,
    secret('consumer_key', 'Consumer key'),
    secret('consumer_secret', 'Consumer secret'),
    ACCESS_TOKEN,
    secret('access_token_secret', 'Access token secret'),
  ],
];

const OAUTH = ['consumer_key', 'consumer_secret', 'access_token_secret'] as const;

/** Throws AppError VALIDATION_ERROR that names every wrong field as `credentials.<field>`. */
export function parseCredentials(input: Record<string, unknown>): PlatformCredentials {
  const checked: Record<string, Checked> = {
    url: withText(input.url, canonicalUrl),
    access_token: withText(input.access_token, token),
  };
  // One of the four secrets alone signs nothing: any of them asks for all.
  if (OAUTH.some((name) => input[name] !== undefined)) {
    for (const name of OAUTH) checked[name] = withText(input[name], token);
  }
  return takeCredentials(input, checked);
}

/** Whether calls are signed with OAuth 1.0a rather than sent with a bearer token. */
export function isSigned(credentials: PlatformCredentials): boolean {
  return credentials.consumer_key !== undefined;
}

/** Address that Magento's `rest` hangs from, without a slash at its end. */
export function canonicalUrl(text: string): Checked {
  return checkAddress(text, /\/(?:rest|index\.php\/rest)(?:\/.*)?$/);
}

function token(text: string): Checked {
  // Printable ASCII only: it goes into a header.
  return /^[\x21-\x7e]{8,255}$/.test(text) ? { value: text } : { reason: 'must be 8 to 255 letters and digits' };
}
