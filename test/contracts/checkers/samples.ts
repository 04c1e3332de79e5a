import { existsSync, readdirSync, readFileSync } from 'node:fs';

import type { JsonObject } from '../../../src/common/json.js';

/** Recorded answers of a real WooCommerce server; not part of this repository. */
export const SAMPLES = new URL('../../../../shared/samples/woocommerce/', import.meta.url);
export const present = existsSync(SAMPLES);

/** The records of these files, lists and single ones alike. */
export function recorded(...names: string[]): JsonObject[] {
  return names.flatMap((name) => {
    const parsed = JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8')) as JsonObject | JsonObject[];
    return Array.isArray(parsed) ? parsed : [parsed];
  });
}

/** The records of every file whose name begins so. */
export function recordedLike(prefix: string): JsonObject[] {
  return recorded(...readdirSync(SAMPLES).filter((name) => name.startsWith(prefix) && name.endsWith('.json')));
}
