import type { EnvReader } from './env-reader.js';

/** One key that seals secrets at rest. */
export interface EncryptionKey {
  /** Stands beside what it sealed, so that several keys can be open at once. */
  readonly id: string;
  /** 32 bytes (AES-256). */
  readonly key: Buffer;
}

export const KEY_BYTES = 32;
const VARIABLE = 'KSAP_ENCRYPTION_KEYS';
const ACCEPTED = 'name:base64 of 32 bytes, several with commas between; the first seals, all open';

/**
 * Reads `KSAP_ENCRYPTION_KEYS`. A fault tells the position and the name of a key, never the key.
 *
 * @returns null when unset.
 */
export function readEncryptionKeys(read: EnvReader): EncryptionKey[] | null {
  if (read.text(VARIABLE) === null) return null;
  const keys: EncryptionKey[] = [];
  for (const [index, part] of read.list(VARIABLE).entries()) {
    const [id = '', text = '', ...rest] = part.split(':');
    const which = `key ${index + 1}`;
    if (text === '' || rest.length > 0 || !isKeyId(id)) {
      // The part itself may be a bare key: it is not shown.
      read.fault(VARIABLE, `${which} is not in the form ${ACCEPTED} (a name is 1 to 32 of A-Z a-z 0-9 _ -)`);
      continue;
    }
    const key = decodeKey(text);
    if (key === null) {
      read.fault(VARIABLE, `${which} (${id}) is not base64 of ${KEY_BYTES} bytes; accepted is ${ACCEPTED}`);
    } else if (keys.some((other) => other.id === id)) {
      read.fault(VARIABLE, `${which} bears the name ${id} again; each key needs a name of its own`);
    } else {
      keys.push({ id, key });
    }
  }
  return keys;
}

export function isKeyId(id: string): boolean {
  return /^[A-Za-z0-9_-]{1,32}$/.test(id);
}

/** @returns null unless the text is base64 (plain or URL-safe) of exactly 32 bytes. */
export function decodeKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : null;
}
