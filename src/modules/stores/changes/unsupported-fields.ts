import type { PlatformCatalogue } from '../platforms/platform.writes.js';
import type { ProductChange, ProductDraft } from '../stores.api.js';

/** In words: which of the change's values the platform has no place for; null when it has one for each. Null values ask for nothing. */
export function unsupportedIn(catalogue: PlatformCatalogue, change: ProductDraft | ProductChange): string | null {
  const named = new Set([change, ...(change.variants ?? [])].flatMap((values) => namedIn(values)));
  const missing = catalogue.unsupported_fields.filter((field) => named.has(field));
  return missing.length === 0 ? null : `has no place for ${missing.join(', ')} of a product`;
}

function namedIn(values: object): string[] {
  return Object.entries(values).flatMap(([field, value]) => (value === undefined || value === null ? [] : [field]));
}
