import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';
type Bytes = string | Uint8Array;

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const comparing = randomBytes(32);

/** HMAC of the bytes (a string is taken as UTF-8) under the key. */
export function hmac(algorithm: HmacAlgorithm, key: Bytes, data: Bytes): Buffer {
  return createHmac(algorithm, key).update(data).digest();
}

/** Whether two texts are equal, in a time that tells neither where they differ nor how long the expected one is. */
export function equalText(expected: string, given: string): boolean {
  return timingSafeEqual(hmac('sha256', comparing, expected), hmac('sha256', comparing, given));
}

/** Whether `given` spells the expected bytes in base64. Anything that is not base64 is simply not equal. */
export function equalBase64(expected: Uint8Array, given: unknown): boolean {
  return typeof given === 'string' && BASE64.test(given) && equalBytes(expected, Buffer.from(given, 'base64'));
}

/** Whether `given` spells the expected bytes in hex, either case. Anything that is not hex is simply not equal. */
export function equalHex(expected: Uint8Array, given: unknown): boolean {
  return typeof given === 'string' && HEX.test(given) && equalBytes(expected, Buffer.from(given, 'hex'));
}

/** Constant time for equal lengths; the length of a MAC is no secret. */
export function equalBytes(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
