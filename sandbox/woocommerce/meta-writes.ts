import type { Json, JsonObject } from '../core/json.js';
import { rowsOf } from './body.js';

/**
 * `meta_data` of a write laid over what is there. An entry with an id changes that one; one with a key alone changes the
 * first of that name and drops its namesakes; null deletes, where the id is given.
 */
export function withMeta(present: JsonObject[], written: Json | undefined, nextId: () => number): JsonObject[] {
  let meta = present;
  for (const entry of rowsOf(written)) {
    const key = typeof entry.key === 'string' ? entry.key : null;
    const id = typeof entry.id === 'number' || typeof entry.id === 'string' ? Number(entry.id) : 0;
    const value = asStored(entry.value ?? null);
    const held = meta.find((one) => (id > 0 ? one.id === id : one.key === key));
    if (held === undefined) {
      if (key !== null && value !== null) meta = [...meta, { id: nextId(), key, value }];
      continue;
    }
    if (value === null) {
      if (id > 0) meta = meta.filter((one) => one !== held);
      continue;
    }
    meta = meta
      .filter((one) => one === held || id > 0 || one.key !== held.key)
      .map((one) => (one === held ? { ...one, key: key ?? one.key ?? '', value } : one));
  }
  return meta;
}

/** Recorded: a number or a flag comes back as text; what is inside a list or an object keeps its type. */
function asStored(value: Json): Json {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '';
  return value;
}
