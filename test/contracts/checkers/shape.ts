import type { Json } from '../../../src/common/json.js';

/** Free-form by nature: what a plug-in stores there. */
const FREE = /\.(value|display_value)$/;
/** Members that only some records have. */
const OPTIONAL = /\.(customer|up|targetHints)$/;
/** Types that our data cannot but have and the recorded ones happened not to have, or the other way round. */
const ALSO: Record<string, string[]> = {
  // A price or rate is whole or not by chance.
  '$.line_items[].price': ['integer', 'float'],
  '$.tax_lines[].rate_percent': ['integer', 'float'],
};

export type Shape = Map<string, { keys: Set<string>; types: Set<string> }>;

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  return typeof value;
}

/** Every path with the types it was seen with, and every object with the key sets it was seen with. */
export function shapeOf(records: readonly Json[]): Shape {
  const shape: Shape = new Map();
  const walk = (path: string, value: Json): void => {
    if (FREE.test(path)) return;
    const seen = shape.get(path) ?? { keys: new Set(), types: new Set() };
    shape.set(path, seen);
    seen.types.add(typeOf(value));
    if (Array.isArray(value)) value.forEach((item) => walk(`${path}[]`, item));
    else if (value !== null && typeof value === 'object') {
      const keys = Object.keys(value).filter((key) => !OPTIONAL.test(`.${key}`));
      seen.keys.add(keys.sort().join(','));
      for (const [key, child] of Object.entries(value)) walk(`${path}.${key}`, child);
    }
  };
  records.forEach((record) => walk('$', record));
  return shape;
}

/** What we say that the recorded server never said. */
export function strangers(ours: Shape, theirs: Shape): string[] {
  const found: string[] = [];
  for (const [path, seen] of ours) {
    const known = theirs.get(path);
    if (known === undefined) {
      found.push(`${path}: a member that the recordings do not have`);
      continue;
    }
    const allowed = new Set([...known.types, ...(ALSO[path] ?? [])]);
    for (const type of seen.types)
      if (!allowed.has(type)) found.push(`${path}: ${type}, recorded ${[...allowed].join('|')}`);
    for (const keys of seen.keys) if (!known.keys.has(keys)) found.push(`${path}: members ${keys}`);
  }
  return found;
}
