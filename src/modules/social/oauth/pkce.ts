import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** 256 random bits as 43 characters that need no escaping. */
export const randomToken = (): string => randomBytes(BYTES).toString('base64url');

/** The S256 challenge of a verifier. https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
