import type { Json, JsonObject } from '../../../../common/json.js';
import { badAnswer } from './meta.client.js';

/** What Graph's answers hold: of their types little is sure. */

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export const textIn = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Ids are text, and sometimes numbers. Throws ProviderError `bad_answer`. */
export function idIn(value: Json | undefined, what: string): string {
  if (typeof value === 'number') return String(value);
  const id = textIn(value);
  if (id !== null) return id;
  throw badAnswer(`${what} has no id`);
}
