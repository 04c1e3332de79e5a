import { existsSync, readFileSync } from 'node:fs';

import type { OpenApi } from './openapi.js';

const SPECS = new URL('../../../../shared/specs/', import.meta.url);

/** A provider's published document, which is no part of this repository; null (and a line that says so) where it is absent. */
export function publishedSpec(name: string): OpenApi | null {
  const file = new URL(name, SPECS);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
  process.stdout.write(`skipped: no ../shared/specs/${name}\n`);
  return null;
}
