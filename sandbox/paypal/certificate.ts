import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { selfSigned } from '../core/x509.js';

/** A key and a self-signed certificate of it, as the sandbox signs its webhooks with. */
export interface Signer {
  key: KeyObject;
  public_key: KeyObject;
  /** PEM */
  certificate: string;
}

const COMMON_NAME = 'messageverificationcerts.sandbox.example';

/** RSA with 2,048 bits, valid from 2020 to 2049. */
export function createSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = selfSigned({ publicKey, privateKey }, { common_name: COMMON_NAME });
  return { key: privateKey, public_key: publicKey, certificate };
}
