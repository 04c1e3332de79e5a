import { AppError } from '../errors/app-error.js';
import type { JsonObject } from '../json.js';

const MAX_SETTINGS_BYTES = 64 * 1024;

/** The settings after a change: given keys replaced, null ones dropped, others kept. Throws VALIDATION_ERROR past 64 KiB. */
export function mergeSettings(current: JsonObject, change: object | undefined): JsonObject {
  const given = Object.entries(change ?? {}).filter(([, value]) => value !== undefined) as [
    string,
    JsonObject[string],
  ][];
  const all = { ...current, ...Object.fromEntries(given) };
  const merged: JsonObject = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  if (Buffer.byteLength(JSON.stringify(merged)) > MAX_SETTINGS_BYTES) {
    throw AppError.validation([{ field: 'settings', reason: 'must not exceed 64 KiB' }]);
  }
  return merged;
}
