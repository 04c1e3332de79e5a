import type { JsonObject } from '../core/json.js';
import { type GraphNode, project } from './fields.js';
import type { Params } from './input.js';
import { wrongParam } from './refusal.js';

const USUAL = 25;
const MOST = 500;

/** One page of an edge by cursor: `limit`, `after`, `before`; the address of the next bears the token, as Graph's does. */
export function pageOf(
  nodes: readonly GraphNode[],
  params: Params,
  url: URL,
  fields = params.text('fields'),
): JsonObject {
  const limit = Math.min(params.count('limit') ?? USUAL, MOST);
  if (limit === 0) throw wrongParam('Param limit must be greater than 0');
  const after = params.text('after');
  const before = params.text('before');
  let start = after === null || after === '' ? 0 : placeOf(after) + 1;
  let end = Math.min(start + limit, nodes.length);
  if (before !== null && before !== '') {
    end = Math.min(placeOf(before), nodes.length);
    start = Math.max(0, end - limit);
  }
  const shown = nodes.slice(start, end).map((node) => project(node, fields));
  if (shown.length === 0) return { data: [] };
  const cursors = { before: cursorOf(start), after: cursorOf(end - 1) };
  const paging: JsonObject = { cursors };
  if (end < nodes.length) paging.next = turned(url, 'after', cursors.after);
  if (start > 0) paging.previous = turned(url, 'before', cursors.before);
  return { data: shown, paging };
}

function cursorOf(place: number): string {
  return Buffer.from(`at:${place}`).toString('base64url');
}

function placeOf(cursor: string): number {
  const place = /^at:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (place === undefined) throw wrongParam('Invalid cursors values');
  return Number(place);
}

function turned(url: URL, name: string, cursor: string): string {
  const target = new URL(url);
  target.searchParams.delete('after');
  target.searchParams.delete('before');
  target.searchParams.set(name, cursor);
  return target.href;
}
