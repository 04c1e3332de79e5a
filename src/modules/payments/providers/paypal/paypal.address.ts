import type { ProviderCredentials } from '../provider.connection.js';

const LIVE = 'https://api-m.paypal.com';
const SANDBOX = 'https://api-m.sandbox.paypal.com';

/** Where the API is for these credentials, without a slash at its end: the setting where somebody changed it, else PayPal's own. */
export function addressFor(setting: string, credentials: ProviderCredentials): string {
  if (setting !== LIVE) return setting;
  return credentials.environment === 'sandbox' ? SANDBOX : LIVE;
}

/**
 * Whether certificates of webhooks may be fetched from there: PayPal's own hosts of the same environment over https, or the very
 * API that the installation was set to. Whoever could name another host would sign as they please.
 */
export function isCertificateAddress(url: URL, address: string): boolean {
  const api = new URL(address);
  const folder = `${api.pathname.replace(/\/$/, '')}/v1/notifications/certs/`;
  if (!/^[\w-]{1,100}$/.test(url.pathname.slice(folder.length)) || !url.pathname.startsWith(folder)) return false;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  if (url.origin === api.origin) return true;
  if (address !== LIVE && address !== SANDBOX) return false;
  if (url.protocol !== 'https:' || url.port !== '') return false;
  const isSandbox = url.hostname.endsWith('.sandbox.paypal.com');
  return url.hostname.endsWith('.paypal.com') && isSandbox === (address === SANDBOX);
}
