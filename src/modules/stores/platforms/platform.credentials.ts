import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import type { PlatformCredentials } from './platform.connection.js';
import { readUrl } from '../../../common/text/read-url.js';

/** What a check of one credential gives: the value as it is kept, or what is wrong with it. */
export type Checked = { value: string } | { reason: string };

const MAX_LENGTH = 2000;

/** The checked values. Throws AppError VALIDATION_ERROR that names every wrong or unknown field as `credentials.<field>`. */
export function takeCredentials(input: Record<string, unknown>, checked: Record<string, Checked>): PlatformCredentials {
  const faults: FieldFault[] = Object.entries(checked).flatMap(([name, result]) =>
    'reason' in result ? [{ field: `credentials.${name}`, reason: result.reason }] : [],
  );
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(checked, name)) faults.push({ field: `credentials.${name}`, reason: 'is not a known field' });
  }
  if (faults.length > 0) throw AppError.validation(faults);
  return Object.fromEntries(
    Object.entries(checked).flatMap(([name, result]) => ('value' in result ? [[name, result.value]] : [])),
  );
}

/** Checks a text that must be there, without the blanks around it. */
export function withText(value: unknown, check: (text: string) => Checked): Checked {
  if (value === undefined || value === null || value === '') return { reason: 'is required' };
  if (typeof value !== 'string') return { reason: 'must be text' };
  if (value.length > MAX_LENGTH) return { reason: `must be at most ${MAX_LENGTH} characters` };
  return value.trim() === '' ? { reason: 'is required' } : check(value.trim());
}

/**
 * Address of a shop without a slash at its end.
 * @param inner matches the end of the path that people paste along (that of the API or of the admin pages)
 */
export function checkAddress(text: string, inner: RegExp): Checked {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = readUrl(address);
  if (url === null) return { reason: 'is not an address' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { reason: 'must begin with https:// or http://' };
  if (url.username !== '' || url.password !== '') return { reason: 'must not contain a user name or password' };
  if (url.search !== '' || url.hash !== '') return { reason: 'must not contain a query or a fragment' };
  if (/\s|%0[0-9a-f]/i.test(url.pathname)) return { reason: 'must not contain white space' };
  const path = url.pathname.replace(inner, '').replace(/\/+$/, '');
  return { value: `${url.origin}${path}` };
}
