import { randomFillSync, randomUUID } from 'node:crypto';

import { ulid } from 'ulid';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

const CALLER_ID = /^[A-Za-z0-9_-]{8,64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A request's id: `req_` + ULID. A caller's own id (8–64 of `A-Za-z0-9_-`) is kept as the suffix,
 * `req_<ULID>_<suffix>`; anything else a caller sends is left out.
 */
export function requestId(suffix?: unknown): string {
  const id = `req_${ulid(undefined, random)}`;
  return typeof suffix === 'string' && CALLER_ID.test(suffix) ? `${id}_${suffix}` : id;
}

/** A random UUID (version 4): for ids that should tell nothing, not even their age. */
export function uuidv4(): string {
  return randomUUID();
}

/**
 * A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then random. Rows that are made one after the other
 * lie side by side in the primary key's index. Within one process each id is greater than the one before:
 * the 12 bits after the version count up within a millisecond.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = takeBytes(2).readUInt16BE() & 0x7ff;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    // More than the counter holds in one millisecond: borrow the next one rather than go out of order.
    lastMs += 1;
    counter = takeBytes(2).readUInt16BE() & 0x7ff;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const tail = takeBytes(8);
  const variant = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}` +
    `-${variant.toString(16)}${hex.slice(2, 4)}-${hex.slice(4)}`
  );
}

/** Whether the text is a UUID of any version, in its usual spelling; case does not matter. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

let lastMs = 0;
let counter = 0;

function takeBytes(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** 0 ≤ x < 1. The library's own source asks the system for each single character. */
function random(): number {
  return takeBytes(4).readUInt32BE() / 2 ** 32;
}
