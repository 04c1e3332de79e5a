import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedPlace } from './sealed-columns.js';

const VERSION = 1;
const TEXT_PREFIX = 'sb1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** A sealed value as it lies in a jsonb column. A type, not an interface, so that it is assignable to JsonObject. */
export type SealedSecret = {
  v: 1;
  /** Id of the key that sealed it. */
  k: string;
  /** Nonce, 12 bytes, base64. */
  n: string;
  /** GCM tag, 16 bytes, base64. */
  t: string;
  /** Cipher text, base64. */
  c: string;
};

/**
 * Where the sealed value lives; it opens nowhere else, so a row's secret cannot be copied into another row.
 * Only a column of SEALED_COLUMNS is one, so that none is forgotten when the keys are rotated.
 */
export type SecretPlace = SealedPlace & { row_id: string };

/** Where a value is claimed to live. */
interface ClaimedPlace {
  table: string;
  column: string;
  row_id: string;
}

export interface SecretKey {
  /** 1–64 of `A-Za-z0-9_-`; stored beside each secret. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

export type SecretBoxFault = 'malformed' | 'unknown_key' | 'tampered';

/** A sealed value that does not open. The message names neither the value nor the key material. */
export class SecretBoxError extends Error {
  constructor(
    readonly fault: SecretBoxFault,
    message: string,
  ) {
    super(message);
    this.name = 'SecretBoxError';
  }
}

/**
 * Seals secrets with AES-256-GCM. The first key seals; every key opens, so that keys can be rotated while
 * rows sealed with an older one are still about.
 */
export class SecretBox {
  private readonly keys = new Map<string, Buffer>();
  private readonly sealing: SecretKey;

  /** Throws on an empty list, a key that is not 32 bytes, an id with other characters, or an id given twice. */
  constructor(keys: readonly SecretKey[]) {
    const [first] = keys;
    if (first === undefined) throw new Error('SecretBox needs at least one key');
    for (const { id, key } of keys) {
      if (!KEY_ID.test(id)) throw new Error('A SecretBox key id is 1-64 characters of A-Z, a-z, 0-9, _ and -');
      if (key.length !== KEY_BYTES) throw new Error(`SecretBox key ${id} must be ${KEY_BYTES} bytes long`);
      if (this.keys.has(id)) throw new Error(`SecretBox key ${id} is given twice`);
      this.keys.set(id, Buffer.from(key));
    }
    this.sealing = first;
  }

  /** Id of the key that seals. */
  get keyId(): string {
    return this.sealing.id;
  }

  /** For jsonb columns. */
  seal(plain: string | Buffer, place: SecretPlace): SealedSecret {
    const { nonce, tag, text } = this.encrypt(plain, place);
    return {
      v: VERSION,
      k: this.sealing.id,
      n: nonce.toString('base64'),
      t: tag.toString('base64'),
      c: text.toString('base64'),
    };
  }

  /** Opens what `seal` made, as UTF-8 text. Throws SecretBoxError. */
  open(sealed: SealedSecret, place: ClaimedPlace): string {
    return this.openBytes(sealed, place).toString('utf8');
  }

  /** Opens what `seal` made, as bytes. Throws SecretBoxError. */
  openBytes(sealed: SealedSecret, place: ClaimedPlace): Buffer {
    if (!isSealed(sealed)) throw malformed();
    return this.decrypt(
      sealed.k,
      [sealed.n, sealed.t, sealed.c].map((part) => Buffer.from(part, 'base64')),
      place,
    );
  }

  /** For text columns: `sb1.<key id>.<nonce>.<tag>.<cipher text>`, base64url. */
  sealString(plain: string | Buffer, place: SecretPlace): string {
    const { nonce, tag, text } = this.encrypt(plain, place);
    return [TEXT_PREFIX, this.sealing.id, ...[nonce, tag, text].map((part) => part.toString('base64url'))].join('.');
  }

  /** Opens what `sealString` made. Throws SecretBoxError. */
  openString(sealed: string, place: ClaimedPlace): string {
    return this.openStringBytes(sealed, place).toString('utf8');
  }

  /** Opens either form and seals it again, in the same form, with the key that seals now. Throws SecretBoxError. */
  reseal(sealed: SealedSecret | string, place: SecretPlace): SealedSecret | string {
    if (typeof sealed === 'string') return this.sealString(this.openStringBytes(sealed, place), place);
    return this.seal(this.openBytes(sealed, place), place);
  }

  /** Whether it was sealed with a key other than the one that seals now. Works on both forms. */
  needsReseal(sealed: SealedSecret | string): boolean {
    if (typeof sealed === 'string') return splitSealedString(sealed)?.keyId !== this.sealing.id;
    return sealed.k !== this.sealing.id;
  }

  private openStringBytes(sealed: string, place: ClaimedPlace): Buffer {
    const parts = splitSealedString(sealed);
    if (parts === null) throw malformed();
    const bytes = parts.bytes.map((part) => Buffer.from(part, 'base64url'));
    return this.decrypt(parts.keyId, bytes, place);
  }

  private encrypt(plain: string | Buffer, place: SecretPlace): { nonce: Buffer; tag: Buffer; text: Buffer } {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealing.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(this.sealing.id, place));
    const text = Buffer.concat([
      typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain),
      cipher.final(),
    ]);
    return { nonce, tag: cipher.getAuthTag(), text };
  }

  private decrypt(keyId: string, bytes: Buffer[], place: ClaimedPlace): Buffer {
    const [nonce, tag, text] = bytes;
    if (!nonce || !tag || !text || nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) throw malformed();
    const key = this.keys.get(keyId);
    if (key === undefined) {
      throw new SecretBoxError('unknown_key', `A secret was sealed with key ${keyId}, which is not configured`);
    }
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(keyId, place));
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch {
      throw new SecretBoxError(
        'tampered',
        `A secret of ${place.table}.${place.column} does not open: it was changed, moved, or sealed with another key`,
      );
    }
  }
}

/** Whether a jsonb value has the shape of a sealed secret. */
export function isSealed(value: unknown): value is SealedSecret {
  if (typeof value !== 'object' || value === null) return false;
  const { v, k, n, t, c } = value as Record<string, unknown>;
  return v === VERSION && typeof k === 'string' && KEY_ID.test(k) && [n, t, c].every(isBase64);
}

/** Whether a text value has the shape of a sealed secret. */
export function isSealedString(value: unknown): value is string {
  return typeof value === 'string' && splitSealedString(value) !== null;
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && BASE64.test(value);
}

function splitSealedString(sealed: string): { keyId: string; bytes: string[] } | null {
  const [prefix, keyId, ...bytes] = sealed.split('.');
  if (prefix !== TEXT_PREFIX || keyId === undefined || !KEY_ID.test(keyId)) return null;
  if (bytes.length !== 3 || !bytes.every((part) => BASE64URL.test(part))) return null;
  return { keyId, bytes };
}

/** JSON keeps the parts apart: no table and column can be chosen so that they read like another pair. */
function associatedData(keyId: string, { table, column, row_id }: ClaimedPlace): Buffer {
  return Buffer.from(JSON.stringify(['ksap', VERSION, keyId, table, column, row_id]), 'utf8');
}

function malformed(): SecretBoxError {
  return new SecretBoxError('malformed', 'A stored secret does not have the shape of a sealed one');
}
