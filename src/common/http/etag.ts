import { createHash } from 'node:crypto';
import { AppError } from '../errors/app-error.js';

const TAG_LENGTH = 27;

/**
 * A strong entity tag of a row's version. `updated_at` as Postgres text (microseconds): a JS Date would make
 * two quick changes look alike. https://www.rfc-editor.org/rfc/rfc9110#name-etag
 */
export function etagOf(id: string, updatedAt: string): string {
  return `"${createHash('sha256').update(`${id}|${updatedAt}`).digest('base64url').slice(0, TAG_LENGTH)}"`;
}

/** Throws PRECONDITION_FAILED unless `If-Match` is absent, `*`, or names `current`. */
export function requireMatch(ifMatch: string | undefined, current: string): void {
  if (ifMatch === undefined) return;
  const named = ifMatch.split(',').map((tag) => tag.trim());
  if (named.includes('*') || named.includes(current)) return;
  throw new AppError('PRECONDITION_FAILED', 'It has changed since you read it: read it again and repeat the change', {
    current_etag: current,
  });
}
