import { randomBytes } from 'node:crypto';
import { hmac } from '../../common/security/signature.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret as its owner sees it: `whsec_` and base64 of the key. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * Headers of a delivery as https://www.standardwebhooks.com fixes them: the signature is over `id.timestamp.body`, once
 * for each secret that is valid now, so that a receiver may change over at any moment.
 */
export function signedHeaders(
  webhookId: string,
  body: string,
  secrets: readonly string[],
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signed = `${webhookId}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${hmac('sha256', key, signed).toString('base64')}`;
  });
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': webhookId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
