import { createHmac, hkdfSync } from 'node:crypto';

import { equalBytes } from './signature.js';

const KEY_BYTES = 32;
const LEAST_ROOT_BYTES = 16;

/**
 * HMAC-SHA256 for what is signed or looked up by us alone: cursors, stored token hashes, fingerprints of requests.
 * Each purpose has its own key, derived from the root secret by HKDF, so a value made for one says nothing to another.
 */
export class KeyedHash {
  private readonly root: Buffer;
  private readonly keys = new Map<string, Buffer>();

  /** `root`: a secret of at least 16 bytes. Throws on a shorter one. */
  constructor(root: string | Buffer) {
    this.root = Buffer.from(root);
    if (this.root.length < LEAST_ROOT_BYTES) throw new Error(`KeyedHash needs at least ${LEAST_ROOT_BYTES} bytes`);
  }

  /** A key of 32 bytes for a purpose, for code that needs the key itself. The label is fixed in code, never input. */
  key(purpose: string): Buffer {
    let key = this.keys.get(purpose);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', this.root, 'ksap', purpose, KEY_BYTES));
      this.keys.set(purpose, key);
    }
    return key;
  }

  /** 32 bytes over the parts. Their borders count: ("ab", "c") and ("a", "bc") differ. */
  bytes(purpose: string, ...parts: (string | Uint8Array)[]): Buffer {
    const mac = createHmac('sha256', this.key(purpose));
    const length = Buffer.alloc(4);
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      length.writeUInt32BE(bytes.length);
      mac.update(length).update(bytes);
    }
    return mac.digest();
  }

  /** The same as 64 hex digits: for columns that are looked up. */
  hex(purpose: string, ...parts: (string | Uint8Array)[]): string {
    return this.bytes(purpose, ...parts).toString('hex');
  }

  /** The same as 43 characters of base64url: for what goes over the wire. */
  base64url(purpose: string, ...parts: (string | Uint8Array)[]): string {
    return this.bytes(purpose, ...parts).toString('base64url');
  }

  /** Constant-time check of what `base64url` made. Anything else, of any type, is false. */
  matches(purpose: string, mac: unknown, ...parts: (string | Uint8Array)[]): boolean {
    // Text is compared, not the decoded bytes: the last character has bits that decoding would ignore.
    return typeof mac === 'string' && equalBytes(Buffer.from(this.base64url(purpose, ...parts)), Buffer.from(mac));
  }
}
