import { createHash } from 'node:crypto';
import type { LedgerPayment, LedgerRefund } from '../core/ledger.types.js';

/** What the shops' plug-ins tell PayPal, in the characters that it takes. */

/** Search and orders take `[a-zA-Z0-9_'\-., ":;!?]`. */
function plain(text: string): string {
  return text.replace(/[^a-zA-Z0-9_'\-., ":;!?]/g, '').trim();
}

/** The order as the shop's plug-in names it: its reference where it has one, else the number. */
export function invoiceOf(payment: LedgerPayment | null): string | null {
  const text = plain(payment?.order?.reference ?? payment?.order?.order_number ?? '');
  return text === '' ? null : text.slice(0, 127);
}

export function customOf(payment: LedgerPayment | null): string | null {
  const text = plain(payment?.order?.order_id ?? '');
  return text === '' ? null : text.slice(0, 127);
}

/** A refund's own, where its caller gave one. */
export function refundCustomOf(refund: LedgerRefund): string | null {
  return refund.note.custom_id ?? null;
}

export function subjectOf(text: string | null): string | null {
  const kept = plain(text ?? '');
  return kept === '' ? null : kept.slice(0, 256);
}

/** The payer id of an address. */
export function payerId(email: string): string {
  const digest = createHash('sha256').update(email).digest();
  return Array.from(digest.subarray(0, 13), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** `[17]` upper-case letters and digits, of what names the record. */
export function idOf(...parts: (string | number)[]): string {
  const digest = createHash('sha256').update(parts.join(' ')).digest();
  return Array.from(digest.subarray(0, 17), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
