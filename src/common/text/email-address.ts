/** What a mail header could be broken with, and what only quoting would allow: no shop's customer and no user has it. */
const UNSAFE = /[\s\p{C}"<>(),:;\\[\]]/u;

/**
 * The one spelling under which an address is stored and looked up: trimmed, NFC, lower case. Two spellings that differ
 * in case alone are one account.
 */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Whether the address has only characters that need no quoting in a header. Says nothing of its shape otherwise. */
export function isPlainAddress(email: string): boolean {
  return !UNSAFE.test(email);
}
