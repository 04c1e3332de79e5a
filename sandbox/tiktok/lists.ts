import type { Json, JsonObject } from '../core/json.js';
import { Input } from './input.js';
import { wrong } from './refusal.js';

const PRIMARY = [
  'STATUS_ALL',
  'STATUS_NOT_DELETE',
  'STATUS_NOT_DELIVERY',
  'STATUS_DELIVERY_OK',
  'STATUS_DISABLE',
  'STATUS_DELETE',
];

/** One page of what is told, by `page` and `page_size`, only `fields` of it. Throws TiktokRefusal. */
export function pageOf(rows: JsonObject[], input: Input, mostRows = 1000): JsonObject {
  const page = input.whole('page', 1, 1_000_000) ?? 1;
  const size = input.whole('page_size', 1, mostRows) ?? 10;
  const fields = input.texts('fields');
  const list = rows.slice((page - 1) * size, page * size);
  return {
    list: fields === null ? list : list.map((row) => only(row, fields)),
    page_info: { page, page_size: size, total_number: rows.length, total_page: Math.ceil(rows.length / size) },
  };
}

/** The rows that `filtering` wants; without a status nothing that was deleted. `lists` maps a filter's name to the member. */
export function filtered(
  rows: JsonObject[],
  input: Input,
  lists: Record<string, string>,
  nameKey: string,
): JsonObject[] {
  const filter = Input.inside(input.object('filtering') ?? {});
  const primary = filter.oneOf('primary_status', PRIMARY) ?? 'STATUS_NOT_DELETE';
  const secondary = filter.text('secondary_status');
  const name = filter.text(nameKey);
  const objective = filter.text('objective_type');
  const wanted = Object.entries(lists).map(([key, member]) => ({ ids: filter.texts(key), member, key }));
  for (const { ids, key } of wanted)
    if ((ids?.length ?? 0) > 100) throw wrong(`${key}: Longer than maximum length 100.`);
  filter.onlyThese();
  return rows.filter(
    (row) =>
      isOf(primary, textOf(row.secondary_status)) &&
      (secondary === null || row.secondary_status === secondary) &&
      (name === null || textOf(row[nameKey]).includes(name)) &&
      (objective === null || row.objective_type === objective) &&
      wanted.every(({ ids, member }) => ids === null || ids.includes(textOf(row[member]))),
  );
}

function isOf(primary: string, secondary: string): boolean {
  const isDeleted = secondary.endsWith('_DELETE');
  if (primary === 'STATUS_ALL') return true;
  if (primary === 'STATUS_DELETE') return isDeleted;
  if (isDeleted) return false;
  if (primary === 'STATUS_DISABLE') return secondary.endsWith('_DISABLE');
  const delivers = secondary.endsWith('_DELIVERY_OK') || secondary.endsWith('_ENABLE');
  if (primary === 'STATUS_DELIVERY_OK') return delivers;
  return primary === 'STATUS_NOT_DELIVERY' ? !delivers : true;
}

function only(row: JsonObject, fields: string[]): JsonObject {
  const shown: JsonObject = {};
  for (const field of fields) if (row[field] !== undefined) shown[field] = row[field];
  return shown;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
