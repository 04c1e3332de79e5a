import type { Json } from '../core/json.js';

type Wanted = Map<string, Wanted | null>;

/** `fields=items[entity_id,created_at],total_count`: only these members. */
export function onlyFields(body: Json, fields: string | null): Json {
  if (fields === null || fields === '') return body;
  return pick(body, parse(fields, { at: 0 }));
}

function parse(text: string, position: { at: number }): Wanted {
  const wanted: Wanted = new Map();
  let name = '';
  for (; position.at < text.length; position.at++) {
    const char = text[position.at] ?? '';
    if (char === '[') {
      position.at += 1;
      wanted.set(name.trim(), parse(text, position));
      name = '';
    } else if (char === ']') break;
    else if (char === ',') {
      if (name.trim() !== '') wanted.set(name.trim(), null);
      name = '';
    } else name += char;
  }
  if (name.trim() !== '') wanted.set(name.trim(), null);
  return wanted;
}

function pick(value: Json, wanted: Wanted): Json {
  if (Array.isArray(value)) return value.map((item) => pick(item, wanted));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]): [string, Json][] => {
      const deeper = wanted.get(name);
      if (deeper === undefined) return [];
      return [[name, deeper === null ? member : pick(member, deeper)]];
    }),
  );
}
