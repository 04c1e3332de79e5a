import { type Parameter, percentEncode, signatureBase } from '../../../../common/security/oauth1.js';
import { hmac } from '../../../../common/security/signature.js';
import type { PlatformCredentials } from '../platform.connection.js';

/** OAuth 1.0a with consumer and token (RFC 5849), HMAC-SHA256, in the Authorization header. Bodies are not signed. */

/**
 * The Authorization header of one call.
 * @param once timestamp in unix seconds (the server allows ten minutes of difference) and a nonce that was never used
 */
export function authorization(
  call: { method: string; address: string; query: readonly Parameter[] },
  credentials: PlatformCredentials,
  once: { timestamp: number; nonce: string },
): string {
  const { consumer_key = '', consumer_secret = '', access_token = '', access_token_secret = '' } = credentials;
  const own: Parameter[] = [
    ['oauth_consumer_key', consumer_key],
    ['oauth_nonce', once.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(once.timestamp)],
    ['oauth_token', access_token],
    ['oauth_version', '1.0'],
  ];
  const key = `${percentEncode(consumer_secret)}&${percentEncode(access_token_secret)}`;
  const base = signatureBase(call.method, call.address, [...call.query, ...own]);
  const signed: Parameter[] = [...own, ['oauth_signature', hmac('sha256', key, base).toString('base64')]];
  return `OAuth ${signed.map(([name, value]) => `${name}="${percentEncode(value)}"`).join(', ')}`;
}
