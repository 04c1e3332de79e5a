import { crc32 } from 'node:zlib';
import { type KeyObject, verify } from 'node:crypto';
import type { ProviderDelivery } from '../provider.port.js';

/** What PayPal says of a delivery beside its body. */
export interface Transmission {
  id: string;
  time: string;
  signature: string;
  certificate_url: string;
  algorithm: string;
}

/** Null: not all of it is there, or not in PayPal's form. */
export function transmissionOf({ headers }: ProviderDelivery): Transmission | null {
  const id = headers['paypal-transmission-id'] ?? '';
  const time = headers['paypal-transmission-time'] ?? '';
  const signature = headers['paypal-transmission-sig'] ?? '';
  const certificateUrl = headers['paypal-cert-url'] ?? '';
  const algorithm = headers['paypal-auth-algo'] ?? '';
  if (!/^[\w-]{1,100}$/.test(id) || !/^[0-9T:.Z+-]{20,40}$/.test(time)) return null;
  if (!/^[A-Za-z0-9+/]{1,1000}={0,2}$/.test(signature) || certificateUrl.length > 500) return null;
  return { id, time, signature, certificate_url: certificateUrl, algorithm };
}

/**
 * PayPal sends again for three days what was not acknowledged, 25 times; whether with a new time is not documented, so one of four
 * days passes. That is no door for replays: within it a delivery is known by its event's id, and none is believed about content.
 */
const OLDEST_MS = 4 * 86_400_000;
/** Clocks differ. */
const AHEAD_MS = 5 * 60_000;

export function isTimely(time: string, now: number): boolean {
  const age = now - Date.parse(time);
  return age <= OLDEST_MS && age >= -AHEAD_MS;
}

/** Whether PayPal's key signed these very bytes for one of our subscriptions. */
export function isSigned(
  transmission: Transmission,
  body: Uint8Array,
  webhookIds: readonly string[],
  key: KeyObject,
): boolean {
  const checksum = crc32(body);
  const signature = Buffer.from(transmission.signature, 'base64');
  return webhookIds.some((webhookId) => {
    const text = `${transmission.id}|${transmission.time}|${webhookId}|${checksum}`;
    return verify('RSA-SHA256', Buffer.from(text), key, signature);
  });
}
